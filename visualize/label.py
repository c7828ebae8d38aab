"""Text into labels that Graphviz shows letter by letter, whatever the text holds.

A label is always plain text: never Graphviz's HTML, never an entity, never an escape of its own (`\\N`,
`\\l`). What cannot be seen or changes the order of reading (control characters, bidirectional marks) is
shown by its code point. Lines are broken by the width of the letters, so that none leaves its box.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

import graphviz

from guideline_dsl.legible import legible
from visualize.font_widths import width_of

_INDENT = "  "


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Lines of at most `width` points at a size, the second and later ones indented; [] for no text."""
    lines: list[str] = []
    line = ""
    for word in _pieces(legible(text), width - width_of(_INDENT, size), size, bold):
        longer = f"{line} {word}" if line.strip() else f"{line}{word}"
        if line.strip() and width_of(longer, size, bold=bold) > width:
            lines.append(line)
            longer = f"{_INDENT}{word}"
        line = longer
    return [*lines, line] if line else lines


def _pieces(text: str, width: float, size: float, bold: bool) -> Iterator[str]:
    """The words; a word that is wider than a line in as many pieces as it takes. A letter keeps its accents."""
    for word in text.split(" "):
        piece: list[str] = []
        used = 0.0
        for sign in word:
            wide = width_of(sign, size, bold=bold)
            if piece and used + wide > width and not unicodedata.combining(sign):
                yield "".join(piece)
                piece, used = [], 0.0
            piece.append(sign)
            used += wide
        if piece:
            yield "".join(piece)


def plain_label(lines: Iterable[str]) -> str:
    """A Graphviz label of these lines, left-justified, shown exactly as they are."""
    escaped = (line.replace("&", "&amp;").replace("\\", "\\\\") for line in lines)
    label: str = graphviz.nohtml("".join(f"{line}\\l" for line in escaped))
    return label
