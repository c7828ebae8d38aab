"""Answers made of rows of values: each outcome that was met before is the same object again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from engine.compiled.answer import (
    Answer,
    CautionAnswer,
    LineAnswer,
    PromiseAnswer,
    UnitAnswer,
    WronglyAnswer,
)
from engine.compiled.course import OF_CAUTION, OF_PROMISE, OF_WRONGLY, Course
from engine.compiled.given import ACTIONS, CircuitDo, CircuitGive
from engine.compiled.needs import NeedOrder
from engine.compiled.outcome import KINDS
from engine.compiled.ports import (
    ASKED,
    CLEAR,
    CONDITIONS,
    DOSES,
    HELD_BACK,
    HOLDS,
    KIND,
    LEADS,
    LEADS_NOT,
    PRESENT,
    TAPER,
    WITHHELD,
    LinePlaces,
    Row,
)
from engine.kinds import OutcomeKind, PromiseState
from engine.packages import Status
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.values import Truth

Values = Sequence[Any]
"""The values that a stage gave (ports.py)."""

SAYS_LINES = frozenset(KINDS.index(kind) for kind in ("recommended", "conditional"))
"""The kinds of outcomes whose lines an answer has."""


@frozen
class EndsAnswer:
    """What follows from the outcomes; `missing` is a mask."""

    promises: tuple[PromiseAnswer, ...]
    wrongly: tuple[WronglyAnswer, ...]
    cautions: tuple[CautionAnswer, ...]
    missing: int


class Answerer:
    """Puts what the stages of one guideline gave into answers."""

    def __init__(self, course: Course) -> None:
        """Keep the order of everything."""
        self._course = course
        graph = course.graph
        self._order = NeedOrder(graph)
        self._needs: dict[int, tuple[str, ...]] = {0: ()}
        self._places = {node.id: place for place, node in enumerate(graph.nodes)}
        units = [
            (self._places[row.unit.node.id], stage, part)
            for stage, rows in enumerate(course.rows)
            for part, row in enumerate(rows)
        ]
        self.units = [(stage, part, course.rows[stage][part]) for _, stage, part in sorted(units)]
        """The outcomes in the order of the answer: stage, part, and how its row is read."""
        self._out_of_scope: dict[int, Answer] = {}

    def answer(self, rows: Sequence[Sequence[Values]], ends: Values) -> Answer:
        """The answer for a patient whom the guideline is about."""
        found = [(rows[stage][part], shape) for stage, part, shape in self.units]
        after = self.ends(ends)
        missing = after.missing
        for row, _ in found:
            missing |= row[ASKED] | row[DOSES]
        return Answer(
            self._course.graph.hash,
            True,
            tuple(self.unit(row, shape) for row, shape in found),
            after.promises,
            after.wrongly,
            after.cautions,
            self.needs(missing),
        )

    def ends(self, ends: Values) -> EndsAnswer:
        """What follows from the outcomes."""
        promises = tuple(self._promises(ends))
        at = OF_PROMISE * len(promises)
        missing = 0
        for place in range(len(promises)):
            missing |= ends[place * OF_PROMISE + 5]
        wrongly = tuple(self._wrongly(ends, at))
        for _ in self._course.cut_ends.wrongly:
            if ends[at + 1]:
                missing |= ends[at + 5]
            at += OF_WRONGLY
        return EndsAnswer(promises, wrongly, tuple(self._cautions(ends, at)), missing)

    def out_of_scope(self, outside: bool, needs: int) -> Answer:
        """The answer for a patient whom the guideline is not about, or perhaps not."""
        found = self._out_of_scope.get(-1 if outside else needs)
        if found is None:
            found = self._out_of_scope[-1 if outside else needs] = self._unscoped(outside, needs)
        return found

    def _unscoped(self, outside: bool, needs: int) -> Answer:
        asked = () if outside else self.needs(needs)
        units: list[UnitAnswer] = []
        for _, _, shape in self.units:
            unit = shape.unit
            acts = unit.part is None or unit.part == 0 or self._acts(unit.node.id)
            if outside:
                kind: OutcomeKind = "outside scope" if acts else "not shown"
            else:
                kind = "insufficient data" if acts else "unknown"
            units.append(UnitAnswer(unit.node.id, unit.part, kind, conditions=asked))
        state: PromiseState = "outside scope" if outside else "open"
        promises = tuple(
            PromiseAnswer(promise.node.id, state, state, needs=asked)
            for promise in self._course.cut_ends.promises
        )
        scope = False if outside else None
        missing = asked if units or promises else ()
        return Answer(self._course.graph.hash, scope, tuple(units), promises, (), (), missing)

    def _acts(self, identifier: str) -> bool:
        children = self._course.graph.children(identifier)
        return any(isinstance(child, core.GiveNode | core.DoNode | core.StopNode) for child in children)

    def needs(self, mask: int) -> tuple[str, ...]:
        """The needs of a mask."""
        found = self._needs.get(mask)
        if found is None:
            found = self._needs[mask] = self._order.sorted(self._course.lowering.places.named(mask))
        return found

    def _named(self, names: Sequence[str], mask: int) -> tuple[str, ...]:
        found = (name for place, name in enumerate(names) if mask >> place & 1)
        return tuple(sorted(found, key=self._places.__getitem__))

    # ------------------------------------------------------------ outcomes

    def unit(self, row: Values, shape: Row) -> UnitAnswer:
        """One outcome."""
        unit = shape.unit
        conditions = row[CONDITIONS]
        asked = row[ASKED] | row[DOSES]
        told = unit.taper is not None and bool(row[TAPER])
        due: Truth = True if told and row[TAPER + 2] else False if told and row[TAPER + 3] else None
        following = row[TAPER + 1] if told else None
        return UnitAnswer(
            unit.node.id,
            unit.part,
            KINDS[row[KIND]],
            self._named(shape.holds, row[HOLDS]),
            tuple(self._lines(row, shape)) if row[KIND] in SAYS_LINES else (),
            self._named(shape.withheld, row[WITHHELD]),
            self.needs(conditions),
            self.needs(asked & ~conditions),
            following,
            due,
        )

    def _lines(self, row: Values, shape: Row) -> Iterator[LineAnswer]:
        present, leads, not_leads = row[PRESENT], row[LEADS], row[LEADS_NOT]
        for place, entry in enumerate(shape.unit.entries):
            if not present >> place & 1:
                continue
            leading: Truth = True if leads >> place & 1 else False if not_leads >> place & 1 else None
            for number in shape.of_entry[place]:
                yield _line(row, number, shape.lines[number], entry.option, leading)

    # ------------------------------------------------------------ what follows

    def _promises(self, ends: Values) -> Iterator[PromiseAnswer]:
        for place, promise in enumerate(self._course.cut_ends.promises):
            now_yes, now_no, plan_yes, plan_no, broken, needs = ends[
                place * OF_PROMISE : (place + 1) * OF_PROMISE
            ]
            limits = [limit for limit, _ in promise.broken_by]
            yield PromiseAnswer(
                promise.node.id,
                _state(now_yes, now_no),
                _state(plan_yes, plan_no),
                self._named(limits, broken),
                self.needs(needs),
            )

    def _wrongly(self, ends: Values, start: int) -> Iterator[WronglyAnswer]:
        for place, wrongly in enumerate(self._course.cut_ends.wrongly):
            at = start + place * OF_WRONGLY
            surely, perhaps, forbidden, holding, maybe, needs = ends[at : at + OF_WRONGLY]
            medicine = wrongly.medicine
            if surely:
                limits = self._named([name for name, _ in wrongly.holding], holding)
                yield WronglyAnswer(medicine, "contraindicated medicine taken", limits)
            if forbidden:
                yield WronglyAnswer(medicine, "forbidden frequency")
            if perhaps:
                limits = self._named([name for name, _ in wrongly.open], maybe)
                yield WronglyAnswer(medicine, "may be contraindicated", limits, self.needs(needs))

    def _cautions(self, ends: Values, start: int) -> Iterator[CautionAnswer]:
        for place, caution in enumerate(self._course.cut_ends.cautions):
            at = start + place * OF_CAUTION
            shown, perhaps, needs = ends[at : at + OF_CAUTION]
            if shown:
                yield CautionAnswer(caution.limit, caution.medicine, True)
            elif perhaps:
                yield CautionAnswer(caution.limit, caution.medicine, None, self.needs(needs))


def _state(broken: object, kept: object) -> PromiseState:
    return "broken" if broken else "kept" if kept else "open"


def _line(row: Values, number: int, places: LinePlaces, option: str, leads: Truth) -> LineAnswer:
    match places.line:
        case CircuitGive(line=node, dose=dose, members=members):
            action = ACTIONS[row[places.action]]
            shown = bool(row[places.known]) and action != "continue"
            lower, upper = (row[places.lower], row[places.upper]) if shown else (None, None)
            return LineAnswer(
                node.id, action, _status(row, number), _members(members, row[places.members]),
                _number(lower), _number(upper), dose.unit if shown else "", option, leads,
            )  # fmt: skip
        case CircuitDo(line=done):
            action = ACTIONS[row[places.action]]
            return LineAnswer(done.id, action, "clear", option=option, leads=leads)
    stop = places.line
    stopped = _members(stop.members, row[places.members])
    return LineAnswer(stop.line.id, "stop", "clear", stopped, option=option, leads=leads)


def _number(value: Fraction | int | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _status(row: Values, number: int) -> Status:
    if row[CLEAR] >> number & 1:
        return "clear"
    return "withheld" if row[HELD_BACK] >> number & 1 else "conditional"


def _members(members: Sequence[tuple[str, object]], mask: int) -> tuple[str, ...]:
    return tuple(name for place, (name, _) in enumerate(members) if mask >> place & 1)
