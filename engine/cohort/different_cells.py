"""Cells that no expression reads: each different one is read once, by the row reader, and found again by its cells.

So they say what a row of one patient would say, in every way a cell may be written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import polars

from engine.cohort.columns import PatientColumn, listed_columns
from engine.cohort.python_rows import python_rows
from engine.cohort.rows import RowRead, RowReader, RowRefused
from engine.compiled.column_scales import fact_scale, held
from engine.compiled.columns import Column, OfClock
from engine.compiled.frames import Scale
from engine.compiled.reading import Reader
from engine.compiled.record_reading import Vector
from engine.record import PatientRecord
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph

TYPES: Mapping[str, type[polars.DataType]] = {
    "bit": polars.Boolean,
    "number": polars.Int64,
    "code": polars.Int64,
}

Cells = tuple[object, ...]
Schema = Mapping[str, type[polars.DataType]]


class DifferentCells:
    """Some columns of a table, whose cells are read together; `read` says what those of one row are."""

    def __init__(self, schema: Schema, read: Callable[[Cells], Cells]) -> None:
        """Keep what is read before; `schema` is that of what is read."""
        self._schema = schema
        self.names = tuple(schema)
        self._read = read
        self._before: dict[Cells, Cells] = {}

    def told(self, cells: polars.DataFrame) -> polars.DataFrame:
        """What the cells of each row are."""
        keys = [f"key {place}" for place in range(cells.width)]
        own = cells.rename(dict(zip(cells.columns, keys, strict=True)))
        if sum(own.null_count().row(0)) == own.width * len(own):
            return self._table([(None,) * own.width])[[0] * len(own)]
        different = own.unique()
        told = polars.concat([different, self._table(python_rows(different))], how="horizontal")
        joined = own.join(told, on=keys, how="left", nulls_equal=True, maintain_order="left")
        return joined.select(list(self._schema))

    def one(self, cells: Cells) -> Cells:
        """What the cells of one row are."""
        found = self._before.get(cells)
        if found is None:
            found = self._before[cells] = self._read(cells)
        return found

    def _table(self, rows: Iterable[Cells]) -> polars.DataFrame:
        return polars.DataFrame([self.one(row) for row in rows], schema=dict(self._schema), orient="row")


class RecordCells:
    """Reads the cells of a fact or a procedure for columns of a circuit, one row at a time."""

    def __init__(
        self,
        graph: DecisionGraph,
        rows: RowReader,
        reader: Reader,
        columns: Sequence[Column],
        scales: Mapping[str, Scale],
        as_of: date,
    ) -> None:
        """Keep what reads rows, and what reads records for the columns of a circuit."""
        self._graph = graph
        self._rows = rows
        self._reader = reader
        self._columns = columns
        self._scales = scales
        self._by_part = {(each.section, each.of, each.part): each for each in listed_columns(graph)}
        self._numbers: dict[tuple[str, str], int | None] = {}
        self._known = {column.name: place for place, column in enumerate(columns)}
        self.unknown = reader.vector_of(PatientRecord(), as_of)

    def of(self, name: str, columns: Sequence[PatientColumn], filled: Sequence[int]) -> DifferentCells:
        """The reading of these columns of a table: `ok`, `given`, and the columns of the circuit by their places."""
        schema: dict[str, type[polars.DataType]] = {"ok": polars.Boolean, "given": polars.Boolean}
        schema |= {self._columns[place].name: TYPES[self._columns[place].kind] for place in filled}
        return DifferentCells(schema, lambda cells: self._read(name, columns, filled, cells))

    def numbers(self, column: PatientColumn, texts: Iterable[str]) -> Mapping[str, int | None]:
        """Texts of a fact, such as `154 lb`, as its numbers are in columns; None for what is read as none."""
        return {text: self._number(column, text) for text in texts}

    def _number(self, column: PatientColumn, text: str) -> int | None:
        key = (column.of, text)
        if key not in self._numbers:
            self._numbers[key] = None
            read = self._row((column,), (text,))
            kind = self._graph.facts[column.of].type
            if read is not None and isinstance(kind, core.NumberBetween):
                value = read.record.facts[column.of].value
                assert isinstance(value, Fraction)
                self._numbers[key] = held(value, fact_scale(kind))
        return self._numbers[key]

    def at(
        self, name: str, filled: Sequence[int], number: Decimal, moment: date | None
    ) -> Mapping[str, object] | None:
        """The columns where a fact is this number, observed then; None where it cannot be read, or is not held."""
        value, on, at = (self._by_part[("fact", name, part)] for part in ("value", "on", "at"))
        dated = () if moment is None else (at if isinstance(moment, datetime) else on,)
        cells: Cells = (number,) if moment is None else (number, moment)
        ok, _, *found = self._read(name, (value, *dated), filled, cells)
        return (
            {self._columns[place].name: each for place, each in zip(filled, found, strict=True)}
            if ok
            else None
        )

    def _row(self, columns: Sequence[PatientColumn], cells: Cells) -> RowRead | None:
        try:
            return self._rows.row(columns, cells)
        except RowRefused:
            return None

    def _read(
        self, name: str, columns: Sequence[PatientColumn], filled: Sequence[int], cells: Cells
    ) -> Cells:
        """Whether the cells can be read and are held, whether they say anything, and what the columns are."""
        unread = (False, False, *(self.held(self.unknown, place) for place in filled))
        read = self._row(columns, cells)
        if read is None:
            return unread
        vector = self._reader.vector_of(read.record, read.as_of)
        values = [self.held(vector, place) for place in filled]
        if any(value is None for value in values):
            return unread
        return (True, name in read.record.facts, *values)

    def clock(self, moment: date) -> dict[str, object]:
        """The columns that hang on the time of evaluation alone."""
        vector = self._reader.vector_of(PatientRecord(), moment)
        return {
            column.name: self.held(vector, place)
            for place, column in enumerate(self._columns)
            if isinstance(column.source, OfClock)
        }

    def held(self, vector: Vector, place: int) -> object:
        """A value as its column has it; None where that does not hold it. What is unknown is 1."""
        column = self._columns[place]
        if column.kind != "number":
            return vector[place]
        known = self._known.get(f"{column.name.removesuffix('.day')}.known")
        if known is not None and vector[known] is False:
            return 1
        value = vector[place]
        return held(value, self._scales[column.name])  # type: ignore[arg-type]
