"""The whole guideline in columns: all that is found of a patient, the plan, and what is settled whatever is supposed.

What stays open in Kleene's logic is looked at again with the sex, and severe weakness, told: see looks.py for why
nothing else is. Of promises it is looked whether all of these give the same.
"""

from __future__ import annotations

from benchmarks.by_hand import table_choices as choices
from benchmarks.by_hand import table_stages as stages
from benchmarks.by_hand import table_taper as taper
from benchmarks.by_hand.table_doses import Doses
from benchmarks.by_hand.table_patient import Motherhood, Patient, motherhood, severe
from benchmarks.by_hand.table_truths import (
    Bit,
    Kleene,
    Needs,
    Table,
    both,
    either,
    every,
    kept,
    none_of,
    some,
)
from guideline_dsl.frozen import frozen

_SEX = "fact:sex"


@frozen
class Planned:
    """What is planned: whether it has each of what the prevention and the promises ask for."""

    steroid: Kleene
    sparing: Kleene
    suppressed: Kleene
    either_of: Kleene
    two: Kleene


class Found:
    """All that is found of a patient."""

    def __init__(self, table: Table) -> None:
        """Find it."""
        self.t = table
        p = self.p = Patient(table)
        self.doses = Doses(p)
        self.mother = motherhood(p)
        self.woman = motherhood(p, True)
        self.man = motherhood(p, False)
        unknown = table.empty("sex")
        recorded = some(p.truth("pregnant").yes, p.truth("childbearing_potential").yes)
        self.only_female = table.kept(every(unknown, recorded))
        known = self.mother.contraindicated
        self.surely_withheld = table.kept(every(self.only_female, known.open, self.woman.contraindicated.yes))
        self.may = stages.methotrexate(p, self.mother)
        self.may_woman = stages.methotrexate(p, self.woman)
        self.severe = severe(p)
        self.start = stages.starting(p)
        self.courses = stages.courses(p, self.severe)
        self.trial = stages.trial(p, self.may, self.surely_withheld)
        self.agent = stages.agent(p, self.may, self.surely_withheld)
        self.escalation = choices.escalation(p)
        self.steroid = stages.corticosteroid_planned(
            p, self.start.starts, self.trial.plan, self.courses.pulse
        )
        self._choose()
        self.young = stages.young(p, self.may, self.steroid)
        self._plan()
        self._promise()

    def _choose(self) -> None:
        p, t = self.p, self.t
        known = choices.first_line(p, self.mother, self.may, self.steroid)
        self.of_women = choices.first_line(p, self.woman, self.may_woman, self.steroid)
        self.chosen_as_woman = t.kept(
            every(
                self.only_female,
                known.conditional,
                self.has_need(known.asked, _SEX),
                none_of(self.of_women.conditional),
            )
        )
        self.chosen = choices.settled(p, self.chosen_as_woman, known, self.of_women)

    def has_need(self, needs: Needs, need: str) -> Bit:
        """Whether one of the needs is there."""
        return self.t.has_need(needs, need)

    # ------------------------------------------------------------ the plan

    def _plan(self) -> None:
        known = self._planned(self.trial, self.agent, self.chosen, self.young, self.steroid)
        p = self.p
        trial = stages.trial(p, self.may_woman, False)
        agent = stages.agent(p, self.may_woman, False)
        steroid = stages.corticosteroid_planned(p, self.start.starts, trial.plan, self.courses.pulse)
        young = stages.young(p, self.may_woman, steroid)
        woman = self._planned(trial, agent, self.of_women, young, steroid)
        self.planned = Planned(
            known.steroid,
            known.sparing,
            self._settled(known.suppressed, woman.suppressed),
            self._settled(known.either_of, woman.either_of),
            self._settled(known.two, woman.two),
        )

    def _planned(
        self,
        trial: stages.Weak,
        agent: stages.Weak,
        chosen: choices.Choice,
        young: stages.Young,
        steroid: Kleene,
    ) -> Planned:
        p, t = self.p, self.t
        escalated = self.escalation.choice
        sparing = either(p.sparing, trial.plan, agent.plan, escalated.plan, chosen.plan, young.plan)
        sparing = kept(t, sparing)
        suppressed = kept(t, either(steroid, sparing))
        globulin = either(p.taking("immunoglobulin"), self.courses.immunoglobulin)
        own = {
            "prednisone": (self.start.starts, trial.plan),
            "methylprednisolone": (self.courses.pulse,),
            "methotrexate": (trial.plan, agent.plan, young.plan),
        }
        two = stages.two_immunosuppressants(p, own, (chosen.offered, escalated.offered))
        return Planned(steroid, sparing, suppressed, kept(t, either(suppressed, globulin)), two)

    def _settled(self, known: Kleene, seen: Kleene) -> Kleene:
        bit = self.t.kept(
            every(self.only_female, known.open, self.has_need(known.needs, _SEX), none_of(seen.open))
        )
        truth = Kleene(
            some(known.yes, every(bit, seen.yes)),
            some(known.no, every(bit, seen.no)),
            known.needs.where(none_of(bit)),
        )
        return kept(self.t, truth)

    # ------------------------------------------------------------ promises

    def _promise(self) -> None:
        p, t = self.p, self.t
        self.today = kept(t, both(p.corticosteroid, ~p.sparing))
        self.then = kept(t, both(self.planned.steroid, ~self.planned.sparing))
        leaves = [
            self._alone(
                mother,
                every(none_of(self.severe.severely.no), True) if severely else self.severe.severely.yes,
            )
            for mother in (self.woman, self.man)
            for severely in (True, False)
        ]
        women, men = leaves[:2], leaves[2:]
        female = self.mother.female
        alone: list[Bit] = []
        for which in ("yes", "no"):
            of_women = every(*(getattr(leaf, which) for leaf in women))
            of_men = every(*(getattr(leaf, which) for leaf in men))
            possible_man = none_of(some(female.yes, self.only_female))
            alone.append(t.kept(every(some(of_women, female.no), some(of_men, none_of(possible_man)))))
        yes, no = alone
        self.alone = Kleene(
            some(self.then.yes, every(self.then.open, yes)),
            some(self.then.no, every(self.then.open, no)),
            p.nothing,
        )
        self.alone = kept(t, self.alone)
        reduced = taper.prednisone(p)
        self.prednisone = reduced
        self.taper = taper.reduction(p, reduced)
        asked = self._asked_of_prednisone()
        other = taper.another_kept_high(p)
        self.other_high = other
        self.high_now = taper.prolonged(p, reduced, True, self.taper, p.nothing)
        self.high_planned = taper.prolonged(p, reduced, False, self.taper, asked)

    def _asked_of_prednisone(self) -> Needs:
        """What would tell the dose that may be started, where the list is not known."""
        p, t = self.p, self.t
        preference = self.doses.preference
        starts = t.kept(every(p.unlisted, none_of(self.start.starts.no)))
        tried = t.kept(every(p.unlisted, self.start.starts.no, none_of(self.trial.plan.no)))
        dose = preference.where(none_of(p.juvenile)) | p.weight_needed | p.list_needed
        return t.kept_needs(
            (self.start.starts.needs | dose).where(starts)
            | (self.trial.asked | preference | p.weight_needed).where(tried)
        )

    def _alone(self, mother: Motherhood, severely: Bit) -> Kleene:
        """Whether a corticosteroid is planned alone, with all of it told; only the bits of it."""
        p, t = self.p, self.t
        told = mother.contraindicated
        gate = every(none_of(p.taken["methotrexate"]), p.untested)
        gives = _Bits(t.kept(every(told.no, none_of(gate))), t.kept(told.yes))
        newly = p.truth("newly_diagnosed")
        body, none = p.inclusion_body, none_of(p.inclusion_body)
        cs, sp = p.corticosteroid, p.sparing
        trial = _all(_Bits(body, none), _Bits(cs.no, cs.yes), _of(newly), gives)
        agent = _all(_Bits(body, none), _of(cs), _Bits(sp.no, sp.yes), _of(newly), gives)
        besides = self.severe.pulse_besides
        wanted = _Bits(some(severely, besides.yes), every(none_of(severely), besides.no))
        done = p.done("methylprednisolone_pulse")
        covered = _Bits(every(p.uncovered.no, none), some(p.uncovered.yes, body))
        pulse = _all(covered, wanted, _Bits(done.no, done.yes))
        steroid = _any(_of(cs), _of(self.start.starts), trial, pulse)
        steroid = _Bits(t.kept(steroid.yes), t.kept(steroid.no))
        chosen = _all(steroid, _Bits(none_of(p.juvenile), p.juvenile), covered, _Bits(p.listed, False))
        another = p.taking("azathioprine", "mycophenolate_mofetil")
        young = _all(_Bits(p.juvenile, none_of(p.juvenile)), steroid, _Bits(another.no, another.yes), gives)
        escalated = _of(self.escalation.choice.applies)
        sparing = _any(_of(sp), trial, agent, _all(escalated, _Bits(p.listed, False)), chosen, young)
        yes, no = every(steroid.yes, sparing.no), some(steroid.no, sparing.yes)
        return Kleene(t.kept(yes), t.kept(no), p.nothing)


@frozen
class _Bits:
    yes: Bit
    no: Bit


def _of(truth: Kleene) -> _Bits:
    return _Bits(truth.yes, truth.no)


def _all(*parts: _Bits) -> _Bits:
    return _Bits(every(*(part.yes for part in parts)), some(*(part.no for part in parts)))


def _any(*parts: _Bits) -> _Bits:
    return _Bits(some(*(part.yes for part in parts)), every(*(part.no for part in parts)))


# ---------------------------------------------------------------- cautions


def spoken_of(found: Found) -> dict[str, Bit]:
    """The medicines with a caution that are taken, may be given, or are offered."""
    p, chosen, escalated = found.p, found.chosen, found.escalation
    spoken = {
        "mycophenolate_mofetil": some(
            chosen.applies.yes, every(chosen.applies.open, none_of(chosen.leads[2].no))
        )
    }
    names = ("cyclophosphamide", "ciclosporin", "tacrolimus")
    choice = escalated.choice
    for name, lead, eligible in zip(names, choice.leads[1:], escalated.eligible[1:], strict=True):
        spoken[name] = some(
            every(choice.applies.yes, none_of(eligible.no)), every(choice.applies.open, none_of(lead.no))
        )
    return {name: some(p.unlisted, p.taken[name], bit) for name, bit in spoken.items()}
