"""Every shipped guideline on paper, computed from its SVG: nothing overlaps, nothing leaves its box, all is legible."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from drawn_shapes import Drawn, Rectangle, groups, page_size

from engine.library import load_file
from guideline_dsl.graph import DecisionGraph
from tests.shares import one_in
from visualize import svg
from visualize.deck import deck
from visualize.only import names_of, only
from visualize.picture import Picture, draw, draw_cards

ROOT = Path(__file__).parent.parent / "guidelines"
SHIPPED = sorted(str(file.relative_to(ROOT)) for file in ROOT.rglob("*.guideline"))
SMALLEST_LETTERS = 9
RENDERERS = [
    "webassembly",
    pytest.param("dot", marks=pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz")),
]


@pytest.fixture(params=RENDERERS)
def renderer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "webassembly":
        monkeypatch.setattr(svg.shutil, "which", lambda _: None)
    return str(request.param)


@cache
def graph_of(name: str) -> DecisionGraph:
    return load_file(ROOT / name)


def pictures(graph: DecisionGraph) -> Iterator[tuple[str, Picture]]:
    yield "overview", draw(deck(graph), "overview")
    yield "full", draw(deck(graph))
    for name in names_of(graph):
        yield name, draw(only(graph, name))


def faults(page: str) -> Iterator[str]:
    """What is wrong with a page."""
    paper = page_size(page)
    drawn = list(groups(page))
    boxes = [group for group in drawn if group.kind == "node"]
    for one, other in combinations(boxes, 2):
        assert one.extent is not None
        assert other.extent is not None
        if one.extent.meets(other.extent):
            yield f"{one.id} meets {other.id}"
    words = [group for group in drawn if group.kind in ("words", "figure")]
    for box in boxes:
        for group in words:
            if any(box.extent is not None and box.extent.meets(text.place) for text in group.texts):
                yield f"{box.id} covers words: {group.texts[0].text}"
    for group in drawn:
        yield from _faults_of(group, paper)


def _faults_of(group: Drawn, paper: Rectangle) -> Iterator[str]:
    if group.extent is not None and not paper.holds(group.extent):
        yield f"{group.id} leaves the page"
    for text in group.texts:
        if text.size < SMALLEST_LETTERS:
            yield f"{text.text}: {text.size} pt"
        if not paper.holds(text.place):
            yield f"leaves the page: {text.text}"
        if group.kind == "node" and group.body is not None and not group.body.holds(text.place):
            yield f"leaves its box: {text.text}"


@pytest.mark.parametrize("name", one_in(20, SHIPPED))
def test_pages_are_a4_tidy_legible_and_say_which_version_they_are(name: str, renderer: str) -> None:
    """No box meets another, no text leaves its box or the page, no letters are below 9 pt; the overview is a page."""
    graph = graph_of(name)
    for level, picture in pictures(graph):
        assert level != "overview" or len(picture.pages) == 1
        for number, page in enumerate(picture.pages, 1):
            paper = page_size(page)
            assert (paper.right, paper.bottom) == (595, 842)
            assert [f"{level}, page {number}: {wrong}" for wrong in faults(page)] == []
            said = " ".join(text.text for group in groups(page) for text in group.texts)
            assert f"{graph.head.name} {graph.head.version}, content {graph.hash[:12]}" in said
            assert "not a device, not validated" in said
            assert f"page {number} of {len(picture.pages)}" in said
            assert not graph.head.status or "Status: " in said


@pytest.mark.parametrize("name", one_in(10, SHIPPED))
def test_cards_alone_are_as_tidy(name: str) -> None:
    assert [wrong for card in draw_cards(deck(graph_of(name))) for wrong in faults(card.svg)] == []
