"""What the observations of a fact come to: the latest, the highest, a rise within a time, how long something was so.

A window ends at the time of evaluation and includes both its ends; the `within` of the fact bounds every window. An
observation that held for a time counts at its end. Where only the day of an observation is known it may lie inside a
window or outside, and the value is all that it may be.

What no observation was made of is unknown, and what observations do not show is not so: these answers speak of the
observations that there are, and later ones may change them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

from engine.judged import Judged, merged
from engine.moments import Stretch, age, apart, at_most, bounds, has_offset, has_time
from engine.numerals import time_text
from engine.record import Observation, PatientRecord
from guideline_dsl import core, values
from guideline_dsl.base_values import base_value
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.values import Span, Truth, Value
from guideline_dsl.wording import number_words

if TYPE_CHECKING:
    from engine.expressions import World

Compare = Callable[[Judged, Judged], Truth]


def windows(world: World, fact: str, within: core.Number | None) -> tuple[tuple[Observation, ...], ...]:
    """The observations within a time, the earliest first; several where it is not sure which these are.

    The first are those that surely are, each further one has one more that may be. () when there is none at all.
    """
    recorded = world.record.facts.get(fact)
    if recorded is None:
        return ()
    limit = window_of(world.graph.facts[fact], within)
    surely = list(recorded.observations)
    perhaps: list[Observation] = []
    if limit is not None:
        surely = []
        near: Truth = False
        for one in recorded.observations:
            # the clocks of two offsets may say otherwise of a day; a later observation is never farther back
            near = values.any_holds((near, _inside(one, limit, world)))
            if near is not False:
                (surely if near else perhaps).append(one)
    return tuple((*perhaps[place:], *surely) for place in range(len(perhaps), -1, -1))


def counted_within(expression: core.Observed) -> core.Number | None:
    """How far back an expression looks; a rise and a fall say how far apart, and look as far back as the fact."""
    return None if expression.measure in ("rise", "fall") else expression.within


def repeated_facts(graph: DecisionGraph) -> frozenset[str]:
    """The facts of which some condition asks for their observations, and not for the latest value alone."""
    return graph.repeated_facts


def zone_taken(record: PatientRecord, as_of: date) -> str:
    """The sentence that says which times were taken as in the zone of the evaluation; "" when none was."""
    if not has_offset(as_of):
        return ""
    named = [
        name
        for name, fact in record.facts.items()
        if any(_bare(moment) for one in fact.observations for moment in (one.observed, one.since))
    ]
    named += [name for name, procedure in record.procedures.items() if _bare(procedure.on)]
    if not named:
        return ""
    return f"Times without an offset from UTC, taken as in the zone of the evaluation: {', '.join(named)}."


def _bare(moment: date | None) -> bool:
    return moment is not None and has_time(moment) and not has_offset(moment)


def window_of(fact: core.FactNode, within: core.Number | None) -> Fraction | None:
    """How far back is looked, in seconds; None: as far as there are observations."""
    limits = [base_value(number) for number in (fact.within, within) if number is not None]
    return min(limits) if limits else None


def _inside(one: Observation, limit: Fraction, world: World) -> Truth:
    return True if one.observed is None else at_most(age(one.observed, world.as_of), limit)


def observed_value(expression: core.Observed, world: World) -> Judged:
    """The value of `latest X` and its kin."""
    name, measure = expression.fact.name, expression.measure
    fact = world.graph.facts[name]
    need = f"fact:{name}"
    possible = windows(world, name, counted_within(expression))
    asked_first: tuple[str, ...] = ()
    if not possible or not possible[-1]:  # the fact itself is unknown, or has no meaning
        meaningful = world.meaningful(fact)
        if meaningful.truth is False:
            nothing = values.exactly(0) if measure == "count" else False
            return Judged(nothing, rests_on=meaningful.rests_on)
        asked_first = meaningful.needs
    if not possible:
        return Judged(_unknown(expression, world), merged((asked_first, (need,))))
    found = [_measured(expression, window, world) for window in possible]
    value = reduce(values.join, found)
    if values.is_settled(value):
        return Judged(value)
    needs = merged((asked_first, (need,)))
    return Judged(value, needs, reasons=tuple(_reasons(expression, possible, world)))


def nothing_observed(expression: core.Observed, world: World, recorded: bool) -> Value:
    """The value where no observation counts, or where none is recorded at all; whatever gives the fact a meaning."""
    return _measured(expression, (), world) if recorded else _unknown(expression, world)


def _unknown(expression: core.Observed, world: World) -> Value:
    whole = world.anything(expression.fact.name)
    match expression.measure:
        case "count":
            return values.NOT_NEGATIVE
        case "rise" | "fall":
            assert isinstance(whole, Span)
            if whole.lower is None or whole.upper is None:
                return values.NOT_NEGATIVE
            return Span(Fraction(0), whole.upper - whole.lower)
        case _:
            return whole


def _measured(expression: core.Observed, window: Sequence[Observation], world: World) -> Value:
    """What the observations of one window come to."""
    measure = expression.measure
    if measure == "count":
        return values.exactly(len(window))
    if not window or (measure in ("rise", "fall") and len(window) < 2):
        return _unknown(expression, world)
    match measure:
        case "latest":
            return world.value_of(window[-1].value)
        case "first":
            return world.value_of(window[0].value)
        case "rise":
            return _largest_change(window, expression.within, world, 1)
        case "fall":
            return _largest_change(window, expression.within, world, -1)
    numbers = [_number(one) for one in window]
    match measure:
        case "highest":
            return values.exactly(max(numbers))
        case "lowest":
            return values.exactly(min(numbers))
    return values.exactly(sum(numbers, Fraction(0)) / len(numbers))


def _number(one: Observation) -> Fraction:
    if not isinstance(one.value, Fraction):
        raise TypeError("the checker asks this of numbers only")
    return one.value


def _largest_change(
    window: Sequence[Observation], within: core.Number | None, world: World, sign: int
) -> Span:
    """The largest increase (sign 1) or decrease (-1) from an earlier to a later observation, at least 0."""
    assert within is not None
    limit = base_value(within)
    moments = [bounds(one.observed or world.as_of, world.as_of) for one in window]
    numbers = [sign * _number(one) for one in window]

    def surely(earlier: Stretch, later: Stretch) -> bool:
        return apart(earlier, later)[1] <= limit

    def perhaps(earlier: Stretch, later: Stretch) -> bool:
        return apart(earlier, later)[0] <= limit

    return Span(_largest(moments, numbers, surely), _largest(moments, numbers, perhaps))


def _largest(
    moments: Sequence[Stretch], numbers: Sequence[Fraction], near: Callable[[Stretch, Stretch], bool]
) -> Fraction:
    """The window slides: kept are the earlier ones that are near enough, and of these only what is lower than
    all that came after it, so that each is looked at twice at most.
    """
    kept: deque[int] = deque()
    largest = Fraction(0)
    for place, number in enumerate(numbers):
        while kept and not near(moments[kept[0]], moments[place]):
            kept.popleft()
        if kept:
            largest = max(largest, number - numbers[kept[0]])
        while kept and numbers[kept[-1]] >= number:
            kept.pop()
        kept.append(place)
    return largest


def _reasons(
    expression: core.Observed, possible: Sequence[Sequence[Observation]], world: World
) -> Iterator[str]:
    """Why there is no value although there are observations."""
    name = expression.fact.name
    called = world.graph.display.name(name)
    most = possible[-1]
    limit = window_of(world.graph.facts[name], counted_within(expression))
    if len(possible) > 1:
        yield f"{called}: the time of day of an observation is not known, and it may lie outside the time that counts"
    elif not most:
        last = world.record.facts[name]
        assert last.observed is not None
        assert limit is not None
        old = time_text(age(last.observed, world.as_of)[0])
        yield f"{called}: the last observation is {old} old, and {time_text(limit)} back is looked"
    elif len(most) == 1:
        yield f"{called}: one observation only"
    else:
        yield f"{called}: the time of day of an observation is not known"


# ---------------------------------------------------------------- how long something was so


def sustained_value(expression: core.Sustained, world: World, compared: Compare) -> Judged:
    """Whether a comparison held without interruption for at least a time, anywhere in the window.

    Only observations that held for a time show how long something was so. In a gap between two observations it may
    have been so and may not, if it was so at either side of it: a run over these may be one and is not known to be. So
    it is from the last observation to the time of evaluation. Before the first one, and between two at which it was not
    so, nothing is counted.
    """
    name = expression.fact.name
    need = f"fact:{name}"
    bound = world.judge(expression.bound)
    recorded = world.record.facts.get(name)
    if recorded is None:
        meaningful = world.meaningful(world.graph.facts[name])
        if meaningful.truth is False:
            truth = compared(Judged(False), bound)
            rests_on = merged((meaningful.rests_on, bound.rests_on))
            return Judged(truth, () if truth is not None else bound.needs, rests_on)
        return Judged(None, merged((meaningful.needs, (need,), bound.needs)), bound.rests_on)
    limit = window_of(world.graph.facts[name], expression.within)
    now = _now(recorded.observations[-1], world)
    since = None if limit is None else now - limit
    seen = recorded.observations
    looked = [one for one in seen if since is None or _stretch(one, world)[1][1] >= since]
    # the one before the window says how the gap began that reaches into it
    before = seen[: len(seen) - len(looked)][-1:] if looked else ()
    held = [compared(Judged(world.value_of(one.value)), bound) for one in (*before, *looked)]
    spans = [_clipped(_stretch(one, world), since) for one in (*before, *looked)]
    least = base_value(expression.at_least)
    if _runs(spans, held, least):
        return Judged(True, rests_on=bound.rests_on)
    shown = len(looked) > 1 or any(one.since is not None for one in looked)
    if shown and not _runs(spans, held, least, now):
        return Judged(False, rests_on=bound.rests_on)
    needs = merged((*((bound.needs,) if None in held else ()), (need,)))
    called, time = world.graph.display.name(name), number_words(expression.at_least)
    reason = f"{called}: the observations do not show whether it was so for {time}"
    return Judged(None, needs, bound.rests_on, (reason,))


Interval = tuple[Stretch, Stretch]
"""When an observation began and when it ended."""


def _stretch(one: Observation, world: World) -> Interval:
    end = bounds(one.observed or world.as_of, world.as_of)
    return (end if one.since is None else bounds(one.since, world.as_of)), end


def _now(last: Observation, world: World) -> Fraction:
    """The instant of the evaluation; at a day it is the end of that day, where the last observation was made."""
    if has_time(world.as_of) or last.observed is None:
        return bounds(world.as_of, world.as_of)[1]
    return bounds(last.observed, world.as_of)[1] + age(last.observed, world.as_of)[0]


def _clipped(span: Interval, since: Fraction | None) -> Interval:
    """What of it lies in the window."""
    if since is None:
        return span
    (early, late), (first, last) = span
    return (max(early, since), max(late, since)), (max(first, since), max(last, since))


def _runs(
    spans: Sequence[Interval], held: Sequence[Truth], least: Fraction, now: Fraction | None = None
) -> bool:
    """Whether there is a run of at least that time: for sure, or, until `now`, perhaps.

    What is sure ends where something was last seen to be so. What may be goes on to where it was seen to be otherwise.
    """
    sure = now is None
    start: Fraction | None = None
    otherwise: Fraction | None = None
    for place, ((begin, end), truth) in enumerate(zip(spans, held, strict=True)):
        if truth is False or (sure and truth is None):
            if not sure and start is not None and begin[1] - start >= least:
                return True
            start, otherwise = None, end[0]
            continue
        if sure and place and begin[1] > spans[place - 1][1][0]:
            start = None  # a gap, in which it may have been otherwise
        if start is None:
            earliest = begin[0] if otherwise is None else otherwise
            start = begin[1] if sure else earliest
        if (end[0] if sure else end[1]) - start >= least:
            return True
    return now is not None and start is not None and now - start >= least
