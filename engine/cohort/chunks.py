"""A chunk of a table: its rows are read, answered and laid flat, and come back as bytes, rejects and counts.

A chunk depends on nothing but its own rows and the settings, so chunks may be done in any order, in any process, and
again after a run was ended; what they come to is the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cohort.aligned import aligned
from engine.cohort.changes import Changes, result_columns
from engine.cohort.columns import ID
from engine.cohort.comparing import Comparing
from engine.cohort.counts import Counts
from engine.cohort.formats import Format
from engine.cohort.label_marks import Label, marks_of
from engine.cohort.lines import RawRow
from engine.cohort.results import Cell, ResultColumn
from engine.cohort.rows import RowRead
from engine.cohort.version_reading import Given, Reject, RowAnswered, Version, names_known
from engine.cohort.written import WRITERS
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.read_graph import read_unchanged_graph

if TYPE_CHECKING:
    import polars

    from engine.cohort.column_comparing import ColumnsTold


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


@dataclass(slots=True)
class _Doing:
    """What a chunk comes to so far, but its results."""

    counts: Counts = field(default_factory=Counts)
    changes: Changes = field(default_factory=Changes)
    rejects: list[bytes] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    """Of the rows that are read by themselves."""


class _Against:
    """The older version that is compared with, and how."""

    def __init__(self, version: Version, newer: DecisionGraph) -> None:
        self.version = version
        self.alignment = aligned(version.graph, newer)
        self.comparing = Comparing(self.alignment)


class Working:
    """Does the chunks of one job."""

    def __init__(self, job: Job) -> None:
        """Prepare what all chunks need; raises UnknownColumns."""
        self._job = job
        graph = read_unchanged_graph(job.guideline)
        old = None if job.old is None else read_unchanged_graph(job.old)
        self._version = Version(job, graph, names_known(old))
        self._against = None if old is None else _Against(Version(job, old, names_known(graph)), graph)
        self.columns: tuple[ResultColumn, ...] = result_columns(graph, old is not None)
        """The columns of the results."""

    def do(self, chunk: Chunk) -> ChunkDone:
        """Read, answer and lay flat the rows of a chunk."""
        done = _Doing()
        results, marks = self._by_columns(chunk, done) or self._row_by_row(chunk, done)
        told = done.counts.to_json()
        if self._against is not None:
            told["changes"] = done.changes.to_json()
        return ChunkDone(chunk.place, done.counts.rows, results, b"".join(done.rejects), told, marks)

    # ------------------------------------------------------------ row by row

    def _row_by_row(self, chunk: Chunk, done: _Doing) -> tuple[bytes, bytes]:
        """The results and the marks of labels."""
        rows: list[Sequence[Cell]] = []
        for given in self._given(chunk):
            new = self._counted(given, done)
            if new is None:
                continue
            if self._against is None:
                rows.append(new.cells)
                continue
            old = self._against.version.told(given)
            label = new.read.id or f"row {new.number}"
            told = None if isinstance(old, Reject) else self._against.version.row_told(old)
            now = self._version.row_told(new)
            rows.append([*new.cells, *self._against.comparing.compared(done.changes, told, now, label)])
        return WRITERS[self._job.result_format].part(self.columns, rows), marks_of(done.labels)

    def _counted(self, given: Given, done: _Doing) -> RowAnswered | None:
        """A row that is answered by itself, counted; None for one that cannot be read."""
        row = self._version.told(given)
        if isinstance(row, Reject):
            done.counts.reject(row.row, row.reasons)
            done.rejects.append(_reject_line(row))
            return None
        unrecorded = (name for name in self._version.graph.facts if name not in row.read.record.facts)
        self._version.counting.add_row(done.counts, row.answer, unrecorded)
        if row.read.id:
            done.labels.append((row.read.id, row.read.as_of))
        return row

    # ------------------------------------------------------------ by columns

    def _by_columns(self, chunk: Chunk, done: _Doing) -> tuple[bytes, bytes] | None:
        """The same where columns answer; None where rows are answered one by one."""
        version, against = self._version, self._against
        table = self._table(version, chunk)
        if table is None or version.by_columns is None:
            return None
        older_table = table if against is None else self._table(against.version, chunk, table)
        if older_table is None:
            return None
        from engine.cohort import column_comparing, result_table, row_marks  # noqa: PLC0415 - polars

        first = _first(chunk)
        marks = None if against is None else row_marks.RowMarks(len(table))
        answered = version.by_columns.answered(table, first, marks)
        found = (self._counted(given, done) for given in self._given_at(chunk, table, answered.rest))
        rows = [row for row in found if row is not None]
        done.counts.plus(answered.counts)
        pieces = [*answered.results, result_table.rows_of_cells(version.columns, [row.cells for row in rows])]
        if against is not None and marks is not None:
            marks.add_rows(rows, first)
            now = column_comparing.ColumnsTold(len(table), first, pieces, marks)
            unread = set(answered.rest) - {row.number - first for row in rows}
            before, rest = self._before(against.version, chunk, older_table, unread)
            changed = column_comparing.ColumnComparing(against.alignment, before, now).compared(done.changes)
            pieces = column_comparing.with_changes(pieces, first, *changed)
            done.counts.by_columns = len(table) - len({*answered.rest, *rest})
        written = result_table.ResultTable(self.columns, pieces).written(self._job.result_format)
        return written, answered.marks(done.labels)

    def _before(
        self, older: Version, chunk: Chunk, table: polars.DataFrame, unread: Collection[int]
    ) -> tuple[ColumnsTold, Sequence[int]]:
        """What the older version tells, and the places of the rows that it answers one by one."""
        from engine.cohort import column_comparing, result_table, row_marks  # noqa: PLC0415 - as above

        assert older.by_columns is not None
        first = _first(chunk)
        marks = row_marks.RowMarks(len(table))
        answered = older.by_columns.answered(table, first, marks)
        places = [place for place in answered.rest if place not in unread]
        found = (older.told(given) for given in self._given_at(chunk, table, places))
        rows = [row for row in found if not isinstance(row, Reject)]
        marks.add_rows(rows, first)
        pieces = [*answered.results, result_table.rows_of_cells(older.columns, [row.cells for row in rows])]
        return column_comparing.ColumnsTold(len(table), first, pieces, marks), answered.rest

    def _table(
        self, version: Version, chunk: Chunk, cells: polars.DataFrame | None = None
    ) -> polars.DataFrame | None:
        """The rows of a chunk as columns read them for a version; None where rows are answered one by one.

        `cells` are those of the chunk where they were read before; lines of JSON each version reads by itself.
        """
        if version.by_columns is None:
            return None
        if version.lines is None:
            return self._cells(chunk) if cells is None else cells
        table = version.lines.table(_texts(chunk))
        if not version.lines.shape:
            return None
        version.by_columns.read_as(version.lines.shape)
        return table

    def _cells(self, chunk: Chunk) -> polars.DataFrame:
        from engine.cohort import csv_table, parquet  # noqa: PLC0415 - as above

        match chunk.rows:
            case Held(cells=cells):
                return cells
            case Slice(offset=offset, length=length, piece=piece):
                if piece is None:
                    return parquet.slice_of(self._job.table, offset, length)
                return parquet.slice_of(piece.path, offset, length, piece.named).select(self._job.columns)
            case _:
                return csv_table.table_of_rows(self._job.columns, _texts(chunk), self._version.cells)

    def _given_at(self, chunk: Chunk, table: polars.DataFrame, places: Sequence[int]) -> Iterator[Given]:
        if isinstance(chunk.rows, Slice | Held):
            from engine.cohort.python_rows import python_rows  # noqa: PLC0415 - polars, for Parquet only

            first = _first(chunk)
            for place, cells in zip(places, python_rows(table[list(places)]), strict=True):
                yield Given(first + place, None, cells)
            return
        for place in places:
            row = chunk.rows[place]
            yield Given(row.number, row.line, row.text)

    def _given(self, chunk: Chunk) -> Iterator[Given]:
        if isinstance(chunk.rows, Slice | Held):
            from engine.cohort.python_rows import python_rows  # noqa: PLC0415 - polars, for Parquet only

            for number, cells in enumerate(python_rows(self._cells(chunk)), start=_first(chunk)):
                yield Given(number, None, cells)
            return
        for row in chunk.rows:
            yield Given(row.number, row.line, row.text)

    def find(self, chunk: Chunk, label: str) -> Iterator[tuple[Given, RowRead | Reject]]:
        """The rows of a chunk with this label, or of this number where it is `row 17`."""
        for given in self._given(chunk):
            if label != f"row {given.number}" and not self._may_have(given.row, label):
                continue
            read = self._version.read(given)
            own = read.label if isinstance(read, Reject) else read.id
            if label in (own, f"row {given.number}"):
                yield given, read

    def _may_have(self, row: bytes | Sequence[object], label: str) -> bool:
        """Whether a row may have this label: a look at it, which is a hundredth of reading it."""
        if not isinstance(row, bytes):
            columns = self._job.columns
            return ID in columns and str(row[columns.index(ID)]) == label
        # in JSON other letters may be written as escapes, and in CSV quotes are doubled
        spelled_alike = label.isascii() and not set(label) & set('"\\/')
        return not spelled_alike or label.encode() in row


def _texts(chunk: Chunk) -> list[bytes]:
    assert isinstance(chunk.rows, tuple)
    return [row.text for row in chunk.rows]


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
