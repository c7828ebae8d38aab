"""Whether an open outcome stays open: seen by supposing values, without running stage after stage (looks.py).

It does where values of what it asks for lead to two different outcomes, or leave it open with nothing more to suppose.
Whether they all agree is not told here. What is looked at is in one piece: what the outcome reads stays open, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from engine.compiled.ready import Ready, look_name
from engine.compiled.shapes import OPEN, Patient, Reach, slots_supposed
from engine.kinds import KINDS

_MOST_KEPT = 4096
"""Of so many patients what was seen is kept, for each outcome."""
_MOST_READ = 128
"""Of an outcome that reads more than so many values nothing is kept: patients are too seldom alike."""

Definite = tuple[Any, ...]
"""What tells outcomes apart that are not open."""

_DOUBT: frozenset[Definite] = frozenset(((),))
"""Only the walk can tell: that is no outcome of which another may differ."""

_RECOMMENDED = KINDS.index("recommended")


class StayingOpen:
    """One outcome, looked at for many patients."""

    def __init__(self, ready: Ready, place: tuple[int, int]) -> None:
        """`place` is its stage, and its own there; nothing is made yet."""
        self._ready = ready
        self._name = look_name(*place)
        self.reach: Reach = ready.shapes.reaches[place[0]]
        reads = ready.shapes.at_once.looks[place[0]][place[1]]
        self._key: Callable[[Patient], Any] | None = None
        if 0 < len(reads) <= _MOST_READ:
            self._key = itemgetter(*reads)
        self._kept: dict[Any, bool] = {}
        self._may_contradict = not slots_supposed(self.reach).isdisjoint(ready.shapes.at_once.contradicts)

    def stays_open(self, columns: Patient, asked: int) -> bool:
        """Whether it is seen to stay open; `asked` is what it asks for."""
        if self._key is None:
            return self._tried(columns, asked, 0) is None
        key = self._key(columns)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._tried(columns, asked, 0) is None
        return found

    def _tried(self, columns: Patient, asked: int, supposed: int) -> frozenset[Definite] | None:
        """The outcomes that values of what is asked for lead to; None where it is seen to stay open."""
        split = next((s for s in self.reach.splits if s[0] & asked and not s[0] & supposed), None)
        if split is None:
            return None
        bit, trials = split
        definite: frozenset[Definite] = frozenset()
        for trial in trials:
            look = columns.copy()
            for slot, value in trial.changes:
                look[slot] = value
            if self._may_contradict and self._ready.cannot_be(look):
                continue
            seen = self._seen(look, supposed | bit)
            if seen is None:
                return None
            definite |= seen
            if len(definite - _DOUBT) > 1:
                return None
        return definite

    def _seen(self, look: Patient, supposed: int) -> frozenset[Definite] | None:
        """The same of a patient of whom something is supposed."""
        kind, asked, doses, amounts, *more = self._ready.run(self._name)(look)
        if more[-1]:
            return _DOUBT
        if kind not in OPEN:
            return frozenset((_definite(kind, more),))
        return self._tried(look, asked | (doses & ~amounts), supposed)


def _definite(kind: int, more: Sequence[Any]) -> Definite:
    """What two looks that agree have in common (looks.py): different ones do not agree."""
    leads, leads_not, present, *taper, _ = more
    told: list[Any] = [kind]
    if taper:
        known, following, due, due_not, held, held_not, waits, wait = taper
        told.append(bool(known))
        if known:
            told += (following, *map(bool, (due, due_not, held, held_not, waits)), wait if waits else 0)
    if kind == _RECOMMENDED:
        told += (leads, leads_not, (present & leads).bit_count())
    return tuple(told)
