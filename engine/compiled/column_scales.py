"""How the numbers of a guideline are written in columns of whole numbers, and which numbers these hold.

A fact is held in its unit to four decimals, a rate in its unit per week and per day; so it is exact, and what has more
decimals (or is larger) is no row of these columns: `held` tells, and Python answers for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import gcd, lcm

from engine.compiled.columns import Column, OfClock, OfFact, OfMedicine, SeriesPart
from engine.compiled.frames import Scale
from engine.doses import is_per_basis, is_per_time, without_basis
from guideline_dsl import core, units
from guideline_dsl.graph import DecisionGraph

_DECIMALS, _THOUSANDTHS = 10**4, 10**3
_DAY, _WEEK = 86_400, 604_800
_MILLIGRAM = Fraction(1, 10**6)
_MOST_RATE = 10**12
_MOST_TIME = 400 * 366 * 86_400
_MOST_DAY = 10_000 * 366


def scales_of(graph: DecisionGraph, columns: Iterable[Column]) -> Mapping[str, Scale]:
    """The scale of each column of numbers."""
    return {column.name: _scale(graph, column) for column in columns if column.kind == "number"}


def held(number: Fraction | int, scale: Scale) -> int | None:
    """A number as its column has it; None where it does not."""
    scaled = number * scale.scale
    if scaled.denominator != 1 or abs(scaled) > scale.most:
        return None
    return int(scaled)


def _scale(graph: DecisionGraph, column: Column) -> Scale:
    match column.source:
        case OfFact(fact=name, part="number"):
            kind = graph.facts[name].type
            if isinstance(kind, core.NumberBetween):
                return fact_scale(kind)
            return Scale(Fraction(1), _MOST_DAY * 86_400)
        case SeriesPart(expression=expression):
            kind = graph.facts[expression.fact.name].type
            return (
                fact_scale(kind)
                if isinstance(kind, core.NumberBetween)
                else Scale(Fraction(1), _MOST_DAY * 86_400)
            )
        case OfMedicine(medicine=name, measure="dose" | "starting dose"):
            return rate_scale(graph, name)
        case OfMedicine():
            return time_scale()
        case OfClock(part="today") | OfFact(part="day"):
            return Scale(Fraction(1), _MOST_DAY)
    return Scale(Fraction(1), _MOST_DAY * 86_400)


def fact_scale(kind: core.NumberBetween) -> Scale:
    """Four decimals of the unit of the fact, over its whole range."""
    unit = units.parse_unit(kind.unit)
    scale = _whole(unit.factor / _DECIMALS, unit.offset)
    ends = (abs(units.to_base(end, unit)) for end in (kind.lower, kind.upper))
    return Scale(scale, int(max(ends) * scale) + 1)


def time_scale() -> Scale:
    """How long something lasts, in seconds."""
    return Scale(Fraction(1), _MOST_TIME)


def rate_scale(graph: DecisionGraph, medicine: str) -> Scale:
    """A rate is written by day or by week, in the units in which the guideline gives the medicine, or milligrams."""
    factors: set[Fraction] = set()
    for node in graph.nodes:
        if isinstance(node, core.GiveNode) and node.name == medicine:
            amounts = (node.dose.amount, node.dose.rising_to)
            factors |= {_amount(extent.upper.unit) for extent in amounts if extent is not None}
    steps = [factor / often / _THOUSANDTHS for factor in factors or {_MILLIGRAM} for often in (_DAY, _WEEK)]
    return Scale(_whole(*steps), _MOST_RATE)


def _amount(text: str) -> Fraction:
    """An amount that a day or any other time has, without what it is per."""
    unit = units.parse_unit(text)
    plain = without_basis(unit, is_per_basis(unit))
    return plain.factor * _DAY if is_per_time(plain) else plain.factor


def _whole(*steps: Fraction) -> Fraction:
    """The least scale at which all steps are whole numbers."""
    bottom = lcm(*(step.denominator for step in steps))
    return bottom / Fraction(gcd(*(int(step * bottom) for step in steps)))
