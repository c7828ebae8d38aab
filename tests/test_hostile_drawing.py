"""Hostile words in every text of a guideline: all are drawn, none becomes markup, and the pages stay tidy."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Collection
from dataclasses import fields, replace
from pathlib import Path

import pytest
from drawn_shapes import SVG
from test_drawn_pages import faults

from guideline_dsl import core
from guideline_dsl.check import check
from guideline_dsl.compile import compile_core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.parse import parse
from tests.shares import one_in
from visualize.deck import deck
from visualize.label import legible
from visualize.only import only
from visualize.picture import Level, Picture, draw, draw_cards

SAMPLE = Path(__file__).parent / "graph_sample.guideline"
LONG = 10_000
TEXTS = {"title", "text", "question", "status", "source", "notice", "end", "version"}
HARMLESS = {"svg", "g", "title", "desc", "polygon", "polyline", "path", "rect", "line", "text", "ellipse"}
TRAPS = {
    "script": "<script>alert('x')</script>",
    "end of data": "]]> --> <!-- &amp; &#60;",
    "quotes and backslashes": 'a "quoted" \\word\\ \\N \\l \\" ends with \\',
    "html label": "<<table><td href='javascript:x'>>",
    "right to left": "dose \u202e01\u2066 mg \u200f",
    "emoji": "\U0001f48a\U0001f469\u200d\u2695\ufe0f \U0001f1e9\U0001f1ea",
    "accents": "e" + "\u0301" * 9,
    "many scripts": "中文 العربية Ελληνικά हिन्दी ﷽",
    "white space": "a \t\n b",
    "nothing": "",
}


def with_texts(
    graph: DecisionGraph, text: str, names: Collection[str] = TEXTS, longest: int = 10**6
) -> DecisionGraph:
    """The graph with the text in the place of texts that its author wrote freely, of the first so many nodes."""
    nodes: list[core.Node] = []
    changed = 0
    for node in graph.nodes:
        changes = {of.name: text for of in fields(node) if of.name in names and getattr(node, of.name)}
        changed += bool(changes)
        nodes.append(replace(node, **changes) if changes and changed <= longest else node)  # type: ignore[arg-type]
    return DecisionGraph(tuple(nodes), graph.edges, graph.order, graph.hash, graph.display)


def unharmed() -> DecisionGraph:
    checked = check(parse(SAMPLE.read_text(encoding="utf-8")).file)
    assert checked.core is not None
    return compile_core(checked.core)


def sample(text: str) -> DecisionGraph:
    return with_texts(unharmed(), text)


def said(picture: Picture) -> str:
    texts = (text for page in picture.pages for text in ET.fromstring(page).iter(f"{SVG}text"))
    return "".join("".join("".join(text.itertext()) for text in texts).split())


def squeezed(text: str) -> str:
    return "".join(legible(text).split())


@pytest.mark.parametrize("text", one_in(5, TRAPS.values()), ids=TRAPS.keys())
@pytest.mark.parametrize("level", ["overview", "full"])
def test_hostile_words_stay_words_and_pages_stay_tidy(text: str, level: Level) -> None:
    picture = draw(deck(sample(text)), level)
    assert squeezed(text) in said(picture)
    assert [wrong for page in picture.pages for wrong in faults(page)] == []
    for element in ET.fromstring(picture.svg).iter():
        assert element.tag.removeprefix(SVG) in HARMLESS
        assert not any("href" in name or name.startswith("on") or name == "style" for name in element.attrib)
        assert re.fullmatch(r"((page|box|arrow|words)\d+)?", element.get("id", ""))


@pytest.mark.parametrize("text", one_in(5, TRAPS.values()), ids=TRAPS.keys())
def test_cards_and_single_decisions_stay_tidy_with_hostile_words(text: str) -> None:
    graph = sample(text)
    assert [wrong for card in draw_cards(deck(graph)) for wrong in faults(card.svg)] == []
    for name in ("beginning", "next_step", "alpha"):
        assert [wrong for page in draw(only(graph, name)).pages for wrong in faults(page)] == []


@pytest.mark.slow
@pytest.mark.parametrize("of", ["text", "title"])
@pytest.mark.parametrize("words", ["W" * LONG, "word " * (LONG // 5)], ids=["a word", "words"])
def test_a_text_longer_than_a_page_is_drawn_to_its_end(words: str, of: str) -> None:
    """Of a message, and of the guideline and its decisions."""
    graph = with_texts(unharmed(), words, {of}, longest=3)
    picture = draw(deck(graph))
    longest = sum(1 for node in graph.nodes if getattr(node, of, "") == words)
    assert longest == 3
    assert said(picture).count(words[0]) >= words.count(words[0]) * longest
    assert [wrong for page in picture.pages for wrong in faults(page)] == []
    overview = draw(deck(graph), "overview")
    assert [wrong for page in overview.pages for wrong in faults(page)] == []
    assert len(overview.pages) == 1


@pytest.mark.slow
def test_an_overview_of_a_very_large_guideline_is_one_page_that_counts_what_it_leaves_out() -> None:
    whole = deck(unharmed())
    many = tuple(
        replace(section, title=f"Phase {number}", cards=section.cards * 7)
        for number in range(12)
        for section in whole.sections
        if section.in_sequence
    )
    limits = tuple(
        replace(section, cards=section.cards * 7) for section in whole.sections if not section.in_sequence
    )
    picture = draw(replace(whole, sections=(*many, *limits)), "overview")
    assert len(picture.pages) == 1
    assert list(faults(picture.pages[0])) == []
    assert any(re.fullmatch(r"and \d+ more", line.strip()) for line in picture.lines)
