"""A share of the long run in which all engines are held against the walk (agreement.py)."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

pytest.importorskip("polars")
pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")

from engine.library import load_file
from guideline_dsl import core
from guideline_dsl.operators import OPERATORS
from guideline_dsl.references import node_expressions, subexpressions
from tests.laws.agreement import FILES, KINDS, SPEC, _of_file, batch, compared, made_ready
from tests.laws.law import compiled
from tests.laws.patients import AS_OF
from tests.shares import one_in

BATCHES = range(0, len(FILES) + len(KINDS), 4)
AS_CALCULATORS = SPEC / "construct_calculators.guideline"


@pytest.mark.parametrize("number", one_in(12, BATCHES))
def test_all_engines_give_the_answers_of_the_walk(number: int) -> None:
    found = batch(11, number, 8)
    assert found.differences == []
    assert found.compared["source"] == found.patients


@pytest.mark.slow
def test_a_batch_is_the_same_whenever_it_is_made() -> None:
    place = FILES.index(AS_CALCULATORS)
    assert batch(3, place, 5) == batch(3, place, 5)
    assert batch(3, place, 5).kinds != batch(4, place, 5).kinds


def test_a_wrong_answer_is_told_with_its_patient() -> None:
    engines = _of_file(AS_CALCULATORS)
    patients = [engines.ward.patient(Random(2))]
    assert compared(engines, patients).differences == []
    right = engines.fast

    class Wrong:
        def answer(self, *given: Any) -> object:
            return replace(right.answer(*given), scope=None)

    told = compared(replace(engines, fast=Wrong()), patients).differences  # type: ignore[arg-type]
    assert any(each.startswith('source: {"facts"') for each in told)


@pytest.mark.slow
def test_the_guidelines_that_are_compared_have_every_operator() -> None:
    found: set[str] = set()
    for file in FILES:
        for node in load_file(file).nodes:
            for whole in node_expressions(node):
                for each in subexpressions(whole):
                    if isinstance(each, core.Apply):
                        found.add(each.operator)
    assert set(OPERATORS) - found == set()


REGIMEN = """guideline made "Made up"
  version 1.0.0

facts
  wells 0 to 10

medicines
  aprine  steroid
  bectine blocker

define total as log10(wells - wells)

regimen course
  when total < 3
    give aprine 10 mg once daily
  otherwise
    give aprine 20 mg once daily

choose treatment "Treatment"
  option course
    give course
  option other
    give bectine 5 mg once daily
"""


def test_where_nothing_tells_which_branch_of_a_regimen_it_is_every_engine_shows_them_all() -> None:
    """The logarithm of 0 is never known, and asks for nothing."""
    engines = made_ready(compiled(REGIMEN))
    patient = {"facts": {"wells": "1"}, "done": {}, "medicines": []}
    assert compared(engines, [patient]).differences == []
    answer = engines.fast.answer(engines.ward.given(patient), AS_OF)
    doses = {line.lower for line in answer.units[0].lines if line.members == ("aprine",)}
    assert len(doses) == 2
