"""A decision graph as a deck of cards: the sections of a guideline in the order in which a clinician reads them.

First the phases of treatment, then what limits it, then the doses and names that both use, and last
the references and assumptions that all of it rests on.

Declared absent: what a statement says (statements.py), and layout (ladder.py, pages.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from visualize import statements as say
from visualize.boxes import Maker, Part, feeders_of, resting_on
from visualize.cards import Box, Card, Deck, Marks, Section
from visualize.decision_cards import decision_card, regimen_card, taper_card
from visualize.explained import explained
from visualize.given_limits import LIMITS
from visualize.limit_cards import Limit, limit_card
from visualize.name_cards import name_cards
from visualize.plain import note_names
from visualize.reading_cards import READINGS, reading_cards
from visualize.style import Kind

NOT_A_DEVICE = "Decision support for professionals; not a device, not validated."
_NO_MARKS: Marks = MappingProxyType({})


def deck(graph: DecisionGraph, marks: Marks | None = None) -> Deck:
    """The guideline as cards, each box with what is marked on the nodes that it shows."""
    maker = Maker(
        graph, _NO_MARKS if marks is None else marks, feeders_of(graph), note_names(graph), resting_on(graph)
    )
    readings = tuple(reading_cards(maker))
    sections = [*_phases(maker), *_limits(maker), *_names(maker)]
    sections += [Section(READINGS, readings)] if readings else []
    return Deck(_head(maker), tuple(sections), _footer(graph.head, graph.hash))


def without_readings(whole: Deck) -> Deck:
    """Without the references and assumptions, for whoever lists them beside the pathway."""
    sections = tuple(
        section for section in whole.sections if section.in_sequence or section.title != READINGS
    )
    return replace(whole, sections=sections)


def _head(maker: Maker) -> Box:
    head = maker.graph.head
    scope = f"for {say.condition_words(head.scope)}" if head.scope is not None else ""
    source = f"Source: {head.source} {head.source_date or ''}".strip() if head.source else ""
    status = f"Status: {head.status}" if head.status else ""
    texts = [head.title or head.name, scope, status, source, head.notice]
    return maker.box("guideline", Part(head.id, tuple(text for text in texts if text)))


def _footer(head: core.GuidelineNode, content_hash: str) -> tuple[str, ...]:
    parts = [f"{head.name} {head.version}".strip(), f"content {content_hash[:12]}", say.effective_line(head)]
    status = f"Status: {head.status}" if head.status else ""
    lines = [", ".join(part for part in parts if part), status, NOT_A_DEVICE]
    return tuple(line for line in lines if line)


# ---------------------------------------------------------------- phases


def _phases(maker: Maker) -> Iterator[Section]:
    graph = maker.graph
    cards = {identifier: explained(graph, _decided(maker, identifier)) for identifier in graph.order}
    for title, identifiers in phases_of(graph).items():
        yield Section(title, tuple(cards[identifier] for identifier in identifiers), in_sequence=True)


def phases_of(graph: DecisionGraph) -> Mapping[str, tuple[str, ...]]:
    """The ids of the decisions and tapers of each phase: as the guideline names them, and what it names in none by
    what it does, in the order in which it is decided.
    """
    found: dict[str, list[str]] = {}
    for phase in graph.phases:
        found.setdefault(phase.title, []).extend(phase.statements)
    named = {identifier for inside in found.values() for identifier in inside}
    rest = [identifier for identifier in graph.order if identifier not in named]
    by_deed = {identifier: _phase_of(graph, graph.node(identifier)) for identifier in rest}
    for title in _PHASES:
        shown = title if graph.medicines else _NO_MEDICINES.get(title, title)
        found.setdefault(shown, []).extend(identifier for identifier in rest if by_deed[identifier] == title)
    return MappingProxyType({title: tuple(inside) for title, inside in found.items() if inside})


_TREATMENT, _REDUCTION, _MONITORING = _PHASES = (
    "Treatment",
    "Reducing a dose",
    "Monitoring and follow-up",
)
_NO_MEDICINES = {_TREATMENT: "What is decided", _MONITORING: "What is advised"}
"""Titles of phases for a guideline that gives nothing: a score, a formula."""


def _phase_of(graph: DecisionGraph, node: core.Node) -> str:
    if isinstance(node, core.TaperNode):
        return _REDUCTION
    advises = isinstance(node, core.DecisionNode) and node.mode == "advise"
    return _MONITORING if advises and not _treats(graph, node.id) else _TREATMENT


def _treats(graph: DecisionGraph, identifier: str) -> bool:
    """Whether anything below a statement gives or stops a medicine."""
    inside = graph.children(identifier)
    return any(isinstance(n, core.GiveNode | core.StopNode) or _treats(graph, n.id) for n in inside)


def _decided(maker: Maker, identifier: str) -> Card:
    match maker.graph.node(identifier):
        case core.DecisionNode() as decision:
            return decision_card(maker, decision)
        case core.TaperNode() as taper:
            return taper_card(maker, taper)
        case node:
            raise TypeError(f"{node.id} is not decided")


# ---------------------------------------------------------------- limits, doses, names


def _limits(maker: Maker) -> Iterator[Section]:
    nodes = maker.graph.nodes
    gates = [n for n in nodes if isinstance(n, core.GateNode)]
    withheld = [n for n in nodes if isinstance(n, core.WithholdNode) and n.kind == "contraindicate"]
    cautions = [n for n in nodes if isinstance(n, core.WithholdNode) and n.kind == "caution"]
    promises = [n for n in nodes if isinstance(n, core.NeverNode)]
    limits: list[Limit] = [*gates, *withheld, *cautions, *promises]
    cards = tuple(explained(maker.graph, limit_card(maker, node)) for node in limits)
    if cards:
        yield Section(LIMITS, cards)


def _names(maker: Maker) -> Iterator[Section]:
    inside = [node for node in maker.graph.nodes if isinstance(node, core.RegimenNode)]
    regimens = [explained(maker.graph, regimen_card(maker, node)) for node in inside]
    cards = (*regimens, *name_cards(maker))
    kinds = {card.head.kind for card in cards}
    subjects = [title for kind, title in _SUBJECTS if kind in kinds]
    if cards:
        yield Section(
            " and ".join(filter(None, [", ".join(subjects[:-1]), *subjects[-1:]])).capitalize(), cards
        )


_SUBJECTS: tuple[tuple[Kind, str], ...] = (
    ("regimen", "doses"),
    ("score", "scores"),
    ("table", "tables"),
    ("definitions", "names"),
)
