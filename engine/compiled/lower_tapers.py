"""A taper in a circuit (engine/tapers.py): the next dose, whether it is due, and what tells two looks at it apart."""

from __future__ import annotations

from dataclasses import replace

from engine.compiled.circuit import Wire
from engine.compiled.judging import Judging
from engine.compiled.kleene import Kleene
from engine.compiled.lower_decisions import CircuitApplicability, Decisions, circuit_applicability
from engine.compiled.outcome import CircuitTaper, CircuitUnit, Spot, bare
from engine.kinds import OutcomeKind
from guideline_dsl import core
from guideline_dsl.base_values import base_value


def circuit_taper(taper: core.TaperNode, decisions: Decisions) -> CircuitUnit:
    """The outcome of a taper."""
    judging = decisions.judging
    circuit, truths = judging.circuit, judging.truths
    crowd = core.Crowd("medicine", taper.medicine)
    applies = circuit_applicability(taper, judging)
    whole = CircuitApplicability(truths.all((applies.judged, judging.taking(crowd))), applies.exceptions)
    dose = judging.number(core.MedicineMeasure("dose", crowd))
    reduced = judging.truth(
        core.Apply("<", (core.MedicineMeasure("dose", crowd), core.MedicineMeasure("starting dose", crowd)))
    )
    due = _due(taper, reduced, judging)
    following = next_rate(taper, dose.lower.at, judging)
    ends = circuit.all((due.yes, judging.numbers.equal(following, judging.numbers.zero)))
    unknown = truths.unknown(due)
    held = truths.fails if taper.hold_when is None else judging.truth(taper.hold_when)
    on_hold = truths.all((reduced, held))
    waits, wait = _wait(taper, due, reduced, on_hold, judging)
    kinds: dict[OutcomeKind, Wire] = {
        "conditional": unknown,
        "nothing recommended": ends,
        "recommended": circuit.no(circuit.any((unknown, ends))),
    }
    told = bare(circuit, Spot(taper, taper), kinds, (), due.needs)
    unclear = _insufficient(taper, whole.judged.needs, judging)
    no_dose = _insufficient(taper, dose.needs, judging)
    known = circuit.all((whole.judged.yes, dose.point))
    found = decisions.chosen(
        (
            (whole.judged.no, decisions.not_applicable(Spot(taper, taper), whole)),
            (truths.unknown(whole.judged), unclear),
            (circuit.no(dose.point), no_dose),
        ),
        told,
    )
    return replace(found, taper=CircuitTaper(known, following, due, on_hold, waits, wait))


def _insufficient(taper: core.TaperNode, asked: Wire, judging: Judging) -> CircuitUnit:
    return bare(judging.circuit, Spot(taper, taper), {"insufficient data": judging.circuit.yes}, (), asked)


def _due(taper: core.TaperNode, reduced: Kleene, judging: Judging) -> Kleene:
    circuit, truths = judging.circuit, judging.truths
    crowd = core.Crowd("medicine", taper.medicine)

    def reached(measure: core.MedicineMeasure, when: core.Number) -> Kleene:
        return judging.truth(core.Apply(">=", (measure, when)))

    may_start = [reached(core.MedicineMeasure("time", crowd), taper.earliest)]
    if taper.start_when is not None:
        may_start.append(judging.truth(taper.start_when))
    first = [truths.all(may_start)]
    if taper.latest is not None:
        first.append(reached(core.MedicineMeasure("time", crowd), taper.latest))
    later = [reached(core.MedicineMeasure("time at dose", crowd), taper.every.lower)]
    if taper.hold_when is not None:
        later.append(truths.negated(judging.truth(taper.hold_when)))
    before, after = truths.any(first), truths.all(later)
    told = truths.any((truths.all((truths.negated(reduced), before)), truths.all((reduced, after))))
    yes = circuit.any((circuit.all((before.yes, after.yes)), told.yes))
    no = circuit.any((circuit.all((before.no, after.no)), told.no))
    return Kleene(yes, no, circuit.when(circuit.no(circuit.any((yes, no))), told.needs))


def next_rate(taper: core.TaperNode, dose: Wire, judging: Judging) -> Wire:
    """The dose after a dose: the highest rung strictly below, then less the step, at least 0."""
    circuit, numbers = judging.circuit, judging.numbers
    following = numbers.zero
    if taper.less is not None:
        less = numbers.fixed(base_value(taper.less))
        following = numbers.greatest(numbers.subtract(dose, less), numbers.zero)
    for rung in sorted(map(base_value, taper.rungs)):
        step = numbers.fixed(rung)
        following = circuit.select(numbers.less(step, dose), step, following)
    return following


def _wait(
    taper: core.TaperNode, due: Kleene, reduced: Kleene, on_hold: Kleene, judging: Judging
) -> tuple[Wire, Wire]:
    """Whether the time until the next step can be told, and that time."""
    circuit, numbers, truths = judging.circuit, judging.numbers, judging.truths
    on_known, time_on = judging.measure(taper.medicine, "time")
    at_known, time_at = judging.measure(taper.medicine, "time at dose")

    def left(until: core.Number, passed: Wire) -> Wire:
        rest = numbers.subtract(numbers.fixed(base_value(until)), passed)
        return numbers.greatest(rest, numbers.zero)

    responded = truths.holds if taper.start_when is None else judging.truth(taper.start_when)
    first_known = circuit.all(
        (on_known, responded.yes if taper.latest is None else circuit.no(truths.unknown(responded)))
    )
    first = left(taper.earliest, time_on)
    if taper.latest is not None:
        first = circuit.select(responded.yes, first, left(taper.latest, time_on))
    known = circuit.any((circuit.all((reduced.yes, at_known)), circuit.all((reduced.no, first_known))))
    wait = circuit.select(reduced.yes, left(taper.every.lower, time_at), first)
    told = circuit.all((on_hold.no, known))
    return circuit.any((due.yes, told)), circuit.select(due.yes, numbers.zero, wait)
