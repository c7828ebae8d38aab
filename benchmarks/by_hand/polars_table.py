"""Polars: bits are bitmaps, a set of needs is one bitmap for each, texts of which there are few are numbers of a list.

Everything used twice is a column of its own; columns that need nothing of each other are made in one step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from itertools import product
from operator import add, and_, or_
from typing import Any

import polars as pl

from benchmarks.by_hand.kleene import NEEDS
from benchmarks.by_hand.table_truths import (
    AsGiven,
    Bit,
    Cell,
    Digit,
    DoseCell,
    JoinedCell,
    NeedsCell,
    Number,
    PieceCell,
    Same,
    Told,
    Whole,
    every,
    none_of,
    some,
)
from benchmarks.by_hand.table_words import joined, one
from engine.sentences import need_words
from guideline_dsl.frozen import frozen

_MG = 100_000.0
_AT_ONCE = 10
"""Needs that are told by one number of a list."""
_EPOCH = date(1970, 1, 1)


@frozen
class Sliced:
    """A set of needs for each patient: one bitmap for each need."""

    table: PolarsTable
    bits: Mapping[str, Bit]

    def __or__(self, other: Sliced) -> Sliced:
        """The needs of both."""
        found = dict(self.bits)
        for need, bit in other.bits.items():
            found[need] = some(found[need], bit) if need in found else bit
        return Sliced(self.table, found)

    def where(self, bit: Bit) -> Sliced:
        """The needs, where the bit is set."""
        if bit is False:
            return Sliced(self.table, {})
        if len(self.bits) > 1:
            bit = self.table.kept(bit)
        return Sliced(self.table, {need: every(own, bit) for need, own in self.bits.items()})

    @property
    def possible(self) -> frozenset[str]:
        """The needs that anybody may have."""
        return frozenset(self.bits)


class PolarsTable:
    """The steps, one set of columns after the other."""

    def __init__(self, schema: Mapping[str, pl.DataType], as_of: date) -> None:
        """Nothing is made yet."""
        self._schema = schema
        self._day = (as_of - _EPOCH).days
        self._level = dict.fromkeys(schema, 0)
        self.steps: list[list[pl.Expr]] = []
        self._known: dict[tuple[str, str], Any] = {}
        self._texts: dict[int, tuple[object, pl.Expr]] = {}

    # ------------------------------------------------------------ what is read

    def _once(self, what: str, name: str, made: pl.Expr) -> pl.Expr:
        key = what, name
        if key not in self._known:
            self._known[key] = self.kept(made)
        found: pl.Expr = self._known[key]
        return found

    def true(self, name: str) -> Bit:
        """Whether a column is true."""
        return name in self._schema and self._once("true", name, pl.col(name).fill_null(False))

    def false(self, name: str) -> Bit:
        """Whether a column is false."""
        return name in self._schema and self._once("false", name, ~pl.col(name).fill_null(True))

    def empty(self, name: str) -> Bit:
        """Whether a column is empty."""
        return name not in self._schema or self._once("empty", name, pl.col(name).is_null())

    def word(self, name: str, *words: str) -> Bit:
        """Whether a column is one of these words."""
        if name not in self._schema:
            return False
        return self._once(
            "/".join(words), name, some(*((pl.col(name) == word) for word in words)).fill_null(False)
        )

    def number(self, name: str) -> Whole:
        """A number in thousandths: what is nearest to a decimal is, times 1,000, nearest to that whole number."""
        kind = self._schema.get(name)
        if kind is None:
            return pl.lit(None, dtype=pl.Int64)
        given = pl.col(name)
        read = given.cast(pl.Int64) * 1000 if kind.is_integer() else (given * 1000).round().cast(pl.Int64)
        return self._once("number", name, read)

    def days_since(self, name: str) -> Whole:
        """The days since a day."""
        if name not in self._schema:
            return pl.lit(None, dtype=pl.Int64)
        return self._once("days", name, self._day - pl.col(name).cast(pl.Int32))

    # ------------------------------------------------------------ numbers

    def missing(self, number: Whole) -> Bit:
        """Whether a number is not known."""
        found: pl.Expr = number.is_null()
        return found

    def at_least(self, number: Whole, other: Whole | int) -> Bit:
        """Whether it is as much or more."""
        return (number >= other).fill_null(False)

    def less(self, number: Whole, other: Whole | int) -> Bit:
        """Whether it is less."""
        return (number < other).fill_null(False)

    def chosen(self, cases: Sequence[tuple[Bit, Whole | int]]) -> Whole:
        """The number of the first case that holds."""
        found: Any = pl
        for bit, value in cases:
            worth = pl.lit(value, dtype=pl.Int64) if isinstance(value, int) else value
            if bit is True:
                return found.otherwise(worth) if found is not pl else worth
            if bit is not False:
                found = found.when(bit).then(worth)
        return pl.lit(None, dtype=pl.Int64) if found is pl else found.otherwise(None)

    def root(self, number: Whole) -> Whole:
        """The whole part of the square root; numbers here have fewer than 53 bits, whose roots no rounding lifts."""
        return number.cast(pl.Float64).sqrt().floor().cast(pl.Int64)

    # ------------------------------------------------------------ needs

    def need(self, need: str, bit: Bit) -> Sliced:
        """A need, where the bit is set."""
        return Sliced(self, {} if bit is False else {need: bit})

    def has_need(self, needs: Sliced, need: str) -> Bit:
        """Whether a need is among them."""
        return needs.bits.get(need, False)

    def without(self, needs: Sliced, others: Sliced) -> Sliced:
        """The needs that are not among the others."""
        found = {
            need: every(bit, none_of(others.bits[need])) if need in others.bits else bit
            for need, bit in needs.bits.items()
        }
        return Sliced(self, found)

    # ------------------------------------------------------------ columns

    def kept(self, bit: Any) -> Any:
        """A column of its own."""
        if isinstance(bit, bool) or bit.meta.is_column():
            return bit
        level = max((self._level[name] for name in bit.meta.root_names()), default=0)
        while len(self.steps) <= level:
            self.steps.append([])
        name = f" {len(self._level)}"
        self.steps[level].append(bit.alias(name))
        self._level[name] = level + 1
        return pl.col(name)

    kept_number = kept

    def kept_needs(self, needs: Sliced) -> Sliced:
        """Columns of their own."""
        return Sliced(self, {need: self.kept(bit) for need, bit in needs.bits.items()})

    # ------------------------------------------------------------ what is told

    def told(self, told: Told) -> list[pl.Expr]:
        """The columns of the results."""
        self._outside, self._perhaps = self.word("diagnosis", "other"), self.empty("diagnosis")
        self._inside = self.kept(none_of(self._outside, self._perhaps))
        return [self._column(cell).alias(name) for name, cell in told.items()]

    def _column(self, cell: object) -> pl.Expr:
        match cell:
            case AsGiven(name=name):
                return pl.col(name)
            case Same(value=value):
                return pl.lit(value, dtype=pl.String)
            case DoseCell(dose=None):
                return pl.lit(None, dtype=pl.Float64)
            case DoseCell(dose=dose, where=where):
                return self._where(every(self._inside, where)).then(_decimal(dose))
            case Cell():
                return self._coded(cell)
            case JoinedCell(cells=cells, separator=separator):
                return _joined([self._coded(one) for one in cells], separator)
            case NeedsCell():
                return self._asked(cell)
            case PieceCell(cases=cases):
                found: Any = pl
                for bit, pieces in cases:
                    found = found.when(every(self._inside, bit)).then(self._text(pieces))
                return found  # type: ignore[no-any-return]
        raise TypeError(cell)

    def _where(self, bit: Bit) -> Any:
        return pl.when(pl.lit(True) if bit is True else bit)

    def _coded(self, cell: Cell) -> pl.Expr:
        """The place of the text in the list of all."""
        digits = [digit for digit in map(_told, cell.digits) if digit.cases or digit.otherwise]
        texts = [cell.text(*words) for words in product(*(_told(digit).words for digit in cell.digits))]
        silent = [place for place, text in enumerate(texts) if not text]
        rest = [text for text in (cell.outside, cell.perhaps) if text is not None]
        of_rest = [texts.index(text) if text in texts else len(texts) + at for at, text in enumerate(rest)]
        listed = _different([*texts, *(t for t, at in zip(rest, of_rest, strict=True) if at >= len(texts))])
        kind = pl.UInt8 if len(listed) < 256 else pl.UInt16
        parts: list[pl.Expr] = []
        step = 1
        for digit in reversed(digits):
            parts.append(_place(digit, step, kind))
            step *= len(digit.words)
        code = reduce(add, parts) if parts else pl.lit(0, dtype=kind)
        where = every(self._inside, cell.where)
        if silent:
            code = self.kept(code)
            where = every(where, reduce(and_, (code != place for place in silent)))
        found = pl.when(where).then(code)
        if cell.outside is not None:
            found = found.when(self._outside).then(pl.lit(of_rest[0], dtype=kind))
        if cell.perhaps is not None:
            found = found.when(self._perhaps).then(pl.lit(of_rest[-1], dtype=kind))
        return found.cat.to(pl.Enum(listed))

    def _asked(self, cell: NeedsCell) -> pl.Expr:
        needs = cell.needs
        assert isinstance(needs, Sliced)
        ordered = [need for need in NEEDS if need in needs.bits]
        perhaps = "diagnosis" if cell.asks_for_diagnosis else None
        if not ordered and perhaps is None:
            return pl.lit(None, dtype=pl.String)
        groups = [ordered[at : at + _AT_ONCE] for at in range(0, len(ordered), _AT_ONCE)] or [[]]
        cells = [
            Cell(
                tuple(one(needs.bits[need], need_words(need)) for need in group),
                joined,
                perhaps=perhaps if group is groups[0] else None,
            )
            for group in groups
        ]
        coded = [self._coded(one) for one in cells]
        return coded[0] if len(coded) == 1 else _joined(coded, "; ")

    def _text(self, pieces: tuple[str | Cell | Number, ...]) -> pl.Expr:
        if id(pieces) not in self._texts:
            parts = [self._piece(piece) for piece in pieces]
            self._texts[id(pieces)] = pieces, self.kept(pl.concat_str(parts)) if len(parts) > 1 else parts[0]
        return self._texts[id(pieces)][1]

    def _piece(self, piece: str | Cell | Number) -> pl.Expr:
        match piece:
            case str():
                return pl.lit(piece)
            case Number(value=value):
                name = value.meta.output_name()
                words = _decimal(value).cast(pl.String).str.strip_suffix(".0")
                return self._once("text", name, words)
            case Cell():
                return self._coded(piece).cast(pl.String)


def _decimal(whole: pl.Expr) -> pl.Expr:
    """The binary number nearest to the decimal: rounding divides, where division by a number multiplies."""
    return (whole / _MG).round(5)


def _told(digit: Digit) -> Digit:
    """Without the cases that nobody has."""
    return Digit(tuple((bit, word) for bit, word in digit.cases if bit is not False), digit.otherwise)


def _different(texts: Sequence[str]) -> list[str]:
    """Texts of cases that nobody can have at once may be the same; a list has each once."""
    seen: set[str] = set()
    found: list[str] = []
    for place, text in enumerate(texts):
        found.append(text if text not in seen else f"{text} #{place}")
        seen.add(text)
    return found


def _place(digit: Digit, step: int, kind: Any) -> pl.Expr:
    found: Any = pl
    for place, (bit, _) in enumerate(digit.cases, start=1):
        worth = pl.lit(place * step, dtype=kind)
        if bit is True:
            return found.otherwise(worth) if found is not pl else worth  # type: ignore[no-any-return]
        found = found.when(bit).then(worth)
    nothing = pl.lit(0, dtype=kind)
    return nothing if found is pl else found.otherwise(nothing)  # type: ignore[no-any-return]


def _joined(cells: Sequence[pl.Expr], separator: str) -> pl.Expr:
    texts = [cell.cast(pl.String) for cell in cells]
    together = pl.concat_str(texts, separator=separator, ignore_nulls=True)
    return pl.when(reduce(or_, (cell.is_not_null() for cell in cells))).then(together)
