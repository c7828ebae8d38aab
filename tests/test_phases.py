"""`phases`: in which order a guideline is drawn. Nothing is decided by it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from engine.library import compile_text, evaluate
from guideline_dsl import core
from guideline_dsl.format import format_file
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.json_form import MalformedJson
from guideline_dsl.parse import parse
from guideline_dsl.read_graph import read_graph

GUIDELINE = """\
guideline example "Example"
  version 1.0.0
  language en

references
  1  guideline  "A guideline"

facts
  stage  early | late

medicines
  prednisone  corticosteroid  "Prednisone"

decide treatment "Treatment"
  when stage is late
    give prednisone 10 mg/day
    cite [1]
  otherwise
    give nothing
    cite [1]

advise visits "Visits"
  note "Come back after a week."
  cite [1]

taper prednisone "Less prednisone"
  start  from 2 weeks
  every  2 weeks
  steps  5, 2.5 mg/day
  end    "Stop, or keep?"
  cite [1]

"""
PHASES = """\
phases
  "Starting"             treatment
  "Reducing prednisone"  prednisone taper
  "Follow-up"            visits
"""


def graph_of(text: str) -> DecisionGraph:
    graph = compile_text(text).graph
    assert graph is not None
    return graph


def test_the_graph_has_the_phases_in_their_order_with_the_ids_of_what_belongs_to_them() -> None:
    graph = graph_of(GUIDELINE + PHASES)
    assert graph.phases == (
        core.Phase("Starting", ("decide:treatment",)),
        core.Phase("Reducing prednisone", ("taper:prednisone",)),
        core.Phase("Follow-up", ("advise:visits",)),
    )
    assert all(statement in graph for phase in graph.phases for statement in phase.statements)


def test_a_guideline_without_phases_has_none() -> None:
    assert graph_of(GUIDELINE).phases == ()


def test_phases_decide_nothing_and_are_no_part_of_the_content_hash() -> None:
    with_phases, without = graph_of(GUIDELINE + PHASES), graph_of(GUIDELINE)
    assert (with_phases.hash, with_phases.order, with_phases.edges) == (
        without.hash,
        without.order,
        without.edges,
    )
    day = date(2026, 1, 1)
    patient = {"facts": {"stage": "late"}, "medicines": []}
    assert evaluate(with_phases, patient, day) == evaluate(without, patient, day)


def test_phases_stand_in_the_json_form() -> None:
    graph = graph_of(GUIDELINE + PHASES)
    assert read_graph(graph.to_json()).phases == graph.phases


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("decide:nothing", "`decide:nothing`, which is no decision and no taper"),
        ("fact:stage", "`fact:stage`, which is no decision and no taper"),
        ("advise:visits", "`advise:visits` stands in two phases"),
    ],
)
def test_a_json_form_whose_phases_do_not_fit_is_refused(statement: str, said: str) -> None:
    form = json.loads(graph_of(GUIDELINE + PHASES).to_json())
    (block,) = [node for node in form["nodes"] if node["is"] == "PhasesNode"]
    block["entries"][0]["statements"] = [statement]
    with pytest.raises(MalformedJson, match=said):
        read_graph(json.dumps(form))


def test_titles_are_shown_in_another_language_and_missed_where_they_are_not() -> None:
    said = (
        'texts de\n  stage "Stadium"\n  early "früh"\n  late "spät"\n  corticosteroid "Cortison"\n'
        '  "Example" "Beispiel"\n  "Prednisone" "Prednison"\n  "Treatment" "Behandlung"\n  "Visits" "Besuche"\n'
        '  "Come back after a week." "Nach einer Woche wiederkommen."\n  "Less prednisone" "Weniger Prednison"\n'
        '  "Stop, or keep?" "Absetzen oder bleiben?"\n  "Starting" "Beginn"\n  "Follow-up" "Verlauf"\n'
    )
    graph = graph_of(GUIDELINE + PHASES + said).in_language("de")
    assert [phase.title for phase in graph.phases] == ["Beginn", "Reducing prednisone [en]", "Verlauf"]
    assert graph.display.untranslated == ("Reducing prednisone",)


def test_a_long_phase_is_broken_under_its_first_decision() -> None:
    names = [f"decision_with_a_long_name_{number}" for number in range(5)]
    text = f'phases\n  "Starting"   {", ".join(names)}\n  "A title"   other, prednisone   taper\n'
    formatted = format_file(parse(text).file)
    assert formatted == (
        'phases\n  "Starting"  decision_with_a_long_name_0, decision_with_a_long_name_1, decision_with_a_long_name_2,\n'
        "              decision_with_a_long_name_3, decision_with_a_long_name_4\n"
        '  "A title"   other, prednisone taper\n'
    )


def test_phases_of_a_guideline_that_is_used_do_not_come_along() -> None:
    from guideline_dsl.check import check
    from guideline_dsl.uses import read_used

    used = read_used("example", "example.guideline", GUIDELINE + PHASES)
    own = (
        'guideline own "Own"\n  version 1.0.0\n  use example\n\nreferences\n  1  guideline  "A document"\n\n'
        'advise meals "Meals"\n  note "A meal."\n  cite [1]\n'
    )
    checked = check(parse(own).file, usable={"example": used})
    assert checked.findings == ()
    assert checked.core is not None
    assert not any(isinstance(node, core.PhasesNode) for node in checked.core.nodes)
