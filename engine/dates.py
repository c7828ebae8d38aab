"""What days, times, and what lies between them, are worth where one may be unknown: ranges, inclusion isotone.

A day is its ordinal. A time is an instant in seconds: of UTC where the time of evaluation has a zone, in which times
without an offset are read; else by the clock.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from engine.judged import Judged, merged
from engine.moments import moment_of, moment_text
from guideline_dsl import core
from guideline_dsl.base_values import base_value
from guideline_dsl.calendar_days import full, shift
from guideline_dsl.values import Span, add, any_holds, minus

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


# ---------------------------------------------------------------- times of day


def shown_moment(seconds: Fraction, as_of: date) -> str:
    """An instant as it is read."""
    try:
        return moment_text(moment_of(seconds, as_of))
    except (OverflowError, ValueError):
        return _OUTSIDE


def calendar_text(kind: str, point: Fraction, as_of: date) -> str:
    """A day or a time as it is read; "" for what is neither."""
    match kind:
        case "date":
            return date.fromordinal(int(point)).isoformat()
        case "date and time":
            return shown_moment(point, as_of)
    return ""


def time_between(start: Judged, end: Judged) -> Judged:
    """The exact time from one moment to another."""
    value = add(end.span, minus(start.span))
    return Judged(
        value,
        () if value.point is not None else merged((start.needs, end.needs)),
        merged((start.rests_on, end.rests_on)),
        merged((start.reasons, end.reasons)),
    )


def day_of_moment(moment: Judged, as_of: date) -> Judged:
    """The day of a time, in the zone of the time of evaluation.

    Where the time is a range, a day more on each side: clocks that are put back at midnight show the day before again.
    """
    span = moment.span
    if span.point is not None:
        value = Span(*(_day_number(span.point, as_of, 0),) * 2)
    else:
        value = Span(_day_number(span.lower, as_of, -1), _day_number(span.upper, as_of, 1), span.absent)
    outside = span.point is not None and value.point is None
    return Judged(
        value,
        () if value.point is not None else moment.needs,
        moment.rests_on,
        merged((moment.reasons, (_OUTSIDE,))) if outside else moment.reasons,
    )


def _day_number(seconds: Fraction | None, as_of: date, more: int) -> Fraction | None:
    if seconds is None:
        return None
    try:
        return Fraction(moment_of(seconds, as_of).toordinal() + more)
    except (OverflowError, ValueError):
        return None
