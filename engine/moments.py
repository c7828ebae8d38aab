"""Days and times of day: exact elapsed time, with or without an offset from UTC.

A moment is a `datetime`, with an offset or without, or a `date` where the time of day is not known. Elapsed time
between two times is exact: those with an offset are compared as instants, so that no change to summer time shifts
anything; those without are compared by the clock, or, where the time of evaluation has an offset or a zone, taken as in
that zone. A day alone may be any time of that day: what lies between it and a time is a range.

An evaluation at a day is one at the end of it, and days alone are then counted in whole days.

Declared absent: the clock, text.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from fractions import Fraction

from guideline_dsl.values import Truth

Stretch = tuple[Fraction, Fraction]
"""The shortest and the longest time it may be, in seconds."""

DAY = Fraction(86400)
"""Seconds: the base unit of time is the second."""

_MICROSECOND = timedelta(microseconds=1)


def day_of(moment: date) -> date:
    """The day of the calendar, where it was observed."""
    return moment.date() if isinstance(moment, datetime) else moment


def has_time(moment: date) -> bool:
    """Whether the time of day is known."""
    return isinstance(moment, datetime)


def has_offset(moment: date) -> bool:
    """Whether it is known how far its clock is from UTC."""
    return isinstance(moment, datetime) and moment.utcoffset() is not None


def zone_of(moment: date) -> tzinfo | None:
    """The zone of a time; None for a time or a day without one."""
    return moment.tzinfo if isinstance(moment, datetime) else None


def bounds(moment: date, as_of: date) -> Stretch:
    """The earliest and the latest instant it may be: seconds from the beginning of the year 1, in UTC where an offset
    is known.
    """
    zone = zone_of(as_of)
    if isinstance(moment, datetime):
        if moment.tzinfo is None and zone is not None:
            moment = moment.replace(tzinfo=zone)
        instant = _seconds(moment)
        return instant, instant
    start = _seconds(datetime(moment.year, moment.month, moment.day, tzinfo=zone))
    if zone is None or moment == date.max:
        return start, start + DAY
    following = moment + timedelta(days=1)
    return start, _seconds(datetime(following.year, following.month, following.day, tzinfo=zone))


def instant(moment: date, as_of: date) -> Fraction:
    """A time in seconds; of a day, its end."""
    return bounds(moment, as_of)[0 if isinstance(moment, datetime) else 1]


def moment_of(seconds: Fraction, as_of: date) -> datetime:
    """The time of an instant, in the zone of the time of evaluation. Raises OverflowError outside the calendar."""
    stamp = datetime.min + timedelta(microseconds=int(seconds * 1_000_000))
    zone = zone_of(as_of)
    return stamp if zone is None else stamp.replace(tzinfo=UTC).astimezone(zone)


def age(moment: date, as_of: date) -> Stretch:
    """How long before the time of evaluation; below 0 when it lies after it."""
    if isinstance(as_of, datetime):
        now = _seconds(as_of)
        earliest, latest = bounds(moment, as_of)
        if isinstance(moment, datetime):
            return now - latest, now - earliest
        if moment > as_of.date():
            return now - latest, now - earliest
        return max(now - latest, Fraction(0)), now - earliest
    if isinstance(moment, datetime):
        end = _seconds(datetime(as_of.year, as_of.month, as_of.day)) + DAY
        by_the_clock = end - _seconds(moment.replace(tzinfo=None))
        return by_the_clock, by_the_clock
    whole = (as_of - moment).days * DAY
    return whole, whole


def apart(earlier: Stretch, later: Stretch) -> Stretch:
    """How long one of two moments is after the other, given what `bounds` says of them."""
    return max(later[0] - earlier[1], Fraction(0)), max(later[1] - earlier[0], Fraction(0))


def before(moment: datetime, time: Fraction, as_of: date) -> datetime:
    """The time so many seconds before; exact to the microsecond, whatever the clocks did meanwhile."""
    zone = zone_of(as_of)
    if moment.tzinfo is None and zone is not None:
        moment = moment.replace(tzinfo=zone)
    elapsed = int(time * 1_000_000) * _MICROSECOND
    if moment.tzinfo is None:
        return moment - elapsed
    return (moment.astimezone(UTC) - elapsed).astimezone(timezone(moment.utcoffset() or timedelta()))


def at_most(time: Stretch, limit: Fraction) -> Truth:
    """Whether a time is no longer than a limit, which is included; unknown when it may be."""
    if time[1] <= limit:
        return True
    return False if time[0] > limit else None


def _seconds(stamp: datetime) -> Fraction:
    """Seconds from the beginning of the year 1, exact to the microsecond; of UTC where there is an offset."""
    offset = stamp.utcoffset() or timedelta()
    return Fraction((stamp.replace(tzinfo=None) - datetime.min - offset) // _MICROSECOND, 1_000_000)


def moment_text(moment: date) -> str:
    """`2026-01-30`, `2026-01-30T08:15+01:00`, `2026-01-30T07:15Z`: seconds only where there are any."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    parts = "auto" if moment.second or moment.microsecond else "minutes"
    text = moment.isoformat(timespec=parts)
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
