"""What the words of a condition stand for: definitions, tables and scores as cards.

Declared absent: layout.
"""

from __future__ import annotations

from collections.abc import Sequence

from guideline_dsl import core
from visualize import statements as say
from visualize.boxes import Maker, Part
from visualize.cards import Box, Card, Row
from visualize.plain import plain
from visualize.style import Kind

NAMES = "names"
"""The id of the card that has the definitions: it is about no single node."""


def value_card(maker: Maker, definition: core.DefineNode) -> Card:
    """A score or a table, which has a card of its own."""
    title = definition.title or plain(definition.name)
    called = (plain(definition.name),) if definition.title else ()
    kind: Kind = "score" if isinstance(definition.value, core.Score) else "table"
    support = say.support_lines(definition.support)
    main = Part(definition.id, (title, *(f"called {name}" for name in called)))
    head = maker.box(kind, main, support)
    return Card(definition.id, title, head, _value_rows(definition))


def _value_rows(definition: core.DefineNode) -> tuple[Row, ...]:
    match definition.value:
        case core.Score(items=items):
            said = [say.item_lines(item) for item in items]
        case core.Table() as table:
            said = [say.table_lines(table)]
        case _:
            raise TypeError("a score or a table")
    return tuple(
        Row(
            Box("term", (when,), (definition.id,)),
            Box("meaning", tuple(values), (definition.id,)),
            "means",
        )
        for when, values in said
    )


def names_card(maker: Maker, definitions: Sequence[core.DefineNode]) -> Card:
    """All other definitions, in one card: a row for each."""
    rows = tuple(_definition_row(maker, definition) for definition in definitions)
    return Card(NAMES, "Names", Box("definitions", ("Names that conditions use",)), rows)


def _definition_row(maker: Maker, definition: core.DefineNode) -> Row:
    term = maker.box("term", Part(definition.id, (say.definition_title(definition),)))
    support = say.support_lines(definition.support)
    meaning = Box("meaning", tuple(say.value_lines(definition.value)), (definition.id,), None, support)
    return Row(term, meaning, "means")
