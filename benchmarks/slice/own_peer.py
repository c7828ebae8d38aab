"""The slice in this project, as a cold start has it: the compiled graph, the fast reading of it, a patient as JSON."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.slice.names import Row


def ready(written: str) -> Callable[[Row], object]:
    """A function that reads a patient and answers; `written` is the compiled graph."""
    from datetime import date  # noqa: PLC0415 - all that is imported is part of a cold start

    from benchmarks.own import fast_answer  # noqa: PLC0415
    from benchmarks.slice.patients import as_given  # noqa: PLC0415
    from engine.library import load_graph  # noqa: PLC0415
    from engine.patient import patient_from_mapping  # noqa: PLC0415

    graph = load_graph(written)
    fast = fast_answer(graph)
    assert fast is not None
    day = date(2026, 1, 31)
    return lambda row: fast(patient_from_mapping(as_given(row), graph, day), day)
