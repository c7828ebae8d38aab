"""The marks of a patient on a drawing say what the assessment says: on generated guidelines, with much unknown."""

from random import Random

import pytest

from engine.library import evaluate_in_full
from tests.laws.guidelines import FINITE, WILD, Kind, guideline
from tests.laws.law import compiled
from tests.laws.patients import AS_OF, Ward
from tests.test_overlay import disagreements
from visualize.overlay import marks_of

PATIENTS = 4


def wrong(seed: int, kind: Kind) -> list[str]:
    """What marks and assessments of some patients of one guideline say differently."""
    random = Random(seed)
    graph = compiled(guideline(random, kind))
    ward = Ward(graph)
    found: list[str] = []
    for number in range(PATIENTS):
        assessment = evaluate_in_full(graph, ward.patient(random), AS_OF)
        said = disagreements(graph, assessment, marks_of(graph, assessment))
        found += [f"{kind.name} {seed}, patient {number}: {each}" for each in said]
    return found


@pytest.mark.parametrize("kind", [FINITE, WILD], ids=lambda kind: kind.name)
def test_marks_agree_with_the_assessment(kind: Kind) -> None:
    assert [each for seed in range(4) for each in wrong(seed, kind)] == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", [FINITE, WILD], ids=lambda kind: kind.name)
def test_marks_agree_with_the_assessment_of_many_guidelines(kind: Kind) -> None:
    assert [each for seed in range(4, 30) for each in wrong(seed, kind)] == []
