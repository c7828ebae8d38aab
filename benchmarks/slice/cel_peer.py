"""The slice in common-expression-language: one map, with every rule written out where it is used.

A program for each rule, one after the other, took longer.
"""

from __future__ import annotations

from collections.abc import Callable

import cel

from benchmarks.slice.names import TOLD, Answer, Row


def ready(written: str) -> Callable[[Row], Answer]:
    """A function that answers."""
    execute = cel.compile(written).execute
    meant = {1: True, 0: False, -1: None}

    def answer(row: Row) -> Answer:
        found = execute(row)
        lower, upper = found["lower"], found["upper"]
        truths = (meant[found[name]] for name in TOLD)
        return (*truths, None if lower < 0 else lower, None if upper < 0 else upper)

    return answer
