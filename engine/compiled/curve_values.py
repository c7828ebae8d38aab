"""What the operation `curve` of a circuit gives: a root, a logarithm, a power, as guideline_dsl/curves.py has them."""

from __future__ import annotations

from fractions import Fraction

from guideline_dsl.curves import any_power
from guideline_dsl.elementary import decimal_logarithm, exponential, logarithm
from guideline_dsl.values import Span, exactly, root_of


def curve_value(name: str, number: Fraction) -> Fraction:
    """What the operation `curve` of a circuit gives; 0 where it gives nothing that is read."""
    match name:
        case "sqrt":
            return root_of(number) if number >= 0 else Fraction(0)
        case "ln":
            return logarithm(number) if number > 0 else Fraction(0)
        case "log10":
            return decimal_logarithm(number) if number > 0 else Fraction(0)
        case "exp":
            return power_of_e(number)
    exponent = Fraction(name.partition(" ")[2])
    return point_of(any_power(exactly(number), exactly(exponent))) if number > 0 else Fraction(0)


def power_of_e(number: Fraction) -> Fraction:
    """e to a power that is worked out."""
    found = exponential(number).lower
    assert found is not None
    return found


def point_of(span: Span) -> Fraction:
    """The number of a span that is one."""
    assert span.point is not None
    return span.point
