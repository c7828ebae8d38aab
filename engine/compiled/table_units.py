"""What may be settled (engine/settling.py), as wires of a circuit in one piece: outcomes, promises, and the scope.

Each is looked at with values supposed. As long as nothing is settled, what it reads is not settled either: so all is
looked at in one piece, as it is known to be (at_once.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.compiled.circuit import Wire
from engine.compiled.course import Course
from engine.compiled.ports import Row
from engine.compiled.shapes import (
    AMOUNTS,
    ASKED,
    DOSES,
    KIND,
    LEADS,
    LEADS_NOT,
    OF_PROMISE,
    OPEN,
    TAPER,
    WALK,
    Reach,
    Trial,
)
from engine.kinds import KINDS
from guideline_dsl.frozen import frozen


@frozen
class TableSplit:
    """A fact or procedure that is tried out: whether it is asked for, and the values tried."""

    need: str
    asked: Wire
    trials: tuple[Trial, ...]


@frozen
class TableUnit:
    """An outcome, a side of a promise, or the scope.

    `common` is what definite looks that agree have in common, at the least; `doubtful` whether only the walk can tell.
    `here` is for whom it counts at all; `splits` are those that are tried, the first first.
    """

    here: Wire
    open: Wire
    common: tuple[Wire, ...]
    doubtful: Wire
    splits: tuple[TableSplit, ...]

    @property
    def wires(self) -> tuple[Wire, ...]:
        """What a look at it tells."""
        return (self.open, *self.common, self.doubtful, *(split.asked for split in self.splits))


def asked_by(course: Course, row: Sequence[Wire], need: str) -> Wire:
    """Whether an outcome that is open depends on a need (looks.py)."""
    circuit, places = course.lowering.circuit, course.lowering.places
    dose = circuit.all((places.asks(row[DOSES], need), circuit.no(places.asks(row[AMOUNTS], need))))
    return circuit.any((places.asks(row[ASKED], need), dose))


class TableUnits:
    """Finds what may be settled in one guideline."""

    def __init__(self, course: Course) -> None:
        """Keep the guideline."""
        self._course = course
        self._circuit = course.lowering.circuit
        rows, self._ends = course.whole_wires
        each = iter(rows)
        self._rows = [[next(each) for _ in shapes] for shapes in course.rows]

    def found(self) -> Iterator[TableUnit]:
        """All that may be settled."""
        inside = self._course.scope_truth.yes
        yield from self._outcomes(inside)
        for place in range(len(self._course.cut_ends.promises)):
            yield from self._sides(place, inside)
        yield from self._scope()

    def _walks(self, stages: Sequence[int]) -> Wire:
        return self._circuit.any(row[WALK] for stage in stages for row in self._rows[stage])

    def _outcomes(self, inside: Wire) -> Iterator[TableUnit]:
        for stage, rows in enumerate(self._rows):
            reach = self._course.reach(stage)
            before = self._walks(reach.upstream)
            for row, shape in zip(rows, self._course.rows[stage], strict=True) if reach.open else ():
                asked = {need: asked_by(self._course, row, need) for need in self._named(reach)}
                is_open = self._circuit.among(row[KIND], OPEN)
                doubtful = self._circuit.any((before, row[WALK]))
                yield TableUnit(
                    inside, is_open, tuple(self._common(row, shape)), doubtful, self._splits(reach, asked)
                )

    def _common(self, row: Sequence[Wire], shape: Row) -> Iterator[Wire]:
        """What looks.py holds against each other, but for what is told of doses."""
        circuit = self._circuit
        recommended = circuit.among(row[KIND], frozenset((KINDS.index("recommended"),)))
        yield row[KIND]
        yield from (circuit.when(recommended, row[where]) for where in (LEADS, LEADS_NOT))
        if shape.unit.taper is not None:
            known = row[TAPER]
            yield known
            yield from (circuit.all((known, row[TAPER + bit])) for bit in (2, 3, 4, 5, 6))

    def _sides(self, place: int, inside: Wire) -> Iterator[TableUnit]:
        """A promise, on what is taken now and on the plan."""
        reach = self._course.promise_reach(place)
        if not reach.open:
            return
        start = place * OF_PROMISE
        needs = self._ends[start + 5]
        doubtful = self._circuit.any((self._course.whole_conflict(place), self._walks(reach.upstream)))
        for broken, kept in (self._ends[start : start + 2], self._ends[start + 2 : start + 4]):
            yield self._truth(inside, broken, kept, doubtful, self._splits(reach, self._asked(reach, needs)))

    def _scope(self) -> Iterator[TableUnit]:
        reach, scope = self._course.scope_reach, self._course.scope_truth
        if reach.open:
            splits = self._splits(reach, self._asked(reach, scope.needs))
            yield self._truth(self._circuit.yes, scope.yes, scope.no, self._circuit.never, splits)

    def _truth(
        self, here: Wire, yes: Wire, no: Wire, doubtful: Wire, splits: tuple[TableSplit, ...]
    ) -> TableUnit:
        circuit = self._circuit
        return TableUnit(here, circuit.no(circuit.any((yes, no))), (yes,), doubtful, splits)

    def _asked(self, reach: Reach, needs: Wire) -> dict[str, Wire]:
        places = self._course.lowering.places
        return {need: places.asks(needs, need) for need in self._named(reach)}

    def _named(self, reach: Reach) -> tuple[str, ...]:
        return self._course.lowering.places.named(reach.open)

    def _splits(self, reach: Reach, asked: dict[str, Wire]) -> tuple[TableSplit, ...]:
        found = []
        for bit, trials in reach.splits:
            (need,) = self._course.lowering.places.named(bit)
            found.append(TableSplit(need, asked[need], trials))
        return tuple(found)
