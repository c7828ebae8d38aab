"""Boxes filled with lines: how wide and how high each is, and how a box too high for a page is cut.

Declared absent: where a box stands (ladder.py, overview.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from guideline_dsl.frozen import frozen
from visualize.cards import Box, Mark
from visualize.label import wrapped
from visualize.sheet import Line, Placed, Role
from visualize.style import BOXES, FONT_SIZE, LINE_HEIGHT, MARKS, WIDER_FONT, Kind

PADDING = 6.5  # points between the border and the text, at the left and at the right
_ABOVE_AND_BELOW = 4.5
_LINE = FONT_SIZE * LINE_HEIGHT
BOLD: frozenset[Role] = frozenset({"title", "act", "mark", "heading"})
TITLED: frozenset[Kind] = frozenset(
    {
        "guideline",
        "decide",
        "choose",
        "advise",
        "taper",
        "gate",
        "contraindicate",
        "caution",
        "promise",
        "regimen",
        "definitions",
        "score",
        "table",
    }
)
"""Kinds whose first paragraph is a title."""
_ACTS = ("GIVE ", "STOP ", "DO ", "CHECK ", "• ", "NOT GIVEN", "CAUTION", "PROMISE BROKEN")


@frozen
class Cell:
    """A box with its lines; `number` says which part of a box that was cut it is, from 0."""

    box: Box
    width: float
    lines: tuple[Line, ...]

    @property
    def height(self) -> float:
        """In points."""
        return height_of(len(self.lines))

    def at(self, identifier: str, left: float, top: float) -> Placed:
        """The cell in its place."""
        state = self.box.mark.state if self.box.mark is not None else None
        return Placed(
            identifier,
            self.box.kind,
            left,
            top,
            self.width,
            self.height,
            self.lines,
            self.box.nodes,
            state,
        )

    def pieces(self, height: float) -> tuple[Cell, ...]:
        """The cell cut into pieces of at most that height, of a line at least."""
        most = max(1, int((height - 2 * _ABOVE_AND_BELOW) / _LINE))
        starts = range(0, max(len(self.lines), 1), most)
        return tuple(Cell(self.box, self.width, self.lines[start : start + most]) for start in starts)


def height_of(lines: int) -> float:
    """The height of a box with so many lines."""
    return max(lines, 1) * _LINE + 2 * _ABOVE_AND_BELOW


def filled(box: Box, width: float) -> Cell:
    """A box with its text wrapped to its width."""
    return Cell(box, width, tuple(lines_of(_paragraphs(box), width - 2 * PADDING)))


def lines_of(paragraphs: Iterator[tuple[str, Role]], width: float, size: float = FONT_SIZE) -> Iterator[Line]:
    """Paragraphs wrapped to a width as it is shown; measured wider (style.py)."""
    for text, role in paragraphs:
        for line in wrapped(text, width, size * WIDER_FONT, bold=role in BOLD):
            yield Line(line, role)


def _paragraphs(box: Box) -> Iterator[tuple[str, Role]]:
    heading = BOXES[box.kind].heading
    if heading:
        yield heading, "kind"
    for number, text in enumerate(box.paragraphs):
        titled = number == 0 and box.kind in TITLED
        yield text, "title" if titled else "act" if _acts(text) else "text"
    if box.mark is not None:
        yield from _mark_paragraphs(box.mark)
    for text in box.support:
        yield text, "support"


def _acts(text: str) -> bool:
    """Whether a paragraph says what is done: after the sign of a mark, if it has one."""
    signs = tuple(f"{style.sign} " for style in MARKS.values())
    return text.removeprefix(next((sign for sign in signs if text.startswith(sign)), "")).startswith(_ACTS)


def _mark_paragraphs(mark: Mark) -> Iterator[tuple[str, Role]]:
    style = MARKS[mark.state]
    yield f"{style.sign} {style.word}", "mark"
    for text in mark.lines:
        yield text, "text"
