"""The builders of lines, doses and remarks: one function per rule of grammar.lark."""

from __future__ import annotations

from guideline_dsl import syntax
from guideline_dsl.build_expressions import digits
from guideline_dsl.build_parts import Marked, Parts, every, maybe, role, span_of

_GAP_WORDS = ("dose", "frequency", "duration", "interval", "target", "steps", "maximum")
_ONCE_OR_TWICE = {"once": "1", "twice": "2"}


def give(parts: Parts) -> syntax.Give:
    """`give`."""
    clauses = tuple(part for part in parts if isinstance(part, syntax.GivePart))
    return syntax.Give(
        parts[1],
        maybe(parts, syntax.Amount),
        clauses,
        every(parts, syntax.CloserTo),
        span=span_of(parts),
    )


def give_nothing(parts: Parts) -> syntax.GiveNothing:
    """`give nothing`."""
    return syntax.GiveNothing(span=span_of(parts))


def stop(parts: Parts) -> syntax.Stop:
    """`stop`."""
    return syntax.Stop(parts[1], span=span_of(parts))


def do(parts: Parts) -> syntax.Do:
    """`do`."""
    clauses = tuple(part for part in parts[2:] if isinstance(part, syntax.DoPart))
    return syntax.Do(parts[1], clauses, span=span_of(parts))


def closer_to(parts: Parts) -> syntax.CloserTo:
    """`closer to 1 mg/kg/day when CONDITION`."""
    remarks = tuple(part for part in parts[4:] if isinstance(part, syntax.Remark))
    return syntax.CloserTo(parts[1], parts[3], remarks, span=span_of(parts))


def as_computed_by(parts: Parts) -> syntax.AsComputedBy:
    """`as computed by calvert_dose`."""
    return syntax.AsComputedBy(parts[1], span=span_of(parts))


def by_basis(parts: Parts) -> syntax.ByBasis:
    """`by weight`."""
    return syntax.ByBasis(parts[1], span=span_of(parts))


def at_most(parts: Parts) -> syntax.AtMost:
    """`at most 60 mg/day`."""
    return syntax.AtMost(parts[1], span=span_of(parts))


def at_least(parts: Parts) -> syntax.AtLeast:
    """`at least 250 mg/day`."""
    return syntax.AtLeast(parts[1], span=span_of(parts))


def usually(parts: Parts) -> syntax.Usually:
    """`usually 60 to 80 mg/day`."""
    return syntax.Usually(parts[1], span=span_of(parts))


def aiming_at(parts: Parts) -> syntax.AimingAt:
    """`aiming at 35 mg/day`."""
    return syntax.AimingAt(parts[1], span=span_of(parts))


def once_or_twice(parts: Parts) -> syntax.Times:
    """`once daily`."""
    return syntax.Times(_ONCE_OR_TWICE[parts[0]], str(parts[1]), span=span_of(parts))  # type: ignore[arg-type]


def times(parts: Parts) -> syntax.Times:
    """`3 times daily`."""
    return syntax.Times(digits(parts[0]), str(parts[2]), span=span_of(parts))  # type: ignore[arg-type]


def every_so_often(parts: Parts) -> syntax.Every:
    """`every 4 weeks`."""
    return syntax.Every(parts[1], span=span_of(parts))


def continuously(parts: Parts) -> syntax.Continuously:
    """`continuously`."""
    return syntax.Continuously(span=span_of(parts))


def route(parts: Parts) -> syntax.Route:
    """`orally`."""
    return syntax.Route(" ".join(parts[0].split()), span=span_of(parts))


def lasting(parts: Parts) -> syntax.Lasting:
    """`for 2 to 4 weeks`."""
    return syntax.Lasting(parts[1], span=span_of(parts))


def in_total_over(parts: Parts) -> syntax.InTotalOver:
    """`in total over 2 days`."""
    return syntax.InTotalOver(parts[1], span=span_of(parts))


def doses_apart(parts: Parts) -> syntax.DosesApart:
    """`2 doses 2 weeks apart`."""
    return syntax.DosesApart(digits(parts[0]), parts[2], span=span_of(parts))


def rising_to(parts: Parts) -> syntax.RisingTo:
    """`rising to 25 mg/week within 3 to 6 months`."""
    return syntax.RisingTo(parts[1], role(parts, "within"), span=span_of(parts))


def within_amount(parts: Parts) -> Marked:
    """`within 3 to 6 months`."""
    return Marked("within", parts[1], span_of(parts))


def extendable_to(parts: Parts) -> syntax.ExtendableTo:
    """`extendable to 12 months`."""
    return syntax.ExtendableTo(parts[1], span=span_of(parts))


def gap(parts: Parts) -> syntax.Gap:
    """`dose not in source`."""
    word = next(word for word in _GAP_WORDS if parts[0].startswith(word))
    return syntax.Gap(word, span=span_of(parts))  # type: ignore[arg-type]


def immediately(parts: Parts) -> syntax.Immediately:
    """`immediately`."""
    return syntax.Immediately(span=span_of(parts))


# ---------------------------------------------------------------- remarks


def cite(parts: Parts) -> syntax.Cite:
    """`cite [1] "..."`."""
    return syntax.Cite(every(parts, syntax.Quantity), every(parts, syntax.Text), span=span_of(parts))


def note(parts: Parts) -> syntax.Note:
    """`note "..."`."""
    return syntax.Note(parts[1], span=span_of(parts))


def warn(parts: Parts) -> syntax.Warn:
    """`warn "..."`."""
    return syntax.Warn(parts[1], span=span_of(parts))


def strength(parts: Parts) -> syntax.Strength:
    """`strength mandatory`."""
    return syntax.Strength(parts[1], span=span_of(parts))


def evidence(parts: Parts) -> syntax.Evidence:
    """`evidence low`."""
    return syntax.Evidence(parts[1], span=span_of(parts))


def assuming(parts: Parts) -> syntax.Assuming:
    """`assuming NAME, NAME`."""
    return syntax.Assuming(every(parts, syntax.Name), span=span_of(parts))
