"""The whole guideline in columns: lines with their doses, and what would complete them; exact, in whole numbers."""

from __future__ import annotations

from benchmarks.by_hand.table_patient import THOUSAND, Patient
from benchmarks.by_hand.table_truths import (
    Bit,
    Digit,
    Needs,
    Whole,
    every,
    none_of,
    some,
    together,
)
from guideline_dsl.frozen import frozen

MG = 100_000
"""Doses are told in hundred-thousandths, numbers of the table are in thousandths."""

_MILLI = MG // THOUSAND


@frozen
class Dose:
    """A dose that is known where the bit is set."""

    lower: Whole
    upper: Whole
    known: Bit


def action(p: Patient, name: str, undecided: Bit, inside: Bit) -> Digit:
    """What giving a medicine comes to."""
    t = p.t
    cases = (
        (p.unlisted, "start or continue"),
        (t.kept(none_of(p.taken[name])), "start"),
        (undecided, "continue or change"),
        (inside, "continue"),
    )
    return Digit(tuple((bit, word) for bit, word in cases if bit is not False), "change")


def is_continued(p: Patient, name: str, undecided: Bit, inside: Bit) -> Bit:
    """Whether a medicine goes on as it is taken."""
    return p.t.kept(every(p.taken[name], none_of(undecided), inside))


@frozen
class Line:
    """A medicine that is given: what that comes to, whether it goes on, its dose, and what would complete it."""

    action: Digit
    continued: Bit
    needs: Needs


def _line(p: Patient, name: str, undecided: Bit, inside: Bit, *needs: Needs) -> Line:
    undecided, inside = p.t.kept(undecided), p.t.kept(inside)
    return Line(
        action(p, name, undecided, inside),
        is_continued(p, name, undecided, inside),
        p.t.kept_needs(together((p.list_needed, *needs))),
    )


class Doses:
    """All of them."""

    def __init__(self, p: Patient) -> None:
        """Calculate them."""
        self.p = p
        self.often = p.t.kept(every(p.taken["methotrexate"], p.t.empty("frequency.methotrexate")))
        self.weekly = p.t.word("frequency.methotrexate", "once weekly")
        self.preference = self._preference()
        self._of_weight()
        self._ideal()
        self.methotrexate, self.folic_acid = self._adult_methotrexate()
        self.young = self._juvenile_methotrexate()
        self.mycophenolate = self._mycophenolate()
        self.azathioprine = self._azathioprine()

    def _preference(self) -> Needs:
        """What would tell which end of the range of prednisone is preferred."""
        p, t = self.p, self.p.t
        risks = [p.truth(name) for name in ("diabetes", "osteoporosis", "glaucoma")]
        risk = t.kept(some(*(one.yes for one in risks)))
        unknown = t.kept(every(none_of(risk), some(*(one.open for one in risks))))
        high, low = p.is_word("relapse_risk", "high"), p.is_word("steroid_complication_risk", "low")
        rest = t.kept(none_of(risk, unknown, high.no, low.no))
        needs = together(one.needs for one in risks).where(unknown) | (high.needs | low.needs).where(rest)
        return t.kept_needs(needs)

    def _of_weight(self) -> None:
        p, t, weight = self.p, self.p.t, self.p.weight
        number = t.kept_number
        self.prednisone = Dose(number(weight * (_MILLI // 2)), number(weight * _MILLI), p.weighed)
        heavy = t.at_least(weight, 30 * THOUSAND)
        young = number(t.chosen([(heavy, 60 * MG), (p.weighed, weight * (2 * _MILLI))]))
        self.juvenile_prednisone = Dose(young, young, p.weighed)
        upper = [(t.at_least(weight, 50 * THOUSAND), 1000 * MG), (p.weighed, weight * (20 * _MILLI))]
        lower = [
            (t.at_least(weight, 100 * THOUSAND), 1000 * MG),
            (t.at_least(weight, 25 * THOUSAND), weight * (10 * _MILLI)),
            (t.at_least(weight, 12_500), 250 * MG),
            (p.weighed, weight * (20 * _MILLI)),
        ]
        self.pulse_is_one = t.kept(some(t.less(weight, 12_501), t.at_least(weight, 100 * THOUSAND)))
        name = "methylprednisolone"
        low, high = number(t.chosen(lower)), number(t.chosen(upper))
        taken = number(p.dose(name) * _MILLI)
        undosed = t.missing(taken)
        inside = every(t.at_least(taken, low), t.at_least(high, taken))
        need = t.need("medicine:methylprednisolone:dose", every(p.taken[name], undosed, p.weighed))
        self.pulse = _line(p, name, some(undosed, p.unweighed), inside, need, p.weight_needed)
        self.pulse_dose = Dose(low, high, t.kept(every(p.weighed, none_of(self.pulse.continued))))

    def _ideal(self) -> None:
        """Ideal body weight by Devine, in parts of 25,400 of a kilogram."""
        p, t = self.p, self.p.t
        height = t.kept_number(t.number("height"))
        self.height = height
        unknown = t.kept(t.missing(height))
        female = p.is_word("sex", "female")
        small = t.less(height, 152_400)
        none = t.kept(some(p.adult.no, small))
        needs = p.adult.needs | female.needs | t.need("fact:height", unknown)
        needs = self.ideal_needed = t.kept_needs(needs.where(none_of(none)))
        known = t.kept(none_of(none, p.adult.open, unknown, female.open))
        parts = t.kept_number(
            t.chosen(
                [
                    (every(known, female.no), height * 23 + (2540 * 500 - 138 * 25_400)),
                    (known, height * 23 + (2540 * 455 - 138 * 25_400)),
                ]
            )
        )
        self.ideal, self.ideal_known = parts, known
        asked = t.kept(none_of(none, known))
        name = "immunoglobulin"
        self.globulin = _line(p, name, asked, True, needs)
        shown = t.kept(every(known, none_of(self.globulin.continued)))
        self.grams = Dose(t.kept_number(self._cut_off(parts)), t.kept_number(self._cut_off(parts * 2)), shown)

    def _cut_off(self, parts: Whole) -> Whole:
        """What does not end is cut off after four digits; it ends where 127 divides it. From 45.5 to 245."""
        t = self.p.t
        return t.chosen(
            [
                (t.at_least(parts // 127 * 127, parts), parts // 127 * 500),
                (t.less(parts, 100 * 25_400), parts // 254 * 1000),
                (True, parts // 2540 * 10_000),
            ]
        )

    def _adult_methotrexate(self) -> tuple[Line, Line]:
        p, t = self.p, self.p.t
        name = "methotrexate"
        dose = p.dose(name)
        inside = every(self.weekly, t.at_least(dose, 15 * THOUSAND), t.less(dose, 25 * THOUSAND + 1))
        undosed = t.kept(every(p.taken[name], self.weekly, t.missing(dose)))
        self.undosed = undosed
        needs = t.need("medicine:methotrexate:dose", undosed) | t.need(
            "medicine:methotrexate:frequency", self.often
        )
        self.uncertain = t.kept(some(self.often, undosed))
        first = _line(p, name, self.uncertain, inside, needs)
        folic = p.dose("folic_acid")
        one = every(t.at_least(folic, THOUSAND), t.less(folic, THOUSAND + 1))
        unknown = every(p.taken["folic_acid"], t.missing(folic))
        second = _line(p, "folic_acid", unknown, one, t.need("medicine:folic_acid:dose", unknown))
        return first, second

    def _juvenile_methotrexate(self) -> Line:
        """15 mg per square metre: 15 times the root of cm times kg, by 3600."""
        p, t, name = self.p, self.p.t, "methotrexate"
        product = t.kept_number(self.height * p.weight)
        root = t.kept_number(t.root(product))
        dose = t.kept_number(
            t.chosen(
                [
                    (t.at_least(root * root, product), root * 25),
                    (t.less(product, 1_600_000_000), root // 4 * 100),
                    (True, root // 40 * 1000),
                ]
            )
        )
        unknown = t.kept(t.missing(product))
        given = p.dose(name) * _MILLI
        # who is given as much as is shown goes on
        inside = every(self.weekly, t.at_least(given, dose), t.at_least(dose, given))
        undecided = some(self.uncertain, every(self.weekly, unknown))
        undosed = t.need("medicine:methotrexate:dose", every(self.undosed, none_of(unknown)))
        often = t.need("medicine:methotrexate:frequency", self.often)
        missing = t.need("fact:height", t.missing(self.height)) | p.weight_needed
        line = _line(p, name, undecided, inside, undosed, often, missing)
        self.young_dose = Dose(dose, dose, t.kept(none_of(unknown, line.continued)))
        return line

    def _mycophenolate(self) -> Line:
        p, t, name = self.p, self.p.t, "mycophenolate_mofetil"
        dose = p.dose(name)
        unknown = t.kept(every(p.taken[name], t.missing(dose)))
        need = t.need("medicine:mycophenolate_mofetil:dose", unknown)
        return _line(p, name, unknown, t.at_least(dose, 1000 * THOUSAND), need)

    def _azathioprine(self) -> Line:
        p, t, name = self.p, self.p.t, "azathioprine"
        dose, taken = p.dose(name), p.taken[name]
        undosed = t.kept(every(taken, self.ideal_known, t.missing(dose)))
        asked = t.kept(every(none_of(self.ideal_known), self._is_asked()))
        inside = some(none_of(self.ideal_known), t.at_least(self.ideal * 10, dose * 127))
        need = t.need("medicine:azathioprine:dose", undosed)
        return _line(p, name, some(undosed, asked), inside, self.ideal_needed, need)

    def _is_asked(self) -> Bit:
        p, t = self.p, self.p.t
        return none_of(p.adult.no, t.less(self.height, 152_400))
