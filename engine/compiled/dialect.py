"""What an engine of dataframes must be able to say, so that a circuit can be put into columns of its tables.

array_dialect.py says it in statements over packed bits, polars_dialect.py in expressions, sql_dialect.py in text. No
column ever holds a null and no number is binary floating point: null rules and rounding differ between engines, whole
numbers do not. A number is Narrow (64 bits) or wide (128); whoever asks for a sum or a product has seen to it that it
fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, TypeVar

Column = TypeVar("Column")
"""An expression over the columns of a table."""

Comparison = Literal["less", "at most", "equal"]


class Dialect(Protocol[Column]):
    """The operations, over columns without nulls."""

    def named(self, name: str) -> Column:
        """The column of a name."""

    def truth(self, value: bool) -> Column:
        """Yes or no for everybody."""

    def whole(self, value: int, wide: bool = False) -> Column:
        """A whole number for everybody."""

    def widened(self, number: Column) -> Column:
        """The same number in 128 bits."""

    def narrowed(self, number: Column) -> Column:
        """The same number in 64 bits, where it is known to fit."""

    def all(self, bits: Sequence[Column]) -> Column:
        """Every one; at least one is given."""

    def any(self, bits: Sequence[Column]) -> Column:
        """One of them; at least one is given."""

    def no(self, bit: Column) -> Column:
        """The other answer."""

    def reached(self, least: int, bits: Sequence[Column]) -> Column:
        """At least so many of them."""

    def select(self, bit: Column, a: Column, b: Column) -> Column:
        """`a` where the bit is yes, else `b`."""

    def when(self, bit: Column, word: Column) -> Column:
        """The word of a mask where the bit is yes, else 0."""

    def union(self, words: Sequence[Column]) -> Column:
        """What is in one of the words; at least one is given."""

    def among(self, code: Column, values: Sequence[int]) -> Column:
        """Whether a code is one of these; at least one is given."""

    def compare(self, comparison: Comparison, a: Column, b: Column) -> Column:
        """A bit of two whole numbers of one width."""

    def add(self, a: Column, b: Column) -> Column:
        """The sum."""

    def subtract(self, a: Column, b: Column) -> Column:
        """The difference."""

    def multiply(self, a: Column, b: Column) -> Column:
        """The product."""

    def floored(self, a: Column, b: Column) -> Column:
        """The whole number at or below the quotient, also of a dividend below 0; the divisor is above 0."""

    def least(self, a: Column, b: Column) -> Column:
        """The lesser."""

    def greatest(self, a: Column, b: Column) -> Column:
        """The greater."""

    def size(self, number: Column) -> Column:
        """The number without its sign."""
