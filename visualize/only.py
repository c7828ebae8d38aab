"""One decision of a guideline on its own, with what limits the medicines it gives and what its words stand for.

Declared absent: how a card is made (deck.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph, EdgeKind
from guideline_dsl.references import assumptions_of, citations_of
from visualize.cards import Card, Deck, Marks, Row, Section
from visualize.deck import deck

_MOST_NAMED = 12
_LONGEST = 64
_READ: tuple[EdgeKind, ...] = ("reads", "gives", "checks")


class NoSuchDecision(LookupError):
    """No decision, choice, advice or taper has that name; the message lists close names, or all."""


def only(graph: DecisionGraph, name: str, marks: Marks | None = None) -> Deck:
    """The deck of one decision, choice, advice or taper (by its medicine). Raises NoSuchDecision."""
    shown = _shown(graph, _decision(graph, name))
    whole = deck(graph, marks)
    sections = (
        Section(section.title, tuple(_kept(section.cards, shown)), section.in_sequence)
        for section in whole.sections
    )
    return Deck(whole.head, tuple(section for section in sections if section.cards), whole.footer)


def names_of(graph: DecisionGraph) -> tuple[str, ...]:
    """The names that can be drawn alone, in the order in which they are decided."""
    return tuple(_name(graph.node(identifier)) for identifier in graph.order)


def _name(node: core.Node) -> str:
    match node:
        case core.DecisionNode(name=name) | core.TaperNode(medicine=name):
            return name
        case _:
            raise TypeError(f"{node.id} is not decided")


def _decision(graph: DecisionGraph, name: str) -> str:
    for identifier in graph.order:
        if _name(graph.node(identifier)) == name:
            return identifier
    raise NoSuchDecision(
        f"no decision or taper is called `{name[:_LONGEST]}`; {_hint(name, names_of(graph))}"
    )


def _hint(name: str, names: Sequence[str]) -> str:
    close = get_close_matches(name, names, cutoff=0.6) if len(name) <= _LONGEST else []
    if close:
        return f"did you mean {' or '.join(close)}?"
    shown = [*names[:_MOST_NAMED], *(["..."] if len(names) > _MOST_NAMED else [])]
    return f"there {'is' if len(shown) == 1 else 'are'} {', '.join(shown) or 'none'}"


def _shown(graph: DecisionGraph, decision: str) -> frozenset[str]:
    """The ids of what the picture is about: the decision, what it gives and reads, and the limits of what it gives."""
    medicines = set(_medicines(graph, decision))
    limits = {node.id for node in graph.nodes if _limits(graph, node, medicines)}
    read = _read(graph, [decision, *sorted(limits)])
    return read | frozenset(_answering(graph, read))


def _answering(graph: DecisionGraph, read: Iterable[str]) -> Iterator[str]:
    """The ids of the assumptions that these nodes name, and of the lists of references that they cite."""
    cited = False
    for node in map(graph.node, read):
        yield from (graph.assumptions[name].id for name in assumptions_of(node))
        cited = cited or any(citations_of(node))
    if cited:
        yield from (node.id for node in graph.nodes if isinstance(node, core.ReferencesNode))


def _medicines(graph: DecisionGraph, decision: str) -> Iterator[str]:
    """The names of the medicines that a decision may give or reduce, by way of regimens too."""
    for identifier in _read(graph, [decision], ("gives", "tapers")):
        match graph.node(identifier):
            case core.MedicineNode(name=name):
                yield name
            case _:
                continue


def _limits(graph: DecisionGraph, node: core.Node, medicines: set[str]) -> bool:
    """Whether a statement is a limit of any of the medicines; a promise is one if it speaks of their plan."""
    match node:
        case core.GateNode(target=target):
            return not medicines.isdisjoint(graph.members(target))
        case core.WithholdNode(targets=targets):
            return any(not medicines.isdisjoint(graph.members(target)) for target in targets)
        case core.NeverNode():
            read = _read(graph, [node.id], ("reads",))
            return any(f"medicine:{medicine}" in read for medicine in medicines)
        case _:
            return False


def _read(graph: DecisionGraph, roots: Iterable[str], kinds: Sequence[EdgeKind] = _READ) -> frozenset[str]:
    """What is read from some statements, by their parts and by what those read in turn; the statements included."""
    targets: dict[str, list[str]] = {}
    for edge in graph.edges:
        if edge.kind in kinds:
            targets.setdefault(edge.source, []).append(edge.target)
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        identifier = waiting.pop()
        if identifier not in found:
            found.add(identifier)
            waiting += targets.get(identifier, [])
            waiting += [child.id for child in graph.children(identifier)]
    return frozenset(found)


def _kept(cards: Iterable[Card], shown: frozenset[str]) -> Iterator[Card]:
    for card in cards:
        if card.id in shown:
            yield card
        elif card.rows and all(row.leads == "means" for row in card.rows):
            rows = tuple(row for row in card.rows if _about(row) & shown)
            if rows:
                yield Card(card.id, card.title, card.head, rows)


def _about(row: Row) -> frozenset[str]:
    """The nodes that a row of names shows. A class is shown where a member of it is."""
    return frozenset(row.result.nodes)
