"""The reduction of prednisone: whether the next step is due, which it is, and what it does to the promises."""

from __future__ import annotations

from fractions import Fraction

from benchmarks.by_hand.kleene import BIT, LIST, Kleene, both, either, negate
from benchmarks.by_hand.patient import PER_DAY, PREDNISONE, WEEK, Patient
from guideline_dsl.values import Truth

DOSE, START, TIME, AT = (
    BIT[f"medicine:prednisone:{detail}"] for detail in ("dose", "starting dose", "time", "time at dose")
)
_RUNGS = tuple(Fraction(mg, PER_DAY) for mg in (60, 40, 30, 25, 20))
_LESS = Fraction(5, 2 * PER_DAY)
_NOTHING = Fraction(0)
_TWO_WEEKS, _FOUR_WEEKS = 2 * WEEK, 4 * WEEK

Reduction = tuple[str, int, Fraction | None, Truth]
"""The kind, what it waits for, the next dose, whether it is due."""

NOT_REDUCED: Reduction = ("not applicable", 0, None, None)


def next_dose(dose: Fraction) -> Fraction:
    """The highest rung below, then 2.5 mg less."""
    for rung in _RUNGS:
        if rung < dose:
            return rung
    return dose - _LESS if dose > _LESS else _NOTHING


def at_least(time: Fraction | None, seconds: int, need: int) -> Kleene:
    """Whether something has gone on for so long."""
    return need if time is None else time.numerator >= seconds * time.denominator


def still_on_starting_dose(patient: Patient) -> Kleene:
    """Of whom takes no prednisone, nothing and nothing are the same."""
    if patient.medicines is None:
        return LIST
    taken = patient.medicines.get("prednisone")
    if taken is None:
        return True
    dose, start = taken.dose, taken.starting_dose
    if dose is not None and start is not None:
        return dose >= start
    if dose is None and start == 0:
        return True
    return (DOSE if dose is None else 0) | (START if start is None else 0)


def reduction(patient: Patient) -> Reduction:
    """The taper."""
    if patient.juvenile or patient.uncovered is True:
        return NOT_REDUCED
    taking: Kleene = LIST if patient.medicines is None else patient.taken & PREDNISONE != 0
    applies = both(negate(patient.uncovered), taking)
    if applies is False:
        return NOT_REDUCED
    if applies is not True or patient.medicines is None:
        return "insufficient data", applies, None, None
    taken = patient.medicines["prednisone"]
    dose = taken.dose
    if dose is None:
        return "insufficient data", DOSE, None, None
    adequate = patient.is_word("response", "adequate")
    start, time, at = taken.starting_dose, taken.time_on, taken.time_at_dose
    reduced: Kleene = START if start is None else dose < start
    before = either(both(at_least(time, _TWO_WEEKS, TIME), adequate), at_least(time, _FOUR_WEEKS, TIME))
    if at is None and time is not None and time < _TWO_WEEKS:
        long_enough: Kleene = False
    else:
        long_enough = at_least(at, _TWO_WEEKS, AT)
    after = both(long_enough, adequate)  # the only other word is inadequate
    if before is after and (before is True or before is False):
        due = before
    else:
        due = either(both(negate(reduced), before), both(reduced, after))
    following = next_dose(dose)
    if due is True:
        return "recommended" if following else "nothing recommended", 0, following, True
    if due is False:
        return "recommended", 0, following, False
    return "conditional", due, following, None


# ---------------------------------------------------------------- an unreduced high dose

Range = tuple[Fraction, Fraction | None, int]
"""A dose from, to (None: no end), and what would tell it."""


def dose_now(patient: Patient) -> Range:
    """The dose of prednisone that is taken."""
    if patient.medicines is None:
        return _NOTHING, None, LIST
    taken = patient.medicines.get("prednisone")
    if taken is None:
        return _NOTHING, _NOTHING, 0
    return (_NOTHING, None, DOSE) if taken.dose is None else (taken.dose, taken.dose, 0)


def dose_planned(patient: Patient, taper: Reduction, asked: int | None) -> Range:
    """The dose under the plan; `asked` are the needs of a start that is possible where the list is unknown."""
    now = dose_now(patient)
    kind, waits, following, due = taper
    if patient.medicines is None:
        if asked is None and kind == "not applicable":
            return now
        return _NOTHING, None, LIST | waits | (asked or 0)
    if kind == "not applicable" or due is False or not patient.taken & PREDNISONE:
        return now
    if following is None:  # it is not known whether the taper applies, or the dose
        if now[1] is None:
            return _NOTHING, None, now[2] | waits
        following = next_dose(now[0])
    elif due is True and kind == "recommended":
        return following, following, 0
    return following, now[0], waits


def prolonged(patient: Patient, dose: Range) -> Kleene:
    """More than four weeks on an unreduced high dose."""
    if patient.medicines is None:
        longer: Kleene = LIST
        start: Fraction | None = None
        start_needs = LIST
    else:
        taken = patient.medicines.get("prednisone")
        if taken is None:
            return False
        time, start = taken.time_on, taken.starting_dose
        longer = TIME if time is None else time.numerator > _FOUR_WEEKS * time.denominator
        start_needs = START if start is None else 0
    if longer is False:
        return False
    lower, upper, needs = dose
    if start is None:
        unreduced: Kleene = needs | start_needs
    elif lower >= start:
        unreduced = True
    else:
        unreduced = False if upper is not None and upper < start else needs
    return both(both(longer, unreduced), _high(patient.weight, lower, upper, needs))


_HALF, _SIXTY = Fraction(1, 2 * PER_DAY), Fraction(60, PER_DAY)
_WEIGHT = BIT["fact:weight"]


def _high(weight: Fraction | None, lower: Fraction, upper: Fraction | None, needs: int) -> Kleene:
    """At least 60 mg, or 0.5 mg/kg, a day."""
    if lower >= _SIXTY:
        return True
    lightest, heaviest = (2, 300) if weight is None else (weight, weight)
    if lower >= heaviest * _HALF:
        return True
    low = upper is not None and upper < lightest * _HALF
    plain: Kleene = False if upper is not None and upper < _SIXTY else needs
    if low:
        return plain
    return either(plain, needs | _WEIGHT if weight is None else needs)
