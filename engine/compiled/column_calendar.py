"""The calendar in whole numbers: full units between two days, and the day so many units later, by days since day 1.

guideline_dsl/calendar_days.py says what they are. A year is counted from 1 March here, so that a leap day is its last:
then the day of the month, and the months since the year 0, follow from the days by whole quotients alone, which every
engine has and none rounds; and whose birthday it is today is worked out once for all ages that are asked for.

Declared absent: clocks and zones; days outside the calendar, of which nothing is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from engine.compiled.circuit import Wire, in_order
from engine.compiled.inlining import Inlined
from engine.compiled.numbers import Numbers

_BEFORE = 305
"""Days from 1 March of the year 0 to 1 January of the year 1, less one: day 1 is that one."""
_ERA, _CENTURY, _FOUR_YEARS, _YEAR = 146_097, 36_524, 1_461, 365
"""The days of 400 years, and of the shorter times without the leap day that ends the longest of each."""


class WithoutCalendar(Inlined):
    """Rewrites wires: calendar operations become sums, products and whole quotients."""

    def __init__(self, numbers: Numbers) -> None:
        """Keep how numbers are made."""
        super().__init__(numbers.circuit)
        self._numbers = numbers

    def wires(self, wires: Sequence[Wire]) -> list[Wire]:
        """The wires without such operations; as they are where they have none."""
        if not any(wire.operation in ("full", "shifted") for wire in in_order(wires)):
            return list(wires)
        return super().wires(wires)

    def _rewritten(self, wire: Wire) -> Wire:
        match wire.operation, wire.args:
            case "full", (str(unit), Wire() as start, Wire() as end):
                return full(self._numbers, unit, self._found[start], self._found[end])
            case "shifted", (str(unit), int(count), Wire() as day):
                return shifted(self._numbers, unit, count, self._found[day])
        return super()._rewritten(wire)


def full(numbers: Numbers, unit: str, start: Wire, end: Wire) -> Wire:
    """How many full units lie between two days; below 0 when the end is the earlier one."""
    if unit == "day":
        return numbers.subtract(end, start)
    forth, back = _passed(numbers, unit, start, end), _passed(numbers, unit, end, start)
    return numbers.select(numbers.less(end, start), numbers.minus(back), forth)


def _passed(numbers: Numbers, unit: str, start: Wire, end: Wire) -> Wire:
    """The full units to a day that is not the earlier one."""
    if unit == "week":
        return _whole(numbers, numbers.subtract(end, start), 7)
    (from_month, from_day), (to_month, to_day) = _month_and_day(numbers, start), _month_and_day(numbers, end)
    months = numbers.subtract(to_month, from_month)
    one, none = numbers.fixed(1), numbers.zero
    months = numbers.subtract(months, numbers.select(numbers.less(to_day, from_day), one, none))
    return months if unit == "month" else _whole(numbers, months, 12)


def shifted(numbers: Numbers, unit: str, count: int, day: Wire) -> Wire:
    """The day so many units later: the same day of the month, or the last one of a month that is too short."""
    if unit in ("week", "day"):
        return numbers.add(day, numbers.fixed(count * 7 if unit == "week" else count))
    month, of_month = _month_and_day(numbers, day)
    month = numbers.add(month, numbers.fixed(count * 12 if unit == "year" else count))
    first, next_first = _first_day(numbers, month), _first_day(numbers, numbers.add(month, numbers.fixed(1)))
    return numbers.least(
        numbers.add(first, numbers.subtract(of_month, numbers.fixed(1))),
        numbers.subtract(next_first, numbers.fixed(1)),
    )


def _month_and_day(numbers: Numbers, day: Wire) -> tuple[Wire, Wire]:
    """How many months after March of the year 0, and the day of the month, from 1."""
    since = numbers.add(day, numbers.fixed(_BEFORE))
    eras = _whole(numbers, since, _ERA)
    of_era = _less(numbers, since, eras, _ERA)
    # the leap days before it are taken out, so that every year has as many days
    leaps = numbers.subtract(
        numbers.add(_whole(numbers, of_era, _FOUR_YEARS - 1), _whole(numbers, of_era, _ERA - 1)),
        _whole(numbers, of_era, _CENTURY),
    )
    years = _whole(numbers, numbers.subtract(of_era, leaps), _YEAR)
    of_year = numbers.subtract(of_era, _days_of_years(numbers, years))
    five = numbers.add(_times(numbers, of_year, 5), numbers.fixed(2))
    months = _whole(numbers, five, 153)
    of_month = numbers.add(numbers.subtract(of_year, _days_of_months(numbers, months)), numbers.fixed(1))
    since_start = numbers.add(_times(numbers, eras, 400 * 12), _times(numbers, years, 12))
    return numbers.add(since_start, months), of_month


def _first_day(numbers: Numbers, month: Wire) -> Wire:
    """The first day of a month, which is told as above."""
    years = _whole(numbers, month, 12)
    days = numbers.add(_days_of_years(numbers, years), _whole(numbers, years, 400))
    days = numbers.add(days, _days_of_months(numbers, _less(numbers, month, years, 12)))
    return numbers.subtract(days, numbers.fixed(_BEFORE))


def _days_of_years(numbers: Numbers, years: Wire) -> Wire:
    """The days of so many years from March on, without the leap day of every 400th."""
    leaps = numbers.subtract(_whole(numbers, years, 4), _whole(numbers, years, 100))
    return numbers.add(_times(numbers, years, _YEAR), leaps)


def _days_of_months(numbers: Numbers, months: Wire) -> Wire:
    """The days of so many months from March on: 31, 30, 31, 30, 31, and that again."""
    return _whole(numbers, numbers.add(_times(numbers, months, 153), numbers.fixed(2)), 5)


def _times(numbers: Numbers, number: Wire, factor: int) -> Wire:
    return numbers.multiply(number, numbers.fixed(factor))


def _less(numbers: Numbers, number: Wire, whole: Wire, factor: int) -> Wire:
    """What a whole quotient leaves over."""
    return numbers.subtract(number, _times(numbers, whole, factor))


def _whole(numbers: Numbers, number: Wire, divisor: int) -> Wire:
    """The whole quotient."""
    return numbers.round(
        "rounded down", Fraction(1), numbers.multiply(number, numbers.fixed(Fraction(1, divisor)))
    )
