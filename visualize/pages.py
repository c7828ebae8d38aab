"""A deck on pages of A4: sections from top to bottom, no box across the border of a page.

A card that does not fit goes to the next page; one that is higher than a page, or would leave much of a page empty,
goes on there under its title.

Declared absent: the overview on one page (overview.py), and what a card looks like (ladder.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from visualize.cards import Deck, Section
from visualize.cells import Cell, filled, lines_of
from visualize.ladder import BETWEEN, WIDTH, Ladder, Rung, continued, drawn, ladder_of, stack_height
from visualize.legend import Legend, legend_of
from visualize.sheet import Arrow, Line, Placed, Sheet, Words
from visualize.style import FONT_SIZE, HEADING_SIZE, LINE_HEIGHT

PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0
MARGIN = 28.0
_HEADING_SPACE = 26.0
_BETWEEN_CARDS = 22.0
_FOOTER_GAP = 8.0
_FOOTER_LINES = 6
_EMPTY_AT_MOST = 0.4
"""So much of a page may stay empty below a card before the next one is begun on it and cut."""


class Pages:
    """Pages while they are filled from top to bottom."""

    def __init__(self, footer: Sequence[str]) -> None:
        self._footer = _footer_lines(footer)
        self.bottom = PAGE_HEIGHT - MARGIN - _height(self._footer) - _FOOTER_GAP
        self._sheets: list[tuple[list[Placed], list[Arrow], list[Words]]] = []
        self._boxes = 0
        self.at = 0.0
        self.turn()

    @property
    def top(self) -> float:
        """Where a page begins."""
        return MARGIN

    @property
    def room(self) -> float:
        """What is left of this page, in points."""
        return self.bottom - self.at

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on this page yet."""
        return self.at == self.top

    def turn(self) -> None:
        """Begin a new page."""
        self._sheets.append(([], [], []))
        self.at = self.top

    def space(self, points: float) -> None:
        """Leave some room, except at the head of a page."""
        if not self.fresh:
            self.at += points

    def words(self, text: str, size: float) -> None:
        """A line or more of words of their own."""
        lines = tuple(lines_of(iter([(text, "heading")]), WIDTH, size))
        height = _height(lines, size)
        self._sheets[-1][2].append(Words(MARGIN, self.at, WIDTH, height, lines, size))
        self.at += height + 6

    def cell(self, cell: Cell) -> None:
        """A box over the whole width, cut where it is higher than what is left."""
        for piece in cell.pieces(self.bottom - self.top):
            if piece.height > self.room:
                self.turn()
            self._sheets[-1][0].append(piece.at(f"box{self._boxes}", MARGIN, self.at))
            self._boxes += 1
            self.at += piece.height

    def ladder(self, ladder: Ladder) -> None:
        """A ladder that fits."""
        made = drawn(ladder, MARGIN, self.at, self._boxes)
        self._boxes += len(made.boxes)
        self._sheets[-1][0].extend(made.boxes)
        self._sheets[-1][1].extend(made.arrows)
        self.at = made.bottom

    def then(self) -> None:
        """The arrow from one card to the next."""
        middle = MARGIN + WIDTH / 2
        points = ((middle, self.at + 2), (middle, self.at + _BETWEEN_CARDS - 3))
        word_at = (middle + 16, self.at + _BETWEEN_CARDS / 2)
        self._sheets[-1][1].append(Arrow("then", points, "then", word_at))
        self.at += _BETWEEN_CARDS

    def legend(self, legend: Legend) -> None:
        """The legend, on a page of its own where it does not fit."""
        if legend.height > self.room:
            self.turn()
        boxes, arrows, words = legend.at(MARGIN, self.at, self._boxes)
        self._boxes += len(boxes)
        self._sheets[-1][0].extend(boxes)
        self._sheets[-1][1].extend(arrows)
        self._sheets[-1][2].extend(words)
        self.at += legend.height

    @property
    def kinds(self) -> tuple[Sequence[Placed], Sequence[Arrow]]:
        """Everything drawn so far, for the legend."""
        boxes = [box for sheet in self._sheets for box in sheet[0]]
        return boxes, [arrow for sheet in self._sheets for arrow in sheet[1]]

    def finished(self) -> tuple[Sheet, ...]:
        """The pages, each with its footer."""
        count = len(self._sheets)
        return tuple(
            Sheet(
                PAGE_WIDTH,
                PAGE_HEIGHT,
                tuple(boxes),
                tuple(arrows),
                (*words, *self._foot(number, count)),
            )
            for number, (boxes, arrows, words) in enumerate(self._sheets, 1)
        )

    def _foot(self, number: int, count: int) -> tuple[Words, ...]:
        height = _height(self._footer)
        top = PAGE_HEIGHT - MARGIN - height
        page = (Line(f"page {number} of {count}", "support"),)
        at = MARGIN + WIDTH - _PAGE_NUMBER
        return (
            Words(MARGIN, top, WIDTH - _PAGE_NUMBER, height, self._footer),
            Words(at, top, _PAGE_NUMBER, FONT_SIZE * LINE_HEIGHT, page),
        )


_PAGE_NUMBER = 84.0


def _footer_lines(footer: Sequence[str]) -> tuple[Line, ...]:
    """A line or two for each part; the first page has the whole of what is shortened here."""
    parts = [list(lines_of(iter([(text, "support")]), WIDTH - _PAGE_NUMBER)) for text in footer]
    lines = [line for part in parts for line in _shortened(part)]
    return tuple(lines)


def _shortened(lines: list[Line]) -> list[Line]:
    if len(lines) <= _PART_LINES:
        return lines
    last = lines[_PART_LINES - 1].text
    return [*lines[: _PART_LINES - 1], Line(f"{last[:-2].rstrip()} …", "support")]


_PART_LINES = 2


def _height(lines: Sequence[Line], size: float = FONT_SIZE) -> float:
    return len(lines) * size * LINE_HEIGHT


def full_pages(deck: Deck) -> tuple[Sheet, ...]:
    """The whole guideline, section by section, and the legend."""
    pages = Pages(deck.footer)
    pages.cell(filled(deck.head, WIDTH))
    for section in deck.sections:
        _section(pages, section)
    pages.space(_BETWEEN_CARDS)
    pages.legend(legend_of(*pages.kinds))
    return pages.finished()


def _section(pages: Pages, section: Section) -> None:
    for number, card in enumerate(section.cards):
        ladder = ladder_of(card)
        if number == 0:
            pages.space(_BETWEEN_CARDS)
            if _least(ladder) + _HEADING_SPACE > pages.room or _better_below(pages, ladder, _HEADING_SPACE):
                pages.turn()
            pages.words(section.title, HEADING_SIZE)
        elif _better_below(pages, ladder, _BETWEEN_CARDS):
            pages.turn()
        elif section.in_sequence:
            pages.then()
        else:
            pages.space(_BETWEEN_CARDS)
        _card(pages, ladder)


def _least(ladder: Ladder) -> float:
    """The head and the first row: a head does not stand at the foot of a page alone."""
    heads = sum(head.height + BETWEEN for head in ladder.heads)
    return heads + (ladder.rungs[0].height if ladder.rungs else 0.0)


def _better_below(pages: Pages, ladder: Ladder, before: float) -> bool:
    """Whether a card is to begin on the next page."""
    if pages.fresh or ladder.height + before <= pages.room:
        return False
    page = pages.bottom - pages.top
    fits_there = ladder.height <= page
    wasted = pages.room / page
    return (fits_there and wasted <= _EMPTY_AT_MOST) or _least(ladder) + before > pages.room


def _card(pages: Pages, ladder: Ladder) -> None:
    """A card, over as many pages as it takes."""
    page = pages.bottom - pages.top
    again = continued(ladder.card)
    most = page - again.height - BETWEEN
    heads = [piece for head in ladder.heads for piece in head.pieces(page)]
    rungs = [piece for rung in ladder.rungs for piece in rung.pieces(most)]
    begun: list[Cell] = []
    for head in heads:
        if head.height > pages.room - _used(begun, []):
            pages.ladder(Ladder(ladder.card, tuple(begun), ())) if begun else None
            begun = []
            pages.turn()
        begun.append(head)
    placed: list[Rung] = []
    for rung in rungs:
        if _used(begun, [*placed, rung]) > pages.room:
            pages.ladder(Ladder(ladder.card, tuple(begun), tuple(placed)))
            pages.turn()
            begun, placed = [again], []
        placed.append(rung)
    pages.ladder(Ladder(ladder.card, tuple(begun), tuple(placed)))


def _used(heads: Sequence[Cell], rungs: Sequence[Rung]) -> float:
    return stack_height([*heads, *rungs])
