"""Parquet: a table of patients in slices of rows, and parts of results; by polars, which is imported nowhere else."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

import polars

from engine.cohort.lines import NoTable
from engine.cohort.parquet_ends import put_together, zoneless
from engine.cohort.results import Cell, CellType, ResultColumn

_PLACES = 12
"""Places of a decimal in a result. A number that is shown ends within six, or has four significant digits."""

TYPES: dict[CellType, polars.DataType] = {
    "text": polars.String(),
    "whole number": polars.Int64(),
    "decimal": polars.Decimal(38, _PLACES),
}
"""The types of results."""
_READ = (
    polars.Boolean,
    polars.String,
    polars.Categorical,
    polars.Enum,
    polars.Date,
    polars.Datetime,
    polars.Decimal,
    polars.Null,
)
UNREAD = " unread"
"""The column of a table of cells that marks rows which could not be cut into cells."""


def columns_and_rows(path: Path) -> tuple[tuple[str, ...], int]:
    """The names of the columns, and how many rows there are; raises NoTable."""
    try:
        scanned = polars.scan_parquet(path, hive_partitioning=False)
        schema = scanned.collect_schema()
        rows = scanned.select(polars.len()).collect().item()
    except (polars.exceptions.PolarsError, OSError) as error:
        raise NoTable(f"the table is no Parquet file ({str(error).splitlines()[0]})") from None
    for name, kind in schema.items():
        if not (kind.is_numeric() or isinstance(kind, _READ)):
            raise NoTable(
                f"the column `{name}` holds {kind}; text, numbers, yes/no, dates and times are read"
            )
    _refuse_without_a_zone(path, [name for name, kind in schema.items() if _has_no_zone(kind)])
    return tuple(schema), int(rows)


def _has_no_zone(kind: polars.DataType) -> bool:
    return isinstance(kind, polars.Datetime) and kind.time_zone is None


def _refuse_without_a_zone(path: Path, times: Sequence[str]) -> None:
    if not times:
        return
    with path.open("rb") as file:
        unclear = [name for name in zoneless(file) if name in times]
    if unclear:
        raise NoTable(
            f"the column `{unclear[0]}` holds times as INT96, which does not say whether they have a zone; in Spark "
            "set spark.sql.parquet.outputTimestampType to TIMESTAMP_MICROS and write it again"
        )


def slice_of(
    path: Path, offset: int, length: int, named: Sequence[tuple[str, str | None]] = ()
) -> polars.DataFrame:
    """A slice of the rows as a table, with columns of one cell each besides."""
    frame = polars.scan_parquet(path, hive_partitioning=False).slice(offset, length).collect()
    return cells_of(frame.with_columns(polars.lit(cell, polars.String).alias(name) for name, cell in named))


def cells_of(frame: polars.DataFrame) -> polars.DataFrame:
    """A table as it is read."""
    return frame.with_columns(
        # the shortest text of a single-precision number: 0.1, not 0.10000000149011612
        polars.col(polars.Float32).cast(polars.String),
        polars.col(polars.Categorical, polars.Enum).cast(polars.String),
    )


def table_of_cells(names: Sequence[str], rows: Sequence[Sequence[str | None] | None]) -> polars.DataFrame:
    """Rows of text cells as a table; a row that is None is empty."""
    empty = [None] * len(names)
    schema = dict.fromkeys(names, polars.String())
    return polars.DataFrame([row or empty for row in rows], schema=schema, orient="row").with_columns(
        polars.Series(UNREAD, [row is None for row in rows], dtype=polars.Boolean)
    )


def part(columns: Sequence[ResultColumn], rows: Sequence[Sequence[Cell]]) -> bytes:
    """Some rows of results as a Parquet file."""
    return bytes_of(frame_of(columns, rows))


def frame_of(columns: Sequence[ResultColumn], rows: Sequence[Sequence[Cell]]) -> polars.DataFrame:
    """Some rows of results as a table."""
    schema = {column.name: TYPES[column.type] for column in columns}
    return polars.DataFrame(rows, schema=schema, orient="row")


def bytes_of(frame: polars.DataFrame) -> bytes:
    """A table as a Parquet file, without what Polars notes about its own types."""
    written, plain = io.BytesIO(), io.BytesIO()
    frame.write_parquet(written, compression="zstd", statistics=False, row_group_size=max(1, len(frame)))
    put_together([("", lambda: written)], plain)
    return plain.getvalue()


def arrow_bytes_of(frame: polars.DataFrame) -> bytes:
    """A table as a stream of Arrow, which another process reads without taking it apart."""
    written = io.BytesIO()
    plain = frame.with_columns(polars.col(polars.Enum).cast(polars.String))
    plain.write_ipc_stream(written, compat_level=polars.CompatLevel.oldest())
    return written.getvalue()


def join(parts: Sequence[Path], target: Path) -> None:
    """One Parquet file of several parts, in their order and without holding them all."""
    with target.open("wb") as file:
        put_together(((str(part), partial(_opened, part)) for part in parts), file)


def _opened(part: Path) -> BinaryIO:
    return part.open("rb")
