"""What days, and the time between them, are worth where a day may be unknown: ranges, inclusion isotone."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from engine.judged import Judged, base_value, merged
from guideline_dsl import core
from guideline_dsl.calendar_days import full, shift
from guideline_dsl.values import Span, any_holds

_OUTSIDE = "a day outside the years 1 to 9999"


def elapsed(unit: core.CalendarUnit, start: Judged, end: Judged) -> Judged:
    """The full units from one day to another. The later the start, the fewer; the later the end, the more."""
    a, b = start.span, end.span
    value = Span(
        _full(unit, a.upper, b.lower), _full(unit, a.lower, b.upper), any_holds((a.absent, b.absent))
    )
    return Judged(
        value,
        () if value.point is not None else merged((start.needs, end.needs)),
        merged((start.rests_on, end.rests_on)),
        merged((start.reasons, end.reasons)),
    )


def _full(unit: core.CalendarUnit, start: Fraction | None, end: Fraction | None) -> Fraction | None:
    if start is None or end is None:
        return None
    count = full(unit, date.fromordinal(int(start)), date.fromordinal(int(end)))
    return count * base_value(core.Number(Fraction(1), unit))


def shifted(day: Judged, count: int, unit: core.CalendarUnit) -> Judged:
    """The day so many units after a day; unknown, with the reason, outside the years of the calendar."""
    span = day.span
    value = Span(_shifted(span.lower, count, unit), _shifted(span.upper, count, unit), span.absent)
    outside = span.point is not None and value.point is None
    return Judged(
        value,
        () if value.point is not None else day.needs,
        day.rests_on,
        merged((day.reasons, (_OUTSIDE,))) if outside else day.reasons,
    )


def _shifted(ordinal: Fraction | None, count: int, unit: core.CalendarUnit) -> Fraction | None:
    if ordinal is None:
        return None
    found = shift(date.fromordinal(int(ordinal)), count, unit)
    return None if found is None else Fraction(found.toordinal())
