"""What stays open in Kleene's logic and is the same whichever way a few facts turn out.

Kleene's logic forgets that a fact is one and the same wherever it is asked for. So an outcome that is not definite is
looked at again: once for each value of the facts it asks for more than once (guideline_dsl/cones.py). Where every value
leads to the same definite answer, that is the answer, and it says so. Each look is an evaluation in Kleene's logic,
with the value supposed and nothing else known; what is supposed passes no gate.

More facts cannot change an answer found so: they leave out some of the values and make the looks more definite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from guideline_dsl.regions import Split

SuppositionValue = bool | str | Fraction
Supposed = Mapping[str, SuppositionValue]
"""Values of what is not known, by need."""

Look = TypeVar("Look")


def looks_that_agree(
    first: Look,
    splits: Sequence[Split],
    look: Callable[[Supposed], Look | None],
    asks: Callable[[Look], Iterable[str] | None],
    alike: Callable[[Look, Look], bool],
) -> tuple[list[Look], tuple[str, ...]] | None:
    """The definite looks, all alike, and what was supposed for them; None where they differ or stay open.

    `first` is the look with nothing supposed. `look` gives None for what cannot be. `asks` gives what a look asks for,
    None when it is definite.
    """
    found: list[Look] = []
    told: dict[str, None] = {}
    waiting: list[tuple[Supposed, Look]] = [({}, first)]
    while waiting:
        supposed, current = waiting.pop()
        asked = asks(current)
        if asked is None:
            if found and not alike(found[0], current):
                return None
            found.append(current)
            continue
        open_ones = set(asked)
        split = next((s for s in splits if s.need in open_ones and s.need not in supposed), None)
        if split is None:
            return None
        told[split.need] = None
        for value in reversed(split.values):
            more = {**supposed, split.need: value}
            next_look = look(more)
            if next_look is not None:
                waiting.append((more, next_look))
    return (found, tuple(told)) if found else None
