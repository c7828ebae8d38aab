"""The whole guideline on inflammatory myopathy for one patient, by hand: `answer(record, as_of)`."""

from __future__ import annotations

from datetime import date

from benchmarks.by_hand import units_of as of
from benchmarks.by_hand.kleene import BIT, LIST, Kleene, bits_of, both, either, negate, told
from benchmarks.by_hand.looks import Looks
from benchmarks.by_hand.patient import (
    CORTICOSTEROID,
    FIRST_LINE,
    IMMUNOGLOBULIN,
    IMMUNOSUPPRESSANT,
    METHOTREXATE,
    PER_DAY,
    PLACE,
    PREDNISONE,
    WEEK,
    Motherhood,
    Patient,
)
from benchmarks.by_hand.plan import Plan, has, has_two_immunosuppressants
from benchmarks.by_hand.promises import promises
from benchmarks.by_hand.stages import (
    Severe,
    agent,
    corticosteroid_planned,
    courses,
    escalation,
    first_line,
    juvenile_methotrexate,
    starting,
    trial,
)
from benchmarks.by_hand.taken import cautions, taken_wrongly
from benchmarks.by_hand.taper import at_least, dose_now, dose_planned, reduction, still_on_starting_dose
from engine.compiled.answer import Answer, UnitAnswer
from engine.record import PatientRecord

_SEX = BIT["fact:sex"]
_MTX_TIME, _MTX_DOSE = BIT["medicine:methotrexate:time"], BIT["medicine:methotrexate:dose"]
_CYC_TIME = BIT["medicine:cyclophosphamide:time"]
_MP = PLACE["methylprednisolone"]
_TIME = {
    name: BIT[f"medicine:{name}:time"] for name in ("methotrexate", "azathioprine", "mycophenolate_mofetil")
}


def answer(record: PatientRecord, as_of: date, guideline: str) -> Answer:
    """What the guideline says; `guideline` is its hash."""
    diagnosis = record.facts.get("diagnosis")
    if diagnosis is None:
        return of.unknown_scope(guideline)
    if diagnosis.value == "other":
        return of.outside_scope(guideline)
    patient = Patient(record, as_of, diagnosis.value)
    return _within_scope(patient, guideline)


def _within_scope(p: Patient, guideline: str) -> Answer:
    unlisted = p.medicines is None
    mother, severe = Motherhood(p), Severe(p)
    start, before = starting(p)
    tried, beside = of.NOTHING, of.NOTHING
    if p.inclusion_body:
        tried, beside = trial(p, mother), agent(p, mother)
    pulse, immunoglobulin = courses(p, severe)
    looks = Looks(p, mother, severe, start, pulse, immunoglobulin)
    tried, beside = looks.settled_trial(tried), looks.settled_trial(beside)
    escalated, escalations = escalation(p)
    taper = reduction(p)
    plan: Plan = start[2] + tried[2] + pulse[2] + immunoglobulin[2]
    steroid = corticosteroid_planned(p, plan)
    chosen, agents = first_line(p, mother, steroid)
    chosen, agents = looks.settled_choice(chosen, agents, steroid)
    young = juvenile_methotrexate(p, mother, steroid)
    looks.tried, looks.rest = tried[2], beside[2] + escalated[2]
    plan = plan + beside[2] + escalated[2] + chosen[2] + young[2]
    suppressed = has(IMMUNOSUPPRESSANT, p.taken, unlisted, plan)
    either_of = either(suppressed, _has_immunoglobulin(p, plan))
    two = has_two_immunosuppressants(p.taken, unlisted, plan)
    two, suppressed, either_of = looks.settled_plan(two, suppressed, either_of)

    units: list[UnitAnswer] = [
        of.starting(p, start, before),
        of.first_line(p, chosen, agents),
        of.juvenile_methotrexate(p, young, mother),
        of.inclusion_body_trial(p, tried, mother),
        of.inclusion_body_agent(p, beside, mother),
        *of.severe_disease(p, severe, pulse, immunoglobulin),
        of.escalation(p, escalated, escalations),
    ]
    refractory = p.truth("refractory")
    long_ago = _longer_than(p, "cyclophosphamide", 52 * WEEK, _CYC_TIME)
    done = both(both(refractory, p.adult), p.done("rituximab_course"))
    units += of.messages("advise:courses_with_an_end", (done, long_ago))
    units.append(of.taper(p, taper))
    units += of.messages("advise:reduction_without_steps", _without_steps(p))
    units += of.messages("advise:resistance_check", _resistance(p, refractory))
    units += of.messages("advise:methotrexate_target", _target(p, mother, looks))
    units += of.messages("advise:corticosteroid_check", _which_corticosteroid(p))
    units += of.messages("advise:particular_patients", _particular(p, mother, steroid))
    units += of.prevention(p, steroid, two, suppressed, either_of)

    asked = None
    if unlisted:
        asked = of.asked_of_prednisone(p, start, tried)
    kept = promises(p, looks, steroid, plan, dose_now(p), dose_planned(p, taper, asked))
    wrongly = taken_wrongly(p, mother)
    missing = 0
    for unit in units:
        if unit.conditions:
            missing |= bits_of(unit.conditions)
        if unit.amounts:
            missing |= bits_of(unit.amounts)
    for other in (*kept, *wrongly):
        if other.needs:
            missing |= bits_of(other.needs)
    shown = cautions(p, mother, plan, chosen, agents, escalated, escalations)
    return Answer(guideline, True, tuple(units), kept, wrongly, shown, told(missing))


def _has_immunoglobulin(p: Patient, plan: Plan) -> Kleene:
    return has(IMMUNOGLOBULIN, p.taken, p.medicines is None, plan)


def _longer_than(p: Patient, name: str, seconds: int, need: int) -> Kleene:
    """Whether a medicine has been taken for longer."""
    if p.medicines is None:
        return LIST
    taken = p.medicines.get(name)
    if taken is None:
        return False
    time = taken.time_on
    return need if time is None else time.numerator > seconds * time.denominator


def _time_on_prednisone(p: Patient, seconds: int) -> Kleene:
    """Whether prednisone has been taken for so long."""
    if p.medicines is None:
        return LIST
    taken = p.medicines.get("prednisone")
    return False if taken is None else at_least(taken.time_on, seconds, BIT["medicine:prednisone:time"])


def _without_steps(p: Patient) -> tuple[Kleene, Kleene]:
    about = True if p.juvenile else p.uncovered
    taking: Kleene = LIST if p.medicines is None else p.taken & PREDNISONE != 0
    applies = both(both(about, taking), still_on_starting_dose(p))
    if applies is False:
        return False, False
    four = _time_on_prednisone(p, 4 * WEEK)
    window = both(_time_on_prednisone(p, 2 * WEEK), negate(four))
    return both(applies, both(p.is_word("response", "adequate"), window)), both(applies, four)


def _resistance(p: Patient, refractory: Kleene) -> tuple[Kleene, Kleene]:
    early: Kleene = False
    if refractory is not False:
        early = both(refractory, _first_line_is_new(p))
    inadequate = p.is_word("response", "inadequate")
    return early, both(inadequate, _time_on_prednisone(p, 4 * WEEK))


def _first_line_is_new(p: Patient) -> Kleene:
    """Whether no first-line agent has been taken for 13 weeks; where none is taken, none has."""
    if p.medicines is None:
        return LIST
    needs = 0
    if p.taken & FIRST_LINE:
        for name, bit in _TIME.items():
            taken = p.medicines.get(name)
            if taken is not None:
                if taken.time_on is None:
                    needs |= bit
                elif taken.time_on >= 13 * WEEK:
                    return False
    return needs or True


def _target(p: Patient, mother: Motherhood, looks: Looks) -> tuple[Kleene, ...]:
    if p.medicines is None:
        applies: Kleene = LIST
        long: Kleene = LIST
    elif not p.taken & METHOTREXATE:
        return False, False, False, False
    else:
        dose = p.medicines["methotrexate"].dose
        applies = _MTX_DOSE if dose is None else dose.numerator * PER_DAY * 7 < 25 * dose.denominator
        long = _longer_than(p, "methotrexate", 26 * WEEK, _MTX_TIME)
    child = True if p.juvenile else p.uncovered
    withheld = mother.contraindicated
    holds = both(negate(child), negate(withheld))
    found = [
        both(applies, child),
        both(applies, withheld),
        both(both(applies, holds), negate(long)),
        both(both(applies, holds), long),
    ]
    if looks.surely_withheld:
        for place, settled in ((1, both(applies, True)), (2, False), (3, False)):
            if found[place] is not False and (settled is True or settled is False):
                found[place] = settled
    return tuple(found)


def _which_corticosteroid(p: Patient) -> tuple[Kleene, ...]:
    if p.medicines is None:
        return LIST, p.pulse_running, p.pulse_running, LIST
    steroids = p.taken & CORTICOSTEROID
    several = steroids & (steroids - 1) != 0
    another = several or (steroids != 0 and not steroids & PREDNISONE)
    taking = steroids & _MP != 0
    alone = p.taken & FIRST_LINE != 0 and not steroids
    return another, p.pulse_running, taking and negate(p.pulse_running), alone


def _particular(p: Patient, mother: Motherhood, steroid: Kleene) -> tuple[Kleene, ...]:
    juvenile = p.juvenile
    return (
        both(p.truth("anti_hmgcr"), steroid),
        both(negate(mother.female), p.truth("planning_pregnancy")),
        both(p.adult, juvenile),
        p.tests_abnormal if juvenile else False,
    )
