"""Making much that is kept: meanwhile nothing is looked through for what could be thrown away."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Cyclic garbage is not collected inside.

    A lowered guideline is a large graph that stays: each collection would look through all of it, which costs a third
    of the time at 3,000 rules, and more than in proportion with more.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
