"""The whole guideline in columns: the steroid-sparing agent and the escalation, and which of their options leads."""

from __future__ import annotations

from benchmarks.by_hand.table_patient import ESCALATIONS, FIRST_LINE, Motherhood, Patient, severe_lung
from benchmarks.by_hand.table_stages import Methotrexate, Offered
from benchmarks.by_hand.table_truths import (
    Bit,
    Kleene,
    Needs,
    both,
    either,
    every,
    kept,
    none_of,
    pick,
    some,
    together,
)
from guideline_dsl.frozen import frozen


@frozen
class Option:
    """One option of the first line; `needs` are what its medicine waits for, `continued` has none."""

    withheld: Bit
    clear: Bit
    continued: Kleene
    preferred: Kleene
    waits: Needs
    needs: Needs


@frozen
class Lead:
    """Whether an option leads, may, or does not; and whether what is taken of it goes on."""

    yes: Bit
    no: Bit
    continued: Bit

    @property
    def open(self) -> Bit:
        """Whether it may."""
        return none_of(self.yes, self.no)


@frozen
class Choice:
    """The outcome of a choice: whether it applies, and then whether it is conditional; `asked` is what it waits for."""

    applies: Kleene
    conditional: Bit
    leads: tuple[Lead, ...]
    going_on: Bit
    asked: Needs
    plan: Kleene
    offered: Offered


# ---------------------------------------------------------------- first line


def _options(p: Patient, mother: Motherhood, may: Methotrexate) -> list[Option]:
    t = p.t
    lung, conception = p.truth("interstitial_lung_disease"), mother.conception
    skin = p.truth("severe_rash").where(t.kept(t.word("diagnosis", "dermatomyositis")))
    healthy = both(~lung, ~p.truth("other_lung_disease"))
    preferred = (
        kept(t, both(healthy, ~skin, ~conception)),
        kept(t, either(conception, lung)),
        kept(t, either(both(skin, ~conception), both(lung, ~conception))),
    )
    taken = [p.taken[name] for name in FIRST_LINE]
    often = t.empty("frequency.methotrexate")
    weekly = t.word("frequency.methotrexate", "once weekly")
    goes_on = [
        (every(taken[0], weekly), every(taken[0], often)),
        (taken[1], False),
        (taken[2], False),
    ]
    withheld = (may.withheld, p.deficient.yes, False)
    clear = (may.clear, p.deficient.no, True)
    waits = (may.waits, p.deficient.needs, p.nothing)
    made: list[Option] = []
    for place in range(3):
        there = none_of(withheld[place])
        yes, unsure = goes_on[place]
        open_ = t.kept(every(there, some(p.unlisted, unsure)))
        yes = t.kept(every(there, yes))
        continued = Kleene(yes, t.kept(none_of(yes, open_)), p.nothing)
        needs = waits[place] | p.list_needed.where(there)
        if place == 0:
            needs = needs | t.need("medicine:methotrexate:frequency", every(open_, p.listed))
        needs = t.kept_needs(needs)
        made.append(Option(withheld[place], clear[place], continued, preferred[place], waits[place], needs))
    return made


def first_line(p: Patient, mother: Motherhood, may: Methotrexate, steroid: Kleene) -> Choice:
    """The steroid-sparing agent from day one."""
    t = p.t
    applies = kept(t, both(steroid, ~p.uncovered).where(none_of(p.inclusion_body, p.juvenile)))
    options = _options(p, mother, may)
    going = [o.continued for o in options]
    surely = [t.kept(every(o.continued.yes, o.clear)) for o in options]
    one_surely = t.kept(some(*surely))
    perhaps = t.kept(none_of(every(*(on.no for on in going))))
    all_known = none_of(*(on.open for on in going))
    going_on = t.kept(every(all_known, some(*(on.yes for on in going))))
    available = [t.kept(every(o.clear, none_of(o.continued.open))) for o in options]
    leads: list[Lead] = []
    for place, option in enumerate(options):
        others = [other for other in range(3) if other != place]
        rival = some(*(every(available[o], options[o].preferred.yes) for o in others))
        may_rival = some(*(none_of(options[o].withheld, options[o].preferred.no) for o in others))
        yes = every(available[place], some(option.preferred.yes, none_of(may_rival)))
        no = some(option.withheld, every(option.preferred.no, rival))
        leads.append(
            Lead(
                t.kept(pick(one_surely, surely[place], every(yes, none_of(perhaps)))),
                t.kept(every(option.continued.no, some(one_surely, no))),
                option.continued.yes,
            )
        )
    undecided = some(*(lead.open for lead in leads))
    unclear = [t.kept(every(o.continued.yes, none_of(o.clear))) for o in options]
    any_unclear = t.kept(some(*unclear))
    conditional = t.kept(every(applies.yes, pick(going_on, any_unclear, undecided)))
    of_unclear = together(o.waits.where(bit) for o, bit in zip(options, unclear, strict=True)).where(going_on)
    between = together(o.preferred.needs.where(none_of(o.withheld)) for o in options)
    of_open = together(o.needs.where(lead.open) for o, lead in zip(options, leads, strict=True)) | between
    of_open = of_open.where(undecided)
    not_going = t.kept(every(applies.yes, none_of(going_on)))
    waits = of_unclear.where(applies.yes) | of_open.where(not_going)
    waits = t.kept_needs(waits)
    of_any = (
        together(o.needs.where(none_of(lead.no)) for o, lead in zip(options, leads, strict=True)) | between
    )
    planned = (applies.needs | of_any).where(applies.open)
    # what it brings
    may_be = [t.kept(none_of(lead.no, o.withheld)) for lead, o in zip(leads, options, strict=True)]
    sure = some(*(some(a, s) for a, s in zip(available, surely, strict=True)))
    nothing = t.kept(none_of(sure, *(lead.yes for lead in leads)))
    certain = t.kept(every(applies.yes, none_of(nothing)))
    possible = t.kept(some(applies.open, every(applies.yes, nothing)))
    plan = Kleene(certain, applies.no, (waits | planned).where(possible))
    several = some(
        every(may_be[0], may_be[1]), every(may_be[0], may_be[2]), every(may_be[1], may_be[2]),
        possible, every(going_on, one_surely),
    )  # fmt: skip
    asked = t.kept_needs((waits | planned).where(several))
    offered = Offered(dict(zip(FIRST_LINE, may_be, strict=True)), certain, possible, asked)
    return Choice(
        applies,
        conditional,
        tuple(leads),
        going_on,
        t.kept_needs(applies.needs | waits),
        kept(t, plan),
        offered,
    )


# ---------------------------------------------------------------- escalation


@frozen
class Escalation:
    """Refractory disease: the choice, and for whom each option is."""

    choice: Choice
    eligible: tuple[Kleene, ...]


def escalation(p: Patient) -> Escalation:
    """None of the options is ranked; cyclophosphamide is for whoever it applies to."""
    t, refractory = p.t, p.truth("refractory")
    wanted = kept(t, either(refractory, severe_lung(p)))
    applies = kept(t, both(wanted, ~p.uncovered).where(none_of(p.inclusion_body)))
    severe = kept(t, both(p.truth("severe_disease"), refractory))
    adults = kept(t, both(refractory, p.adult, ~p.done("rituximab_course")))
    eligible = (adults, wanted, severe, severe)
    taken = [p.taken[name] for name in ESCALATIONS]
    going_on = t.kept(some(*taken))
    leads = tuple(
        Lead(
            t.kept(every(p.listed, pick(going_on, bit, whom.yes))),
            t.kept(every(p.listed, pick(going_on, none_of(bit), whom.no))),
            bit,
        )
        for bit, whom in zip(taken, eligible, strict=True)
    )
    undecided = some(*(lead.open for lead in leads))
    conditional = t.kept(every(applies.yes, undecided))
    of_open = together(
        (whom.needs | p.list_needed).where(lead.open) for whom, lead in zip(eligible, leads, strict=True)
    )
    waits = t.kept_needs(of_open.where(conditional))
    # were it for nobody, it would not apply
    doubtful = together(whom.needs for whom in eligible).where(wanted.open)
    of_any = together(
        (whom.needs | p.list_needed).where(none_of(lead.no))
        for whom, lead in zip(eligible, leads, strict=True)
    )
    conditions = (applies.needs | doubtful).where(applies.open)
    planned = (conditions | of_any).where(applies.open)
    certain = t.kept(every(applies.yes, p.listed))
    possible = t.kept(some(applies.open, every(applies.yes, p.unlisted)))
    plan = Kleene(certain, applies.no, (waits | planned).where(possible))
    may_be = [t.kept(none_of(lead.no)) for lead in leads]
    several = some(possible, *(every(a, b) for place, a in enumerate(may_be) for b in may_be[:place]))
    asked = t.kept_needs((waits | planned).where(several))
    offered = Offered(dict(zip(ESCALATIONS, may_be, strict=True)), certain, possible, asked)
    choice = Choice(
        applies, conditional, leads, going_on, t.kept_needs(conditions | waits), kept(t, plan), offered
    )
    return Escalation(choice, eligible)


# ---------------------------------------------------------------- where the sex can but be female


def settled(p: Patient, bit: Bit, known: Choice, seen: Choice) -> Choice:
    """The one choice, or the other for whom the bit is set."""
    t = p.t

    def needs(a: Needs, b: Needs) -> Needs:
        return t.kept_needs(a.where(none_of(bit)) | b.where(bit))

    def truth(a: Kleene, b: Kleene) -> Kleene:
        return Kleene(t.kept(pick(bit, b.yes, a.yes)), t.kept(pick(bit, b.no, a.no)), needs(a.needs, b.needs))

    leads = tuple(
        Lead(
            *(t.kept(pick(bit, y, x)) for x, y in ((a.yes, b.yes), (a.no, b.no), (a.continued, b.continued)))
        )
        for a, b in zip(known.leads, seen.leads, strict=True)
    )
    offered = Offered(
        {
            name: t.kept(pick(bit, seen.offered.options[name], known.offered.options[name]))
            for name in FIRST_LINE
        },
        t.kept(pick(bit, seen.offered.sure, known.offered.sure)),
        t.kept(pick(bit, seen.offered.perhaps, known.offered.perhaps)),
        needs(known.offered.asked, seen.offered.asked),
    )
    return Choice(
        known.applies,
        t.kept(pick(bit, seen.conditional, known.conditional)),
        leads,
        t.kept(pick(bit, seen.going_on, known.going_on)),
        needs(known.asked, seen.asked),
        truth(known.plan, seen.plan),
        offered,
    )
