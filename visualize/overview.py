"""The overview: a guideline on one page of A4, whatever its size.

Each phase is a band: its name on the left, its decisions in rows, each with for whom it is and what it comes to. An
arrow leads to a decision from the one before that it waits for; any other that it waits for it names. Below them
stands what limits treatment, in short lists. Where that is more than a page, lists and titles are shortened and say
how many more there are; the letters never shrink.

Declared absent: conditions and doses, which stand in the full pathway (pages.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from guideline_dsl.frozen import frozen
from visualize.boxes import must_be_seen
from visualize.cards import Box, Card, Deck, Mark
from visualize.cells import Cell, brief, headed, lines_in, lines_of, shortened, terse, text_width
from visualize.ladder import WIDTH
from visualize.legend import legend_of
from visualize.pages import MARGIN, PAGE_HEIGHT, PAGE_WIDTH, Footer
from visualize.sheet import Arrow, Placed, Sheet, Words
from visualize.style import FONT_SIZE, HEADING_SIZE, LINE_HEIGHT, MARKS, Kind, State

_LABEL = 84.0  # the width of a phase's name
_COLUMNS = 3
_ARROW = 18.0  # between two boxes of a row
_SHORT = 2  # lines in which there is no room for what else a decision waits for
_NARROWEST, _WIDEST = 0.8, 1.4  # of the mean width of the boxes of a row
_PHASE_ARROW = 8.0  # from the left of a phase's name
_BETWEEN_ROWS = 7.0


@frozen
class Detail:
    """How much is shown: lines of a title, of for whom it is and what it comes to, and of an entry of a list; entries
    of a list; rows of a phase, and phases; whether a mark has its word or its sign alone.
    """

    title: int = 5
    gist: int = 0
    entry: int = 2
    entries: int = 12
    rows: int = 99
    phases: int = 99
    worded: bool = True


_DETAILS = (
    Detail(gist=5, entry=4),
    Detail(gist=4, entry=4),
    Detail(gist=3, entry=4),
    Detail(gist=3, entry=3),
    Detail(gist=3),
    Detail(gist=2),
    Detail(gist=2, entry=1),
    Detail(gist=2, entry=1, worded=False),
    Detail(gist=1, entry=1, worded=False),
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
        self._titles = {card.id: card.title for section in deck.sections for card in section.cards}
        self._before: Drawn | None = None
        self._label: Words | None = None
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
        told = " · ".join(head.paragraphs)
        self._put(brief(Box(head.kind, (told,), head.nodes, head.mark), WIDTH, 4), MARGIN, self._at)
        self._at += self._boxes[-1].height + 9
        self._alerts()
        phases = [section for section in self._deck.sections if section.in_sequence]
        shown = phases if len(phases) <= self._detail.phases else phases[: self._detail.phases - 1]
        for section in shown:
            self._band(section.title, section.cards)
        if len(shown) < len(phases):
            rest = [card for section in phases[len(shown) :] for card in section.cards]
            self._band(_more(len(phases) - len(shown)), (_collected(f"{len(rest)} decisions", rest),))
        self._lists()
        legend = legend_of(self._boxes, self._arrows, _TOLD, self._listed_states())
        self._at += 2
        boxes, arrows, words = legend.at(MARGIN, self._at, len(self._boxes))
        self._boxes += boxes
        self._arrows += arrows
        self._words += words
        self._at += legend.height

    def _alerts(self) -> None:
        """What is wrong for the patient, all of it: nothing of it is cut away for want of room."""
        for card in (card for section in self._deck.sections for card in section.cards):
            if card.head.kind != "alert":
                continue
            said = [
                f"– {': '.join(row.condition.paragraphs)}: {' '.join(row.result.paragraphs)}"
                for row in card.rows
                if row.condition is not None
            ]
            box = Box("alert", (*card.head.paragraphs, *said), card.head.nodes)
            self._put(brief(box, WIDTH, 3), MARGIN, self._at)
            self._at += self._boxes[-1].height + 9

    def _listed_states(self) -> set[State]:
        """The marks of entries of lists."""
        cards = (card for section in self._deck.sections if not section.in_sequence for card in section.cards)
        kinds = {kind for kind, _ in _LISTS}
        return {card.head.mark.state for card in cards if card.head.mark and card.head.kind in kinds}

    def _put(self, cell: Cell, left: float, top: float) -> Placed:
        placed = cell.at(f"box{len(self._boxes)}", left, top)
        self._boxes.append(placed)
        return placed

    def _band(self, title: str, cards: Sequence[Card]) -> None:
        """A phase: its name, with an arrow from the phase before, and its boxes in rows."""
        most = _COLUMNS * self._detail.rows
        if len(cards) > most:
            cards = (*cards[: most - 1], _collected(_more(len(cards) - most + 1), cards[most - 1 :]))
        top = self._at
        for row in _rows(cards):
            self._row(row)
        label = self._labelled(title, top)
        self._at = max(self._at, label.top + label.height + _BETWEEN_ROWS)

    def _labelled(self, title: str, top: float) -> Words:
        lines = list(lines_of([(title, "heading")], _LABEL, FONT_SIZE))
        label = tuple(shortened(lines, max(self._detail.title, 3)))
        words = Words(MARGIN, top + 4, _LABEL, len(label) * FONT_SIZE * LINE_HEIGHT, label)
        if self._label is not None:
            left = MARGIN + _PHASE_ARROW
            begin, end = (left, self._label.top + self._label.height + 2), (left, words.top - 2)
            self._arrows.append(Arrow("phase", (begin, end)))
        self._words.append(words)
        self._label = words
        return words

    def _row(self, cards: Sequence[Card]) -> None:
        boxes = [self._box(card) for card in cards]
        widths = _shared(
            [len(" ".join(box.paragraphs)) for box in boxes], WIDTH - _LABEL - 8.0 - _ARROW * (len(cards) - 1)
        )
        fill = self._short if self._detail.worded else self._shortest
        cells = [fill(box, width) for box, width in zip(boxes, widths, strict=True)]
        height = max(cell.height for cell in cells)
        left = MARGIN + _LABEL + 8.0
        for column, (card, cell) in enumerate(zip(cards, cells, strict=True)):
            placed = self._put(cell, left, self._at + (height - cell.height) / 2)
            if self._before is not None and self._before.card in card.after:
                self._arrows.append(_order(self._before.box, placed, self._at, first=column == 0))
            self._before = Drawn(card.id, placed)
            left += cell.width + _ARROW
        self._at += height + _BETWEEN_ROWS

    def _short(self, box: Box, width: float) -> Cell:
        return brief(self._told(box, width), width, self._detail.title)

    def _shortest(self, box: Box, width: float) -> Cell:
        return terse(self._told(box, width), width, self._detail.title)

    def _told(self, box: Box, width: float) -> Box:
        """What is said below the title in so many lines."""
        title, *said = box.paragraphs
        lines = (
            line for text in said for line in _lines(text, text_width(box.kind, width), self._detail.gist)
        )
        return Box(box.kind, (title, *lines), box.nodes, box.mark)

    def _box(self, card: Card) -> Box:
        """A box for a card: its title, and what it comes to, for whom it is, and what else it waits for."""
        others = [each for each in card.after if self._before is None or self._before.card != each]
        after = self._named(others) if self._detail.gist > _SHORT else ""
        said = "; ".join(filter(None, (card.gist, card.whom, after))) if self._detail.gist else ""
        return Box(card.head.kind, tuple(filter(None, (card.title, said))), card.head.nodes, card.head.mark)

    def _named(self, identifiers: Sequence[str]) -> str:
        """The first by its title: `after Starting prednisone and 2 more`."""
        titles = [self._titles[each] for each in identifiers if each in self._titles]
        if not titles:
            return ""
        return f"after {f'{len(titles)} others: ' if len(titles) > 1 else ''}{', '.join(titles)}"

    def _lists(self) -> None:
        """What limits treatment, and the names that have a value of their own: a short list for each kind."""
        lists = list(_listed(self._deck, self._detail.entries))
        self._at += 2
        short = [listed for listed in lists if listed.kind not in _WIDE]
        pairs = [short[start : start + _LIST_COLUMNS] for start in range(0, len(short), _LIST_COLUMNS)]
        wide = [[listed] for listed in lists if listed.kind in _WIDE]
        for row in (*wide, *pairs):
            longest = [_longest(listed) for listed in row]
            widths = _shared(longest, WIDTH - _BETWEEN_LISTS * (len(row) - 1))
            cells = [
                _list_cell(each, wide, self._detail.entry) for each, wide in zip(row, widths, strict=True)
            ]
            left = MARGIN
            for cell in cells:
                self._put(cell, left, self._at)
                left += cell.width + _BETWEEN_LISTS
            self._at += max(cell.height for cell in cells) + _BETWEEN_LISTS


_LIST_SIGNS = 160
"""What every list is taken to say besides its longest entry, so that none becomes narrow."""


def _longest(listed: Listed) -> int:
    return _LIST_SIGNS + max(len(f"{each.name} {each.when}") for each in listed.entries)


_WIDE: frozenset[Kind] = frozenset({"contraindicate", "promise"})
"""Lists over the whole width: their conditions are long, and should be cut last."""
_LIST_COLUMNS = 2
_BETWEEN_LISTS = 7.0


@frozen
class Drawn:
    """The box of a card, at its place."""

    card: str
    box: Placed


def _rows(cards: Sequence[Card]) -> Iterator[Sequence[Card]]:
    """As few rows as it takes, as even as can be: a box alone has the whole width."""
    rows = -(-len(cards) // _COLUMNS)
    begin = 0
    for row in range(rows):
        end = begin + len(cards) // rows + (row < len(cards) % rows)
        yield cards[begin:end]
        begin = end


def _shared(lengths: Sequence[int], width: float) -> list[float]:
    """The width of each box: the more it says the wider, so that a row is no higher than it has to be."""
    mean = max(sum(lengths) / len(lengths), 1.0)
    shares = [min(max(length, _NARROWEST * mean), _WIDEST * mean) for length in lengths]
    return [width * share / sum(shares) for share in shares]


def _lines(text: str, width: float, most: int) -> tuple[str, ...]:
    lines = list(lines_of([(text, "text")], width))
    return tuple(line.text.strip() for line in shortened(lines, most))


def _collected(title: str, cards: Sequence[Card]) -> Card:
    """A box for cards that have none of their own."""
    return Card("", title, Box("more", (title,), _nodes([card.head for card in cards])))


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
        # what is broken, withheld or unknown for a patient, or has changed, comes first and is never cut away
        of_kind.sort(key=lambda card: not must_be_seen(card.head.mark))
        urgent = sum(must_be_seen(card.head.mark) for card in of_kind)
        most = max(entries, urgent + 1)
        shown = of_kind if len(of_kind) <= most else of_kind[: most - 1]
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
            return Entry(f"– {marked}{card.title}", card.gist.partition("when ")[2])
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
