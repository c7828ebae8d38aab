"""The guideline written by hand gives the answers of the walk: only then is it worth being measured against."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest

from benchmarks.by_hand.kleene import BIT, NEEDS
from benchmarks.by_hand.myositis import answer
from benchmarks.by_hand.patient import NotByHand
from engine.compiled.needs import needs_of
from engine.compiled.walked import Answering
from engine.evaluation import walk
from engine.library import load_file
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph
from tests.laws.patients import AS_OF, Patient, Ward

GUIDELINE = (
    Path(__file__).parent.parent / "guidelines" / "inflammatory_myopathy" / "inflammatory_myopathy.guideline"
)
DIAGNOSES = (
    "dermatomyositis", "polymyositis", "inclusion_body_myositis", "juvenile_dermatomyositis", "unspecified_myositis",
)  # fmt: skip


@cache
def graph() -> DecisionGraph:
    return load_file(GUIDELINE)


@cache
def ward() -> Ward:
    return Ward(graph())


def patient(random: Random) -> Patient:
    """A patient at the boundaries: of some nearly everything is known, of some little."""
    made = ward().patient(random)
    if random.random() < 0.9:
        made["facts"]["diagnosis"] = random.choice(DIAGNOSES)
    if random.random() < 0.6:
        for name in graph().facts:
            if random.random() < 0.8 and name not in made["facts"]:
                ward()._add_fact(made, name, random)
        for name in graph().procedures:
            if random.random() < 0.8:
                made["done"].setdefault(name, ward().procedure(random))
    if "medicines" not in made and random.random() < 0.7:
        made["medicines"] = ward().medicines(random)
    return made


def record(seed: int) -> PatientRecord | None:
    return ward().record(patient(Random(seed)))


def compared(seeds: range) -> int:
    """How many patients were compared; those who take what the guideline does not declare are left out."""
    answers, count = Answering(graph()), 0
    for seed in seeds:
        read = record(seed)
        if read is None:
            continue
        try:
            mine = answer(read, AS_OF, graph().hash)
        except NotByHand:
            continue
        theirs = answers.answer(walk(graph(), read, AS_OF))
        for own, other in zip(mine.units, theirs.units, strict=True):
            assert own == other, seed
        assert mine == theirs, seed
        count += 1
    return count


def test_its_needs_are_those_of_the_guideline() -> None:
    assert needs_of(graph()) == NEEDS
    assert not {0, 1} & set(BIT.values())  # no need is equal to a truth


def test_a_few_patients_get_the_answers_of_the_walk() -> None:
    assert compared(range(40)) > 25


@pytest.mark.slow
@pytest.mark.parametrize("part", range(3))
def test_many_patients_get_the_answers_of_the_walk(part: int) -> None:
    assert compared(range(1_000 + part * 300, 1_300 + part * 300)) > 200


def rows_that_differ(count: int, seed: int, missing: float) -> tuple[int, list[object]]:
    """How many rows of Polars were compared with the Python, and where they differ."""
    from benchmarks.by_hand.in_polars import answers
    from benchmarks.by_hand.laid_flat import differing, flat
    from benchmarks.patients import Population, Shares
    from engine.cohort.rows import RowReader

    frame = next(Population(graph(), seed, Shares(missing, 0.5), AS_OF).frames(count))
    reader = RowReader(graph(), AS_OF)
    columns = reader.columns(frame.columns)
    compared, found = 0, list[object]()
    told = answers(frame.lazy(), AS_OF).collect()
    for row, given in zip(frame.iter_rows(), told.iter_rows(named=True), strict=True):
        mine = answer(reader.row(columns, row).record, AS_OF, "")
        assert given["scope"] is mine.scope
        if mine.scope:
            compared += 1
            found += [(given["id"], different)] if (different := differing(flat(mine), given)) else []
    return compared, found


def test_polars_by_hand_says_what_the_python_says() -> None:
    for needed in ("polars", "numpy"):
        pytest.importorskip(needed)
    compared, found = rows_that_differ(120, 1, 0.2)
    assert found == []
    assert compared > 60


@pytest.mark.slow
@pytest.mark.parametrize("missing", [0.05, 0.4])
def test_polars_by_hand_says_what_the_python_says_of_many(missing: float) -> None:
    compared, found = rows_that_differ(1_500, 2, missing)
    assert found == []
    assert compared > 500
