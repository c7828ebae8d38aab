"""The fast reading gives the answer of the walk, in every field: on shipped guidelines and on made-up ones.

Patients are biased to the boundaries and know of some things nothing. A million of them, as long as it takes:

    python -m tests.laws.test_law_fast 1000000
"""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from functools import cache
from pathlib import Path
from random import Random

import pytest

from engine.compiled.answer import Answer
from engine.compiled.fast import Fast, compile_fast
from engine.compiled.walked import answer_of
from engine.evaluation import walk
from engine.library import load_file
from tests.laws.guidelines import CALCULATED, DATED, FINITE, OBSERVED, RIVALS, SCORED, WILD, Kind, guideline
from tests.laws.law import compiled
from tests.laws.patients import AS_OF, Patient, Ward
from tests.shares import examples, one_in

GUIDELINES = Path(__file__).parents[2] / "guidelines"
SHIPPED = sorted(file for file in GUIDELINES.glob("*/*.guideline") if file.parent.name != "library")
KINDS = (WILD, FINITE, SCORED, OBSERVED, DATED, RIVALS, CALCULATED)
ONLY_WALKED = 0.35
"""At most this share of the patients of a guideline is answered by the walk; one in seven takes a medicine
that the guideline does not declare."""
OFTEN = 3
"""So many patients are answered by what is made for everybody; those after them by what is made for their kind."""


@cache
def _shipped(file: Path) -> tuple[Ward, Fast]:
    graph = load_file(file)
    return Ward(graph), compile_fast(graph, OFTEN)


def differences(expected: Answer, found: Answer) -> list[str]:
    """The fields in which two answers differ, with both values."""
    told: list[str] = []
    for field in fields(expected):
        one, other = getattr(expected, field.name), getattr(found, field.name)
        if one == other:
            continue
        if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
            pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        else:
            pairs = [(one, other)]
        told += [f"{field.name}: the walk says\n  {a}\nthe fast reading\n  {b}" for a, b in pairs]
    return told


def broken(ward: Ward, fast: Fast, patient: Patient) -> list[str]:
    """What the fast reading says otherwise of one patient."""
    record = ward.given(patient)
    return differences(answer_of(walk(ward.graph, record, AS_OF)), fast.answer(record, AS_OF))


def check(ward: Ward, fast: Fast, random: Random, patients: int, where: str) -> None:
    """Hold so many patients against the walk."""
    for _ in range(patients):
        patient = ward.patient(random)
        told = broken(ward, fast, patient)
        if told:
            pytest.fail("\n".join((f"{where}: {json.dumps(patient)}", *told)))


@pytest.mark.parametrize("file", one_in(6, SHIPPED), ids=lambda file: file.stem)
def test_the_fast_reading_of_a_shipped_guideline_gives_the_answers_of_the_walk(file: Path) -> None:
    ward, fast = _shipped(file)
    check(ward, fast, Random(file.stem), 12, file.stem)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_fast_reading_of_generated_guidelines_gives_the_answers_of_the_walk(kind: Kind) -> None:
    for seed in range(examples(5)):
        random = Random(seed)
        text = guideline(random, kind)
        graph = compiled(text)
        check(Ward(graph), compile_fast(graph, OFTEN), random, 5, f"seed {seed}, kind {kind.name}\n{text}")


def test_most_patients_are_answered_without_the_walk() -> None:
    shares: dict[str, float] = {}
    for file in SHIPPED[: examples(len(SHIPPED))]:
        ward, fast = _shipped(file)
        random, before = Random(1), fast.walked
        for _ in range(20):
            fast.answer(ward.given(ward.patient(random)), AS_OF)
        shares[file.stem] = (fast.walked - before) / 20
        print(f"{file.stem}: {shares[file.stem]:.0%} walked {fast.not_lowered or ''}")
    assert max(shares.values()) <= ONLY_WALKED, shares
    assert sum(shares.values()) / len(shares) <= 0.2, shares


def test_a_guideline_without_a_fast_reading_is_walked_for_everybody_and_says_why() -> None:
    text = """guideline made "Made up"
  version 1.0.0

facts
  fever yes | no

medicines
  aprine  blocker
  bectine blocker
  cortil  blocker

advise monitoring "Monitoring"
  when plan has at least 3 of blocker
    note "Many"
"""
    graph = compiled(text)
    fast = compile_fast(graph)
    assert fast.not_lowered is not None
    assert "more than two of a class" in str(fast.not_lowered)
    check(Ward(graph), fast, Random(1), 3, "three of a class")
    assert fast.walked == 3


def _long_run(patients: int) -> int:
    """So many patients, a third of them of generated guidelines; the number of guidelines that break the law."""
    breaks = 0
    for seed in range(patients // 600 + 1):
        text = guideline(Random(seed), KINDS[seed % len(KINDS)])
        graph = compiled(text)
        breaks += _run(Ward(graph), compile_fast(graph, OFTEN), Random(seed), 200, f"seed {seed}")
    each = max(1, patients * 2 // 3 // len(SHIPPED))
    for file in SHIPPED:
        breaks += _run(*_shipped(file), Random(patients), each, file.stem)
    return breaks


def _run(ward: Ward, fast: Fast, random: Random, patients: int, where: str) -> int:
    for _ in range(patients):
        patient = ward.patient(random)
        told = broken(ward, fast, patient)
        if told:
            print(f"{where}: {json.dumps(patient)}", *told, sep="\n", flush=True)
            return 1
    print(f"{where}: {patients} agree, {fast.walked} walked", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(1 if _long_run(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000) else 0)
