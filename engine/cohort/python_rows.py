"""The rows of a table of polars as Python has them.

Parquet has days and times that Python has not; in a row these are a text, which no reader of days takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars

OUTSIDE = "a day outside the years 1 to 9999"

_FIRST = 1 - date(1970, 1, 1).toordinal()
_LAST = _FIRST + date.max.toordinal() - 1
_OF_A_SECOND = {"ms": 10**3, "us": 10**6, "ns": 10**9}


def python_rows(frame: polars.DataFrame) -> Iterator[tuple[object, ...]]:
    """The rows of a table, each a tuple of cells, None where a cell is empty."""
    outside = {
        place: frame.select(_is_outside(name, kind)).to_series()
        for place, (name, kind) in enumerate(frame.schema.items())
        if isinstance(kind, polars.Date | polars.Datetime)
    }
    odd = {place: found for place, found in outside.items() if found.any()}
    if not odd:
        return frame.iter_rows()
    inside = frame.with_columns(
        polars.when(~found).then(polars.col(frame.columns[place])).alias(frame.columns[place])
        for place, found in odd.items()
    )
    return (
        tuple(OUTSIDE if place in odd and odd[place][number] else cell for place, cell in enumerate(row))
        for number, row in enumerate(inside.iter_rows())
    )


def _is_outside(name: str, kind: polars.Date | polars.Datetime) -> polars.Expr:
    """Whether a day or a time is none of Python's, in any zone; of an empty cell no."""
    first, last = _FIRST, _LAST
    if isinstance(kind, polars.Datetime):
        of_a_day = _OF_A_SECOND[kind.time_unit] * 86_400
        margin = 0 if kind.time_zone is None else 1
        first, last = (first + margin) * of_a_day, (last + 1 - margin) * of_a_day - 1
    first, last = max(first, -(2**63)), min(last, 2**63 - 1)
    return ~polars.col(name).to_physical().is_between(first, last).fill_null(True)
