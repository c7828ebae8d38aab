"""What tells the outcomes of one patient from those of others, and the sources that find it (at_once.py runs them)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from engine.compiled.circuit import Wire
from engine.compiled.course import Course
from engine.compiled.ports import Row
from engine.compiled.shapes import (
    AMOUNTS,
    ASKED,
    CLEAR,
    CONDITIONS,
    DOSES,
    HELD_BACK,
    KIND,
    LEADS,
    LEADS_NOT,
    OPEN,
    PRESENT,
    SAYS_LINES,
    TAPER,
    WALK,
    Telling,
)


class Tellings:
    """The outcomes of a course, in one piece."""

    def __init__(self, course: Course) -> None:
        """Find what tells each of them apart."""
        self._course = course
        rows, self._ends = course.whole_wires
        shapes = {
            (stage, part): row for stage, each in enumerate(course.rows) for part, row in enumerate(each)
        }
        self._found = {
            place: _Found(row, _where_it_matters(course, row, wires))
            for (place, row), wires in zip(shapes.items(), rows, strict=True)
        }

    @cached_property
    def tellings(self) -> tuple[tuple[Telling, ...], ...]:
        """What tells the outcomes of each stage apart."""
        return tuple(
            tuple(self._found[stage, part].telling for part in range(len(rows)))
            for stage, rows in enumerate(self._course.rows)
        )

    def at_once(self, order: Sequence[tuple[int, int]]) -> str:
        """What tells all outcomes apart, in this order, and what follows from them."""
        wires = [wire for place in order for wire in self._found[place].told]
        return self._course.source([*wires, *self._ends])

    def looked(self, stage: int, part: int) -> str:
        """Whether and for what an outcome waits; last whether it, or one that it hangs on, is left to the walk."""
        found = self._found[stage, part]
        before = [
            self._found[place, other].walk
            for place in self._course.reach(stage).upstream
            for other in range(len(self._course.rows[place]))
        ]
        walk = self._course.lowering.circuit.any((found.walk, *before))
        return self._course.source([*found.look, walk])

    def figures(self, stage: int, part: int, line: int) -> str:
        """The ends of a dose."""
        lower, upper = self._found[stage, part].figures[line]
        return self._course.source([lower] if lower is upper else [lower, upper])

    def figured(self, stage: int, part: int) -> tuple[int, ...]:
        """The lines of an outcome that have a dose."""
        return tuple(self._found[stage, part].figures)


class _Found:
    """One outcome."""

    def __init__(self, row: Row, wires: Sequence[Wire]) -> None:
        """`wires` are those of the row, in one piece."""
        self.look = [wires[where] for where in (KIND, ASKED, DOSES, AMOUNTS)]
        self.walk = wires[WALK]
        self.figures: Mapping[int, tuple[Wire, Wire]] = {
            place: (wires[line.lower], wires[line.upper])
            for place, line in enumerate(row.lines)
            if line.lower >= 0
        }
        figures = {where for line in row.lines if line.lower >= 0 for where in (line.lower, line.upper)}
        last = min((where for _, where, _ in row.ports), default=len(row.wires))
        unread = figures | {line.again for line in row.lines}
        if row.unit.taper is not None:
            unread.update(range(TAPER + 4, TAPER + 8))  # these tell looks apart, no answer has them
        fixed: list[object] = [0] * len(row.wires)
        of_key: list[tuple[int, int]] = []
        told: dict[Wire, int] = {}
        for where in range(last):
            wire = wires[where]
            if where in unread:
                continue
            if wire.operation == "constant":
                (fixed[where],) = wire.args
            else:
                of_key.append((where, told.setdefault(wire, len(told))))
        self.told = tuple(told)
        self.telling = Telling(tuple(fixed), tuple(of_key), len(told))


def _where_it_matters(course: Course, shape: Row, wires: Sequence[Wire]) -> list[Wire]:
    """A row that says only what an answer has: what is open waits for something, what is recommended has lines."""
    circuit = course.lowering.circuit
    is_open = circuit.among(wires[KIND], OPEN)
    said = circuit.among(wires[KIND], SAYS_LINES)
    guarded = list(wires)
    for where in (CONDITIONS, ASKED):
        guarded[where] = circuit.when(is_open, wires[where])
    lines = [at for line in shape.lines for at in (line.action, line.known, line.members) if at >= 0]
    for where in (PRESENT, LEADS, LEADS_NOT, CLEAR, HELD_BACK, *lines):
        wire = wires[where]
        if wire.kind == "mask":
            guarded[where] = circuit.when(said, wire)
        elif wire.kind == "code":
            guarded[where] = circuit.select(said, wire, circuit.code(0))
        else:
            guarded[where] = circuit.all((said, wire))
    return guarded
