"""A sheet of paper with boxes, arrows and words at their places, and the same as Graphviz's DOT text.

Places are in points from the upper left corner. The DOT text has all of them (`layout=nop2`): Graphviz draws and
moves nothing, so that a page is the same from every build of it.

Declared absent: where things are placed (ladder.py, pages.py, overview.py), and the looks of a kind (style.py).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import graphviz

from guideline_dsl.frozen import frozen
from visualize.figure import Piece
from visualize.label import plain_label
from visualize.style import ARROWS, BOXES, FONT, FONT_SIZE, MARKS, ArrowKind, Kind, State

Role = Literal["kind", "title", "act", "text", "support", "mark", "heading"]
Point = tuple[float, float]
_RING = 4.0
"""Graphviz draws a second border so far outside the first."""


@frozen
class Line:
    """A line of text, wrapped, and what it is for: that decides whether it is bold, and its colour."""

    text: str
    role: Role


@frozen
class Placed:
    """A box at its place. `id` is that of its group in the SVG."""

    id: str
    kind: Kind
    left: float
    top: float
    width: float
    height: float
    lines: tuple[Line, ...]
    nodes: tuple[str, ...] = ()
    state: State | None = None

    @property
    def text_left(self) -> float:
        """Where its lines begin."""
        style = BOXES[self.kind]
        return self.left + _RING * (style.borders - 1) + style.inset


@frozen
class Arrow:
    """An arrow along straight lines from the first to the last point, and a word beside it."""

    kind: ArrowKind
    points: tuple[Point, ...]
    word: str = ""
    word_at: Point = (0.0, 0.0)


@frozen
class Words:
    """Words outside of any box: headings, the footer."""

    left: float
    top: float
    width: float
    height: float
    lines: tuple[Line, ...]
    size: float = FONT_SIZE


@frozen
class PlacedPiece:
    """A piece of a picture that was drawn by hand (figure.py), at its place."""

    left: float
    top: float
    piece: Piece


@frozen
class Sheet:
    """One page, or one card on its own. Its pieces are not for Graphviz."""

    width: float
    height: float
    boxes: tuple[Placed, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    words: tuple[Words, ...] = ()
    pieces: tuple[PlacedPiece, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Every line of text that the picture of it must show."""
        shown = [*(line for box in self.boxes for line in box.lines)]
        shown += [line for words in self.words for line in words.lines]
        return (*(line.text for line in shown), *(arrow.word for arrow in self.arrows if arrow.word))


def dot_of(sheet: Sheet, name: str = "pathway") -> str:
    """The sheet in the DOT language. The same sheet gives the same text."""
    dot = graphviz.Digraph(name)
    dot.attr("graph", layout="nop2", notranslate="true", pad="0", margin="0", splines="line")
    dot.attr(
        "node",
        fontname=FONT,
        fontsize=_number(FONT_SIZE),
        fixedsize="true",
        margin="0.0833,0.04",
        shape="box",
    )
    dot.attr("edge", fontname=FONT, fontsize=_number(FONT_SIZE), arrowsize="0.6")
    for corner, at in (("lower", (0.0, sheet.height)), ("upper", (sheet.width, 0.0))):
        dot.node(corner, label="", shape="point", style="invis", width="0", height="0", pos=_at(sheet, at))
    for box in sheet.boxes:
        _box(dot, sheet, box)
    for number, words in enumerate(sheet.words):
        _words(dot, sheet, number, words)
    for number, arrow in enumerate(sheet.arrows):
        _arrow(dot, sheet, number, arrow)
    source: str = dot.source
    return source


def _box(dot: graphviz.Digraph, sheet: Sheet, box: Placed) -> None:
    style = BOXES[box.kind]
    line, look, width = style.line, style.style, style.width
    rings = 2 * _RING * (style.borders - 1)
    if box.state is not None:
        mark = MARKS[box.state]
        line, look, width = mark.line, f"filled,{mark.style}", mark.width
    dot.node(
        box.id,
        id=box.id,
        label=plain_label(line.text for line in box.lines),
        pos=_at(sheet, (box.left + box.width / 2, box.top + box.height / 2)),
        width=_inches(box.width - rings),
        height=_inches(box.height - rings),
        margin=f"{_inches(style.inset)},0.04",
        shape=style.shape,
        style=look,
        fillcolor=style.fill,
        color=line,
        penwidth=_number(width),
        peripheries=str(style.borders),
    )


def _words(dot: graphviz.Digraph, sheet: Sheet, number: int, words: Words) -> None:
    dot.node(
        f"words{number}",
        id=f"words{number}",
        label=plain_label(line.text for line in words.lines),
        pos=_at(sheet, (words.left + words.width / 2, words.top + words.height / 2)),
        width=_inches(words.width),
        height=_inches(words.height),
        shape="plaintext",
        margin="0,0",
        fontsize=_number(words.size),
    )


def _arrow(dot: graphviz.Digraph, sheet: Sheet, number: int, arrow: Arrow) -> None:
    style = ARROWS[arrow.kind]
    # The ends of an edge are given by its course; what Graphviz wants besides are two nodes, the corners.
    word = {"label": arrow.word, "lp": _at(sheet, arrow.word_at)} if arrow.word else {}
    dot.edge(
        "lower",
        "upper",
        id=f"arrow{number}",
        pos=_course(sheet, arrow, style.head_length),
        color=style.line,
        fontcolor=style.line,
        style=style.style,
        arrowhead=style.head,
        penwidth=_number(style.width),
        **word,
    )


def _course(sheet: Sheet, arrow: Arrow, head: float) -> str:
    """Straight lines as Graphviz's curves, `e,` the tip of the head first."""
    *before, tip = arrow.points
    last = before[-1]
    length = max(abs(tip[0] - last[0]), abs(tip[1] - last[1]))
    share = min(head / length, 0.9) if length else 0.0
    neck = (tip[0] + (last[0] - tip[0]) * share, tip[1] + (last[1] - tip[1]) * share)
    stops = [*before, neck] if head else [*before, tip]
    course = [stops[0]]
    for start, end in pairwise(stops):
        course += [start, end, end]
    curve = " ".join(_at(sheet, point) for point in course)
    return f"e,{_at(sheet, tip)} {curve}" if head else curve


def _at(sheet: Sheet, point: Point) -> str:
    """A place as Graphviz counts it: from the lower left corner."""
    return f"{_number(point[0])},{_number(sheet.height - point[1])}"


def _inches(points: float) -> str:
    return f"{points / 72:.4f}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
