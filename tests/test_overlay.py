"""What happened to a patient, as marks: each says what the assessment says; no missing value looks like a no."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from engine.assessment import Outcome, Step, Withheld
from engine.cases import patient_of, time_of
from engine.full_assessment import FullAssessment
from engine.library import evaluate, evaluate_in_full, load_file, load_text
from engine.patient import PatientRefused
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.parse import parse
from guideline_dsl.syntax import Case
from visualize.cards import Marks
from visualize.overlay import marks_of
from visualize.plain import plain, plain_names

SHIPPED = Path(__file__).parent.parent / "guidelines"
GUIDELINES = sorted(SHIPPED.glob("*/*.guideline"))
AS_OF = date(2026, 12, 1)

load = cache(load_file)


def assessed(file: Path) -> Iterator[tuple[str, FullAssessment]]:
    """The cases of a guideline that are not refused, of many a share, and every patient in its folder, in full."""
    graph = load(file)
    beside = file.with_suffix(".cases")
    cases = [
        case
        for text in ((file, beside) if beside.exists() else (file,))
        for case in parse(text.read_text(encoding="utf-8")).file.items
        if isinstance(case, Case)
    ]
    for case in cases[:: 1 + len(cases) // _MANY]:
        try:
            yield case.title.value, evaluate_in_full(graph, patient_of(case), time_of(case))
        except PatientRefused:
            continue
    for patient in sorted((file.parent / "patients").glob("*.json")):
        yield patient.stem, evaluate_in_full(graph, patient.read_text(encoding="utf-8"), AS_OF)


_MANY = 100


@pytest.mark.slow
@pytest.mark.parametrize("file", GUIDELINES, ids=lambda file: file.stem)
def test_every_mark_of_every_case_and_patient_agrees_with_the_assessment(file: Path) -> None:
    graph = load(file)
    wrong = [
        f"{title}: {disagreement}"
        for title, assessment in assessed(file)
        for disagreement in disagreements(graph, assessment, marks_of(graph, assessment))
    ]
    assert wrong == []


SMALL = load_text(
    """
guideline small "Small"
  version  1.0.0
  language en
  status   "draft"
  for      age >= 18 years

facts
  age      0 to 120 years
  weight   2 to 300 kg
  severe   yes | no
  frail    yes | no
  allergic yes | no
  screened yes | no

medicines
  alpha  blocker
  beta   blocker
  gamma  other

decide beginning "Beginning"
  when severe
    give alpha 0.5 mg/kg/day by weight orally
  when frail
    give beta 10 mg/day
  otherwise
    give gamma 5 mg/day
    note "The mildest"

before beta
  check screened

contraindicate alpha
  when allergic
    note "Seen once"

never both "Two blockers"
  when plan has at least 2 of blocker
    note "Two act as one"
"""
)
ADULT = {"age": "54 years"}


def marked(facts: dict[str, str], medicines: list[object] | None = None) -> Marks:
    patient = {"facts": facts, "medicines": medicines or []}
    return marks_of(SMALL, evaluate_in_full(SMALL, patient, date(2026, 1, 31)))


def test_the_branch_that_decided_is_met_with_the_dose_and_its_arithmetic_and_the_rest_is_not_reached() -> (
    None
):
    marks = marked({**ADULT, "severe": "yes", "weight": "70 kg", "allergic": "no"})
    branch, give = marks["decide:beginning/when:1"], marks["decide:beginning/when:1/give:1"]
    assert (branch.state, branch.lines) == ("met", ("severe = yes",))
    assert (give.state, give.lines) == (
        "met",
        ("start alpha: 35 mg/day, orally", "0.5 mg/kg/day x 70 kg = 35 mg/day"),
    )
    assert (
        marks["decide:beginning/when:2"].state == marks["decide:beginning/otherwise"].state == "not reached"
    )
    assert marks["decide:beginning"].state == "met"


def test_what_is_missing_is_unknown_and_named_and_all_that_waits_for_it_is_unknown_too() -> None:
    marks = marked({**ADULT, "severe": "no"})
    branch = marks["decide:beginning/when:2"]
    assert (branch.state, branch.lines) == ("unknown", ("frail: not recorded", "needs: frail"))
    assert marks["decide:beginning/otherwise"].state == "unknown"
    assert marks["decide:beginning/otherwise/note:1"].state == "unknown"
    assert marks["decide:beginning"].lines[0].startswith("INSUFFICIENT DATA")


def test_a_dose_that_cannot_be_computed_names_what_it_needs() -> None:
    marks = marked({**ADULT, "severe": "yes", "allergic": "no"})
    assert "needs: weight" in marks["decide:beginning/when:1/give:1"].lines


def test_what_is_contraindicated_is_withheld_with_the_reason_and_what_may_be_is_unknown() -> None:
    withheld = marked({**ADULT, "severe": "yes", "allergic": "yes"})
    give = withheld["decide:beginning/when:1/give:1"]
    assert (give.state, give.lines) == ("withheld", ("withheld alpha: contraindicated when allergic",))
    assert withheld["decide:beginning"].state == "withheld"
    assert withheld["contraindicate:1"].state == "withheld"
    assert withheld["contraindicate:1/when:1"].state == "met"
    perhaps = marked({**ADULT, "severe": "yes"})["decide:beginning/when:1/give:1"]
    assert perhaps.state == "unknown"
    assert "withheld if contraindicated when allergic" in perhaps.lines


def test_a_gate_that_is_not_passed_holds_its_medicine_back_until_it_is() -> None:
    waiting = marked({**ADULT, "severe": "no", "frail": "yes"})
    give = waiting["decide:beginning/when:2/give:1"]
    assert give.state == "withheld"
    assert "beta not before it is known: screened" in give.lines
    assert "start beta, once what is asked for is known: 10 mg/day" in give.lines
    assert waiting["before:1"].state == "unknown"
    passed = marked({**ADULT, "severe": "no", "frail": "yes", "screened": "no"})
    assert passed["decide:beginning/when:2/give:1"].state == passed["before:1"].state == "met"


def test_a_broken_promise_is_an_alert_and_a_kept_one_is_kept() -> None:
    facts = {**ADULT, "severe": "no", "frail": "no"}
    assert marked(facts)["never:both"].state == "kept"
    broken = marked(facts, [{"name": "alpha", "dose": "10 mg/day"}, {"name": "beta", "dose": "10 mg/day"}])
    assert broken["never:both"].state == "broken"
    assert broken["never:both"].lines[0].startswith("CRITICAL: Never: Two blockers. Broken now")
    assert broken["never:both/when:1"].state == "met"


SHARED = load_text(
    """
guideline shared_doses "Shared doses"
  version  1.0.0
  language en
  status   "draft"

facts
  severe  yes | no
  mild    yes | no

medicines
  alpha  blocker

procedures
  scan  "A scan"

regimen usual "Usual doses"
  give alpha 1 mg/day
  warn "Never with beta"

decide surely "Surely"
  when severe
    give usual
  otherwise
    give nothing

choose perhaps "Perhaps"
  option dose "The dose"
    only when mild
    give usual
  option scan "The scan"
    only when severe
    do scan
"""
)


def test_a_warning_that_one_decision_gives_for_certain_is_met_whatever_is_open_in_another() -> None:
    assessment = evaluate_in_full(SHARED, {"facts": {"severe": "yes"}}, date(2026, 1, 31))
    shown = [message.shown for outcome in assessment.outcomes for message in outcome.messages]
    assert shown == ["yes", "unknown"]
    assert marks_of(SHARED, assessment)["regimen:usual/warn:1"].state == "met"


def test_outside_the_scope_nothing_is_reached_and_while_it_is_open_nothing_is_decided() -> None:
    def states(marks: Marks) -> set[str]:
        return {mark.state for node, mark in marks.items() if node != "guideline"}

    outside, unclear = marked({"age": "3 years"}), marked({})
    assert (outside["guideline"].state, states(outside)) == ("not met", {"not reached"})
    assert (unclear["guideline"].state, states(unclear)) == ("unknown", {"unknown"})
    assert unclear["guideline"].lines == ("age: not recorded", "needs: age")


def test_in_full_says_what_the_assessment_says_and_adds_the_statements() -> None:
    patient = {"facts": {**ADULT, "severe": "yes"}, "medicines": []}
    short, full = (give(SMALL, patient, date(2026, 1, 31)) for give in (evaluate, evaluate_in_full))
    assert full.model_dump(exclude={"statements", "packages"}) == short.model_dump()


BY_POINTS = load_text(
    """
guideline pulse_points "Points"
  version  1.0.0
  language en
  status   "draft"

references
  1  guideline  "A guideline"

facts
  pulse  0 to 300 /min  to the nearest 1 /min
  ill    yes | no

score pulse_points "The points"
  by pulse in /min
    0 points  for 99 or less
    2 points  for 100 or more
  1 point   when ill
  cite [1]
"""
)


def test_each_item_of_a_score_and_each_row_of_its_tables_is_marked() -> None:
    def states(facts: dict[str, str]) -> dict[str, str]:
        marks = marks_of(BY_POINTS, evaluate_in_full(BY_POINTS, {"facts": facts}, date(2026, 1, 31)))
        prefix = "define:pulse_points "
        return {
            node.removeprefix(prefix): mark.state for node, mark in marks.items() if node.startswith(prefix)
        }

    assert states({"pulse": "120 /min", "ill": "no"}) == {
        "item 1, row 1": "not met",
        "item 1, row 2": "met",
        "item 1": "met",
        "item 2": "not met",
    }
    assert set(states({}).values()) == {"unknown"}


def disagreements(graph: DecisionGraph, assessment: FullAssessment, marks: Marks) -> Iterator[str]:
    """Where marks say something else than the assessment."""
    open_limits = {shown.node for shown in assessment.statements if shown.missing}
    for outcome in assessment.outcomes:
        yield from _of_outcome(graph, outcome, marks)
        for step in _all_steps(outcome.trace) if assessment.scope == "yes" else ():
            yield from _of_step(graph, step, outcome, marks)
        for held in outcome.withheld:
            yield from _of_withheld(graph, held, marks, open_limits)
    surely = {
        given.node
        for outcome in assessment.outcomes
        if outcome.kind == "recommended"
        for given in (*outcome.recommendations, *(r for o in outcome.options for r in o.recommendations))
        if given.leads == "yes"
    }
    for recommendation in assessment.recommendations:
        state = marks[recommendation.node].state
        sure = recommendation.node in surely and not recommendation.conditions
        if sure and state != "met":
            yield f"{recommendation.node} is recommended and {state}"
        if recommendation.conditions and state not in ("unknown", "withheld", "met"):
            yield f"{recommendation.node} is conditional and {state}"
    said = {line for node, mark in marks.items() if not node.startswith("fact:") for line in mark.lines}
    asked = {name for line in said if line.startswith("needs: ") for name in line[7:].split(", ")}
    for request in assessment.missing:
        if plain_names(graph)(request.name) not in asked:
            yield f"{request.name} is missing, and no mark says so"
    for node, mark in marks.items():
        if mark.state == "not met" and any(line.startswith("needs: ") for line in mark.lines):
            yield f"{node} is not met and needs something: {mark.lines}"
    for promise in assessment.promises:
        states = {promise.now, promise.plan}
        state = marks[f"never:{promise.name}"].state
        expected = "broken" if "broken" in states else "unknown" if "open" in states else "kept"
        if states != {"outside scope"} and state != expected:
            yield f"{promise.name} is {states} and {state}"


def _of_withheld(
    graph: DecisionGraph, held: Withheld, marks: Marks, open_limits: Container[str]
) -> Iterator[str]:
    """What is withheld is marked so where it is given by its name; any other of its class may be given instead."""
    # of several limits that may hold one surely does: which of them, need not be known
    allowed = {"met", "unknown"} if held.node in open_limits else {"met"}
    if marks[held.node].state not in allowed:
        yield f"{held.node} withholds {held.medicine} and is {marks[held.node].state}"
    told = [
        (node, marks[node.id])
        for node in graph.nodes
        if isinstance(node, core.GiveNode)
        and (
            any(line.startswith(f"withheld {plain(held.medicine)}") for line in marks[node.id].lines)
            or (node.name == held.medicine and marks[node.id].state == "withheld")
        )
    ]
    if not told or any(node.name == held.medicine and mark.state != "withheld" for node, mark in told):
        yield f"{held.medicine} is withheld, and no mark says so: {told}"


_STATES = {
    "recommended": {"met"},
    "nothing recommended": {"met"},
    "shown": {"met"},
    "conditional": {"unknown"},
    "insufficient data": {"unknown"},
    "unknown": {"unknown"},
    "contraindicated": {"withheld"},
    "conflict": {"withheld"},
    "not applicable": {"not met"},
    "not shown": {"not met"},
    "outside scope": {"not reached"},
}


def _of_outcome(graph: DecisionGraph, outcome: Outcome, marks: Marks) -> Iterator[str]:
    node = graph.node(outcome.id)
    if not isinstance(node, core.DecisionNode) or node.mode == "advise":
        return
    state = marks[node.id].state
    if state not in _STATES[outcome.kind]:
        yield f"{node.id} is {outcome.kind} and marked {state}"
    branches = [n for n in graph.children(node.id) if isinstance(n, core.BranchNode)]
    met = [branch.id for branch in branches if marks[branch.id].state == "met"]
    if len(met) > 1 or (met and state == "not met"):
        yield f"{node.id} is {outcome.kind}, and these branches are met: {met}"
    # what all open branches lead to is recommended without one of them being known to hold
    held = met or [branch for branch in branches if marks[branch.id].state == "unknown"]
    if branches and outcome.kind == "recommended" and not held:
        yield f"{node.id} is recommended by no branch"
    for branch_id in met if outcome.kind in ("recommended", "nothing recommended") else ():
        for line in graph.children(branch_id):
            if isinstance(line, core.GiveNode) and marks[line.id].state != "met":
                yield f"{line.id} is given and marked {marks[line.id].state}"
    for given in outcome.recommendations:
        if outcome.kind == "recommended" and marks[given.node].state != "met":
            yield f"{given.node} is recommended and marked {marks[given.node].state}"


def _of_step(graph: DecisionGraph, step: Step, outcome: Outcome, marks: Marks) -> Iterator[str]:
    node = graph.node(step.node) if step.node else None
    if not isinstance(node, core.BranchNode | core.ExceptionNode | core.LimitNode):
        return
    state = marks[node.id].state
    allowed = {"yes": {"met", "unknown"}, "no": {"not met"}, "unknown": {"unknown"}}[step.answer]
    if isinstance(node, core.BranchNode) and outcome.kind in ("not applicable", "not shown"):
        allowed = {*allowed, "not reached"}  # the whole decision is not about the patient
    if state not in allowed:
        yield f"{step.node} was answered {step.answer} and is {state} ({outcome.kind})"


def _all_steps(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from _all_steps(step.inside)


def test_a_box_of_several_medicines_says_whose_each_dose_is_and_leaves_none_out() -> None:
    graph = load(SHIPPED / "inflammatory_myopathy" / "inflammatory_myopathy.guideline")
    patient = SHIPPED / "inflammatory_myopathy" / "patients" / "first_visit_with_diabetes.json"
    marks = marks_of(graph, evaluate_in_full(graph, patient.read_text(encoding="utf-8"), AS_OF))
    said = marks["choose:first_line_agent/option:methotrexate/give:1"]
    assert said.state == "withheld"
    doses = [line for line in said.lines if line.startswith("start")]
    assert [line.partition(": ")[0] for line in doses] == [
        "start methotrexate, once what is asked for is known",
        "start folic acid",
    ]
    assert "15 mg once weekly" in doses[0]
    assert doses[1].endswith("1 mg/day")
