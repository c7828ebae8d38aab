"""One version of a guideline for the rows of a table: how it reads them, and what answers, row by row or by columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from engine.cohort.columns import patient_columns
from engine.cohort.comparing import RowTold, row_told
from engine.cohort.counts import Counting
from engine.cohort.engines import COLUMN_ENGINES, ENGINES, Answerer
from engine.cohort.lines import NoTable, cells_of
from engine.cohort.results import Cell, ResultColumn, Results
from engine.cohort.rows import RowRead, RowReader, RowRefused
from engine.compiled.answer import Answer
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph

if TYPE_CHECKING:
    from engine.cohort.chunks import Job
    from engine.cohort.column_working import ColumnWorking
    from engine.cohort.json_cells import JsonCells


@frozen
class Given:
    """A row as it is given: its number, its line where the table is text, and the text or the cells."""

    number: int
    line: int | None
    row: bytes | Sequence[object]


@frozen
class Reject:
    """A row that cannot be read, and every reason; `raw` is the row as it stands in the table."""

    row: int
    line: int | None
    label: str
    reasons: tuple[str, ...]
    raw: object


@frozen
class RowAnswered:
    """A row that was read and answered by itself, and the cells of its results."""

    number: int
    read: RowRead
    answer: Answer
    cells: tuple[Cell, ...]


class Version:
    """One version of the guideline. Columns `elsewhere` mean something for another one only."""

    def __init__(self, job: Job, graph: DecisionGraph, elsewhere: Collection[str]) -> None:
        """Find what the columns of the table mean; raises UnknownColumns."""
        self.graph = graph
        self._job = job
        self._ignored = job.ignored | frozenset(elsewhere)
        self._reader = RowReader(graph, job.as_of, self._ignored)
        self._meant = self._reader.columns(job.columns)
        self._results = Results(graph)
        self.columns: tuple[ResultColumn, ...] = self._results.columns
        """The columns of the results."""
        self.counting = Counting(graph)

    @cached_property
    def _answer(self) -> Answerer:
        """What answers for one row; where columns answer for all it is not made."""
        return ENGINES[self._job.engine](self.graph)

    @cached_property
    def by_columns(self) -> ColumnWorking | None:
        """What answers by columns; None where rows are answered one by one."""
        if self._job.engine not in COLUMN_ENGINES:
            return None
        from engine.cohort import column_working  # noqa: PLC0415 - polars, where it is asked for

        table = tuple(zip(self._job.columns, self._meant, strict=True))
        return column_working.working_of(
            self.graph, table, self._job.as_of, self._results, self.counting, self._job.engine
        )

    @cached_property
    def lines(self) -> JsonCells | None:
        """What makes tables of lines of JSON; None where the table has columns of its own."""
        if self._job.table_format != "ndjson":
            return None
        from engine.cohort import json_cells  # noqa: PLC0415 - polars, as above

        return json_cells.JsonCells(patient_columns(self.graph), self._job.as_of, self._ignored)

    def told(self, given: Given) -> RowAnswered | Reject:
        """Read and answer a row."""
        read = self.read(given)
        if isinstance(read, Reject):
            return read
        answer = self._answered(read, given.number)
        cells = self._results.cells(answer, given.number, read.id, read.as_of)
        return RowAnswered(given.number, read, answer, tuple(cells))

    def row_told(self, row: RowAnswered) -> RowTold:
        """What the answer of a row tells, to be compared."""
        return row_told(self.columns, row.answer, row.cells)

    def _answered(self, read: RowRead, row: int) -> Answer:
        answer = self._answer
        try:
            return answer(read.record, read.as_of)
        except Exception as mistake:
            raise RuntimeError(f"in row {row}: {type(mistake).__name__}: {mistake}") from mistake

    def read(self, given: Given) -> RowRead | Reject:
        """Read a row."""
        try:
            return self._read(given.row)
        except RowRefused as refused:
            reasons, label = refused.reasons, refused.id
        except NoTable as refused:
            reasons, label = (str(refused),), ""
        return Reject(given.number, given.line, label, reasons, self._raw(given.row))

    def _read(self, row: bytes | Sequence[object]) -> RowRead:
        if not isinstance(row, bytes):
            return self._reader.row(self._meant, row)
        if self._job.table_format == "ndjson":
            return self._reader.line(row)
        cells = cells_of(row)
        if len(cells) != len(self._meant):
            many = f"{len(cells)} cell{'' if len(cells) == 1 else 's'}"
            raise RowRefused([f"the row has {many}, and the table has {len(self._meant)} columns"])
        return self._reader.row(self._meant, [cell or None for cell in cells])

    def cells(self, row: bytes) -> Sequence[str | None] | None:
        """The cells of a row of CSV; None where it is none of this table."""
        try:
            cells = cells_of(row)
        except NoTable:
            return None
        return [cell or None for cell in cells] if len(cells) == len(self._meant) else None

    def _raw(self, row: bytes | Sequence[object]) -> object:
        if isinstance(row, bytes):
            return row.decode("utf-8", "backslashreplace")
        return {n: _plain(cell) for n, cell in zip(self._job.columns, row, strict=True) if cell is not None}


def names_known(graph: DecisionGraph | None) -> frozenset[str]:
    """The columns that mean something for a guideline; none for no guideline."""
    return frozenset() if graph is None else frozenset(patient_columns(graph).by_name)


def _plain(cell: object) -> object:
    match cell:
        case bool() | str() | int():
            return cell
        case Decimal():
            return str(cell)
        case float():
            return repr(cell)
    return str(cell)
