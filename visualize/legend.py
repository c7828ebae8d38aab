"""The legend: a sample of every kind of box, arrow and mark that a picture shows, and what it means.

Declared absent: the looks and the meanings themselves (style.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from guideline_dsl.frozen import frozen
from visualize.cards import Box, Mark
from visualize.cells import Cell, lines_of, sampled
from visualize.ladder import WIDTH
from visualize.sheet import Arrow, Line, Placed, Words
from visualize.style import (
    ARROWS,
    BOXES,
    FONT_SIZE,
    HEADING_SIZE,
    LINE_HEIGHT,
    MARKS,
    ArrowKind,
    Kind,
    State,
)

_COLUMNS = 4
_GAP = 10.0
_COLUMN = (WIDTH - _GAP * (_COLUMNS - 1)) / _COLUMNS
_BETWEEN = 7.0
_ARROW = 26.0
"""The length of the sample of an arrow; its words stand to the right of it."""
_HEADING = HEADING_SIZE * LINE_HEIGHT + 4


@frozen
class Sample:
    """One entry: a box, or an arrow with its words."""

    cell: Cell | None
    arrow: ArrowKind | None
    lines: tuple[Line, ...]
    height: float


@frozen
class Legend:
    """The entries in rows of columns."""

    rows: tuple[tuple[Sample, ...], ...]

    @property
    def height(self) -> float:
        """In points, with its heading."""
        return _HEADING + sum(_high(row) + _BETWEEN for row in self.rows)

    def at(self, left: float, top: float, first_box: int) -> tuple[list[Placed], list[Arrow], list[Words]]:
        """The legend in its place."""
        boxes: list[Placed] = []
        arrows: list[Arrow] = []
        heading = (Line("Legend", "heading"),)
        words = [Words(left, top, WIDTH, HEADING_SIZE * LINE_HEIGHT, heading, HEADING_SIZE)]
        at = top + _HEADING
        for row in self.rows:
            middle = at + _high(row) / 2
            for column, sample in enumerate(row):
                x = left + column * (_COLUMN + _GAP)
                if sample.cell is not None:
                    identifier = f"box{first_box + len(boxes)}"
                    boxes.append(sample.cell.at(identifier, x, middle - sample.height / 2))
                if sample.arrow is not None:
                    arrows.append(Arrow(sample.arrow, ((x, middle), (x + _ARROW, middle))))
                    size = (_COLUMN - _ARROW - 6, sample.height)
                    words.append(Words(x + _ARROW + 6, middle - sample.height / 2, *size, sample.lines))
            at += _high(row) + _BETWEEN
        return boxes, arrows, words


def _high(row: Sequence[Sample]) -> float:
    return max(sample.height for sample in row)


def legend_of(
    boxes: Sequence[Placed],
    arrows: Sequence[Arrow],
    told: Collection[Kind] = (),
    signs: Collection[State] = (),
) -> Legend:
    """The legend of what is drawn, without the kinds whose boxes have been `told` by their headings; `signs` are the
    marks that stand inside boxes.
    """
    kinds = {box.kind for box in boxes} - set(told)
    states = {*(box.state for box in boxes), *signs}
    leads = {arrow.kind for arrow in arrows}
    samples = [
        *(_box(kind) for kind in BOXES if kind in kinds),
        *(_mark(state) for state in MARKS if state in states),
        *(_arrow(kind) for kind in ARROWS if kind in leads),
    ]
    return Legend(tuple(_rows(samples)))


def _rows(samples: Sequence[Sample]) -> Iterator[tuple[Sample, ...]]:
    for start in range(0, len(samples), _COLUMNS):
        yield tuple(samples[start : start + _COLUMNS])


def _box(kind: Kind) -> Sample:
    cell = sampled(Box(kind, (BOXES[kind].legend,)), _COLUMN)
    return Sample(cell, None, (), cell.height)


def _mark(state: State) -> Sample:
    cell = sampled(Box("condition", (), (), Mark(state, (MARKS[state].legend,))), _COLUMN)
    return Sample(cell, None, (), cell.height)


def _arrow(kind: ArrowKind) -> Sample:
    lines = tuple(lines_of([(ARROWS[kind].legend, "text")], _COLUMN - _ARROW - 6))
    return Sample(None, kind, lines, len(lines) * FONT_SIZE * LINE_HEIGHT)
