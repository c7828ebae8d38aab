"""What a result says, line by line of the fine print: what a case cannot claim."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from engine.assessment import Assessment
from engine.library import compile_text, evaluate
from engine.patient import PatientRefused
from guideline_dsl.graph import DecisionGraph
from tests.meaning_sample import DAY, assess, codes, only

FOLDER = Path(__file__).parent / "spec" / "meaning"


@cache
def guideline(line: str) -> DecisionGraph:
    """The guideline of a line of the fine print."""
    text = (FOLDER / f"fine_print_{line}.guideline").read_text(encoding="utf-8")
    graph = compile_text(text).graph
    assert graph is not None
    return graph


def about(line: str, facts: Mapping[str, object], medicines: list[object] | None = None) -> Assessment:
    patient: dict[str, object] = {"facts": facts}
    if medicines is not None:
        patient["medicines"] = medicines
    return evaluate(guideline(line), patient, DAY)


def names(assessment: Assessment) -> list[str]:
    return [request.name for request in assessment.missing]


def purposes(assessment: Assessment) -> list[tuple[str, str]]:
    return [(request.purpose, request.name) for request in assessment.missing]


# ---------------------------------------------------------------- scope first


def test_while_the_scope_is_not_known_nothing_but_the_scope_is_asked_for() -> None:
    """Not even the medication list, which most decisions read."""
    found = about("scope_first", {})
    assert purposes(found) == [("scope", "age"), ("scope", "diagnosis"), ("scope", "referred")]
    assert found.scope == "unknown"
    assert {outcome.kind for outcome in found.outcomes} == {"insufficient data", "unknown"}
    assert found.recommendations == ()
    assert (found.alerts, found.cautions) == ((), ())


def test_outside_the_scope_nothing_is_asked_said_or_promised() -> None:
    """Promises say that they are outside, too."""
    taken = [{"name": "retinoid", "dose": "20 mg", "frequency": "once daily"}]
    found = about("scope_first", {"age": "17 years", "pregnant": "yes"}, taken)
    assert found.scope == "no"
    assert {outcome.kind for outcome in found.outcomes} == {"outside scope", "not shown"}
    assert [(p.now, p.plan) for p in found.promises] == [("outside scope", "outside scope")]
    assert (found.missing, found.alerts, found.cautions, found.recommendations) == ((), (), (), ())


# ---------------------------------------------------------------- choose


def test_a_conditional_choice_shows_the_preferred_option_first_and_what_is_available_now() -> None:
    """Whatever the order in the file."""
    facts = {"lung": "no", "skin": "no", "enzyme": "normal"}
    found = about("choose_is_unordered", facts, [])
    shown = {
        decision: [(o.name, o.status) for o in found.outcome(decision).options]
        for decision in ("agent_choice", "turned_round")
    }
    assert shown["agent_choice"][0] == ("methotrexate", "conditional")
    assert shown["turned_round"][0] == ("methotrexate", "conditional")
    assert sorted(shown["agent_choice"]) == sorted(shown["turned_round"])
    assert {status for _, status in shown["agent_choice"][1:]} == {"available"}


def test_what_leads_stands_first_and_what_is_withheld_last() -> None:
    """With its reason."""
    facts = {"lung": "no", "skin": "yes", "enzyme": "normal", "pregnant": "yes"}
    options = about("choose_is_unordered", facts, []).outcome("agent_choice").options
    assert [(o.name, o.leads, o.status) for o in options] == [
        ("mycophenolate", "yes", "available"),
        ("azathioprine", "no", "available"),
        ("methotrexate", "no", "withheld"),
    ]
    assert [withheld.reason for withheld in options[-1].withheld] == ["contraindicated when pregnant"]


def test_options_that_are_not_for_the_patient_say_so() -> None:
    """Not eligible is no contraindication."""
    (option,) = about("choose_is_unordered", {"adult": "no"}, []).outcome("reserve").options
    assert (option.status, option.eligible) == ("not eligible", "no")
    assert option.reasons == ("only when adult: no",)


# ---------------------------------------------------------------- already taken


def test_the_medication_list_is_one_request() -> None:
    """However many medicines and decisions wait for it."""
    assert names(about("already_taken_list_unknown", {})).count("medication list") == 1
    (request,) = (r for r in about("already_taken_list_unknown", {}).missing if r.kind == "medication list")
    assert {"choose:one_option", "choose:agent_choice", "decide:not_yet"} <= set(request.outcomes)


def test_an_empty_medication_list_is_known() -> None:
    """Nothing is taken: that is an answer."""
    found = about("already_taken_list_unknown", {"adult": "yes", "allergic": "no"}, [])
    assert found.missing == ()
    assert found.taking == ()
    assert about("already_taken_list_unknown", {}).taking is None


@pytest.mark.parametrize(
    ("medicine", "action", "words"),
    [
        (None, "start", "Start methotrexate"),
        ({"name": "methotrexate", "dose": "20 mg/week"}, "continue", "Continue methotrexate"),
        ({"name": "methotrexate", "dose": "10 mg/week"}, "change", "Change methotrexate to"),
        ({"name": "methotrexate"}, "continue or change", "Continue, or change to: methotrexate"),
    ],
)
def test_a_give_reads_start_continue_or_change(medicine: object, action: str, words: str) -> None:
    """By what is taken, and its dose."""
    found = about("already_taken_on_the_way_to_a_target", {}, [medicine] if medicine else [])
    (said,) = (r for r in found.recommendations if r.medicine == "methotrexate")
    assert said.action == action
    assert said.text.startswith(words)


def test_without_the_list_a_give_reads_start_or_continue() -> None:
    """The dose is given either way."""
    found = about("already_taken_on_the_way_to_a_target", {})
    (said,) = (r for r in found.recommendations if r.medicine == "methotrexate")
    assert said.action == "start or continue"
    assert "15 mg once weekly" in said.text


def test_a_taken_dose_nobody_recorded_is_asked_for_as_an_amount() -> None:
    """It changes no outcome."""
    found = about("already_taken_on_the_way_to_a_target", {}, [{"name": "methotrexate"}])
    assert ("amount", "dose of methotrexate") in purposes(found)
    assert found.outcome("rising").kind == "recommended"


def test_a_forbidden_frequency_is_a_critical_alert_that_says_what_is_allowed() -> None:
    """And the medicine is changed, never continued."""
    taken = [{"name": "methotrexate", "dose": "15 mg", "frequency": "once daily"}]
    found = about("already_taken_at_a_forbidden_frequency", {"pregnant": "no"}, taken)
    (alert,) = found.alerts
    assert (alert.severity, alert.kind) == ("critical", "forbidden frequency")
    assert alert.text.endswith("it may only be taken once weekly.")
    actions = {r.action for r in found.recommendations if r.medicine == "methotrexate"}
    assert actions == {"change"}


def test_a_frequency_nobody_recorded_is_asked_for_and_not_continued() -> None:
    """The choice waits for it; a plain give is continue or change."""
    taken = [{"name": "methotrexate", "dose": "15 mg/week"}]
    found = about("already_taken_at_a_forbidden_frequency", {"pregnant": "no"}, taken)
    assert "frequency of methotrexate" in names(found)
    assert found.outcome("agent_choice").kind == "conditional"
    assert found.outcome("plain_give").recommendations[0].action == "continue or change"


# ---------------------------------------------------------------- the plan, conflict


def test_equal_doses_merge_with_both_provenances() -> None:
    """500 mg twice daily, and 0.5 g every 12 hours: one recommendation with the citations of both."""
    items = """\
medicines
  aspirin  painkiller
decide first_one "First"
  give aspirin 500 mg twice daily
  cite [1]
decide second_one "Second"
  give aspirin 0.5 g every 12 hours
  cite [2]
"""
    found = assess(items, {"facts": {}, "medicines": []})
    merged = only(found)
    assert (merged.decision, merged.same_in) == ("first_one", ("decide:second_one/give:1",))
    assert [citation.references for citation in merged.citations] == [(1,), (2,)]
    assert [outcome.kind for outcome in found.outcomes] == ["recommended"] * 2


def test_different_doses_do_not_merge() -> None:
    """A conflict recommends neither, and each names the other."""
    found = about("conflict", {"fever": "yes", "cough": "yes"}, [])
    conflict = {o.decision: o.reason for o in found.outcomes if o.kind == "conflict"}
    assert conflict["first_dose"] == "ibuprofen is said differently in second_dose"
    assert conflict["second_dose"] == "ibuprofen is said differently in first_dose"
    assert "ibuprofen" not in {r.medicine for r in found.recommendations}


def test_the_trace_says_how_many_the_plan_has() -> None:
    """From its least to its most."""
    found = about(
        "the_plan_is_an_interval", {"pain": "no", "ended": "no", "lung": "no", "poor_liver": "no"}, []
    )
    facts = [fact for o in found.outcomes for step in o.trace for fact in step.facts]
    assert "the plan has 0 to 2 of suppressant" in facts


# ---------------------------------------------------------------- do


@pytest.mark.parametrize(
    ("done", "action", "words"),
    [
        ({}, "do, unless done", "Do, unless done: Scan"),
        ({"scan": "no"}, "do", "Do: Scan"),
        ({"scan": "yes"}, "already done", "Already done: Scan"),
        ({"scan": {"on": "2025-05-01"}}, "already done", "Already done: Scan"),
    ],
)
def test_do_reads_by_what_was_done(done: object, action: str, words: str) -> None:
    """Recommended all the same."""
    patient = {"facts": {"steroid_user": "yes", "fever": "no"}, "medicines": [], "done": done}
    found = evaluate(guideline("do_unless_done"), patient, DAY)
    outcome = found.outcome("bones")
    assert outcome.kind == "recommended"
    assert [(r.action, r.text) for r in outcome.recommendations] == [(action, words)]


# ---------------------------------------------------------------- order of requests


def test_the_order_of_requests() -> None:
    """Applicability, condition, amount, preference; of conditions first the one that could change more."""
    assert purposes(about("order_of_requests", {"adult": "yes"}, [])) == [
        ("applicability", "here"),
        ("condition", "often"),
        ("condition", "rare"),
        ("amount", "weight"),
        ("preference", "frail"),
        ("preference", "inflamed"),
    ]


def test_a_request_says_which_outcomes_it_could_change() -> None:
    """By the nodes they are about."""
    (often,) = (r for r in about("order_of_requests", {"adult": "yes"}, []).missing if r.name == "often")
    assert set(often.outcomes) >= {"decide:second_condition", "decide:third_condition"}
    assert often.question == "often: yes or no"


def test_a_fact_is_asked_for_once_by_its_first_purpose() -> None:
    """A weight that a condition and an amount need is asked for with the condition."""
    items = """\
facts
  weight  2 to 300 kg
  fever   yes | no
medicines
  aspirin  painkiller
  iron     supplement
decide first_one "First"
  give aspirin 1 mg/kg/day by weight
  cite [1]
decide second_one "Second"
  when weight > 50 kg and fever
    give iron 50 mg once daily
    cite [1]
  otherwise
    give nothing
    cite [1]
"""
    found = assess(items, {"facts": {}, "medicines": []})
    assert purposes(found) == [("condition", "weight"), ("condition", "fever")]


# ---------------------------------------------------------------- otherwise none


def test_a_dose_without_its_number_says_that_there_is_none() -> None:
    """Not that something is missing."""
    found = about("otherwise_none", {"age": "10 years"}, [])
    (said,) = (r for r in found.recommendations if r.medicine == "immunoglobulin")
    assert "(there is no ideal_weight for this patient)" in said.text
    assert said.dosage is not None
    assert (said.dosage.amount, said.dosage.needs) == (None, ())
    assert found.missing == ()


@pytest.mark.parametrize(
    "condition", ["ideal > 50 kg", "ideal * 2 > 50 kg", "weight < ideal", "doubled > 3 kg"]
)
def test_comparing_what_may_be_none_is_an_error(condition: str) -> None:
    """It may only scale a dose."""
    items = f"""\
facts
  weight  2 to 300 kg
  tall    yes | no
medicines
  aspirin  painkiller
define ideal
  50 kg  when tall
  otherwise none
  cite [1]
define doubled as ideal * 2
  cite [1]
decide scaled "Scaled"
  give aspirin 1 mg/kg/day by doubled
  cite [1]
advise signs "Signs"
  when {condition}
    note "so"
    cite [1]
  when weight > 3 kg
    note "used"
    cite [1]
"""
    assert codes(items) == ["none-compared"]


# ---------------------------------------------------------------- medicines not declared

UNDECLARED = "medicines_not_declared"


def shown(found: Assessment, part: int) -> str:
    (kind,) = (o.kind for o in found.outcomes if (o.decision, o.part) == ("seen", part))
    return kind


def test_an_undeclared_medicine_counts_by_its_classes() -> None:
    """As a declared one does: taken, in the plan, and in the time on its class."""
    taken = [
        {"name": "deflazacort", "classes": ["steroid", "suppressant"], "dose": "6 mg/day", "for": "5 weeks"}
    ]
    found = about(UNDECLARED, {}, taken)
    assert found.outcome("steroid_start").kind == "not applicable"
    assert [shown(found, part) for part in (1, 2, 3, 4)] == ["shown", "not shown", "not shown", "shown"]


def test_an_undeclared_medicine_of_no_class_counts_as_none() -> None:
    """`[]` says: none of this guideline's."""
    found = about(UNDECLARED, {"fever": "no"}, [{"name": "melatonin", "classes": []}])
    assert found.outcome("steroid_start").kind == "recommended"
    assert [shown(found, part) for part in (1, 2, 3, 4)] == ["not shown"] * 4
    assert found.missing == ()


def test_without_classes_the_conditions_on_classes_are_unknown() -> None:
    """And the classes are asked for; a condition on a medicine by its name is not touched."""
    found = about(UNDECLARED, {"fever": "no"}, [{"name": "something"}])
    assert found.outcome("steroid_start").kind == "insufficient data"
    assert [shown(found, part) for part in (1, 2, 3, 4)] == ["unknown", "unknown", "not shown", "unknown"]
    assert "classes of something" in names(found)


def test_without_classes_what_others_settle_is_settled() -> None:
    """A declared steroid is taken: whatever else is."""
    taken = [{"name": "something"}, {"name": "prednisone", "dose": "10 mg/day", "for": "9 weeks"}]
    found = about(UNDECLARED, {}, taken)
    assert found.outcome("steroid_start").kind == "not applicable"
    assert [shown(found, part) for part in (1, 2, 4)] == ["shown", "unknown", "shown"]


def test_undeclared_medicines_are_always_listed() -> None:
    """With what is known of them, among what is taken and in a note."""
    taken = [
        {"name": "melatonin", "classes": []},
        {"name": "something"},
        {"name": "deflazacort", "classes": ["steroid"]},
        {"name": "ibuprofen"},
    ]
    found = about(UNDECLARED, {}, taken)
    assert found.taking is not None
    assert [(t.name, t.classes, t.declared) for t in found.taking] == [
        ("melatonin", (), False),
        ("something", None, False),
        ("deflazacort", ("steroid",), False),
        ("ibuprofen", ("painkiller",), True),
    ]
    notes = " ".join(found.data_notes)
    for name in ("melatonin", "something", "deflazacort"):
        assert re.search(rf"{name} is taken and not declared by this guideline", notes)
    assert "ibuprofen" not in notes


def test_an_undeclared_member_of_a_class_is_enough_of_it() -> None:
    """Any painkiller: one is taken, though the guideline does not know it; it goes on."""
    found = about(UNDECLARED, {"fever": "yes"}, [{"name": "naproxen", "classes": ["painkiller"]}])
    (said,) = found.outcome("relief").recommendations
    assert said.action != "start"


# ---------------------------------------------------------------- only when


def test_a_recorded_yes_without_a_meaning_is_refused() -> None:
    """Both facts are named; nothing is dropped."""
    with pytest.raises(PatientRefused) as refused:
        about("only_when_on_a_fact", {"sex": "male", "pregnant": "yes"})
    assert "`pregnant` is given as yes" in str(refused.value)
    assert "`sex` is male" in str(refused.value)


def test_a_recorded_no_without_a_meaning_is_not_refused() -> None:
    """It is what it would be anyway."""
    found = about("only_when_on_a_fact", {"sex": "male", "pregnant": "no"})
    assert found.outcome("skin").kind == "recommended"


def test_a_recorded_yes_whose_meaning_is_not_known_is_not_refused() -> None:
    """Only a definite no contradicts."""
    found = about("only_when_on_a_fact", {"pregnant": "yes"})
    assert found.outcome("skin").kind == "contraindicated"


def test_a_recorded_yes_against_a_default_is_not_refused() -> None:
    """A default is no record."""
    found = about("only_when_on_a_fact", {"heavy_smoker": "yes"})
    assert found.outcome("gated_by_default").kind == "recommended"


# ---------------------------------------------------------------- undated values


def test_undated_values_are_said() -> None:
    """Those that hold for a time only, in one note; dated ones and lasting ones are not in it."""
    facts = {"weight": "50 kg", "fever": {"value": "yes", "on": "2026-01-31"}, "smoker": "no"}
    found = about("undated_values", facts, [])
    assert found.data_notes == ("Undated, taken as observed at the time of evaluation: weight.",)


def test_a_value_that_is_too_old_is_said() -> None:
    """What it was, how old it may be, and that it counts as unknown."""
    facts = {"weight": {"value": "50 kg", "on": "2025-12-31"}}
    found = about("undated_values", facts, [])
    (note,) = found.data_notes
    assert "2025-12-31" in note
    assert "31 days old and counts for 30 days, so unknown" in note
    assert found.outcome("dosing").kind == "recommended"
    assert ("amount", "weight") in purposes(found)
    young = about("undated_values", {"weight": {"value": "50 kg", "on": "2026-01-01"}}, [])
    assert young.data_notes == ()
