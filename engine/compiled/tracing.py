"""Traces of the circuit: all that is asked in one pass; each group of entries that was met before is kept as it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.compiled.trace import AskedShape, Told, Trace, TraceShape

_MOST_KEPT = 4096
"""So many different keys of one group are kept."""

Met = tuple[tuple[Told, ...], tuple[tuple[int, int], ...]]
"""The entries of a group, and the places of those that have a number, with that of the number."""


class Tracing:
    """Makes the traces of one guideline."""

    def __init__(self, guideline: str, shape: TraceShape) -> None:
        """Keep where everything stands."""
        self._guideline = guideline
        self._shape = shape
        self._groups: list[tuple[dict[Any, Met], tuple[AskedShape, ...]]] = [
            ({}, entries) for entries in shape.groups
        ]
        self._needs: dict[int, tuple[str, ...]] = {0: ()}
        self._inside = (Told(shape.scope, "for", True),) if shape.scope else ()

    def trace(self, found: Sequence[Any], first: int) -> Trace:
        """The trace of a patient in the scope, by what the function gave, from the `first` on: keys, then numbers."""
        told: list[Told] = [*self._inside]
        last = first + len(self._groups)
        numbers = found[last]
        for (kept, entries), key in zip(self._groups, found[first:last], strict=True):
            met = kept.get(key)
            if met is None:
                met = self._met(key, kept, entries)
            group, numbered = met
            if numbered:
                start = len(told)
                told += group
                for place, number in numbered:
                    told[start + place] = _with_number(group[place], numbers[number])
            else:
                told += group
        return Trace(self._guideline, tuple(told))

    def out_of_scope(self, outside: bool, needs: int) -> Trace:
        """The trace of a patient whom the guideline is not about, or perhaps not."""
        asked = () if outside else self._named(needs)
        told = (Told(self._shape.scope, "for", False if outside else None, None, asked),)
        return Trace(self._guideline, told)

    def _met(self, key: Any, kept: dict[Any, Met], entries: Sequence[AskedShape]) -> Met:
        group = tuple(self._told(key, entry) for entry in entries)
        numbered = tuple(
            (place, entry.number)
            for place, entry in enumerate(entries)
            if entry.number >= 0 and key[entry.settled]
        )
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        met = kept[key] = group, numbered
        return met

    def _told(self, key: Sequence[Any], entry: AskedShape) -> Told:
        truth = value = None
        if entry.truths is not None:
            yes, no = entry.truths
            truth = True if key[yes] else False if key[no] else None
        elif entry.words and key[entry.settled]:
            value = next(word for word, place in entry.words if key[place])
        return Told(entry.node, entry.lead, truth, value, self._named(key[entry.needs]))

    def _named(self, mask: int) -> tuple[str, ...]:
        found = self._needs.get(mask)
        if found is None:
            found = tuple(name for place, name in self._shape.needs if mask >> place & 1)
            self._needs[mask] = found
        return found


def _with_number(told: Told, number: Any) -> Told:
    return Told(told.node, told.lead, None, number)
