"""The circuit in text of SQL: DuckDB's and Spark's, which differ in two words here."""

from __future__ import annotations

from collections.abc import Sequence

from engine.compiled.dialect import Comparison
from guideline_dsl.frozen import frozen

_SIGNS: dict[str, str] = {"less": "<", "at most": "<=", "equal": "="}


@frozen
class SqlDialect:
    """Says each operation as text; `wide` is the type of 128 bits."""

    wide: str
    quote: str

    def named(self, name: str) -> str:
        """The column of a name."""
        return f"{self.quote}{name.replace(self.quote, self.quote * 2)}{self.quote}"

    def truth(self, value: bool) -> str:
        """Yes or no for everybody."""
        return "true" if value else "false"

    def whole(self, value: int, wide: bool = False) -> str:
        """A whole number for everybody."""
        return f"CAST({value} AS {self.wide if wide else 'BIGINT'})"

    def widened(self, number: str) -> str:
        """The same number in 128 bits."""
        return f"CAST({number} AS {self.wide})"

    def narrowed(self, number: str) -> str:
        """The same number in 64 bits."""
        return f"CAST({number} AS BIGINT)"

    def all(self, bits: Sequence[str]) -> str:
        """Every one."""
        return f"({' AND '.join(bits)})"

    def any(self, bits: Sequence[str]) -> str:
        """One of them."""
        return f"({' OR '.join(bits)})"

    def no(self, bit: str) -> str:
        """The other answer."""
        return f"(NOT {bit})"

    def reached(self, least: int, bits: Sequence[str]) -> str:
        """At least so many of them."""
        return f"({' + '.join(f'CAST({bit} AS BIGINT)' for bit in bits)} >= {least})"

    def select(self, bit: str, a: str, b: str) -> str:
        """`a` where the bit is yes, else `b`."""
        return f"CASE WHEN {bit} THEN {a} ELSE {b} END"

    def when(self, bit: str, word: str) -> str:
        """The word of a mask where the bit is yes, else 0."""
        return self.select(bit, word, self.whole(0))

    def union(self, words: Sequence[str]) -> str:
        """What is in one of the words."""
        return f"({' | '.join(f'({word})' for word in words)})"

    def among(self, code: str, values: Sequence[int]) -> str:
        """Whether a code is one of these."""
        return self.any([f"{code} = {value}" for value in values])

    def compare(self, comparison: Comparison, a: str, b: str) -> str:
        """A bit of two whole numbers."""
        return f"(({a}) {_SIGNS[comparison]} ({b}))"

    def add(self, a: str, b: str) -> str:
        """The sum."""
        return f"(({a}) + ({b}))"

    def subtract(self, a: str, b: str) -> str:
        """The difference."""
        return f"(({a}) - ({b}))"

    def multiply(self, a: str, b: str) -> str:
        """The product."""
        return f"(({a}) * ({b}))"

    def floored(self, a: str, b: str) -> str:
        """The whole number at or below the quotient; `//` cuts off towards 0, and `%` has the sign of the dividend."""
        return f"(({a}) // ({b}) - CASE WHEN ({a}) % ({b}) < 0 THEN 1 ELSE 0 END)"

    def least(self, a: str, b: str) -> str:
        """The lesser; neither is ever null, which it would leave out."""
        return f"least({a}, {b})"

    def greatest(self, a: str, b: str) -> str:
        """The greater."""
        return f"greatest({a}, {b})"

    def size(self, number: str) -> str:
        """The number without its sign."""
        return f"abs({number})"


DUCKDB = SqlDialect("HUGEINT", '"')
