"""The review page: one HTML file that opens offline and fetches nothing.

The content security policy allows the one script and the one style sheet of the page by their hashes, and nothing
else. What the guideline says comes into the page in two ways only: escaped, by `_filled`, or as JSON, which the script
shows as text.

Declared absent: what is on the page (review.py); the script, the style sheet and the template (page/).
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.legible import legible
from visualize.cards import Box, Card, Deck, Section
from visualize.deck import deck, without_readings
from visualize.picture import DrawnCard, draw_cards
from visualize.review import STATES_OF_CASES, DrawnBox, Material, charts, payload
from visualize.review_payload import Head, Payload, payload_json
from visualize.style import BOXES, MARKS, TEXT_COLOURS, MarkStyle, State

SCRIPTS = (
    "element.js",
    "state.js",
    "linking.js",
    "panes.js",
    "pathway.js",
    "print_slices.js",
    "source.js",
    "reading.js",
    "search.js",
    "marks.js",
    "mark_file.js",
    "mark_store.js",
    "review_order.js",
    "review_signs.js",
    "statement_shown.js",
    "reviewing.js",
    "lists.js",
    "cases.js",
    "outline.js",
    "tabs.js",
    "dialogs.js",
    "main.js",
)
"""The parts of the script, in the order in which they are joined."""


@cache
def _part(name: str) -> str:
    return files("visualize").joinpath("page", name).read_text(encoding="utf-8")


def script() -> str:
    """The script of the page: its parts in one function, so that nothing of it can be reached from outside."""
    parts = "\n".join(f"// ---- {name}\n{_part(name)}" for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}\n}})();\n'


def style(head: Head) -> str:
    """The style sheet of the page of a guideline, whose name stands in the foot of each printed page."""
    parts = (_part("review.css"), *map(_mark_rule, STATES_OF_CASES), _part("print.css"), _page_foot(head))
    return "".join(parts)


def _page_foot(head: Head) -> str:
    said = legible(f"{head.title[:80]} {head.version[:20]}, content {head.hash[:12]}. {head.status[:60]}")
    # As code points, so that no text is read as anything but text.
    letters = "".join(sign if sign.isalnum() and sign.isascii() else f"\\{ord(sign):x} " for sign in said)
    return (
        f'@page {{ @bottom-left {{ content: "{letters}"; font: 9pt sans-serif; white-space: nowrap; }} '
        '@bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }\n'
    )


def _mark_rule(state: State) -> str:
    """How the box and the badge of a state look, as in a drawing of a patient."""
    mark = MARKS[state]
    of = f".is-{state.replace(' ', '-')}"
    dashes = f" stroke-dasharray: {_DASHES[mark.style]};" if mark.style in _DASHES else ""
    return (
        f".node{of} .frame {{ stroke: {mark.line}; stroke-width: {mark.width};{dashes} }}\n"
        f".node{of} > .badge circle {{ fill: {_dark(mark.line)}; }}\n.state{of} {{ color: {_dark(mark.line)}; }}\n"
    )


def _dark(colour: str) -> str:
    """The colour, or one of the text where it is too light to read in, or to be written on in white."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    light = 0.299 * red + 0.587 * green + 0.114 * blue
    return colour if light < _LIGHTEST else TEXT_COLOURS["support"]


_LIGHTEST = 118  # of 255; a grey of #767676 has a contrast to white of 4.5 to 1
_DASHES = {"dashed": "5 3", "dotted": "1 3"}


def policy(style_sheet: str) -> str:
    """The content security policy of the page."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hashed(script())}",
            f"style-src {_hashed(style_sheet)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def review_page(material: Material) -> str:
    """The page as HTML: the same material gives the same text.

    Raises DrawingFailed (svg.py) when the pathway cannot be drawn.
    """
    shown = _with_head(without_readings(deck(material.graph)))
    cards = draw_cards(shown)
    boxes = [box for card in cards for box in _drawn_boxes(card, material.graph)]
    told = payload(material, shown, boxes)
    head = told.head
    style_sheet = style(head)
    return _filled(
        _part("page.html"),
        texts={
            "language": material.graph.head.language or "en",
            "title": head.title,
            "version": head.version,
            "stamp": _stamp(told),
            "status": head.status,
            "notice": " ".join(
                part for part in (head.notice, head.source and f"Source: {head.source}.") if part
            ),
        },
        markup={
            "policy": policy(style_sheet),
            "style": style_sheet,
            "script": script(),
            "payload": payload_json(told),
            "pictures": _pictures(shown, cards),
            "legend": _legend(shown),
            "charts": "\n".join(
                f'<template id="chart-{place}">{chart}</template>'
                for place, chart in enumerate(charts(material))
            ),
        },
    )


def _with_head(shown: Deck) -> Deck:
    """The head of the guideline, which says whom it is for, as the first card."""
    head = Card(next(iter(shown.head.nodes), ""), shown.head.paragraphs[0], shown.head)
    return dataclasses.replace(shown, sections=(Section("The guideline", (head,)), *shown.sections))


def _filled(template: str, texts: Mapping[str, str], markup: Mapping[str, str]) -> str:
    """The template with texts, which are escaped, and markup that this package made."""
    return Template(template).substitute({**{name: escape(text) for name, text in texts.items()}, **markup})


def _stamp(told: Payload) -> str:
    head = told.head
    parts = (
        f"{head.name} {head.version}".rstrip(),
        head.effective,
        f"content {head.hash[:12]}",
        f"engine {head.engine}",
        head.file,
    )
    return " · ".join(part for part in parts if part)


# ---------------------------------------------------------------- the pathway


def _drawn_boxes(card: DrawnCard, graph: DecisionGraph) -> Iterator[DrawnBox]:
    """The boxes of a card. Those of a table or a score bear the marks of its rows and items (overlay.py)."""
    rows = _rows_of(card.card.id, graph)
    for place, (box, nodes) in enumerate(card.boxes.items()):
        # A head, and for each row two boxes.
        row = rows[(place - 1) // 2] if place and len(card.boxes) == 1 + 2 * len(rows) else ()
        yield DrawnBox(box, nodes, row or nodes)


def _rows_of(identifier: str, graph: DecisionGraph) -> list[tuple[str, ...]]:
    node = graph.node(identifier) if identifier in graph else None
    match node:
        case core.DefineNode(value=core.Score(items=items)):
            names = [f"{identifier} item {place}" for place in range(1, len(items) + 1)]
            return [
                (name, *_rows(f"{name}, row", item.points)) for name, item in zip(names, items, strict=True)
            ]
        case core.DefineNode(value=core.Table() as table):
            return [(identifier, *_rows(f"{identifier} row", table))]
        case _:
            return []


def _rows(name: str, value: core.Expression) -> Iterator[str]:
    if isinstance(value, core.Table):
        yield from (f"{name} {place}" for place in range(1, len(value.rows) + 1))


def _pictures(shown: Deck, cards: Sequence[DrawnCard]) -> str:
    """The cards under the headings of their sections."""
    waiting = iter(cards)
    return "\n".join(
        f'<section class="section"><h3>{escape(legible(section.title))}</h3><div class="cards">'
        + "".join(_card(next(waiting)) for _ in section.cards)
        + "</div></section>"
        for section in shown.sections
    )


_ELSEWHERE_TOO = re.compile(r' id="(?:words|arrow)\d+"')
_ROOT = re.compile(r"^.*?<svg[^>]*>\s*<title>", re.DOTALL)


def _card(card: DrawnCard) -> str:
    """A card: its picture as an element of the page, whose boxes are buttons, so that it is no image."""
    inside = _ELSEWHERE_TOO.sub("", _ROOT.sub("", card.svg, count=1))
    inside = inside.partition("</title>")[2]
    size = f"{card.width:g} {card.height:g}"
    return (
        f'<div class="card"><svg viewBox="0 0 {size}" role="group" aria-label="{escape(legible(card.card.title))}">'
        f"{inside}</div>"
    )


def _legend(shown: Deck) -> str:
    """What the kinds of boxes and the marks of a case look like."""
    kinds = {box.kind for card in _cards(shown) for box in _boxes(card)}
    boxes = (
        _sample(style.fill, style.line, style.style, style.width, style.legend)
        for kind, style in BOXES.items()
        if kind in kinds
    )
    marks = (
        _sample("#ffffff", mark.line, mark.style, mark.width, f"{mark.sign} {_meaning(mark)}")
        for mark in (MARKS[state] for state in STATES_OF_CASES)
    )
    return f'<ul class="legend">{"".join(boxes)}{"".join(marks)}</ul>'


def _meaning(mark: MarkStyle) -> str:
    return mark.legend if mark.legend.startswith(mark.word) else f"{mark.word}: {mark.legend}"


def _sample(fill: str, line: str, style: str, width: float, words: str) -> str:
    dashes = "".join(f' stroke-dasharray="{form}"' for name, form in _DASHES.items() if name in style)
    return (
        '<li><svg viewBox="0 0 30 18" width="30" height="18" aria-hidden="true">'
        f'<rect x="2" y="2" width="26" height="14" fill="{fill}" stroke="{line}" stroke-width="{width}"{dashes}/>'
        f"</svg> {escape(words)}</li>"
    )


def _cards(shown: Deck) -> Iterator[Card]:
    return (card for section in shown.sections for card in section.cards)


def _boxes(card: Card) -> Iterator[Box]:
    yield card.head
    for row in card.rows:
        if row.condition is not None:
            yield row.condition
        yield row.result
