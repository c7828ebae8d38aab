"""Days and the time between them, from the parts of their grammar rules."""

from __future__ import annotations

from datetime import datetime, timedelta

from guideline_dsl import syntax
from guideline_dsl.build_parts import Parts, refuse, span_of, token_span
from guideline_dsl.diagnostics import Place


def today(parts: Parts) -> syntax.Today:
    """`today`."""
    return syntax.Today(span=span_of(parts))


def full_since(parts: Parts) -> syntax.FullUnits:
    """`full years since DATE`."""
    return syntax.FullUnits(str(parts[0]).split()[1], parts[1], span=span_of(parts))  # type: ignore[arg-type]


def full_from(parts: Parts) -> syntax.FullUnits:
    """`full months from DATE to DATE`; to `today` is `since`."""
    unit = str(parts[0]).split()[1]
    end = None if isinstance(parts[3], syntax.Today) else parts[3]
    return syntax.FullUnits(unit, parts[1], end, span=span_of(parts))  # type: ignore[arg-type]


def this_moment(parts: Parts) -> syntax.Now:
    """`now`."""
    return syntax.Now(span=span_of(parts))


def time_since(parts: Parts) -> syntax.TimeBetween:
    """`time since TIME`."""
    return syntax.TimeBetween(parts[1], span=span_of(parts))


def time_from(parts: Parts) -> syntax.TimeBetween:
    """`time from TIME to TIME`; to `now` is `since`."""
    end = None if isinstance(parts[3], syntax.Now) else parts[3]
    return syntax.TimeBetween(parts[1], end, span=span_of(parts))


def date_of(parts: Parts) -> syntax.DateOf:
    """`date of TIME`."""
    return syntax.DateOf(parts[1], span=span_of(parts))


def date_and_time_type(parts: Parts) -> syntax.DateAndTimeType:
    """`date and time`."""
    return syntax.DateAndTimeType(span=span_of(parts))


def moment(parts: Parts) -> syntax.MomentLiteral:
    """A time of a day, with its offset from UTC or without."""
    span = token_span(parts[0])
    text = str(parts[0])
    try:
        offset = datetime.fromisoformat(text).utcoffset()
    except ValueError:
        offset = _FARTHEST * 2
    if "T24" in text or (offset is not None and abs(offset) > _FARTHEST):
        raise refuse(
            "no-such-date",
            f"there is no time `{text}`",
            Place(span),
            hint="a time is written as in `2025-12-06T08:15`, or with its offset from UTC as in "
            "`2025-12-06T08:15+01:00`",
        )
    return syntax.MomentLiteral(text, span=span)


_FARTHEST = timedelta(hours=14)
"""No clock on earth is farther from UTC."""


def given_as_of(parts: Parts) -> syntax.GivenAsOf:
    """`given as of DATE`."""
    return syntax.GivenAsOf(parts[1], span=span_of(parts))
