"""A cohort answered by columns: the same results, rejects and counts as by the walk, whatever a cell holds."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.cohort.chunks import Chunk, Job, Slice, Working
from engine.library import load_file
from tests.cohort_sample import AS_OF, Ward
from tests.shares import one_in

polars = pytest.importorskip("polars")

ENGINES = ("polars", "duckdb")

engines = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def played(
    ward: Ward, table: Path, engine: str, *options: str
) -> tuple[bytes, list[dict[str, Any]], dict[str, Any]]:
    """The bytes of the results, the rejects and the summary."""
    if engine == "duckdb":
        pytest.importorskip("duckdb")
        pytest.importorskip("pyarrow")
    results, summary = f"{engine}.ndjson", ward.folder / f"{engine}.json"
    ward.run(table, "--engine", engine, "--summary", str(summary), *options, results=results)
    told = json.loads(summary.read_text(encoding="utf-8"))
    for key in ("engine", "results", "rejects", "seconds", "rows_per_second", "by_columns"):
        told.pop(key, None)
    return (ward.folder / results).read_bytes(), ward.rejects(results), told


def check(ward: Ward, table: Path, engine: str) -> list[dict[str, Any]]:
    """Hold an engine against the walk; the rejects."""
    walked = played(ward, table, "walk")
    assert played(ward, table, engine) == walked
    return walked[1]


PLAIN: dict[str, list[Any]] = {
    "id": [f"p{number}" for number in range(8)],
    "age": ["55 years"] * 6 + [None, "17 years"],
    "weight": [70.1, 39.9999, 40.0, 300.0, 2.0, 0.1 + 69.9, 70.0, 70.0],
    "diabetes": [True, False, None, True, False, True, False, None],
    "creatinine": [1.9999, 2.0, 2.0001, None, 0.1, 40.0, 0.3, 1.0],
    "medicines_known": [True, True, None, False, True, True, True, True],
    "taking.prednisone": [True, False, None, None, True, None, False, True],
    "dose.prednisone": ["20 mg/day", None, None, None, "1/3 mg/day", None, None, "7 mg/day"],
    "diagnosed": [date(2020, 1, 1), date(2019, 12, 31), None, date(2026, 1, 31), *[date(2021, 1, 1)] * 4],
}


def parquet(ward: Ward, columns: dict[str, Any], **types: Any) -> Path:
    path = ward.folder / "patients.parquet"
    polars.DataFrame(columns, schema_overrides=types, strict=False).write_parquet(path)
    return path


@engines
def test_a_table_of_typed_cells_is_answered_as_by_the_walk(ward: Ward, engine: str) -> None:
    check(ward, parquet(ward, PLAIN), engine)


@engines
@pytest.mark.parametrize(
    ("column", "cells", "kind"),
    one_in(
        2,
        [
            ("weight", [float("nan"), float("inf"), -0.0, 0.0, 70.00001, 1e300, None, 70.0], None),
            (
                "creatinine",
                [float("nan"), -0.0, 2.0, 1.9999999999999998, 2.0000000000000004, 0.1, None, 3.0],
                None,
            ),
            (
                "creatinine",
                [Decimal(text) for text in ("1.99999999999", "2.0", "2.00000000001", "0.1")] * 2,
                None,
            ),
            ("weight", [2**62, -(2**63), 70, 0, 1, 2, 300, 301], None),
            ("weight", ["70", "70 kg", "154 lb", "", "null", "NaN", "7e1", " 70 "], None),
            ("weight", ["inf", "1_000", "0x46", "\uff17\uff10", "70.", "+70", "1e2", "-0"], None),
            ("diabetes", ["yes", "no", "YES", "", "maybe", "unknown", "true", None], None),
            ("id", ["a", "a", "", "=1+1", "ä", "x" * 300, "\u200b", None], None),
            ("id", [1, 1, 2, 3, 4, 5, 6, None], None),
            (
                "diagnosed",
                [datetime(2020, 1, 1), datetime(2020, 1, 1, 5), *[datetime(2019, 12, 31)] * 6],
                None,
            ),
            ("weight", [70.1, 39.9, 40.1, 2.0, 300.0, 1.9, None, 70.0], polars.Float32),
        ],
    ),
)
def test_what_engines_treat_in_ways_of_their_own_is_read_as_by_the_walk(
    ward: Ward, engine: str, column: str, cells: list[Any], kind: Any
) -> None:
    """Not a number, infinities, a zero with a sign, large numbers, decimals, words for null, labels that are equal."""
    types = {} if kind is None else {column: kind}
    check(ward, parquet(ward, {**PLAIN, column: cells}, **types), engine)


@engines
def test_the_rows_of_a_text_table_that_cannot_be_cut_are_rejected_in_their_places(
    ward: Ward, engine: str
) -> None:
    table = ward.table(
        "id,weight,diabetes,medicines_known,taking.methotrexate\n"
        'a,70,yes,yes,\nb,70\n"c,70,yes,yes,\nd,-70,no,yes,yes\ne,,,,\nf,70,no,no,yes\n"g,1",70,no,,yes\nh,70,no,yes,no\n'
    )
    assert len(check(ward, table, engine)) >= 4


@engines
def test_columns_that_are_ignored_may_have_one_name(ward: Ward, engine: str) -> None:
    table = ward.table("id,x,age,x, unread\na,1,50,2,\nb,,60,3,4\n")
    given = ("--ignore", "x", "--ignore", " unread")
    for each in ("walk", engine):
        assert ward.run(table, "--engine", each, *given, results=f"{each}.ndjson") == 0
    assert (ward.folder / f"{engine}.ndjson").read_bytes() == (ward.folder / "walk.ndjson").read_bytes()


@engines
def test_a_table_that_says_nothing_has_its_rows(ward: Ward, engine: str) -> None:
    table = parquet(ward, {"x": [1, 2, 3]})
    for each in ("walk", engine):
        assert ward.run(table, "--engine", each, "--ignore", "x", results=f"{each}.ndjson") == 0
    found = ward.lines(f"{engine}.ndjson")
    assert (len(found), found) == (3, ward.lines("walk.ndjson"))


@engines
def test_ages_of_what_was_seen_and_times_of_medicines_are_those_of_the_walk(ward: Ward, engine: str) -> None:
    days = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 31), date(2026, 2, 1)]
    columns = {
        "weight": [70.0] * 8,
        "weight.on": days * 2,
        "pregnant": ["yes", "no"] * 4,
        "sex": ["female"] * 4 + ["male"] * 3 + [None],
        "medicines_known": ["yes"] * 8,
        "taking.prednisone": ["yes"] * 7 + ["no"],
        "since.prednisone": [date(2025, 12, 1)] * 4 + [None, date(2026, 3, 1), date(2026, 1, 1), None],
        "dose_since.prednisone": [None, date(2025, 12, 1), date(2025, 11, 1), date(2026, 1, 1)] * 2,
        "dose.prednisone": [10.0, 20.0, 30.0, None] * 2,
        "starting_dose.prednisone": [None, 20.0, 30.0, 40.0, None, 10.0, None, None],
    }
    check(ward, parquet(ward, columns), engine)


TIMES: dict[str, tuple[Any, ...]] = {
    "days": (date(2026, 1, 30), date(2026, 1, 1), None, date(2020, 2, 29), date(2026, 1, 30)),
    "times": (datetime(2026, 1, 30, 12), datetime(2026, 1, 30), None, datetime(2026, 1, 2, 23, 59, 59)),
    "text": ("2026-01-30", "2026-01-01T14:30", None, "2026-01-30T00:00+02:00", "20260101", "x", "2025-12-31"),
    "numbers": (20260130, 1, None),
    "nothing": (None,),
}


@engines
@pytest.mark.parametrize("name", one_in(2, TIMES))
def test_rows_that_say_their_time_of_evaluation_are_answered_at_it(
    ward: Ward, engine: str, name: str
) -> None:
    columns: dict[str, list[Any]] = {name: [] for name in (*PLAIN, "as_of")}
    days = [date(2026, 1, 1), date(2025, 12, 31), date(2026, 1, 30), None, date(2026, 1, 31)]
    columns |= {name: [] for name in ("weight.on", "since.prednisone", "done.dexa_scan.on")}
    for place, time in enumerate(TIMES[name] * 4):
        for column, cells in PLAIN.items():
            columns[column].append(cells[place % 6])
        columns["as_of"].append(time)
        columns["weight.on"].append(days[place % 5])
        columns["since.prednisone"].append(days[(place + 1) % 5] if place % 6 == 0 else None)
        columns["done.dexa_scan.on"].append(days[(place + 2) % 5])
    check(ward, parquet(ward, columns), engine)


def test_rows_of_different_times_are_answered_by_columns(ward: Ward) -> None:
    columns = {name: cells for name, cells in PLAIN.items() if name != "diagnosed"}
    columns |= {"as_of": [date(2026, 1, day) for day in (31, 30, 29, 28, 27, 26, 25, 24)]}
    table = parquet(ward, columns)
    graph, names = load_file(ward.guideline), tuple(columns)
    day = date.fromisoformat(AS_OF)
    working = Working(
        Job(graph.to_json(), None, "polars", day, frozenset(), table, "parquet", names, "ndjson")
    )
    assert working.do(Chunk(0, Slice(0, 8))).counts["by_columns"] == 7


@engines
def test_whoever_has_something_settled_is_answered_as_by_the_walk(ward: Ward, engine: str) -> None:
    """Who is recorded as pregnant is a woman, though nobody wrote it down."""
    columns = {
        **PLAIN,
        "creatinine": [1.0] * 8,
        "age": ["55 years"] * 8,
        "sex": [None, None, None, None, "female", "female", "male", None],
        "pregnant": [True, False, None, True, True, False, None, True],
    }
    check(ward, parquet(ward, columns), engine)
    told = [row["sparing.outcome"] for row in ward.lines(f"{engine}.ndjson")]
    assert told == ["contraindicated", "recommended", "conditional", "contraindicated", *told[4:]]


@engines
def test_an_older_version_is_compared_as_by_the_walk(ward: Ward, engine: str) -> None:
    """Other limits, doses, ranges, and facts that only one version knows."""
    text = ward.guideline.read_text(encoding="utf-8")
    changed = [
        ("creatinine < 2 mg/dL", "creatinine < 1 mg/dL"),
        ("0.5 to 1 mg/kg/day", "0.5 to 0.9 mg/kg/day"),
        ("weight      2 to 300 kg", "weight      2 to 250 kg"),
        ("  diagnosed   date\n", "  diagnosed   date\n  smoker      yes | no\n"),
        ("1.0.0", "0.9.0"),
    ]
    for new, old in changed:
        assert new in text
        text = text.replace(new, old)
    older = ward.folder / "older.guideline"
    older.write_text(text, encoding="utf-8")
    table = parquet(ward, {**PLAIN, "smoker": [True, None] * 4})
    compared = ["--compare", str(older)]
    walked = played(ward, table, "walk", *compared)
    assert played(ward, table, engine, *compared) == walked
    assert walked[2]["compared"]["changed"] >= 1
    assert walked[2]["compared"]["unread_by_the_older"] == 1


def test_both_versions_are_read_by_columns(ward: Ward) -> None:
    table = parquet(ward, PLAIN)
    text = load_file(ward.guideline).to_json()
    day = date.fromisoformat(AS_OF)
    working = Working(Job(text, text, "polars", day, frozenset(), table, "parquet", tuple(PLAIN), "ndjson"))
    done = working.do(Chunk(0, Slice(0, 8)))
    assert done.counts["by_columns"] == 7
    compared = done.counts["changes"]
    assert isinstance(compared, dict)
    assert (compared["patients"], compared["changed"]) == (7, 0)


@engines
def test_nobody_in_a_table_is_an_empty_result(ward: Ward, engine: str) -> None:
    check(ward, ward.table("id,weight\n"), engine)


@engines
def test_a_chunk_more_or_less_changes_nothing(ward: Ward, engine: str) -> None:
    table = parquet(ward, {name: cells * 5 for name, cells in PLAIN.items()})
    played(ward, table, engine)
    whole = (ward.folder / f"{engine}.ndjson").read_bytes()
    ward.run(table, "--engine", engine, "--chunk", "7", results="cut.ndjson")
    assert (ward.folder / "cut.ndjson").read_bytes() == whole


@engines
def test_columns_answer_for_most_rows_and_leave_the_rest_to_python(ward: Ward, engine: str) -> None:
    """Else every other test here would hold for columns that answer nothing."""
    if engine == "duckdb":
        pytest.importorskip("duckdb")
        pytest.importorskip("pyarrow")
    table = parquet(ward, PLAIN)
    graph = load_file(ward.guideline)
    as_of = date.fromisoformat(AS_OF)
    names = tuple(PLAIN)
    job = Job(graph.to_json(), None, engine, as_of, frozenset(), table, "parquet", names, "ndjson")
    working = Working(job)
    assert working.do(Chunk(0, Slice(0, 8))).counts["by_columns"] == len(PLAIN["id"]) - 1
    summary = ward.folder / "summary"
    ward.run(table, "--engine", engine, "--summary", f"{summary}.json", "--summary", f"{summary}.html")
    assert json.loads(summary.with_suffix(".json").read_text(encoding="utf-8"))["by_columns"] == 7
    assert "7 rows, one by one 0" in summary.with_suffix(".html").read_text(encoding="utf-8")


def test_the_summary_says_how_many_rows_columns_answered(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    table = parquet(ward, PLAIN)
    ward.run(table, "--engine", "polars")
    assert "8 rows: 7 answered, 1 rejected\n  answered by columns: 7, one by one: 0\n" in (
        capsys.readouterr().out
    )
    ward.run(table, "--engine", "compiled")
    assert "by columns" not in capsys.readouterr().out


def test_labels_are_told_apart_by_time_whoever_answers_their_rows(ward: Ward) -> None:
    """Repeated: a label with the same time, of which one row is answered by columns and another one by one."""
    ids = ["a", "a", "b", "b", "c", None, None, "a"]
    times = [None, None, AS_OF, "2025-01-31", None, None, None, AS_OF]
    table = parquet(ward, {**PLAIN, "id": ids, "as_of": times})
    for engine in ("compiled", "polars"):
        assert played(ward, table, engine)[2]["repeated"] == 2
