"""Results of the rows of a chunk, by columns: put in the order of the rows, and written.

The results of some rows are columns of few different cells (coded.py), of other rows they are rows of cells. A column
of text is written by its different texts, in their order: so the bytes do not hang on what was met before.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy
import polars

from engine.cohort.coded import Coded
from engine.cohort.different import Whole
from engine.cohort.formats import Format
from engine.cohort.parquet import TYPES, arrow_bytes_of, bytes_of
from engine.cohort.results import Cell, ResultColumn
from engine.cohort.written import csv_cell, json_cell

_ROWS_OF_TEXT = 4_000
"""So many rows become text at a time: a row has many letters."""


@dataclass(frozen=True, slots=True)
class ResultRows:
    """Results of some rows: their numbers in the table, and each column."""

    numbers: Whole
    columns: Mapping[str, Coded]

    def __len__(self) -> int:
        return len(self.numbers)


def rows_of_cells(columns: Sequence[ResultColumn], rows: Sequence[Sequence[Cell]]) -> ResultRows:
    """Results that are rows of cells, of which the first is the number of the row."""
    at = numpy.arange(len(rows), dtype=numpy.int64)
    each = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    found = {column.name: Coded(cells, at) for column, cells in zip(columns, each, strict=True)}
    return ResultRows(numpy.array(each[0], dtype=numpy.int64), found)


class ResultTable:
    """Results of several pieces, in the order of the rows."""

    def __init__(self, columns: Sequence[ResultColumn], pieces: Sequence[ResultRows]) -> None:
        """Find the order."""
        self._columns = columns
        self._pieces = [piece for piece in pieces if len(piece)]
        numbers = numpy.concatenate([piece.numbers for piece in pieces]) if pieces else numpy.zeros(0, int)
        self._order = None if (numpy.diff(numbers) > 0).all() else numpy.argsort(numbers, kind="stable")
        self._places: dict[tuple[int, ...], polars.Series] = {}
        self._numbers = numbers if self._order is None else numbers[self._order]

    def __len__(self) -> int:
        return len(self._numbers)

    def written(self, kind: Format) -> bytes:
        """The table as a part of a file."""
        return _WRITTEN[kind](self)

    def _coded(self, name: str) -> tuple[list[Cell], polars.Series]:
        """The cells of a column, and which of them each row has."""
        pieces = [piece.columns[name] for piece in self._pieces]
        cells = [cell for piece in pieces for cell in piece.cells]
        # pieces of one outcome share which row has which cell
        key = tuple(each for piece in pieces for each in (id(piece.at), len(piece.cells)))
        places = self._places.get(key)
        if places is None:
            places = self._places[key] = polars.Series(self._together(pieces))
        return cells, places

    def _together(self, pieces: Sequence[Coded]) -> numpy.typing.NDArray[numpy.uint32]:
        shifted: list[Whole] = []
        before = 0
        for piece in pieces:
            shifted.append(piece.at + before if before else piece.at)
            before += len(piece.cells)
        at = shifted[0] if len(shifted) == 1 else numpy.concatenate(shifted)
        return (at if self._order is None else at[self._order]).astype(numpy.uint32)

    # ------------------------------------------------------------ a frame

    def frame(self) -> polars.DataFrame:
        """As a table of Polars, in which text is an enumeration."""
        return polars.DataFrame({column.name: self._series(column) for column in self._columns})

    def _series(self, column: ResultColumn) -> polars.Series:
        if column.name == "row" or not self._pieces:
            return polars.Series(self._numbers, dtype=polars.Int64) if column.name == "row" else _none(column)
        cells, places = self._coded(column.name)
        if column.type != "text":
            return polars.Series(cells, dtype=TYPES[column.type])[places]
        words = polars.Series(cells, dtype=polars.String)
        texts = {cell for cell in cells if cell is not None}
        if not texts or len(texts) > len(self) // 2:
            return words[places]
        return words.cast(polars.Enum(sorted(map(str, texts))))[places]

    # ------------------------------------------------------------ text

    def text(
        self, said: Callable[[ResultColumn, Cell], str | None], separator: str, before: str, after: str
    ) -> bytes:
        """Lines of text: the cells that are said, one after the other."""
        if not self._pieces:
            return b""
        columns: list[tuple[polars.Series, polars.Series]] = []
        for column in self._columns:
            if column.name == "row":
                cells: list[Cell] = [int(number) for number in self._numbers.tolist()]
                places = polars.int_range(len(self), dtype=polars.UInt32, eager=True)
            else:
                cells, places = self._coded(column.name)
            words = [said(column, cell) for cell in cells]
            columns.append((polars.Series(words, dtype=polars.String), places))
        written = io.BytesIO()
        for start in range(0, len(self), _ROWS_OF_TEXT):
            cut = [words[places.slice(start, _ROWS_OF_TEXT)] for words, places in columns]
            table = polars.DataFrame([words.alias(str(place)) for place, words in enumerate(cut)])
            lines = table.select(line=polars.concat_str(polars.all(), separator=separator, ignore_nulls=True))
            for line in lines["line"]:
                written.write(f"{before}{line}{after}".encode())
        return written.getvalue()


def _none(column: ResultColumn) -> polars.Series:
    return polars.Series([], dtype=TYPES[column.type])


def _csv_said(_column: ResultColumn, cell: Cell) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="").writerow([csv_cell(cell), ""])
    return written.getvalue()[:-1]


def _json_said(column: ResultColumn, cell: Cell) -> str | None:
    return None if cell is None else f"{json.dumps(column.name)}: {json_cell(cell)}"


_WRITTEN: Mapping[Format, Callable[[ResultTable], bytes]] = {
    "csv": lambda table: table.text(_csv_said, ",", "", "\r\n"),
    "ndjson": lambda table: table.text(_json_said, ", ", "{", "}\n"),
    "parquet": lambda table: bytes_of(table.frame()),
    "arrow": lambda table: arrow_bytes_of(table.frame()),
}
