"""The overview: a guideline on one page of A4, whatever its size.

Each phase is a band: its name on the left, its decisions in rows, with arrows in the order in which they are
decided; below them what limits treatment, in short lists. Where that is more than a page, lists and titles are
shortened and say how many more there are; the letters never shrink.

Declared absent: conditions and doses, which stand in the full pathway (pages.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from guideline_dsl.frozen import frozen
from visualize.cards import Box, Card, Deck, Mark, Section
from visualize.cells import Cell, brief, headed, lines_in, lines_of, shortened, terse
from visualize.ladder import WIDTH
from visualize.legend import legend_of
from visualize.pages import MARGIN, PAGE_HEIGHT, PAGE_WIDTH, Footer
from visualize.sheet import Arrow, Placed, Sheet, Words
from visualize.style import FONT_SIZE, HEADING_SIZE, LINE_HEIGHT, MARKS, Kind

_LABEL = 84.0  # the width of a phase's name
_COLUMNS = 3
_ARROW = 18.0  # between two boxes of a row
_COLUMN = (WIDTH - _LABEL - 8.0 - _ARROW * (_COLUMNS - 1)) / _COLUMNS
_BETWEEN_ROWS = 13.0
_BAND_PAD = 6.0


@frozen
class Detail:
    """How much is shown: lines of a title, of what it comes to, and of an entry of a list; entries of a list; rows
    of a phase, and phases; whether a mark has its word or its sign alone.
    """

    title: int = 5
    gist: int = 0
    entry: int = 2
    entries: int = 12
    rows: int = 99
    phases: int = 99
    worded: bool = True


_DETAILS = (
    Detail(gist=4, entry=4),
    Detail(gist=2, entry=4),
    Detail(gist=1, entry=3),
    Detail(),
    Detail(title=4, entries=6),
    Detail(title=4, entries=5, worded=False),
    Detail(title=3, entries=4, worded=False),
    Detail(title=2, entry=1, entries=4, worded=False),
    Detail(title=2, entry=1, entries=4, rows=3, worded=False),
    Detail(title=2, entry=1, entries=3, rows=2, phases=9, worded=False),
    Detail(title=2, entry=1, entries=3, rows=1, phases=7, worded=False),
    Detail(title=1, entry=1, entries=2, rows=1, phases=5, worded=False),
)


def overview_page(deck: Deck) -> Sheet:
    """The page, with as much detail as it has room for."""
    pages = (_Overview(deck, detail).page() for detail in _DETAILS[:-1])
    return next((page for page in pages if page is not None), None) or _Overview(deck, _DETAILS[-1]).whole()


class _Overview:
    """The page while it is filled from top to bottom."""

    def __init__(self, deck: Deck, detail: Detail) -> None:
        self._deck = deck
        self._detail = detail
        self._footer = Footer(deck.footer)
        self._boxes: list[Placed] = []
        self._arrows: list[Arrow] = []
        self._words: list[Words] = []
        self._at = MARGIN
        self._before: Placed | None = None
        self._fill()

    def page(self) -> Sheet | None:
        """The page; None if it holds more than a page has room for."""
        return self.whole() if self._at <= self._footer.top else None

    def whole(self) -> Sheet:
        """The page as it is."""
        words = (*self._words, *self._footer.words(1, 1))
        return Sheet(PAGE_WIDTH, PAGE_HEIGHT, tuple(self._boxes), tuple(self._arrows), words)

    def _fill(self) -> None:
        title, head = headed(self._deck.head, WIDTH)
        height = len(title) * HEADING_SIZE * LINE_HEIGHT
        self._words.append(Words(MARGIN, self._at, WIDTH, height, title, HEADING_SIZE))
        self._at += height + 6
        self._put(brief(head, WIDTH, min(self._detail.entry, 2)), MARGIN, self._at)
        self._at += self._boxes[-1].height + 12
        phases = [section for section in self._deck.sections if section.in_sequence]
        shown = phases if len(phases) <= self._detail.phases else phases[: self._detail.phases - 1]
        for section in shown:
            self._band(section.title, _entries(section.cards, self._detail))
        if len(shown) < len(phases):
            self._band(_more(len(phases) - len(shown)), (_rest(phases[len(shown) :]),))
        self._lists()
        legend = legend_of(self._boxes, self._arrows, _TOLD)
        self._at += 6
        boxes, arrows, words = legend.at(MARGIN, self._at, len(self._boxes))
        self._boxes += boxes
        self._arrows += arrows
        self._words += words
        self._at += legend.height

    def _put(self, cell: Cell, left: float, top: float) -> Placed:
        placed = cell.at(f"box{len(self._boxes)}", left, top)
        self._boxes.append(placed)
        return placed

    def _band(self, title: str, boxes: Sequence[Box]) -> None:
        """A phase: its name, and its boxes in rows."""
        fill = brief if self._detail.worded else terse
        cells = [fill(box, _COLUMN, self._detail.title) for box in boxes]
        most = _COLUMNS * self._detail.rows
        if len(cells) > most:
            more = Box("more", (_more(len(cells) - most + 1),), _nodes(boxes[most - 1 :]))
            cells = [*cells[: most - 1], brief(more, _COLUMN, 1)]
        top = self._at
        label = tuple(
            shortened(list(lines_of([(title, "heading")], _LABEL, FONT_SIZE)), max(self._detail.title, 3))
        )
        for start in range(0, len(cells), _COLUMNS):
            self._row(cells[start : start + _COLUMNS])
        height = len(label) * FONT_SIZE * LINE_HEIGHT
        self._words.append(Words(MARGIN, top + 4, _LABEL, height, label))
        self._at = max(self._at, top + 4 + height + _BETWEEN_ROWS)

    def _row(self, cells: Sequence[Cell]) -> None:
        height = max(cell.height for cell in cells)
        for column, cell in enumerate(cells):
            left = MARGIN + _LABEL + 8.0 + column * (_COLUMN + _ARROW)
            placed = self._put(cell, left, self._at + (height - cell.height) / 2)
            if self._before is not None:
                self._arrows.append(_order(self._before, placed, self._at, first=column == 0))
            self._before = placed
        self._at += height + _BETWEEN_ROWS

    def _lists(self) -> None:
        """What limits treatment, and the names that have a value of their own: a short list for each kind."""
        lists = list(_listed(self._deck, self._detail.entries))
        self._at += 2
        for start in range(0, len(lists), _LIST_COLUMNS):
            row = lists[start : start + _LIST_COLUMNS]
            width = (WIDTH - _BETWEEN_LISTS * (len(row) - 1)) / len(row)
            cells = [_list_cell(listed, width, self._detail.entry) for listed in row]
            for column, cell in enumerate(cells):
                self._put(cell, MARGIN + column * (width + _BETWEEN_LISTS), self._at)
            self._at += max(cell.height for cell in cells) + _BETWEEN_LISTS


_LIST_COLUMNS = 2
_BETWEEN_LISTS = 10.0


def _entries(cards: Sequence[Card], detail: Detail) -> tuple[Box, ...]:
    """A box for each card: its title, and what it comes to."""
    return tuple(
        Box(card.head.kind, (card.title, *_gist(card, detail)), card.head.nodes, card.head.mark)
        for card in cards
    )


def _gist(card: Card, detail: Detail) -> tuple[str, ...]:
    if not card.gist or not detail.gist:
        return ()
    lines = list(lines_of([(card.gist, "text")], _COLUMN - 14))
    return tuple(line.text.strip() for line in shortened(lines, detail.gist))


def _rest(sections: Sequence[Section]) -> Box:
    cards = [card for section in sections for card in section.cards]
    return Box("more", (f"{len(cards)} decisions",), _nodes([card.head for card in cards]))


def _nodes(boxes: Sequence[Box]) -> tuple[str, ...]:
    return tuple(node for box in boxes for node in box.nodes)


def _more(count: int) -> str:
    return f"and {count} more"


def _order(before: Placed, after: Placed, top: float, *, first: bool) -> Arrow:
    """To the next box of the row, or to the first one of the next row through the room between them."""
    if not first:
        height = before.top + before.height / 2
        return Arrow("then", ((before.left + before.width, height), (after.left, height)))
    start = before.left + before.width / 2
    end = after.left + after.width / 2
    between = top - _BETWEEN_ROWS / 2
    points = ((start, before.top + before.height), (start, between), (end, between), (end, after.top))
    return Arrow("then", points if start != end else (points[0], points[-1]))


_TOLD: tuple[Kind, ...] = (
    "guideline",
    "gate",
    "contraindicate",
    "caution",
    "promise",
    "score",
    "table",
    "definitions",
)
"""Kinds whose box says in words what it is."""
_LISTS: tuple[tuple[Kind, str], ...] = (
    ("gate", "Before starting"),
    ("contraindicate", "Contraindicated"),
    ("caution", "Caution"),
    ("promise", "Never"),
    ("score", "Scores"),
    ("table", "Tables"),
    ("definitions", "Results"),
)


@frozen
class Entry:
    """A line of a list. Where `when` it holds is cut, the word stays: without it the entry would say that it always
    does.
    """

    name: str
    when: str = ""


@frozen
class Listed:
    """A list of what limits treatment, or of results."""

    kind: Kind
    title: str
    entries: tuple[Entry, ...]
    nodes: tuple[str, ...]


def _listed(deck: Deck, entries: int) -> Iterator[Listed]:
    cards = [card for section in deck.sections if not section.in_sequence for card in section.cards]
    for kind, title in _LISTS:
        of_kind = [card for card in cards if card.head.kind == kind and (card.gist or kind != "definitions")]
        if not of_kind:
            continue
        shown = of_kind if len(of_kind) <= entries else of_kind[: entries - 1]
        said = [_entry(card) for card in shown]
        if len(shown) < len(of_kind):
            said.append(Entry(_more(len(of_kind) - len(shown))))
        yield Listed(kind, title, tuple(said), _nodes([card.head for card in of_kind]))


def _entry(card: Card) -> Entry:
    """What a list says of a card: a gate with what is checked, a limit with when it holds."""
    marked = "" if card.head.mark is None else _sign_and_word(card.head.mark)
    match card.head.kind:
        case "gate":
            return Entry(f"– {marked}{card.title}: {card.gist}")
        case "definitions":
            return Entry(f"– {card.gist}")
        case "contraindicate" | "caution" | "promise":
            how, _, condition = card.gist.partition("when ")
            return Entry(f"– {marked}{card.title}{',' if how else ''} {how}".rstrip(), condition)
        case _:
            return Entry(f"– {marked}{card.title}")


def _list_cell(listed: Listed, width: float, most: int) -> Cell:
    """Each entry in so many lines at most."""
    entries = (_fitting(entry, listed.kind, width, most) for entry in listed.entries)
    return brief(Box(listed.kind, (listed.title, *entries), listed.nodes), width, most)


def _fitting(entry: Entry, kind: Kind, width: float, most: int) -> str:
    """As many words of the condition as have room, and if need be of the name."""
    name, condition = entry.name.split(" "), entry.when.split(" ") if entry.when else []
    ending = "when" if condition else ""

    def without(cut: int) -> str:
        kept = len(condition) - cut
        if kept >= 0:
            return " ".join(
                [*name, *([ending] if ending else []), *condition[:kept], *(["…"] if cut else [])]
            )
        return " ".join(filter(None, [*name[:kept], "…", ending, ending and "…"]))

    def fits(cut: int) -> bool:
        return lines_in(kind, without(cut), width) <= most

    cuts = range(len(condition) + len(name))
    fewest = bisect_left(cuts, True, key=fits)
    return without(min(fewest, cuts[-1]))


def _sign_and_word(mark: Mark) -> str:
    """Before the title, so that it is never what is cut."""
    style = MARKS[mark.state]
    return f"{style.sign} {style.word}: "
