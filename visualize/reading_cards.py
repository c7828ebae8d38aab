"""What a drawing counts, in full: the references by their numbers, and how the source was read where it is open.

Declared absent: the quoted sentences, which stand beside the text on the review page.
"""

from __future__ import annotations

from collections.abc import Iterator

from guideline_dsl import core
from visualize import statements as say
from visualize.boxes import Maker, Part, whole_of
from visualize.cards import Box, Card, Row
from visualize.plain import plain

READINGS = "References and readings"
"""The title of the section."""


def reading_cards(maker: Maker) -> Iterator[Card]:
    """A card for the references, and one for the assumptions."""
    blocks = (node for node in maker.graph.nodes if isinstance(node, core.ReferencesNode))
    references = tuple(_reference(entry, block.id) for block in blocks for entry in block.entries)
    if references:
        yield Card("references", "References", Box("readings", ("References",)), references)
    assumptions = tuple(_assumption(maker, node) for node in maker.graph.assumptions.values())
    if assumptions:
        title = "Assumptions: how the source was read"
        yield Card("assumptions", title, Box("readings", (title,)), assumptions)


def _reference(entry: core.ReferenceEntry, block: str) -> Row:
    number = f"[{f'{plain(entry.guideline)} {entry.number}'.strip()}]"
    said = ", ".join(part for part in (entry.title, entry.publisher, entry.year) if part)
    kind = "not listed by the source" if entry.missing else plain(entry.kind)
    return Row(Box("term", (number,), (block,)), Box("meaning", (f"{kind}: {said}",), (block,)), "means")


def _assumption(maker: Maker, node: core.AssumptionNode) -> Row:
    because = f"Because: {node.because}" if node.because else ""
    instead = f"And not: {node.instead}" if node.instead else ""
    where = "; ".join(dict.fromkeys(_resting(maker, node)))
    texts = (node.text, because, instead)
    said = tuple(maker.note(text) for text in texts if text)
    support = (f"In: {where}",) if where else ()
    meaning = Box("meaning", said, (node.id,), None, support)
    return Row(maker.box("term", Part(node.id, (plain(node.name),))), meaning, "means")


def _resting(maker: Maker, node: core.AssumptionNode) -> Iterator[str]:
    """What rests on an assumption, by its title."""
    for source in maker.resting.get(node.id, ()):
        whole = maker.graph.node(whole_of(maker.graph, source))
        match whole:
            case core.DefineNode():
                yield say.definition_title(whole)
            case core.WithholdNode():
                yield f"{'caution with' if whole.kind == 'caution' else 'contraindicated:'} {say.header_of(whole)}"
            case core.GateNode():
                yield f"before {say.header_of(whole)}"
            case _:
                yield say.header_of(whole)
