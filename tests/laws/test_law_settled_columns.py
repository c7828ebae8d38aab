"""What columns leave open is what the walk leaves open, and what may be settled is settled as by the walk.

Guidelines ask for the same facts again and again, and patients know little. Longer, with what became of the patients:

    python -m tests.laws.test_law_settled_columns 10000
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import pytest

from engine.compiled.column_figures import NoColumns
from engine.compiled.fast import Fast, fast_of
from engine.compiled.not_lowered import NotLowered
from engine.compiled.reading import Reader
from engine.compiled.table_course import TableCourse
from engine.compiled.walked import answer_of
from engine.evaluation import walk
from engine.library import load_file
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph
from tests.laws.guidelines import DATED, FINITE, OBSERVED, RIVALS, SCORED, WILD, Kind, guideline
from tests.laws.law import compiled
from tests.laws.patients import AS_OF, Ward
from tests.laws.test_law_columns import TYPES, in_polars, row_of
from tests.laws.test_law_fast import SHIPPED, differences

polars = pytest.importorskip("polars")

KINDS = [replace(kind, repeats=0.9) for kind in (FINITE, WILD, SCORED, RIVALS, OBSERVED, DATED)]

HEAD = """guideline made "Made up"
  version 1.0.0
{scope}
facts
  adult yes | no
  fever yes | no
  rash yes | no
  chills yes | no
    only when fever
  pregnant yes | no
    only when sex is female
  sex female | male
  stage early | late | last | gone
  age 0 to 120 years

medicines
  aprine  blocker
  bectine blocker
  cortil  steroid

"""
LAST = """
assumption reading "As it is read here"
"""
PARTS = {
    "words of one kind": """
decide treatment "Treatment"
  when fever and stage is any of (early, late)
    give aprine 10 mg once daily
    assuming reading
  when fever and stage is any of (last, gone)
    give aprine 10 mg once daily
    assuming reading
  when rash and stage is early
    give bectine 10 mg once daily
    assuming reading
  otherwise
    give nothing
    assuming reading
""",
    "options that lead in turn": """
choose agent "Agent"
  option mild "Mild"
    give bectine 10 mg once daily
    assuming reading
    prefer when rash or fever
  option strong "Strong"
    give cortil 10 mg once daily
    assuming reading
    prefer when fever or not rash
""",
    "what is recorded of women only": """
decide women "Women"
  when sex is female and not pregnant and (chills or fever)
    give cortil 20 mg once daily
    assuming reading
  when sex is male or age < 18 years or (age >= 18 years and fever)
    give cortil 20 mg once daily
    assuming reading
  otherwise
    give nothing
    assuming reading
""",
    "a value with more decimals than its column": """
decide infants "Infants"
  when age < 1 week and (fever or rash)
    give aprine 10 mg once daily
    assuming reading
  when age >= 1 week and age < 2 weeks and (fever or rash)
    give aprine 10 mg once daily
    assuming reading
  when age >= 2 weeks and (fever or rash)
    give aprine 10 mg once daily
    assuming reading
  otherwise
    give nothing
    assuming reading
""",
    "a plan that is read": """
decide treatment "Treatment"
  when fever and not rash
    give aprine 10 mg once daily
    assuming reading
  otherwise
    give bectine 10 mg once daily
    assuming reading

advise after "After"
  when plan has aprine or not fever
    note "One of them"
    assuming reading
  when plan has any blocker and (rash or fever)
    note "Any"
    assuming reading
""",
    "a promise": """
decide treatment "Treatment"
  when fever
    give aprine 10 mg once daily
    assuming reading
  otherwise
    give bectine 10 mg once daily
    assuming reading

never together "Together"
  when plan has aprine and not fever
    assuming reading
  when plan has bectine and rash and (fever or rash)
    assuming reading
""",
}
SCOPES = {
    "for everybody": "",
    "for everybody in two words": "  for adult or not adult\n",
    "for some": "  for (adult and fever) or (fever and rash)\n",
}


def became(graph: DecisionGraph, records: Sequence[PatientRecord]) -> tuple[Counter[str], list[str]]:
    """What became of the patients in columns, and what is said of them otherwise than by the walk."""
    from engine.compiled.table_looks import TableLooks

    course, run = in_polars(graph)
    looks, fast = TableLooks(course.course, course.scales), fast_of(course.course)
    reader = Reader(graph, course.course.columns)
    rows = ((place, row_of(course, reader, record)) for place, record in enumerate(records))
    schema = {"row": polars.Int64, **{column.name: TYPES[column.kind] for column in course.course.columns}}
    table = polars.DataFrame([[place, *row] for place, row in rows if row], schema=schema, orient="row")
    outputs = list(run(table).iter_rows(named=True))
    found, told = Counter[str](), []
    for patient, row, may_settle in zip(
        table.iter_rows(named=True), outputs, looks.may_settle(table), strict=True
    ):
        expected = answer_of(walk(graph, records[row["row"]], AS_OF))
        how, answer = _answered(course, fast, patient, row, may_settle)
        found[how] += 1
        if answer is None:
            continue
        if how == "may be settled" and course.answer(row) != expected:
            found["settled"] += 1
        told += differences(expected, answer)
    return found, told


def _answered(
    course: TableCourse[Any], fast: Fast, patient: dict[str, Any], row: dict[str, Any], may_settle: bool
) -> tuple[str, Any]:
    if course.is_alone(row):
        assert not may_settle
        return "alone", course.answer(row)
    if course.value(course.walks, row):
        return "walked", None
    if may_settle:
        return "may be settled", fast.settle(course.patient(patient))
    return "left open", course.answer(row)


def _patients(graph: DecisionGraph, random: Random, many: int) -> list[PatientRecord]:
    """Patients of whom about half is known."""
    values = {
        "adult": (None, True, True, True, False),
        "fever": (None, True, False),
        "rash": (None, True, False),
        "chills": (None, True),
        "pregnant": (None, None, True, False),
        "sex": (None, "female", "male"),
        "stage": (None, "early", "last", "gone"),
        "age": (None, "17 years", "18 years"),
    }
    ward, found = Ward(graph), []
    while len(found) < many:
        facts = {name: random.choice(some) for name, some in values.items()}
        record = ward.record({"facts": {n: v for n, v in facts.items() if v is not None}, "medicines": []})
        if record is not None:
            found.append(record)
    return found


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("part", PARTS)
def test_what_every_value_agrees_on_is_settled_in_columns_too(part: str, scope: str) -> None:
    graph = compiled(HEAD.format(scope=SCOPES[scope]) + PARTS[part] + LAST)
    found, told = became(graph, _patients(graph, Random(part), 60))
    print(found)
    assert told == []
    assert found["may be settled"] >= 1
    if scope == "for everybody":
        assert min(found[how] for how in ("alone", "left open", "settled")) >= 3, found
        assert found["may be settled"] == found["settled"], "columns tell whatever does not hang on a dose"


def test_what_is_found_does_not_hang_on_how_many_are_looked_at_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from engine.compiled import group_looks, table_looks

    graph = compiled(HEAD.format(scope="") + PARTS["a promise"] + LAST)
    records = _patients(graph, Random(4), 60)
    whole = became(graph, records)
    monkeypatch.setattr(group_looks, "_BLOCK", 5)
    monkeypatch.setattr(table_looks, "_MOST_ROWS", 11)
    monkeypatch.setattr(table_looks, "_MOST_WIRES", 20)
    assert became(graph, records) == whole


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_generated_guidelines_are_settled_in_columns_as_by_the_walk(kind: Kind) -> None:
    found = _generated(kind, Random(kind.name), 4, 15)
    assert found["left open"] > 0, found


@pytest.mark.slow
def test_a_shipped_guideline_is_settled_in_columns_as_by_the_walk() -> None:
    (file,) = (file for file in SHIPPED if file.stem == "inflammatory_myopathy")
    ward = Ward(load_file(file))
    found, told = became(ward.graph, _little_known(ward, Random(3), 60))
    assert told == []
    assert found["left open"] >= 5, found


def _little_known(ward: Ward, random: Random, many: int) -> list[PatientRecord]:
    return [ward.given(ward.patient(random)) for _ in range(many)]


def _generated(kind: Kind, random: Random, guidelines: int, patients: int) -> Counter[str]:
    all_found = Counter[str]()
    for _ in range(guidelines):
        text = guideline(random, kind)
        ward = Ward(compiled(text))
        try:
            found, told = became(ward.graph, _little_known(ward, random, patients))
        except (NoColumns, NotLowered):
            continue
        assert told == [], text
        all_found += found
    return all_found


def main() -> None:
    """The long run."""
    patients = int(sys.argv[1])
    for scope, part in product(SCOPES.values(), PARTS.values()):
        graph = compiled(HEAD.format(scope=scope) + part + LAST)
        print(*became(graph, _patients(graph, Random(2), patients)))
    for file in SHIPPED:
        ward = Ward(load_file(file))
        try:
            found, told = became(ward.graph, _little_known(ward, Random(7), patients))
        except (NoColumns, NotLowered) as why:
            print(f"{file.stem}: {type(why).__name__}: {why}")
            continue
        print(f"{file.stem}: {dict(found)}, {len(told)} differences", *told[:3], sep="\n  ")
    for kind in KINDS:
        print(kind.name, dict(_generated(kind, Random(1), max(1, patients // 50), 50)))


if __name__ == "__main__":
    main()
