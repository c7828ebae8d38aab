"""A circuit run over arrays: a mask is cut into its bits, so that all but numbers is packed (array_dialect.py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import polars
from numpy.typing import NDArray

from engine.compiled.array_dialect import ArrayDialect, Arrays, packed, unpacked
from engine.compiled.circuit import Wire, in_order
from engine.compiled.frames import WORD, Framed, Output, Scale

_BLOCK = 16_384
"""So many patients at a time: their numbers stay near at hand. A multiple of 8, so that packed bits can be joined."""
_BYTE = 8


class _Sliced(Framed[str]):
    """A circuit as statements; nothing is a column of the table but what is read of it."""

    _width = 1

    def _word(self, word: int) -> str:
        return self._dialect.truth(bool(word))

    def _column(self, _name: str, column: str, _level: int) -> str:
        return column

    def _plain(self, wire: Wire, inner: Sequence[Wire]) -> str:
        if wire.operation == "constant" and not isinstance(wire.args[0], bool):
            assert isinstance(self._dialect, ArrayDialect)
            return self._dialect.code(int(str(wire.args[0])))
        if wire.operation == "select" and wire.kind == "bit":
            bit, a, b = (self._one(each) for each in inner)
            return self._dialect.any(
                [self._dialect.all([bit, a]), self._dialect.all([self._dialect.no(bit), b])]
            )
        return super()._plain(wire, inner)


@dataclass(frozen=True, slots=True)
class Found:
    """What a run has found for so many patients."""

    _sliced: Mapping[Wire, Output[str]]
    _found: Mapping[str, Any]
    many: int

    def bits(self, wire: Wire) -> NDArray[numpy.bool_]:
        """A bit."""
        output = self._sliced[wire]
        if not output.columns:
            return numpy.full(self.many, output.wire.args[0] is True)
        return unpacked(self._found[output.columns[0]], self.many)

    def columns(self, wire: Wire) -> Iterator[tuple[int, Any]]:
        """The columns of any output by their places, as Output has them: of a mask its words."""
        columns = self._sliced[wire].columns
        if wire.kind == "mask":
            yield from self._words(columns)
        elif wire.kind == "bit":
            for place in columns:
                yield place, self.bits(wire)
        else:
            for place, name in columns.items():
                yield place, _for_all(self._found[name], self.many)

    def _words(self, columns: Mapping[int, str]) -> Iterator[tuple[int, NDArray[Any]]]:
        by_word: dict[int, list[tuple[int, str]]] = {}
        for place, name in columns.items():
            by_word.setdefault(place // WORD, []).append((place % WORD, name))
        for word, places in by_word.items():
            yield word, self._word(places)

    def _word(self, places: Sequence[tuple[int, str]]) -> NDArray[Any]:
        """Byte by byte, and these put together."""
        by_byte: dict[int, NDArray[numpy.uint8]] = {}
        for place, name in places:
            byte, bit = divmod(place, _BYTE)
            more = unpacked(self._found[name], self.many).view(numpy.uint8)
            if bit:
                more = more << numpy.uint8(bit)
            by_byte[byte] = by_byte[byte] | more if byte in by_byte else more
        width = next(width for width in (1, 2, 4, 8) if max(by_byte) < width)
        if width == 1:
            return by_byte[0]
        whole = numpy.zeros((self.many, width), dtype=numpy.uint8)
        for byte, column in by_byte.items():
            whole[:, byte] = column
        return whole.view(f"<{'i8' if width == _BYTE else f'u{width}'}").reshape(-1)


class ArrayRun:
    """Runs a circuit. Raises NoColumns."""

    def __init__(self, wires: Sequence[Wire], scales: Mapping[str, Scale]) -> None:
        """Write its statements."""
        dialect = ArrayDialect()
        framed = _Sliced(wires, scales, dialect)
        self._sliced = framed.outputs
        self._run = dialect.function(framed.picked)
        self._kinds = {str(wire.args[0]): wire.kind for wire in in_order(wires) if wire.operation == "input"}
        self.outputs: Mapping[Wire, Output[str]] = {
            wire: _worded(output) for wire, output in framed.outputs.items()
        }
        """The outputs as tables have them."""

    def read(self, table: polars.DataFrame) -> dict[str, NDArray[Any]]:
        """The columns that are read of a table, as a run takes them."""
        return {name: self.as_run(name, table[name].to_numpy()) for name in self._kinds}

    def as_run(self, name: str, column: NDArray[Any]) -> NDArray[Any]:
        """A column as a run takes it."""
        match self._kinds[name]:
            case "bit":
                bits: NDArray[Any] = numpy.asarray(packed(column))
                return bits
            case "code":
                return column.astype(numpy.int32)
        return column

    def found(self, columns: Arrays, many: int) -> Found:
        """What the outputs are of such columns."""
        return Found(self._sliced, self._run(columns, many), many)

    def table(self, table: polars.DataFrame, kept: Sequence[str]) -> polars.DataFrame:
        """The columns of the outputs, after those of the table that are kept."""
        columns, many = self.read(table), len(table)
        pieces = []
        for start in range(0, max(many, 1), _BLOCK):  # a table without rows has columns, too
            block = slice(start, min(start + _BLOCK, many))
            cut = {
                name: column[start // _BYTE : -(-block.stop // _BYTE)]
                if self._kinds[name] == "bit"
                else column[block]
                for name, column in columns.items()
            }
            run = self._run(cut, block.stop - start)
            pieces.append({name: _held(column, block.stop - start) for name, column in run.items()})
        joined = {name: _joined([piece[name] for piece in pieces]) for name in pieces[0]}
        found = Found(self._sliced, joined, many)
        made = {
            name: column
            for wire, output in self.outputs.items()
            for (_, column), name in zip(found.columns(wire), output.columns.values(), strict=True)
        }
        return polars.DataFrame({**{name: table[name] for name in kept}, **made})


def _worded(output: Output[str]) -> Output[str]:
    """With a column for each word of a mask."""
    if output.wire.kind != "mask":
        return output
    words = dict.fromkeys(place // WORD for place in output.columns)
    return Output(output.wire, {word: f"out{output.wire.number}.{word}" for word in words}, output.figure)


def _held(column: Any, many: int) -> Any:
    """A wide number, which is an expression, as the column that it comes to; anything else as it is."""
    if not isinstance(column, polars.Expr):
        return column
    found = polars.select(column).to_series()
    return found if len(found) == many else found.new_from_index(0, many)


def _for_all(column: Any, many: int) -> Any:
    """A column of so many patients, where all may have one value."""
    held = _held(column, many)
    return held if isinstance(held, polars.Series) or numpy.ndim(held) else numpy.full(many, held)


def _joined(parts: Sequence[Any]) -> Any:
    """Of what is the same in every row one value."""
    if isinstance(parts[0], polars.Series):
        return polars.concat(parts)
    if not numpy.ndim(parts[0]):
        return parts[0]
    return parts[0] if len(parts) == 1 else numpy.concatenate(parts)
