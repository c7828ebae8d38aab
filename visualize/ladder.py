"""A card as a ladder: its head on top, below it the conditions on the left and what comes of them on the right.

Where the rows are asked in turn, "no" leads down from one condition to the next; otherwise a spine at the left
leads to each. Exceptions are asked in turn everywhere, and "no" to the last of them leads to the rest.

Declared absent: pages (pages.py), and the DOT text (sheet.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guideline_dsl.frozen import frozen
from visualize.cards import Box, Card, Row
from visualize.cells import Cell, filled
from visualize.font_widths import width_of
from visualize.sheet import Arrow, Placed, Point
from visualize.style import FONT_SIZE

WIDTH = 539.0  # points: A4 less its margins
INDENT = 16.0  # of the rows, for the spine
GAP = 32.0  # between a condition and its result, for the arrow and its word
BETWEEN = 14.0  # two rows, for the arrow and its word
_BETWEEN_NAMES = 4.0
CONDITION_WIDTH = 206.0
RESULT_WIDTH = WIDTH - INDENT - CONDITION_WIDTH - GAP
_SPINE = 7.0
_WORD_ABOVE = 7.0
_WORD_BESIDE = 6.0


@frozen
class Rung:
    """A row of cells, the one of that number of its card; `first`: it has the beginning of the row, if that was cut.

    Without a condition the result has the width of both.
    """

    row: Row
    number: int
    condition: Cell | None
    result: Cell
    first: bool = True

    @property
    def height(self) -> float:
        """Of the higher one of both cells."""
        return max(cell.height for cell in self.cells)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """From left to right."""
        return (self.result,) if self.condition is None else (self.condition, self.result)

    @property
    def after(self) -> float:
        """The room to the next row: a list of names is closer than a ladder, which has arrows and words."""
        return _BETWEEN_NAMES if self.row.leads == "means" else BETWEEN

    def pieces(self, height: float) -> tuple[Rung, ...]:
        """The rung cut into rungs of at most that height."""
        if self.height <= height:
            return (self,)
        pieces = [cell.pieces(height) for cell in self.cells]
        count = max(len(of_cell) for of_cell in pieces)
        rows = (
            [
                of_cell[number] if number < len(of_cell) else _as_above(cell)
                for cell, of_cell in zip(self.cells, pieces, strict=True)
            ]
            for number in range(count)
        )
        return tuple(
            Rung(self.row, self.number, row[0] if len(row) > 1 else None, row[-1], number == 0)
            for number, row in enumerate(rows)
        )


def _as_above(cell: Cell) -> Cell:
    return filled(Box(cell.box.kind, ("(as above)",), cell.box.nodes), cell.width)


def stack_height(heads: Sequence[Cell], rungs: Sequence[Rung]) -> float:
    """The height of cells and rungs on one another."""
    height = sum(cell.height + BETWEEN for cell in heads) + sum(rung.height + rung.after for rung in rungs)
    return height - (rungs[-1].after if rungs else BETWEEN)


@frozen
class Ladder:
    """A card in cells, or the part of it that stands on one page."""

    card: Card
    heads: tuple[Cell, ...]
    rungs: tuple[Rung, ...]

    @property
    def height(self) -> float:
        """From the top of the head to the bottom of the last row."""
        return stack_height(self.heads, self.rungs)


@frozen
class Drawn:
    """What a ladder has drawn, and the places of its top and bottom."""

    boxes: tuple[Placed, ...]
    arrows: tuple[Arrow, ...]
    top: float
    bottom: float


_ALWAYS = Box("condition", ("always",))


def ladder_of(card: Card) -> Ladder:
    """The whole of a card."""
    alone = all(row.condition is None for row in card.rows)
    rungs = (_alone(row, n) if alone else _rung(row, n) for n, row in enumerate(card.rows))
    return Ladder(card, (filled(card.head, WIDTH),), tuple(rungs))


def _alone(row: Row, number: int) -> Rung:
    return Rung(row, number, None, filled(row.result, WIDTH - INDENT))


def _rung(row: Row, number: int) -> Rung:
    condition = filled(row.condition or _ALWAYS, CONDITION_WIDTH)
    return Rung(row, number, condition, filled(row.result, RESULT_WIDTH))


def continued(card: Card) -> Cell:
    """The head of a card that goes on on another page."""
    title = card.title if len(card.title) <= _LONG_TITLE else f"{card.title[:_LONG_TITLE]}…"
    return filled(Box(card.head.kind, (f"{title} (continued)",), card.head.nodes), WIDTH)


_LONG_TITLE = 120


def drawn(ladder: Ladder, left: float, top: float, first_box: int) -> Drawn:
    """The ladder with its upper left corner there; its boxes are numbered from `first_box`."""
    boxes: list[Placed] = []
    at = top
    for head in ladder.heads:
        boxes.append(head.at(f"box{first_box + len(boxes)}", left, at))
        at += head.height + BETWEEN
    rows: list[tuple[Placed, ...]] = []
    for rung in ladder.rungs:
        row = tuple(_side_by_side(rung, left, at, first_box + len(boxes)))
        boxes += row
        rows.append(row)
        at += rung.height + rung.after
    listed = any(rung.row.leads == "means" for rung in ladder.rungs)
    arrows = () if listed else (*_across(ladder, rows), *_down(ladder, boxes[len(ladder.heads) - 1], rows))
    return Drawn(tuple(boxes), arrows, top, top + ladder.height)


def _side_by_side(rung: Rung, left: float, top: float, first_box: int) -> Iterator[Placed]:
    """The cells of a row: each in the middle of its height; in a list of names as high as the row."""
    for place, cell in enumerate(rung.cells):
        x = left + WIDTH - cell.width if place == len(rung.cells) - 1 else left + INDENT
        height = rung.height if rung.row.leads == "means" else cell.height
        yield cell.at(f"box{first_box + place}", x, top + (rung.height - height) / 2, height)


def _across(ladder: Ladder, rows: Sequence[tuple[Placed, ...]]) -> Iterator[Arrow]:
    """From each condition to its result."""
    for rung, row in zip(ladder.rungs, rows, strict=True):
        if len(row) == 1 or rung.row.leads == "means":
            continue
        condition, result = row
        height = condition.top + condition.height / 2
        start, end = condition.left + condition.width, result.left
        word = "yes" if _is_step(ladder.card, rung.row) and rung.row.asked and rung.first else ""
        word_at = ((start + end) / 2, height - _WORD_ABOVE)
        yield Arrow(rung.row.leads, ((start, height), (end, height)), word, word_at)


def _in_turn(card: Card) -> bool:
    """Whether `no` leads down: not where something is done in any case besides."""
    return card.in_turn and all(row.condition is not None for row in card.rows)


def _is_step(card: Card, row: Row) -> bool:
    """Whether "no" leads on from a row: in turn, and from every exception, without which nothing below is asked."""
    return _in_turn(card) or row.leads == "exception"


def _down(ladder: Ladder, head: Placed, rows: Sequence[tuple[Placed, ...]]) -> Iterator[Arrow]:
    """From the head to the conditions: from one to the next, or along the spine."""
    above, spine, above_it = head, head.left + _SPINE, head.top + head.height
    middle = head.left + INDENT + CONDITION_WIDTH / 2
    for rung, (beginning, *_) in zip(ladder.rungs, rows, strict=True):
        before = ladder.card.rows[rung.number - 1] if rung.number and rung.first else None
        word = before.passing if before is not None and _is_step(ladder.card, before) else ""
        if _is_step(ladder.card, rung.row):
            start, end = (middle, above.top + above.height), (middle, beginning.top)
            yield Arrow("ladder", (start, end), word, _beside(middle, word, (start[1] + end[1]) / 2))
            above = beginning
            continue
        height = beginning.top + beginning.height / 2
        if above is head:
            points: tuple[Point, ...] = ((spine, above_it), (spine, height), (beginning.left, height))
            word_at = _beside(spine, word, head.top + head.height + BETWEEN / 2)
        else:  # the last exception leads on to what is beside one another
            bend = max(above.top + above.height, _bottom(rows, above)) + BETWEEN / 2
            from_it = ((middle, above.top + above.height), (middle, bend), (spine, bend))
            points = (*from_it, (spine, height), (beginning.left, height))
            word_at = _beside(middle, word, bend - BETWEEN / 4)
            above, above_it = head, bend
        yield Arrow("ladder", points, word, word_at)
        above_it = max(height, above_it)


def _bottom(rows: Sequence[tuple[Placed, ...]], beginning: Placed) -> float:
    """The foot of the row that begins so."""
    row = next(row for row in rows if row[0] is beginning)
    return max(box.top + box.height for box in row)


def _beside(line: float, word: str, height: float) -> tuple[float, float]:
    """Where the middle of a word is, to the right of a line."""
    return line + _WORD_BESIDE + width_of(word, FONT_SIZE) / 2, height
