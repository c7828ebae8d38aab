"""The whole guideline in columns: what is only said, or not."""

from __future__ import annotations

from benchmarks.by_hand.table_patient import FIRST_LINE, WEEK
from benchmarks.by_hand.table_plan import Found
from benchmarks.by_hand.table_taper import still_on_starting_dose
from benchmarks.by_hand.table_truths import Kleene, both, either, every, kept, none_of, some


def courses_with_an_end(f: Found) -> tuple[Kleene, ...]:
    """Courses that are over."""
    p = f.p
    done = both(p.truth("refractory"), p.adult, p.done("rituximab_course"))
    return done, p.lasting("cyclophosphamide", 52 * WEEK + 1)


def without_steps(f: Found) -> tuple[Kleene, ...]:
    """The steps that are not ordered for children."""
    p, t, taken = f.p, f.t, f.prednisone
    about = Kleene(
        some(p.juvenile, p.uncovered.yes),
        every(none_of(p.juvenile), p.uncovered.no),
        p.uncovered.needs.where(none_of(p.juvenile)),
    )
    applies = kept(t, both(about, p.taking("prednisone"), still_on_starting_dose(p, taken)))
    window = both(taken.two_weeks, ~taken.four_weeks)
    adequate = p.is_word("response", "adequate")
    return both(applies, adequate, window), both(applies, taken.four_weeks)


def resistance(f: Found) -> tuple[Kleene, ...]:
    """What comes before resistance is thought of."""
    p = f.p
    long = either(*(p.lasting(name, 13 * WEEK) for name in FIRST_LINE))
    early = both(p.truth("refractory"), ~kept(f.t, long))
    inadequate = ~p.is_word("response", "adequate")
    return early, both(inadequate, f.prednisone.four_weeks)


def target(f: Found) -> tuple[Kleene, ...]:
    """The target of methotrexate."""
    p, t = f.p, f.t
    dose, taken = p.dose("methotrexate"), p.taken["methotrexate"]
    undosed = every(taken, t.missing(dose))
    below = every(taken, t.less(dose, 25_000))
    applies = Kleene(
        below,
        every(p.listed, none_of(below, undosed)),
        t.need("medicine:methotrexate:dose", undosed) | p.list_needed,
    )
    applies = kept(t, applies)
    long = p.lasting("methotrexate", 26 * WEEK + 1)
    child = Kleene(
        some(p.juvenile, p.uncovered.yes),
        every(none_of(p.juvenile), p.uncovered.no),
        p.uncovered.needs.where(none_of(p.juvenile)),
    )
    withheld = f.mother.contraindicated
    holds = kept(t, both(applies, ~child, ~withheld))
    found = [both(applies, child), both(applies, withheld), both(holds, ~long), both(holds, long)]
    told = f.surely_withheld
    there = kept(t, found[1])
    settled = t.kept(every(told, none_of(applies.open), there.open))
    found[1] = Kleene(
        some(there.yes, every(settled, applies.yes)),
        some(there.no, every(settled, applies.no)),
        there.needs.where(none_of(settled)),
    )
    return (*found[:2], *(truth.where(none_of(told)) for truth in found[2:]))


def which_corticosteroid(f: Found) -> tuple[Kleene, ...]:
    """Which corticosteroid is taken."""
    p, pulse = f.p, f.p.pulse_running
    any_of = p.corticosteroid
    another = some(p.several, every(any_of.yes, none_of(p.taken["prednisone"])))
    mp = p.taken["methylprednisolone"]
    not_pulse = every(mp, pulse.no)
    first = p.taking(*FIRST_LINE)
    alone = every(first.yes, none_of(any_of.yes))
    return (
        Kleene(another, every(p.listed, none_of(another)), p.list_needed),
        pulse,
        Kleene(not_pulse, every(p.listed, some(none_of(mp), pulse.yes)), pulse.needs),
        Kleene(alone, every(p.listed, none_of(alone)), p.list_needed),
    )


def particular(f: Found) -> tuple[Kleene, ...]:
    """Particular patients."""
    p, mother = f.p, f.mother
    return (
        both(p.truth("anti_hmgcr"), f.planned.steroid),
        both(~mother.female, p.truth("planning_pregnancy")),
        p.adult.where(p.juvenile),
        p.abnormal.where(p.juvenile),
    )
