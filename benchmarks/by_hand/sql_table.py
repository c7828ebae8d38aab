"""SQL of DuckDB: bits are BOOLEAN, a set of needs is one BIGINT, texts of which there are few are values of an ENUM.

Everything used twice is a column of its own; columns that need nothing of each other are made in one SELECT, inside of
which stands the one they are made from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from benchmarks.by_hand.kleene import NEEDS
from benchmarks.by_hand.table_truths import (
    AsGiven,
    Bit,
    Cell,
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
)
from engine.sentences import need_words
from guideline_dsl.frozen import frozen

_MG = 100_000
_AT_ONCE = 8
"""Needs that are told by one value of an ENUM."""
_COLUMN = re.compile(r'"[^"]+"')
_DETAILS = (
    "prednisone:dose", "prednisone:starting dose", "prednisone:time", "prednisone:time at dose",
    "other_corticosteroid:time", "methylprednisolone:dose", "methylprednisolone:time", "methotrexate:dose",
    "methotrexate:frequency", "methotrexate:time", "azathioprine:dose", "azathioprine:time",
    "mycophenolate_mofetil:dose", "mycophenolate_mofetil:time", "cyclophosphamide:time", "folic_acid:dose",
)  # fmt: skip
_ASKED = [
    need for need in NEEDS if not need.startswith("medicine:") or need.removeprefix("medicine:") in _DETAILS
]
"""What is ever asked for has 63 bits, which is what a BIGINT has."""


@frozen
class Sql:
    """A piece of SQL: a bit or a number; `level` is how many SELECTs stand below it."""

    text: str
    level: int

    def _with(self, sign: str, other: Any) -> Sql:
        own = other if isinstance(other, Sql) else Sql(str(other), 0)
        return Sql(f"({self.text} {sign} {own.text})", max(self.level, own.level))

    def __and__(self, other: Any) -> Sql:
        """And, of bits."""
        return self._with("and", other)

    def __or__(self, other: Any) -> Sql:
        """Or, of bits."""
        return self._with("or", other)

    def __invert__(self) -> Sql:
        """Not, of bits."""
        return Sql(f"(not {self.text})", self.level)

    def __add__(self, other: Any) -> Sql:
        """A sum."""
        return self._with("+", other)

    def __sub__(self, other: Any) -> Sql:
        """A difference."""
        return self._with("-", other)

    def __mul__(self, other: Any) -> Sql:
        """A product."""
        return self._with("*", other)

    def __floordiv__(self, other: Any) -> Sql:
        """The whole part of a quotient."""
        return self._with("//", other)


@frozen
class Mask:
    """A set of needs for each patient, as the bits of a whole number."""

    table: SqlTable
    sql: Sql | None
    possible: frozenset[str]

    def __or__(self, other: Mask) -> Mask:
        """The needs of both."""
        if self.sql is None or other.sql is None:
            return other if self.sql is None else self
        return Mask(self.table, self.sql._with("|", other.sql), self.possible | other.possible)

    def where(self, bit: Bit) -> Mask:
        """The needs, where the bit is set."""
        if bit is True or self.sql is None:
            return self
        if bit is False:
            return Mask(self.table, None, frozenset())
        return Mask(self.table, self.sql._with("&", self.table.all_or_none(bit)), self.possible)


class SqlTable:
    """The steps, one SELECT in the other."""

    def __init__(self, schema: Mapping[str, str], as_of: str) -> None:
        """Nothing is made yet; the schema has the types of columns as DuckDB names them."""
        self._schema = schema
        self._day = f"date '{as_of}'"
        self.steps: list[dict[str, str]] = []
        self._known: dict[object, Any] = {}
        self._made = 0

    # ------------------------------------------------------------ what is read

    def _once(self, key: object, made: Sql) -> Sql:
        if key not in self._known:
            self._known[key] = self.kept(made)
        found: Sql = self._known[key]
        return found

    def true(self, name: str) -> Bit:
        """Whether a column is true."""
        return name in self._schema and self._once(("true", name), Sql(f'("{name}" is true)', 0))

    def false(self, name: str) -> Bit:
        """Whether a column is false."""
        return name in self._schema and self._once(("false", name), Sql(f'("{name}" is false)', 0))

    def empty(self, name: str) -> Bit:
        """Whether a column is empty."""
        return name not in self._schema or self._once(("empty", name), Sql(f'("{name}" is null)', 0))

    def word(self, name: str, *words: str) -> Bit:
        """Whether a column is one of these words."""
        if name not in self._schema:
            return False
        said = " or ".join(f"\"{name}\" is not distinct from '{word}'" for word in words)
        return self._once(("word", name, words), Sql(f"({said})", 0))

    def number(self, name: str) -> Whole:
        """A number in thousandths: what is nearest to a decimal is, times 1,000, nearest to that whole number."""
        kind = self._schema.get(name)
        if kind is None:
            return Sql("null::bigint", 0)
        read = (
            f'"{name}"::bigint * 1000'
            if kind.endswith("INT") or kind == "INTEGER"
            else f'round("{name}" * 1000)'
        )
        return self._once(("number", name), Sql(f"({read})::bigint", 0))

    def days_since(self, name: str) -> Whole:
        """The days since a day."""
        if name not in self._schema:
            return Sql("null::bigint", 0)
        return self._once(("days", name), Sql(f'({self._day} - "{name}")', 0))

    # ------------------------------------------------------------ numbers

    def missing(self, number: Sql) -> Bit:
        """Whether a number is not known."""
        return Sql(f"({number.text} is null)", number.level)

    def at_least(self, number: Sql, other: Whole | int) -> Bit:
        """Whether it is as much or more."""
        found = number._with(">=", other)
        return Sql(f"({found.text} is true)", found.level)

    def less(self, number: Sql, other: Whole | int) -> Bit:
        """Whether it is less."""
        found = number._with("<", other)
        return Sql(f"({found.text} is true)", found.level)

    def chosen(self, cases: Sequence[tuple[Bit, Whole | int]]) -> Whole:
        """The number of the first case that holds."""
        return _case(
            [(bit, value if isinstance(value, Sql) else Sql(f"{value}::bigint", 0)) for bit, value in cases]
        )

    def root(self, number: Sql) -> Whole:
        """The whole part of the square root; numbers here have fewer than 53 bits, whose roots no rounding lifts."""
        return Sql(f"floor(sqrt({number.text}))::bigint", number.level)

    # ------------------------------------------------------------ needs

    def all_or_none(self, bit: Sql) -> Sql:
        """All bits of a whole number, or none."""
        return self._once(("mask", bit.text), Sql(f"(-({bit.text}::bigint))", bit.level))

    def need(self, need: str, bit: Bit) -> Mask:
        """A need, where the bit is set."""
        if bit is False:
            return Mask(self, None, frozenset())
        worth = Sql(str(1 << _ASKED.index(need)), 0)
        made = worth if bit is True else _case([(bit, worth), (True, Sql("0", 0))])
        return Mask(self, made, frozenset((need,)))

    def has_need(self, needs: Mask, need: str) -> Bit:
        """Whether a need is among them."""
        if need not in needs.possible or needs.sql is None:
            return False
        return Sql(f"(({needs.sql.text} & {1 << _ASKED.index(need)}) <> 0)", needs.sql.level)

    def without(self, needs: Mask, others: Mask) -> Mask:
        """The needs that are not among the others."""
        if needs.sql is None or others.sql is None:
            return needs
        rest = Sql(f"({needs.sql.text} & ~{others.sql.text})", max(needs.sql.level, others.sql.level))
        return Mask(self, rest, needs.possible)

    # ------------------------------------------------------------ columns

    def kept(self, made: Any) -> Any:
        """A column of its own."""
        if isinstance(made, bool) or _COLUMN.fullmatch(made.text):
            return made
        if made.text not in self._known:
            while len(self.steps) <= made.level:
                self.steps.append({})
            self._made += 1
            name = f'"_{self._made}"'
            self.steps[made.level][name] = made.text
            self._known[made.text] = Sql(name, made.level + 1)
        return self._known[made.text]

    kept_number = kept

    def kept_needs(self, needs: Mask) -> Mask:
        """A column of its own."""
        return needs if needs.sql is None else Mask(self, self.kept(needs.sql), needs.possible)

    # ------------------------------------------------------------ what is told

    def told(self, told: Told) -> dict[str, str]:
        """The columns of the results."""
        self._outside, self._perhaps = self.word("diagnosis", "other"), self.empty("diagnosis")
        self._inside = self.kept(none_of(self._outside, self._perhaps))
        return {name: self._column(cell).text for name, cell in told.items()}

    def query(self, source: str, told: Mapping[str, str]) -> str:
        """The whole of it: each SELECT hands on what is needed above it."""
        shown = ", ".join(f'{text} as "{name}"' for name, text in told.items())
        needed = {name for text in told.values() for name in _COLUMN.findall(text)}
        selects = [f"select {shown} from"]
        for step in reversed(self.steps):
            own = {name: text for name, text in step.items() if name in needed}
            passed = sorted(needed - set(own))
            made = [*passed, *(f"{text} as {name}" for name, text in own.items())]
            needed = set(passed) | {name for text in own.values() for name in _COLUMN.findall(text)}
            selects.append(f"(select {', '.join(made)} from")
        return f"{' '.join(selects)} {source}{')' * len(self.steps)}"

    def _column(self, cell: object) -> Sql:
        match cell:
            case AsGiven(name=name):
                return Sql(f'"{name}"', 0)
            case Same(value=None):
                return Sql("null::varchar", 0)
            case Same(value=value):
                return Sql(f"'{value}'", 0)
            case DoseCell(dose=None):
                return Sql("null::double", 0)
            case DoseCell(dose=dose, where=where):
                return _case([(every(self._inside, where), _double(dose))])
            case Cell():
                return self._coded(cell)
            case JoinedCell(cells=cells, separator=separator):
                return _joined([self._coded(one) for one in cells], separator)
            case NeedsCell():
                return self._asked(cell)
            case PieceCell(cases=cases):
                return _case([(every(self._inside, bit), self._text(pieces)) for bit, pieces in cases])
        raise TypeError(cell)

    def _coded(self, cell: Cell) -> Sql:
        """A value of a list, by its place."""
        texts = [cell.text(*words) for words in product(*(digit.words for digit in cell.digits))]
        parts: list[Sql] = []
        step = 1
        for digit in reversed(cell.digits):
            cases = [(bit, Sql(str(place * step), 0)) for place, (bit, _) in enumerate(digit.cases, start=1)]
            if cases:
                parts.append(_case([*cases, (True, Sql("0", 0))]))
            step *= len(digit.words)
        code = Sql(" + ".join(part.text for part in parts) or "0", max((p.level for p in parts), default=0))
        return self._listed(cell, code, texts)

    def _listed(self, cell: Cell, code: Sql, texts: list[str]) -> Sql:
        cases: list[tuple[Bit, Sql]] = [(every(self._inside, cell.where), code)]
        for bit, text in ((self._outside, cell.outside), (self._perhaps, cell.perhaps)):
            if text is not None:
                cases.append((bit, Sql(str(texts.index(text) if text in texts else len(texts)), 0)))
                texts = texts if text in texts else [*texts, text]
        place = _case(cases)
        return _of_list(texts, place.text, place.level)

    def _asked(self, cell: NeedsCell) -> Sql:
        needs = cell.needs
        assert isinstance(needs, Mask)
        perhaps = "diagnosis" if cell.asks_for_diagnosis else None
        ordered = [(place, need) for place, need in enumerate(_ASKED) if need in needs.possible]
        if needs.sql is None or not ordered:
            return self._coded(Cell((), lambda: "", perhaps=perhaps)) if perhaps else Sql("null::varchar", 0)
        mask = self.kept(needs.sql)
        coded: list[Sql] = []
        for at in range(0, len(ordered), _AT_ONCE):
            group = ordered[at : at + _AT_ONCE]
            words = [need_words(need) for _, need in group]
            texts = [
                "; ".join(word for place, word in enumerate(words) if code >> place & 1)
                for code in range(1 << len(group))
            ]
            runs: dict[int, int] = {}
            for to, (place, _) in enumerate(group):
                runs[place - to] = runs.get(place - to, 0) | 1 << to
            code = " | ".join(f"(({mask.text} >> {shift}) & {bits})" for shift, bits in runs.items())
            coded.append(_of_list([*texts, perhaps] if perhaps else texts, f"({code})", mask.level))
        said = coded[0] if len(coded) == 1 else _joined(coded, "; ")
        # of most there is nothing to look up
        asked = Sql(f"({mask.text} <> 0)", mask.level)
        cases = [(every(self._inside, asked), said)]
        if perhaps is None:
            return _case(cases)
        word = f"'{perhaps}'" if len(coded) > 1 else f"'{perhaps}'::enum({_kind([*texts, perhaps])})"
        return _case([*cases, (self._perhaps, Sql(word, 0))])

    def _text(self, pieces: tuple[str | Cell | Number, ...]) -> Sql:
        parts = [self._piece(piece) for piece in pieces]
        return Sql(" || ".join(part.text for part in parts), max(part.level for part in parts))

    def _piece(self, piece: str | Cell | Number) -> Sql:
        match piece:
            case str():
                return Sql(f"'{piece}'", 0)
            case Number(value=value):
                whole = f"({value.text} // {_MG})::varchar"
                text = (
                    f"case when {value.text} % {_MG} = 0 then {whole} else {_double(value).text}::varchar end"
                )
                return self._once(("text", value.text), Sql(f"({text})", value.level))
            case Cell():
                coded = self._coded(piece)
                return Sql(f"{coded.text}::varchar", coded.level)


def _case(cases: Sequence[tuple[Bit, Sql]]) -> Sql:
    """The first that holds; of one that always does, what comes after it does not matter."""
    parts: list[str] = []
    level = 0
    for bit, value in cases:
        if bit is False:
            continue
        level = max(level, value.level, 0 if bit is True else bit.level)
        if bit is True:
            text = f"(case {' '.join(parts)} else {value.text} end)" if parts else value.text
            return Sql(text, level)
        parts.append(f"when {bit.text} then {value.text}")
    return Sql(f"(case {' '.join(parts)} end)" if parts else "null", level)


def _of_list(texts: Sequence[str], place: str, level: int) -> Sql:
    """The text at a place, counted from 0; one that is empty is none."""
    listed = ", ".join(f"'{text}'" if text else "null" for text in texts)
    return Sql(f"([{listed}]::enum({_kind(texts)})[])[({place}) + 1]", level)


def _kind(texts: Sequence[str]) -> str:
    return ", ".join(f"'{text}'" for text in dict.fromkeys(texts) if text)


def _double(whole: Sql) -> Sql:
    """The binary number nearest to the decimal."""
    return Sql(f"({whole.text}::double / {_MG})", whole.level)


def _joined(cells: Sequence[Sql], separator: str) -> Sql:
    said = ", ".join(cell.text for cell in cells)
    return Sql(f"nullif(concat_ws('{separator}', {said}), '')", max(cell.level for cell in cells))
