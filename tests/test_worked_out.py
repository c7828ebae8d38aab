"""What no column holds is worked out by Python between columns: exactly, and each different row of it once."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.compiled.circuit import Circuit, Wire
from engine.compiled.column_calendar import WithoutCalendar
from engine.compiled.column_figures import NoColumns
from engine.compiled.course import Course
from engine.compiled.frames import Framed, Scale
from engine.compiled.numbers import Numbers
from engine.compiled.sql_dialect import DUCKDB
from engine.compiled.table_course import TableCourse
from engine.compiled.table_runs import Beforehand, query, with_outputs
from engine.compiled.worked_out import WorkedOut
from engine.library import load_file
from guideline_dsl.calendar_days import full, shift
from guideline_dsl.core import CalendarUnit
from guideline_dsl.elementary import logarithm, raised
from tests.shares import one_in

polars = pytest.importorskip("polars")

SHIPPED = sorted(file for file in Path("guidelines").rglob("*.guideline") if file.parent.name != "library")
UNITS: tuple[CalendarUnit, ...] = ("day", "week", "month", "year")
COUNTS = (-1200, -13, -12, -1, 0, 1, 2, 11, 12, 13, 100, 1200)
LAST = date.max.toordinal()
DAYS = Scale(Fraction(1), 3_660_000)


def in_polars(framed: Framed[Any], table: Any) -> list[dict[str, Any]]:
    return list(with_outputs(table.lazy(), framed).collect().iter_rows(named=True))


def run(
    wires: list[Wire], numbers: Numbers, scales: dict[str, Scale], rows: dict[str, list[Any]], engine: str
) -> list[list[object]]:
    """The values of wires, for each row of a table."""
    from engine.compiled.polars_dialect import PolarsDialect

    worked = WorkedOut(WithoutCalendar(numbers).wires(wires), numbers, scales)
    table = polars.DataFrame({"row": range(len(next(iter(rows.values())))), **rows})
    table = Beforehand(worked).added(table)
    if engine == "polars":
        framed: Framed[Any] = Framed(worked.wires, worked.scales, PolarsDialect())
        found = in_polars(framed, table)
    else:
        duckdb = pytest.importorskip("duckdb")
        pytest.importorskip("pyarrow")
        framed = Framed(worked.wires, worked.scales, DUCKDB)
        with duckdb.connect() as session:
            session.register("patients", table.to_arrow())
            text = query("SELECT * FROM patients", framed, DUCKDB, ["row"])
            told = session.sql(f"{text} ORDER BY row")
            found = [dict(zip(told.columns, row, strict=True)) for row in told.fetchall()]
    return [[framed.outputs[wire].value(row) for wire in worked.wires] for row in found]


engines = pytest.mark.parametrize("engine", ["polars", "duckdb"])


def _near_an_end(random: Random) -> int:
    """A day near the end of a month, of a leap year or of a century; or any."""
    if random.random() < 0.3:
        return random.randint(1, LAST)
    year = random.choice((1, 4, 100, 400, 1900, 2000, 2023, 2024, 2025, 2100, 9999))
    first = date(year, random.choice((1, 2, 3, 12)), 1).toordinal()
    return min(max(first + random.randint(-3, 31), 1), LAST)


@engines
def test_units_of_the_calendar_are_counted_in_columns_as_by_the_calendar(engine: str) -> None:
    random = Random(4)
    numbers = Numbers(Circuit())
    start, end = numbers.read("start"), numbers.read("end")
    shifts = [(unit, count) for unit in UNITS for count in COUNTS]
    wires = [numbers.full(unit, start, end) for unit in UNITS]
    wires += [numbers.shifted(unit, count, start) for unit, count in shifts]
    rows = {name: [_near_an_end(random) for _ in range(400)] for name in ("start", "end")}
    told = run(wires, numbers, {"start": DAYS, "end": DAYS}, rows, engine)
    for one, other, values in zip(rows["start"], rows["end"], told, strict=True):
        days = date.fromordinal(one), date.fromordinal(other)
        assert values[: len(UNITS)] == [full(unit, *days) for unit in UNITS], days
        for (unit, count), value in zip(shifts, values[len(UNITS) :], strict=True):
            moved = shift(days[0], count, unit)
            assert moved is None or moved.toordinal() == value, (days, unit, count)


@pytest.mark.slow
def test_every_day_of_the_calendar_is_a_full_month_after_the_same_day_of_the_month_before() -> None:
    from engine.compiled.polars_dialect import PolarsDialect

    numbers = Numbers(Circuit())
    day = numbers.read("day")
    years, months = (numbers.full(unit, numbers.fixed(1), day) for unit in ("year", "month"))
    wires = WithoutCalendar(numbers).wires([years, months])
    framed: Framed[Any] = Framed(wires, {"day": DAYS}, PolarsDialect())
    table = polars.select(day=polars.int_range(1, LAST + 1, dtype=polars.Int64))
    of_polars = (polars.col("day") - date(1970, 1, 1).toordinal()).cast(polars.Date)
    found = with_outputs(table.lazy(), framed, ["day"]).collect().with_columns(on=of_polars)
    names = [framed.outputs[wire].columns[0] for wire in wires]
    month = polars.col("on").dt.month().cast(polars.Int64)
    year = polars.col("on").dt.year().cast(polars.Int64) - 1
    wrong = found.filter((polars.col(names[0]) != year) | (polars.col(names[1]) != year * 12 + month - 1))
    assert wrong.is_empty()


@engines
def test_a_logarithm_is_compared_with_all_its_digits(engine: str) -> None:
    numbers = Numbers(Circuit())
    number = numbers.read("number", Fraction(1), Fraction(100))
    curve = numbers.curve("ln", Fraction(0), None, number)
    last = Fraction(1, 10**60)
    bound = logarithm(Fraction(2))
    wires = [numbers.held(curve, "<", bound + last), numbers.held(curve, "<", bound), curve]
    told = run(wires, numbers, {"number": Scale(Fraction(10), 1000)}, {"number": [20, 21, 10]}, engine)
    assert told == [
        [True, False, bound],
        [False, False, logarithm(Fraction(21, 10))],
        [True, True, Fraction(0)],
    ]


@engines
def test_what_is_rounded_is_calculated_with_in_columns_again_and_may_be_worked_out_from_once_more(
    engine: str,
) -> None:
    numbers = Numbers(Circuit())
    a = numbers.read("a", Fraction(1), Fraction(100))
    curve = numbers.curve("ln", Fraction(0), logarithm(Fraction(100)), a)
    short = numbers.round("rounded half up", Fraction(1, 10), curve)
    power = numbers.curve(
        "power", Fraction(0), None, numbers.add(short, numbers.fixed(1)), numbers.fixed(Fraction(1, 3))
    )
    wires = [numbers.add(short, a), numbers.held(power, ">=", Fraction(5, 4))]
    values = list(range(1, 101))
    told = run(wires, numbers, {"a": Scale(Fraction(1), 100)}, {"a": values}, engine)
    for value, (total, above) in zip(values, told, strict=True):
        tenths = Fraction(int(logarithm(Fraction(value)) * 10 + Fraction(1, 2)), 10)
        assert total == tenths + value
        assert above is (raised(tenths + 1, Fraction(1, 3)).lower >= Fraction(5, 4))


def test_each_different_row_is_worked_out_once() -> None:
    numbers = Numbers(Circuit())
    curve = numbers.curve("log10", None, None, numbers.read("number", Fraction(1)))
    worked = WorkedOut(
        [numbers.held(curve, "<=", Fraction(2))], numbers, {"number": Scale(Fraction(1), 1000)}
    )
    table = polars.DataFrame({"number": [1, 100, 1000, 1, 1000, 100] * 50})
    added = Beforehand(worked).added(table)
    (step,) = worked.steps
    assert len(step.known) == 3
    assert added[step.asked[0].name].to_list() == [True, True, False, True, False, True] * 50


def test_what_has_more_digits_than_a_column_is_worked_out() -> None:
    numbers = Numbers(Circuit())
    a = numbers.read("a")
    fourth = numbers.power(a, 4)
    scales = {"a": Scale(Fraction(1), 10**12)}
    rows = {"a": [10**12, 10**12 - 1, -5]}
    told = run([numbers.held(fourth, ">=", Fraction(10**48)), fourth], numbers, scales, rows, "polars")
    assert told == [[True, 10**48], [False, (10**12 - 1) ** 4], [False, 625]]


@pytest.mark.parametrize("operation", ["least", "greatest", "add", "select"])
def test_a_long_chain_of_quotients_grows_with_its_length_only(operation: str) -> None:
    circuit = Circuit()
    a, b, bit = circuit.input("number", "a"), circuit.input("number", "b"), circuit.input("bit", "bit")
    made = circuit.calculate("divide", a, b)
    for count in range(2, 12):
        further = circuit.calculate("divide", circuit.calculate("add", b, circuit.number(count)), b)
        if operation == "select":
            made = circuit.select(circuit.compare("less", made, further), further, made)
        else:
            made = circuit.calculate(operation, made, further)  # type: ignore[arg-type]
    scales = {"a": Scale(Fraction(1), 2), "b": Scale(Fraction(1), 2)}
    text = query("patients", Framed([made, bit], scales, DUCKDB), DUCKDB)
    assert len(text) < 20_000


@pytest.mark.parametrize("file", one_in(6, SHIPPED), ids=lambda file: file.stem)
def test_every_shipped_guideline_has_columns(file: Path) -> None:
    course = Course(load_file(file))
    try:
        made = TableCourse(course, Framed.by(DUCKDB))
    except NoColumns as why:
        pytest.fail(str(why))
    assert len(query("patients", made.framed, DUCKDB)) < 3_000_000


def test_of_whom_it_is_not_asked_nothing_is_worked_out() -> None:
    numbers = Numbers(Circuit())
    inside, number = numbers.circuit.input("bit", "inside"), numbers.read("number", Fraction(1))
    above = numbers.held(numbers.curve("ln", None, None, number), "<=", Fraction(2))
    scales = {"number": Scale(Fraction(1), 1000)}
    table = polars.DataFrame({"inside": [True, False, True, False], "number": [5, 6, 900, 5]})
    worked = WorkedOut([above], numbers, scales, inside, [inside])
    told = Beforehand(worked).added(table)
    assert len(worked.steps[0].known) == 2
    assert told[worked.steps[0].asked[0].name].to_list()[:3] == [True, False, False]
    worked = WorkedOut([above], numbers, scales, inside, [inside, numbers.circuit.no(above)])
    Beforehand(worked).added(table)
    assert len(worked.steps[0].known) == 3


def test_what_hangs_on_no_patient_is_worked_out_once_for_all() -> None:
    numbers = Numbers(Circuit())
    curve = numbers.curve("ln", None, None, numbers.fixed(2))
    told = run([curve, numbers.held(curve, ">", Fraction(1, 2))], numbers, {}, {"a": [1, 2]}, "polars")
    assert told == [[logarithm(Fraction(2)), True]] * 2


def test_what_lies_between_two_questions_is_worked_out_on_the_way() -> None:
    circuit = Circuit()
    numbers = Numbers(circuit)
    a, b = numbers.read("a", Fraction(1)), circuit.input("bit", "b")
    curve = numbers.curve("ln", None, None, a)
    low = numbers.held(curve, "<=", Fraction(1))
    chosen = numbers.select(circuit.all((low, b)), numbers.multiply(curve, curve), curve)
    worked = WorkedOut([numbers.held(chosen, "<=", Fraction(2))], numbers, {"a": Scale(Fraction(1), 100)})
    (step,) = worked.steps
    assert len(step.asked) == 1
    table = polars.DataFrame({"a": [2, 2, 5, 20], "b": [True, False, True, True]})
    assert Beforehand(worked).added(table)[step.asked[0].name].to_list() == [True, True, True, False]
