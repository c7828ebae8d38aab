"""A sentence that is acted on says by itself what it depends on: nothing vital stands only elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.assessment import Assessment, Recommendation
from engine.library import evaluate
from tests.meaning_sample import DAY, TAPER, graph_of

CHOICE = """\
facts
  fever   yes | no
  liver   yes | no
  enzyme  normal | low
medicines
  predni   steroid
  aspirin  agent  tablets 100 mg, 250 mg
  codeine  agent  only once weekly
  digoxin  agent
before codeine
  check enzyme
  cite [1]
contraindicate aspirin
  when liver
    note "Not with this liver"
    cite [1]
caution digoxin
  when fever
    note "Watch the pulse"
    cite [1]
choose agent "Agent"
  option aspirin
    give aspirin 500 mg twice daily orally, rising to 3000 mg/day, immediately
    cite [1]
  option codeine
    give codeine 15 mg once weekly
    cite [1]
  option digoxin
    prefer when fever
      cite [1]
    give digoxin 1 mg once daily
    cite [1]
never alone "A steroid alone"
  when plan has any steroid and not plan has any agent
    cite [1]
"""


def assess(items: str, facts: dict[str, object], medicines: Sequence[object] | None) -> Assessment:
    patient: dict[str, object] = {"facts": facts}
    if medicines is not None:
        patient["medicines"] = list(medicines)
    return evaluate(graph_of(items), patient, DAY)


def only(assessment: Assessment, medicine: str) -> Recommendation:
    (found,) = (r for r in assessment.recommendations if r.medicine == medicine)
    return found


def test_what_is_continued_is_said_at_the_dose_that_is_taken() -> None:
    """Never at the dose it was once started with."""
    taken = {"name": "aspirin", "dose": "1000 mg", "frequency": "twice daily"}
    said = only(assess(CHOICE, {"liver": False}, [taken]), "aspirin")
    assert said.action == "continue"
    assert said.text == (
        "Continue aspirin at 1000 mg twice daily (2000 mg/day), as it is taken, rising to 3000 mg/day,"
        " tablets 1000 mg: 4 x 250 mg"
    )
    assert said.dosage is not None
    assert said.dosage.amount is not None
    assert said.dosage.amount.text == "2000 mg/day"
    assert said.dosage.per_administration is not None
    assert said.dosage.per_administration.text == "1000 mg"


def test_a_dose_outside_the_range_is_named_with_the_limit_it_passes() -> None:
    taken = {"name": "aspirin", "dose": "2000 mg", "frequency": "twice daily"}
    assessment = assess(CHOICE, {"liver": False}, [taken])
    assert only(assessment, "aspirin").text.endswith("(4000 mg/day is taken, above 3000 mg/day)")
    (option,) = (o for o in assessment.outcome("agent").options if o.name == "aspirin")
    assert option.status == "change"


def test_of_equal_options_each_line_says_that_it_is_one_of_several() -> None:
    assessment = assess(CHOICE, {"liver": False, "fever": False, "enzyme": "normal"}, [])
    assert assessment.outcome("agent").kind == "recommended"
    assert [r.alternatives for r in assessment.recommendations] == [
        ("codeine", "digoxin"),
        ("aspirin", "digoxin"),
        ("aspirin", "codeine"),
    ]
    assert all(r.text.startswith("One option of several (or ") for r in assessment.recommendations)


def test_what_is_available_now_says_that_another_may_stand_first() -> None:
    assessment = assess(CHOICE, {"liver": False, "fever": False}, [])
    said = only(assessment, "aspirin")
    assert said.conditions == ()
    assert said.leads == "yes"
    assessment = assess(CHOICE, {"liver": False, "enzyme": "normal"}, [])
    said = only(assessment, "aspirin")
    assert said.leads == "unknown"
    assert said.text.startswith("Available now; whether it stands first depends on fever: Start aspirin")


@pytest.mark.parametrize(
    ("fever", "said"), [(True, "[caution: fever. Watch the pulse]"), (None, "[caution if fever]")]
)
def test_a_caution_stands_in_the_sentence(fever: bool | None, said: str) -> None:
    facts: dict[str, object] = {"liver": True} if fever is None else {"liver": True, "fever": fever}
    found = only(assess(CHOICE, facts, []), "digoxin")
    assert found.text.endswith(said)
    assert len(found.cautions) == 1


def test_a_taken_medicine_that_may_be_contraindicated_is_asked_about_whoever_gives_it() -> None:
    """No decision gives warfarin here, and it is taken."""
    items = """\
facts
  bleeding  yes | no
medicines
  warfarin  anticoagulant
  aspirin   other
contraindicate warfarin
  when bleeding
    cite [1]
decide aspirin "Aspirin"
  give aspirin 100 mg once daily
  cite [1]
"""
    assessment = assess(items, {}, [{"name": "warfarin"}])
    assert [(a.severity, a.kind, a.about, a.missing) for a in assessment.alerts] == [
        ("warning", "may be contraindicated", "warfarin", ("bleeding",))
    ]
    assert [r.name for r in assessment.missing] == ["bleeding"]
    assert assessment.acceptable == "unknown"
    assert "warfarin is taken and may be contraindicated" in assessment.plan_statement
    broken = assess(items, {"bleeding": True}, [{"name": "warfarin"}])
    assert broken.acceptable == "no"
    assert "warfarin is taken although it is contraindicated" in broken.plan_statement
    assert assess(items, {"bleeding": False}, [{"name": "warfarin"}]).alerts == ()


def test_any_of_a_class_is_not_added_to_one_that_may_be_contraindicated() -> None:
    items = """\
facts
  ulcer  yes | no
medicines
  alendronate  bone
  zoledronate  bone
contraindicate alendronate
  when ulcer
    cite [1]
decide bone "Bone"
  give any bone dose not in source
  cite [1]
"""
    assessment = assess(items, {}, [{"name": "alendronate"}])
    assert assessment.outcome("bone").kind == "conditional"
    assert assessment.outcome("bone").conditions == ("ulcer",)


def test_a_plan_with_a_forbidden_frequency_is_not_acceptable() -> None:
    taken = {"name": "codeine", "dose": "15 mg", "frequency": "once daily"}
    assessment = assess(CHOICE, {"liver": False, "fever": True, "enzyme": "normal"}, [taken])
    assert assessment.acceptable == "no"
    assert "codeine is taken at a frequency it must not have" in assessment.plan_statement


def test_of_a_course_there_is_no_single_dose_and_the_most_of_a_day_is_said() -> None:
    items = """\
facts
  weight  1 to 300 kg
medicines
  globulin  modulator
decide course "Course"
  give globulin 1 to 2 g/kg by weight in total over 2 days, at most 1 g/kg/day
  cite [1]
"""
    said = only(assess(items, {"weight": "70 kg"}, []), "globulin")
    assert said.dosage is not None
    assert said.dosage.per_administration is None
    assert said.dosage.most_per_day == "70 g/day"
    assert said.text == "Start globulin 70 to 140 g in total over 2 days, at most 70 g/day on any one day"
    assert said.dosage.arithmetic[-1] == "at most 1 g/kg/day x 70 kg = 70 g/day, on 2 days: just reached"


def test_the_end_of_the_steps_is_never_a_dose_of_nothing() -> None:
    taken = {
        "name": "prednisone",
        "dose": "7.5 mg",
        "frequency": "once daily",
        "starting_dose": "60 mg",
        "for": "20 weeks",
    }
    assessment = assess(TAPER, {"response": "good"}, [taken])
    said = only(assessment, "prednisone")
    assert said.conditions == ("time at dose of prednisone",)
    assert said.text.endswith("prednisone: the steps end after 7.5 mg/day; Stop, or maintain?")
    assert "0 mg/day" not in said.text.replace("7.5 mg/day", "")


def test_stopping_what_keeps_a_promise_says_that_it_breaks_it() -> None:
    items = """\
facts
  rash  yes | no
medicines
  predni   steroid
  aspirin  agent
decide ending "Ending"
  when rash
    stop aspirin
    cite [1]
  otherwise
    give nothing
    cite [1]
never alone "A steroid alone"
  when plan has any steroid and not plan has any agent
    cite [1]
"""
    assessment = assess(items, {"rash": True}, [{"name": "predni"}, {"name": "aspirin"}])
    said = only(assessment, "aspirin")
    assert said.text == "Stop aspirin [the promise 'A steroid alone' is broken]"
    assert said.feeds == ("alone",)


def test_an_assumed_value_is_named_in_the_sentence_that_rests_on_it() -> None:
    items = """\
facts
  allergy  yes | no
    assume no when not recorded "Rare"
medicines
  aspirin  agent
decide agent "Agent"
  when allergy
    give nothing
    cite [1]
  otherwise
    give aspirin 100 mg once daily
    cite [1]
"""
    said = only(assess(items, {}, []), "aspirin")
    assert said.text == (
        "Start aspirin 100 mg once daily [provisional: allergy = no (assumed, not recorded: Rare)]"
    )
    assert only(assess(items, {"allergy": False}, []), "aspirin").provisional == ()


def test_a_promise_about_a_dose_by_weight_waits_for_the_weight() -> None:
    """Two branches give the same dose by weight; the promise compares that dose, and the weight itself."""
    items = """\
facts
  weight  1 to 300 kg
medicines
  aspirin  agent
decide agent "Agent"
  when weight >= 5 kg
    give aspirin 1 mg/kg/day by weight, orally once daily
    cite [1]
  otherwise
    give aspirin 1 mg/kg/day by weight, orally once daily
    cite [1]
never high "High"
  when weight < 100 kg and weight > 20 kg and dose of aspirin > 90 mg/day
    cite [1]
"""
    states = {
        weight: assess(items, {} if weight is None else {"weight": weight}, []).promises[0].plan
        for weight in (None, "95 kg", "90 kg", "100 kg", "20 kg")
    }
    assert states == {None: "open", "95 kg": "broken", "90 kg": "kept", "100 kg": "kept", "20 kg": "kept"}


def test_a_computed_dose_without_an_end_is_met_as_it_is_shown() -> None:
    items = """\
facts
  weight  1 to 300 kg
medicines
  aspirin  agent
decide agent "Agent"
  give aspirin 1 mg/kg/day by weight, once daily
  cite [1]
"""
    patient = {"weight": {"value": 70.33333, "unit": "lb"}}

    def action(dose: str) -> str:
        return only(assess(items, patient, [{"name": "aspirin", "dose": dose}]), "aspirin").action

    assert action("31.9 mg/day") == "continue"
    assert action("31.91 mg/day") == "change"


def test_an_exception_to_advice_that_only_notes_says_why_once() -> None:
    items = """\
facts
  child  yes | no
  fever  yes | no
  rash   yes | no
medicines
  aspirin  agent
advise notes "Notes"
  except when child
    note "Not made for children"
    cite [1]
  when fever
    note "Fever"
    cite [1]
  when rash
    note "Rash"
    cite [1]
decide agent "Agent"
  give aspirin 100 mg once daily
  cite [1]
"""
    assessment = assess(items, {"child": True, "fever": True, "rash": True}, [])
    outcomes = [outcome for outcome in assessment.outcomes if outcome.decision == "notes"]
    assert [outcome.kind for outcome in outcomes] == ["not shown", "not shown"]
    assert [m.text for outcome in outcomes for m in outcome.messages] == ["Not made for children"]
