"""Kinds of patients: each has source of its own once it is often met, which leaves out what the kind settles."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest

from engine.compiled.course import Course
from engine.compiled.fast import compile_fast
from engine.compiled.lowered import Lowered
from engine.compiled.profiles import MOST, kind_source
from engine.compiled.python_source import function_of_source
from engine.compiled.ready import KIND_OF
from engine.compiled.telling import Tellings
from engine.compiled.traced import Traced
from engine.compiled.walked_trace import trace_of
from engine.evaluation import walk
from engine.library import load_file
from tests.laws.patients import AS_OF, Ward

GUIDELINES = Path(__file__).parents[1] / "guidelines"
MYOSITIS = load_file(next(GUIDELINES.glob("*/inflammatory_myopathy.guideline")))


@cache
def course() -> Course:
    """Lowered once for all tests."""
    return Course(MYOSITIS)


@cache
def tellings() -> Tellings:
    return Tellings(course())


def test_kinds_are_told_by_what_settles_most_of_the_guideline() -> None:
    features = tellings().features
    told = [course().columns[slot].name for feature in features for slot in feature.slots]
    assert told[:2] == ["fact.diagnosis.word", "medication list"]
    assert "taking.prednisone" in told
    assert "taking.methotrexate" in told


def test_words_that_nothing_tells_apart_are_one_kind() -> None:
    (feature, *_) = tellings().features
    words = MYOSITIS.facts["diagnosis"].type.values  # type: ignore[union-attr]
    assert len(feature.values) == len(words) + 1
    assert len(feature.fixed) < len(feature.values)


def test_the_source_of_a_kind_is_shorter_than_that_of_everybody() -> None:
    kind = tuple(len(feature.fixed) - 1 if feature.of == "list" else 0 for feature in tellings().features)
    kept = len(course().lowering.circuit)
    grouping, source = tellings().of_kind((1, *kind[1:]))
    assert len(source) < 0.6 * len(tellings().at_once)
    assert sum(len(group.places) for group in grouping.groups) == len(
        [place for group in tellings().grouping.groups for place in group.places]
    )
    assert len(course().lowering.circuit) == kept, "what is made for a kind is not kept in the circuit"


@pytest.mark.slow
def test_there_are_never_more_kinds_than_a_fixed_number() -> None:
    run = Lowered(course()).run(KIND_OF)
    ward, random = Ward(MYOSITIS), Random(1)
    fast = compile_fast(MYOSITIS)
    met = {run(fast.columns(ward.given(ward.patient(random)), AS_OF)) for _ in range(300)}
    assert 10 < len(met) <= 2 * MOST


def test_a_guideline_without_features_has_one_kind() -> None:
    assert function_of_source(kind_source(()))([]) == ()


def test_the_trace_of_a_kind_that_is_often_met_tells_words_apart_that_no_outcome_does() -> None:
    ward, traced, random = Ward(MYOSITIS), Traced(MYOSITIS, often=2), Random(5)
    told = set()
    for _ in range(50):
        record = ward.given(ward.patient(random))
        _, trace = traced.answer(record, AS_OF)
        assert trace == trace_of(walk(MYOSITIS, record, AS_OF))
        told |= {each.value for each in trace.told if each.node == "fact:diagnosis"}
    assert len(told) > 3
