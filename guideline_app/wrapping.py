"""Text in lines of one width, indented."""

from __future__ import annotations

import textwrap

WIDTH = 100


def wrapped(text: str, indent: int, hanging: int | None = None) -> list[str]:
    """Lines of at most `WIDTH` characters; the second and later ones are indented by `hanging`."""
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hanging is None else hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )
