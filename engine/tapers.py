"""A taper as a value: the next dose, whether it is due, and the steps that follow with dates, tablets and total.

Before the first reduction a step is due from the earliest time if its condition holds, and at the latest time
regardless; afterwards when the dose has been taken long enough, unless on hold. The next dose is the highest rung
strictly below; under the last rung, less the step; at zero the guideline's open question is shown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from engine.decisions import Applicability, applicability, not_applicable
from engine.expressions import World
from engine.judged import Judged, all_of, any_of, merged, negation
from engine.kinds import OutcomeKind
from engine.moments import day_of
from engine.outcomes import UnitResult, asked, conditions_of
from guideline_dsl import core, values
from guideline_dsl.base_values import base_value
from guideline_dsl.frozen import frozen
from guideline_dsl.values import Truth

_DAY = 86400
_MOST_STEPS = 500


@frozen
class Rung:
    """One dose of the reduction (base units), the day it starts (None: not yet known), how many days it lasts."""

    dose: Fraction
    starts: date | None
    days: Fraction


@frozen
class TaperResult:
    """A taper for one patient; rates in base units.

    `due` None: it depends on what is not known. `next` None: the dose is not known. `wait` is the time until the next
    step, where it can be told. `neighbours` are the rungs around a dose that is off the ladder.
    """

    taper: core.TaperNode
    current: Fraction | None
    next: Fraction | None
    due: Truth
    on_hold: Truth
    wait: Fraction | None
    rungs: tuple[Rung, ...]
    total: Fraction | None
    neighbours: tuple[Fraction, ...]


def evaluate_taper(taper: core.TaperNode, world: World) -> UnitResult:
    """The outcome of a taper: the next dose now, the present dose for the time being, or what has to be known."""
    crowd = core.Crowd("medicine", taper.medicine)
    applies = applicability(taper, world)
    taking = world.taking(crowd)
    whole = Applicability(all_of((applies.judged, taking)), applies.exceptions)
    settled = not_applicable(taper, taper, None, whole, world)
    if settled is not None:
        if taking.truth is False:
            return replace(settled, reason="the medicine is not taken")
        return settled
    dose = world.judge(core.MedicineMeasure("dose", crowd))
    if dose.span.point is None:
        questions = asked("condition", dose.needs)
        return UnitResult(
            taper, taper, "insufficient data", "the present dose is not known",
            conditions=conditions_of(questions), asked=questions, rests_on=_assumed(taper),
        )  # fmt: skip
    due = _due(taper, world)
    result = _result(taper, world, dose.span.point, due)
    kind, reason = _outcome(result, due)
    questions = asked("condition", due.needs) if due.truth is None else ()
    messages = tuple((n, True) for n in world.graph.children(taper.id) if isinstance(n, core.MessageNode))
    return UnitResult(
        taper, taper, kind, reason, messages=messages, conditions=conditions_of(questions), asked=questions,
        rests_on=merged((applies.judged.rests_on, due.rests_on, _assumed(taper))), taper=result,
    )  # fmt: skip


def _assumed(taper: core.TaperNode) -> tuple[str, ...]:
    return tuple(f"assumption:{name}" for name in taper.support.assumptions)


def _outcome(result: TaperResult, due: Judged) -> tuple[OutcomeKind, str]:
    if due.truth is None:
        return "conditional", "whether the next step is due is not known"
    if result.next == 0 and due.truth:
        return "nothing recommended", "the steps end here; the guideline leaves open what follows"
    if due.truth:
        return "recommended", "the next step is due"
    if result.on_hold:
        return "recommended", "the reduction is on hold"
    return "recommended", "the next step is not due yet"


def _due(taper: core.TaperNode, world: World) -> Judged:
    crowd = core.Crowd("medicine", taper.medicine)

    def measure(name: str) -> core.MedicineMeasure:
        return core.MedicineMeasure(name, crowd)  # type: ignore[arg-type]

    def reached(name: str, when: core.Number) -> Judged:
        return world.judge(core.Apply(">=", (measure(name), when)))

    reduced = world.judge(core.Apply("<", (measure("dose"), measure("starting dose"))))
    may_start = [reached("time", taper.earliest)]
    if taper.start_when is not None:
        may_start.append(world.judge(taper.start_when))
    first = [all_of(may_start)]
    if taper.latest is not None:
        first.append(reached("time", taper.latest))
    later = [reached("time at dose", taper.every.lower)]
    if taper.hold_when is not None:
        later.append(negation(world.judge(taper.hold_when)))
    before, after = any_of(first), all_of(later)
    if before.truth is after.truth and before.truth is not None:
        # due, or not, whichever it is: whether it was reduced need not be known
        return replace(before, rests_on=merged((before.rests_on, after.rests_on)))
    return any_of((all_of((negation(reduced), before)), all_of((reduced, after))))


def next_dose(taper: core.TaperNode, dose: Fraction) -> Fraction:
    """The dose after `dose` (rates in base units): the highest rung strictly below, then less the step, at least 0."""
    below = [rung for rung in map(base_value, taper.rungs) if rung < dose]
    if below:
        return max(below)
    if taper.less is None:
        return Fraction(0)
    return max(dose - base_value(taper.less), Fraction(0))


def _result(taper: core.TaperNode, world: World, dose: Fraction, due: Judged) -> TaperResult:
    crowd = core.Crowd("medicine", taper.medicine)
    held = Judged(False) if taper.hold_when is None else world.judge(taper.hold_when)
    reduced = world.judge(
        core.Apply("<", (core.MedicineMeasure("dose", crowd), core.MedicineMeasure("starting dose", crowd)))
    ).truth
    on_hold = values.all_hold((reduced, held.truth))
    wait = Fraction(0) if due.truth else _wait(taper, world, reduced, on_hold)
    following = next_dose(taper, dose)
    starts = None if wait is None else day_of(world.as_of) + timedelta(days=-(-int(wait) // _DAY))
    rungs = tuple(rungs_from(taper, following, starts))
    total = sum((rung.dose * rung.days * _DAY for rung in rungs), Fraction(0)) if rungs else None
    return TaperResult(
        taper, dose, following, due.truth, on_hold, wait, rungs, total, _neighbours(taper, dose)
    )


def _wait(taper: core.TaperNode, world: World, reduced: Truth, on_hold: Truth) -> Fraction | None:
    """The time until the next step is due; None when that depends on what is not known or has no end."""
    medicine = world.taken(taper.medicine)
    if medicine is None or reduced is None or on_hold is not False:
        return None
    if reduced:
        at_dose = medicine.time_at_dose
        return None if at_dose is None else max(base_value(taper.every.lower) - at_dose, Fraction(0))
    if medicine.time_on is None:
        return None
    responded = True if taper.start_when is None else world.judge(taper.start_when).truth
    until = taper.earliest if responded else taper.latest
    if responded is None or until is None:
        return None
    return max(base_value(until) - medicine.time_on, Fraction(0))


def rungs_from(taper: core.TaperNode, first: Fraction, starts: date | None) -> list[Rung]:
    """The doses from `first` (base units) down to the last above zero, each for its shortest time."""
    days = base_value(taper.every.lower) / _DAY
    rungs: list[Rung] = []
    dose = first
    while dose > 0 and len(rungs) < _MOST_STEPS:
        offset = int(days * len(rungs))
        rungs.append(Rung(dose, None if starts is None else starts + timedelta(days=offset), days))
        dose = next_dose(taper, dose)
    return rungs


def _neighbours(taper: core.TaperNode, dose: Fraction) -> tuple[Fraction, ...]:
    """The rungs around a dose above the last rung that is none of them; () when the dose is on the ladder."""
    rungs = [base_value(rung) for rung in taper.rungs]
    if dose in rungs or dose < min(rungs):
        return ()
    above = [rung for rung in rungs if rung > dose]
    below = [rung for rung in rungs if rung < dose]
    return (*([min(above)] if above else []), max(below))
