"""All outcomes of a patient at once: the circuit in one piece, and each outcome that was met before kept as it was.

Of an outcome only that is worked out which tells it from others; the figures of its doses only where they are shown. A
patient in whom something may be settled, or whom only the walk can tell about, is told apart here: `None`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.compiled.answer import Answer, LineAnswer, UnitAnswer
from engine.compiled.answering import SAYS_LINES, Answerer, EndsAnswer
from engine.compiled.circuit import Wire
from engine.compiled.course import OF_PROMISE, Course, Patient, Reach, Run, Trial
from engine.compiled.looks import OPEN, asked_of
from engine.compiled.ports import (
    AMOUNTS,
    ASKED,
    CLEAR,
    CONDITIONS,
    DOSES,
    HELD_BACK,
    KIND,
    LEADS,
    LEADS_NOT,
    PRESENT,
    TAPER,
    WALK,
    Row,
)
from engine.compiled.python_source import function_of
from guideline_dsl.frozen import frozen

_MOST_KEPT = 4096
"""So many different answers of one outcome are kept."""


@frozen
class _Kept:
    """An outcome that was met: its answer, what it asks for, and whether it must be looked at otherwise.

    `figured` are the lines of the answer in which a dose is shown, each with the function of its ends: of these the
    answer has those of the first such patient. `tried` are the bit and the values of the fact that is supposed first,
    where the outcome is open and asks for one.
    """

    unit: UnitAnswer
    missing: int
    figured: tuple[tuple[int, Run], ...]
    walk: bool
    tried: tuple[int, tuple[Trial, ...]] | None


class _Unit:
    """One outcome: what tells it apart, and how its row is made of that."""

    def __init__(self, row: Row, wires: Sequence[Wire], reach: Reach) -> None:
        """`wires` are those of the row, in one piece."""
        self.row = row
        self.reach = reach
        self.look = [wires[where] for where in (KIND, ASKED, DOSES, AMOUNTS)]
        self.walk = wires[WALK]
        self.looked: Run | None = None
        self.kept: dict[tuple[Any, ...], _Kept] = {}
        self.figures = {
            line.line.line.id: (line.lower, line.upper, wires[line.lower], wires[line.upper])
            for line in row.lines
            if line.lower >= 0
        }
        figures = {where for lower, upper, _, _ in self.figures.values() for where in (lower, upper)}
        last = min((where for _, where, _ in row.ports), default=len(row.wires))
        unread = figures | {line.again for line in row.lines}
        if row.unit.taper is not None:
            unread.update(range(TAPER + 4, TAPER + 8))  # these tell looks apart, no answer has them
        self.fixed: list[Any] = [0] * len(row.wires)
        self.of_key: list[tuple[int, int]] = []
        told: dict[Wire, int] = {}
        for where in range(last):
            wire = wires[where]
            if where in unread:
                continue
            if wire.operation == "constant":
                (self.fixed[where],) = wire.args
            else:
                self.of_key.append((where, told.setdefault(wire, len(told))))
        self.telling = tuple(told)

    def full(self, key: Sequence[Any]) -> list[Any]:
        """The row that a key stands for, without figures."""
        row = self.fixed.copy()
        for where, place in self.of_key:
            row[where] = key[place]
        return row


class AtOnce:
    """Answers for those in whom nothing is to be settled."""

    def __init__(self, course: Course, answerer: Answerer) -> None:
        """Make the function of the circuit in one piece."""
        self._course = course
        self._answerer = answerer
        rows, ends = course.whole_wires
        wires: list[Wire] = []
        self._figures: dict[str, Run] = {}
        by_place: dict[tuple[int, int], _Unit] = {}
        inlined = iter(rows)
        for stage, shapes in enumerate(course.rows):
            for part, shape in enumerate(shapes):
                by_place[stage, part] = _Unit(
                    shape, _where_it_matters(course, shape, next(inlined)), course.reach(stage)
                )
        self._of_stage = [
            [by_place[stage, part] for part in range(len(shapes))] for stage, shapes in enumerate(course.rows)
        ]
        self._of_all: list[tuple[_Unit, dict[tuple[Any, ...], _Kept], slice]] = []
        for stage, part, _ in answerer.units:
            unit = by_place[stage, part]
            self._of_all.append((unit, unit.kept, slice(len(wires), len(wires) + len(unit.telling))))
            wires += unit.telling
        self._ends = slice(len(wires), len(wires) + len(ends))
        self._run = function_of([*wires, *ends], course.slots, course.scales)
        self._kept_ends: dict[tuple[Any, ...], tuple[EndsAnswer, bool]] = {}
        self._open_promises = [course.promise_reach(p).open for p in range(len(course.cut_ends.promises))]
        self._hash = course.graph.hash

    def answer(self, columns: Patient) -> Answer | None:
        """The answer; None where something may be settled, or only the walk can tell."""
        found = self._run(columns)
        units: list[UnitAnswer] = []
        missing = 0
        for unit, kept, of_key in self._of_all:
            key = found[of_key]
            met = kept.get(key)
            if met is None:
                met = self._met(unit, key)
            if met.walk or (met.tried is not None and not self._stays_open(unit, *met.tried, columns)):
                return None
            missing |= met.missing
            units.append(_with_figures(met, columns) if met.figured else met.unit)
        ends_key = found[self._ends]
        after = self._kept_ends.get(ends_key)
        if after is None:
            after = self._met_ends(ends_key)
        ends, otherwise = after
        if otherwise:
            return None
        return Answer(
            self._hash,
            True,
            tuple(units),
            ends.promises,
            ends.wrongly,
            ends.cautions,
            self._answerer.needs(missing | ends.missing),
        )

    def _met(self, unit: _Unit, key: tuple[Any, ...]) -> _Kept:
        row = unit.full(key)
        asked = asked_of(row)
        tried = None
        if asked is not None:
            tried = next((split for split in unit.reach.splits if split[0] & asked), None)
        made = self._answerer.unit(row, unit.row)
        figured = tuple(
            (place, self._figures_of(line.node, unit))
            for place, line in enumerate(made.lines)
            if line.lower is not None
        )
        if len(unit.kept) >= _MOST_KEPT:
            unit.kept.clear()
        found = unit.kept[key] = _Kept(made, row[ASKED] | row[DOSES], figured, bool(row[WALK]), tried)
        return found

    def _stays_open(self, unit: _Unit, bit: int, trials: Sequence[Trial], columns: Patient) -> bool:
        """Whether it can be seen at the first fact supposed that an open outcome is not settled.

        It is not where a value leaves it open with nothing more to suppose, or two values lead to two kinds. What it
        reads is not settled, either: so all is looked at in one piece.
        """
        if unit.looked is None:
            before = [u.walk for place in unit.reach.upstream for u in self._of_stage[place]]
            walk = self._course.lowering.circuit.any((unit.walk, *before))
            unit.looked = function_of([*unit.look, walk], self._course.slots, self._course.scales)
        more = unit.reach.open & ~bit
        kinds = set[int]()
        for trial in trials:
            supposed = columns.copy()
            for slot, value in trial.changes:
                supposed[slot] = value
            found: Sequence[Any] = unit.looked(supposed)
            kind, asked, doses, amounts, doubtful = found
            if doubtful:
                return False
            if kind in OPEN:
                if not (asked | (doses & ~amounts)) & more and not self._course.cannot_be(supposed)[0]:
                    return True
            elif kind not in kinds and not self._course.cannot_be(supposed)[0]:
                kinds.add(kind)
                if len(kinds) > 1:
                    return True
        return False

    def _figures_of(self, line: str, unit: _Unit) -> Run:
        """The ends of a dose where it is shown."""
        if line not in self._figures:
            _, _, lower, upper = unit.figures[line]
            ends = [lower] if lower is upper else [lower, upper]
            self._figures[line] = function_of(ends, self._course.slots, self._course.scales)
        return self._figures[line]

    def _met_ends(self, key: tuple[Any, ...]) -> tuple[EndsAnswer, bool]:
        otherwise = bool(key[-1]) or any(
            key[place * OF_PROMISE + 5] & reach for place, reach in enumerate(self._open_promises)
        )
        if len(self._kept_ends) >= _MOST_KEPT:
            self._kept_ends.clear()
        found = self._kept_ends[key] = self._answerer.ends(key), otherwise
        return found


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


def _with_figures(met: _Kept, columns: Patient) -> UnitAnswer:
    """An outcome that was met, with the doses of this patient."""
    unit = met.unit
    lines = list(unit.lines)
    for place, run in met.figured:
        line, ends = lines[place], run(columns)
        lines[place] = LineAnswer(
            line.node,
            line.action,
            line.status,
            line.members,
            ends[0],
            ends[-1],
            line.unit,
            line.option,
            line.leads,
        )
    return UnitAnswer(
        unit.node, unit.part, unit.kind, unit.holds, tuple(lines), unit.withheld_by, unit.conditions, unit.amounts,
        unit.next, unit.due,
    )  # fmt: skip
