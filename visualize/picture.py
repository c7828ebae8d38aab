"""A deck as a picture: on pages, or each card on its own.

Declared absent: layout (ladder.py, pages.py, overview.py) and Graphviz (svg.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Literal

from guideline_dsl.frozen import frozen
from guideline_dsl.legible import legible
from visualize.cards import Card, Deck
from visualize.ladder import BETWEEN, WIDTH, drawn, ladder_of
from visualize.overview import overview_page
from visualize.pages import full_pages
from visualize.sheet import PlacedPiece, Sheet, dot_of
from visualize.strokes import moved
from visualize.svg import draw_sheets
from visualize.taper_picture import taper_figure

_AROUND = 8.0  # points around a card that stands alone


Level = Literal["overview", "full"]


@frozen
class Picture:
    """A guideline on pages of A4.

    `svg` shows all pages, one below the other; `pages` are the same as pictures of their own. `boxes` leads from
    the id of a group in the SVG to the ids of the graph nodes that the box shows; `lines` are the lines of text;
    `dot` is the text for Graphviz that the pages were drawn from, a graph for each.
    """

    svg: str
    pages: tuple[str, ...]
    boxes: Mapping[str, tuple[str, ...]]
    lines: tuple[str, ...]
    dot: str


def draw(deck: Deck, level: Level = "full") -> Picture:
    """The guideline on pages; the same deck gives the same picture.

    Raises DrawingFailed (svg.py).
    """
    sheets = sheets_of(deck, level)
    pictures = _pictures(sheets)
    title = deck.head.paragraphs[0]
    pages = tuple(
        whole(inside, sheet.width, sheet.height, f"{title}, page {number}")
        for number, (sheet, inside) in enumerate(zip(sheets, pictures, strict=True), 1)
    )
    return Picture(
        _stacked(sheets, pictures, title),
        pages,
        MappingProxyType({box.id: box.nodes for sheet in sheets for box in sheet.boxes}),
        tuple(line for sheet in sheets for line in (*sheet.lines, *_lines_of_pieces(sheet))),
        dot_text(sheets),
    )


def sheets_of(deck: Deck, level: Level = "full") -> tuple[Sheet, ...]:
    """The pages of a level, not yet drawn."""
    return (overview_page(deck),) if level == "overview" else full_pages(deck)


def dot_text(sheets: Sequence[Sheet]) -> str:
    """The pages in the DOT language, a graph for each."""
    return "\n".join(dot_of(sheet, f"page{number}") for number, sheet in enumerate(sheets, 1))


def _pictures(sheets: Sequence[Sheet]) -> list[str]:
    """What Graphviz has drawn of each sheet, and what was drawn by hand."""
    return [
        "\n".join([inside, *(moved(each.piece.svg, each.left, each.top) for each in sheet.pieces)])
        for sheet, inside in zip(sheets, draw_sheets(sheets), strict=True)
    ]


def _lines_of_pieces(sheet: Sheet) -> tuple[str, ...]:
    return tuple(line for each in sheet.pieces for line in each.piece.lines)


def _stacked(sheets: Sequence[Sheet], pictures: Sequence[str], title: str) -> str:
    """All pages below one another, with a line between two."""
    top = 0.0
    inside: list[str] = []
    for number, (sheet, picture) in enumerate(zip(sheets, pictures, strict=True), 1):
        inside.append(f'<g id="page{number}" class="page" transform="translate(0 {top:g})">\n{picture}\n</g>')
        top += sheet.height
        if number < len(sheets):
            inside.append(
                f'<polyline fill="none" stroke="#d0d5dd" points="0,{top:g} {sheet.width:g},{top:g}"/>'
            )
    return whole("\n".join(inside), sheets[0].width, top, title)


@frozen
class DrawnCard:
    """A card on its own: `svg` is a whole picture, `boxes` leads from the id of a group in it to the ids of the
    graph nodes that the box shows, the main one first.

    The ids of all cards that were drawn together differ.
    """

    card: Card
    svg: str
    width: float
    height: float
    boxes: Mapping[str, tuple[str, ...]]


def draw_cards(deck: Deck) -> tuple[DrawnCard, ...]:
    """Every card on its own, in reading order; the head of the guideline is none of them.

    Raises DrawingFailed (svg.py).
    """
    cards = [card for section in deck.sections for card in section.cards]
    sheets: list[Sheet] = []
    boxes = 0
    for card in cards:
        placed = drawn(ladder_of(card), _AROUND, _AROUND, boxes)
        pieces = tuple(_below(card, placed.bottom + BETWEEN))
        bottom = pieces[-1].top + pieces[-1].piece.height if pieces else placed.bottom
        size = (WIDTH + 2 * _AROUND, bottom + _AROUND)
        sheets.append(Sheet(*size, placed.boxes, placed.arrows, pieces=pieces))
        boxes += len(placed.boxes)
    pictures = _pictures(sheets)
    return tuple(
        DrawnCard(
            card,
            whole(inside, sheet.width, sheet.height, card.title),
            sheet.width,
            sheet.height,
            MappingProxyType({box.id: box.nodes for box in sheet.boxes}),
        )
        for card, sheet, inside in zip(cards, sheets, pictures, strict=True)
    )


def _below(card: Card, top: float) -> Iterator[PlacedPiece]:
    """The picture of a reduction, below its card."""
    for piece in taper_figure(card.reduction, WIDTH).pieces if card.reduction is not None else ():
        yield PlacedPiece(_AROUND, top, piece)
        top += piece.height


def whole(inside: str, width: float, height: float, title: str) -> str:
    """Elements as a picture of its own, with a title for those who do not see it."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}pt" height="{height:g}pt" '
        f'viewBox="0 0 {width:g} {height:g}" role="img">\n'
        f"<title>{escape(legible(title), quote=False)}</title>\n{inside}\n</svg>\n"
    )
