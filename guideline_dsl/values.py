"""Values that may be unknown: Kleene truth, and the numbers, words and dates an expression may still have.

A value stands for everything it may turn out to be: a truth is yes, no or None (unknown); a word is the set of
words it may be; a number is the interval it lies in. An operation gives at least what its operands allow, and never
more when they allow less (it is inclusion isotone), so what is definite stays definite when more is learnt.

Numbers are exact fractions in the base unit of their dimension. Dates are their proleptic ordinal day.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from guideline_dsl.frozen import frozen

Truth = bool | None
"""yes, no, or unknown."""


def all_hold(truths: Iterable[Truth]) -> Truth:
    """Kleene's `and`."""
    answer: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            answer = None
    return answer


def any_holds(truths: Iterable[Truth]) -> Truth:
    """Kleene's `or`."""
    answer: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            answer = None
    return answer


def negate(truth: Truth) -> Truth:
    """Kleene's `not`."""
    return None if truth is None else not truth


@frozen
class Span:
    """A number between `lower` and `upper`, both included; None is unbounded.

    `absent`: there is no such number for this patient (`otherwise none`): yes, no, or unknown; when yes the
    bounds say nothing.
    """

    lower: Fraction | None
    upper: Fraction | None
    absent: Truth = False

    @property
    def point(self) -> Fraction | None:
        """The number, when it is known to be a single one."""
        if self.absent is not False or self.lower is None or self.lower != self.upper:
            return None
        return self.lower


ANYTHING = Span(None, None)
NOT_NEGATIVE = Span(Fraction(0), None)
NO_NUMBER = Span(None, None, True)
NOTHING_GIVEN = Span(Fraction(0), Fraction(0))

Words = frozenset[str]
"""The words a choice may be; one when it is known."""

Value = bool | None | Span | Words


def is_settled(value: Value) -> bool:
    """Whether a value is known to be one."""
    match value:
        case None:
            return False
        case Span():
            return value.point is not None or value.absent is True
        case frozenset():
            return len(value) == 1
        case bool():
            return True


def exactly(number: Fraction | int) -> Span:
    """The span of a known number."""
    return Span(Fraction(number), Fraction(number))


def join(a: Value, b: Value) -> Value:
    """The least value that allows everything `a` and `b` allow. Raises TypeError for values of two types."""
    match a, b:
        case Span(), Span():
            return _join_spans(a, b)
        case frozenset(), frozenset():
            return a | b
        case ((bool() | None), (bool() | None)):
            return a if a is b else None
    raise TypeError("values of two types have no join")


def _join_spans(a: Span, b: Span) -> Span:
    if a.absent is True:
        return b if b.absent is True else Span(b.lower, b.upper, None)
    if b.absent is True:
        return Span(a.lower, a.upper, None)
    lower = None if a.lower is None or b.lower is None else min(a.lower, b.lower)
    upper = None if a.upper is None or b.upper is None else max(a.upper, b.upper)
    return Span(lower, upper, False if a.absent is False and b.absent is False else None)


# ---------------------------------------------------------------- comparing


def less(a: Span, b: Span) -> Truth:
    """a < b."""
    if a.absent is not False or b.absent is not False:
        return None
    if a.upper is not None and b.lower is not None and a.upper < b.lower:
        return True
    if a.lower is not None and b.upper is not None and a.lower >= b.upper:
        return False
    return None


def less_or_equal(a: Span, b: Span) -> Truth:
    """a <= b."""
    return negate(less(b, a))


def same(a: Value, b: Value) -> Truth:
    """Whether two values are the same one."""
    match a, b:
        case Span(), Span():
            if a.point is not None and a.point == b.point:
                return True
            return False if less(a, b) or less(b, a) else None
        case frozenset(), frozenset():
            if len(a) == len(b) == 1 and a == b:
                return True
            return None if a & b else False
        case bool(), bool():
            return a is b
    return None


# ---------------------------------------------------------------- arithmetic


def add(a: Span, b: Span) -> Span:
    """a + b."""
    lower = None if a.lower is None or b.lower is None else a.lower + b.lower
    upper = None if a.upper is None or b.upper is None else a.upper + b.upper
    return Span(lower, upper, any_holds((a.absent, b.absent)))


def minus(a: Span) -> Span:
    """-a."""
    lower = None if a.upper is None else -a.upper
    upper = None if a.lower is None else -a.lower
    return Span(lower, upper, a.absent)


def multiply(a: Span, b: Span) -> Span:
    """a * b."""
    absent = any_holds((a.absent, b.absent))
    if a.point == 0 or b.point == 0:
        return Span(Fraction(0), Fraction(0), absent)
    if None not in (a.lower, a.upper, b.lower, b.upper):
        corners = [x * y for x in (a.lower, a.upper) for y in (b.lower, b.upper)]  # type: ignore[operator]
        return Span(min(corners), max(corners), absent)
    if _not_negative(a) and _not_negative(b):
        assert a.lower is not None
        assert b.lower is not None
        upper = None if a.upper is None or b.upper is None else a.upper * b.upper
        return Span(a.lower * b.lower, upper, absent)
    return Span(None, None, absent)


def _not_negative(a: Span) -> bool:
    return a.lower is not None and a.lower >= 0


def divide(a: Span, b: Span) -> Span:
    """a / b; anything when b may be zero (the caller names the reason when it is)."""
    absent = any_holds((a.absent, b.absent))
    if b.lower is not None and b.lower > 0:
        return _with_absent(multiply(a, Span(_over(b.upper), 1 / b.lower)), absent)
    if b.upper is not None and b.upper < 0:
        return _with_absent(minus(divide(a, minus(b))), absent)
    return Span(None, None, absent)


def _over(bound: Fraction | None) -> Fraction:
    return Fraction(0) if bound is None else 1 / bound


def _with_absent(a: Span, absent: Truth) -> Span:
    return Span(a.lower, a.upper, absent)


def power(a: Span, exponent: int) -> Span:
    """a to a whole exponent."""
    if exponent < 0:
        return divide(exactly(1), power(a, -exponent))
    if exponent == 0:
        return Span(Fraction(1), Fraction(1), a.absent)
    lower = None if a.lower is None else a.lower**exponent
    upper = None if a.upper is None else a.upper**exponent
    if exponent % 2 == 1 or _not_negative(a):
        return Span(lower, upper, a.absent)
    if a.upper is not None and a.upper <= 0:
        return Span(upper, lower, a.absent)
    highest = None if lower is None or upper is None else max(lower, upper)
    return Span(Fraction(0), highest, a.absent)


def absolute(a: Span) -> Span:
    """a without its sign."""
    if _not_negative(a):
        return a
    if a.upper is not None and a.upper <= 0:
        return minus(a)
    highest = None if a.lower is None or a.upper is None else max(-a.lower, a.upper)
    return Span(Fraction(0), highest, a.absent)


def least(a: Span, b: Span) -> Span:
    """min(a, b)."""
    lower = None if a.lower is None or b.lower is None else min(a.lower, b.lower)
    uppers = [bound for bound in (a.upper, b.upper) if bound is not None]
    return Span(lower, min(uppers) if uppers else None, any_holds((a.absent, b.absent)))


def greatest(a: Span, b: Span) -> Span:
    """max(a, b)."""
    return minus(least(minus(a), minus(b)))


_ROOT_DIGITS = 60


def square_root(a: Span) -> Span:
    """The root; anything when `a` may be negative (the caller names the reason when it is)."""
    if a.lower is None or a.lower < 0:
        return Span(None, None, a.absent)
    upper = None if a.upper is None else root_of(a.upper)
    return Span(root_of(a.lower), upper, a.absent)


def root_of(number: Fraction) -> Fraction:
    """The square root: exact where it is a fraction, else cut off after 60 significant digits.

    Cutting off keeps the order of roots, and 60 digits tell every root from every other number written with fewer
    than 25 digits: two such numbers that differ do so by more than the part cut off.
    """
    top, bottom = math.isqrt(number.numerator), math.isqrt(number.denominator)
    if top * top == number.numerator and bottom * bottom == number.denominator:
        return Fraction(top, bottom)
    digits_before = (_length(number.numerator) - _length(number.denominator)) // 2
    places = _ROOT_DIGITS - digits_before
    scale = 10 ** (2 * places) if places >= 0 else 1
    root = math.isqrt(number.numerator * scale // number.denominator)
    return Fraction(root, 10**places) if places >= 0 else Fraction(root)


def _length(number: int) -> int:
    """How many digits a number has, however long it is."""
    return Decimal(number).adjusted() + 1
