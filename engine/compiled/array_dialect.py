"""The circuit in statements over arrays of NumPy, with bits packed: eight patients in a byte, so that one statement
tells a bit of very many of them.

A column is the name of a variable; each operation is a statement of its own, in the order in which it is asked for,
and is made once. A wide number is an expression of Polars, which has 128 bits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy
import polars
from numpy.typing import NDArray

from engine.compiled.dialect import Comparison

Arrays = Mapping[str, NDArray[Any]]
"""Columns of one length by their names; a bit is packed."""

YES, NO = numpy.uint8(255), numpy.uint8(0)
"""A bit that is the same for everybody."""

_IN_A_ROW = 200
"""So many bits are joined in one statement at the most."""

_VARIABLE = re.compile(r"\bv\d+\b")
_COMPARED: Mapping[Comparison, str] = {"less": "<", "at most": "<=", "equal": "=="}


def packed(bits: Any) -> NDArray[numpy.uint8] | numpy.uint8:
    """Truths, eight in a byte; one truth is that of everybody."""
    return numpy.packbits(bits, bitorder="little") if numpy.ndim(bits) else YES if bits else NO


def unpacked(bits: NDArray[numpy.uint8] | numpy.uint8, many: int) -> NDArray[numpy.bool_]:
    """The truths of so many patients."""
    if not isinstance(bits, numpy.ndarray):
        return numpy.full(many, bool(bits))
    return numpy.unpackbits(bits, count=many, bitorder="little").view(numpy.bool_)


def _widened(number: Any) -> polars.Expr:
    return polars.lit(polars.Series(number)).cast(polars.Int128)


def _wide(value: int) -> polars.Expr:
    return polars.lit(value, dtype=polars.Int128)


def _narrowed(number: polars.Expr) -> NDArray[numpy.int64]:
    return polars.select(number.cast(polars.Int64)).to_series().to_numpy()


def _compared(truths: Any, many: int) -> NDArray[numpy.uint8] | numpy.uint8:
    if isinstance(truths, polars.Expr):
        truths = polars.select(truths).to_series().to_numpy()
        truths = truths if len(truths) == many else truths[0]
    return packed(truths)


def _chosen(bit: NDArray[numpy.bool_], a: Any, b: Any) -> Any:
    if isinstance(a, polars.Expr):
        return polars.when(polars.lit(polars.Series(bit))).then(a).otherwise(b)
    return numpy.where(bit, a, b)


def _least(a: Any, b: Any) -> Any:
    return polars.min_horizontal(a, b) if isinstance(a, polars.Expr) else numpy.minimum(a, b)


def _greatest(a: Any, b: Any) -> Any:
    return polars.max_horizontal(a, b) if isinstance(a, polars.Expr) else numpy.maximum(a, b)


_NAMES: Mapping[str, Any] = {
    "unpacked": unpacked,
    "widened": _widened,
    "wide": _wide,
    "narrowed": _narrowed,
    "compared": _compared,
    "chosen": _chosen,
    "least": _least,
    "greatest": _greatest,
    "code": numpy.int32,
    "yes": YES,
    "no": NO,
}


class ArrayDialect:
    """Writes the statements of one function."""

    def __init__(self) -> None:
        """Begin without any."""
        self._lines: list[str] = []
        self._known: dict[str, str] = {}

    def _said(self, text: str) -> str:
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = f"v{len(self._lines)}"
            self._lines.append(f"{found} = {text}")
        return found

    def named(self, name: str) -> str:
        """The column of a name."""
        return self._said(f"columns[{name!r}]")

    def truth(self, value: bool) -> str:
        """Yes or no for everybody."""
        return "yes" if value else "no"

    def whole(self, value: int, wide: bool = False) -> str:
        """A whole number for everybody."""
        return f"wide({value})" if wide else f"({value})"

    def code(self, value: int) -> str:
        """A code for everybody."""
        return f"code({value})"

    def widened(self, number: str) -> str:
        """The same number in 128 bits."""
        return self._said(f"widened({number})")

    def narrowed(self, number: str) -> str:
        """The same number in 64 bits."""
        return self._said(f"narrowed({number})")

    def all(self, bits: Sequence[str]) -> str:
        """Every one."""
        return self._folded(bits, "&", "yes", "no")

    def any(self, bits: Sequence[str]) -> str:
        """One of them."""
        return self._folded(bits, "|", "no", "yes")

    def _folded(self, bits: Sequence[str], operator: str, nothing: str, everything: str) -> str:
        left = dict.fromkeys(bit for bit in bits if bit != nothing)
        if everything in left or not left:
            return everything if left else nothing
        parts = list(left)
        return self._joined(parts, operator)

    def _joined(self, parts: Sequence[str], operator: str) -> str:
        while len(parts) > 1:  # a statement of thousands would be nested too deeply to be read
            parts = [
                self._said(f" {operator} ".join(some)) if len(some) > 1 else some[0]
                for some in (parts[place : place + _IN_A_ROW] for place in range(0, len(parts), _IN_A_ROW))
            ]
        return parts[0]

    def no(self, bit: str) -> str:
        """The other answer."""
        match bit:
            case "yes":
                return "no"
            case "no":
                return "yes"
        return self._said(f"~{bit}")

    def _unpacked(self, bit: str) -> str:
        return self._said(f"unpacked({bit}, many)")

    def reached(self, least: int, bits: Sequence[str]) -> str:
        """At least so many of them."""
        counted = self._joined([f"{self._unpacked(bit)}.astype(int)" for bit in bits], "+")
        return self._said(f"compared({least} <= {counted}, many)")

    def select(self, bit: str, a: str, b: str) -> str:
        """`a` where the bit is yes, else `b`."""
        if bit in ("yes", "no"):
            return a if bit == "yes" else b
        return self._said(f"chosen({self._unpacked(bit)}, {a}, {b})")

    def when(self, bit: str, word: str) -> str:
        """The word of a mask, which is a bit, where the bit is yes."""
        return self.all([bit, word])

    def union(self, words: Sequence[str]) -> str:
        """What is in one of the words, each of which is a bit."""
        return self.any(words)

    def among(self, code: str, values: Sequence[int]) -> str:
        """Whether a code is one of these."""
        found = self._joined([f"({code} == {value})" for value in values], "|")
        return self._said(f"compared({found}, many)")

    def compare(self, comparison: Comparison, a: str, b: str) -> str:
        """A bit of two whole numbers."""
        return self._said(f"compared({a} {_COMPARED[comparison]} {b}, many)")

    def add(self, a: str, b: str) -> str:
        """The sum."""
        return self._said(f"{a} + {b}")

    def subtract(self, a: str, b: str) -> str:
        """The difference."""
        return self._said(f"{a} - {b}")

    def multiply(self, a: str, b: str) -> str:
        """The product."""
        return self._said(f"{a} * {b}")

    def floored(self, a: str, b: str) -> str:
        """The whole number at or below the quotient."""
        return self._said(f"{a} // {b}")

    def least(self, a: str, b: str) -> str:
        """The lesser."""
        return self._said(f"least({a}, {b})")

    def greatest(self, a: str, b: str) -> str:
        """The greater."""
        return self._said(f"greatest({a}, {b})")

    def size(self, number: str) -> str:
        """The number without its sign."""
        return self._said(f"abs({number})")

    def function(self, picked: Mapping[str, str]) -> Callable[[Arrays, int], dict[str, Any]]:
        """What gives columns by their names, of those of so many patients; what all have alike is one value."""
        given = ", ".join(f"{name!r}: {column}" for name, column in picked.items())
        lines = ["def run(columns, many):", *_forgetting(self._lines, given), f"return {{{given}}}"]
        names: dict[str, Any] = dict(_NAMES)
        exec(compile("\n    ".join(lines) + "\n", "<columns>", "exec"), names)
        run: Callable[[Arrays, int], dict[str, Any]] = names["run"]
        return run


def _forgetting(lines: Sequence[str], outputs: str) -> Iterator[str]:
    """The statements, each followed by what is read no more: its room is used again, and stays near at hand."""
    last = {
        name: place
        for place, line in enumerate(lines)
        for name in _VARIABLE.findall(line.partition("columns[")[0])  # a column may have such a name
    }
    kept = set(_VARIABLE.findall(outputs))
    done: dict[int, list[str]] = {}
    for name, place in last.items():
        if name not in kept:
            done.setdefault(place, []).append(name)
    for place, line in enumerate(lines):
        yield f"{line}; del {', '.join(done[place])}" if place in done else line
