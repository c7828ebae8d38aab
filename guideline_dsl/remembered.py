"""What was made of an immutable object is made once: found by the object itself, not by an equal one.

To look up an equal one, the whole tree would be compared; a guideline's own nodes are the same for every patient.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")

_MOST = 16_384
"""So many are remembered; then it begins anew, so that what is made for one patient only does not pile up."""


def by_identity(make: Callable[[Thing], Made]) -> Callable[[Thing], Made]:
    """Remember what a function makes of each object. Both must be immutable; several threads may ask."""
    kept: dict[int, tuple[Thing, Made]] = {}

    @wraps(make)
    def remembered(thing: Thing) -> Made:
        found = kept.get(id(thing))
        if found is not None and found[0] is thing:
            return found[1]
        made = make(thing)
        if len(kept) >= _MOST:
            kept.clear()
        kept[id(thing)] = (thing, made)  # the object stays, so that no other one gets its number
        return made

    return remembered
