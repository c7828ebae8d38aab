"""Results as text tables and as Parquet: the head, a part, and what a spreadsheet must not take for a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from engine.cohort.results import Cell, ResultColumn
from engine.numerals import plain
from guideline_dsl.frozen import frozen

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Rows = Sequence[Sequence[Cell]]


@frozen
class ResultWriter:
    """How results are written: what stands before all parts, and a part; text parts are put one after the other."""

    head: Callable[[Sequence[ResultColumn]], bytes]
    part: Callable[[Sequence[ResultColumn], Rows], bytes]
    is_text: bool = True


def _csv_head(columns: Sequence[ResultColumn]) -> bytes:
    return _csv_lines([[column.name for column in columns]])


def _csv_part(_columns: Sequence[ResultColumn], rows: Rows) -> bytes:
    return _csv_lines([[csv_cell(cell) for cell in row] for row in rows])


def _csv_lines(rows: Sequence[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode("utf-8", "backslashreplace")


def csv_cell(cell: Cell) -> str:
    """A cell of CSV before it is quoted; nothing that a spreadsheet takes for a formula."""
    match cell:
        case None:
            return ""
        case Decimal():
            return plain(cell)
        case int():
            return str(cell)
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell


def _json_part(columns: Sequence[ResultColumn], rows: Rows) -> bytes:
    """A line for each row; what is empty is left out, and numbers are written exactly."""
    names = [json.dumps(column.name) for column in columns]
    lines = (
        ", ".join(
            f"{name}: {json_cell(cell)}" for name, cell in zip(names, row, strict=True) if cell is not None
        )
        for row in rows
    )
    return "".join(f"{{{line}}}\n" for line in lines).encode()


def json_cell(cell: Cell) -> str:
    """A cell of JSON; numbers are written exactly."""
    return plain(cell) if isinstance(cell, Decimal) else json.dumps(cell)


def _no_head(_columns: Sequence[ResultColumn]) -> bytes:
    return b""


def _parquet_part(columns: Sequence[ResultColumn], rows: Rows) -> bytes:
    from engine.cohort import parquet  # noqa: PLC0415 - polars, for Parquet only

    return parquet.part(columns, rows)


def _arrow_part(columns: Sequence[ResultColumn], rows: Rows) -> bytes:
    from engine.cohort import parquet  # noqa: PLC0415 - polars, for Parquet only

    return parquet.arrow_bytes_of(parquet.frame_of(columns, rows))


WRITERS: Mapping[str, ResultWriter] = {
    "csv": ResultWriter(_csv_head, _csv_part),
    "ndjson": ResultWriter(_no_head, _json_part),
    "parquet": ResultWriter(_no_head, _parquet_part, is_text=False),
    "arrow": ResultWriter(_no_head, _arrow_part, is_text=False),
}
