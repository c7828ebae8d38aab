"""Which days and times may stand in a table, and from which on they are recent: told by the walk, and found by halving.

Both only ever turn once as days go by, so that a comparison says of a column what the walk says of each day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property

from engine.moments import age, at_most, day_of
from engine.patient_quantities import OLDEST

_MICROSECOND = timedelta(microseconds=1)


def first_of(holds: Callable[[int], bool], least: int, most: int) -> int:
    """The first number of which it holds; one more than the last where it never does. Once it holds, it always does."""
    low, high = least, most + 1
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


class DayLimits:
    """The days of one time of evaluation, as ordinals; times only where that has no zone (`has_times`)."""

    def __init__(self, as_of: date) -> None:
        """Find the first and the last that may be given (engine/patient_quantities.py, patient_times.py)."""
        self._as_of = as_of
        year = max(as_of.year - OLDEST, 1)
        self.first, self.last = date(year, 1, 1).toordinal(), day_of(as_of).toordinal()
        self.has_times = not isinstance(as_of, datetime) or as_of.tzinfo is None
        self.first_time = _number(datetime(year, 1, 1))

    @cached_property
    def last_time(self) -> int:
        """The last time that may be given."""
        if not self.has_times:
            return self.first_time
        end = _number(datetime.max)
        return first_of(lambda n: age(time_of(n), self._as_of)[1] < 0, self.first_time, end) - 1

    def recent_day(self, within: Fraction, truth: bool = True) -> int:
        """The first day that lies no longer back; with `truth` False the first of which that is not denied."""
        return first_of(lambda n: self._is(date.fromordinal(n), within, truth), self.first, self.last)

    def recent_time(self, within: Fraction, truth: bool = True) -> int:
        """As of a day, in microseconds from the beginning of the year 1."""
        return first_of(lambda n: self._is(time_of(n), within, truth), self.first_time, self.last_time)

    def _is(self, moment: date, within: Fraction, truth: bool) -> bool:
        found = at_most(age(moment, self._as_of), within)
        return found is True if truth else found is not False


def _number(stamp: datetime) -> int:
    return (stamp - datetime.min) // _MICROSECOND


def time_of(number: int) -> datetime:
    """The time so many microseconds from the beginning of the year 1."""
    return datetime.min + number * _MICROSECOND
