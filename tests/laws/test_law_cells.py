"""Results that are told by columns are those of the answers, cell by cell, and are counted alike.

What columns answer is judged elsewhere (test_law_columns.py); here it is how that is put into words and counted: the
different outcomes, doses and needs of many patients at once, against each answer on its own. Longer:

    python -m tests.laws.test_law_cells 10000
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.cohort.counts import Counting, Counts
from engine.cohort.results import Cell, Results
from engine.compiled.column_figures import NoColumns
from engine.compiled.not_lowered import NotLowered
from engine.compiled.reading import Reader
from engine.record import PatientRecord
from tests.laws.guidelines import guideline
from tests.laws.law import compiled
from tests.laws.patients import AS_OF, Ward
from tests.laws.test_law_columns import ENGINES, KINDS, TYPES, _patients, row_of
from tests.laws.test_law_fast import SHIPPED
from tests.shares import one_in

polars = pytest.importorskip("polars")

_SAME = {"row", "id", "as_of", "scope", "guideline", "engine"}


def told(engine: str, ward: Ward, records: Sequence[PatientRecord]) -> tuple[int, list[str]]:
    """How many patients the guideline is about, and which cells and counts are otherwise than those of the answers."""
    from engine.cohort.column_parts import ColumnParts

    course, run = ENGINES[engine](ward.graph)
    results, counting = Results(ward.graph), Counting(ward.graph)
    reader = Reader(ward.graph, course.course.columns)
    rows = ((place, row_of(course, reader, record)) for place, record in enumerate(records))
    schema = {"row": polars.Int64, **{column.name: TYPES[column.kind] for column in course.course.columns}}
    table = polars.DataFrame([[place, *row] for place, row in rows if row], schema=schema, orient="row")
    outputs = run(table)
    inside = [course.answer(row).scope is True for row in outputs.iter_rows(named=True)]
    outputs = outputs.filter(polars.Series(inside, dtype=polars.Boolean))
    if outputs.is_empty():
        return 0, []
    counts, one_by_one = Counts(), Counts()
    columns = ColumnParts(course, results).cells(outputs, counts)
    found: list[str] = []
    for place, row in enumerate(outputs.iter_rows(named=True)):
        answer = course.answer(row)
        counting.add_answer(one_by_one, answer, 1)
        cells = results.cells(answer, 0, "", AS_OF)
        for column, cell in zip(results.columns, cells, strict=True):
            if column.name not in _SAME:
                coded = columns[column.name]
                mine: Cell = coded.cells[int(coded.at[place])]
                if mine != cell:
                    found.append(f"{records[row['row']]}: {column.name}: {cell!r}, by columns {mine!r}")
    one_by_one.scope.clear()  # counted by whoever knows whom the guideline is for
    if counts.to_json() != one_by_one.to_json():
        found.append(f"{one_by_one.to_json()}, by columns {counts.to_json()}")
    return len(outputs), found


@pytest.mark.parametrize("file", one_in(6, SHIPPED), ids=lambda file: file.stem)
def test_the_cells_of_a_shipped_guideline_are_those_of_its_answers(file: Path) -> None:
    ward, records = _patients(file, 20)
    many, found = told("polars", ward, records)
    print(f"{file.stem}: {many} of {len(records)}")
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_cells_of_generated_guidelines_are_those_of_their_answers(kind: Any, engine: str) -> None:
    random = Random(f"cells {kind.name}")
    found = [_generated(kind, random, engine, 15) for _ in range(2)]
    print(f"{kind.name}: {found} of 15 patients each by {engine}")


def _generated(kind: Any, random: Random, engine: str, many: int) -> int | None:
    """How many patients the columns of a made-up guideline answer; None where it has none."""
    text = guideline(random, kind)
    ward = Ward(compiled(text))
    records = [ward.given(ward.patient(random)) for _ in range(many)]
    try:
        by_columns, found = told(engine, ward, records)
    except (NoColumns, NotLowered):
        return None
    assert found == [], text
    return by_columns


def main() -> None:
    """The long run."""
    patients = int(sys.argv[1])
    for file in SHIPPED:
        ward, records = _patients(file, patients)
        try:
            many, found = told("polars", ward, records)
        except (NoColumns, NotLowered) as why:
            print(f"{file.stem}: {type(why).__name__}: {why}")
            continue
        print(
            f"{file.stem}: {many} of {patients}, {len(found)} differences", *found[:3], sep="\n  ", flush=True
        )
    for kind in KINDS:
        random = Random(1)
        made = [_generated(kind, random, "polars", 50) for _ in range(max(1, patients // 50))]
        inside = [many for many in made if many is not None]
        print(f"{kind.name}: {len(inside)} of {len(made)} guidelines, {sum(inside)} patients", flush=True)


if __name__ == "__main__":
    main()
