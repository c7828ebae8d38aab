"""Logarithms, powers and their kin of exact numbers: the true value, cut off after 60 significant digits.

Each is worked out between two decimals that enclose the true value, with more and more digits, until both are cut
off to the same 60: so a result depends on no rounding on the way, and of two numbers the greater never has the lesser
result. A value that is exactly a decimal of 60 digits, which no number of digits would settle, is found beforehand.

What they are taken of has at most 200 significant digits itself; more are cut off first, which bounds the work.
A result beyond 10^400, or nearer to zero than 10^-400, is not worked out: it is given as all that lies beyond.

Declared absent: unknown numbers (see curves.py), units.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from guideline_dsl.values import Span, exactly

DIGITS = 60
"""So many significant digits a result has."""
MOST_DIGITS = 200
"""So many significant digits are read of the number it is taken of."""
FURTHEST = 400
"""Results beyond ten to this power, and nearer to zero than its reciprocal, are not worked out."""

_FIRST_TRIED = 80
_WIDEST = 10**9  # exponents of ten, far beyond those of any number that is met
_STEEPEST = Fraction(921)  # e to this power is a little less than 10^400
_SHORT = 10**60  # the denominator of a quotient of two numbers of 30 digits
_HARDLY = Fraction(1, 10**150)
_MOST_BITS = 1_600  # a number of 60 digits times a power of ten up to 10^400 is shorter


@lru_cache(maxsize=4096)
def logarithm(number: Fraction) -> Fraction:
    """The natural logarithm of a positive number."""
    number = readable(number)
    if number == 1:
        return Fraction(0)
    return _settled(lambda digits: _between(number, digits, Context.ln))


@lru_cache(maxsize=4096)
def decimal_logarithm(number: Fraction) -> Fraction:
    """The logarithm to base 10 of a positive number; exact for a power of ten."""
    number = readable(number)
    power = Decimal(number.numerator).adjusted() - Decimal(number.denominator).adjusted()
    if number == Fraction(10) ** power:
        return Fraction(power)
    return _settled(lambda digits: _between(number, digits, Context.log10))


@lru_cache(maxsize=4096)
def exponential(number: Fraction) -> Span:
    """e to that power; a single number unless it lies beyond what is worked out."""
    number = readable(number)
    if number > _STEEPEST:
        return Span(exponential(_STEEPEST).lower, None)
    if number < -_STEEPEST:
        return Span(Fraction(0), exponential(-_STEEPEST).upper)
    if abs(number) < Fraction(1, 10 ** (DIGITS + 1)):
        return exactly(1 if number >= 0 else 1 - Fraction(1, 10**DIGITS))
    return exactly(_settled(lambda digits: _between(number, digits, Context.exp)))


@lru_cache(maxsize=4096)
def raised(base: Fraction, exponent: Fraction) -> Span:
    """A positive number to any power; a single number unless it lies beyond what is worked out."""
    base, exponent = readable(base), readable(exponent)
    exact = _exact_power(base, exponent)
    if exact is not None:
        return exactly(cut_off(exact))
    digits = _FIRST_TRIED
    while True:
        low, high = _exponent_of_e(base, exponent, digits)
        if low > _STEEPEST:
            return exponential(_STEEPEST + 1)
        if high < -_STEEPEST:
            return exponential(-_STEEPEST - 1)
        if max(abs(low), abs(high)) <= _STEEPEST:
            lowest, highest = _between(low, digits, Context.exp)[0], _between(high, digits, Context.exp)[1]
            found = _cut(lowest)
            if found == _cut(highest):
                return exactly(Fraction(found))
        digits *= 2


def readable(number: Fraction) -> Fraction:
    """What is read of a number: itself where it is short, as a third is; otherwise its first 200 digits.

    A number that is hardly to be told from a short one is read as that, so that order is kept here too.
    """
    short = number.limit_denominator(_SHORT)
    if abs(short - number) <= abs(number) * _HARDLY:
        return short
    return cut_off(number, MOST_DIGITS)


def cut_off(number: Fraction, digits: int = DIGITS) -> Fraction:
    """The number, cut off after so many significant digits."""
    quotient = _context(digits, ROUND_DOWN).divide(Decimal(number.numerator), Decimal(number.denominator))
    return Fraction(quotient)


# ---------------------------------------------------------------- enclosing


def _settled(enclosed: Callable[[int], tuple[Decimal, Decimal]]) -> Fraction:
    """The value that lies between two decimals, as soon as both are cut off to the same digits."""
    digits = _FIRST_TRIED
    while True:
        lower, upper = enclosed(digits)
        found = _cut(lower)
        if found == _cut(upper):
            return Fraction(found)
        digits *= 2


def _between(
    number: Fraction, digits: int, function: Callable[[Context, Decimal], Decimal]
) -> tuple[Decimal, Decimal]:
    """Two decimals of so many digits that enclose a rising function of a number.

    The decimals next to a correctly rounded result enclose the true one; zero, the logarithm of one, is exact.
    """
    nearest = _context(digits, ROUND_HALF_EVEN)
    over, under = Decimal(number.numerator), Decimal(number.denominator)
    lower = function(nearest, _context(digits, ROUND_FLOOR).divide(over, under))
    upper = function(nearest, _context(digits, ROUND_CEILING).divide(over, under))
    return nearest.next_minus(lower) if lower else lower, nearest.next_plus(upper) if upper else upper


def _exponent_of_e(base: Fraction, exponent: Fraction, digits: int) -> tuple[Fraction, Fraction]:
    """Two numbers between which `exponent * ln(base)` lies."""
    ends = [Fraction(end) * exponent for end in _between(base, digits, Context.ln)]
    return min(ends), max(ends)


def _cut(number: Decimal) -> Decimal:
    return _context(DIGITS, ROUND_DOWN).plus(number)


def _context(digits: int, rounding: str) -> Context:
    return Context(prec=digits, rounding=rounding, Emin=-_WIDEST, Emax=_WIDEST)


# ---------------------------------------------------------------- exact powers


def _exact_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """The power where it is a fraction, and so short that it may be a decimal of 60 digits."""
    over, under = base.numerator, base.denominator
    if exponent < 0:
        over, under = under, over
    times, degree = abs(exponent.numerator), exponent.denominator
    if not times or over == under:
        return Fraction(1)
    roots = _whole_root(over, degree), _whole_root(under, degree)
    if roots[0] is None or roots[1] is None:
        return None
    if max(roots[0].bit_length(), roots[1].bit_length()) * times > 2 * _MOST_BITS:
        return None
    return Fraction(roots[0] ** times, roots[1] ** times)


def _whole_root(number: int, degree: int) -> int | None:
    """The whole number that gives `number` to the power `degree`; None without one."""
    if number == 1 or degree == 1:
        return number
    if degree >= number.bit_length():
        return None
    root = 1 << -(-number.bit_length() // degree)
    while True:  # falls towards the root from above
        lower = ((degree - 1) * root + number // root ** (degree - 1)) // degree
        if lower >= root:
            return root if root**degree == number else None
        root = lower
