"""What the circuit of a guideline says of each of its expressions is what the walk says, whoever the patient is."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from engine.compiled.record_reading import needs_walk
from engine.library import load_file
from guideline_dsl.wording import words
from tests.compiled_values import CompiledValues, walked
from tests.laws.patients import AS_OF, Ward

GUIDELINES = sorted((Path(__file__).parents[1] / "guidelines").glob("*/*.guideline"))


@pytest.mark.slow
@pytest.mark.parametrize("file", GUIDELINES, ids=lambda file: file.stem)
def test_every_expression_of_a_shipped_guideline_is_worth_the_same(file: Path) -> None:
    graph = load_file(file)
    compiled, ward, random = CompiledValues(graph), Ward(graph), Random(file.stem)
    told = 0
    for _ in range(12):
        record = ward.given(ward.patient(random))
        if needs_walk(record):
            continue
        told += 1
        here, there = compiled.told(record, AS_OF), walked(graph, record, AS_OF, compiled)
        different = [words(e) for e in compiled.expressions if here[e] != there[e]]
        assert not different, (different[0], record)
    assert told
