"""What the words of a condition stand for: definitions, tables and scores as cards.

Declared absent: layout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guideline_dsl import core
from visualize import statements as say
from visualize.boxes import Maker, Part
from visualize.cards import Box, Card, Row
from visualize.plain import plain
from visualize.style import MARKS, Kind

NAMES, CLASSES, FACTS = "names", "classes", "facts"
"""The ids of the cards that are about no single node."""
NAMES_TITLE, FACTS_TITLE = "Names that conditions use", "Facts that are asked for"


def name_cards(maker: Maker) -> Iterator[Card]:
    """Scores and tables each on a card of their own, the other definitions, the classes and the facts on one each."""
    definitions = maker.graph.definitions.values()
    own = [d for d in definitions if isinstance(d.value, core.Score | core.Table)]
    rest = [d for d in definitions if not isinstance(d.value, core.Score | core.Table)]
    yield from (_value_card(maker, definition) for definition in own)
    results = ", ".join(definition.title for definition in rest if definition.title)
    glossaries = (
        (
            NAMES,
            NAMES_TITLE,
            [_definition_row(maker, definition) for definition in rest],
            results,
        ),
        (CLASSES, "Classes of medicines", [_class_row(maker, name) for name in maker.graph.classes], ""),
        (
            FACTS,
            FACTS_TITLE,
            [_fact_row(maker, fact) for fact in maker.graph.facts.values()],
            "",
        ),
    )
    for identifier, title, rows, gist in glossaries:
        if rows:
            yield Card(identifier, title, Box("definitions", (title,)), tuple(rows), gist=gist)


def _value_card(maker: Maker, definition: core.DefineNode) -> Card:
    """A score or a table, which has a card of its own."""
    title = definition.title or plain(definition.name)
    called = (plain(definition.name),) if definition.title else ()
    kind: Kind = "score" if isinstance(definition.value, core.Score) else "table"
    support = say.support_lines(definition.support)
    main = Part(definition.id, (title, *(f"called {name}" for name in called)))
    head = maker.box(kind, main, support)
    rows = _value_rows(maker, definition)
    gist = (
        f"{len(rows)} items"
        if kind == "score"
        else rows[0].condition.paragraphs[0]
        if rows[0].condition
        else ""
    )
    return Card(definition.id, title, head, rows, gist=gist)


def _value_rows(maker: Maker, definition: core.DefineNode) -> tuple[Row, ...]:
    match definition.value:
        case core.Score(items=items):
            names = [f"item {place}" for place in range(1, len(items) + 1)]
            said = [(name, *say.item_lines(item)) for name, item in zip(names, items, strict=True)]
        case core.Table() as table:
            said = [("", *say.table_lines(table))]
        case _:
            raise TypeError("a score or a table")
    return tuple(
        Row(
            Box("term", (when,), (definition.id,), maker.marks.get(f"{definition.id} {name}")),
            Box("meaning", tuple(_signed(maker, definition, name, values)), (definition.id,)),
            "means",
        )
        for name, when, values in said
    )


def _signed(maker: Maker, definition: core.DefineNode, item: str, rows: Sequence[str]) -> Iterator[str]:
    """The rows of a table, each with the sign of its mark."""
    for place, row in enumerate(rows, 1):
        name = f"{item}, row {place}" if item else f"row {place}"
        mark = maker.marks.get(f"{definition.id} {name}")
        yield row if mark is None else f"{MARKS[mark.state].sign} {row}"


def _definition_row(maker: Maker, definition: core.DefineNode) -> Row:
    term = maker.box("term", Part(definition.id, (say.definition_title(definition),)))
    support = say.support_lines(definition.support)
    meaning = Box("meaning", tuple(say.value_lines(definition.value)), (definition.id,), None, support)
    return Row(term, meaning, "means")


def _class_row(maker: Maker, name: str) -> Row:
    members = maker.graph.classes[name]
    medicines = [maker.graph.medicines[member] for member in members]
    nodes = tuple(medicine.id for medicine in medicines)
    shown = ", ".join(say.medicine_title(medicine) for medicine in medicines)
    return Row(Box("term", (plain(name),), nodes), Box("meaning", (shown,), nodes), "means")


def _fact_row(maker: Maker, fact: core.FactNode) -> Row:
    term = maker.box("term", Part(fact.id, (plain(fact.name),)))
    return Row(term, Box("meaning", tuple(say.fact_lines(fact)), (fact.id,)), "means")
