"""The fast reading of this project, as the benchmarks call it; None while there is none."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from datetime import date

from engine.compiled.answer import Answer
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph

_ROOM = "engine.compiled.fast"

Answering = Callable[[PatientRecord, date], Answer]


def fast_answer(graph: DecisionGraph) -> Answering | None:
    """The generated reading of a guideline."""
    if importlib.util.find_spec(_ROOM) is None:
        return None
    made: Answering = importlib.import_module(_ROOM).compile_fast(graph).answer
    return made
