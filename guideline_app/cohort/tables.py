"""A table of patients on disk: what kind it is, which columns it has, and its chunks, read as they are wanted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from shutil import which

from engine.cohort.chunks import Chunk, Piece, Slice
from engine.cohort.formats import ENDINGS, Format, ending_of
from engine.cohort.lines import NoTable, RawRow, csv_rows, head_of, json_rows, lines_of
from engine.files import UnreadableInput
from guideline_app.cohort.table_folders import files_of, open_folder, slices_of
from guideline_dsl.frozen import frozen

_MOST_BYTES = 16_000_000
"""A chunk of long rows ends before it has the rows that it may have."""


class NoParquet(UnreadableInput):
    """Parquet is read and written by polars, which is not installed."""


@frozen
class Table:
    """A table: `columns` () where every row names its own; `size` in rows of Parquet, else in bytes."""

    path: Path
    format: Format
    columns: tuple[str, ...]
    size: int
    pieces: tuple[Piece, ...] = ()
    """The files of a table that is a folder."""

    def fingerprint(self) -> str:
        """The sha256 (hexadecimal) of the file; of the names, sizes and times of change of the files of a folder."""
        if self.pieces:
            return hashlib.sha256(repr(self.state()).encode()).hexdigest()
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def state(self) -> tuple[object, ...]:
        """What tells that the table was written to: its files, their sizes and when."""
        if self.pieces:
            return tuple(
                (file.relative_to(self.path).as_posix(), *_state(file)) for file in files_of(self.path)
            )
        return _state(self.path)

    def chunks(self, length: int) -> Iterator[tuple[Chunk, int]]:
        """The chunks of so many rows, each with its share of `size`; at least one, which may be empty."""
        if self.format == "parquet":
            yield from self._slices(length)
            return
        with self.path.open("rb") as file:
            rows: list[RawRow] = []
            place = size = 0
            lines = lines_of(file)
            for row in json_rows(lines) if self.format == "ndjson" else csv_rows(lines):
                if self.format == "csv" and row.number == 0:
                    continue
                rows.append(row)
                size += len(row.text) + 1
                if len(rows) == length or size >= _MOST_BYTES:
                    yield Chunk(place, tuple(rows)), size
                    rows, size, place = [], 0, place + 1
            if rows or place == 0:
                yield Chunk(place, tuple(rows)), size

    def _slices(self, length: int) -> Iterator[tuple[Chunk, int]]:
        if self.pieces:
            yield from slices_of(self.pieces, self.size, length)
            return
        for place, offset in enumerate(range(0, max(self.size, 1), length)):
            rows = min(length, self.size - offset)
            yield Chunk(place, Slice(offset, rows)), rows


def _state(file: Path) -> tuple[int, int]:
    stat = file.stat()
    return stat.st_size, stat.st_mtime_ns


def open_table(path: Path) -> Table:
    """The table of a file; raises NoTable where it is none, and UnreadableInput."""
    if path.is_dir():
        require_parquet(path)
        columns, pieces, rows = open_folder(path)
        return Table(path, "parquet", columns, rows, pieces)
    kind = ending_of(path)
    if kind is None:
        raise NoTable(f"{path}: a table ends in one of {', '.join(ENDINGS)}")
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise UnreadableInput(f"{path}: is no file")
        if kind == "parquet":
            return _parquet_table(path)
        with path.open("rb") as file:
            columns = tuple(head_of(lines_of(file))) if kind == "csv" else ()
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read ({error.strerror or error})") from error
    except NoTable as problem:
        raise NoTable(f"{path}: {problem}") from None
    if kind == "ndjson" and size == 0:
        raise NoTable(f"{path}: the table is empty")
    return Table(path, kind, columns, size)


def _parquet_table(path: Path) -> Table:
    require_parquet(path)
    from engine.cohort.parquet import columns_and_rows  # noqa: PLC0415 - polars, for Parquet only

    columns, rows = columns_and_rows(path)
    return Table(path, "parquet", columns, rows)


def require_parquet(path: Path) -> None:
    """Raise NoParquet where polars is not installed."""
    try:
        import polars  # noqa: F401, PLC0415
    except ModuleNotFoundError:
        raise NoParquet(f"{path}: Parquet needs more: pip install 'guideline-engine[cohort]'") from None


def installed_polars() -> str:
    """Which polars is installed: the bytes of what it writes hang on it."""
    return version("polars")


_NEEDED = {
    "polars": ("cohort", ("polars", "numpy")),
    "duckdb": ("duckdb", ("polars", "numpy", "duckdb", "pyarrow")),
    "spark": ("spark", ("polars", "numpy", "pyspark", "pyarrow")),
}
"""The extra of each engine that needs one, and its modules."""


def usual_engine() -> str:
    """What computes where nothing is said: columns where they can be had."""
    return "polars" if _installed("polars") else "compiled"


def _installed(engine: str) -> bool:
    return all(find_spec(module) is not None for module in _NEEDED.get(engine, ("", ()))[1])


def require_engine(engine: str) -> None:
    """Raise NoTable where what an engine needs is not installed."""
    if not _installed(engine):
        extra, _ = _NEEDED[engine]
        raise NoTable(f"--engine {engine} needs more: pip install 'guideline-engine[{extra}]'")
    if engine == "spark" and which("java") is None and "JAVA_HOME" not in os.environ:
        raise NoTable(
            "--engine spark needs Java, which is not found; install a Java runtime, or set JAVA_HOME"
        )
