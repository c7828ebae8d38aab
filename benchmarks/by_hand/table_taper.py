"""The whole guideline in columns: the reduction of prednisone, and an unreduced high dose."""

from __future__ import annotations

from benchmarks.by_hand.table_patient import CORTICOSTEROIDS, THOUSAND, WEEK, Patient
from benchmarks.by_hand.table_truths import (
    Bit,
    Kleene,
    Needs,
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

_RUNGS = tuple(rung * THOUSAND for rung in (60, 40, 30, 25, 20))
_LESS = 2500


@frozen
class Prednisone:
    """What is taken of prednisone; the truths are those of whoever takes it."""

    dose: Whole
    start: Whole
    undosed: Bit
    unstarted: Bit
    dose_needed: Needs
    start_needed: Needs
    following: Whole
    two_weeks: Kleene
    four_weeks: Kleene


def prednisone(p: Patient) -> Prednisone:
    """Read it; a dose that was never changed is the starting dose."""
    t, taken = p.t, p.taken["prednisone"]
    dose = p.dose("prednisone")
    started, changed = t.days_since("since.prednisone"), t.days_since("dose_since.prednisone")
    written = t.number("starting_dose.prednisone")
    never_changed = every(t.at_least(started, changed), t.at_least(changed, started))
    start = t.kept_number(t.chosen([(none_of(t.missing(written)), written), (t.kept(never_changed), dose)]))
    undosed, unstarted = t.kept(t.missing(dose)), t.kept(t.missing(start))
    lowest = (
        *((t.at_least(dose, rung + 1), rung) for rung in _RUNGS),
        (t.at_least(dose, _LESS), dose - _LESS),
        (True, 0),
    )
    following = t.kept_number(t.chosen([(every(none_of(undosed), bit), step) for bit, step in lowest]))
    return Prednisone(
        dose,
        start,
        undosed,
        unstarted,
        t.kept_needs(t.need("medicine:prednisone:dose", every(taken, undosed))),
        t.kept_needs(t.need("medicine:prednisone:starting dose", every(taken, unstarted))),
        following,
        p.lasting("prednisone", 2 * WEEK),
        p.lasting("prednisone", 4 * WEEK),
    )


@frozen
class Reduction:
    """The taper: whether it applies, whether its next step is due, what it waits for."""

    applies: Kleene
    told: Bit
    due: Kleene
    ended: Bit
    asked: Needs


def reduction(p: Patient, taken: Prednisone) -> Reduction:
    """Of whoever takes prednisone."""
    t, adequate = p.t, p.is_word("response", "adequate")
    applies = kept(t, both(~p.uncovered, p.taking("prednisone")).where(none_of(p.juvenile)))
    told = t.kept(every(applies.yes, none_of(taken.undosed)))
    less, enough = t.less(taken.dose, taken.start), t.at_least(taken.dose, taken.start)
    reduced = kept(t, Kleene(less, enough, taken.start_needed))
    before = kept(t, either(both(taken.two_weeks, adequate), taken.four_weeks))
    at = t.kept_number(t.days_since("dose_since.prednisone"))
    unknown = t.missing(at)
    short = some(t.less(at, 2 * WEEK), every(unknown, taken.two_weeks.no))
    need = t.need("medicine:prednisone:time at dose", every(p.taken["prednisone"], unknown, none_of(short)))
    long_enough = kept(t, Kleene(t.at_least(at, 2 * WEEK), short, need))
    after = kept(t, both(long_enough, adequate))
    found = kept(t, either(both(~reduced, before), both(reduced, after)))
    yes, no = some(found.yes, every(before.yes, after.yes)), some(found.no, every(before.no, after.no))
    yes, no = t.kept(yes), t.kept(no)
    due = Kleene(yes, no, t.kept_needs(found.needs.where(every(told, none_of(yes, no)))))
    ended = t.kept(every(told, yes, t.less(taken.following, 1)))
    asked = applies.needs | taken.dose_needed.where(applies.yes) | due.needs
    return Reduction(applies, told, due, ended, t.kept_needs(asked))


def still_on_starting_dose(p: Patient, taken: Prednisone) -> Kleene:
    """Of whom takes no prednisone, nothing and nothing are the same."""
    t, takes = p.t, p.taken["prednisone"]
    enough, less = t.at_least(taken.dose, taken.start), t.less(taken.dose, taken.start)
    from_nothing = every(taken.undosed, t.less(taken.start, 1))
    yes = every(p.listed, some(none_of(takes), enough, from_nothing))
    no = every(takes, less)
    needs = taken.dose_needed | taken.start_needed | p.list_needed
    return kept(t, Kleene(t.kept(yes), t.kept(no), needs.where(none_of(yes, no))))


# ---------------------------------------------------------------- an unreduced high dose


def prolonged(p: Patient, taken: Prednisone, now: bool, taper: Reduction, asked: Needs) -> Kleene:
    """More than four weeks on an unreduced high dose: of prednisone as it is taken, or under the plan."""
    t = p.t
    lower = upper = taken.dose
    needs = taken.dose_needed | p.list_needed
    if not now:
        unchanged = t.kept(some(taper.applies.no, every(taper.told, taper.due.no)))
        lower = t.kept_number(t.chosen([(unchanged, taken.dose), (True, taken.following)]))
        stepped = t.kept(every(taper.told, taper.due.yes, none_of(taper.ended)))
        upper = t.kept_number(t.chosen([(stepped, taken.following), (True, taken.dose)]))
        needs = needs | taper.asked | asked
    known, dosed = p.taken["prednisone"], none_of(taken.undosed)
    started = none_of(taken.unstarted)
    # of an unknown dose it is known that it is no less than nothing
    unreduced = every(started, some(t.at_least(lower, taken.start), t.less(taken.start, 1)))
    reduced = every(dosed, t.less(upper, taken.start), none_of(unreduced))
    unstarted = taken.start_needed
    first = Kleene(
        every(known, unreduced), every(known, reduced), (needs | unstarted).where(none_of(unreduced, reduced))
    )
    high = some(t.at_least(lower, 60 * THOUSAND), t.at_least(lower * 2, p.weight))
    under = every(
        t.less(upper, 60 * THOUSAND),
        some(t.less(upper * 2, p.weight), every(p.unweighed, t.less(upper, THOUSAND))),
    )
    high, under = t.kept(every(known, high)), t.kept(every(known, under, none_of(high)))
    second = Kleene(high, under, (needs | p.weight_needed).where(none_of(high, under)))
    return kept(t, both(p.lasting("prednisone", 4 * WEEK + 1), kept(t, first), kept(t, second)))


def another_kept_high(p: Patient) -> Kleene:
    """Another corticosteroid, or several, in a high dose for more than four weeks."""
    t = p.t
    another = t.kept(some(p.several, every(p.corticosteroid.yes, none_of(p.taken["prednisone"]))))
    longest = either(*(p.lasting(name, 4 * WEEK + 1) for name in CORTICOSTEROIDS))
    longest = Kleene(
        every(another, longest.yes),
        every(p.listed, some(none_of(another), longest.no)),
        together((longest.needs.where(another), p.list_needed)),
    )
    return kept(t, both(longest, p.truth("other_corticosteroid_high_dose")))
