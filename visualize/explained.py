"""What the names in the conditions of a card stand for, said at the foot of its head: whoever reads a card need not
look for another page.

Each name once, in the order in which a reader meets it: a definition by its value, a fact, a procedure and a medicine
by the words that they are asked or called with. Names inside the value of a definition are explained too, those
inside these are not.

Declared absent: values too long to be read in passing, which stand in the section of names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.references import node_expressions, subexpressions
from visualize import statements as say
from visualize.cards import Card
from visualize.given_limits import limit_conditions
from visualize.name_cards import FACTS_TITLE, NAMES_TITLE
from visualize.plain import plain

_LONGEST = 200
"""Signs of an explanation."""
_LEVELS = 2


def explained(graph: DecisionGraph, card: Card) -> Card:
    """The card with the explanations in its head."""
    inside = list(_inside(graph, card.id))
    conditions = [each for node in inside for each in node_expressions(node)]
    conditions += [each for node in inside for each in limit_conditions(graph, node)]
    lines = tuple(dict.fromkeys(_explanations(graph, conditions, _LEVELS)))
    if not lines:
        return card
    head = replace(card.head, support=(*card.head.support, "Names used here:", *lines))
    return replace(card, head=head)


def _inside(graph: DecisionGraph, identifier: str) -> Iterator[core.Node]:
    """A statement with its parts, and the regimens that it gives, whose doses are drawn there."""
    node = graph.node(identifier)
    yield node
    if isinstance(node, core.GiveNode) and node.target == "regimen":
        yield from _inside(graph, f"regimen:{node.name}")
    for child in graph.children(identifier):
        yield from _inside(graph, child.id)


def _explanations(graph: DecisionGraph, expressions: Iterable[core.Expression], levels: int) -> Iterator[str]:
    inside = [part for expression in expressions for part in subexpressions(expression)]
    for part in inside:
        yield from _explanation(graph, part)
    if levels > 1:
        named = dict.fromkeys(part.name for part in inside if isinstance(part, core.DefinitionRef))
        values = [graph.definitions[name].value for name in named]
        yield from _explanations(graph, [value for value in values if _is_short(value)], levels - 1)


def _explanation(graph: DecisionGraph, part: core.Expression) -> Iterator[str]:
    match part:
        case core.DefinitionRef(name=name):
            definition = graph.definitions[name]
            title = f"{definition.title}, " if definition.title else ""
            yield f"– {plain(name)}: {title}{_value(definition.value)}"
        case core.FactRef(name=name):
            yield from _called(name, graph.facts[name].question, FACTS_TITLE)
        case core.Done(procedure=name):
            yield from _called(name, graph.procedures[name].title)
        case core.Taking(crowd=crowd) | core.PlanHas(crowd=crowd) | core.MedicineMeasure(target=crowd):
            if crowd.kind == "medicine":
                yield from _called(crowd.name, graph.medicines[crowd.name].title)
        case _:
            return


def _called(name: str, words: str, otherwise: str = "") -> Iterator[str]:
    """What something is called, where that says more than its name."""
    shown = plain(name)
    if words and words.casefold() != shown.casefold():
        yield f"– {shown}: {words if len(words) <= _LONGEST or not otherwise else f'see {otherwise}'}"


def _is_short(value: core.Expression) -> bool:
    return (
        not isinstance(value, core.Table | core.Score) and len("; ".join(say.value_lines(value))) <= _LONGEST
    )


def _value(value: core.Expression) -> str:
    match value:
        case core.Score():
            return "a score, on a card of its own"
        case core.Table():
            return "a table, on a card of its own"
        case _ if _is_short(value):
            return "; ".join(say.value_lines(value))
        case _:
            return f"see {NAMES_TITLE}"
