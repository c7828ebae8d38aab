"""All engines agree: the walk, the generated source, Polars and DuckDB give each patient the same answer, in every
field.

Batches of patients, of one guideline each: those that are shipped, those that say what each construct means, and
made-up ones in turn. Patients lie at the boundaries and know of some things nothing. What a batch is hangs on the seed
and its number alone, so a run goes on where it was ended, and a difference is met again by its batch:

    python -m tests.laws.agreement --patients 1000000 --seed 7
    python -m tests.laws.agreement --patients 1000000 --seed 7 --from 1200
    python -m tests.laws.agreement --seed 7 --from 1234 --batches 1
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import polars

from engine.compiled.column_figures import NoColumns
from engine.compiled.fast import Fast, compile_fast
from engine.compiled.not_lowered import NotLowered
from engine.compiled.reading import Reader
from engine.compiled.table_course import TableCourse
from engine.compiled.walked import answer_of
from engine.evaluation import walk
from engine.library import load_file
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph
from tests.laws.guidelines import CALCULATED, DATED, FINITE, OBSERVED, RIVALS, SCORED, WILD, Kind, guideline
from tests.laws.law import compiled
from tests.laws.patients import AS_OF, Patient, Ward
from tests.laws.test_law_columns import ENGINES, TYPES, Runs, row_of
from tests.laws.test_law_fast import SHIPPED, differences

SPEC = Path(__file__).parents[1] / "spec" / "meaning"
FILES: tuple[Path, ...] = (*SHIPPED, *sorted(SPEC.glob("*.guideline")))
KINDS: tuple[Kind, ...] = (WILD, FINITE, SCORED, OBSERVED, DATED, RIVALS, CALCULATED)
A_BATCH = 400
"""The patients of a batch; of a made-up guideline, which has to be lowered first, a quarter."""


@dataclass(frozen=True)
class Engines:
    """One guideline, ready for each engine; `columns` are those that have it in columns."""

    ward: Ward
    fast: Fast
    columns: dict[str, tuple[TableCourse[Any], Runs]]


@dataclass
class Found:
    """What was compared, by engine, and every difference."""

    patients: int = 0
    compared: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    """The kinds of outcome that were met."""
    differences: list[str] = field(default_factory=list)

    def plus(self, other: Found) -> None:
        """Add another batch."""
        self.patients += other.patients
        self.compared += other.compared
        self.kinds += other.kinds
        self.differences += other.differences


def made_ready(graph: DecisionGraph) -> Engines:
    """The engines of a guideline."""
    columns = {}
    for name, engine in ENGINES.items():
        try:
            columns[name] = engine(graph)
        except (NoColumns, NotLowered):
            continue
    return Engines(Ward(graph), compile_fast(graph), columns)


@cache
def _of_file(file: Path) -> Engines:
    return made_ready(load_file(file))


def batch(seed: int, number: int, many: int = A_BATCH) -> Found:
    """Compare one batch."""
    random = Random(f"{seed} {number}")
    place = number % (len(FILES) + len(KINDS))
    if place < len(FILES):
        engines, name = _of_file(FILES[place]), FILES[place].stem
    else:
        kind = KINDS[place - len(FILES)]
        engines, name = made_ready(compiled(guideline(random, kind))), kind.name
        many = max(1, many // 4)
    patients = [engines.ward.patient(random) for _ in range(many)]
    found = compared(engines, patients)
    again = f"python -m tests.laws.agreement --seed {seed} --from {number} --batches 1"
    found.differences = [f"{name} ({again}): {told}" for told in found.differences]
    return found


def compared(engines: Engines, patients: Sequence[Patient]) -> Found:
    """What each engine says of these patients, held against the walk."""
    found = Found(len(patients))
    graph = engines.ward.graph
    records = [engines.ward.given(patient) for patient in patients]
    expected = [answer_of(walk(graph, record, AS_OF)) for record in records]
    for answer in expected:
        found.kinds.update(unit.kind for unit in answer.units)
    for patient, record, answer in zip(patients, records, expected, strict=True):
        found.compared["source"] += 1
        told = differences(answer, engines.fast.answer(record, AS_OF))
        found.differences += [f"source: {json.dumps(patient)}\n{each}" for each in told]
    for name, (course, run) in engines.columns.items():
        for row in _outputs(course, run, records):
            found.compared[name] += 1
            place = row["row"]
            told = differences(expected[place], course.answer(row))
            found.differences += [f"{name}: {json.dumps(patients[place])}\n{each}" for each in told]
    return found


def _outputs(
    course: TableCourse[Any], run: Runs, records: Sequence[PatientRecord]
) -> Iterator[dict[str, Any]]:
    """The rows of the patients whom columns answer."""
    columns = course.course.columns
    reader = Reader(course.course.graph, columns)
    rows = ((place, row_of(course, reader, record)) for place, record in enumerate(records))
    schema = {"row": polars.Int64, **{column.name: TYPES[column.kind] for column in columns}}
    table = polars.DataFrame(
        [[place, *row] for place, row in rows if row is not None], schema=schema, orient="row"
    )
    for row in run(table).iter_rows(named=True):
        if course.is_alone(row):
            yield row


def main() -> None:
    """The long run; ends with 1 where engines differ."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    asked.add_argument("--patients", type=int, default=1_000_000, help="end after so many")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--from", type=int, default=0, dest="first", help="the number of the first batch")
    asked.add_argument("--batches", type=int, help="end after so many batches")
    asked.add_argument("--minutes", type=float, help="end after so long")
    given = asked.parse_args()
    found = Found()
    start = time.monotonic()
    number = given.first
    while found.patients < given.patients and (given.batches is None or number < given.first + given.batches):
        if given.minutes is not None and time.monotonic() - start > given.minutes * 60:
            break
        one = batch(given.seed, number)
        for told in one.differences:
            print(told, flush=True)
        found.plus(one)
        number += 1
        print(
            f"\rbatch {number - 1}: {found.patients:,} patients, {len(found.differences)} differences",
            end="",
            file=sys.stderr,
            flush=True,
        )
    print(file=sys.stderr)
    by_engine = ", ".join(f"{many:,} by {name}" for name, many in found.compared.items())
    print(f"{found.patients:,} patients by the walk: {by_engine}; {len(found.differences)} differences")
    print(f"seed {given.seed}, batches {given.first} to {number - 1}; go on with --from {number}")
    sys.exit(1 if found.differences else 0)


if __name__ == "__main__":
    main()
