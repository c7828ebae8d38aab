"""Logarithms, exponentials, powers and rounding of exact numbers, and of spans of them.

What has no exact value as a fraction is given to 60 significant digits, rounded half to even: the result is the same
everywhere, two results keep the order of what they are made of, and a power that has an exact value of fewer digits
(8 to one third) has that value. No binary floats.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from itertools import product
from math import ceil, floor

from guideline_dsl.values import Span

DIGITS = 60
LARGEST_EXPONENT = Fraction(1000)
"""exp is given from -1000 to 1000: beyond, nothing is measured."""
_LARGEST_WHOLE = 100

_WIDE = Context(prec=DIGITS + 30, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)
_SHOWN = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)


class OutsideDomain(ValueError):
    """The function has no value there; the message says why."""


def _decimal(number: Fraction) -> Decimal:
    return _WIDE.divide(Decimal(number.numerator), Decimal(number.denominator))


def _cut(value: Decimal) -> Fraction:
    return Fraction(_SHOWN.plus(value))


def ln(number: Fraction) -> Fraction:
    """The natural logarithm. Raises OutsideDomain for 0 or less."""
    if number <= 0:
        raise OutsideDomain("the logarithm of 0 or less")
    return _cut(_WIDE.ln(_decimal(number)))


def log10(number: Fraction) -> Fraction:
    """The decimal logarithm. Raises OutsideDomain for 0 or less."""
    if number <= 0:
        raise OutsideDomain("the logarithm of 0 or less")
    return _cut(_WIDE.log10(_decimal(number)))


def exp(number: Fraction) -> Fraction:
    """e to the power. Raises OutsideDomain beyond 1000 and -1000."""
    if abs(number) > LARGEST_EXPONENT:
        raise OutsideDomain("the exponential of a number beyond 1000")
    return _cut(_WIDE.exp(_decimal(number)))


def to_the_power(base: Fraction, exponent: Fraction) -> Fraction:
    """The power: exact for a whole exponent, else to 60 digits.

    Raises OutsideDomain for 0 to a power below 0, and for a base below 0 with an exponent that is not whole.
    """
    if exponent.denominator == 1 and abs(exponent) <= _LARGEST_WHOLE:
        if base == 0 and exponent < 0:
            raise OutsideDomain("a division by zero")
        return base ** int(exponent)
    if base < 0:
        raise OutsideDomain("a power of a number below 0")
    if base == 0:
        if exponent < 0:
            raise OutsideDomain("a division by zero")
        return Fraction(0)
    size = _WIDE.multiply(_decimal(exponent), _WIDE.ln(_decimal(base)))
    if abs(size) > Decimal(int(LARGEST_EXPONENT)):
        raise OutsideDomain("a power too large to be given")
    return _cut(_WIDE.exp(size))


# ---------------------------------------------------------------- rounding


def half_up(number: Fraction, step: Fraction) -> Fraction:
    """The nearest multiple; half a step goes away from zero."""
    size = floor(abs(number) / step + Fraction(1, 2)) * step
    return -size if number < 0 else size


def half_to_even(number: Fraction, step: Fraction) -> Fraction:
    """The nearest multiple; half a step goes to the even multiple."""
    return round(number / step) * step


def up(number: Fraction, step: Fraction) -> Fraction:
    """The multiple at or above."""
    return ceil(number / step) * step


def down(number: Fraction, step: Fraction) -> Fraction:
    """The multiple at or below."""
    return floor(number / step) * step


# ---------------------------------------------------------------- spans


def rising(function: Callable[[Fraction], Fraction], span: Span) -> tuple[Span, str]:
    """A rising function of a span, and why it has no value where it surely has none ("" otherwise)."""
    ends: list[Fraction | None] = []
    reasons: list[str] = []
    for end in (span.lower, span.upper):
        try:
            ends.append(None if end is None else function(end))
        except OutsideDomain as outside:
            ends.append(None)
            reasons.append(str(outside))
    if span.point is not None and reasons:
        return Span(None, None, span.absent), reasons[0]
    return Span(ends[0], ends[1], span.absent), ""


def power_span(base: Span, exponent: Span, absent: bool | None) -> tuple[Span, str]:
    """A power of two spans: its extremes lie at the ends, where the base is above 0."""
    if base.point is not None and exponent.point is not None:
        try:
            value = to_the_power(base.point, exponent.point)
        except OutsideDomain as outside:
            return Span(None, None, absent), str(outside)
        return Span(value, value, absent), ""
    ends = (base.lower, base.upper, exponent.lower, exponent.upper)
    if base.lower is None or base.lower <= 0 or None in ends:
        lower = Fraction(0) if base.lower is not None and base.lower >= 0 else None
        return Span(lower, None, absent), ""
    assert base.upper is not None
    assert exponent.lower is not None
    assert exponent.upper is not None
    corners = []
    for x, y in product((base.lower, base.upper), (exponent.lower, exponent.upper)):
        try:
            corners.append(to_the_power(x, y))
        except OutsideDomain:
            return Span(Fraction(0), None, absent), ""
    return Span(min(corners), max(corners), absent), ""
