"""What is asked for is honest: an open outcome asks for something, and what nobody asks for changes nothing."""

import copy
from random import Random

import pytest

from engine.evaluation import walk
from tests.laws.guidelines import DATED, OBSERVED, SCORED, WILD, Kind, guideline
from tests.laws.law import Law, compiled, shipped, silent, told, unasked, unasked_of
from tests.laws.missing import silent as silent_ones
from tests.laws.patients import AS_OF, Patient, Ward

QUICK = range(6)
SLOW = range(2000, 2025)


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


def test_what_nobody_asks_for_changes_no_outcome_and_every_open_one_asks() -> None:
    assert sum(map(check_generated, QUICK)) > 70


@pytest.mark.slow
def test_what_nobody_asks_for_changes_no_outcome_of_many_guidelines() -> None:
    assert sum(map(check_generated, SLOW)) > 300


def test_what_nobody_asks_for_changes_no_outcome_where_points_are_summed() -> None:
    assert sum(check_generated(seed, SCORED) for seed in QUICK) > 70


def test_what_nobody_asks_for_changes_no_outcome_where_observations_are_repeated() -> None:
    assert sum(check_generated(seed, OBSERVED) for seed in QUICK) > 50


def test_what_nobody_asks_for_changes_no_outcome_where_days_are_counted() -> None:
    assert sum(check_generated(seed, DATED) for seed in QUICK) > 20


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
