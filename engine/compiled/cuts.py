"""Which questions about numbers without columns are answered together, and what is worked out with them on the way.

Questions that are made of the same numbers go together, so that each number is worked out once. What lies between two
questions of a group (a bit that a further number hangs on) is then worked out by Python too. Groups are in the order
in which they hang on each other; those that do so both ways are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from engine.compiled.circuit import Wire


@dataclass(slots=True)
class _Group:
    asked: list[Wire]
    inside: set[Wire]


class Cuts:
    """Where a circuit is cut: `order` are its wires, `beyond` the numbers without columns, `asked` the questions."""

    def __init__(self, order: Sequence[Wire], beyond: Set[Wire], asked: Iterable[Wire]) -> None:
        """Find the numbers that each question is made of."""
        self._order = order
        self._beyond = beyond
        self._asked = dict.fromkeys(asked)
        self._parts: dict[Wire, frozenset[Wire]] = {}
        for wire in order:
            if wire in beyond or wire in self._asked:
                own = {wire} if wire in beyond else set()
                inner = [self._parts[arg] for arg in _wires(wire) if arg in beyond]
                self._parts[wire] = frozenset(own.union(*inner))

    def groups(self) -> Iterator[Set[Wire]]:
        """The groups, each as the wires that are worked out for it."""
        left = [self._group(asked) for asked in self._made_of_the_same()]
        while left:
            waiting = {wire for group in left for wire in group.asked}
            hangs_on = self._hanging_on(waiting)
            ready = [group for group in left if self._reads_none(group, hangs_on)]
            if not ready:
                left = [self._group([wire for group in left for wire in group.asked])]
                ready = left
            for group in ready:
                yield group.inside
            left = [group for group in left if group not in ready]

    def _made_of_the_same(self) -> Iterator[list[Wire]]:
        left = {wire: set(self._parts[wire]) for wire in self._asked}
        while left:
            first = next(iter(left))
            parts, group = left.pop(first), [first]
            found = True
            while found:
                found = False
                for wire in [wire for wire, own in left.items() if not parts.isdisjoint(own)]:
                    parts |= left.pop(wire)
                    group.append(wire)
                    found = True
            yield group

    def _group(self, asked: list[Wire]) -> _Group:
        """The numbers without columns, and what hangs on one question of the group and is read for another."""
        parts = set(asked).union(*(self._parts[wire] for wire in asked))
        after = self._hanging_on(parts)
        before = self._made_of(parts)
        return _Group(asked, parts | (after & before))

    def _hanging_on(self, wires: Set[Wire]) -> set[Wire]:
        """These, and what is made of them."""
        found = set(wires)
        for wire in self._order:
            if any(arg in found for arg in _wires(wire)):
                found.add(wire)
        return found

    def _made_of(self, wires: Set[Wire]) -> set[Wire]:
        """These, and what they are made of."""
        found = set(wires)
        for wire in reversed(self._order):
            if wire in found:
                found.update(_wires(wire))
        return found

    def _reads_none(self, group: _Group, hanging: Set[Wire]) -> bool:
        """Whether nothing that is read for it hangs on what is not worked out yet."""
        return all(arg in group.inside or arg not in hanging for wire in group.inside for arg in _wires(wire))


def _wires(wire: Wire) -> list[Wire]:
    return [arg for arg in wire.args if isinstance(arg, Wire)]
