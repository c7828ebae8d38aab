"""The quick suite tries a share of what the whole suite tries: some rows of a long table, some examples of a law.

A test that is slow as one, a program that is started or a page that is played, is marked slow itself.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import settings

QUICK_EXAMPLES = 12
"""What Hypothesis tries of a law in the quick suite, unless the law asks for a share of its own number."""

settings.register_profile("quick", max_examples=QUICK_EXAMPLES)
_chosen: dict[str, bool] = {"quick": False}


def choose(expression: str) -> None:
    """Be the quick suite where the slow tests are left out by `-m`; before the tests are read."""
    _chosen["quick"] = "not slow" in expression
    if _chosen["quick"]:
        settings.load_profile("quick")


def examples(many: int) -> int:
    """How many examples or seeds are tried: an eighth of them, and at least two, in the quick suite."""
    return max(2, many // 8) if _chosen["quick"] else many


def one_in(several: int, rows: Iterable[object]) -> list[object]:
    """The rows for `parametrize`, of which the quick suite tries one in so many; a tuple is several arguments."""
    return [
        row
        if number % several == 0
        else pytest.param(*(row if isinstance(row, tuple) else (row,)), marks=pytest.mark.slow)
        for number, row in enumerate(rows)
    ]
