"""A fact of the patient: one observation, or a list of them, in any order.

A list is put in the order of time. The same observation given twice counts once. Two values of one time, or times of
which nobody could say which is the earlier, are refused: an answer must not hang on the order of a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from engine.moments import Stretch, bounds, moment_text
from engine.patient_facts import read_observation
from engine.patient_json import Json
from engine.patient_problems import Intake, Place
from engine.patient_times import alike
from engine.record import Observation, RecordedFact
from guideline_dsl import core

MOST_OBSERVATIONS = 1_000
"""Of one fact. Minute by minute is more than a guideline asks for, and more than is looked at quickly."""


def read_fact(fact: core.FactNode, given: Json, place: Place, intake: Intake) -> RecordedFact | None:
    """The recorded fact; None when it has a problem."""
    if not isinstance(given, list):
        one = read_observation(fact, given, place, intake)
        return None if one is None else _recorded((one,), 0)
    if not 0 < len(given) <= MOST_OBSERVATIONS:
        what = "an empty list" if not given else f"a list of {len(given)} observations"
        remedy = "leave the fact out when it is not known" if not given else "give the latest ones"
        intake.unexpected(place, what, f"1 to {MOST_OBSERVATIONS:,} observations", remedy=remedy)
        return None
    met = intake.met
    read = [
        read_observation(fact, one, place.item(index, _called(place, index), place.fact), intake)
        for index, one in enumerate(given)
    ]
    found = [one for one in read if one is not None]
    if intake.met > met or not found:
        return None  # what was refused is not one that is missing
    if len(found) > 1 and not _dated(found, place, intake):
        return None
    moments = [m for one in found for m in (one.observed, one.since) if m is not None]
    if not alike(moments, place, intake):
        return None
    series = sorted(found, key=lambda one: (_end(one, intake), _begin(one, intake)))
    each = tuple(_once(series, intake))
    fine = [_in_order(earlier, later, place, intake) for earlier, later in pairwise(each)]
    if not all(fine):
        return None
    return _recorded(each, len(series) - len(each))


def _called(place: Place, index: int) -> str:
    return f"observation {index + 1} of {place.subject}"


def _recorded(series: Sequence[Observation], doubled: int) -> RecordedFact:
    last = series[-1]
    several = tuple(series) if len(series) > 1 else ()
    return RecordedFact(last.value, last.written, last.observed, last.source, last.since, several, doubled)


def _dated(found: Sequence[Observation], place: Place, intake: Intake) -> bool:
    undated = [index for index, one in enumerate(found) if one.observed is None]
    for index in undated:
        message = (
            f"{_called(place, index)} has no time, and there are several; write each as "
            '{"value": ..., "at": "2026-01-30T08:15"}'
        )
        intake.refuse(place.item(index, place.subject, place.fact), "no time", "the time of each", message)
    return not undated


def _end(one: Observation, intake: Intake) -> Stretch:
    assert one.observed is not None or one.since is None
    return bounds(one.observed or intake.as_of, intake.as_of)


def _begin(one: Observation, intake: Intake) -> Stretch:
    return _end(one, intake) if one.since is None else bounds(one.since, intake.as_of)


def _once(series: Sequence[Observation], intake: Intake) -> Iterator[Observation]:
    """Each observation once: of two with one value and one time, the first."""
    before: Observation | None = None
    for one in series:
        if (
            before is None
            or one.value != before.value
            or _end(one, intake) != _end(before, intake)
            or _begin(one, intake) != _begin(before, intake)
        ):
            yield one
        before = one


def _in_order(earlier: Observation, later: Observation, place: Place, intake: Intake) -> bool:
    """Whether one observation surely lies before the other: they may touch, and not overlap."""
    assert earlier.observed is not None
    assert later.observed is not None
    end, begin = _end(earlier, intake), _begin(later, intake)
    lasting = earlier.since is not None or later.since is not None
    if end[1] <= begin[0] and (lasting or end != begin):
        return True
    values = f"{earlier.written} and {later.written}"
    if lasting:
        spans = f"{_when(earlier)} and {_when(later)}"
        message = f"{place.subject} has {values}, which overlap: {spans}; write where the one ends and the other begins"
    elif end == begin and end[0] == end[1]:
        message = (
            f"{place.subject} has two values at {moment_text(later.observed)}, {values}; keep the right one"
        )
    else:
        message = (
            f"{place.subject} has {values} on one day, {moment_text(earlier.observed)} and "
            f"{moment_text(later.observed)}, and not the time of day of both; write each with `at`"
        )
    intake.refuse(place, values, "observations one after the other", message)
    return False


def _when(one: Observation) -> str:
    assert one.observed is not None
    if one.since is None:
        return f"at {moment_text(one.observed)}"
    return f"from {moment_text(one.since)} to {moment_text(one.observed)}"
