"""Boxes filled with lines: how wide and how high each is, and how a box too high for a page is cut.

Declared absent: where a box stands (ladder.py, overview.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from guideline_dsl.frozen import frozen
from visualize.cards import Box, Mark
from visualize.label import wrapped
from visualize.sheet import Line, Placed, Role
from visualize.style import BOXES, FONT_SIZE, HEADING_SIZE, LINE_HEIGHT, MARKS, WIDER_FONT, Kind

_ABOVE_AND_BELOW = 4.5
_LINE = FONT_SIZE * LINE_HEIGHT
BOLD: frozenset[Role] = frozenset({"title", "act", "mark", "heading"})
TITLED: frozenset[Kind] = frozenset(
    {
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
        "readings",
        "score",
        "table",
        "patient",
        "alert",
    }
)
"""Kinds whose first paragraph is a title."""
_ACTS = ("option ", "GIVE ", "STOP ", "DO ", "CHECK ", "• ", "NOT GIVEN", "CAUTION", "PROMISE BROKEN")


@frozen
class Cell:
    """A box with its lines; `number` says which part of a box that was cut it is, from 0."""

    box: Box
    width: float
    lines: tuple[Line, ...]

    @property
    def height(self) -> float:
        """In points."""
        return height_of(len(self.lines)) + 2 * BOXES[self.box.kind].above

    def at(self, identifier: str, left: float, top: float, height: float | None = None) -> Placed:
        """The cell in its place, as high as it has to be unless it is to be as high as its neighbour."""
        state = self.box.mark.state if self.box.mark is not None else None
        return Placed(
            identifier,
            self.box.kind,
            left,
            top,
            self.width,
            self.height if height is None else height,
            self.lines,
            self.box.nodes,
            state,
        )

    def pieces(self, height: float) -> tuple[Cell, ...]:
        """The cell cut into pieces of at most that height, of a line at least."""
        around = 2 * (_ABOVE_AND_BELOW + BOXES[self.box.kind].above)
        most = max(1, int((height - around) / _LINE))
        starts = range(0, max(len(self.lines), 1), most)
        return tuple(Cell(self.box, self.width, self.lines[start : start + most]) for start in starts)


def height_of(lines: int) -> float:
    """The height of a box with so many lines."""
    return max(lines, 1) * _LINE + 2 * _ABOVE_AND_BELOW


def filled(box: Box, width: float) -> Cell:
    """A box with its text wrapped to its width."""
    return Cell(box, width, tuple(lines_of(_paragraphs(box), text_width(box.kind, width))))


def brief(box: Box, width: float, most: int) -> Cell:
    """A box without the heading of its kind, what answers for it and the lines of its mark; each paragraph of so
    many lines at most.
    """
    paragraphs = [_role(box.kind, number, text) for number, text in enumerate(box.paragraphs)]
    if box.mark is not None:
        paragraphs += _mark_paragraphs(Mark(box.mark.state))
    return _each_shortened(box, width, paragraphs, most)


def terse(box: Box, width: float, most: int) -> Cell:
    """A brief box that shows of its mark the sign alone, before its title."""
    sign = "" if box.mark is None else f"{MARKS[box.mark.state].sign} "
    paragraphs = [_role(box.kind, number, text) for number, text in enumerate(box.paragraphs)]
    title, role = paragraphs[0]
    return _each_shortened(box, width, [(f"{sign}{title}", role), *paragraphs[1:]], most)


def _each_shortened(box: Box, width: float, paragraphs: Iterable[tuple[str, Role]], most: int) -> Cell:
    inside = text_width(box.kind, width)
    wrapped_each = (list(lines_of([paragraph], inside)) for paragraph in paragraphs)
    return Cell(box, width, tuple(line for lines in wrapped_each for line in shortened(lines, most)))


def sampled(box: Box, width: float) -> Cell:
    """A box that says what its kind means, for the legend: no title, no heading."""
    mark = list(_mark_paragraphs(box.mark)) if box.mark is not None else []
    paragraphs: list[tuple[str, Role]] = [*((text, "text") for text in box.paragraphs), *mark]
    return Cell(box, width, tuple(lines_of(paragraphs, text_width(box.kind, width))))


def lines_in(kind: Kind, text: str, width: float) -> int:
    """How many lines a paragraph takes in a box of that kind and width."""
    return len(list(lines_of([(text, "text")], text_width(kind, width))))


def headed(head: Box, width: float) -> tuple[tuple[Line, ...], Box]:
    """The title of a guideline as a heading, and a box with the rest; one that is too long stands in both."""
    title, *rest = head.paragraphs
    wrapped_title = list(lines_of([(title, "heading")], width, HEADING_SIZE))
    lines = shortened(wrapped_title, _HEADING_LINES)
    said = rest if rest and len(lines) == len(wrapped_title) else head.paragraphs
    return tuple(lines), Box(head.kind, tuple(said), head.nodes, head.mark, head.support)


_HEADING_LINES = 2


def shortened(lines: Sequence[Line], most: int) -> Sequence[Line]:
    """The lines, or the first of them with a sign that there are more."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    indent = last.text[: len(last.text) - len(last.text.lstrip())]
    words = last.text.strip()[:-2].rstrip().rsplit(" ", 1)[0]
    return [*lines[: most - 1], Line(f"{indent}{words} …", last.role)]


def text_width(kind: Kind, width: float) -> float:
    """How wide the lines in a box of that kind and width may be."""
    style = BOXES[kind]
    return width - 2 * style.inset - 2 * (style.borders - 1) * 4.0 - 1.0


def lines_of(paragraphs: Iterable[tuple[str, Role]], width: float, size: float = FONT_SIZE) -> Iterator[Line]:
    """Paragraphs wrapped to a width as it is shown; measured wider (style.py)."""
    for text, role in paragraphs:
        for line in wrapped(text, width, size * WIDER_FONT, bold=role in BOLD):
            yield Line(line, role)


def _paragraphs(box: Box) -> Iterator[tuple[str, Role]]:
    heading = BOXES[box.kind].heading
    if heading:
        yield heading, "kind"
    for number, text in enumerate(box.paragraphs):
        yield _role(box.kind, number, text)
    if box.mark is not None:
        yield from _mark_paragraphs(box.mark)
    for text in box.support:
        yield text, "support"


def _role(kind: Kind, number: int, text: str) -> tuple[str, Role]:
    if number == 0 and kind in TITLED:
        return text, "title"
    return text, "act" if _acts(text) else "text"


def _acts(text: str) -> bool:
    """Whether a paragraph says what is done: after the sign of a mark, if it has one."""
    signs = tuple(f"{style.sign} " for style in MARKS.values())
    return text.removeprefix(next((sign for sign in signs if text.startswith(sign)), "")).startswith(_ACTS)


def _mark_paragraphs(mark: Mark) -> Iterator[tuple[str, Role]]:
    style = MARKS[mark.state]
    yield f"{style.sign} {style.word}", "mark"
    for text in mark.lines:
        yield text, "text"
