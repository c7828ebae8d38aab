"""A guideline as cards: nothing of it is left out, each box leads back to the text, and phases stand in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from drawn_shapes import groups

from engine.library import load_file, load_text
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from tests.shares import one_in
from visualize.cards import Box, Card, Deck, Mark
from visualize.deck import deck
from visualize.only import NoSuchDecision, names_of, only
from visualize.picture import draw, draw_cards
from visualize.plain import plain
from visualize.style import MARKS, WIDER_FONT

ROOT = Path(__file__).parent.parent / "guidelines"
SHIPPED = sorted(str(file.relative_to(ROOT)) for file in ROOT.rglob("*.guideline"))
MYOSITIS = "inflammatory_myopathy/inflammatory_myopathy.guideline"
DRAWN = (
    core.GuidelineNode
    | core.DecisionNode
    | core.TaperNode
    | core.RegimenNode
    | core.BranchNode
    | core.OptionNode
    | core.ExceptionNode
    | core.GiveNode
    | core.StopNode
    | core.DoNode
    | core.MessageNode
    | core.GateNode
    | core.WithholdNode
    | core.NeverNode
    | core.LimitNode
    | core.DefineNode
    | core.FactNode
)


@cache
def graph_of(name: str) -> DecisionGraph:
    return load_file(ROOT / name)


def cards_of(whole: Deck) -> Mapping[str, Card]:
    return {card.id: card for section in whole.sections for card in section.cards}


def boxes_of(whole: Deck) -> Iterator[Box]:
    yield whole.head
    for card in cards_of(whole).values():
        yield card.head
        for row in card.rows:
            yield from (box for box in (row.condition, row.result) if box is not None)


@pytest.mark.parametrize("name", one_in(10, SHIPPED))
def test_every_statement_has_a_box_that_leads_back_to_it(name: str) -> None:
    graph = graph_of(name)
    shown = {node for nodes in draw(deck(graph)).boxes.values() for node in nodes}
    assert [node.id for node in graph.nodes if isinstance(node, DRAWN) and node.id not in shown] == []
    assert all(node in graph for node in shown)


@pytest.mark.parametrize("name", one_in(10, SHIPPED))
def test_every_paragraph_of_every_box_is_in_the_picture(name: str) -> None:
    whole = deck(graph_of(name))
    picture = draw(whole)
    words = (text.text for page in picture.pages for group in groups(page) for text in group.texts)
    shown = "".join("".join(words).split())
    said = [text for box in boxes_of(whole) for text in (*box.paragraphs, *box.support)]
    assert [text for text in said if "".join(text.split()) not in shown] == []


def test_drawn_cards_are_the_cards_of_the_deck_and_their_boxes_have_ids_of_their_own() -> None:
    whole = deck(graph_of(MYOSITIS))
    drawn = draw_cards(whole)
    assert [card.card for card in drawn] == list(cards_of(whole).values())
    ids = [box for card in drawn for box in card.boxes]
    assert len(ids) == len(set(ids))


def test_phases_come_first_and_in_the_order_of_the_guideline() -> None:
    graph = graph_of(MYOSITIS)
    titles = [section.title for section in deck(graph).sections]
    named = [phase.title for phase in graph.phases]
    assert titles[: len(named)] == named
    assert titles[len(named) :] == ["What limits treatment", "Doses and names", "References and readings"]


NO_PHASES = """guideline plain_one "Plain one"
  version 1.0.0

facts
  ok  yes | no

medicines
  alphin   steroid

procedures
  scan  "The scan"

advise watching "Watching"
  do scan

taper alphin "Less alphin"
  start  from 2 weeks
  every  2 weeks
  steps  4, 2 mg/day

decide starting "Starting"
  when ok
    give alphin 5 mg once daily
  otherwise
    give nothing
"""


def test_without_phases_treatment_comes_before_reduction_and_monitoring() -> None:
    titles = [section.title for section in deck(load_text(NO_PHASES)).sections]
    assert titles[:3] == ["Treatment", "Reducing a dose", "Monitoring and follow-up"]


def test_a_dose_stands_where_it_is_decided_by_way_of_a_regimen_too() -> None:
    card = cards_of(deck(graph_of(MYOSITIS)))["decide:starting_prednisone"]
    assert card.rows[-1].result.paragraphs[:2] == (
        "GIVE Starting prednisone, adult:",
        "• prednisone 0.5 to 1 mg/kg/day by weight, usually 60 to 80 mg/day, orally once daily, "
        "for 2 to 4 weeks, immediately",
    )


def test_words_are_plain_and_keep_their_letters() -> None:
    assert plain("anti_hmgcr and creatinine >= 200 umol/L") == "anti hmgcr and creatinine ≥ 200 µmol/L"
    assert plain("sqrt(height in cm * weight in kg / 3600) * 1 m2 <= 2 m2") == (
        "sqrt(height in cm × weight in kg / 3600) × 1 m² ≤ 2 m²"
    )
    assert plain("temperature in Cel < 35") == "temperature in °C < 35"


def test_one_decision_has_its_limits_and_what_its_words_stand_for_and_no_more() -> None:
    cards = cards_of(only(graph_of(MYOSITIS), "first_line_agent"))
    assert "choose:first_line_agent" in cards
    assert "decide:starting_prednisone" not in cards
    assert {card.head.kind for card in cards.values()} >= {"gate", "contraindicate", "promise", "regimen"}
    limited = {card.title for card in cards.values() if card.head.kind == "contraindicate"}
    assert limited == {"azathioprine", "methotrexate"}
    terms = {row.condition.paragraphs[0] for row in cards["names"].rows if row.condition is not None}
    assert {"lung disease", "severe skin disease", "conception"} <= terms
    assert "pulse indicated" not in terms


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("startin_prednisone", "did you mean starting_prednisone"),
        ("zzz", "there are starting_prednisone, "),
        ("x" * 10_000, "there are starting_prednisone, "),
        ("", "there are starting_prednisone, "),
    ],
)
def test_a_name_that_no_decision_has_is_told_close_names_or_all(name: str, hint: str) -> None:
    with pytest.raises(NoSuchDecision, match=hint) as told:
        only(graph_of(MYOSITIS), name)
    assert len(str(told.value)) < 500


def test_every_decision_and_taper_can_be_drawn_alone() -> None:
    for name in names_of(graph_of(MYOSITIS)):
        assert only(graph_of(MYOSITIS), name).sections


def test_a_mark_is_a_sign_a_word_and_a_line_and_no_two_are_alike() -> None:
    looks = [(style.sign, style.word) for style in MARKS.values()]
    assert len(looks) == len(set(looks))
    assert len({style.sign for style in MARKS.values()}) == len(MARKS)
    patient = ("met", "not met", "unknown", "not reached", "withheld")
    lines = [(MARKS[state].style, MARKS[state].width) for state in patient]
    assert len(lines) == len(set(lines))


def test_marks_and_their_lines_are_drawn_in_their_box() -> None:
    marks = {
        "decide:starting_prednisone/when:1": Mark("not met", ("diagnosis = polymyositis",)),
        "decide:starting_prednisone/otherwise/give:1": Mark("withheld", ("not before: <weight>",)),
    }
    whole = deck(graph_of(MYOSITIS), marks)
    drawn = next(card for card in draw_cards(whole) if card.card.id == "decide:starting_prednisone")
    shown = {group.id: [text.text.strip() for text in group.texts] for group in groups(drawn.svg)}
    by_node = {nodes[0]: shown[box] for box, nodes in drawn.boxes.items() if nodes}
    assert by_node["decide:starting_prednisone/when:1"][-2:] == ["✗ not met", "diagnosis = polymyositis"]
    given = by_node["decide:starting_prednisone/otherwise/give:1"]
    assert "⊘ withheld" in given
    assert "not before: <weight>" in given
    legend = "\n".join(draw(whole).lines)
    assert "does not hold" in legend
    assert "would apply and is held back" in " ".join(legend.split())


def test_lines_of_one_box_that_are_marked_differently_each_bear_their_sign() -> None:
    branch = "decide:inclusion_body_trial/when:1"
    marks = {
        f"{branch}/give:1": Mark("met"),
        f"{branch}/give:2": Mark("withheld", ("hepatitis_b is unknown",)),
    }
    card = cards_of(deck(graph_of(MYOSITIS), marks))["decide:inclusion_body_trial"]
    given = card.rows[0].result
    assert given.mark == Mark("withheld", ("hepatitis_b is unknown",))
    assert "✓ GIVE Starting prednisone, adult:" in given.paragraphs
    assert "⊘ GIVE Methotrexate, adult:" in given.paragraphs


@pytest.mark.parametrize("name", [MYOSITIS, "news2/news2.guideline"])
def test_text_stays_in_its_box_in_a_font_that_is_a_sixth_wider(name: str) -> None:
    for page in draw(deck(graph_of(name))).pages:
        for group in groups(page):
            for text in group.texts:
                wider = text.place.left + (text.place.right - text.place.left) * (WIDER_FONT - 0.01)
                assert group.body is None or group.kind != "node" or wider <= group.body.right + 0.01, (
                    text.text
                )


STEPWISE = """guideline stepwise "Stepwise"
  version 1.0.0

facts
  response  adequate | inadequate
  pregnant  yes | no

medicines
  alphin   steroid
  betamin  sparing

decide usual "In steps"
  line one "First line" until response is inadequate
    give alphin 5 mg orally once daily
  line two
    give betamin 10 mg once weekly

decide special "In pregnancy"
  for pregnant
  instead of usual
  give alphin 2.5 mg orally once daily
"""


def test_lines_of_therapy_lead_on_by_then_and_what_overrides_a_decision_is_named_in_it() -> None:
    whole = deck(load_text(STEPWISE))
    card = cards_of(whole)["decide:usual"]
    said = [row.condition.paragraphs[0] for row in card.rows if row.condition is not None]
    assert said == [
        "overridden by In pregnancy when pregnant",
        "1. First line, until response is inadequate or taking betamin",
        "2. two, for good",
    ]
    drawn = next(drawn for drawn in draw_cards(whole) if drawn.card.id == card.id)
    words = [text.text for group in groups(drawn.svg) if group.kind == "edge" for text in group.texts]
    assert sorted(words) == ["no", "then", "yes"]
