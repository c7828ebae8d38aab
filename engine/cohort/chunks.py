"""A chunk of a table: its rows are read, answered and laid flat, and come back as bytes, rejects and counts.

A chunk depends on nothing but its own rows and the settings, so chunks may be done in any order, in any process, and
again after a run was ended; what they come to is the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cohort.changes import CHANGED, Changes, Comparing
from engine.cohort.columns import ID, patient_columns
from engine.cohort.counts import Counting, Counts
from engine.cohort.engines import COLUMN_ENGINES, ENGINES, Answerer
from engine.cohort.formats import Format
from engine.cohort.label_marks import Label, marks_of
from engine.cohort.lines import NoTable, RawRow, cells_of
from engine.cohort.results import Cell, ResultColumn, Results
from engine.cohort.row_answers import RowAnswer
from engine.cohort.rows import RowRead, RowReader, RowRefused
from engine.cohort.written import WRITERS
from engine.compiled.answer import Answer
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.read_graph import read_unchanged_graph

if TYPE_CHECKING:
    import polars

    from engine.cohort.column_working import ColumnWorking
    from engine.cohort.json_cells import JsonCells


@frozen
class Piece:
    """One Parquet file of a table that is a folder, the rows before it, and the cells that its folders name."""

    path: Path
    before: int
    named: tuple[tuple[str, str | None], ...] = ()


@frozen
class Slice:
    """Rows of a Parquet file: `length` of them after the first `offset`; `piece` None where the file is the table."""

    offset: int
    length: int
    piece: Piece | None = None


@frozen
class Held:
    """Rows that are held in memory, with the number of the first."""

    first: int
    cells: polars.DataFrame


@frozen
class Chunk:
    """Some rows of a table, and their place among the chunks."""

    place: int
    rows: tuple[RawRow, ...] | Slice | Held


@frozen
class ChunkDone:
    """What a chunk came to: a part of the results, a part of the rejects, counts as JSON, and a mark for each label."""

    place: int
    rows: int
    results: bytes
    rejects: bytes
    counts: Mapping[str, object]
    labels: bytes


@frozen
class Job:
    """What is done with every chunk; it may be sent to another process.

    `guideline` is the JSON form of the graph; `old` that of an older version, which each answer is compared with.
    """

    guideline: str
    old: str | None
    engine: str
    as_of: date
    ignored: frozenset[str]
    table: Path
    table_format: Format
    columns: tuple[str, ...]
    """The columns of the table; () where every row names its own."""
    result_format: Format


_Both = tuple[RowAnswer, Answer | None]
"""The answer for a row, and that of the older version; None where there is none, or it cannot read the row."""


@frozen
class Reject:
    """A row that cannot be read, and every reason; `raw` is the row as it stands in the table."""

    row: int
    line: int | None
    label: str
    reasons: tuple[str, ...]
    raw: object


class Working:
    """Does the chunks of one job."""

    def __init__(self, job: Job) -> None:
        """Prepare what all chunks need; raises UnknownColumns."""
        self._job = job
        graph = read_unchanged_graph(job.guideline)
        old = None if job.old is None else read_unchanged_graph(job.old)
        self._graph = graph
        self._version = _Version(job, graph, names_known(old))
        self._older = None if old is None else _Version(job, old, names_known(graph))
        self._comparing = None if old is None else Comparing(old, graph)
        self._counting = Counting(graph)
        self._results = Results(graph)
        self.columns: tuple[ResultColumn, ...] = self._results.columns
        """The columns of the results."""
        if self._comparing is not None:
            self.columns = (*self.columns, CHANGED)

    def do(self, chunk: Chunk) -> ChunkDone:
        """Read, answer and lay flat the rows of a chunk."""
        counts, changes = Counts(), Changes()
        rows: list[list[Cell]] = []
        rejects: list[bytes] = []
        labels: list[Label] = []
        answered, some = None, self._given(chunk)
        table = self._table_for_columns(chunk)
        both: Mapping[int, _Both] = {}
        if self._older is not None:
            both = self._by_both_versions(chunk, table)
        elif self._by_columns is not None and table is not None:
            answered = self._by_columns.answered(table, _first(chunk))
            some = self._given_at(chunk, table, answered.rest)
        for given in some:
            found = both.get(given.number) or self._one_by_one(given)
            if isinstance(found, Reject):
                counts.reject(found.row, found.reasons)
                rejects.append(_reject_line(found))
                continue
            new, old = found
            self._counting.add_row(counts, new.answer, new.unrecorded)
            cells = self._results.cells(new.answer, given.number, new.id, new.as_of)
            if self._comparing is not None:
                label = new.id or f"row {given.number}"
                cells.append(self._comparing.changed(changes, old, new.answer, label))
            rows.append(cells)
            if new.id:
                labels.append((new.id, new.as_of))
        if answered is None:
            written = WRITERS[self._job.result_format].part(self.columns, rows)
            marks = marks_of(labels)
        else:
            counts.plus(answered.counts)
            marks = answered.marks(labels)
            written = answered.written(self.columns, rows, self._job.result_format)
        told = counts.to_json()
        if self._comparing is not None:
            told["changes"] = changes.to_json()
        return ChunkDone(chunk.place, counts.rows, written, b"".join(rejects), told, marks)

    def _one_by_one(self, given: _Given) -> _Both | Reject:
        """The answers for a row that is read by itself."""
        read = self._version.read(given)
        if isinstance(read, Reject):
            return read
        answer = self._version.answer(read, given.number)
        unrecorded = tuple(name for name in self._graph.facts if name not in read.record.facts)
        old: Answer | None = None
        if self._older is not None:
            before = self._older.read(given)
            old = None if isinstance(before, Reject) else self._older.answer(before, given.number)
        return RowAnswer(read.id, read.as_of, answer, unrecorded), old

    def _by_both_versions(self, chunk: Chunk, table: polars.DataFrame | None) -> Mapping[int, _Both]:
        """The answers of both versions for the rows that columns read for both, by the numbers of the rows."""
        if table is None or self._by_columns is None or self._older_by_columns is None:
            return {}
        pairs = zip(self._by_columns.answers(table), self._older_by_columns.answers(table), strict=True)
        return {
            number: (new, old.answer)
            for number, (new, old) in enumerate(pairs, start=_first(chunk))
            if new is not None and old is not None
        }

    def _table_for_columns(self, chunk: Chunk) -> polars.DataFrame | None:
        """The rows of a chunk as columns read them; None where rows are answered one by one."""
        if self._by_columns is None:
            return None
        table = self._table(chunk)
        if self._lines is not None:
            if not self._lines.shape:
                return None
            self._by_columns.read_as(self._lines.shape)
        return table

    @cached_property
    def _by_columns(self) -> ColumnWorking | None:
        """What answers by columns; None where rows are answered one by one."""
        return self._working_of(self._graph, self._version)

    @cached_property
    def _older_by_columns(self) -> ColumnWorking | None:
        """The same of the older version."""
        if self._older is None:
            return None
        return self._working_of(self._older.graph, self._older)

    def _working_of(self, graph: DecisionGraph, version: _Version) -> ColumnWorking | None:
        job = self._job
        if job.engine not in COLUMN_ENGINES or (self._older is not None and not job.columns):
            return None
        from engine.cohort import column_working  # noqa: PLC0415 - polars, where it is asked for

        table = tuple(zip(job.columns, version.columns, strict=True))
        return column_working.working_of(graph, table, job.as_of, Results(graph), Counting(graph), job.engine)

    @cached_property
    def _lines(self) -> JsonCells | None:
        """What makes tables of lines of JSON; None where the table has columns of its own."""
        if self._job.table_format != "ndjson":
            return None
        from engine.cohort import json_cells  # noqa: PLC0415 - polars, as above

        columns = patient_columns(self._graph)
        return json_cells.JsonCells(columns, self._job.as_of, self._job.ignored)

    def _table(self, chunk: Chunk) -> polars.DataFrame:
        from engine.cohort import csv_table, parquet  # noqa: PLC0415

        match chunk.rows:
            case Held(cells=cells):
                return cells
            case Slice(offset=offset, length=length, piece=piece):
                if piece is None:
                    return parquet.slice_of(self._job.table, offset, length)
                return parquet.slice_of(piece.path, offset, length, piece.named).select(self._job.columns)
            case rows if self._lines is not None:
                return self._lines.table([row.text for row in rows])
            case rows:
                texts = [row.text for row in rows]
                return csv_table.table_of_rows(self._job.columns, texts, self._version.cells)

    def _given_at(self, chunk: Chunk, table: polars.DataFrame, places: Sequence[int]) -> Iterator[_Given]:
        if isinstance(chunk.rows, Slice | Held):
            from engine.cohort.python_rows import python_rows  # noqa: PLC0415 - polars, for Parquet only

            first = _first(chunk)
            for place, cells in zip(places, python_rows(table[list(places)]), strict=True):
                yield _Given(first + place, None, cells)
            return
        for place in places:
            row = chunk.rows[place]
            yield _Given(row.number, row.line, row.text)

    def _given(self, chunk: Chunk) -> Iterator[_Given]:
        if isinstance(chunk.rows, Slice | Held):
            from engine.cohort.python_rows import python_rows  # noqa: PLC0415 - polars, for Parquet only

            for number, cells in enumerate(python_rows(self._table(chunk)), start=_first(chunk)):
                yield _Given(number, None, cells)
            return
        for row in chunk.rows:
            yield _Given(row.number, row.line, row.text)

    def find(self, chunk: Chunk, label: str) -> Iterator[RowRead | Reject]:
        """The rows of a chunk with this label, or of this number where it is `row 17`."""
        for given in self._given(chunk):
            if label != f"row {given.number}" and not self._may_have(given.row, label):
                continue
            read = self._version.read(given)
            own = read.label if isinstance(read, Reject) else read.id
            if label in (own, f"row {given.number}"):
                yield read

    def _may_have(self, row: bytes | Sequence[object], label: str) -> bool:
        """Whether a row may have this label: a look at it, which is a hundredth of reading it."""
        if not isinstance(row, bytes):
            columns = self._job.columns
            return ID in columns and str(row[columns.index(ID)]) == label
        # in JSON other letters may be written as escapes, and in CSV quotes are doubled
        spelled_alike = label.isascii() and not set(label) & set('"\\/')
        return not spelled_alike or label.encode() in row


@frozen
class _Given:
    number: int
    line: int | None
    row: bytes | Sequence[object]


class _Version:
    """One version of the guideline: how it reads a row, and what it answers."""

    def __init__(self, job: Job, graph: DecisionGraph, elsewhere: Collection[str]) -> None:
        self.graph = graph
        self._format = job.table_format
        self._names = job.columns
        self._reader = RowReader(graph, job.as_of, job.ignored | frozenset(elsewhere))
        self.columns = self._reader.columns(job.columns)
        self._graph = graph
        self._engine = job.engine

    @cached_property
    def _answer(self) -> Answerer:
        """What answers for one row; where columns answer for all it is not made."""
        return ENGINES[self._engine](self._graph)

    def answer(self, read: RowRead, row: int) -> Answer:
        answer = self._answer
        try:
            return answer(read.record, read.as_of)
        except Exception as mistake:
            raise RuntimeError(f"in row {row}: {type(mistake).__name__}: {mistake}") from mistake

    def read(self, given: _Given) -> RowRead | Reject:
        try:
            return self._read(given.row)
        except RowRefused as refused:
            reasons, label = refused.reasons, refused.id
        except NoTable as refused:
            reasons, label = (str(refused),), ""
        return Reject(given.number, given.line, label, reasons, self._raw(given.row))

    def _read(self, row: bytes | Sequence[object]) -> RowRead:
        if not isinstance(row, bytes):
            return self._reader.row(self.columns, row)
        if self._format == "ndjson":
            return self._reader.line(row)
        cells = cells_of(row)
        if len(cells) != len(self.columns):
            many = f"{len(cells)} cell{'' if len(cells) == 1 else 's'}"
            raise RowRefused([f"the row has {many}, and the table has {len(self.columns)} columns"])
        return self._reader.row(self.columns, [cell or None for cell in cells])

    def cells(self, row: bytes) -> Sequence[str | None] | None:
        """The cells of a row of CSV; None where it is none of this table."""
        try:
            cells = cells_of(row)
        except NoTable:
            return None
        return [cell or None for cell in cells] if len(cells) == len(self.columns) else None

    def _raw(self, row: bytes | Sequence[object]) -> object:
        if isinstance(row, bytes):
            return row.decode("utf-8", "backslashreplace")
        return {n: _plain(cell) for n, cell in zip(self._names, row, strict=True) if cell is not None}


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


def _reject_line(reject: Reject) -> bytes:
    told = {
        "row": reject.row,
        "line": reject.line,
        "id": reject.label or None,
        "reasons": list(reject.reasons),
        "raw": reject.raw,
    }
    shown = {key: value for key, value in told.items() if value is not None}
    return json.dumps(shown, ensure_ascii=True, separators=(", ", ": ")).encode() + b"\n"


def _first(chunk: Chunk) -> int:
    """The number of the first row."""
    match chunk.rows:
        case Held(first=first):
            return first
        case Slice(offset=offset, piece=piece):
            return (0 if piece is None else piece.before) + offset + 1
        case rows:
            return rows[0].number if rows else 1
