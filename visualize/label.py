"""Text into labels that Graphviz shows letter by letter, whatever the text holds.

A label is always plain text: never Graphviz's HTML, never an entity, never an escape of its own (`\\N`,
`\\l`). What cannot be seen or changes the order of reading (control characters, bidirectional marks) is
shown by its code point.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable

import graphviz

from visualize.style import LABEL_COLUMNS

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def legible(text: str) -> str:
    """The text with runs of white space as one space and every unseen character as `[U+202E]`."""
    spaced = " ".join(text.split())
    return "".join(
        f"[U+{ord(sign):04X}]" if unicodedata.category(sign) in _UNSEEN else sign for sign in spaced
    )


def wrapped(text: str, columns: int = LABEL_COLUMNS) -> list[str]:
    """Lines of at most `columns` characters, the second and later ones indented; [] for no text."""
    return textwrap.wrap(
        legible(text), columns, subsequent_indent="  ", break_long_words=True, break_on_hyphens=False
    )


def plain_label(lines: Iterable[str]) -> str:
    """A Graphviz label of these lines, left-justified, shown exactly as they are."""
    escaped = (line.replace("&", "&amp;").replace("\\", "\\\\") for line in lines)
    label: str = graphviz.nohtml("".join(f"{line}\\l" for line in escaped))
    return label
