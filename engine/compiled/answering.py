"""Answers made of rows of values: each outcome that was met before is the same object again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, TypeVar

from engine.compiled.answer import (
    Answer,
    CautionAnswer,
    LineAnswer,
    PromiseAnswer,
    UnitAnswer,
    WronglyAnswer,
)
from engine.compiled.shapes import (
    ASKED,
    CLEAR,
    CONDITIONS,
    DOSES,
    HELD_BACK,
    HOLDS,
    KIND,
    LEADS,
    LEADS_NOT,
    OF_CAUTION,
    OF_PROMISE,
    OF_WRONGLY,
    PRESENT,
    SAYS_LINES,
    TAPER,
    WITHHELD,
    CautionShape,
    LineShape,
    Named,
    PromiseShape,
    Shapes,
    UnitShape,
    WronglyShape,
)
from engine.kinds import ACTIONS, KINDS, OutcomeKind, PromiseState, Status
from guideline_dsl.frozen import frozen
from guideline_dsl.values import Truth

Values = Sequence[Any]
"""The values that a stage gave (ports.py)."""


_MOST_PARTS = 4096
"""So many different promises, medicines taken wrongly and cautions are kept."""

Shape = TypeVar("Shape")
Part = TypeVar("Part")


@frozen
class EndsAnswer:
    """What follows from the outcomes; `missing` is a mask."""

    promises: tuple[PromiseAnswer, ...]
    wrongly: tuple[WronglyAnswer, ...]
    cautions: tuple[CautionAnswer, ...]
    missing: int


class Answerer:
    """Puts what the stages of one guideline gave into answers."""

    def __init__(self, shapes: Shapes) -> None:
        """Keep the order of everything."""
        self._shapes = shapes
        self._needs: dict[int, tuple[str, ...]] = {0: ()}
        self.units = [(stage, part, shapes.rows[stage][part]) for stage, part in shapes.order]
        """The outcomes in the order of the answer: stage, part, and how its row is read."""
        self._out_of_scope: dict[int, Answer] = {}
        self._parts: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def answer(self, rows: Sequence[Sequence[Values]], ends: Values) -> Answer:
        """The answer for a patient whom the guideline is about."""
        found = [(rows[stage][part], shape) for stage, part, shape in self.units]
        after = self.ends(ends)
        missing = after.missing
        for row, _ in found:
            missing |= row[ASKED] | row[DOSES]
        return Answer(
            self._shapes.guideline,
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
        for _ in self._shapes.wrongly:
            if ends[at + 1]:
                missing |= ends[at + 5]
            at += OF_WRONGLY
        return EndsAnswer(promises, wrongly, tuple(self._cautions(ends, at)), missing)

    def _part(
        self, shape: Shape, ends: Values, at: int, width: int, make: Callable[[Shape, Values], Iterator[Part]]
    ) -> tuple[Part, ...]:
        """A part of what follows, as it was made before where it was met."""
        values = ends[at : at + width]
        key = (id(shape), *values)
        found = self._parts.get(key)
        if found is None:
            if len(self._parts) >= _MOST_PARTS:
                self._parts.clear()
            found = self._parts[key] = tuple(make(shape, values))
        return found

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
            if outside:
                kind: OutcomeKind = "outside scope" if shape.acts else "not shown"
            else:
                kind = "insufficient data" if shape.acts else "unknown"
            units.append(UnitAnswer(shape.node, shape.part, kind, conditions=asked))
        state: PromiseState = "outside scope" if outside else "open"
        promises = tuple(
            PromiseAnswer(promise.node, state, state, needs=asked) for promise in self._shapes.promises
        )
        scope = False if outside else None
        missing = asked if units or promises else ()
        return Answer(self._shapes.guideline, scope, tuple(units), promises, (), (), missing)

    def needs(self, mask: int) -> tuple[str, ...]:
        """The needs of a mask."""
        found = self._needs.get(mask)
        if found is None:
            found = self._needs[mask] = _named(self._shapes.needs, mask)
        return found

    # ------------------------------------------------------------ outcomes

    def unit(self, row: Values, shape: UnitShape) -> UnitAnswer:
        """One outcome."""
        conditions = row[CONDITIONS]
        asked = row[ASKED] | row[DOSES]
        told = shape.tapers and bool(row[TAPER])
        due: Truth = True if told and row[TAPER + 2] else False if told and row[TAPER + 3] else None
        following = row[TAPER + 1] if told else None
        return UnitAnswer(
            shape.node,
            shape.part,
            KINDS[row[KIND]],
            _named(shape.holds, row[HOLDS]),
            tuple(line for _, line in self.lines(row, shape)),
            _named(shape.withheld, row[WITHHELD]),
            self.needs(conditions),
            self.needs(asked & ~conditions),
            following,
            due,
        )

    def lines(self, row: Values, shape: UnitShape) -> Iterator[tuple[int, LineAnswer]]:
        """The lines that an outcome says, each with its place in the row."""
        if row[KIND] not in SAYS_LINES:
            return
        leads, not_leads = row[LEADS], row[LEADS_NOT]
        for place, number in line_places(row, shape):
            leading: Truth = True if leads >> place & 1 else False if not_leads >> place & 1 else None
            yield number, _line(row, number, shape.lines[number], shape.options[place], leading)

    # ------------------------------------------------------------ what follows

    def _promises(self, ends: Values) -> Iterator[PromiseAnswer]:
        for place, promise in enumerate(self._shapes.promises):
            yield from self._part(promise, ends, place * OF_PROMISE, OF_PROMISE, self._promise)

    def _wrongly(self, ends: Values, start: int) -> Iterator[WronglyAnswer]:
        for place, each in enumerate(self._shapes.wrongly):
            yield from self._part(each, ends, start + place * OF_WRONGLY, OF_WRONGLY, self._taken_wrongly)

    def _cautions(self, ends: Values, start: int) -> Iterator[CautionAnswer]:
        for place, caution in enumerate(self._shapes.cautions):
            yield from self._part(caution, ends, start + place * OF_CAUTION, OF_CAUTION, self._caution)

    def _promise(self, promise: PromiseShape, values: Values) -> Iterator[PromiseAnswer]:
        now_yes, now_no, plan_yes, plan_no, broken, needs = values
        yield PromiseAnswer(
            promise.node,
            _state(now_yes, now_no),
            _state(plan_yes, plan_no),
            _named(promise.limits, broken),
            self.needs(needs),
        )

    def _taken_wrongly(self, wrongly: WronglyShape, values: Values) -> Iterator[WronglyAnswer]:
        surely, perhaps, forbidden, holding, maybe, needs = values
        medicine = wrongly.medicine
        if surely:
            limits = _named(wrongly.holding, holding)
            yield WronglyAnswer(medicine, "contraindicated medicine taken", limits)
        if forbidden:
            yield WronglyAnswer(medicine, "forbidden frequency")
        if perhaps:
            limits = _named(wrongly.open, maybe)
            yield WronglyAnswer(medicine, "may be contraindicated", limits, self.needs(needs))

    def _caution(self, caution: CautionShape, values: Values) -> Iterator[CautionAnswer]:
        shown, perhaps, needs = values
        if shown:
            yield CautionAnswer(caution.limit, caution.medicine, True)
        elif perhaps:
            yield CautionAnswer(caution.limit, caution.medicine, None, self.needs(needs))


def _state(broken: object, kept: object) -> PromiseState:
    return "broken" if broken else "kept" if kept else "open"


def line_places(row: Values, shape: UnitShape) -> Iterator[tuple[int, int]]:
    """The lines of an answer in their order: the place of the package, and that of the line."""
    present = row[PRESENT]
    for place, numbers in enumerate(shape.of_entry):
        if present >> place & 1:
            for number in numbers:
                yield place, number


def _line(row: Values, number: int, line: LineShape, option: str, leads: Truth) -> LineAnswer:
    if line.does == "stop":
        stopped = _members(line.members, row[line.who])
        return LineAnswer(line.node, "stop", "clear", stopped, option=option, leads=leads)
    action = ACTIONS[row[line.action]]
    if line.does == "do":
        return LineAnswer(line.node, action, "clear", option=option, leads=leads)
    shown = bool(row[line.known]) and action != "continue"
    lower, upper = (row[line.lower], row[line.upper]) if shown else (None, None)
    return LineAnswer(
        line.node, action, _status(row, number), _members(line.members, row[line.who]),
        _number(lower), _number(upper), line.unit if shown else "", option, leads,
    )  # fmt: skip


def _number(value: Fraction | int | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _status(row: Values, number: int) -> Status:
    if row[CLEAR] >> number & 1:
        return "clear"
    return "withheld" if row[HELD_BACK] >> number & 1 else "conditional"


def _members(members: Sequence[str], mask: int) -> tuple[str, ...]:
    return tuple(name for place, name in enumerate(members) if mask >> place & 1)


def _named(names: Named, mask: int) -> tuple[str, ...]:
    return tuple(name for place, name in names if mask >> place & 1)
