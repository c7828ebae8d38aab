"""The scale of each column of numbers: a usual value times its scale is a whole number, and is calculated with as one.

A value that is not whole at its scale stays a fraction: the scale makes nothing less exact.
"""

from __future__ import annotations

from fractions import Fraction

from engine.compiled.columns import Column, OfFact, OfMedicine
from guideline_dsl import core, units
from guideline_dsl.graph import DecisionGraph

_DAY = 86400
_DECIMALS = 1000
_OF_RATES = Fraction(7 * _DAY * 10**9)
"""Doses are rates in kilograms a second; a thousandth of a milligram a week is whole."""


def scale_of(column: Column, graph: DecisionGraph) -> Fraction:
    """What the numbers of a column are multiplied by: a whole number."""
    match column.source:
        case OfFact(fact=name, part="number"):
            kind = graph.facts[name].type
            if isinstance(kind, core.NumberBetween):
                factor = units.parse_unit(kind.unit).factor
                return Fraction(_DECIMALS * factor.denominator)
        case OfMedicine(measure="dose" | "starting dose"):
            return _OF_RATES
    return Fraction(1)


def whole_or_exact(value: Fraction) -> Fraction | int:
    """A whole number as one, which is quicker."""
    return value.numerator if value.denominator == 1 else value
