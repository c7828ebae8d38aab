"""What is asked for is honest: an open outcome asks for something, and what nobody asks for changes nothing."""

import copy
from random import Random

import pytest

from engine.evaluation import walk
from tests.laws.guidelines import DATED, OBSERVED, RIVALS, SCORED, WILD, Kind, guideline
from tests.laws.law import Law, compiled, shipped, silent, told, unasked, unasked_of
from tests.laws.missing import silent as silent_ones
from tests.laws.patients import AS_OF, Patient, Ward

QUICK = range(2)
SLOW = range(2000, 2025)


def _named(value: object) -> str | None:
    return value.name if isinstance(value, Kind) else ""


class Broken(Exception):
    """A law is broken by these patients."""


def check_patient(ward: Ward, patient: Patient, random: Random, most: int) -> int:
    """Hold what is asked for against everything that could be found out; how much was tried."""
    found = walk(ward.graph, ward.given(patient), AS_OF)
    if silent_ones(found):
        raise Broken(silent, (patient,))
    gaps = list(ward.gaps(patient))
    random.shuffle(gaps)
    for gap in gaps[:most]:
        after = copy.deepcopy(patient)
        ward.fill(after, gap, random)
        if after != patient and ward.extends(patient, after) and unasked_of(ward, patient, after, found):
            raise Broken(unasked, (patient, after))
    return len(gaps[:most])


def check_generated(seed: int, kind: Kind = WILD) -> int:
    random = Random(seed)
    text = guideline(random, kind)
    ward = Ward(compiled(text))
    try:
        return sum(check_patient(ward, ward.patient(random), random, 8) for _ in range(4))
    except Broken as broken:
        law: Law = broken.args[0]
        pytest.fail(told(law, text, broken.args[1], f"seed {seed}"))


@pytest.mark.parametrize(
    ("kind", "least"), [(WILD, 20), (SCORED, 20), (OBSERVED, 15), (DATED, 5), (RIVALS, 20)], ids=_named
)
def test_what_nobody_asks_for_changes_no_outcome_and_every_open_one_asks(kind: Kind, least: int) -> None:
    assert sum(check_generated(seed, kind) for seed in QUICK) > least


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "least"), [(WILD, 300), (SCORED, 300), (OBSERVED, 200), (DATED, 80), (RIVALS, 300)], ids=_named
)
def test_what_nobody_asks_for_changes_no_outcome_of_many_guidelines(kind: Kind, least: int) -> None:
    assert sum(check_generated(seed, kind) for seed in SLOW) > least


def test_what_nobody_asks_for_changes_no_outcome_of_the_shipped_guideline() -> None:
    ward, tried = Ward(shipped()), 0
    for seed in range(4):
        random = Random(seed)
        try:
            tried += check_patient(ward, ward.patient(random), random, 6)
        except Broken as broken:
            law: Law = broken.args[0]
            pytest.fail(f"seed {seed}: {law(ward.graph, broken.args[1])}\n{broken.args[1]}")
    assert tried > 15
