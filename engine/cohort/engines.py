"""What computes the answers of a cohort: each engine by its name (formats.py), for one patient at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from engine.compiled.answer import Answer
from engine.compiled.fast import compile_fast
from engine.compiled.walked import Answering
from engine.evaluation import walk
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph

Answerer = Callable[[PatientRecord, date], Answer]


def _walking(graph: DecisionGraph) -> Answerer:
    answering = Answering(graph)
    return lambda record, as_of: answering.answer(walk(graph, record, as_of))


def _compiled(graph: DecisionGraph) -> Answerer:
    return compile_fast(graph).answer


ENGINES: Mapping[str, Callable[[DecisionGraph], Answerer]] = {
    "compiled": _compiled,
    "walk": _walking,
    "polars": _compiled,
    "duckdb": _compiled,
    "spark": _compiled,
}
"""For an engine of columns: what answers for the rows that columns do not."""

COLUMN_ENGINES = ("polars", "duckdb", "spark")
