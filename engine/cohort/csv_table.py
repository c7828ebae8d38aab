"""Rows of CSV as a table of text cells.

Rows without quotes are cut by polars, all at once, where that cuts them as `cells_of` does (lines.py); the others one
by one. An empty cell is null.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars

from engine.cohort.lines import BYTE_ORDER_MARK, LARGEST_ROW
from engine.cohort.parquet import UNREAD, table_of_cells

Cut = Callable[[bytes], Sequence[str | None] | None]
"""The cells of a row; None where it is none of this table."""

_PLACE = " place"


def table_of_rows(names: Sequence[str], rows: Sequence[bytes], cut: Cut) -> polars.DataFrame:
    """The rows as a table; one that cannot be cut is empty, and marked as unread."""
    names = _told_apart(names)
    simple = [_is_simple(row, len(names)) for row in rows]
    if not any(simple):
        return table_of_cells(names, [cut(row) for row in rows])
    at_once = _simple_rows(names, [row for row, is_simple in zip(rows, simple, strict=True) if is_simple])
    if all(simple):
        return at_once
    others = table_of_cells(
        names, [cut(row) for row, is_simple in zip(rows, simple, strict=True) if not is_simple]
    )
    places = [[place for place, each in enumerate(simple) if each is told] for told in (True, False)]
    both = [
        table.with_columns(polars.Series(_PLACE, place, dtype=polars.Int64))
        for table, place in zip((at_once, others), places, strict=True)
    ]
    return polars.concat(both).sort(_PLACE).drop(_PLACE)


def _told_apart(names: Sequence[str]) -> list[str]:
    """The names; a column that means nothing may have the name of another, and gets one of its own."""
    found: dict[str, None] = {}
    for place, name in enumerate(names):
        own = name
        while own in found or own == UNREAD:
            own = f"{own} {place}"
        found[own] = None
    return list(found)


def _simple_rows(names: Sequence[str], rows: Sequence[bytes]) -> polars.DataFrame:
    table = polars.read_csv(
        b"\n".join(rows), has_header=False, new_columns=list(names), infer_schema=False, quote_char=None
    )
    return table.with_columns(polars.lit(False).alias(UNREAD))


def _is_simple(row: bytes, width: int) -> bool:
    """Whether a row is cut at its commas, and is text."""
    return (
        row.count(b",") == width - 1 > 0
        and len(row) <= LARGEST_ROW
        and not any(mark in row for mark in (b'"', b"\r", b"\n", b"\0"))
        and not row.startswith(BYTE_ORDER_MARK)
        and (row.isascii() or _is_text(row))
    )


def _is_text(row: bytes) -> bool:
    try:
        row.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
