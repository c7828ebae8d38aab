"""A deck on pages of A4: sections from top to bottom, no box across the border of a page.

A card that does not fit goes to the next page; one that is higher than a page, or would leave much of a page empty,
goes on there under its title.

Declared absent: the overview on one page (overview.py), and what a card looks like (ladder.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from visualize.cards import Deck, Section
from visualize.cells import Cell, filled, headed, lines_of, shortened
from visualize.figure import Figure, Piece
from visualize.font_widths import width_of
from visualize.ladder import BETWEEN, WIDTH, Ladder, Rung, continued, drawn, ladder_of, stack_height
from visualize.legend import Legend, legend_of
from visualize.sheet import Arrow, Line, Placed, PlacedPiece, Sheet, Words
from visualize.style import FONT_SIZE, HEADING_SIZE, LINE_HEIGHT, WIDER_FONT
from visualize.taper_picture import taper_figure

PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0
MARGIN = 28.0
_BETWEEN_CARDS = 22.0
_FOOTER_GAP = 8.0
_EMPTY_AT_MOST = 0.25
"""So much of a page may stay empty below a card before the next one is begun on it and cut."""


class Pages:
    """Pages while they are filled from top to bottom."""

    def __init__(self, footer: Sequence[str]) -> None:
        self._footer = Footer(footer)
        self.bottom = self._footer.top
        self._sheets: list[tuple[list[Placed], list[Arrow], list[Words], list[PlacedPiece]]] = []
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
        self._sheets.append(([], [], [], []))
        self.at = self.top

    def space(self, points: float) -> None:
        """Leave some room, except at the head of a page."""
        if not self.fresh:
            self.at += points

    def heading(self, lines: Sequence[Line]) -> None:
        """Words of their own."""
        height = _height(lines, HEADING_SIZE)
        self._sheets[-1][2].append(Words(MARGIN, self.at, WIDTH, height, tuple(lines), HEADING_SIZE))
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

    def figure(self, figure: Figure) -> None:
        """A picture below the last card, its pieces on as many pages as they take."""
        self.space(BETWEEN)
        for place, piece in enumerate(figure.pieces):
            if piece.height > self.room and not self.fresh:
                self.turn()
                again = figure.again(place)
                if again is not None:
                    self._piece(again)
            self._piece(piece)

    def _piece(self, piece: Piece) -> None:
        self._sheets[-1][3].append(PlacedPiece(MARGIN, self.at, piece))
        self.at += piece.height

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
                (*words, *self._footer.words(number, count)),
                tuple(pieces),
            )
            for number, (boxes, arrows, words, pieces) in enumerate(self._sheets, 1)
        )


_PAGE_NUMBER = 72.0
_PART_LINES = 2


class Footer:
    """What stands at the foot of every page: a line or two for each part.

    The head of the first page has the whole of what is shortened here.
    """

    def __init__(self, parts: Sequence[str]) -> None:
        wrapped = [list(lines_of([(text, "support")], WIDTH - _PAGE_NUMBER)) for text in parts]
        self._lines = tuple(line for part in wrapped for line in shortened(part, _PART_LINES))
        self._top = PAGE_HEIGHT - MARGIN - _height(self._lines)

    @property
    def top(self) -> float:
        """What stands above it ends here."""
        return self._top - _FOOTER_GAP

    def words(self, page: int, of: int) -> tuple[Words, ...]:
        """The foot of one of so many pages."""
        number = f"page {page} of {of}"
        lines = (Line(number, "support"),)
        wide = width_of(number, FONT_SIZE * WIDER_FONT)
        return (
            Words(MARGIN, self._top, WIDTH - _PAGE_NUMBER, _height(self._lines), self._lines),
            Words(MARGIN + WIDTH - wide, self._top, wide, FONT_SIZE * LINE_HEIGHT, lines),
        )


def _height(lines: Sequence[Line], size: float = FONT_SIZE) -> float:
    return len(lines) * size * LINE_HEIGHT


def full_pages(deck: Deck) -> tuple[Sheet, ...]:
    """The whole guideline, section by section, and the legend."""
    pages = Pages(deck.footer)
    title, head = headed(deck.head, WIDTH)
    pages.heading(title)
    pages.cell(filled(head, WIDTH))
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
            title = shortened(list(lines_of([(section.title, "heading")], WIDTH, HEADING_SIZE)), 2)
            if _better_below(pages, ladder, _height(title, HEADING_SIZE) + 6):
                pages.turn()
            pages.heading(title)
        elif _better_below(pages, ladder, _BETWEEN_CARDS):
            pages.turn()
        elif section.cards[number - 1].id in card.after:
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
        if head.height > pages.room - stack_height(begun, []) - BETWEEN * bool(begun):
            pages.ladder(Ladder(ladder.card, tuple(begun), ())) if begun else None
            begun = []
            pages.turn()
        begun.append(head)
    placed: list[Rung] = []
    for rung in rungs:
        if stack_height(begun, [*placed, rung]) > pages.room:
            pages.ladder(Ladder(ladder.card, tuple(begun), tuple(placed)))
            pages.turn()
            begun, placed = [again], []
        placed.append(rung)
    pages.ladder(Ladder(ladder.card, tuple(begun), tuple(placed)))
    if ladder.card.reduction is not None:
        pages.figure(taper_figure(ladder.card.reduction, WIDTH))
