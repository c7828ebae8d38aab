"""A card as a ladder: its head on top, below it the conditions on the left and what comes of them on the right.

Where the rows are asked in turn, "no" leads down from one condition to the next; otherwise a spine at the left
leads to each.

Declared absent: pages (pages.py), and the DOT text (sheet.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guideline_dsl.frozen import frozen
from visualize.cards import Box, Card, Row
from visualize.cells import Cell, filled
from visualize.sheet import Arrow, Placed
from visualize.style import ArrowKind

WIDTH = 539.0  # points: A4 less its margins
INDENT = 16.0  # of the rows, for the spine
GAP = 32.0  # between a condition and its result, for the arrow and its word
BETWEEN = 14.0  # two rows, for the arrow and its word
CONDITION_WIDTH = 206.0
RESULT_WIDTH = WIDTH - INDENT - CONDITION_WIDTH - GAP
_SPINE = 7.0
_RESULT_LEFT = WIDTH - RESULT_WIDTH
_WORD_ABOVE = 7.0


@frozen
class Rung:
    """A row of cells. `first` and `last`: it has the beginning and the end of the row, if that was cut."""

    row: Row
    condition: Cell
    result: Cell
    first: bool = True
    last: bool = True

    @property
    def height(self) -> float:
        """Of the higher one of both cells."""
        return max(self.condition.height, self.result.height)

    def pieces(self, height: float) -> tuple[Rung, ...]:
        """The rung cut into rungs of at most that height."""
        if self.height <= height:
            return (self,)
        conditions, results = self.condition.pieces(height), self.result.pieces(height)
        count = max(len(conditions), len(results))
        return tuple(
            Rung(
                self.row,
                conditions[number] if number < len(conditions) else _blank(self.condition, "(as above)"),
                results[number] if number < len(results) else _blank(self.result, "(as above)"),
                number == 0,
                number == count - 1,
            )
            for number in range(count)
        )


def _blank(cell: Cell, text: str) -> Cell:
    return filled(Box(cell.box.kind, (text,), cell.box.nodes, None), cell.width)


def stack_height(stacked: Sequence[Cell | Rung]) -> float:
    """The height of cells and rungs on one another."""
    return sum(cell.height for cell in stacked) + BETWEEN * max(len(stacked) - 1, 0)


@frozen
class Ladder:
    """A card in cells, or the part of it that stands on one page."""

    card: Card
    heads: tuple[Cell, ...]
    rungs: tuple[Rung, ...]

    @property
    def height(self) -> float:
        """From the top of the head to the bottom of the last row."""
        return stack_height([*self.heads, *self.rungs])


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
    rungs = tuple(
        Rung(
            row,
            filled(row.condition or _ALWAYS, CONDITION_WIDTH),
            filled(row.result, RESULT_WIDTH),
        )
        for row in card.rows
    )
    return Ladder(card, (filled(card.head, WIDTH),), rungs)


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
    arrows: list[Arrow] = []
    rows: list[tuple[Placed, Placed]] = []
    for rung in ladder.rungs:
        middle = at + rung.height / 2
        cells = ((rung.condition, left + INDENT), (rung.result, left + _RESULT_LEFT))
        condition, result = (
            cell.at(f"box{first_box + len(boxes) + place}", x, middle - cell.height / 2)
            for place, (cell, x) in enumerate(cells)
        )
        boxes += [condition, result]
        rows.append((condition, result))
        at += rung.height + BETWEEN
    arrows += _across(ladder, rows)
    arrows += _down(ladder, boxes[len(ladder.heads) - 1], rows)
    return Drawn(tuple(boxes), tuple(arrows), top, at - BETWEEN)


def _across(ladder: Ladder, rows: Sequence[tuple[Placed, Placed]]) -> Iterator[Arrow]:
    """From each condition to its result."""
    for rung, (condition, result) in zip(ladder.rungs, rows, strict=True):
        height = condition.top + condition.height / 2
        start, end = condition.left + condition.width, result.left
        word = "yes" if _in_turn(ladder.card) and rung.row.asked and rung.first else ""
        kind: ArrowKind = rung.row.leads
        yield Arrow(kind, ((start, height), (end, height)), word, ((start + end) / 2, height - _WORD_ABOVE))


def _in_turn(card: Card) -> bool:
    """Whether `no` leads down: not where something is done in any case besides."""
    return card.in_turn and all(row.condition is not None for row in card.rows)


def _down(ladder: Ladder, head: Placed, rows: Sequence[tuple[Placed, Placed]]) -> Iterator[Arrow]:
    """From the head to the conditions: in turn, or along the spine."""
    if any(rung.row.leads == "means" for rung in ladder.rungs):
        return
    if _in_turn(ladder.card):
        above = head
        middle = head.left + INDENT + CONDITION_WIDTH / 2
        for place, (rung, (condition, _)) in enumerate(zip(ladder.rungs, rows, strict=True)):
            start, end = (middle, above.top + above.height), (middle, condition.top)
            asked_before = place > 0 or rung.row is not ladder.card.rows[0]
            word = "no" if asked_before and rung.first else ""
            yield Arrow("ladder", (start, end), word, (middle + 11, (start[1] + end[1]) / 2))
            above = condition
        return
    spine = head.left + _SPINE
    for rung, (condition, _) in zip(ladder.rungs, rows, strict=True):
        height = condition.top + condition.height / 2
        points = ((spine, head.top + head.height), (spine, height), (condition.left, height))
        yield Arrow("exception" if rung.row.leads == "exception" else "ladder", points)
