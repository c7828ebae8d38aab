"""A table that is a folder: files of Parquet, in the order of their names, which together are its rows.

Folders inside may name a cell, as Spark and Hive write them (`ward=3/part-0.parquet`): it is read as text, and not
guessed to be a number. What begins with `_` or `.` is no part of the table. All files have the same columns; their
types and order may differ.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from engine.cohort.chunks import Chunk, Piece, Slice
from engine.cohort.lines import NoTable
from engine.files import UnreadableInput

_EMPTY = "__HIVE_DEFAULT_PARTITION__"


def files_of(folder: Path) -> tuple[Path, ...]:
    """The files of the table, in their order; raises UnreadableInput."""

    def refuse(error: OSError) -> None:
        raise UnreadableInput(f"{error.filename}: cannot be read ({error.strerror or error})") from error

    found: list[Path] = []
    for inside, folders, files in os.walk(folder, onerror=refuse, followlinks=True):
        folders[:] = [name for name in folders if not name.startswith(("_", "."))]
        found += [Path(inside, name) for name in files if not name.startswith(("_", "."))]
    return tuple(sorted(found, key=lambda file: file.relative_to(folder).parts))


def open_folder(folder: Path) -> tuple[tuple[str, ...], tuple[Piece, ...], int]:
    """The columns, the files and the number of rows of a table; raises NoTable and UnreadableInput."""
    from engine.cohort.parquet import columns_and_rows  # noqa: PLC0415 - polars, for Parquet only

    pieces: list[Piece] = []
    columns: tuple[str, ...] = ()
    rows = 0
    for file in files_of(folder):
        if file.suffix.lower() != ".parquet":
            raise NoTable(f"{file}: is no .parquet file; a folder that is a table holds nothing else")
        named = tuple(_named(file.relative_to(folder)))
        try:
            own, many = columns_and_rows(file)
        except NoTable as problem:
            raise NoTable(f"{file}: {problem}") from None
        all_own = (*own, *(name for name, _ in named))
        columns = columns or all_own
        _check(file, all_own, columns, pieces)
        pieces.append(Piece(file, rows, named))
        rows += many
    if not pieces:
        raise NoTable(f"{folder}: the folder has no .parquet file")
    return columns, tuple(pieces), rows


def _check(file: Path, own: Sequence[str], columns: Sequence[str], before: Sequence[Piece]) -> None:
    twice = sorted({name for name in own if own.count(name) > 1})
    if twice:
        raise NoTable(f"{file}: the column `{twice[0]}` is in the file and in the name of its folder")
    different = sorted(set(own) ^ set(columns))
    if different:
        has, lacks = (file, before[0].path) if different[0] in own else (before[0].path, file)
        raise NoTable(
            f"{has}: has a column `{different[0]}`, which {lacks} has not; give all files the same columns"
        )


def _named(file: Path) -> Iterator[tuple[str, str | None]]:
    """The cells that the folders of a file name."""
    for folder in file.parts[:-1]:
        name, equals, cell = folder.partition("=")
        if equals:
            yield unquote(name), None if cell == _EMPTY else unquote(cell)


def slices_of(pieces: Sequence[Piece], size: int, length: int) -> Iterator[tuple[Chunk, int]]:
    """The chunks of so many rows, none of two files; at least one, which may be empty."""
    place = 0
    ends = [*(piece.before for piece in pieces[1:]), size]
    # executors have other folders that they are in
    there = [replace(piece, path=piece.path.absolute()) for piece in pieces]
    for piece, end in zip(there, ends, strict=True):
        rows = end - piece.before
        for offset in range(0, rows, length):
            many = min(length, rows - offset)
            yield Chunk(place, Slice(offset, many, piece)), many
            place += 1
    if place == 0:
        yield Chunk(0, Slice(0, 0, there[0])), 0
