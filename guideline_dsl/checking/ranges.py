"""Between which values a number can lie, given the plausible ranges of the facts it is made of."""

from __future__ import annotations

from fractions import Fraction

from guideline_dsl import core
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.desk import Desk
from guideline_dsl.frozen import frozen
from guideline_dsl.units import from_base, parse_unit


@frozen
class Bounds:
    """The least and the greatest value, both possible, in base units."""

    lower: Fraction
    upper: Fraction


def bounds(value: core.Expression, desk: Desk) -> Bounds | None:
    """The bounds of a written number or a fact, perhaps `in` a unit; None of anything else.

    Deliberately no interval arithmetic over whole formulas: a formula's bounds are wide, and a warning that
    is seldom right is not read.
    """
    match value:
        case core.Number():
            exact = base_value(value)
            return Bounds(exact, exact)
        case core.Apply(operator="negative", operands=(core.Number() as inner,)):
            exact = base_value(inner)
            return Bounds(-exact, -exact)
        case core.Observed(measure="latest" | "first" | "highest" | "lowest" | "mean", fact=fact):
            return bounds(fact, desk)
        case core.FactRef(name=name):
            match desk.fact_types.get(name):
                case core.NumberBetween(lower=lower, upper=upper, unit=unit):
                    return Bounds(base_value(core.Number(lower, unit)), base_value(core.Number(upper, unit)))
                case _:
                    return None
        case core.Converted(value=inner, of=of, to=to):
            found = bounds(inner, desk)
            if found is None:
                return None
            factor = base_value(to) / base_value(of)
            return Bounds(found.lower * factor, found.upper * factor)
        case core.Apply(operator="in", operands=(inner,), unit=unit):
            found = bounds(inner, desk)
            if found is None:
                return None
            target = parse_unit(unit)
            return Bounds(from_base(found.lower, target), from_base(found.upper, target))
        case _:
            return None


def holds(operator: str, left: Bounds, right: Bounds) -> bool | None:
    """Whether the comparison holds for all values within the bounds; None when it depends on them."""
    match operator:
        case "<":
            return True if left.upper < right.lower else False if left.lower >= right.upper else None
        case "<=":
            return True if left.upper <= right.lower else False if left.lower > right.upper else None
        case ">":
            return holds("<", right, left)
        case ">=":
            return holds("<=", right, left)
        case "is":
            if left.upper < right.lower or right.upper < left.lower:
                return False
            return True if left.lower == left.upper == right.lower == right.upper else None
    raise ValueError(f"no comparison is written {operator}")
