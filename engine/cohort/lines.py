"""A text table, cut into its rows: CSV as RFC 4180 says, or one JSON object a line; each with the line it begins on.

A row is given as its bytes, and read later (chunks.py). A quote that is opened and never closed costs its own line, not
the rest of the table. Blank lines are no rows.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from guideline_dsl.frozen import frozen

LARGEST_ROW = 65_536
"""Bytes of a CSV row. What is longer is no row."""

LARGEST_LINE = 1_048_576
"""Bytes of a line. Of a longer one only so many are kept, which is more than a patient may have in any form."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@frozen
class RawRow:
    """A row as it stands in the table: its number and its line, both from 1, and its bytes without the line end."""

    number: int
    line: int
    text: bytes


class NoTable(ValueError):
    """What was given is no table; the message says why."""


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file, however long: the rest of one that is too long is passed over."""
    while line := file.readline(LARGEST_LINE):
        whole = line.endswith(b"\n") or len(line) < LARGEST_LINE
        while not whole:
            rest = file.readline(LARGEST_LINE)
            whole = rest.endswith(b"\n") or len(rest) < LARGEST_LINE
        yield line


def json_rows(lines: Iterable[bytes]) -> Iterator[RawRow]:
    """The rows of a table of JSON lines."""
    number = 0
    for place, line in enumerate(lines, start=1):
        text = line.removeprefix(BYTE_ORDER_MARK) if place == 1 else line
        text = text.rstrip(b"\r\n")
        if text.strip():
            number += 1
            yield RawRow(number, place, text)


def csv_rows(lines: Iterable[bytes]) -> Iterator[RawRow]:
    """The rows of a table of comma-separated values; the first is the head, and has the number 0."""
    waiting = _Lines(lines)
    number = 0
    while (line := waiting.next()) is not None:
        place = waiting.line
        if not line.strip():
            continue
        text = line if b'"' not in line else _record(line, waiting)
        yield RawRow(number, place, text.rstrip(b"\r\n"))
        number += 1


def cells_of(row: bytes) -> list[str]:
    """The cells of a CSV row; raises NoTable with the reason."""
    if len(row) > LARGEST_ROW:
        raise NoTable(f"the row is longer than {LARGEST_ROW:,} bytes")
    try:
        text = row.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoTable(
            f"the row is not UTF-8 text (at byte {error.start + 1}); save the table as UTF-8"
        ) from None
    try:
        return next(csv.reader(io.StringIO(text, newline=""), strict=True), [])
    except csv.Error as error:
        raise NoTable(f"the row is not written as CSV: {_IN_WORDS.get(str(error), str(error))}") from None


_IN_WORDS = {
    "unexpected end of data": "a quote is opened and not closed",
    "new-line character seen in unquoted field - do you need to open the file with newline=''?": (
        "a line end stands inside a cell without quotes"
    ),
    "',' expected after '\"'": "a closing quote is followed by neither a comma nor the end of the row",
}


def head_of(lines: Iterable[bytes]) -> list[str]:
    """The names of the columns of a CSV table; raises NoTable."""
    first = next(csv_rows(lines), None)
    if first is None:
        raise NoTable("the table is empty: it has no row with the names of its columns")
    if first.text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise NoTable("the table is UTF-16 text; save it as UTF-8")
    names = cells_of(first.text.removeprefix(BYTE_ORDER_MARK))
    if len(names) == 1 and ";" in names[0]:
        raise NoTable("the cells of the table are separated by `;`; save it with commas")
    return names


class _Lines:
    """Lines that can be put back."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._back: deque[bytes] = deque()
        self.line = 0

    def next(self) -> bytes | None:
        line = self._back.popleft() if self._back else next(self._lines, None)
        self.line += line is not None
        return line

    def put_back(self, lines: list[bytes]) -> None:
        self._back.extendleft(reversed(lines))
        self.line -= len(lines)


def _record(first: bytes, waiting: _Lines) -> bytes:
    """A row that has quotes, and with them perhaps line ends; its first line alone where it does not come to an end."""
    taken: list[bytes] = []

    def feed() -> Iterator[str]:
        yield first.decode("latin-1")
        size = len(first)
        while size < LARGEST_ROW and (line := waiting.next()) is not None:
            taken.append(line)
            size += len(line)
            yield line.decode("latin-1")

    try:
        next(csv.reader(feed(), strict=True), None)
    except csv.Error:
        waiting.put_back(taken)
        return first
    return first + b"".join(taken)
