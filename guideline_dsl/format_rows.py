"""Lines of the one layout: rows with their indentation, tables, long lines broken, comments put back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from guideline_dsl.frozen import frozen
from guideline_dsl.syntax import Comment

MOST_COLUMNS = 110
INDENT = 2
_HANG = 4  # a broken line goes on this much further right
WIDEST_CELL = 48  # a wider cell does not widen its column


@frozen
class Row:
    """One line as it is to be written, before it is broken.

    `text` has a line feed wherever it may be broken, and a vertical tab where it is broken only if the rest
    is too long by itself; a broken line goes on at the column `hang`, counted from 0 (-1: a little further
    right). `line` is the line of the source in which it begins. `starts` says that it begins an item, and
    `alone` that a blank line stands above it whatever the source has.
    """

    text: str
    indent: int
    line: int
    hang: int = -1
    starts: bool = False
    alone: bool = False


def table(rows: Sequence[Sequence[str]], widest: Sequence[int] = ()) -> list[str]:
    """Cells under each other, two spaces apart; a cell at the end of its row is not filled up.

    A cell wider than its column's place in `widest` (or than WIDEST_CELL) does not widen the column. A cell
    is broken only if it is the last of its row or too wide to stand in a column at all.
    """
    widths = column_widths(rows, widest)
    lines = []
    for row in rows:
        cells = [
            cell.replace("\n", " ").replace("\v", " ").ljust(width) if len(cell) <= WIDEST_CELL else cell
            for cell, width in zip(row[:-1], widths, strict=False)
        ]
        lines.append("  ".join([*cells, *row[-1:]]))
    return lines


def column_widths(rows: Sequence[Sequence[str]], widest: Sequence[int] = ()) -> list[int]:
    """The widths of the columns of `table`."""
    widths = []
    for column in range(max((len(row) for row in rows), default=0)):
        most = widest[column] if column < len(widest) else WIDEST_CELL
        lengths = [len(row[column]) for row in rows if column < len(row) - 1]
        widths.append(max((length for length in lengths if length <= most), default=0))
    return widths


# ---------------------------------------------------------------- one line


def _broken(text: str, indent: int, hang: int) -> str:
    """The line, broken where it must and can be."""
    hang = indent + _HANG if hang < 0 else hang
    first, *others = text.split("\n")
    lines = _filled([" " * indent], "", first, hang)
    for piece in others:
        lines = _filled(lines, " ", piece, hang)
    return "\n".join(lines)


def _filled(lines: list[str], space: str, piece: str, hang: int) -> list[str]:
    """The lines with a piece after them: on the last if it fits, else below; if it fits nowhere, broken itself."""
    whole = piece.replace("\v", " ")
    if len(lines[-1]) + len(space) + len(whole) <= MOST_COLUMNS:
        return [*lines[:-1], f"{lines[-1]}{space}{whole}"]
    if space and hang + len(whole) <= MOST_COLUMNS:
        return [*lines, " " * hang + whole]
    for part in piece.split("\v"):
        if lines[-1].strip() and len(lines[-1]) + len(space) + len(part) > MOST_COLUMNS:
            lines = [*lines, " " * hang + part]
        else:
            lines = [*lines[:-1], f"{lines[-1]}{space}{part}"]
        space = " "
    return lines


# ---------------------------------------------------------------- all lines, with the comments


def laid_out(rows: Sequence[Row], comments: Sequence[Comment], blank_above: Callable[[int], bool]) -> str:
    """The rows and the comments as text.

    A comment behind a line stays behind it; of several behind one line all but the last stand above it. A
    comment of its own stands above the row that follows it. Where the source has a blank line, one stays
    inside an item and between short items; `blank_above` tells it of a line of the source.
    """
    above, behind = _attached(rows, comments)
    lines: list[str] = []
    for index, row in enumerate(rows):
        hoisted = behind[index][:-1]
        alone = row.alone
        for comment, indent in _indented(above[index], rows, index):
            inside = indent > 0
            if lines and (blank_above(comment.span.line) or (alone and not inside)):
                lines.append("")
            lines.append(" " * indent + comment.text)
            alone = alone and inside
        if lines and (alone or blank_above(row.line)):
            lines.append("")
        lines += [" " * row.indent + comment.text for comment in hoisted]
        last = "".join(f"  {comment.text}" for comment in behind[index][-1:])
        lines.append(_broken(row.text, row.indent, row.hang) + last)
    for comment, indent in _indented(above[len(rows)], rows, len(rows)):
        if lines and blank_above(comment.span.line):
            lines.append("")
        lines.append(" " * indent + comment.text)
    return "\n".join(lines) + "\n" if lines else ""


def _attached(
    rows: Sequence[Row], comments: Sequence[Comment]
) -> tuple[list[list[Comment]], list[list[Comment]]]:
    """For each row the comments above it (one place more, for the end) and those behind it."""
    above: list[list[Comment]] = [[] for _ in range(len(rows) + 1)]
    behind: list[list[Comment]] = [[] for _ in rows]
    starts = [row.line for row in rows]
    for comment in comments:
        following = bisect_right(starts, comment.span.line)
        if comment.own_line or not rows:
            above[following].append(comment)
        else:
            behind[max(0, following - 1)].append(comment)
    return above, behind


def _indented(comments: Sequence[Comment], rows: Sequence[Row], index: int) -> Iterator[tuple[Comment, int]]:
    """The comments above a row with their indentation: as the row, or as the deeper one that they follow."""
    before = rows[index - 1].indent if index else 0
    row = rows[index] if index < len(rows) else None
    least = row.indent if row else 0
    for comment in comments:
        written = comment.span.column - 1
        if before > least and written > least:
            yield comment, before
        else:
            before = least  # what follows a comment of the next block belongs to it too
            yield comment, least
