"""The circuit in expressions of Polars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import add, and_, or_

import polars

from engine.compiled.dialect import Comparison

Expr = polars.Expr


def _in_pairs(operation: Callable[[Expr, Expr], Expr], parts: Sequence[Expr]) -> Expr:
    """One of many, made of halves: what Polars does to ready an expression grows with the square of its depth."""
    while len(parts) > 1:
        rest = parts[len(parts) // 2 * 2 :]
        pairs = zip(parts[::2], parts[1::2], strict=False)
        parts = [*(operation(first, second) for first, second in pairs), *rest]
    return parts[0]


class PolarsDialect:
    """Says each operation as an expression."""

    def named(self, name: str) -> Expr:
        """The column of a name."""
        return polars.col(name)

    def truth(self, value: bool) -> Expr:
        """Yes or no for everybody."""
        return polars.lit(value)

    def whole(self, value: int, wide: bool = False) -> Expr:
        """A whole number for everybody."""
        return polars.lit(value, dtype=polars.Int128 if wide else polars.Int64)

    def widened(self, number: Expr) -> Expr:
        """The same number in 128 bits."""
        return number.cast(polars.Int128)

    def narrowed(self, number: Expr) -> Expr:
        """The same number in 64 bits."""
        return number.cast(polars.Int64)

    def all(self, bits: Sequence[Expr]) -> Expr:
        """Every one."""
        return _in_pairs(and_, bits)

    def any(self, bits: Sequence[Expr]) -> Expr:
        """One of them."""
        return _in_pairs(or_, bits)

    def no(self, bit: Expr) -> Expr:
        """The other answer."""
        return ~bit

    def reached(self, least: int, bits: Sequence[Expr]) -> Expr:
        """At least so many of them."""
        counted = _in_pairs(add, [bit.cast(polars.Int64) for bit in bits])
        return counted >= self.whole(least)

    def select(self, bit: Expr, a: Expr, b: Expr) -> Expr:
        """`a` where the bit is yes, else `b`."""
        return polars.when(bit).then(a).otherwise(b)

    def when(self, bit: Expr, word: Expr) -> Expr:
        """The word of a mask where the bit is yes, else 0."""
        return polars.when(bit).then(word).otherwise(self.whole(0))

    def union(self, words: Sequence[Expr]) -> Expr:
        """What is in one of the words."""
        return _in_pairs(or_, words)

    def among(self, code: Expr, values: Sequence[int]) -> Expr:
        """Whether a code is one of these."""
        return _in_pairs(or_, [code == self.whole(value) for value in values])

    def compare(self, comparison: Comparison, a: Expr, b: Expr) -> Expr:
        """A bit of two whole numbers."""
        match comparison:
            case "less":
                return a < b
            case "at most":
                return a <= b
        return a == b

    def add(self, a: Expr, b: Expr) -> Expr:
        """The sum."""
        return a + b

    def subtract(self, a: Expr, b: Expr) -> Expr:
        """The difference."""
        return a - b

    def multiply(self, a: Expr, b: Expr) -> Expr:
        """The product."""
        return a * b

    def floored(self, a: Expr, b: Expr) -> Expr:
        """The whole number at or below the quotient."""
        return a // b

    def least(self, a: Expr, b: Expr) -> Expr:
        """The lesser."""
        return polars.min_horizontal(a, b)

    def greatest(self, a: Expr, b: Expr) -> Expr:
        """The greater."""
        return polars.max_horizontal(a, b)

    def size(self, number: Expr) -> Expr:
        """The number without its sign."""
        return number.abs()
