"""The whole guideline in columns: what is read of a patient, and what is defined and hangs on no plan."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.by_hand.kleene import MEDICINES
from benchmarks.by_hand.table_truths import (
    Bit,
    Kleene,
    Table,
    Whole,
    both,
    either,
    every,
    kept,
    none_of,
    some,
    together,
)
from guideline_dsl.frozen import frozen

WEEK = 7
THOUSAND = 1000
"""Numbers are read in thousandths."""

CORTICOSTEROIDS = MEDICINES[:3]
FIRST_LINE = MEDICINES[3:6]
ESCALATIONS = MEDICINES[6:10]
SPARING = MEDICINES[3:10]
_TESTS = (("hepatitis_b", "positive"), ("hepatitis_c", "positive"), ("liver_tests", "abnormal"))


class Patient:
    """One row of the table."""

    def __init__(self, table: Table) -> None:
        """Read it."""
        t = self.t = table
        self.nothing = t.need("medication list", False)
        self.outside = t.kept(t.word("diagnosis", "other"))
        self.unknown_scope = t.empty("diagnosis")
        self.inside = t.kept(none_of(self.outside, self.unknown_scope))
        self.juvenile = t.kept(t.word("diagnosis", "juvenile_dermatomyositis"))
        self.inclusion_body = t.kept(t.word("diagnosis", "inclusion_body_myositis"))
        age = t.number("age")
        self.adult = self._measured(age, "fact:age", 18 * THOUSAND)
        self.uncovered = kept(t, (~self.adult).where(none_of(self.juvenile)))
        self._truths: dict[str, Kleene] = {}
        self._weigh()
        self.listed = t.kept(t.true("medicines_known"))
        self.unlisted = t.kept(none_of(self.listed))
        self.list_needed = t.kept_needs(t.need("medication list", self.unlisted))
        self.taken: Mapping[str, Bit] = {
            name: t.kept(every(self.listed, t.true(f"taking.{name}"))) for name in MEDICINES
        }
        self.corticosteroid = self.taking(*CORTICOSTEROIDS)
        self.sparing = self.taking(*SPARING)
        self._read_pulse()
        self._test()

    def _weigh(self) -> None:
        t = self.t
        fresh = some(t.empty("weight.on"), t.less(t.days_since("weight.on"), 31))
        weight = t.number("weight")
        self.weighed = t.kept(every(none_of(t.missing(weight)), fresh))
        self.weight: Whole = t.kept_number(t.chosen([(self.weighed, weight)]))
        self.unweighed = none_of(self.weighed)
        self.weight_needed = t.kept_needs(t.need("fact:weight", self.unweighed))

    def _measured(self, number: Whole, need: str, least: int) -> Kleene:
        t = self.t
        found = Kleene(t.at_least(number, least), t.less(number, least), t.need(need, t.missing(number)))
        return kept(t, found)

    def truth(self, name: str) -> Kleene:
        """A fact that is yes or no."""
        return self._truth(name, name, f"fact:{name}")

    def done(self, name: str) -> Kleene:
        """Whether a procedure was done."""
        return self._truth(f"done.{name}", f"done.{name}", f"procedure:{name}")

    def _truth(self, key: str, column: str, need: str) -> Kleene:
        if key not in self._truths:
            t = self.t
            found = Kleene(t.true(column), t.false(column), t.need(need, t.empty(column)))
            self._truths[key] = kept(t, found)
        return self._truths[key]

    def is_word(self, name: str, word: str) -> Kleene:
        """Whether a fact is this word."""
        key = f"{name} is {word}"
        if key not in self._truths:
            t = self.t
            empty = t.empty(name)
            yes = t.word(name, word)
            self._truths[key] = kept(t, Kleene(yes, none_of(yes, empty), t.need(f"fact:{name}", empty)))
        return self._truths[key]

    def taking(self, *names: str) -> Kleene:
        """Whether any of some medicines is taken."""
        yes = self.t.kept(some(*(self.taken[name] for name in names)))
        return kept(self.t, Kleene(yes, every(self.listed, none_of(yes)), self.list_needed))

    def time(self, name: str) -> Whole:
        """How many days a medicine has been taken, where it is taken."""
        return self.t.kept_number(self.t.days_since(f"since.{name}"))

    def lasting(self, name: str, days: int) -> Kleene:
        """Whether a medicine is taken, and has been for so many days or more."""
        t, taken, time = self.t, self.taken[name], self.time(name)
        need = t.need(f"medicine:{name}:time", every(taken, t.missing(time)))
        no = some(every(self.listed, none_of(taken)), every(taken, t.less(time, days)))
        return kept(t, Kleene(every(taken, t.at_least(time, days)), no, need | self.list_needed))

    def dose(self, name: str) -> Whole:
        """The dose that is taken, in thousandths."""
        return self.t.kept_number(self.t.number(f"dose.{name}"))

    def _read_pulse(self) -> None:
        """Methylprednisolone as a pulse: for at most 5 days, 250 mg or 10 mg/kg a day or more."""
        t, taken = self.t, self.taken["methylprednisolone"]
        dose, time = self.dose("methylprednisolone"), self.time("methylprednisolone")
        # from 2 to 300 kg: under 20 mg it is too little for anybody
        much = some(t.at_least(dose, 250 * THOUSAND), t.at_least(dose, self.weight * 10))
        little = every(
            t.less(dose, 250 * THOUSAND),
            some(t.less(dose, self.weight * 10), every(self.unweighed, t.less(dose, 20 * THOUSAND))),
        )
        asked = t.need("medicine:methylprednisolone:dose", t.missing(dose)) | self.weight_needed
        amount = kept(t, Kleene(much, little, asked.where(none_of(much, little))))
        untimed = t.missing(time)
        short = Kleene(
            t.less(time, 6), t.at_least(time, 6), t.need("medicine:methylprednisolone:time", untimed)
        )
        pulse = both(short, amount)
        self.pulse_running = kept(
            t,
            Kleene(
                every(taken, pulse.yes),
                every(self.listed, some(none_of(taken), pulse.no)),
                pulse.needs.where(taken) | (self.list_needed | self.weight_needed).where(self.unlisted),
            ),
        )
        one, two, three = (self.taken[name] for name in CORTICOSTEROIDS)
        self.several = t.kept(some(every(one, two), every(one, three), every(two, three)))
        pulse = self.pulse_running
        going_on = Kleene(
            every(self.corticosteroid.yes, some(self.several, pulse.no)),
            some(self.corticosteroid.no, every(none_of(self.several), pulse.yes)),
            pulse.needs.where(none_of(self.several)),
        )
        self.going_on = kept(t, going_on)

    def _test(self) -> None:
        """The tests before methotrexate, and thiopurine methyltransferase before azathioprine."""
        t = self.t
        self.abnormal = kept(t, either(*(self.is_word(name, bad) for name, bad in _TESTS)))
        self.untested = t.kept(some(*(t.empty(name) for name, _ in _TESTS)))
        self.tests_needed = t.kept_needs(
            together(t.need(f"fact:{name}", t.empty(name)) for name, _ in _TESTS)
        )
        normal = self.is_word("tpmt_activity", "normal")
        self.deficient = ~normal


@frozen
class Motherhood:
    """What hangs on the sex: conception, and whether methotrexate is contraindicated."""

    female: Kleene
    childbearing: Kleene
    conception: Kleene
    unprotected: Kleene
    mother: Kleene
    contraindicated: Kleene


def motherhood(p: Patient, supposed: bool | None = None) -> Motherhood:
    """Of whose sex is not known, with it supposed to be female, or not."""
    t = p.t
    female = p.is_word("sex", "female")
    if supposed is not None:
        unknown = t.empty("sex")
        yes, no = some(female.yes, every(unknown, supposed)), some(female.no, every(unknown, not supposed))
        female = kept(t, Kleene(yes, no, p.nothing))
    pregnant = _of_women(p, "pregnant", female)
    childbearing = _of_women(p, "childbearing_potential", female)
    conception = kept(t, either(pregnant, p.truth("planning_pregnancy")))
    unprotected = kept(t, both(childbearing, ~p.truth("reliable_contraception")))
    mother = kept(t, both(female, conception))
    contraindicated = kept(t, either(p.abnormal, unprotected, mother))
    return Motherhood(female, childbearing, conception, unprotected, mother, contraindicated)


def _of_women(p: Patient, name: str, female: Kleene) -> Kleene:
    """A fact that has a meaning of women only."""
    t, found = p.t, p.truth(name)
    empty = t.empty(name)
    needs = (t.need(f"fact:{name}", empty) | female.needs).where(every(empty, none_of(female.no)))
    return kept(t, Kleene(found.yes, some(found.no, every(empty, female.no)), needs))


@frozen
class Severe:
    """What hangs on weakness: who is to have a pulse, and immunoglobulin."""

    weakness: Kleene
    severely: Kleene
    pulse_besides: Kleene
    pulse: Kleene
    immunoglobulin: Kleene


def severe(p: Patient) -> Severe:
    """Read it."""
    t, weakness = p.t, p.truth("weakness")
    severely = _only_when(p, "severe_weakness", weakness)
    dysphagia = p.truth("dysphagia")
    besides = kept(t, either(dysphagia, p.truth("respiratory_muscle_weakness")))
    pulse = kept(t, either(severely, besides))
    others = (p.truth(name) for name in ("marked_weight_loss", "severe_rash", "steroid_resistant"))
    immunoglobulin = kept(t, either(severely, dysphagia, *others))
    return Severe(weakness, severely, besides, pulse, immunoglobulin)


def severe_lung(p: Patient) -> Kleene:
    """Severe interstitial lung disease."""
    return _only_when(p, "severe_interstitial_lung_disease", p.truth("interstitial_lung_disease"))


def _only_when(p: Patient, name: str, outer: Kleene) -> Kleene:
    """A fact that has a meaning only where another holds."""
    t, found = p.t, p.truth(name)
    empty = t.empty(name)
    needs = (t.need(f"fact:{name}", empty) | outer.needs).where(every(empty, none_of(outer.no)))
    return kept(t, Kleene(found.yes, some(found.no, every(empty, outer.no)), needs))
