"""The cells of a table as columns: what they say is what the row reader says of each row, or the row is left to it.

Polars has ways of its own with numbers that are none, with a zero that has a sign, with decimals, with days outside the
calendar; none of them may show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import product
from math import isfinite
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.cohort.rows import RowReader, RowRefused
from engine.compiled.column_scales import scales_of
from engine.compiled.columns import Column
from engine.compiled.course import Course
from engine.compiled.reading import Reader
from engine.compiled.record_reading import needs_walk
from engine.record import PatientRecord
from tests.nasty_cells import COLUMNS, DAY, FLOATS, GRAPH, TIMES, as_text, ordinary, tables
from tests.shares import examples, one_in

polars = pytest.importorskip("polars")


@cache
def circuit_columns() -> tuple[Column, ...]:
    return tuple(Course(GRAPH).columns)


def read_by_columns(table: Any, as_of: date) -> Any:
    from engine.cohort.cell_readings import CellReadings

    columns = circuit_columns()
    named = [(name, COLUMNS.get(name)) for name in table.columns]
    return CellReadings(GRAPH, columns, scales_of(GRAPH, columns), named, as_of).read(table)


def read_by_row(table: Any, place: int, as_of: date) -> dict[str, object] | str:
    """The columns of a row as the row reader has them; or why it is read by nobody, or by the walk."""
    from engine.cohort.python_rows import python_rows

    names = table.columns
    try:
        ((*cells,),) = python_rows(table[[place]])
        read = RowReader(GRAPH, as_of).row([COLUMNS[name] for name in names], cells)
    except RowRefused as refused:
        return str(refused)
    if needs_walk(read.record):
        return "a medicine that is not declared"
    return held_columns(read.record, read.as_of)


def held_columns(record: PatientRecord, as_of: date) -> dict[str, object] | str:
    from tests.column_values import cell_of

    columns = circuit_columns()
    scales = scales_of(GRAPH, columns)
    vector = dict(
        zip((c.name for c in columns), Reader(GRAPH, columns).vector_of(record, as_of), strict=True)
    )
    found: dict[str, object] = {f"is given.{name}": name in record.facts for name in GRAPH.facts}
    for column in columns:
        value = cell_of(column, vector, scales.get(column.name))
        if value is None:
            return f"{column.name} is not held"
        found[column.name] = value
    return found


def differences(table: Any, as_of: date = DAY) -> list[str]:
    """Where the columns say otherwise than the row reader."""
    told: list[str] = []
    for place, row in enumerate(read_by_columns(table, as_of).iter_rows(named=True)):
        if not row["plain"]:
            continue
        expected = read_by_row(table, place, as_of)
        if isinstance(expected, str):
            told.append(f"row {place} is refused: {expected}")
            continue
        told += [
            f"row {place}: {name} is {row.get(name, False)!r}, and {value!r} by the row"
            for name, value in expected.items()
            if row.get(name, False) != value
        ]
    return told


@given(tables(), st.sampled_from(TIMES))
@settings(max_examples=examples(240), deadline=None)
def test_typed_cells_say_what_they_say_in_a_row_or_the_row_is_left_to_the_row_reader(
    table: Any, as_of: date
) -> None:
    assert differences(table, as_of) == []


def may_be_held(cell: float | None, kind: Any) -> bool:
    """Whether the shortest decimal lies in the range of a fact, and has no more decimals than its column."""
    if cell is None:
        return True
    number = Fraction(repr(cell)) if isfinite(cell) else None
    return number is not None and kind.lower <= number <= kind.upper and (number * 10**4).denominator == 1


@given(st.lists(st.one_of(FLOATS, st.none()), min_size=1, max_size=60))
@example([0.1 + 0.2, 3 * 0.1, 1.1 * 1.1])
@example([float("nan"), float("inf"), float("-inf"), -0.0])
@settings(max_examples=examples(96), deadline=None)
def test_a_float_is_its_shortest_decimal_or_its_row_is_left_to_the_row_reader(
    cells: list[float | None],
) -> None:
    for name in ("weight", "temperature", "joints", "age"):
        table = polars.DataFrame({name: polars.Series(cells, dtype=polars.Float64)})
        assert differences(table) == []
        plain = read_by_columns(table, DAY)["plain"].to_list()
        for cell, is_plain in zip(cells, plain, strict=True):
            assert is_plain is may_be_held(cell, GRAPH.facts[name].type), (name, cell)


def crossed(columns: Mapping[str, Sequence[object]]) -> Any:
    """A table of every combination of these cells."""
    return polars.DataFrame(
        list(product(*columns.values())), schema=list(columns), orient="row", infer_schema_length=None
    )


def test_what_the_parts_of_a_medicine_say_of_each_other_is_refused_as_in_a_row() -> None:
    """Less time at its dose than taken; one dose where that never changed; nothing of what is not taken."""
    days = (None, date(2026, 1, 1), date(2026, 1, 20))
    of_prednisone = {
        "medicines_known": (True, None),
        "taking.prednisone": (True, False, None),
        "since.prednisone": days,
        "dose_since.prednisone": days,
        "at_dose_for.prednisone": (None, "30 days", "often"),
        "dose.prednisone": (None, 20.0, -1.0),
        "starting_dose.prednisone": (None, 10.0, 20.0, 40.0),
    }
    assert differences(crossed(of_prednisone)) == []


@pytest.mark.parametrize("name", ["methotrexate", "folic_acid"])
def test_a_frequency_is_forbidden_or_does_not_fit_a_dose_as_in_a_row(name: str) -> None:
    """A plain dose of the one is by week, of the other by day, and both have one frequency that they may have."""
    table = {
        "medicines_known": (True,),
        f"taking.{name}": (True, False),
        f"dose.{name}": (None, 7.5, 0.0),
        f"starting_dose.{name}": (None, 10.0),
        f"frequency.{name}": (None, "once weekly", "once daily", "every 7 days", "continuously", "often"),
    }
    assert differences(crossed(table)) == []
    for texts in ([None, None], ["once weekly", None], ["once daily", None]):
        often = polars.Series(f"frequency.{name}", texts, dtype=polars.String)
        some = polars.DataFrame(
            {"medicines_known": [True] * 2, f"taking.{name}": [True] * 2, f"dose.{name}": [5.0] * 2}
        )
        assert differences(some.with_columns(often)) == []


def test_what_the_parts_of_a_procedure_and_of_a_fact_say_is_refused_as_in_a_row() -> None:
    days = (None, date(2026, 1, 1), date(2025, 12, 31), date(2026, 2, 1), date(1875, 1, 1))
    times = (None, datetime(2026, 1, 1, 23, 59, 59), datetime(2025, 1, 1), datetime(2026, 1, 31, 15))
    for as_of in TIMES:
        for name in ("done.scan", "diabetes"):
            table = {name: (None, True, False), f"{name}.on": days, f"{name}.at": times}
            assert differences(crossed(table), as_of) == []


@pytest.mark.parametrize("as_of", one_in(3, TIMES))
@pytest.mark.parametrize("name", ["lactate", "weight"])
def test_what_one_observation_comes_to_is_what_it_comes_to_in_a_row(name: str, as_of: date) -> None:
    days = [None, *(DAY - timedelta(days=days) for days in (0, 1, 2, 3, 4, 20, 21, 22, 29, 30, 31, 32, 1000))]
    ends = [
        datetime(2026, 1, 31, 14, 30) - timedelta(hours=hours) for hours in (-9, 0, 14, 24, 48, 72, 504, 720)
    ]
    times = [None, *ends, *(end - timedelta(microseconds=1) for end in ends)]
    values = [2.0, 2.0001, 4.0001, 12.5, 20.0, None]
    for part, moments in (("on", days), ("at", times)):
        table = crossed({name: values, f"{name}.{part}": moments})
        assert differences(table, as_of) == []
        assert read_by_columns(table, as_of)["plain"].sum() > len(table) // 2


@pytest.mark.parametrize("scale", [0, 1, 4, 5, 7, 19, 20, 21, 28, 30, 37])
def test_a_decimal_of_any_scale_is_read_or_left_to_the_row_reader(scale: int) -> None:
    texts = ("0", "0.5", "2", "19.9999", "20", "20.00001", "-1", "1e-7", "3.00000000000000000001")
    numbers = [Decimal(f"{Decimal(text):.{scale}f}") for text in texts]
    cells = [number for number in numbers if len(number.as_tuple().digits) <= 38]
    for name in ("joints", "lactate", "dose.prednisone"):
        table = polars.DataFrame({name: polars.Series(cells, dtype=polars.Decimal(38, scale))})
        listed = polars.lit(True).alias("medicines_known"), polars.lit(True).alias("taking.prednisone")
        assert differences(table.with_columns(listed) if name.startswith("dose") else table) == []


def test_days_and_times_that_no_calendar_has_are_left_to_the_row_reader() -> None:
    numbers = [-(2**31), -719_163, -719_162, 20_484, 2_932_896, 2_932_897, 2**31 - 1]
    days = polars.Series("diagnosed", numbers, dtype=polars.Int32).cast(polars.Date)
    assert read_by_columns(polars.DataFrame([days]), DAY)["plain"].to_list() == [
        number == 20_484 for number in numbers
    ]
    for unit in ("ms", "us", "ns"):
        stamps = [-(2**63) + 1, -1, 0, 2**63 - 1]
        for name in ("onset", "diagnosed"):
            times = polars.Series(name, stamps, dtype=polars.Int64).cast(polars.Datetime(unit))
            plain = read_by_columns(polars.DataFrame([times]), DAY)["plain"].to_list()
            assert plain[0] is plain[1] is plain[3] is False
            assert plain[2] is True


# ---------------------------------------------------------------- ordinary tables


@pytest.mark.parametrize("as_of", one_in(3, TIMES))
def test_ordinary_tables_are_plain_and_say_what_their_rows_say(as_of: date) -> None:
    """Else the laws above would hold for columns that read nothing."""
    table = ordinary(24, 1)
    if as_of != DAY:
        table = table.drop("onset", "diabetes.at", "lactate.at") if as_of.tzinfo else table.drop("onset")  # type: ignore[attr-defined]
    for each in (table, as_text(table)):
        assert read_by_columns(each, as_of)["plain"].all()
        assert differences(each, as_of) == []


def test_labels_in_the_letters_of_many_languages_are_plain_and_can_be_seen() -> None:
    from engine.cohort.row_cells import LETTERS

    ends = [
        (first, last)
        for first, dash, last in zip(LETTERS, LETTERS[1:], LETTERS[2:], strict=False)
        if dash == "-"
    ]
    letters = "".join(chr(code) for first, last in ends for code in range(ord(first), ord(last) + 1))
    assert len(ends) == 5
    assert letters.isprintable()
    assert not any(letter.isspace() for letter in letters)
    labels = ["Zoë Müller 7", "Жанна", "王小明", "\u00a0", "a\u00ad", "\u200b", ""]
    plain = read_by_columns(polars.DataFrame({"id": labels}), DAY)["plain"].to_list()
    assert plain == [True, True, True, False, False, False, False]


def test_a_typed_table_is_read_without_the_row_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked of it is what a unit and a frequency are worth: as much of ten rows as of a thousand."""
    read: list[int] = []
    row = RowReader.row

    def counted(self: RowReader, *cells: Any) -> Any:
        read.append(1)
        return row(self, *cells)

    monkeypatch.setattr(RowReader, "row", counted)
    asked = []
    for rows in (10, 1000):
        read.clear()
        assert read_by_columns(ordinary(rows, rows), DAY)["plain"].all()
        asked.append(len(read))
    assert asked[0] == asked[1]
