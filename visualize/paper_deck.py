"""A deck as it can be printed: signs without a glyph are shown by their code points before boxes are measured.

Declared absent: which signs these are (paper_fonts.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from visualize.cards import Box, Card, Deck, Mark, Row, Section
from visualize.paper_fonts import printed
from visualize.reduction import retold


def for_paper(deck: Deck) -> Deck:
    """The deck with texts that can be printed; what its boxes show of the graph stays.

    Raises PrintNotInstalled (paper_fonts.py).
    """
    return Deck(_box(deck.head), tuple(map(_section, deck.sections)), _texts(deck.footer))


def _section(section: Section) -> Section:
    return replace(section, title=printed(section.title), cards=tuple(map(_card, section.cards)))


def _card(card: Card) -> Card:
    title, gist = printed(card.title), printed(card.gist)
    rows = tuple(map(_row, card.rows))
    reduction = None if card.reduction is None else retold(card.reduction, printed)
    return replace(card, title=title, head=_box(card.head), rows=rows, gist=gist, reduction=reduction)


def _row(row: Row) -> Row:
    condition = None if row.condition is None else _box(row.condition)
    return replace(row, condition=condition, result=_box(row.result))


def _box(box: Box) -> Box:
    mark = None if box.mark is None else Mark(box.mark.state, _texts(box.mark.lines))
    return replace(box, paragraphs=_texts(box.paragraphs), support=_texts(box.support), mark=mark)


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(printed, texts))
