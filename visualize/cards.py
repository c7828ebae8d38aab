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
from visualize import style
from visualize.reduction import Reduction
from visualize.style import Kind

State = style.State


@frozen
class Mark:
    """What happened at a node: a state, and the lines that say with which values, or why."""

    state: State
    lines: tuple[str, ...] = ()


Marks = Mapping[str, Mark]  # by the id of a graph node


@frozen
class Box:
    """A rectangle of text: paragraphs not yet wrapped, and the ids of the graph nodes it shows, the main one first.

    `support` are the lines that answer for it: strength, evidence, references, assumptions.
    """

    kind: Kind
    paragraphs: tuple[str, ...]
    nodes: tuple[str, ...] = ()
    mark: Mark | None = None
    support: tuple[str, ...] = ()


# How a row leads from its condition to its result. `means`: a name and what it stands for.
Lead = Literal["condition", "exception", "forbids", "cautions", "means"]


@frozen
class Row:
    """A condition (None: always) and what comes of it.

    Not `asked`: no "yes" leads to the result. `passing` is the word on the way to the next row.
    """

    condition: Box | None
    result: Box
    leads: Lead = "condition"
    asked: bool = True
    passing: str = "no"


@frozen
class Card:
    """One statement. `in_turn`: rows are asked from top to bottom and the first that holds decides.

    `id` is the id of the statement's graph node; `after` are the ids of the cards whose outcome it waits for;
    for the overview `whom` says for whom it is, and `gist` in a few words what it comes to; `reduction` is drawn below
    it as doses against time.
    """

    id: str
    title: str
    head: Box
    rows: tuple[Row, ...] = ()
    in_turn: bool = False
    after: tuple[str, ...] = ()
    whom: str = ""
    gist: str = ""
    reduction: Reduction | None = None


@frozen
class Section:
    """Cards under one heading: a phase of the treatment, the limits, the doses and names.

    `in_sequence`: it is a phase, and the sections that are follow one another in time.
    """

    title: str
    cards: tuple[Card, ...]
    in_sequence: bool = False


@frozen
class Deck:
    """A guideline, ready to be laid out: its head, its sections in reading order, and the lines of its footer."""

    head: Box
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
