"""What limits treatment as cards: gates, contraindications, cautions and promises.

Declared absent: which medicines a decision gives (only.py), layout.
"""

from __future__ import annotations

from collections.abc import Iterator

from guideline_dsl import core
from visualize import statements as say
from visualize.boxes import Maker, Part
from visualize.cards import Box, Card, Lead, Row
from visualize.given_limits import either
from visualize.plain import plain
from visualize.style import Kind

Limit = core.GateNode | core.WithholdNode | core.NeverNode


def limit_card(maker: Maker, node: Limit) -> Card:
    """A limit: its head names the medicines or the promise, its rows say when it holds."""
    title = say.header_of(node)
    match node:
        case core.GateNode():
            head = maker.box("gate", Part(node.id, (title,)))
            gist = ", ".join(plain(name) for name in (*node.facts, *node.procedures))
            return Card(node.id, title, head, (_gate_row(maker, node),), gist=gist)
        case core.WithholdNode(kind="caution"):
            return _with_limits(maker, node, "caution", "cautions", f"CAUTION: {title}")
        case core.WithholdNode():
            return _with_limits(maker, node, "contraindicate", "forbids", f"NOT GIVEN: {title}")
        case core.NeverNode():
            return _with_limits(maker, node, "promise", "forbids", "PROMISE BROKEN")


def _gate_row(maker: Maker, gate: core.GateNode) -> Row:
    asked = [_question(maker, name) for name in gate.facts]
    done = [maker.graph.procedures[name].title or plain(name) for name in gate.procedures]
    checks = Box("condition", (f"CHECK {', '.join([*asked, *done])}",), (gate.id,), maker.marks.get(gate.id))
    result = Box("limited", (f"not started until known: {say.crowd_title(gate.target)}",), (gate.id,))
    support = say.support_lines(gate.support)
    return Row(checks, Box(result.kind, result.paragraphs, result.nodes, None, support), "forbids")


def _question(maker: Maker, name: str) -> str:
    question = maker.graph.facts[name].question
    return f"{plain(name)} ({question})" if question else plain(name)


def _with_limits(
    maker: Maker, node: core.WithholdNode | core.NeverNode, kind: Kind, lead: Lead, effect: str
) -> Card:
    title = say.header_of(node)
    head = maker.box(kind, Part(node.id, (title,)))
    rows = tuple(_limit_rows(maker, node, lead, effect))
    limits = [limit for limit in maker.graph.children(node.id) if isinstance(limit, core.LimitNode)]
    return Card(node.id, title, head, rows, gist=either(limits))


def _how(node: core.Node) -> str:
    return "broken when" if isinstance(node, core.NeverNode) else "when"


def _limit_rows(maker: Maker, node: core.Node, lead: Lead, effect: str) -> Iterator[Row]:
    for limit in maker.graph.children(node.id):
        if isinstance(limit, core.LimitNode):
            said = Part(limit.id, (f"{_how(node)} {say.condition_words(limit.condition)}",))
            notes = [Part(child.id, maker.line(child)) for child in maker.graph.children(limit.id)]
            parts = [Part("", (effect,)), *notes]
            support = say.support_lines(limit.support)
            yield Row(
                maker.box("condition", said),
                maker.package("limited", parts, support, of=limit.id),
                lead,
            )
