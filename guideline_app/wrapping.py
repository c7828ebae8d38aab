"""Text in lines of one width, indented."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from guideline_dsl.legible import legible

WIDTH = 100
UNWRAPPED = 1_000_000
"""A width at which no line is broken: for what breaks the lines itself."""

# Lines are made at the end of many small functions; how wide they are is said once, for all of a report.
_width: ContextVar[int] = ContextVar("width", default=WIDTH)


@contextmanager
def lines_of_width(width: int) -> Iterator[None]:
    """Inside, `wrapped` makes lines of this width."""
    before = _width.set(width)
    try:
        yield
    finally:
        _width.reset(before)


def wrapped(text: str, indent: int, hanging: int | None = None) -> list[str]:
    """Lines of at most `WIDTH` characters, or as `lines_of_width` says; all but the first are indented by `hanging`.

    What cannot be seen is shown by its code point: a terminal would obey it.
    """
    return textwrap.wrap(
        legible(text),
        _width.get(),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hanging is None else hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )
