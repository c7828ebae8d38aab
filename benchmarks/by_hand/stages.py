"""What each statement that brings medicines comes to, and the plan they make together, whatever is supposed.

A stage takes what may be supposed of the sex (`Motherhood`) or of weakness (`Severe`) beside the patient, so that it
can be looked at again. An outcome is its kind, the needs it waits for, and what it brings into the plan.
"""

from __future__ import annotations

from benchmarks.by_hand.choosing import Choice, Option, choose
from benchmarks.by_hand.doses import entry, wrong_frequency
from benchmarks.by_hand.kleene import BIT, LIST, Kleene, both, either, negate
from benchmarks.by_hand.patient import (
    AZATHIOPRINE,
    CICLOSPORIN,
    CORTICOSTEROID,
    CYCLOPHOSPHAMIDE,
    IMMUNOGLOBULIN,
    METHOTREXATE,
    METHYLPREDNISOLONE,
    MYCOPHENOLATE,
    PLACE,
    PREDNISONE,
    RITUXIMAB,
    TACROLIMUS,
    Motherhood,
    Patient,
)
from benchmarks.by_hand.plan import Plan, has
from engine.packages import Status
from guideline_dsl.values import Truth

Outcome = tuple[str, int, Plan]
NOT_APPLICABLE: Outcome = ("not applicable", 0, ())
WITH_FOLIC_ACID = METHOTREXATE | PLACE["folic_acid"]
TRIAL = PREDNISONE | WITH_FOLIC_ACID
LIMITS = ("contraindicate:2/when:1", "contraindicate:2/when:2", "contraindicate:2/when:3")
"""What contraindicates methotrexate: a test, contraception that is not reliable, a pregnancy."""

_OFTEN = BIT["medicine:methotrexate:frequency"]


class Severe:
    """What hangs on weakness: who is to have a pulse, and immunoglobulin."""

    __slots__ = ("dysphagia", "immunoglobulin", "pulse", "severe_weakness", "weakness")

    def __init__(self, patient: Patient, weak: bool | None = None, severely: bool | None = None) -> None:
        """Read it, with weakness supposed, and severe weakness, where they are not known."""
        truth = patient.truth
        weakness = truth("weakness")
        if weak is not None and weakness is not True and weakness is not False:
            weakness = weak
        self.weakness = weakness
        self.severe_weakness = severe = patient.severe_weakness(weakness, severely)
        self.dysphagia = dysphagia = truth("dysphagia")
        common = either(severe, dysphagia)
        self.pulse = either(common, truth("respiratory_muscle_weakness"))
        others = either(truth("marked_weight_loss"), truth("severe_rash"))
        self.immunoglobulin = either(either(common, others), truth("steroid_resistant"))


# ---------------------------------------------------------------- starting


def starting(patient: Patient) -> tuple[Outcome, Kleene]:
    """Starting prednisone; and whether treatment was begun before."""
    before = patient.takes_sparing
    if before is not False:
        before = both(before, negate(patient.truth("newly_diagnosed")))
    if patient.inclusion_body or patient.going_on is True or patient.uncovered is True or before is True:
        return NOT_APPLICABLE, before
    needs = 0
    for part in (patient.going_on, patient.uncovered, before):
        if part is not False:
            needs |= part
    if needs:
        return ("insufficient data", needs, (((PREDNISONE, 0), needs),)), before
    return ("recommended", 0, (((PREDNISONE,), 0),)), before


def limits_that_hold(mother: Motherhood) -> tuple[str, ...]:
    """What surely contraindicates methotrexate."""
    return tuple(limit for limit, holds in zip(LIMITS, mother.limits, strict=True) if holds is True)


def methotrexate_status(patient: Patient, mother: Motherhood) -> tuple[Status, int]:
    """Whether methotrexate may be given, and what it waits for."""
    contraindicated = mother.contraindicated
    if contraindicated is True:
        return "withheld", 0
    needs = 0 if contraindicated is False else contraindicated
    if not patient.taken & METHOTREXATE:
        needs |= patient.mtx_gate
    return ("conditional", needs) if needs else ("clear", 0)


def inclusion_body(applies: Kleene, brings: int, patient: Patient, mother: Motherhood) -> Outcome:
    """The trial in inclusion body myositis, or its second half: only in newly diagnosed disease."""
    if applies is False:
        return NOT_APPLICABLE
    newly = patient.truth("newly_diagnosed")
    if newly is False:
        return ("nothing recommended", 0, ()) if applies is True else ("insufficient data", applies, ())
    status, waits = methotrexate_status(patient, mother)
    plan: tuple[int, ...] = () if status == "withheld" else (brings, 0)
    unsure = 0 if newly is True else newly
    if applies is not True:
        needs = applies | unsure | waits
        return "insufficient data", applies, ((plan, needs),) if plan else ()
    if unsure:
        needs = unsure | waits
        return "insufficient data", needs, ((plan, needs),) if plan else ()
    if status == "withheld":
        return "contraindicated", 0, ()
    if status == "conditional":
        return "conditional", waits, ((plan, waits),)
    return "recommended", 0, (((brings,), 0),)


def trial(patient: Patient, mother: Motherhood) -> Outcome:
    """Prednisone with methotrexate, where no corticosteroid is taken."""
    return inclusion_body(negate(patient.takes_corticosteroid), TRIAL, patient, mother)


def agent(patient: Patient, mother: Motherhood) -> Outcome:
    """Methotrexate beside a corticosteroid that is taken alone."""
    applies = both(patient.takes_corticosteroid, negate(patient.takes_sparing))
    return inclusion_body(applies, WITH_FOLIC_ACID, patient, mother)


# ---------------------------------------------------------------- severe disease


def course(applies: Kleene, condition: Kleene, brings: int) -> Outcome:
    """A pulse or immunoglobulin: what nothing withholds."""
    if applies is False or condition is False:
        return NOT_APPLICABLE
    needs = both(applies, condition)
    if needs is True:
        return "recommended", 0, (((brings,), 0),)
    return "insufficient data", needs, (((brings, 0), needs),)


def courses(patient: Patient, severe: Severe) -> tuple[Outcome, Outcome]:
    """The pulse and immunoglobulin, whichever of their two branches it is."""
    if patient.inclusion_body:
        return NOT_APPLICABLE, NOT_APPLICABLE
    applies = negate(patient.uncovered)
    return (
        course(
            applies, both(severe.pulse, negate(patient.done("methylprednisolone_pulse"))), METHYLPREDNISOLONE
        ),
        course(
            applies,
            both(severe.immunoglobulin, negate(patient.done("immunoglobulin_course"))),
            IMMUNOGLOBULIN,
        ),
    )


# ---------------------------------------------------------------- choices


def _continued(patient: Patient, medicine: int) -> Truth:
    return None if patient.medicines is None else patient.taken & medicine != 0


def escalation(patient: Patient) -> tuple[Choice, list[Option]]:
    """Refractory disease or severe lung disease; none of the options is ranked."""
    if patient.inclusion_body or patient.uncovered is True:
        return ("not applicable", 0, (), ()), []
    refractory = patient.truth("refractory")
    wanted = either(refractory, patient.severe_lung_disease())
    applies = both(wanted, negate(patient.uncovered))
    if applies is False:
        return ("not applicable", 0, (), ()), []
    severe = both(patient.truth("severe_disease"), refractory)
    again = negate(patient.done("rituximab_course"))
    unlisted = LIST if patient.medicines is None else 0
    eligible = (both(both(refractory, patient.adult), again), wanted, severe, severe)
    options = [
        Option(medicine, "clear", 0, _continued(patient, medicine), unlisted).only_when(for_whom)
        for medicine, for_whom in zip(
            (RITUXIMAB, CYCLOPHOSPHAMIDE, CICLOSPORIN, TACROLIMUS), eligible, strict=True
        )
    ]
    return choose(applies, options), options


def first_line_options(patient: Patient, mother: Motherhood) -> list[Option]:
    """Methotrexate, azathioprine, mycophenolate."""
    truth = patient.truth
    unlisted = LIST if patient.medicines is None else 0
    status, waits = methotrexate_status(patient, mother)
    continued = _continued(patient, METHOTREXATE)
    unclear = unlisted
    if continued is True:
        wrong = wrong_frequency(entry(patient, "methotrexate"))
        continued, unclear = (None, _OFTEN) if wrong is None else (not wrong, 0)
    methotrexate = Option(WITH_FOLIC_ACID, status, waits, continued, unclear)
    if status == "withheld":
        methotrexate.withheld_by = limits_that_hold(mother)
    if patient.tpmt is True:
        status, waits = "withheld", 0
    else:  # it is not known just where the gate is not passed
        status, waits = ("conditional", patient.aza_gate) if patient.aza_gate else ("clear", 0)
    azathioprine = Option(AZATHIOPRINE, status, waits, _continued(patient, AZATHIOPRINE), unlisted)
    if status == "withheld":
        azathioprine.withheld_by = ("contraindicate:1/when:1",)
    mycophenolate = Option(MYCOPHENOLATE, "clear", 0, _continued(patient, MYCOPHENOLATE), unlisted)
    conception, interstitial = mother.conception, truth("interstitial_lung_disease")
    skin: Kleene = truth("severe_rash") if patient.diagnosis == "dermatomyositis" else False
    none = negate(conception)
    healthy = negate(either(interstitial, truth("other_lung_disease")))
    methotrexate.preferred = both(both(healthy, negate(skin)), none)
    azathioprine.preferred = either(conception, interstitial)
    mycophenolate.preferred = either(both(skin, none), both(interstitial, none))
    return [methotrexate, azathioprine, mycophenolate]


def first_line(patient: Patient, mother: Motherhood, corticosteroid: Kleene) -> tuple[Choice, list[Option]]:
    """The steroid-sparing agent from day one."""
    if patient.inclusion_body or patient.juvenile:
        return ("not applicable", 0, (), ()), []
    applies = both(corticosteroid, negate(patient.uncovered))
    if applies is False:
        return ("not applicable", 0, (), ()), []
    options = first_line_options(patient, mother)
    return choose(applies, options), options


def juvenile_methotrexate(patient: Patient, mother: Motherhood, corticosteroid: Kleene) -> Outcome:
    """Methotrexate under the skin, unless another first-line agent is taken."""
    if not patient.juvenile:
        return NOT_APPLICABLE
    another: Kleene = (
        LIST if patient.medicines is None else patient.taken & (AZATHIOPRINE | MYCOPHENOLATE) != 0
    )
    applies = both(corticosteroid, negate(another))
    if applies is False:
        return NOT_APPLICABLE
    status, waits = methotrexate_status(patient, mother)
    if applies is not True:
        planned = applies | waits
        return "insufficient data", applies, () if status == "withheld" else (((METHOTREXATE, 0), planned),)
    if status == "withheld":
        return "contraindicated", 0, ()
    if status == "conditional":
        return "conditional", waits, (((METHOTREXATE, 0), waits),)
    return "recommended", 0, (((METHOTREXATE,), 0),)


# ---------------------------------------------------------------- all of it


def corticosteroid_planned(patient: Patient, plan: Plan) -> Kleene:
    """Whether the plan has a corticosteroid."""
    return has(CORTICOSTEROID, patient.taken, patient.medicines is None, plan)
