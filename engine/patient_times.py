"""Times of day as a patient, or whoever asks for an evaluation, gives them: `2026-01-30T08:15+01:00`.

Declared absent: how long ago a time is (moments.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from fractions import Fraction

from engine.moments import DAY, age, before, bounds, has_offset, has_time, moment_text, zone_of
from engine.patient_json import SPOILED, Json, kind_of
from engine.patient_problems import Intake, Place
from engine.patient_quantities import LONGEST_TIME, OLDEST, quantity_apart, read_day, read_quantity
from guideline_dsl.dimensions import TIME

A_TIME = (
    "a time such as 2026-01-30T08:15, with its offset from UTC where it is known (2026-01-30T08:15+01:00)"
)

_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?",
    re.ASCII,
)
_FARTHEST = timedelta(hours=14)
"""No clock on earth is farther from UTC."""


def time_of_text(text: str) -> datetime:
    """The time that a text writes; raises ValueError for any other text, and for a time that does not exist."""
    read = _TIME.fullmatch(text)
    if read is None:
        raise ValueError(text)
    stamp = datetime.fromisoformat(text)
    offset = stamp.utcoffset()
    if "T24" in text or (offset is not None and abs(offset) > _FARTHEST):
        raise ValueError(text)
    return stamp


def read_moment(on: Json | None, at: Json | None, place: Place, subject: str, intake: Intake) -> date | None:
    """The day (`on`) or the time (`at`) of a value; None when there is neither, or a problem."""
    if on is not None and at is not None:
        message = f"{subject} has both `on` and `at`; keep `at`, which says the day too"
        intake.refuse(place.inside("at"), "both", "one of them", message)
        return None
    if at is not None:
        return read_time(at, place.inside("at", f"the time of {subject}"), intake)
    if isinstance(on, str) and _TIME.fullmatch(on):
        inside = place.inside("on", f"the day of {subject}")
        intake.unexpected(inside, kind_of(on), "a day", ", a time of day", 'write it as `"at"`')
        return None
    return read_day(on, place.inside("on", f"the day of {subject}"), intake)


def read_time(given: Json | None, place: Place, intake: Intake) -> datetime | None:
    """A time, not after the time of evaluation; None when absent, too."""
    if given is None or given is SPOILED:
        return None
    if not isinstance(given, str) or _TIME.fullmatch(given) is None:
        remedy = "write it as in 2026-01-30T08:15+01:00"
        if isinstance(given, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
            remedy = 'write a day without a time of day as `"on"`'
        intake.unexpected(place, kind_of(given), A_TIME, remedy=remedy)
        return None
    try:
        stamp = time_of_text(given)
    except ValueError:
        intake.unexpected(place, given, A_TIME, ", and there is no such time")
        return None
    return stamp if _fits(stamp, given, place, intake) else None


def read_instant(given: Json, place: Place, intake: Intake) -> datetime | None:
    """A time that is a fact itself: it is held against others, so the offset is known of all or of none."""
    stamp = read_time(given, place, intake)
    if stamp is None or zone_of(intake.as_of) is not None or not has_offset(stamp):
        return stamp
    written = moment_text(stamp)
    message = (
        f"{place.subject} is given as {written}, with its offset from UTC, and the evaluation as of "
        f"{moment_text(intake.as_of)}, without; write the time of evaluation with its offset too"
    )
    intake.refuse(place, written, "a time without an offset", message)
    return None


def _fits(stamp: datetime, given: str, place: Place, intake: Intake) -> bool:
    """Whether the time can be held against the time of evaluation, and lies before it."""
    as_of = intake.as_of
    zone = zone_of(as_of)
    if has_time(as_of) and zone is None and has_offset(stamp):
        message = (
            f"{place.subject} is given as {given}, with its offset from UTC, and the time of evaluation as "
            f"{moment_text(as_of)}, without; write the time of evaluation with its offset too"
        )
        intake.refuse(place, given, "a time without an offset", message)
        return False
    if zone is not None and not has_offset(stamp) and not _happens_once(stamp, zone):
        why = ", which the clocks of that zone show twice or not at all, because they were changed"
        intake.unexpected(place, given, "a time with its offset from UTC", why)
        return False
    if age(stamp, as_of)[1] < 0:
        what = "time" if has_time(as_of) else "day"
        limit = f"a time up to {moment_text(as_of)}, the {what} of the evaluation,"
        intake.unexpected(place, given, limit, ", which lies in the future")
        return False
    if stamp.year < as_of.year - OLDEST:
        intake.unexpected(place, given, f"a time of the last {OLDEST} years", remedy="correct the year")
        return False
    return True


def _happens_once(stamp: datetime, zone: tzinfo) -> bool:
    """Whether the clocks of a zone show that time exactly once: not in the hour that is left out or repeated."""
    first, second = (stamp.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first == second


# ---------------------------------------------------------------- values that held for a time

TIME_KEYS = ("on", "at", "from", "to", "for")
A_LENGTH = "a length of time"


def read_time_of(
    keys: Mapping[str, Json | None], place: Place, intake: Intake
) -> tuple[date | None, date | None]:
    """Since when and until when a value held; for a value of one moment None, and that moment."""
    subject = place.subject
    ends = [key for key in ("from", "to", "for") if keys[key] is not None]
    if not ends:
        return None, read_moment(keys["on"], keys["at"], place, subject, intake)
    moment = next((key for key in ("on", "at") if keys[key] is not None), "")
    if moment:
        message = f"{subject} has `{moment}` beside `{ends[0]}`; write when a value ceased to hold as `to`"
        intake.refuse(place.inside(moment), f"`{moment}`", "`to`", message)
        return None, None
    if ends in (["from"], ["to"]) or len(ends) == 3:
        message = f"{subject} is given with {' and '.join(f'`{key}`' for key in ends)}; write `from` and `to`, or `for`"
        intake.refuse(place, "other ends", "`from` and `to`, or `for`", message)
        return None, None
    since = _read_end(keys["from"], place.inside("from", f"the beginning of {subject}"), intake)
    until = _read_end(keys["to"], place.inside("to", f"the end of {subject}"), intake)
    lasting = _read_length(keys["for"], place.inside("for", f"the length of {subject}"), intake)
    if keys["for"] is None:
        return _between(since, until, place, intake)
    return _lasting(lasting, since, until, keys, place, intake)


def _read_end(given: Json | None, place: Place, intake: Intake) -> date | None:
    if isinstance(given, str) and "T" not in given:
        return read_day(given, place, intake)
    return read_time(given, place, intake)


def _read_length(given: Json | None, place: Place, intake: Intake) -> Fraction | None:
    if given is None:
        return None
    value, unit = quantity_apart(given, place, A_LENGTH, intake)
    quantity = read_quantity(value, unit, place, A_LENGTH, intake)
    if quantity is None:
        return None
    if quantity.unit.dimension != TIME or not 0 < quantity.base <= LONGEST_TIME:
        intake.unexpected(place, quantity.written, "a length of time, longer than none,")
        return None
    return quantity.base


def _between(
    since: date | None, until: date | None, place: Place, intake: Intake
) -> tuple[date | None, date | None]:
    if since is None or until is None:
        return None, None
    if (
        alike((since, until), place, intake)
        and bounds(since, intake.as_of)[0] >= bounds(until, intake.as_of)[0]
    ):
        ends = f"from {moment_text(since)} to {moment_text(until)}"
        message = (
            f"{place.subject} is given {ends}, which is no time at all; write the earlier end as `from`, "
            "and a single moment as `at`"
        )
        intake.refuse(place, ends, "an end after the beginning", message)
        return None, None
    return since, until


def _lasting(
    lasting: Fraction | None,
    since: date | None,
    until: date | None,
    keys: Mapping[str, Json | None],
    place: Place,
    intake: Intake,
) -> tuple[date | None, date | None]:
    if lasting is None or (keys["from"] is not None and since is None):
        return None, None
    if keys["to"] is not None and until is None:
        return None, None
    known = since if since is not None else until if until is not None else now(intake.as_of)
    if not isinstance(known, datetime):
        message = f"{place.subject} is given `for` a time and with a day; write the time of that day too"
        intake.refuse(place, "a day", "a time", message)
        return None, None
    length = kind_of(keys["for"]) if keys["for"] is not None else ""
    if since is None:
        try:
            return before(known, lasting, intake.as_of), known
        except OverflowError:
            why = ", which began before the calendar does"
            intake.unexpected(place, length, "a time that the calendar has", why)
            return None, None
    try:
        until = before(known, -lasting, intake.as_of)
    except OverflowError:
        intake.unexpected(place, length, "a time up to the evaluation", ", which lies in the future")
        return None, None
    if age(until, intake.as_of)[0] < 0:
        written = f"until {moment_text(until)}"
        intake.unexpected(place, written, "a time up to the evaluation", ", which lies in the future")
        return None, None
    return since, until


def now(as_of: date) -> datetime:
    """The time of evaluation; the end of the day, where that is a day."""
    if isinstance(as_of, datetime):
        return as_of
    start = datetime(as_of.year, as_of.month, as_of.day)
    return before(start, -DAY, as_of) if as_of < date.max else start


def alike(moments: Iterable[date], place: Place, intake: Intake) -> bool:
    """Whether moments can be held against each other: without a zone of the evaluation, all or none have an offset."""
    found = tuple(moments)
    if zone_of(intake.as_of) is not None or len({has_offset(moment) for moment in found}) < 2:
        return True
    some = next(moment for moment in found if has_offset(moment))
    other = next(moment for moment in found if not has_offset(moment))
    message = (
        f"{place.subject} has a time with its offset from UTC ({moment_text(some)}) beside one without "
        f"({moment_text(other)}); write all of them with their offsets, or none"
    )
    intake.refuse(place, moment_text(other), "a time with its offset", message)
    return False
