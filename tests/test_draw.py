"""The pathway: what it shows, and that no text of a guideline becomes anything but text."""

from __future__ import annotations

import re
import threading
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

import pytest

from engine.library import load_file, load_text
from guideline_dsl import core
from guideline_dsl.compile import compile_core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.legible import legible
from guideline_dsl.wording import dose_words, words
from visualize import svg
from visualize.deck import deck
from visualize.font_widths import width_of
from visualize.label import plain_label, wrapped
from visualize.picture import Picture, dot_text, draw, draw_cards, sheets_of
from visualize.plain import note_names, plain
from visualize.style import ARROWS, BOXES
from visualize.webassembly import begin_loading

SVG = "{http://www.w3.org/2000/svg}"


def one_decision(title: str = "First", note: str = "a note", condition: str = "ok") -> DecisionGraph:
    dose = core.Dose(
        amount=core.Extent(
            core.Number(Fraction(75), "mg/day"),
            core.Number(Fraction(100), "mg/day"),
        ),
        route="orally",
    )
    nodes: tuple[core.Node, ...] = (
        core.GuidelineNode("small", title, version="1.0.0", status="draft", id="guideline:small"),
        core.BlockNode("facts", id="facts:1"),
        core.FactNode(condition, core.YesNo(), id=f"fact:{condition}", parent="facts:1"),
        core.BlockNode("medicines", id="medicines:1"),
        core.MedicineNode("aspirin", ("antiplatelet",), id="medicine:aspirin", parent="medicines:1"),
        core.DecisionNode("decide", "first", title, id="decision:first"),
        core.BranchNode(core.FactRef(condition), id="branch:1", parent="decision:first"),
        core.GiveNode("medicine", "aspirin", dose, id="give:1", parent="branch:1"),
        core.BranchNode(None, id="branch:2", parent="decision:first"),
        core.GiveNode("nothing", id="give:2", parent="branch:2"),
        core.MessageNode("note", note, id="note:1", parent="branch:2"),
        core.NeverNode("alone", "Aspirin", id="never:alone"),
        core.LimitNode(core.PlanHas(core.Crowd("medicine", "aspirin")), id="limit:1", parent="never:alone"),
    )
    return compile_core(core.Core(nodes))


def drawn(graph: DecisionGraph) -> Picture:
    return draw(deck(graph))


def texts(picture: str) -> list[str]:
    return ["".join(text.itertext()) for text in ET.fromstring(picture).iter(f"{SVG}text")]


def test_a_pathway_says_what_is_given_when_and_which_version_it_is() -> None:
    graph = one_decision()
    shown = "\n".join(texts(drawn(graph).svg))
    for line in (
        "DECIDE: the first that holds",
        "1. when ok",
        "GIVE aspirin 75 to 100 mg/day, orally",
        "2. otherwise",
        "GIVE NOTHING",
        "Note: a note",
        "broken when the plan has aspirin",
        f"small 1.0.0, content {graph.hash[:12]}",
        "Decision support for professionals; not a device, not validated.",
        "page 1 of 1",
        "Status: draft",
    ):
        assert line in shown


def test_what_a_regimen_does_and_that_it_gives_nothing_stands_where_it_is_given() -> None:
    graph = load_text(REGIMEN)
    (card,) = [card for section in deck(graph).sections for card in section.cards if card.id == "decide:care"]
    assert card.rows[0].result.paragraphs == (
        "GIVE Usual doses:",
        "• when severe: alpha 1 mg/day; do A scan",
        "• otherwise: nothing",
    )


REGIMEN = """
guideline small "Small"
  version  1.0.0
  language en
  status   "draft"

facts
  severe  yes | no

medicines
  alpha  blocker

procedures
  scan  "A scan"

regimen usual "Usual doses"
  when severe
    give alpha 1 mg/day
    do scan
    warn "Never with beta"
  otherwise
    give nothing

decide care "Care"
  when severe
    give usual
  otherwise
    give nothing
"""


def test_the_same_guideline_gives_the_same_bytes() -> None:
    assert drawn(one_decision()) == drawn(one_decision())


TRAPS = [
    "<b>bold</b>",
    "<",
    "<<table><td href='javascript:x'>>",
    'a "quoted" word',
    "ends with a backslash \\",
    'backslash and quote \\" here',
    "\\N \\G \\l \\T",
    "&lt; &amp; &#60; AT&T",
    "]]> --> <!-- x -->",
    "colon:port ; { } [ ] = ->",
    "graph node strict subgraph",
    "kilo \N{MICRO SIGN} \N{GREATER-THAN OR EQUAL TO} 中文",
]


@pytest.mark.parametrize("trap", TRAPS)
def test_a_label_is_shown_letter_by_letter(trap: str) -> None:
    shown = texts(drawn(one_decision(title=trap, note=trap)).svg)
    assert trap in " ".join(line.strip() for line in shown)


@pytest.mark.parametrize("trap", TRAPS)
def test_no_text_of_a_guideline_becomes_a_link_an_image_or_markup(trap: str) -> None:
    picture = drawn(one_decision(title=trap, note=trap)).svg
    tags = {element.tag.removeprefix(SVG) for element in ET.fromstring(picture).iter()}
    assert tags <= {"svg", "g", "title", "polygon", "polyline", "path", "text", "ellipse"}
    attributes = {name for element in ET.fromstring(picture).iter() for name in element.attrib}
    assert not {name for name in attributes if "href" in name or name.startswith("on") or name == "style"}
    ids = {element.get("id") for element in ET.fromstring(picture).iter() if "id" in element.attrib}
    assert all(re.fullmatch(r"(page|box|arrow|words)\d+", name or "") for name in ids)


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\x00", "\x1b", "\ufeff", "\ue000"])
def test_what_cannot_be_seen_is_shown_by_its_code_point(sign: str) -> None:
    assert legible(f"a{sign}b") == f"a[U+{ord(sign):04X}]b"


def test_labels_are_wrapped_and_long_words_broken() -> None:
    lines = wrapped("when " + "x" * 100 + " and y", 200, 10)
    assert max(width_of(line, 10) for line in lines) <= 200
    assert "".join(line.strip() for line in lines).count("x") == 100


def test_a_picture_that_lacks_a_line_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "dot_of", lambda sheet: "digraph { }")
    with pytest.raises(svg.DrawingFailed, match="does not show this line"):
        drawn(one_decision())


def test_a_label_of_angle_brackets_stays_plain_text_in_the_dot_file() -> None:
    assert 'label="<b>x</b>\\l' in dot_text(sheets_of(deck(one_decision(title="<b>x</b>"))))
    assert plain_label(["<b>"]).endswith("\\l")


def test_a_card_on_its_own_names_the_nodes_of_its_boxes() -> None:
    first, *_ = draw_cards(deck(one_decision()))
    assert first.card.id == "decision:first"
    assert first.boxes["box0"] == ("decision:first",)
    assert ("branch:1",) in first.boxes.values()
    groups = {g.get("id"): g for g in ET.fromstring(first.svg).iter(f"{SVG}g") if g.get("class") == "node"}
    assert set(groups) == set(first.boxes)


def test_many_threads_may_draw_at_once() -> None:
    pictures: list[str] = []
    threads = [threading.Thread(target=lambda: pictures.append(drawn(one_decision()).svg)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pictures) == 6
    assert len(set(pictures)) == 1


@pytest.mark.slow
def test_a_machine_without_dot_draws_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg.shutil, "which", lambda _: None)
    assert "GIVE NOTHING" in texts(drawn(one_decision()).svg)


def test_kinds_of_statements_differ_by_more_than_colour() -> None:
    seen: set[tuple[str, str, str]] = set()
    for kind, style in BOXES.items():
        if kind == "meaning":
            continue  # stands to the right of its term
        look = (style.heading, style.shape, style.style)
        assert look not in seen
        seen.add(look)
    assert ARROWS["forbids"].head != ARROWS["condition"].head != ARROWS["exception"].head


def test_the_shipped_guideline_is_drawn_with_every_decision_limit_promise_medicine_and_name() -> None:
    shipped = Path(__file__).parent.parent / "guidelines" / "inflammatory_myopathy"
    graph = load_file(shipped / "inflammatory_myopathy.guideline")
    shown = "".join("".join(texts(drawn(graph).svg)).split())
    said: list[str] = []
    note = note_names(graph)
    for node in graph.nodes:
        match node:
            case core.DecisionNode(title=title) | core.NeverNode(title=title) | core.RegimenNode(title=title):
                said.append(title)
            case core.GiveNode(target="medicine", name=name):
                said.append(plain(f"{name} {dose_words(node)}"))
            case core.MessageNode(text=text):
                said.append(note(text))
            case core.BranchNode(condition=condition) if condition is not None:
                said.append(plain(f"when {words(condition)}"))
            case core.LimitNode(condition=condition) | core.ExceptionNode(condition=condition):
                said.append(plain(f"when {words(condition)}"))
            case core.DefineNode(name=name, value=value):
                said += [plain(name), *([] if isinstance(value, core.Cases) else [plain(words(value))])]
            case core.GateNode(facts=facts):
                said += [plain(fact) for fact in facts]
    assert len(said) > 100
    assert [text for text in said if "".join(text.split()) not in shown] == []


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_black_text_stands_on_light_ground() -> None:
    assert all((_luminance(style.fill) + 0.05) / 0.05 > 7 for style in BOXES.values())


@pytest.mark.slow
def test_graphviz_may_be_loaded_while_the_guideline_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg.shutil, "which", lambda _: None)
    for _ in range(3):
        begin_loading()
    assert "GIVE NOTHING" in texts(drawn(one_decision()).svg)
