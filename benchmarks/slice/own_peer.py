"""The slice in this project, as a cold start has it: the guideline that was made ready and kept, a patient as JSON."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.slice.names import Row


def ready(written: str) -> Callable[[Row], object]:
    """A function that reads a patient and answers; `written` is the file of `save_fast`."""
    from datetime import date  # noqa: PLC0415 - all that is imported is part of a cold start

    from benchmarks.slice.patients import as_given  # noqa: PLC0415
    from engine.library import load_fast  # noqa: PLC0415
    from engine.patient import patient_from_mapping  # noqa: PLC0415

    fast = load_fast(written)
    day = date(2026, 1, 31)
    return lambda row: fast.answer(patient_from_mapping(as_given(row), fast.graph, day), day)
