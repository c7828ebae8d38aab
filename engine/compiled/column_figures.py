"""Exact numbers in columns: whole numbers, each times a scale that is the same for every patient.

A quotient is two columns, and is compared by products; a root is kept as what it is the root of, and is compared by
squares. So nothing is divided and nothing is rounded. How large a column may become is known from how large its inputs
may be: it is 64 bits wide, or 128; what may be larger has no columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Generic

from engine.compiled.circuit import Wire
from engine.compiled.dialect import Column, Comparison, Dialect
from guideline_dsl.values import root_of

LARGEST_NARROW, _WIDE = 2**63 - 1, 10**38 - 1
"""10 ** 38: as many digits as a decimal of Spark holds."""


class NoColumns(Exception):
    """A part of a guideline cannot be put into columns; Python answers instead."""


@dataclass(frozen=True, slots=True)
class Whole(Generic[Column]):
    """A column of whole numbers from -`most` to `most`; `fixed` where it is the same for everybody."""

    column: Column
    most: int
    fixed: int | None = None

    @property
    def wide(self) -> bool:
        """Whether it takes 128 bits."""
        return self.most > LARGEST_NARROW


@dataclass(frozen=True, slots=True)
class Figure(Generic[Column]):
    """The number top / bottom / scale, or `times` its root; bottom None: 1. The bottom is above 0 where it is read."""

    top: Whole[Column]
    bottom: Whole[Column] | None
    scale: Fraction
    times: Fraction | None = None

    @property
    def plain_scale(self) -> Fraction:
        """What `scaled` is times; a root is itself."""
        return self.scale if self.times is None else Fraction(1)

    def scaled(self, top: int, bottom: int = 1) -> Fraction | int:
        """The number of one patient, times `plain_scale`: a whole number where it is no quotient."""
        if self.times is not None:
            return self.value(top, bottom)
        return top if self.bottom is None else Fraction(top, bottom) if bottom else 0

    def value(self, top: int, bottom: int = 1) -> Fraction:
        """The number of one patient; 0, which nothing reads, where there is none."""
        plain = Fraction(top, bottom) / self.scale if bottom else Fraction(0)
        if self.times is None:
            return plain
        return self.times * root_of(plain) if plain >= 0 else Fraction(0)


class ColumnFigures(Generic[Column]):
    """Calculates with figures."""

    def __init__(self, dialect: Dialect[Column]) -> None:
        """Keep how columns are made."""
        self._dialect = dialect

    # ------------------------------------------------------------ whole numbers

    def fixed(self, value: int) -> Whole[Column]:
        """A written whole number."""
        most = _within(abs(value))
        return Whole(self._dialect.whole(value, most > LARGEST_NARROW), most, value)

    def _times(self, a: Whole[Column], b: Whole[Column]) -> Whole[Column]:
        if a.fixed is not None and b.fixed is not None:
            return self.fixed(a.fixed * b.fixed)
        for one, other in ((a, b), (b, a)):
            if one.fixed == 1:
                return other
            if one.fixed == 0:
                return self.fixed(0)
        return self._of_two(self._dialect.multiply, a, b, a.most * b.most)

    def _of_two(
        self, made: Callable[[Column, Column], Column], a: Whole[Column], b: Whole[Column], most: int
    ) -> Whole[Column]:
        wide = _within(max(most, a.most, b.most)) > LARGEST_NARROW
        return Whole(made(self._at(a, wide), self._at(b, wide)), max(most, a.most, b.most) if wide else most)

    def _at(self, number: Whole[Column], wide: bool) -> Column:
        if wide and not number.wide:
            if number.fixed is not None:
                return self._dialect.whole(number.fixed, True)
            return self._dialect.widened(number.column)
        return number.column

    def _scaled(self, number: Whole[Column], factor: int) -> Whole[Column]:
        return self._times(number, self.fixed(factor))

    def _square(self, number: Whole[Column]) -> Whole[Column]:
        """The square with the sign of the number: it keeps the order."""
        if number.fixed is not None:
            return self.fixed(number.fixed * abs(number.fixed))
        size = Whole(self._dialect.size(number.column), number.most)
        return self._of_two(self._dialect.multiply, number, size, number.most**2)

    def _floor(self, a: Whole[Column], b: Whole[Column]) -> Whole[Column]:
        """The whole number at or below a quotient, of a divisor that is 1 or more where it is read."""
        if b.fixed == 1:
            return a
        if a.fixed is not None and b.fixed is not None:
            return self.fixed(a.fixed // b.fixed)
        if b.fixed is None:
            # elsewhere it may be anything, and nobody divides by 0
            above = self._dialect.compare("less", self._at(self.fixed(0), b.wide), b.column)
            b = self._chosen(above, b, self.fixed(1))
        found = self._of_two(self._dialect.floored, a, b, a.most // (b.fixed or 1) + 1)
        most = a.most // (b.fixed or 1) + 1
        if found.wide and most <= LARGEST_NARROW:
            return Whole(self._dialect.narrowed(found.column), most)
        return found

    # ------------------------------------------------------------ figures

    def figure(self, value: Fraction) -> Figure[Column]:
        """A written number."""
        return Figure(self.fixed(value.numerator), None, Fraction(value.denominator))

    def read(self, column: Column, scale: Fraction, most: int) -> Figure[Column]:
        """What is read of a patient."""
        return Figure(Whole(column, _within(most)), None, scale)

    def compare(self, comparison: Comparison, a: Figure[Column], b: Figure[Column]) -> Column:
        """A bit of two figures."""
        if a.times is not None or b.times is not None:
            a, b = self._squared(a), self._squared(b)
        one, other = self._together(self._crossed(a, b), a.scale, self._crossed(b, a), b.scale)
        wide = one.wide or other.wide
        return self._dialect.compare(comparison, self._at(one, wide), self._at(other, wide))

    def _crossed(self, a: Figure[Column], b: Figure[Column]) -> Whole[Column]:
        return a.top if b.bottom is None else self._times(a.top, b.bottom)

    def _together(
        self, a: Whole[Column], mine: Fraction, b: Whole[Column], theirs: Fraction
    ) -> tuple[Whole[Column], Whole[Column]]:
        """Two whole numbers at the least scale that holds both."""
        scale = _common(mine, theirs)
        return self._scaled(a, int(scale / mine)), self._scaled(b, int(scale / theirs))

    def _squared(self, a: Figure[Column]) -> Figure[Column]:
        if a.times is not None:
            if a.times < 0:
                raise NoColumns("a root times a number below 0")
            if a.times == 0:
                return self.figure(Fraction(0))
            return Figure(a.top, a.bottom, a.scale / a.times**2)
        bottom = None if a.bottom is None else self._times(a.bottom, a.bottom)
        return Figure(self._square(a.top), bottom, a.scale**2)

    def _plain(self, *figures: Figure[Column]) -> None:
        if any(figure.times is not None for figure in figures):
            raise NoColumns("calculating with a root")

    def sum(self, a: Figure[Column], b: Figure[Column], minus: bool = False) -> Figure[Column]:
        """a + b, or a - b."""
        self._plain(a, b)
        one, other, bottom, scale = self._on_one_bottom(a, b)
        made = self._dialect.subtract if minus else self._dialect.add
        return Figure(self._of_two(made, one, other, one.most + other.most), bottom, scale)

    def _on_one_bottom(
        self, a: Figure[Column], b: Figure[Column]
    ) -> tuple[Whole[Column], Whole[Column], Whole[Column] | None, Fraction]:
        if a.bottom is b.bottom:
            one, other = self._together(a.top, a.scale, b.top, b.scale)
            return one, other, a.bottom, _common(a.scale, b.scale)
        one, other = self._together(self._crossed(a, b), a.scale, self._crossed(b, a), b.scale)
        return one, other, self._bottoms(a.bottom, b.bottom), _common(a.scale, b.scale)

    def product(self, a: Figure[Column], b: Figure[Column]) -> Figure[Column]:
        """a * b; a written factor changes the scale alone."""
        for one, other in ((a, b), (b, a)):
            factor = _factor(other)
            if factor is not None:
                return self._by(one, factor)
        self._plain(a, b)
        bottom = self._bottoms(a.bottom, b.bottom)
        return Figure(self._times(a.top, b.top), bottom, a.scale * b.scale)

    def _by(self, a: Figure[Column], factor: Fraction) -> Figure[Column]:
        if factor == 0:
            return self.figure(Fraction(0))
        if a.times is not None:
            return Figure(a.top, a.bottom, a.scale, a.times * factor)
        top = a.top if factor > 0 else self._scaled(a.top, -1)
        return Figure(top, a.bottom, a.scale / abs(factor))

    def _bottoms(self, a: Whole[Column] | None, b: Whole[Column] | None) -> Whole[Column] | None:
        if a is None or b is None:
            return a or b
        return self._times(a, b)

    def quotient(self, a: Figure[Column], b: Figure[Column]) -> Figure[Column]:
        """a / b, of a divisor above 0."""
        factor = _factor(b)
        if factor is not None:
            return self._by(a, 1 / factor)
        self._plain(a, b)
        top = a.top if b.bottom is None else self._times(a.top, b.bottom)
        return Figure(top, self._bottoms(a.bottom, b.top), a.scale / b.scale)

    def select(self, bit: Column, a: Figure[Column], b: Figure[Column]) -> Figure[Column]:
        """`a` where the bit is yes, else `b`."""
        self._plain(a, b)
        one, other = self._together(a.top, a.scale, b.top, b.scale)
        bottom: Whole[Column] | None = None
        if a.bottom is not None or b.bottom is not None:
            bottom = self._chosen(bit, a.bottom or self.fixed(1), b.bottom or self.fixed(1))
        return Figure(self._chosen(bit, one, other), bottom, _common(a.scale, b.scale))

    def _lesser(self, a: Figure[Column], b: Figure[Column]) -> Figure[Column]:
        return self._folded(self._dialect.least, a, b) or self.select(self.compare("at most", a, b), a, b)

    def _greater(self, a: Figure[Column], b: Figure[Column]) -> Figure[Column]:
        return self._folded(self._dialect.greatest, a, b) or self.select(self.compare("at most", a, b), b, a)

    def _folded(
        self, fold: Callable[[Column, Column], Column], a: Figure[Column], b: Figure[Column]
    ) -> Figure[Column] | None:
        """One of two that are no quotients: each is written once."""
        self._plain(a, b)
        if a.bottom is not None or b.bottom is not None:
            return None
        one, other = self._together(a.top, a.scale, b.top, b.scale)
        made = self._of_two(fold, one, other, max(one.most, other.most))
        return Figure(made, None, _common(a.scale, b.scale))

    def _chosen(self, bit: Column, a: Whole[Column], b: Whole[Column]) -> Whole[Column]:
        return self._of_two(lambda x, y: self._dialect.select(bit, x, y), a, b, max(a.most, b.most))

    def root(self, a: Figure[Column]) -> Figure[Column]:
        """The square root."""
        self._plain(a)
        return Figure(a.top, a.bottom, a.scale, Fraction(1))

    # ------------------------------------------------------------ rounding

    def rounded(self, rule: str, step: Fraction, a: Figure[Column]) -> Figure[Column]:
        """The multiple of a step that a rule of operators.py leads to."""
        self._plain(a)
        steps = a.scale * step
        top = self._scaled(a.top, steps.denominator)
        bottom = self._scaled(a.bottom or self.fixed(1), steps.numerator)
        match rule:
            case "rounded down":
                whole = self._floor(top, bottom)
            case "rounded up":
                whole = self._scaled(self._floor(self._scaled(top, -1), bottom), -1)
            case "rounded half to even":
                whole = self._half_to_even(top, bottom)
            case _:
                whole = self._half_up(top, bottom)
        return Figure(whole, None, 1 / step)

    def _half_up(self, top: Whole[Column], bottom: Whole[Column]) -> Whole[Column]:
        """Half goes away from 0."""
        if top.fixed is not None:
            return self._half_above(top, bottom) if top.fixed >= 0 else self._turned(top, bottom)
        below = self._dialect.compare("less", top.column, self._at(self.fixed(0), top.wide))
        return self._chosen(below, self._turned(top, bottom), self._half_above(top, bottom))

    def _turned(self, top: Whole[Column], bottom: Whole[Column]) -> Whole[Column]:
        return self._scaled(self._half_above(self._scaled(top, -1), bottom), -1)

    def _half_above(self, top: Whole[Column], bottom: Whole[Column]) -> Whole[Column]:
        return self._floor(self._doubled(top, bottom), self._scaled(bottom, 2))

    def _doubled(self, top: Whole[Column], bottom: Whole[Column]) -> Whole[Column]:
        """Twice the top, and half a step of it more."""
        return self._add(self._scaled(top, 2), bottom)

    def _add(self, a: Whole[Column], b: Whole[Column]) -> Whole[Column]:
        if a.fixed is not None and b.fixed is not None:
            return self.fixed(a.fixed + b.fixed)
        return self._of_two(self._dialect.add, a, b, a.most + b.most)

    def _half_to_even(self, top: Whole[Column], bottom: Whole[Column]) -> Whole[Column]:
        doubled = self._doubled(top, bottom)
        above = self._half_above(top, bottom)
        is_half = self._equal(self._times(above, self._scaled(bottom, 2)), doubled)
        pair = self._scaled(self._floor(above, self.fixed(2)), 2)
        odd = self._dialect.no(self._equal(pair, above))
        # of two that are as near, the one below an odd multiple is even
        return self._chosen(self._dialect.all([is_half, odd]), self._add(above, self.fixed(-1)), above)

    def _equal(self, a: Whole[Column], b: Whole[Column]) -> Column:
        wide = a.wide or b.wide
        return self._dialect.compare("equal", self._at(a, wide), self._at(b, wide))

    # ------------------------------------------------------------ by the operations of a circuit

    def calculated(self, wire: Wire, of: Sequence[Figure[Column]]) -> Figure[Column]:
        """What a wire gives of figures alone."""
        match wire.operation, wire.args:
            case "constant", (Fraction() as value,):
                return self.figure(value)
            case "curve", ("sqrt", _):
                return self.root(of[0])
            case "round", (str(rule), Fraction() as step, _):
                return self.rounded(rule, step, of[0])
            case "add", _:
                return self.sum(of[0], of[1])
            case "subtract", _:
                return self.sum(of[0], of[1], minus=True)
            case "multiply", _:
                return self.product(of[0], of[1])
            case "divide", _:
                return self.quotient(of[0], of[1])
            case "least", _:
                return self._lesser(of[0], of[1])
            case "greatest", _:
                return self._greater(of[0], of[1])
        raise NoColumns(wire.operation)


def _within(most: int) -> int:
    if most > _WIDE:
        raise NoColumns("a number with more digits than a column holds")
    return most


def _factor(figure: Figure[Column]) -> Fraction | None:
    if figure.top.fixed is None or figure.bottom is not None or figure.times is not None:
        return None
    return figure.top.fixed / figure.scale


def _common(a: Fraction, b: Fraction) -> Fraction:
    """The least scale that is a multiple of two."""
    bottom = a.denominator * b.denominator
    return Fraction(lcm(a.numerator * b.denominator, b.numerator * a.denominator), bottom)
