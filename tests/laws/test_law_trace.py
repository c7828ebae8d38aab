"""The trace of the circuit is that of the walk, entry by entry: on shipped guidelines and on made-up ones."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random

import pytest

from engine.compiled.traced import Traced
from engine.compiled.walked import answer_of
from engine.compiled.walked_trace import trace_of
from engine.evaluate import evaluate_in_full
from engine.evaluation import walk
from engine.library import load_file
from engine.trace import answer
from tests.laws.guidelines import DATED, FINITE, OBSERVED, RIVALS, SCORED, WILD, Kind, guideline
from tests.laws.law import compiled
from tests.laws.patients import AS_OF, Patient, Ward
from tests.shares import examples, one_in

GUIDELINES = Path(__file__).parents[2] / "guidelines"
# `often=2`: the second patient of a kind is told by a function made for the kind
SHIPPED = sorted(file for file in GUIDELINES.glob("*/*.guideline") if file.parent.name != "library")
KINDS = (WILD, FINITE, SCORED, OBSERVED, DATED, RIVALS)


@cache
def _shipped(file: Path) -> tuple[Ward, Traced]:
    graph = load_file(file)
    return Ward(graph), Traced(graph, often=2)


def broken(ward: Ward, traced: Traced, patient: Patient) -> list[str]:
    """Where the answer or the trace of one patient is not that of the walk."""
    record = ward.given(patient)
    evaluation = walk(ward.graph, record, AS_OF)
    answer, trace = traced.answer(record, AS_OF)
    expected = trace_of(evaluation)
    told = [] if answer == answer_of(evaluation) else ["the answer is another one"]
    if len(trace.told) != len(expected.told):
        told.append(f"{len(expected.told)} entries, not {len(trace.told)}")
    pairs = zip(expected.told, trace.told, strict=False)
    return told + [f"the walk says\n  {one}\nthe circuit\n  {other}" for one, other in pairs if one != other]


def check(ward: Ward, traced: Traced, random: Random, patients: int, where: str) -> None:
    for _ in range(patients):
        patient = ward.patient(random)
        told = broken(ward, traced, patient)
        if told:
            pytest.fail("\n".join((f"{where}: {json.dumps(patient)}", *told)))


@pytest.mark.parametrize("file", one_in(12, SHIPPED), ids=lambda file: file.stem)
def test_the_trace_of_a_shipped_guideline_is_that_of_the_walk(file: Path) -> None:
    check(*_shipped(file), Random(file.stem), 12, file.stem)


@pytest.mark.parametrize("kind", one_in(3, KINDS), ids=lambda kind: kind.name)
def test_the_trace_of_generated_guidelines_is_that_of_the_walk(kind: Kind) -> None:
    for seed in range(examples(3)):
        random = Random(seed)
        text = guideline(random, kind)
        graph = compiled(text)
        check(Ward(graph), Traced(graph, often=2), random, 6, f"seed {seed}, kind {kind.name}\n{text}")


@pytest.mark.parametrize("file", one_in(12, SHIPPED), ids=lambda file: file.stem)
def test_a_trace_says_what_a_drawing_of_the_patient_shows(file: Path) -> None:
    ward, traced = _shipped(file)
    random = Random(file.stem)
    for _ in range(3):
        record = ward.given(ward.patient(random))
        _, trace = traced.answer(record, AS_OF)
        found: dict[str, list[str]] = {}
        for told in trace.told:
            if told.lead != "is":
                found.setdefault(told.node, []).append(answer(told.truth))
        shown = {
            each.node: [step.answer for step in each.steps]
            for each in evaluate_in_full(ward.graph, record, AS_OF).statements
            if each.steps and not each.node.startswith(("define:", "fact:"))
        }
        assert found == shown
