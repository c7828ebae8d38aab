"""What a reviewer sees of a guideline, collected: the pathway, the text, the narrative, how they belong together, the
lists, the cases, and the statements to be marked.

Declared absent: files and running cases (guideline_app/reviewing.py); how the page looks (review_page.py).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from engine.effective import effective_words
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.references import assumptions_of
from guideline_dsl.reviewable import reviewable
from guideline_dsl.version import ENGINE_VERSION
from visualize.cards import Box, Deck, Mark, Marks
from visualize.node_words import node_kind, node_words
from visualize.plain import plain
from visualize.review_links import Partners
from visualize.review_lists import Lists
from visualize.review_narrative import passages, source_text
from visualize.review_payload import (
    PAGE_FORMAT,
    BoxShown,
    CaseShown,
    FindingShown,
    Head,
    MarkShown,
    Named,
    OutlineBox,
    OutlineCard,
    OutlineRow,
    OutlineSection,
    Payload,
    Reference,
    SourceText,
    Statement,
    StateShown,
)
from visualize.review_text import texts
from visualize.style import BOXES, MARKS, State

STATES_OF_CASES: tuple[State, ...] = (
    "met",
    "not met",
    "unknown",
    "not reached",
    "withheld",
    "broken",
    "kept",
)
"""What may happen to a patient at a node; the other states are of a difference between two versions."""


@frozen
class PlayedCase:
    """A case that was run: its own lines, what failed, its assessment as lines of text and charts, what to mark."""

    title: str
    file: str
    line: int
    text: tuple[str, ...]
    passed: bool
    failures: tuple[str, ...]
    report: tuple[str, ...]
    marks: Marks
    charts: tuple[str, ...] = ()


@frozen
class Material:
    """A guideline with everything that is reviewed with it.

    `file` is what its file is called; `used` are the place and the text of the guidelines that it uses, by name;
    `source` is what the file with the source's own text is called, and that text.
    """

    graph: DecisionGraph
    file: str
    text: str
    narrative: str | None
    used: Mapping[str, tuple[str, str]]
    findings: tuple[FindingShown, ...]
    cases: tuple[PlayedCase, ...]
    source: tuple[str, str] | None = None


@frozen
class DrawnBox:
    """A box of a picture: its id there, the ids of the nodes it shows, and those of its marks (`BoxShown.marked`)."""

    id: str
    nodes: tuple[str, ...]
    marked: tuple[str, ...]


def charts(material: Material) -> tuple[str, ...]:
    """The charts of all cases, each once."""
    return tuple(dict.fromkeys(chart for case in material.cases for chart in case.charts))


def payload(material: Material, deck: Deck, boxes: Sequence[DrawnBox]) -> Payload:
    """Everything on the page that is not a picture; `boxes` are those of the pictures."""
    graph = material.graph
    found_texts = texts(graph.nodes, material.file, material.text, material.used)
    found_passages = passages(material.narrative, graph.nodes)
    found_references = _references(graph)
    partners = Partners(
        graph, found_texts, found_passages, found_references, [(box.id, box.nodes) for box in boxes]
    )
    lists = Lists(graph)
    number = {node.id: at for at, node in enumerate(graph.nodes)}
    marked = dict.fromkeys((*number, *(name for box in boxes for name in box.marked)))
    number_of_mark = {name: at for at, name in enumerate(marked)}
    strings, marks, cases = _cases(material, number_of_mark)
    return Payload(
        format=PAGE_FORMAT,
        head=_head(material),
        nodes=tuple(
            Named(
                node.id,
                node_words(node, graph),
                node_kind(node),
                number.get(node.parent, -1),
                node.span.line,
                partners.of(node),
            )
            for node in graph.nodes
        ),
        texts=found_texts,
        passages=tuple(
            dataclasses.replace(passage, cited_by=partners.citing(at))
            for at, passage in enumerate(found_passages)
        ),
        references=tuple(
            dataclasses.replace(reference, cited_by=partners.referring(at))
            for at, reference in enumerate(found_references)
        ),
        boxes=tuple(
            BoxShown(box.id, _numbers(box.nodes, number), _numbers(box.marked, number_of_mark))
            for box in boxes
        ),
        outline=_outline(deck, number),
        statements=_statements(graph, partners, number),
        assumptions=lists.assumptions(),
        findings=material.findings,
        cases=cases,
        source=source_text(*material.source) if material.source is not None else SourceText(),
        marks=marks,
        states=tuple(StateShown(state, MARKS[state].sign, MARKS[state].word) for state in STATES_OF_CASES),
        strings=strings,
        medicines=lists.medicines(),
        facts=lists.facts(),
    )


def _head(material: Material) -> Head:
    head = material.graph.head
    dated = f" ({head.source_date.isoformat()})" if head.source_date is not None else ""
    return Head(
        head.name,
        head.title or head.name,
        head.version,
        effective_words(head),
        material.graph.hash,
        ENGINE_VERSION,
        head.status,
        head.notice,
        f"{head.source}{dated}" if head.source else "",
        material.file,
    )


def _references(graph: DecisionGraph) -> tuple[Reference, ...]:
    return tuple(
        Reference(number, reference_words(entry), used) for (used, number), entry in graph.references.items()
    )


def reference_words(entry: core.ReferenceEntry) -> str:
    """An entry of the reference list as a line."""
    said = ", ".join(part for part in (entry.title, entry.publisher, entry.year) if part)
    return f"{said} ({entry.kind})"


def _statements(graph: DecisionGraph, partners: Partners, number: Mapping[str, int]) -> tuple[Statement, ...]:
    found = reviewable(graph)
    of_item: dict[str, list[int]] = {}
    for at, one in enumerate(found):
        of_item.setdefault(one.item, []).append(at)
    return tuple(
        Statement(
            one.key,
            _numbers(one.nodes, number),
            one.kind,
            one.title,
            plain(one.title),
            one.says,
            one.span.line,
            one.span.guideline,
            one.own,
            one.meaning,
            partners.answered_by(graph.node(one.node)),
            assumptions_of(graph.node(one.node)),
            tuple(
                at
                for name in partners.named_by(graph.node(one.node))
                for at in of_item.get(name, ())
                if found[at].key != one.key
            ),
        )
        for one in found
    )


# ---------------------------------------------------------------- the pathway as text


def _outline(deck: Deck, number: Mapping[str, int]) -> tuple[OutlineSection, ...]:
    def shown(box: Box) -> OutlineBox:
        return OutlineBox(BOXES[box.kind].heading, box.paragraphs, box.support, _numbers(box.nodes, number))

    return tuple(
        OutlineSection(
            section.title,
            tuple(
                OutlineCard(
                    card.title,
                    number.get(card.id, -1),
                    card.in_turn,
                    shown(card.head),
                    tuple(
                        OutlineRow(
                            shown(row.condition) if row.condition is not None else None,
                            row.leads,
                            shown(row.result),
                        )
                        for row in card.rows
                    ),
                )
                for card in section.cards
            ),
        )
        for section in deck.sections
    )


def _numbers(nodes: Iterable[str], number: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(number[node] for node in nodes if node in number)


# ---------------------------------------------------------------- cases


def _cases(
    material: Material, number: Mapping[str, int]
) -> tuple[tuple[str, ...], tuple[MarkShown, ...], tuple[CaseShown, ...]]:
    """The cases, with the lines and the marks that they share said once."""
    strings: dict[str, int] = {}
    chart = {drawn: place for place, drawn in enumerate(charts(material))}
    marks: dict[MarkShown, int] = {}

    def lines(texts: Iterable[str]) -> tuple[int, ...]:
        return tuple(strings.setdefault(text, len(strings)) for text in texts)

    def mark(shown: MarkShown) -> int:
        return marks.setdefault(shown, len(marks))

    found = tuple(
        CaseShown(
            case.title,
            case.file,
            case.line,
            case.passed,
            case.failures,
            lines(case.text),
            lines(case.report),
            tuple(
                mark(MarkShown(number[node], one.state, lines(one.lines or _row_that_holds(node, one))))
                for node, one in case.marks.items()
                if node in number
            ),
            tuple(chart[drawn] for drawn in case.charts),
        )
        for case in material.cases
    )
    return tuple(strings), tuple(marks), found


def _row_that_holds(marked: str, mark: Mark) -> tuple[str, ...]:
    """`row 3 holds`, of a row of a table, which has no values of its own to show."""
    _, space, row = marked.partition(" ")
    return (f"{row} holds",) if space and mark.state == "met" else ()
