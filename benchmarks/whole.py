"""The whole shipped guideline for one patient: by hand, by the walk, by the generated source, of the same record."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import islice

from benchmarks.by_hand.myositis import answer
from benchmarks.installed import ROOT, SHIPPED
from benchmarks.own import fast_answer
from benchmarks.patients import AS_OF, Population, Shares
from benchmarks.ratios import Seconds, for_each, ratios
from benchmarks.tables import seconds, table
from engine.cohort.rows import RowReader
from engine.compiled.traced import Traced
from engine.compiled.walked import Answering
from engine.compiled.walked_trace import trace_of
from engine.evaluation import walk
from engine.library import evaluate, load_file
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph

_PATIENTS = 1_000
_WALKED = 60
_BEFORE = 10_000
"""So many other patients are answered first, for whose kinds functions are made, and of whom answers are kept."""
_AT_A_TIME = 500
"""So many patients who were never met are answered at each turn."""


@cache
def shipped() -> DecisionGraph:
    """The guideline on inflammatory myopathy, compiled."""
    return load_file(ROOT / SHIPPED / "inflammatory_myopathy.guideline")


def records(count: int, seed: int = 1) -> list[PatientRecord]:
    """Patients of the shipped guideline; a tenth of everything is missing."""
    reader = RowReader(shipped(), AS_OF)
    found: list[PatientRecord] = []
    for frame in Population(shipped(), seed, Shares()).frames(count):
        columns = reader.columns(frame.columns)
        found += (reader.row(columns, row).record for row in frame.iter_rows())
    return found


def _for_each_once(work: Callable[[PatientRecord], object], given: Sequence[PatientRecord]) -> Seconds:
    """The processor's seconds for one of so many at a time, nobody twice."""
    rest = iter(given)

    def once() -> float:
        few = list(islice(rest, _AT_A_TIME))
        gc.collect()
        began = time.process_time()
        for record in few:
            work(record)
        return (time.process_time() - began) / len(few)

    return once


def _with_traces(graph: DecisionGraph, given: Sequence[PatientRecord], pairs: int) -> Mapping[str, Seconds]:
    """Answers with the whole trace, made for each patient; what was met before is the same as without."""
    traced = Traced(graph)
    for record in (*given[:_WALKED], *records(_BEFORE, seed=2)):
        traced.answer(record, AS_OF)
    # only now by the functions that are timed, of kinds of patients that were met
    for record in given[:_WALKED]:
        assert traced.answer(record, AS_OF)[1] == trace_of(walk(graph, record, AS_OF)), "another trace"
    return {
        "generated source, and the whole trace": for_each(lambda record: traced.answer(record, AS_OF), given),
        "generated source, and the whole trace, each patient met for the first time": _for_each_once(
            lambda record: traced.answer(record, AS_OF), records((pairs + 1) * _AT_A_TIME, seed=3)
        ),
    }


def whole_guideline(pairs: int) -> str:
    """The table. Raises AssertionError where somebody answers otherwise than the walk."""
    given = records(_PATIENTS)
    graph, answering = shipped(), Answering(shipped())
    fast = fast_answer(graph)
    for record in given[:_WALKED]:
        expected = answering.answer(walk(graph, record, AS_OF))
        assert answer(record, AS_OF, graph.hash) == expected, "by hand it is another answer"
        assert fast is None or fast(record, AS_OF) == expected, "the generated source gives another answer"

    def by_hand(record: PatientRecord) -> object:
        return answer(record, AS_OF, graph.hash)

    told: dict[str, Seconds] = {}
    if fast is not None:
        for record in records(_BEFORE, seed=2):
            fast(record, AS_OF)
        for record in given:  # as above: by the functions that are timed
            assert fast(record, AS_OF) == by_hand(record), "the generated source gives another answer"
        told["generated source, no trace"] = for_each(lambda record: fast(record, AS_OF), given)
        told["generated source, a trace if it is asked for"] = for_each(
            lambda record: (fast(record, AS_OF), lambda: evaluate(graph, record, AS_OF)), given
        )
        told["generated source, each patient met for the first time"] = _for_each_once(
            lambda record: fast(record, AS_OF), records((pairs + 1) * _AT_A_TIME, seed=3)
        )
        told |= _with_traces(graph, given, pairs)
    few = given[:_WALKED]
    told["the walk"] = for_each(lambda record: walk(graph, record, AS_OF), few)
    told["the walk, and its answer"] = for_each(
        lambda record: answering.answer(walk(graph, record, AS_OF)), few
    )
    told["the walk, and the whole assessment with its trace"] = for_each(
        lambda record: evaluate(graph, record, AS_OF), few
    )
    base, found = ratios(for_each(by_hand, given), told, pairs)
    rows = [("hand-written Python", seconds(base), "1")]
    rows += [(name, seconds(ratio.seconds), ratio.shown) for name, ratio in found.items()]
    text = table(("one patient, the whole guideline", "of the processor", "x hand-written (95 %)"), rows)
    return text if fast is not None else f"{text}\n\nThere is no generated source yet."
