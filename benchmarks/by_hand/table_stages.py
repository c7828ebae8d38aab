"""The whole guideline in columns: what each statement that brings medicines comes to, whatever is supposed."""

from __future__ import annotations

from benchmarks.by_hand.table_patient import CORTICOSTEROIDS, Motherhood, Patient, Severe
from benchmarks.by_hand.table_truths import (
    Bit,
    Kleene,
    Needs,
    both,
    either,
    every,
    kept,
    none_of,
    some,
    together,
)
from guideline_dsl.frozen import frozen


@frozen
class Methotrexate:
    """Whether methotrexate may be given, and what it waits for."""

    withheld: Bit
    clear: Bit
    conditional: Bit
    waits: Needs


def methotrexate(p: Patient, mother: Motherhood) -> Methotrexate:
    """Contraindications, and the gate for whoever does not take it."""
    t, found = p.t, mother.contraindicated
    gate = t.kept(every(none_of(p.taken["methotrexate"]), none_of(found.yes)))
    clear = t.kept(every(found.no, none_of(every(gate, p.untested))))
    waits = t.kept_needs(found.needs | p.tests_needed.where(gate))
    return Methotrexate(found.yes, clear, t.kept(none_of(found.yes, clear)), waits)


# ---------------------------------------------------------------- starting


@frozen
class Starting:
    """Starting prednisone; `before` is whether treatment was begun before."""

    starts: Kleene
    before: Kleene


def starting(p: Patient) -> Starting:
    """Whoever takes no corticosteroid that goes on."""
    before = kept(p.t, both(p.sparing, ~p.truth("newly_diagnosed")))
    starts = both(~p.going_on, ~p.uncovered, ~before).where(none_of(p.inclusion_body))
    return Starting(kept(p.t, starts), before)


# ---------------------------------------------------------------- inclusion body myositis


@frozen
class Weak:
    """The trial in inclusion body myositis, or its second half.

    `plan` is whether it brings its medicines, as far as is known; `asked` what the outcome waits for.
    """

    none: Bit
    nothing: Bit
    contraindicated: Bit
    conditional: Bit
    recommended: Bit
    open: Bit
    asked: Needs
    plan: Kleene
    settled: Bit


def weak(p: Patient, applies: Kleene, may: Methotrexate, surely_withheld: Bit) -> Weak:
    """Only in newly diagnosed disease."""
    t, newly = p.t, p.truth("newly_diagnosed")
    applies = kept(t, applies.where(p.inclusion_body))
    nothing = t.kept(every(applies.yes, newly.no))
    open_ = t.kept(some(applies.open, every(applies.yes, newly.open)))
    now = t.kept(every(applies.yes, newly.yes))
    conditional = every(now, may.conditional)
    settled = t.kept(every(conditional, surely_withheld))
    conditional = t.kept(every(conditional, none_of(settled)))
    recommended = t.kept(every(now, may.clear))
    asked = (
        applies.needs
        | (newly.needs | may.waits).where(every(applies.yes, newly.open))
        | may.waits.where(conditional)
    )
    perhaps = t.kept(some(conditional, every(open_, none_of(newly.no, may.withheld))))
    planned = (applies.needs | newly.needs | may.waits).where(perhaps)
    contraindicated = t.kept(every(now, may.withheld))
    return Weak(
        applies.no,
        nothing,
        contraindicated,
        conditional,
        recommended,
        open_,
        t.kept_needs(asked),
        kept(t, Kleene(recommended, none_of(recommended, perhaps), planned)),
        settled,
    )


def trial(p: Patient, may: Methotrexate, surely_withheld: Bit) -> Weak:
    """Prednisone with methotrexate, where no corticosteroid is taken."""
    return weak(p, ~p.corticosteroid, may, surely_withheld)


def agent(p: Patient, may: Methotrexate, surely_withheld: Bit) -> Weak:
    """Methotrexate beside a corticosteroid that is taken alone."""
    return weak(p, both(p.corticosteroid, ~p.sparing), may, surely_withheld)


# ---------------------------------------------------------------- severe disease


@frozen
class Courses:
    """The pulse, and immunoglobulin."""

    pulse: Kleene
    immunoglobulin: Kleene


def courses(p: Patient, found: Severe) -> Courses:
    """Each where it is wanted and none was given."""
    covered, others = ~p.uncovered, none_of(p.inclusion_body)
    pulse = both(covered, found.pulse, ~p.done("methylprednisolone_pulse")).where(others)
    globulin = both(covered, found.immunoglobulin, ~p.done("immunoglobulin_course")).where(others)
    return Courses(kept(p.t, pulse), kept(p.t, globulin))


# ---------------------------------------------------------------- juvenile methotrexate


@frozen
class Young:
    """Methotrexate under the skin."""

    applies: Kleene
    contraindicated: Bit
    conditional: Bit
    recommended: Bit
    asked: Needs
    plan: Kleene


def young(p: Patient, may: Methotrexate, steroid: Kleene) -> Young:
    """Unless another first-line agent is taken."""
    t = p.t
    applies = kept(t, both(steroid, ~p.taking("azathioprine", "mycophenolate_mofetil")).where(p.juvenile))
    contraindicated, conditional, recommended = (
        t.kept(every(applies.yes, bit)) for bit in (may.withheld, may.conditional, may.clear)
    )
    perhaps = t.kept(every(none_of(applies.no, recommended), none_of(may.withheld)))
    planned = (applies.needs | may.waits).where(perhaps)
    asked = t.kept_needs(applies.needs | may.waits.where(conditional))
    plan = Kleene(recommended, none_of(recommended, perhaps), planned)
    return Young(applies, contraindicated, conditional, recommended, asked, kept(t, plan))


# ---------------------------------------------------------------- two immunosuppressants


@frozen
class Offered:
    """What one statement brings into the plan, one of several: of each medicine whether it may be that one.

    `sure` is whether it brings one for certain; `perhaps` whether it may.
    """

    options: dict[str, Bit]
    sure: Bit
    perhaps: Bit
    asked: Needs


def corticosteroid_planned(p: Patient, starts: Kleene, tried: Kleene, pulse: Kleene) -> Kleene:
    """Whether the plan has a corticosteroid."""
    return kept(p.t, either(p.corticosteroid, starts, tried, pulse))


def two_immunosuppressants(
    p: Patient, own: dict[str, tuple[Kleene, ...]], choices: tuple[Offered, ...]
) -> Kleene:
    """Whether the plan has two or more; `own` are the statements that bring a medicine for certain, or not.

    No two choices have a medicine in common, and who is offered one for certain is offered no other that he takes.
    """
    t = p.t
    certain: list[Bit] = []
    possible: list[Bit] = []
    asked = [p.list_needed]
    for name, taken in p.taken.items():
        plans = own.get(name, ())
        if name in _IMMUNOSUPPRESSANTS:
            certain.append(t.kept(some(taken, *(plan.yes for plan in plans))))
            possible.append(t.kept(some(taken, *(none_of(plan.no) for plan in plans))))
            asked += [plan.needs for plan in plans]
    sure = dict(zip(_IMMUNOSUPPRESSANTS, certain, strict=True))
    may = dict(zip(_IMMUNOSUPPRESSANTS, possible, strict=True))
    for choice in choices:
        there = some(*(every(bit, sure[name]) for name, bit in choice.options.items()))
        new = some(*(every(bit, none_of(may[name])) for name, bit in choice.options.items()))
        certain.append(t.kept(every(choice.sure, none_of(there))))
        possible.append(t.kept(every(some(choice.sure, choice.perhaps), new)))
        asked.append(choice.asked)
    yes, no = _two_of(certain), none_of(_two_of(possible))
    yes, no = t.kept(yes), t.kept(every(no, p.listed))
    return kept(t, Kleene(yes, no, together(asked).where(none_of(yes, no))))


_IMMUNOSUPPRESSANTS = (*CORTICOSTEROIDS, "methotrexate", "azathioprine", "mycophenolate_mofetil", "rituximab",
                       "cyclophosphamide", "ciclosporin", "tacrolimus")  # fmt: skip


def _two_of(bits: list[Bit]) -> Bit:
    """Whether two of them are set: one, and one before it."""
    any_before: Bit = False
    two: Bit = False
    for bit in bits:
        two = some(two, every(any_before, bit))
        any_before = some(any_before, bit)
    return two
