"""The slice in zen-engine: one expression node of a decision graph.

Evaluated by the key of a loaded decision: five times as fast as a decision that is made and then evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import zen

from benchmarks.slice.names import TOLD, Answer, Row

_KEY = "slice"
_BITS = tuple((f"{name}_yes", f"{name}_no") for name in TOLD)


def batch(written: str, rows: Sequence[Row]) -> Callable[[], float]:
    """Measures how long all patients take as one batch, per patient."""
    from benchmarks.ratios import for_each  # noqa: PLC0415 - a cold start does not need it

    content = zen.ZenDecisionContent(written)
    evaluate = zen.ZenEngine({"loader": lambda key: content}).evaluate_batch
    requests = [{"key": _KEY, "context": dict(row)} for row in rows]
    assert all(one["success"] for one in evaluate(requests))
    whole = for_each(evaluate, [requests])
    return lambda: whole() / len(rows)


def ready(written: str, traced: bool = False) -> Callable[[Row], Answer]:
    """A function that answers; with its own trace, which is thrown away."""
    content = zen.ZenDecisionContent(written)
    evaluate = zen.ZenEngine({"loader": lambda key: content}).evaluate
    options = {"trace": True} if traced else None

    def answer(row: Row) -> Answer:
        found = evaluate(_KEY, row, options)["result"] if options else evaluate(_KEY, row)["result"]
        truths = (True if found[yes] else False if found[no] else None for yes, no in _BITS)
        return (*truths, found.get("lower"), found.get("upper"))

    return answer
