"""What is read of a patient, once: facts, medicines, and the definitions that hang on neither plan nor supposition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from benchmarks.by_hand.kleene import BIT, LIST, MEDICINES, Kleene, both, either, negate
from engine.moments import age, at_most
from engine.record import PatientRecord, RecordedMedicine

EIGHTEEN_YEARS = 568_036_800
DAY = 86_400
WEEK = 7 * DAY
PER_DAY = 86_400_000_000
"""One mg a day is one part of this in base units (kg and seconds)."""
_THIRTY_DAYS = Fraction(30 * DAY)

PREDNISONE, OTHER, METHYLPREDNISOLONE, METHOTREXATE, AZATHIOPRINE, MYCOPHENOLATE = 1, 2, 4, 8, 16, 32
RITUXIMAB, CYCLOPHOSPHAMIDE, CICLOSPORIN, TACROLIMUS, IMMUNOGLOBULIN = 64, 128, 256, 512, 1024
CORTICOSTEROID = PREDNISONE | OTHER | METHYLPREDNISOLONE
FIRST_LINE = METHOTREXATE | AZATHIOPRINE | MYCOPHENOLATE
STEROID_SPARING = FIRST_LINE | RITUXIMAB | CYCLOPHOSPHAMIDE | CICLOSPORIN | TACROLIMUS
IMMUNOSUPPRESSANT = CORTICOSTEROID | STEROID_SPARING
PLACE = {name: 1 << place for place, name in enumerate(MEDICINES)}

_AGE, _SEX, _WEIGHT = BIT["fact:age"], BIT["fact:sex"], BIT["fact:weight"]
_WEAKNESS, _SEVERE_WEAKNESS = BIT["fact:weakness"], BIT["fact:severe_weakness"]
_LUNG, _SEVERE_LUNG = BIT["fact:interstitial_lung_disease"], BIT["fact:severe_interstitial_lung_disease"]
_TESTS = (("hepatitis_b", "positive"), ("hepatitis_c", "positive"), ("liver_tests", "abnormal"))
_TESTS_NEEDED = tuple((name, BIT[f"fact:{name}"], bad) for name, bad in _TESTS)
_MP_DOSE, _MP_TIME = BIT["medicine:methylprednisolone:dose"], BIT["medicine:methylprednisolone:time"]


class NotByHand(ValueError):
    """The patient takes something the guideline does not declare."""


class Patient:
    """One patient; `facts` are the recorded values by name."""

    __slots__ = (
        "adult",
        "aza_gate",
        "child",
        "conception",
        "diagnosis",
        "facts",
        "going_on",
        "inclusion_body",
        "juvenile",
        "medicines",
        "mtx_gate",
        "procedures",
        "pulse_running",
        "taken",
        "takes_corticosteroid",
        "takes_sparing",
        "tests_abnormal",
        "tpmt",
        "uncovered",
        "weight",
    )  # fmt: skip

    def __init__(self, record: PatientRecord, as_of: date, diagnosis: str) -> None:
        """Read it."""
        facts = self.facts = record.facts
        self.procedures = record.procedures
        self.diagnosis = diagnosis
        self.juvenile = diagnosis == "juvenile_dermatomyositis"
        self.inclusion_body = diagnosis == "inclusion_body_myositis"
        years = facts.get("age")
        if years is None:
            self.adult = self.child = _AGE
        else:
            of = years.value
            self.adult = of.numerator >= EIGHTEEN_YEARS * of.denominator
            self.child = not self.adult
        self.uncovered: Kleene = False if self.juvenile else self.child
        weighed = facts.get("weight")
        if weighed is not None and weighed.observed is not None:
            weighed = weighed if at_most(age(weighed.observed, as_of), _THIRTY_DAYS) is True else None
        self.weight: Fraction | None = None if weighed is None else weighed.value
        self._read_medicines(record.medicines)
        abnormal: Kleene = False
        gate = 0
        for name, bit, bad in _TESTS_NEEDED:
            found = facts.get(name)
            if found is None:
                gate |= bit
                abnormal = either(abnormal, bit)
            elif found.value == bad:
                abnormal = True
        self.tests_abnormal, self.mtx_gate = abnormal, gate
        found = facts.get("tpmt_activity")
        self.aza_gate = BIT["fact:tpmt_activity"] if found is None else 0
        self.tpmt: Kleene = self.aza_gate if found is None else found.value != "normal"

    def _read_medicines(self, listed: tuple[RecordedMedicine, ...] | None) -> None:
        if listed is None:
            self.medicines: Mapping[str, RecordedMedicine] | None = None
            self.taken = 0
            self.takes_corticosteroid = self.takes_sparing = LIST
            unweighed = _WEIGHT if self.weight is None else 0
            self.pulse_running: Kleene = LIST | unweighed
            self.going_on: Kleene = LIST | unweighed
            return
        taken = 0
        self.medicines = medicines = {}
        for medicine in listed:
            place = PLACE.get(medicine.name)
            if place is None:
                raise NotByHand(medicine.name)
            taken |= place
            medicines[medicine.name] = medicine
        self.taken = taken
        steroids = taken & CORTICOSTEROID
        self.takes_corticosteroid = steroids != 0
        self.takes_sparing = taken & STEROID_SPARING != 0
        self.pulse_running = (
            self._pulse(medicines["methylprednisolone"]) if steroids & METHYLPREDNISOLONE else False
        )
        if not steroids:
            self.going_on = False
        elif steroids & (steroids - 1):  # two of them or more
            self.going_on = True
        else:
            self.going_on = negate(self.pulse_running)

    def _pulse(self, taken: RecordedMedicine) -> Kleene:
        """Whether methylprednisolone is taken as a pulse: for at most 5 days, 250 mg or 10 mg/kg a day or more."""
        time, dose, weight = taken.time_on, taken.dose, self.weight
        short: Kleene = _MP_TIME if time is None else time <= 5 * DAY
        if short is False:
            return False
        if dose is None:
            return both(short, _MP_DOSE if weight is not None else _MP_DOSE | _WEIGHT)
        mg, parts = dose.numerator * PER_DAY, dose.denominator
        if mg >= 250 * parts:
            return short
        if weight is None:  # from 2 to 300 kg: below 250 mg it is surely too little only under 20 mg
            return False if mg < 20 * parts else both(short, _WEIGHT)
        return both(short, mg * weight.denominator >= 10 * parts * weight.numerator)

    def truth(self, name: str) -> Kleene:
        """A fact that is yes or no."""
        found = self.facts.get(name)
        return BIT[f"fact:{name}"] if found is None else found.value

    def is_word(self, name: str, word: str) -> Kleene:
        """Whether a fact is this word."""
        found = self.facts.get(name)
        return BIT[f"fact:{name}"] if found is None else found.value == word

    def done(self, name: str) -> Kleene:
        """Whether a procedure was done."""
        found = self.procedures.get(name)
        return BIT[f"procedure:{name}"] if found is None else found.done

    def severe_weakness(self, weakness: Kleene, supposed: bool | None = None) -> Kleene:
        """Severe weakness, which has a meaning only where there is weakness."""
        found = self.facts.get("severe_weakness")
        if found is not None:
            return found.value
        if weakness is False:
            return False
        if supposed is not None:
            return supposed
        return _SEVERE_WEAKNESS if weakness is True else _SEVERE_WEAKNESS | _WEAKNESS

    def severe_lung_disease(self) -> Kleene:
        """Severe interstitial lung disease, which has a meaning only where there is any."""
        found = self.facts.get("severe_interstitial_lung_disease")
        if found is not None:
            return found.value
        lung = self.truth("interstitial_lung_disease")
        return lung and (_SEVERE_LUNG if lung is True else _SEVERE_LUNG | _LUNG)


class Motherhood:
    """What hangs on the sex: conception, and whether methotrexate is contraindicated."""

    __slots__ = ("childbearing", "conception", "contraindicated", "female", "limits")

    def __init__(self, patient: Patient, supposed: bool | None = None) -> None:
        """Read it, with the sex supposed to be female, or not, where it is not known."""
        facts = patient.facts
        sex = facts.get("sex")
        female: Kleene = (_SEX if supposed is None else supposed) if sex is None else sex.value == "female"
        pregnant = _only_when(facts, "pregnant", female)
        childbearing = _only_when(facts, "childbearing_potential", female)
        conception = either(pregnant, patient.truth("planning_pregnancy"))
        unprotected = False
        if childbearing is not False:
            unprotected = both(childbearing, negate(patient.truth("reliable_contraception")))
        mother = both(female, conception)
        self.female, self.childbearing, self.conception = female, childbearing, conception
        self.limits = (patient.tests_abnormal, unprotected, mother)
        self.contraindicated = either(either(patient.tests_abnormal, unprotected), mother)


def _only_when(facts: Mapping[str, object], name: str, female: Kleene) -> Kleene:
    found = facts.get(name)
    if found is not None:
        return found.value
    return female and (BIT[f"fact:{name}"] if female is True else female | BIT[f"fact:{name}"])
