"""The drawing of one patient: its first page says what happened, and no text of a patient becomes anything but text."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest
from test_drawn_pages import faults

from engine.library import evaluate_in_full, load_file, load_text
from guideline_app.drawing import deck_of_patient
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.legible import legible
from visualize.patient_deck import TITLE, patient_deck
from visualize.picture import draw, sheets_of

SHIPPED = Path(__file__).parent.parent / "guidelines"
AS_OF = date(2026, 12, 1)
PATIENTS = sorted(SHIPPED.glob("*/patients/*.json"))
SMALL_TEXT = """
guideline small "Small"
  version  1.0.0
  language en
  status   "draft"
  for      age >= 18 years

facts
  age      0 to 120 years
  weight   2 to 300 kg
  severe   yes | no
  allergic yes | no

medicines
  alpha  blocker
  beta   blocker

decide beginning "Beginning"
  when severe
    give alpha 0.5 mg/kg/day by weight orally
  otherwise
    give nothing

contraindicate alpha
  when allergic
    note "Seen once"

never both "Two blockers"
  when plan has at least 2 of blocker
    note "Two act as one"
"""
SMALL = load_text(SMALL_TEXT)


def first_section(graph: DecisionGraph, patient: dict[str, object]) -> str:
    """The texts of the section on the patient, a line for each."""
    drawn = patient_deck(graph, evaluate_in_full(graph, patient, AS_OF), "Bed 7")
    section = drawn.sections[0]
    assert section.title == TITLE
    said: list[str] = []
    for card in section.cards:
        said.append(f"== {card.title}")
        said += card.head.paragraphs[1:]
        for row in card.rows:
            assert row.condition is not None
            state = f" ({row.condition.mark.state})" if row.condition.mark else ""
            said.append(f"{' | '.join(row.condition.paragraphs)}{state}:")
            said += [f"  {text}" for text in row.result.paragraphs]
    return "\n".join(said)


def test_the_first_page_says_what_is_wrong_what_is_given_and_why_and_what_is_missing() -> None:
    taken = [{"name": "beta", "dose": "10 mg/day"}]
    facts = {"age": "54 years", "severe": "yes", "allergic": "no"}
    assert (
        first_section(SMALL, {"facts": facts, "medicines": taken})
        == """\
== What is wrong, or would be under the plan
The plan is not acceptable as it stands: it breaks 'Two blockers'.
CRITICAL:
  Never: Two blockers. Broken under the plan. Two act as one
== What happened, and why
Beginning | because severe = yes (met):
  • Start alpha 0.5 mg/kg/day by weight, orally (the amount needs weight) [the promise 'Two blockers' is broken]
== What is missing, in the order of asking
1. weight (unknown):
  weight: 2 to 300 kg
  amount: Beginning
== What it rests on
taken now:
  beta 10 mg/day
never: Two blockers:
  now kept, under this plan broken"""
    )


def test_what_is_withheld_and_what_is_not_known_stand_on_the_first_page() -> None:
    facts = {"age": "54 years", "severe": "yes", "weight": "70 kg"}
    held = first_section(SMALL, {"facts": {**facts, "allergic": "yes"}, "medicines": []})
    assert "(withheld):\n  CONTRAINDICATED" in held
    assert "  withheld alpha: contraindicated when allergic" in held
    unclear = first_section(SMALL, {"facts": facts, "medicines": []})
    assert "(unknown):\n  CONDITIONAL" in unclear
    assert "  needs: allergic" in unclear
    assert "1. allergic (unknown):" in unclear


def test_outside_the_scope_the_first_page_says_why() -> None:
    outside = first_section(SMALL, {"facts": {"age": "3 years"}, "medicines": []})
    assert "(not met):\n  The guideline is not about this patient.\n  age = 3 years" in outside


def test_the_head_and_every_page_say_whom_and_when_it_is_about() -> None:
    assessment = evaluate_in_full(SMALL, {"facts": {}}, AS_OF)
    drawn = patient_deck(SMALL, assessment, "Bed 7")
    whom = f"Patient Bed 7, as of 2026-12-01, input {assessment.input_hash[:12]}, engine {assessment.engine}."
    assert whom in drawn.head.paragraphs
    assert drawn.footer[0] == whom
    assert f"content {SMALL.hash[:12]}" in drawn.footer[1]


@pytest.mark.slow
@pytest.mark.parametrize("file", PATIENTS, ids=lambda file: f"{file.parent.parent.name}-{file.stem}")
def test_every_shipped_patient_is_drawn_with_every_mark_and_the_pages_are_tidy(file: Path) -> None:
    for guideline in sorted(file.parent.parent.glob("*.guideline")):
        drawn = deck_of_patient(load_file(guideline), file.read_text(encoding="utf-8"), AS_OF)
        picture = draw(drawn)
        assert [
            wrong for page in (*picture.pages, *draw(drawn, "overview").pages) for wrong in faults(page)
        ] == []
        shown = "".join("".join(picture.lines).split())
        for card in (card for section in drawn.sections for card in section.cards):
            for box in (card.head, *(box for row in card.rows for box in (row.condition, row.result) if box)):
                for line in box.mark.lines if box.mark is not None else ():
                    assert "".join(legible(line).split()) in shown


TRAPS = [
    "<script>alert(1)</script>",
    "]]>",
    '"><img src=x onerror=alert(1)>',
    "\\N \\l \\G &lt;b&gt;",
    "עברית",
    "🧪" * 100,
    "x" * 200,  # more is refused, and so is what cannot be seen
]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap[:12])
def test_no_text_of_a_patient_becomes_markup_or_is_lost(trap: str) -> None:
    patient = {
        "id": trap,
        "facts": {"age": {"value": 54, "unit": "years", "source": trap}, "severe": True, "allergic": False},
        "medicines": [{"name": trap, "classes": ["blocker"]}],
    }
    drawn = deck_of_patient(SMALL, json.dumps(patient), AS_OF)
    picture = draw(drawn)
    root = ET.fromstring(picture.svg)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "g", "title", "polygon", "polyline", "path", "ellipse", "text", "rect"}
    shown = "".join("".join(picture.lines).split())
    assert "".join(legible(trap).split()) in shown


@pytest.mark.parametrize(("form", "called"), [({"id": "Bed 7"}, "Patient Bed 7, as of"), ({}, "As of")])
def test_a_file_that_begins_with_a_byte_order_mark_is_drawn_as_it_is_evaluated(
    form: dict[str, str], called: str
) -> None:
    text = "\N{ZERO WIDTH NO-BREAK SPACE}" + json.dumps({**form, "facts": {}})
    assert deck_of_patient(SMALL, text, AS_OF).footer[0].startswith(called)


def test_the_same_patient_gives_the_same_pages() -> None:
    text = PATIENTS[0].read_text(encoding="utf-8")
    graph = load_file(next(iter(sorted(PATIENTS[0].parent.parent.glob("*.guideline")))))
    first, again = (sheets_of(deck_of_patient(graph, text, AS_OF)) for _ in range(2))
    assert first == again


def test_an_overview_of_a_patient_says_what_is_wrong_and_cuts_no_broken_promise_away() -> None:
    promises = "".join(
        f'\nnever kept_{number} "Kept {number}"\n  when age > {100 + number} years\n    note "It is so"\n'
        for number in range(15)
    )
    broken = '\nnever last "The one that is broken"\n  when severe\n    note "It is so"\n'
    graph = load_text(SMALL_TEXT + promises + broken)
    assessment = evaluate_in_full(
        graph, {"facts": {"age": "54 years", "severe": "yes"}, "medicines": []}, date(2026, 12, 1)
    )
    shown = " ".join(draw(patient_deck(graph, assessment), "overview").lines)
    assert "CRITICAL: Never: The one that is broken" in shown
    assert "! broken: The one that is broken" in shown
