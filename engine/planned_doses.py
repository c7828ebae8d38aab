"""The rate of each medicine under the plan: what may change it is joined, until one statement is sure.

Every rule is inclusion isotone: the rate may be less wide, never another, when more is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce

from engine.expressions import World
from engine.judged import Judged, defaults_of, merged
from engine.outcomes import UnitResult
from engine.packages import GiveResult
from engine.plan import MEDICATION_LIST
from engine.tapers import next_dose
from guideline_dsl import core, values
from guideline_dsl.frozen import frozen
from guideline_dsl.values import NOT_NEGATIVE, NOTHING_GIVEN, Span, exactly


@frozen
class _Said:
    """What one outcome makes of the rate of one medicine; not sure: or it leaves it as it is."""

    rate: Span
    sure: bool
    needs: tuple[str, ...]


def planned_doses(units: tuple[UnitResult, ...], world: World) -> Mapping[str, Judged]:
    """The rate of each medicine under the plan, where a decision or a taper may change it."""
    said: dict[str, list[_Said]] = {}
    defaults: dict[str, list[tuple[str, ...]]] = {}
    for unit in units:
        for medicine, one in _said(unit, world):
            said.setdefault(medicine, []).append(one)
            defaults.setdefault(medicine, []).append(defaults_of(unit.rests_on))
    return {
        medicine: _together(medicine, all_said, merged(defaults[medicine]), world)
        for medicine, all_said in said.items()
    }


def _together(medicine: str, said: list[_Said], defaults: tuple[str, ...], world: World) -> Judged:
    now = _present(medicine, world)
    parts = [one.rate for one in said]
    if not any(one.sure for one in said):
        parts.append(now.span)
    rate = reduce(_join, parts)
    needs = () if rate.point is not None else merged((*(one.needs for one in said), now.needs))
    return Judged(rate, needs, defaults)


def _said(unit: UnitResult, world: World) -> Iterator[tuple[str, _Said]]:
    if isinstance(unit.decision, core.TaperNode):
        yield from _of_taper(unit, unit.decision, world)
        return
    sure = unit.kind == "recommended"
    for package in (*unit.packages, *unit.possible):
        if package.status == "withheld":
            continue
        for give in package.gives:
            for medicine in give.members:
                needs = merged((unit.conditions, give.dose_needs))
                certain = sure and len(unit.packages) == 1 and bool(give.medicine)
                yield medicine, _Said(_given(give, medicine, world), certain, needs)
    for stop in unit.stops:
        yield stop.medicine, _Said(NOTHING_GIVEN, sure and stop.sure, stop.needs)


def _of_taper(unit: UnitResult, taper: core.TaperNode, world: World) -> Iterator[tuple[str, _Said]]:
    """The next dose, when it is due; not sure while it is not known whether it is, or whether the taper applies."""
    if unit.kind in ("not applicable", "outside scope"):
        return
    if unit.taper is None:
        now = _present(taper.medicine, world).span.point
        rate = NOT_NEGATIVE if now is None else exactly(next_dose(taper, now))
        yield taper.medicine, _Said(rate, False, unit.conditions)
    elif unit.taper.due is not False:
        rate = NOT_NEGATIVE if unit.taper.next is None else exactly(unit.taper.next)
        # at the end of the steps the guideline leaves open whether a dose is kept
        certain = unit.taper.due is True and unit.kind == "recommended"
        yield taper.medicine, _Said(rate, certain, unit.conditions)


def _given(give: GiveResult, medicine: str, world: World) -> Span:
    present = _present(medicine, world).span
    if give.action == "continue":
        return present
    rate = give.dose.rate if give.dose.rate is not None else NOT_NEGATIVE
    return rate if give.action in ("start", "change") else _join(present, rate)


def _present(medicine: str, world: World) -> Judged:
    """The rate at which it is taken now."""
    if world.record.medicines is None:
        return Judged(NOT_NEGATIVE, (MEDICATION_LIST,))
    recorded = world.taken(medicine)
    if recorded is None:
        return Judged(NOTHING_GIVEN)
    if recorded.dose is None:
        return Judged(NOT_NEGATIVE, (f"medicine:{medicine}:dose",))
    return Judged(exactly(recorded.dose))


def _join(a: Span, b: Span) -> Span:
    joined = values.join(a, b)
    assert isinstance(joined, Span)
    return joined
