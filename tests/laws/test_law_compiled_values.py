"""The circuit of a generated guideline says of each expression what the walk says, for patients at the boundaries."""

from __future__ import annotations

from random import Random

import pytest

from engine.compiled.not_lowered import NotLowered
from engine.compiled.record_reading import needs_walk
from guideline_dsl.wording import words
from tests.compiled_values import CompiledValues, walked
from tests.laws.guidelines import DATED, OBSERVED, RIVALS, SCORED, WILD, Kind, guideline
from tests.laws.law import compiled
from tests.laws.patients import AS_OF, Ward
from tests.shares import examples

KINDS = (WILD, SCORED, OBSERVED, DATED, RIVALS)


def held(seed: int, kind: Kind, patients: int) -> int:
    """How many values of one guideline were held against the walk's."""
    random = Random(seed)
    graph = compiled(guideline(random, kind))
    try:
        circuit = CompiledValues(graph)
    except NotLowered:
        return 0
    ward, number = Ward(graph), 0
    for _ in range(patients):
        record = ward.given(ward.patient(random))
        if needs_walk(record):
            continue
        here, there = circuit.told(record, AS_OF), walked(graph, record, AS_OF, circuit)
        for expression in circuit.expressions:
            assert here[expression] == there[expression], (seed, kind.name, words(expression), record)
        number += len(circuit.expressions)
    return number


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_expression_of_a_generated_guideline_is_worth_the_same(kind: Kind) -> None:
    assert sum(held(seed, kind, patients=6) for seed in range(3)) > 100


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_and_of_many_more(kind: Kind) -> None:
    assert sum(held(seed, kind, patients=8) for seed in range(100, 100 + examples(12))) > 50
