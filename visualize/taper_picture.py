"""A reduction as a picture: the chart of its doses, and under it a table of every step.

Declared absent: the chart (taper_chart.py), and pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from guideline_dsl.legible import legible
from visualize.figure import Figure, Piece
from visualize.font_widths import width_of
from visualize.label import wrapped
from visualize.reduction import Reduction
from visualize.strokes import element, group, moved, polyline, rect, text
from visualize.style import FONT_SIZE, LINE_HEIGHT, TITLE_SIZE, WIDER_FONT
from visualize.taper_chart import chart_of, label_width

_LINE = FONT_SIZE * LINE_HEIGHT + 1.2
_BETWEEN = 10.0  # two columns
_HEAD = ("step", "starts", "dose", "lasts", "tablets a day", "so far in all")
_WIDEST = (40.0, 150.0, 100.0, 100.0, 210.0, 100.0)
"""A cell that is wider is wrapped."""
_SLACK = width_of("  ", FONT_SIZE * WIDER_FONT) + 0.5  # what the breaking of lines keeps for an indent


def taper_figure(reduction: Reduction, width: float) -> Figure:
    """The picture, `width` points wide."""
    columns = _columns(reduction, width)
    chart = [chart_of(reduction, width)] if reduction.steps else []
    head = _row(_HEAD, columns, width, bold=True) if reduction.steps else None
    rows = [
        _row(cells, columns, width, shaded=place % 2 == 0) for place, cells in enumerate(_cells(reduction))
    ]
    above = _paragraphs((reduction.title,), width, bold=True)
    said = _paragraphs(reduction.said, width)
    # the title, what stands above the chart and the chart stay together
    first = _told(_together([*above, *said, *chart]), reduction.title, _described(reduction))
    table = [head, *rows] if head is not None else []
    pieces = (first, *table, *_paragraphs(reduction.below, width))
    inside_table = range(2, 1 + len(table))

    def again(place: int) -> Piece | None:
        return head if place in inside_table else None

    return Figure(pieces, again)


def _told(piece: Piece, title: str, description: str) -> Piece:
    """The piece with words for those who do not see it."""
    said = [element("title", {}, escape(legible(title))), element("desc", {}, escape(legible(description)))]
    return Piece(group([*said, piece.svg], class_="taper", role="img"), piece.height, piece.lines)


def _described(reduction: Reduction) -> str:
    """Every step in words."""
    steps = "; ".join(f"{step.starts}: {step.dose_text} for {step.lasts}" for step in reduction.steps)
    return ". ".join(part.rstrip(".") for part in (*reduction.said, steps, *reduction.below) if part)


def _together(pieces: Sequence[Piece]) -> Piece:
    inside, at = [], 0.0
    for piece in pieces:
        inside.append(moved(piece.svg, 0, at))
        at += piece.height
    return Piece("\n".join(inside), at, tuple(line for piece in pieces for line in piece.lines))


def _paragraphs(said: Sequence[str], width: float, *, bold: bool = False) -> list[Piece]:
    size = TITLE_SIZE if bold else FONT_SIZE
    lines = [line for part in said for line in wrapped(part, width, size * WIDER_FONT, bold=bold)]
    return [
        Piece(
            text((0, size + 2), line, size=size, bold=bold, fill="#101828"), size * LINE_HEIGHT + 2, (line,)
        )
        for line in lines
    ]


# ---------------------------------------------------------------- the table


def _cells(reduction: Reduction) -> Iterator[tuple[str, ...]]:
    for number, step in enumerate(reduction.steps, 1):
        yield str(number), step.starts, step.dose_text, step.lasts, step.tablets, step.so_far


def _columns(reduction: Reduction, width: float) -> tuple[float, ...]:
    """How wide each column is: as its widest cell, an empty one not at all, and all within the width."""
    rows = [*_cells(reduction)]
    widths = [
        min(max(label_width(row[place], bold=True) for row in (_HEAD, *rows)) + _SLACK, _WIDEST[place])
        if any(row[place] for row in rows)
        else 0.0
        for place in range(len(_HEAD))
    ]
    kept = [each for each in widths if each]
    room = width - _BETWEEN * len(kept)
    most = _cut(kept, room)
    return tuple(min(each, most) for each in widths)


def _cut(widths: Sequence[float], room: float) -> float:
    """The width that the widest columns are cut to, so that all fit; the narrow ones stay as they are."""
    left = room
    for place, each in enumerate(sorted(widths)):
        share = left / (len(widths) - place)
        if each > share:
            return share
        left -= each
    return room


def _row(
    cells: Sequence[str], columns: Sequence[float], width: float, *, bold: bool = False, shaded: bool = False
) -> Piece:
    written = [
        wrapped(cell, column, FONT_SIZE * WIDER_FONT, bold=bold) if column else []
        for cell, column in zip(cells, columns, strict=True)
    ]
    height = max((len(lines) for lines in written), default=1) * _LINE + 2
    inside = [rect(0, 0, width, height, fill="#f3f6fa", stroke="none")] if shaded else []
    at, last = 4.0, len(columns) - 1
    for place, (lines, column) in enumerate(zip(written, columns, strict=True)):
        for number, line in enumerate(lines):
            x, anchor = (at + column, "end") if place == last else (at, "start")
            inside.append(text((x, number * _LINE + FONT_SIZE + 1), line, anchor=anchor, bold=bold))
        at += column + _BETWEEN if column else 0.0
    if bold:
        inside.append(
            polyline([(0, height - 0.5), (width, height - 0.5)], stroke="#4b5563", stroke_width="0.8")
        )
    return Piece(group(inside), height, tuple(line for lines in written for line in lines))
