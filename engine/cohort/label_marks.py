"""Eight bytes that stand for a label at a time: equal ones are told by them, and nobody by name.

All rows of a run have them made in one way: one by one, or for a column at once by the hash of Polars, which is the
same wherever the same Polars runs.
"""

from __future__ import annotations

import hashlib
import itertools
import operator
from array import array
from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars

_MOST_IN_A_SET = 2_000_000

Label = tuple[str, date]


def marks_of(labels: Sequence[Label]) -> bytes:
    """The marks of labels, one by one."""
    return b"".join(
        hashlib.blake2b(_said(label).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for label in labels
    )


def said_at(labels: polars.Expr, times: Sequence[date], at: polars.Expr) -> polars.Expr:
    """What is marked of a column of labels, at the places of their times; null without a label."""
    import polars  # noqa: PLC0415 - as below

    said = polars.Series([_said(("", time)) for time in times], dtype=polars.String)
    return labels + polars.lit(said).gather(at)


def marks_of_column(said: polars.Series, others: Sequence[Label]) -> bytes:
    """The marks of what is said of a column of labels, which may be null, and of some others."""
    import polars  # noqa: PLC0415 - where there are columns

    said = said.drop_nulls()
    more = polars.Series([_said(label) for label in others], dtype=polars.String)
    return b"".join(bytes(each.hash().to_numpy().tobytes()) for each in (said, more))


def _said(label: Label) -> str:
    text, as_of = label
    return f"{text}\n{as_of.isoformat()}"


def repeated(marks: bytearray) -> int:
    """How many marks were there before; these are put in order for it."""
    if find_spec("numpy") is not None:
        import numpy  # noqa: PLC0415 - it is optional

        in_order = numpy.frombuffer(marks, dtype=numpy.uint64)
        in_order.sort()
        return int((in_order[1:] == in_order[:-1]).sum())
    each = array("Q", bytes(marks))
    if len(each) <= _MOST_IN_A_SET:
        return len(each) - len(set(each))
    ordered = sorted(each)  # slower, and in less memory
    return sum(map(operator.eq, ordered, itertools.islice(ordered, 1, None)))
