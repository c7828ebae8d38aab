"""Logarithms, powers, whole numbers and rounding of numbers that may be unknown.

A span stands for every number in it (values.py). Each rule gives at least what every number of the span gives, and no
more when the span is narrower. Where part of a span has no result, nothing is known of the whole; where no number of it
has one, the caller asks `why_none` for the reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import assert_never

from guideline_dsl.elementary import decimal_logarithm, exponential, logarithm, raised
from guideline_dsl.operators import RoundingRule
from guideline_dsl.values import Span, any_holds

Curve = Callable[[Fraction], Fraction]


def natural_logarithm(a: Span) -> Span:
    """ln(a); anything when `a` may be zero or less."""
    return _of_positive(a, logarithm)


def logarithm_to_base_10(a: Span) -> Span:
    """log10(a); anything when `a` may be zero or less."""
    return _of_positive(a, decimal_logarithm)


def _of_positive(a: Span, curve: Curve) -> Span:
    return Span(None, None, a.absent) if a.lower is None or a.lower <= 0 else _rising(a, curve)


def _rising(a: Span, curve: Curve) -> Span:
    lower = None if a.lower is None else curve(a.lower)
    upper = lower if a.lower == a.upper else None if a.upper is None else curve(a.upper)
    return Span(lower, upper, a.absent)


def power_of_e(a: Span) -> Span:
    """exp(a); open to one side where it lies beyond what is worked out."""
    lower = Fraction(0) if a.lower is None else exponential(a.lower).lower
    upper = None if a.upper is None else exponential(a.upper).upper
    return Span(lower, upper, a.absent)


def any_power(a: Span, b: Span) -> Span:
    """a ^ b of a base above zero, or of zero to a power above zero; anything where it may be another."""
    absent = any_holds((a.absent, b.absent))
    if a.lower is None or a.lower < 0:
        return Span(None, None, absent)
    if a.lower == 0 and (b.lower is None or b.lower <= 0):
        return Span(None, None, absent)
    if a.upper is None or b.lower is None or b.upper is None:
        return Span(Fraction(0), None, absent)
    # In a rising or falling base, and in a rising or falling exponent, the greatest and least are at the corners.
    corners = [_corner(x, y) for x in {a.lower, a.upper} for y in {b.lower, b.upper}]
    lowest = [corner.lower for corner in corners if corner.lower is not None]
    highest = [corner.upper for corner in corners if corner.upper is not None]
    return Span(min(lowest), max(highest) if len(highest) == len(corners) else None, absent)


def _corner(base: Fraction, exponent: Fraction) -> Span:
    return Span(Fraction(0), Fraction(0)) if base == 0 else raised(base, exponent)


def whole_below(a: Span) -> Span:
    """floor(a)."""
    return _rising(a, lambda number: Fraction(math.floor(number)))


def whole_above(a: Span) -> Span:
    """ceil(a)."""
    return _rising(a, lambda number: Fraction(math.ceil(number)))


def rounded(rule: RoundingRule, a: Span, step: Fraction) -> Span:
    """The multiple of `step` that the rule leads to."""
    return _rising(a, lambda number: _whole(rule, number / step) * step)


def _whole(rule: RoundingRule, number: Fraction) -> int:
    match rule:
        case "rounded half up":
            size = math.floor(abs(number) + Fraction(1, 2))
            return -size if number < 0 else size
        case "rounded half to even":
            return round(number)
        case "rounded up":
            return math.ceil(number)
        case "rounded down":
            return math.floor(number)
    assert_never(rule)


CURVES: Mapping[str, Callable[[Span], Span]] = MappingProxyType(
    {
        "ln": natural_logarithm,
        "log10": logarithm_to_base_10,
        "exp": power_of_e,
        "floor": whole_below,
        "ceil": whole_above,
    }
)
"""The functions of one plain number, by their name in operators.py."""
