"""The graph in columns of tables gives the answers of the walk, in every field, of each patient that it answers.

Patients are biased to the boundaries and know of some things nothing. Longer, with the share that columns answer:

    python -m tests.laws.test_law_columns 10000
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.compiled.column_figures import NoColumns
from engine.compiled.course import Course
from engine.compiled.frames import Framed
from engine.compiled.not_lowered import NotLowered
from engine.compiled.reading import Reader
from engine.compiled.sql_dialect import DUCKDB
from engine.compiled.table_course import TableCourse
from engine.compiled.table_runs import query, with_outputs
from engine.compiled.walked import answer_of
from engine.evaluation import walk
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph
from tests.laws.guidelines import DATED, FINITE, OBSERVED, RIVALS, SCORED, WILD, Kind, guideline
from tests.laws.law import compiled
from tests.laws.patients import AS_OF, Ward
from tests.laws.test_law_fast import SHIPPED, _shipped, differences

polars = pytest.importorskip("polars")

LARGE = [
    file
    for file in SHIPPED
    if file.stem in ("inflammatory_myopathy", "atrial_fibrillation", "maintenance_fluids")
]
KINDS = (WILD, FINITE, SCORED, OBSERVED, DATED, RIVALS)
TYPES = {"bit": polars.Boolean, "number": polars.Int64, "code": polars.Int64}

Runs = Callable[[Any], Any]


def in_polars(graph: DecisionGraph) -> tuple[TableCourse[Any], Runs]:
    from engine.compiled.polars_dialect import PolarsDialect

    made = TableCourse(Course(graph), Framed.by(PolarsDialect()))

    def run(table: Any) -> Any:
        ready = made.beforehand.added(table).lazy()
        return with_outputs(ready, made.framed, ["row"]).collect(engine="streaming")

    return made, run


def in_arrays(graph: DecisionGraph) -> tuple[TableCourse[Any], Runs]:
    from engine.compiled.array_runs import ArrayRun

    made = TableCourse(Course(graph), ArrayRun)
    return made, lambda table: made.framed.table(made.beforehand.added(table), ["row"])


def in_duckdb(graph: DecisionGraph) -> tuple[TableCourse[Any], Runs]:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    made = TableCourse(Course(graph), Framed.by(DUCKDB))
    text = query("SELECT * FROM patients", made.framed, DUCKDB, ["row"])

    def run(table: Any) -> Any:
        with duckdb.connect() as session:
            session.register("patients", made.beforehand.added(table).to_arrow())
            return session.sql(text).pl()

    return made, run


Engine = Callable[[DecisionGraph], tuple[TableCourse[Any], Runs]]
ENGINES: dict[str, Engine] = {"arrays": in_arrays, "polars": in_polars, "duckdb": in_duckdb}


def row_of(course: TableCourse[Any], reader: Reader, record: PatientRecord) -> list[object] | None:
    """A patient as a row of the columns; None where these do not hold it."""
    from tests.column_values import cells_of

    return cells_of(course.course.columns, course.scales, reader, record, AS_OF)


def answered(engine: Engine, ward: Ward, records: Sequence[PatientRecord]) -> tuple[int, list[str]]:
    """How many patients the columns answer, and what they say otherwise than the walk."""
    course, run = engine(ward.graph)
    columns = course.course.columns
    reader = Reader(ward.graph, columns)
    rows = ((place, row_of(course, reader, record)) for place, record in enumerate(records))
    schema = {"row": polars.Int64, **{column.name: TYPES[column.kind] for column in columns}}
    table = polars.DataFrame([[place, *row] for place, row in rows if row], schema=schema, orient="row")
    told: list[str] = []
    many = 0
    for row in run(table).iter_rows(named=True):
        if course.is_alone(row):
            many += 1
            record = records[row["row"]]
            told += differences(answer_of(walk(ward.graph, record, AS_OF)), course.answer(row))
    return many, told


@cache
def _patients(file: Path, many: int) -> tuple[Ward, tuple[PatientRecord, ...]]:
    ward = _shipped(file)[0]
    random = Random(file.stem)
    return ward, tuple(ward.given(ward.patient(random)) for _ in range(many))


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("file", LARGE, ids=lambda file: file.stem)
def test_a_shipped_guideline_in_columns_gives_the_answers_of_the_walk(file: Path, engine: str) -> None:
    ward, records = _patients(file, 20)
    many, told = answered(ENGINES[engine], ward, records)
    print(f"{file.stem}: {many} of {len(records)} by {engine}")
    assert told == []
    assert many >= len(records) // 5


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_generated_guidelines_in_columns_give_the_answers_of_the_walk(kind: Kind, engine: str) -> None:
    random = Random(kind.name)
    found = [_generated(kind, random, engine, 10) for _ in range(2)]
    print(f"{kind.name}: {found} of 10 patients each by {engine}")


def _generated(kind: Kind, random: Random, engine: str, many: int) -> int | None:
    """How many patients the columns of a made-up guideline answer; None where it has none."""
    text = guideline(random, kind)
    ward = Ward(compiled(text))
    records = [ward.given(ward.patient(random)) for _ in range(many)]
    try:
        by_columns, told = answered(ENGINES[engine], ward, records)
    except (NoColumns, NotLowered):
        return None
    assert told == [], text
    return by_columns


def main() -> None:
    """The long run."""
    patients = int(sys.argv[1])
    for file in SHIPPED:
        ward, records = _patients(file, patients)
        for name, engine in ENGINES.items():
            try:
                many, told = answered(engine, ward, records)
            except (NoColumns, NotLowered) as why:
                print(f"{file.stem}: {type(why).__name__}: {why}")
                continue
            print(
                f"{file.stem}: {many} of {patients} by {name}, {len(told)} differences", *told[:3], sep="\n  "
            )
    for kind in KINDS:
        random = Random(1)
        for name in ENGINES:
            found = [_generated(kind, random, name, 50) for _ in range(max(1, patients // 50))]
            inside = [many for many in found if many is not None]
            print(f"{kind.name}: {len(inside)} of {len(found)} guidelines, {sum(inside)} patients by {name}")


if __name__ == "__main__":
    main()
