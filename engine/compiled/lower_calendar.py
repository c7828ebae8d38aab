"""Days and times in a circuit: engine/dates.py, for everybody at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.compiled.lowering import Lowering
from engine.compiled.not_lowered import NotLowered
from engine.compiled.symbolic import Bound, SymbolicNumber
from guideline_dsl import core
from guideline_dsl.base_values import base_value
from guideline_dsl.calendar_days import shift

if TYPE_CHECKING:
    from engine.compiled.lower_values import Values

_LAST = date.max.toordinal()


def elapsed(
    low: Lowering, unit: core.CalendarUnit, start: SymbolicNumber, end: SymbolicNumber
) -> SymbolicNumber:
    """The full units from one day to another. The later the start, the fewer; the later the end, the more."""
    numbers, circuit = low.numbers, low.circuit
    length = numbers.fixed(base_value(core.Number(Fraction(1), unit)))

    def full(a: Bound, b: Bound) -> Bound:
        is_open = circuit.any((a.open, b.open))
        if is_open is circuit.yes:
            return Bound(numbers.zero, is_open)
        return Bound(numbers.multiply(numbers.full(unit, a.at, b.at), length), is_open)

    absent, present = circuit.any((start.absent, end.absent)), circuit.all((start.present, end.present))
    made = low.spans.made(full(start.upper, end.lower), full(start.lower, end.upper), absent, present)
    return low.spans.asking(made, (start.needs, end.needs))


def shifted(low: Lowering, day: SymbolicNumber, count: int, unit: core.CalendarUnit) -> SymbolicNumber:
    """The day so many units after a day; unknown outside the years of the calendar."""
    numbers, circuit = low.numbers, low.circuit
    first, last = _days_that_can_be(count, unit)

    def moved(end: Bound) -> Bound:
        if end.open is circuit.yes or first > last:
            return Bound(numbers.zero, circuit.yes)
        outside = [numbers.held(end.at, "<", Fraction(first)), numbers.held(end.at, ">", Fraction(last))]
        inside = numbers.least(numbers.greatest(end.at, numbers.fixed(first)), numbers.fixed(last))
        at = inside if any(bit is not circuit.never for bit in outside) else end.at
        return Bound(numbers.shifted(unit, count, at), circuit.any((end.open, *outside)))

    made = low.spans.made(moved(day.lower), moved(day.upper), day.absent, day.present)
    return low.spans.asking(made, (day.needs,))


def _days_that_can_be(count: int, unit: core.CalendarUnit) -> tuple[int, int]:
    """The first and the last day from which so many units do not lead out of the calendar."""

    def stays(ordinal: int) -> bool:
        return shift(date.fromordinal(ordinal), count, unit) is not None

    if count < 0:
        return _first(stays), _LAST
    return 1, _LAST + 1 - _first(lambda turned: stays(_LAST + 1 - turned))


def _first(holds: Callable[[int], bool]) -> int:
    """The first day from which on it holds; beyond the last one where it never does."""
    low, high = 1, _LAST + 1
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def day_of_fact(moment: core.Expression, values: Values) -> SymbolicNumber:
    """The day of a time, or of a time so much earlier or later, in the zone of the evaluation: the reader tells it."""
    low = values.lowering
    if isinstance(moment, core.Now):
        return low.spans.exactly(low.inputs.today())
    name, shift = _shift_of(moment)
    fact = low.graph.facts[name]
    if fact.default is not None:
        raise NotLowered("day of a moment")
    known, on_calendar, day = low.inputs.fact_day(fact, shift)
    anything = low.spans.anything
    unknown = low.spans.needing(anything, low.places.mask(f"fact:{fact.name}"))
    return low.spans.read(on_calendar, day, low.spans.chosen(known, anything, unknown))


def _shift_of(moment: core.Expression) -> tuple[str, Fraction]:
    """The fact that a moment is, and how much later."""
    match moment:
        case core.FactRef(name=name):
            return name, Fraction(0)
        case core.Apply(
            operator="+" | "-" as operator, operands=(core.FactRef(name=name), core.Number() as time)
        ):
            return name, base_value(time) if operator == "+" else -base_value(time)
        case core.Apply(operator="+", operands=(core.Number() as time, core.FactRef(name=name))):
            return name, base_value(time)
    raise NotLowered("day of a moment")
