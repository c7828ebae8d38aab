"""What a code of a circuit tells of other wires: where it tells all of one, a table stands for working that out."""

from __future__ import annotations

from collections.abc import Sequence

from engine.compiled.circuit import Wire
from engine.compiled.constants import value_of

_DEEPEST = 5
"""A wire that hangs on the code by more steps is not looked at."""


class CodeTables:
    """One code: a choice of fixed ones."""

    def __init__(self, code: Wire) -> None:
        """Find what each of its values says."""
        self._said: dict[int, dict[Wire, object]] = {}
        twice: set[int] = set()
        before: dict[Wire, object] = {}
        wire = code
        while wire.operation == "select":
            bit, fixed, other = (arg for arg in wire.args if isinstance(arg, Wire))
            if fixed.operation != "constant":
                break
            self._say(fixed, {**before, **_told(bit, True)}, twice)
            before |= _told(bit, False)
            wire = other
        if wire.operation == "constant":
            self._say(wire, before, twice)
        else:
            self._said = {}
        for value, known in self._said.items():
            if value in twice:
                known.clear()
            known[code] = value

    def _say(self, fixed: Wire, known: dict[Wire, object], twice: set[int]) -> None:
        (value,) = fixed.args
        assert isinstance(value, int)
        if value in self._said:
            twice.add(value)
        self._said[value] = dict(known)

    def table(self, wire: Wire) -> tuple[tuple[int, object], ...] | None:
        """What a wire is for each value of the code; None where that does not tell."""
        found: list[tuple[int, object]] = []
        for value, known in self._said.items():
            told = value_of(wire, known, _DEEPEST)
            if told is None:
                return None
            found.append((value, told))
        return tuple(found) or None


def _told(bit: Wire, holds: bool) -> dict[Wire, object]:
    """A bit that turns out one way, and those that it is made of."""
    found: dict[Wire, object] = {}
    waiting: list[tuple[Wire, bool]] = [(bit, holds)]
    while waiting:
        wire, so = waiting.pop()
        found[wire] = so
        inside: Sequence[Wire] = [arg for arg in wire.args if isinstance(arg, Wire)]
        if wire.operation == "no":
            waiting.append((inside[0], not so))
        elif wire.operation == ("all" if so else "any"):
            waiting += [(arg, so) for arg in inside]
    return found
