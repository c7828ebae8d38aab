"""Syntax to text: the one layout of guidelines and cases.

Two spaces for each level, columns in tables, lines of at most MOST_COLUMNS columns where they can be
broken, one blank line between items; consecutive definitions and assumptions may stand without. Comments
stay where they are. What is formatted reads as the same tree, and formatting it again changes nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from guideline_dsl import syntax
from guideline_dsl.diagnostics import Finding
from guideline_dsl.format_items import drafts
from guideline_dsl.format_rows import INDENT, Row, laid_out
from guideline_dsl.parse import parse


class CannotBeFormatted(ValueError):
    """A text that cannot be read; `findings` says why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Keep what is wrong with the text."""
        super().__init__(findings[0].message)
        self.findings = findings


def format_text(text: str) -> str:
    """The text in the one layout.

    Raises CannotBeFormatted, with the findings, if it cannot be read.
    """
    parsed = parse(text)
    if parsed.findings:
        raise CannotBeFormatted(parsed.findings)
    lines = text.split("\n")
    return _formatted(parsed.file, lambda line: line >= 2 and not lines[line - 2].strip())


def format_file(file: syntax.File) -> str:
    """A tree as text, without the blank lines that only its source had."""
    return _formatted(file, lambda _line: False)


def _formatted(file: syntax.File, blank_above: Callable[[int], bool]) -> str:
    commented = sorted(comment.span.line for comment in file.comments if comment.own_line)
    rows: list[Row] = []
    before: syntax.Item | None = None
    for run in _runs(file.items, blank_above, commented):
        width = max(
            (len(item.name.text) for item in run if isinstance(item, syntax.Define) and not item.title),
            default=0,
        )
        for item in run:
            first, *others = drafts(item, width)
            alone = before is not None and not _may_touch(before, item)
            rows.append(Row(first.text, 0, first.line, first.hang, True, alone))
            rows += [Row(draft.text, draft.depth * INDENT, draft.line, draft.hang) for draft in others]
            before = item
    return laid_out(rows, file.comments, blank_above)


def _may_touch(above: syntax.Item, item: syntax.Item) -> bool:
    """Whether two items may stand without a blank line between them."""
    return type(above) is type(item) and isinstance(item, syntax.Define | syntax.Assumption)


def _runs(
    items: Sequence[syntax.Item], blank_above: Callable[[int], bool], commented: Sequence[int]
) -> list[list[syntax.Item]]:
    """The items, those together that stand directly under each other."""
    runs: list[list[syntax.Item]] = []
    for item in items:
        line = item.span.line
        above = runs[-1][-1] if runs else None
        if (
            above is not None
            and _may_touch(above, item)
            and not blank_above(line)
            and bisect_left(commented, above.span.line) == bisect_left(commented, line)
        ):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs
