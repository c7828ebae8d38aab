"""The circuit in statements over arrays of NumPy: for many small tables one after the other, where a query costs more.

A column is the name of a variable; each operation is a statement of its own, in the order in which it is asked for. A
wide number is an array of Python's whole numbers, so nothing overflows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy
from numpy.typing import NDArray

from engine.compiled.dialect import Comparison
from engine.compiled.frames import Framed

Arrays = Mapping[str, NDArray[Any]]
"""Columns of one length by their names."""

_VARIABLE = re.compile(r"\bv\d+\b")
_COMPARED: Mapping[Comparison, str] = {"less": "less", "at most": "less_equal", "equal": "equal"}
_NAMES: Mapping[str, Any] = {
    "where": numpy.where,
    "less": numpy.less,
    "less_equal": numpy.less_equal,
    "equal": numpy.equal,
    "absolute": numpy.absolute,
    "minimum": numpy.minimum,
    "maximum": numpy.maximum,
    "int64": numpy.int64,
    "yes": numpy.True_,
    "no": numpy.False_,
}


class ArrayDialect:
    """Writes the statements of one function."""

    def __init__(self) -> None:
        """Begin without any."""
        self._names: dict[str, str] = {}
        self._lines: list[str] = []
        self._reads: dict[int, str] = {}
        """The statements that read a column, with its name."""

    def _said(self, text: str) -> str:
        name = f"v{len(self._lines)}"
        self._lines.append(f"{name} = {text}")
        return name

    def named(self, name: str) -> str:
        """The column of a name."""
        if name not in self._names:
            self._reads[len(self._lines)] = name
            self._names[name] = self._said(f"columns[{name!r}]")
        return self._names[name]

    def truth(self, value: bool) -> str:
        """Yes or no for everybody."""
        return "yes" if value else "no"

    def whole(self, value: int, wide: bool = False) -> str:
        """A whole number for everybody."""
        return f"({value})"

    def widened(self, number: str) -> str:
        """The same number without an end."""
        return self._said(f"{number}.astype(object)")

    def narrowed(self, number: str) -> str:
        """The same number in 64 bits."""
        return self._said(f"{number}.astype(int64)")

    def all(self, bits: Sequence[str]) -> str:
        """Every one."""
        return self._said(" & ".join(bits))

    def any(self, bits: Sequence[str]) -> str:
        """One of them."""
        return self._said(" | ".join(bits))

    def no(self, bit: str) -> str:
        """The other answer."""
        return self._said(f"~{bit}")

    def reached(self, least: int, bits: Sequence[str]) -> str:
        """At least so many of them."""
        counted = " + ".join(f"{bit}.astype(int)" for bit in bits)
        return self._said(f"less_equal({least}, {counted})")

    def select(self, bit: str, a: str, b: str) -> str:
        """`a` where the bit is yes, else `b`."""
        return self._said(f"where({bit}, {a}, {b})")

    def when(self, bit: str, word: str) -> str:
        """The word of a mask where the bit is yes, else 0."""
        return self.select(bit, word, "0")

    def union(self, words: Sequence[str]) -> str:
        """What is in one of the words."""
        return self._said(" | ".join(words))

    def among(self, code: str, values: Sequence[int]) -> str:
        """Whether a code is one of these."""
        return reduce(
            lambda found, value: self._said(f"{found} | equal({code}, {value})"),
            values[1:],
            self._said(f"equal({code}, {values[0]})"),
        )

    def compare(self, comparison: Comparison, a: str, b: str) -> str:
        """A bit of two whole numbers."""
        return self._said(f"{_COMPARED[comparison]}({a}, {b})")

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
        return self._said(f"minimum({a}, {b})")

    def greatest(self, a: str, b: str) -> str:
        """The greater."""
        return self._said(f"maximum({a}, {b})")

    def size(self, number: str) -> str:
        """The number without its sign."""
        return self._said(f"absolute({number})")

    def function(self, framed: Framed[str]) -> Callable[[Arrays], dict[str, Any]]:
        """What gives the outputs of columns, by their names; one that is the same for everybody is one value."""
        made = {name: column for layer in framed.layers for name, column in layer.items()}
        for place, name in self._reads.items():
            if name in made:  # no column of the table
                self._lines[place] = f"v{place} = {made[name]}"
        picked = ", ".join(f"{name!r}: {column}" for name, column in framed.picked.items())
        lines = ["def run(columns):", *_forgetting(self._lines, picked), f"return {{{picked}}}"]
        names: dict[str, Any] = dict(_NAMES)
        exec(compile("\n    ".join(lines) + "\n", "<columns>", "exec"), names)
        run: Callable[[Arrays], dict[str, Any]] = names["run"]
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
