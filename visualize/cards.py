"""A guideline as a deck of cards: what is drawn, before anyone has decided where on the paper it stands.

A card is one statement of the guideline: its head, and below it a ladder of rows, each a condition on the left and
what comes of it on the right. Every box names the nodes of the graph it shows, so that whoever draws it (on paper,
on the review page) can lead from a box to the text and back. What happened to a patient, or what changed between two
versions, is a mark on a box.

Declared absent: layout, shapes and colours (style.py), and how a deck is made of a graph (deck.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from guideline_dsl.frozen import frozen
from visualize.style import Kind

State = Literal[
    "met",  # the condition holds; the box applies, is recommended
    "not met",
    "unknown",  # a fact is missing
    "not reached",  # an earlier branch decided
    "withheld",  # it would apply and a contraindication, gate or promise holds it back
    "added",
    "changed",
    "affected",  # says the same, and rests on something that changed
    "removed",
]


@frozen
class Mark:
    """What happened at a node: a state, and the lines that say with which values, or why."""

    state: State
    lines: tuple[str, ...] = ()


Marks = Mapping[str, Mark]  # by the id of a graph node


@frozen
class Box:
    """A rectangle of text: paragraphs not yet wrapped, and the ids of the graph nodes it shows, the main one first."""

    kind: Kind
    paragraphs: tuple[str, ...]
    nodes: tuple[str, ...] = ()
    mark: Mark | None = None


Lead = Literal["condition", "exception", "forbids", "cautions"]


@frozen
class Row:
    """A condition (None: always) and what comes of it."""

    condition: Box | None
    result: Box
    leads: Lead = "condition"


@frozen
class Card:
    """One statement. `in_turn`: rows are asked from top to bottom and the first that holds decides.

    `id` is the id of the statement's graph node; `after` are the ids of the cards whose outcome it waits for.
    """

    id: str
    title: str
    head: Box
    rows: tuple[Row, ...] = ()
    in_turn: bool = False
    after: tuple[str, ...] = ()


@frozen
class Section:
    """Cards under one heading: a phase of the treatment, the limits, the doses and names."""

    title: str
    cards: tuple[Card, ...]


@frozen
class Deck:
    """A guideline, ready to be laid out: its head, its sections in reading order, and the lines of its footer."""

    head: Box
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
