"""A circuit as columns of a table: the same operations, for all patients of it at once.

A wire that is read more than once becomes a column of its own, in the first layer in which all that it is made of is
there; what is read once is written where it is read, unless it is written there twice. So each operation is done once
for each patient, in few layers. A mask is cut into words of 63 bits; a word that is empty for everybody has no column.

Declared absent: which engine runs it; where the inputs come from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic

from engine.compiled.circuit import Wire, in_order
from engine.compiled.column_figures import ColumnFigures, Figure, NoColumns, Whole
from engine.compiled.dialect import Column, Dialect

WORD = 63
"""Bits of a mask in a column."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How a number is written in its column: times `scale`, and never beyond `most` on either side of 0."""

    scale: Fraction
    most: int


@dataclass(frozen=True, slots=True)
class Made(Generic[Column]):
    """A wire in columns. Of a mask the words that are not empty, by their places; of others the one column."""

    words: Mapping[int, Column]
    figure: Figure[Column] | None = None
    level: int = 0
    """The first layer in which all is there that it is made of."""


@dataclass(frozen=True, slots=True)
class Output(Generic[Column]):
    """The columns of an output: of a mask by the place of a word; of a number its top at 0, its bottom at 1."""

    wire: Wire
    columns: Mapping[int, str]
    figure: Figure[Column] | None = None

    def value(self, row: Mapping[str, object]) -> object:
        """What a circuit run by Python gives, of a row of the table."""
        if self.figure is not None:
            return self.figure.value(*self._parts(row, self.figure))
        if self.wire.kind == "mask":
            return sum(int(str(row[name])) << (WORD * place) for place, name in self.columns.items())
        if self.wire.operation == "constant":
            return self.wire.args[0]
        if self.wire.kind == "number":
            return Fraction(str(row[self.columns[0]]))
        return row[self.columns[0]]

    def scaled(self, row: Mapping[str, object]) -> object:
        """The same, but a number times the scale of its figure."""
        if self.figure is None:
            return self.value(row)
        return self.figure.scaled(*self._parts(row, self.figure))

    def _parts(self, row: Mapping[str, object], figure: Figure[Column]) -> tuple[int, int]:
        return self._whole(row, 0, figure.top), self._whole(row, 1, figure.bottom)

    def _whole(self, row: Mapping[str, object], place: int, whole: Whole[Column] | None) -> int:
        if whole is None:
            return 1
        return whole.fixed if whole.fixed is not None else int(str(row[self.columns[place]]))


class Framed(Generic[Column]):
    """A circuit for one engine. Raises NoColumns for what has none.

    `layers` are added to the table one after the other, each with the columns of its names; `picked` are the columns
    of the outputs, made of what is there then.
    """

    _width = WORD
    """Bits of a mask in one column."""

    def __init__(
        self, outputs: Sequence[Wire], scales: Mapping[str, Scale], dialect: Dialect[Column]
    ) -> None:
        """Put the outputs into columns."""
        self._dialect = dialect
        self._figures = ColumnFigures(dialect)
        self._scales = scales
        self._made: dict[Wire, Made[Column]] = {}
        self.layers: list[dict[str, Column]] = []
        self.picked: dict[str, Column] = {}
        order = in_order(outputs)
        reads = Counter(arg for wire in order for arg in wire.args if isinstance(arg, Wire))
        reads.update(set(outputs))
        self._own: set[Wire] = set()
        for wire in order:
            self._made[wire] = self._make(wire)
            if reads[wire] > 1:
                self._keep(wire)
        self.outputs: Mapping[Wire, Output[Column]] = {wire: self._output(wire) for wire in outputs}

    @classmethod
    def by(cls, dialect: Dialect[Column]) -> Callable[[Sequence[Wire], Mapping[str, Scale]], Framed[Column]]:
        """What puts outputs into columns of an engine."""
        return lambda outputs, scales: cls(outputs, scales, dialect)

    # ------------------------------------------------------------ columns of their own

    def _column(self, name: str, column: Column, level: int) -> Column:
        while len(self.layers) <= level:
            self.layers.append({})
        self.layers[level][name] = column
        return self._dialect.named(name)

    def _keep(self, wire: Wire) -> None:
        """Give the wire columns of its own, unless it has them, or needs none."""
        if wire not in self._own and wire.operation not in ("constant", "input"):
            self._own.add(wire)
            self._made[wire] = self._kept(wire, self._made[wire])

    def _kept(self, wire: Wire, made: Made[Column]) -> Made[Column]:
        name = f"w{wire.number}"
        if made.figure is not None:
            return self._kept_figure(name, made.figure, made.level)
        words = {
            place: self._column(f"{name}.{place}", column, made.level) for place, column in made.words.items()
        }
        return Made(words, None, made.level + 1) if words else made

    def _kept_figure(self, name: str, figure: Figure[Column], level: int) -> Made[Column]:
        def kept(part: str, whole: Whole[Column]) -> Whole[Column]:
            if whole.fixed is not None:
                return whole
            return Whole(self._column(f"{name}.{part}", whole.column, level), whole.most)

        top = kept("top", figure.top)
        bottom = None if figure.bottom is None else kept("bottom", figure.bottom)
        return Made({}, Figure(top, bottom, figure.scale, figure.times), level + 1)

    def _output(self, wire: Wire) -> Output[Column]:
        made = self._made[wire]
        columns = dict(made.words)
        if made.figure is not None:
            parts = {0: made.figure.top, 1: made.figure.bottom}
            columns = {
                place: whole.column
                for place, whole in parts.items()
                if whole is not None and whole.fixed is None
            }
        elif wire.operation == "constant" and wire.kind != "mask":
            columns = {}
        names = {place: f"out{wire.number}.{place}" for place in columns}
        self.picked.update({names[place]: column for place, column in columns.items()})
        return Output(wire, names, made.figure)

    # ------------------------------------------------------------ operations

    def _make(self, wire: Wire) -> Made[Column]:
        inner = [arg for arg in wire.args if isinstance(arg, Wire)]
        for arg in self._written_twice(wire, inner):
            self._keep(arg)
        level = max((self._made[arg].level for arg in inner), default=0)
        if wire.kind == "number" and not self._is_text(wire):
            return Made({}, self._figure(wire, inner), level)
        if wire.kind == "mask":
            return Made(self._mask(wire, inner), None, level)
        return Made({0: self._plain(wire, inner)}, None, level)

    def _is_text(self, wire: Wire) -> bool:
        """Whether it is a number that Python worked out, and that nothing but an output reads (worked_out.py)."""
        return wire.operation == "input" and wire.args[0] not in self._scales

    def _written_twice(self, wire: Wire, inner: Sequence[Wire]) -> Sequence[Wire]:
        """What an operation writes more than once: without columns of its own, a chain of them doubles each time."""
        numbers = [arg for arg in inner if arg.kind == "number"]
        match wire.operation:
            case "round":
                return inner
            case "less" | "at most" | "equal":
                rooted = any(self._of(arg).times is not None for arg in numbers)
                return numbers if rooted else ()
        if wire.kind == "number" and any(self._of(arg).bottom is not None for arg in numbers):
            return inner
        return ()

    def _one(self, wire: Wire) -> Column:
        return self._made[wire].words[0]

    def _plain(self, wire: Wire, inner: Sequence[Wire]) -> Column:
        """A bit or a code."""
        say = self._dialect
        match wire.operation, wire.args:
            case "input", (str(name),):
                return say.named(name)
            case "constant", (value,):
                return say.truth(value) if isinstance(value, bool) else say.whole(int(str(value)))
            case "all", _:
                return say.all([self._one(bit) for bit in inner])
            case "any", _:
                return say.any([self._one(bit) for bit in inner])
            case "no", _:
                return say.no(self._one(inner[0]))
            case "reached", (int(least), *_):
                return say.reached(least, [self._one(bit) for bit in inner])
            case "select", _:
                return say.select(*(self._one(each) for each in inner))
            case "among", (_, frozenset() as values):
                return say.among(self._one(inner[0]), sorted(values))
            case ("less" | "at most" | "equal") as comparison, _:
                return self._figures.compare(comparison, self._of(inner[0]), self._of(inner[1]))
        raise NoColumns(wire.operation)

    def _mask(self, wire: Wire, inner: Sequence[Wire]) -> dict[int, Column]:
        match wire.operation, wire.args:
            case "constant", (int(places),):
                width = self._width
                cut = (
                    (place, places >> width * place & (1 << width) - 1)
                    for place in range(places.bit_length() // width + 1)
                )
                return {place: self._word(word) for place, word in cut if word}
            case "when", _:
                bit = self._one(inner[0])
                return {
                    place: self._dialect.when(bit, word) for place, word in self._made[inner[1]].words.items()
                }
            case "union", _:
                found: dict[int, list[Column]] = {}
                for mask in inner:
                    for place, word in self._made[mask].words.items():
                        found.setdefault(place, []).append(word)
                return {
                    place: words[0] if len(words) == 1 else self._dialect.union(words)
                    for place, words in found.items()
                }
        raise NoColumns(wire.operation)

    def _word(self, word: int) -> Column:
        return self._dialect.whole(word)

    def _of(self, wire: Wire) -> Figure[Column]:
        figure = self._made[wire].figure
        assert figure is not None
        return figure

    def _figure(self, wire: Wire, inner: Sequence[Wire]) -> Figure[Column]:
        if wire.operation == "input":
            name = str(wire.args[0])
            scale = self._scales[name]
            return self._figures.read(self._dialect.named(name), scale.scale, scale.most)
        of = [self._of(arg) for arg in inner if arg.kind == "number"]
        if wire.operation == "select":
            return self._figures.select(self._one(inner[0]), of[0], of[1])
        return self._figures.calculated(wire, of)
