"""Text to syntax tree and findings: each top-level item by itself.

A file is split at the lines that start in column 1. An item with a mistake gives a finding and is left
out of the tree; the others are parsed. Nothing is invented: a caller that sees a finding with severity
`error` does not go on.

Declared absent: meaning, files (the tables of the parser are kept by the shell, see tables.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lark.exceptions import UnexpectedInput

from guideline_dsl.build_parts import ITEM, AuthorMistake
from guideline_dsl.diagnostics import Finding, Place
from guideline_dsl.syntax import Comment, File, Item, Span
from guideline_dsl.tables import UnevenIndentation, parser

_ITEM_START = re.compile(r"^[^\s#]", re.M)
_TEXT_OR_COMMENT = re.compile(r'"[^"\n]*"|#[^\n]*')


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was read: the items without a mistake, and every mistake found."""

    file: File
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One top-level item in the text: offsets (end exclusive) and the lines before it."""

    start: int
    end: int
    lines: int


def parse(text: str) -> Parsed:
    """Read a guideline or a cases file."""
    items: list[Item] = []
    findings: list[Finding] = []
    for stretch in _stretches(text):
        item = _item(text, stretch)
        if isinstance(item, Finding):
            findings.append(item)
        else:
            items.append(item)
    return Parsed(File(tuple(items), _comments(text)), tuple(findings))


def _stretches(text: str) -> list[Stretch]:
    starts = [match.start() for match in _ITEM_START.finditer(text)]
    found = []
    lines = at = 0
    for start, following in zip(starts, [*starts[1:], len(text)], strict=True):
        lines += text.count("\n", at, start)
        at = start
        found.append(Stretch(start, _last_content(text, start, following), lines))
    return found


def _last_content(text: str, start: int, end: int) -> int:
    """The end of the last line that is neither blank nor a comment."""
    while True:
        line = text.rfind("\n", start, end)
        rest = text[line + 1 : end].strip()
        if line < 0 or (rest and not rest.startswith("#")):
            return end
        end = line


def _comments(text: str) -> tuple[Comment, ...]:
    if "#" not in text:
        return ()
    comments = []
    line = 1
    at = line_start = 0
    for match in _TEXT_OR_COMMENT.finditer(text):
        if not match.group().startswith("#"):
            continue
        line += text.count("\n", at, match.start())
        at = match.start()
        line_start = text.rfind("\n", 0, at) + 1
        words = match.group().rstrip()
        column = at - line_start + 1
        span = Span(at, at + len(words), line, column, line, column + len(words))
        comments.append(Comment(words, not text[line_start:at].strip(), span=span))
    return tuple(comments)


def _item(text: str, stretch: Stretch) -> Item | Finding:
    words = text[stretch.start : stretch.end] + "\n"
    origin = ITEM.set((stretch.start, stretch.lines, words))
    try:
        item: Item = parser().parse(words)  # type: ignore[assignment]
        return item
    except AuthorMistake as mistake:
        return mistake.finding
    except UnevenIndentation as mistake:
        return Finding(
            "uneven-indentation",
            "error",
            str(mistake),
            (Place(Span(stretch.start, stretch.end, 1, 1, 1, 1)),),
        )
    except UnexpectedInput as mistake:
        return Finding(
            "syntax", "error", str(mistake), (Place(Span(stretch.start, stretch.end, 1, 1, 1, 1)),)
        )
    finally:
        ITEM.reset(origin)
