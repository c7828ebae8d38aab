"""The calendar as people count it: full years, months, weeks and days between two days, and the day so many later.

A year or a month is full when the day of the month is reached again. A month without that day has no such day, and is
full on the first of the next: who is born on 29 February is a year older on 1 March of a common year, and from
31 January a month is full on 1 March. So from 31 December to 1 January no year is full, and no month either.

The day so many months or years later has the same day of the month, or is the last day of a month that is too short:
a month after 31 January is 28 or 29 February, a year after 29 February 2024 is 28 February 2025.

Both are Gregorian, also for days before it was in use. Between two days, `full(a, b)` is `-full(b, a)`. Both rise with
the later day and fall with the earlier one, so that a range of days has a range of answers.

Declared absent: clocks and zones; a month as a fixed time (units.py: 30.4375 days).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import assert_never

from guideline_dsl.core import CalendarUnit


def full(unit: CalendarUnit, start: date, end: date) -> int:
    """How many full units have passed on the day `end`; below 0 when it is the earlier one."""
    if end < start:
        return -full(unit, end, start)
    match unit:
        case "year":
            return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
        case "month":
            return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
        case "week":
            return (end - start).days // 7
        case "day":
            return (end - start).days
    assert_never(unit)


def shift(day: date, count: int, unit: CalendarUnit) -> date | None:
    """The day so many units later, earlier when below 0; None outside the years 1 to 9999."""
    match unit:
        case "year" | "month":
            months = day.year * 12 + day.month - 1 + (count * 12 if unit == "year" else count)
            year, month = divmod(months, 12)
            if not MINYEAR <= year <= MAXYEAR:
                return None
            return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        case "week" | "day":
            ordinal = day.toordinal() + (count * 7 if unit == "week" else count)
            if not 1 <= ordinal <= date.max.toordinal():
                return None
            return day + timedelta(days=ordinal - day.toordinal())
    assert_never(unit)
