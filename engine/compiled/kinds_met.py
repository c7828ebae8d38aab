"""What was met of patients, by the keys that a function gives; and the functions made for kinds that are often met.

For a kind of patients (profiles.py) the source leaves out what the kind settles, and takes half the time. It is made
once so many of the kind were met that it pays; the answers are the same. What is kept is bounded, and several threads
may read and write it: what two make at once is the same.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from engine.compiled.ready import AT_ONCE, KIND_OF, Ready
from engine.compiled.shapes import Group, Grouping, Patient, Run

if TYPE_CHECKING:
    from engine.compiled.answering import EndsAnswer
    from engine.compiled.at_once import Together

MOST_KEPT = 4096
"""So many different answers of one outcome, or of one group of them, are kept."""
_MOST_OF_KIND = 512
"""So many of a group for one kind of patients."""
OFTEN = 64
"""So many patients of a kind are answered as everybody is before a function is made for them."""

Key = tuple[Any, ...]


class Keys:
    """The keys that a function gives of patients, and what was met of each group under them."""

    def __init__(self, grouping: Grouping, run: Run, most: int) -> None:
        """`most` of each group are kept."""
        self.run = run
        self.most = most
        self.groups: list[tuple[Group, dict[Key, Together]]] = [(group, {}) for group in grouping.groups]
        self.ends = grouping.ends
        self.kept_ends: dict[Key, tuple[EndsAnswer, bool]] = {}


class Kinds:
    """The functions that are made for kinds of patients who are often met."""

    def __init__(self, ready: Ready, often: int) -> None:
        """Begin with the function for everybody; `often` of a kind are met before there is one for them."""
        self._ready = ready
        self._often = often
        self._of_all = Keys(ready.shapes.at_once.grouping, ready.run(AT_ONCE), MOST_KEPT)
        self._seen: dict[Key, int] = {}
        self._keys: dict[Key, Keys] = {}
        self._all = 0
        self._kind: Run | None = None

    def of(self, columns: Patient) -> Keys:
        """The keys made for such a patient, or for everybody."""
        if self._kind is None:
            self._all += 1
            if self._all < self._often:
                return self._of_all
            self._kind = self._ready.run(KIND_OF)
        kind = self._kind(columns)
        keys = self._keys.get(kind)
        return keys if keys is not None else self._met(kind)

    def _met(self, kind: Key) -> Keys:
        if not kind:  # all patients of this guideline are alike
            self._kind, self._often = None, sys.maxsize
            return self._of_all
        seen = self._seen[kind] = self._seen.get(kind, 0) + 1
        if seen < self._often:
            return self._of_all
        made = self._keys[kind] = Keys(*self._ready.functions.for_kind(kind), _MOST_OF_KIND)
        return made
