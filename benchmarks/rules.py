"""How the generated source grows with the guideline, from 10 to 5,000 rules: made, loaded, and one patient answered."""

from __future__ import annotations

import importlib
import statistics
import time
from collections.abc import Callable
from datetime import date

from benchmarks.growth import SIZES, exponent
from benchmarks.own import fast_answer
from benchmarks.sized import guideline_of, patient_of
from benchmarks.tables import seconds, table
from engine.compiled.walked import Answering
from engine.evaluation import walk
from engine.patient import patient_from_mapping
from guideline_dsl.graph import DecisionGraph

_DAY = date(2026, 1, 31)
_READINGS = ("the walk", "the generated source", "lowering it and making the source")


def readings_as_rules_grow(runs: int) -> str:
    """The table. Raises AssertionError where the generated source answers otherwise than the walk."""
    fast_answer(_compiled(10))  # what is imported once is not counted
    found: dict[int, dict[str, float]] = {size: _of_size(size, runs) for size in SIZES}
    kept = [name for name in _READINGS if all(name in figures for figures in found.values())]
    rows = [
        (
            name,
            *(seconds(found[size][name]) for size in SIZES),
            f"{exponent(found, name, SIZES[1:]):.2f}",
        )
        for name in kept
    ]
    return table(("processor", *(f"{size:,} rules" for size in SIZES), "exponent from 100"), rows)


def _of_size(rules: int, runs: int) -> dict[str, float]:
    graph = _compiled(rules)
    record = patient_from_mapping(patient_of(rules), graph, _DAY)
    answering = Answering(graph)
    expected = answering.answer(walk(graph, record, _DAY))
    figures = {"the walk": _median(lambda: walk(graph, record, _DAY), runs)}
    began = time.process_time()
    fast = fast_answer(graph)
    if fast is not None:
        figures["lowering it and making the source"] = time.process_time() - began
        assert fast(record, _DAY) == expected, f"another answer with {rules} rules"
        figures["the generated source"] = _median(lambda: fast(record, _DAY), runs)
    return figures


def _compiled(rules: int) -> DecisionGraph:
    graph: DecisionGraph | None = (
        importlib.import_module("engine.library").compile_text(*guideline_of(rules)).graph
    )
    assert graph is not None
    return graph


def _median(work: Callable[[], object], runs: int) -> float:
    work()
    times = []
    for _ in range(runs):
        rounds, began = 0, time.process_time()
        while rounds == 0 or time.process_time() - began < 0.02:
            work()
            rounds += 1
        times.append((time.process_time() - began) / rounds)
    return statistics.median(times)
