"""What a result says of defaults, of what is withheld, of tapers and of promises: points 1, 4, 7 and 8."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from engine.assessment import Assessment, TaperPlan
from tests.meaning_sample import DAY, TAPER, assess, only

# ---------------------------------------------------------------- 1: unknown is a value, a default is named

DEFAULTS = """\
facts
  smoker    yes | no
    assume no when not recorded "few are"
  allergic  yes | no
    assume no when not recorded "most are not"
  sex       female | male
  pregnant  yes | no
    assume no when not recorded and sex is male "men are not"

medicines
  aspirin   painkiller
  iron      supplement
  zinc      supplement
  retinoid  skin_drug

contraindicate aspirin
  when allergic
    cite [1]

caution zinc
  when not smoker
    cite [1]

decide by_branch "By a branch that does not hold"
  when smoker
    give nothing
    cite [1]
  otherwise
    give iron 50 mg once daily
    cite [1]

decide by_limit "By a limit that does not hold"
  give aspirin 100 mg once daily
  cite [1]

decide by_applicability "By what it applies to"
  for not pregnant
  give retinoid 10 mg once daily
  cite [1]

choose by_option "By what an option is open to"
  option zinc
    only when not smoker
      cite [1]
    give zinc 10 mg once daily
    cite [1]
  cite [1]

never with_smokers "Zinc for those who do not smoke"
  when not smoker and plan has zinc
    cite [1]
"""

SMOKER_ASSUMED = "smoker = no (assumed, not recorded: few are)"


def test_every_outcome_that_used_a_default_says_so() -> None:
    """By a branch that was refused, a limit that does not hold, a condition, an option, a promise."""
    found = assess(DEFAULTS, {"facts": {"sex": "male"}, "medicines": []})
    provisional = {outcome.decision: outcome.provisional for outcome in found.outcomes}
    assert provisional == {
        "by_branch": (SMOKER_ASSUMED,),
        "by_limit": ("allergic = no (assumed, not recorded: most are not)",),
        "by_applicability": ("pregnant = no (assumed, not recorded: men are not)",),
        "by_option": (SMOKER_ASSUMED,),
    }
    assert [promise.provisional for promise in found.promises] == [(SMOKER_ASSUMED,)]
    assert [alert.provisional for alert in found.alerts] == [(SMOKER_ASSUMED,)]
    assert [caution.provisional for caution in found.cautions] == [(SMOKER_ASSUMED,)]
    assert SMOKER_ASSUMED in found.data_notes


def test_what_was_recorded_is_not_provisional() -> None:
    """The same values, recorded, leave nothing provisional."""
    facts = {"smoker": "no", "allergic": "no", "sex": "male", "pregnant": "no"}
    found = assess(DEFAULTS, {"facts": facts, "medicines": []})
    assert [outcome.kind for outcome in found.outcomes] == ["recommended"] * 4
    assert {outcome.provisional for outcome in found.outcomes} == {()}
    assert found.data_notes == ()


def test_a_default_whose_condition_is_not_known_is_none() -> None:
    """Nothing is filled in before its condition is known to hold."""
    found = assess(DEFAULTS, {"facts": {}, "medicines": []})
    assert found.outcome("by_applicability").kind == "insufficient data"
    assert found.outcome("by_applicability").provisional == ()


def test_a_default_is_named_where_another_fact_would_not_have_settled_it() -> None:
    """Of two that settle a condition, the recorded one is named, not the assumed one."""
    items = """\
facts
  smoker   yes | no
    assume no when not recorded "few are"
  fever    yes | no
medicines
  iron  supplement
decide treatment "Treatment"
  when smoker and fever
    give nothing
    cite [1]
  otherwise
    give iron 50 mg once daily
    cite [1]
"""
    assert assess(items, {"facts": {"fever": "no"}}).outcome("treatment").provisional == ()
    assert assess(items, {"facts": {"fever": "yes"}}).outcome("treatment").provisional == (SMOKER_ASSUMED,)


# ---------------------------------------------------------------- 4: withheld is shown with the reason

WITHHELD = """\
facts
  pregnant  yes | no
medicines
  retinoid  skin_drug
contraindicate retinoid
  when pregnant
    note "It harms the child"
    cite [2]
decide skin "Skin"
  give retinoid 10 mg once daily
  cite [1]
"""


def test_a_withheld_medicine_is_shown_with_its_reason_and_reference() -> None:
    """What is withheld, why, by which sentence, and from which reference; and nothing is recommended."""
    found = assess(WITHHELD, {"facts": {"pregnant": True}, "medicines": []})
    (withheld,) = found.outcome("skin").withheld
    assert (withheld.medicine, withheld.reason) == ("retinoid", "contraindicated when pregnant")
    assert withheld.notes == ("It harms the child",)
    assert [citation.references for citation in withheld.citations] == [(2,)]
    assert found.recommendations == ()


def test_a_taken_contraindicated_medicine_is_a_critical_alert() -> None:
    """With the reason and the reference."""
    found = assess(WITHHELD, {"facts": {"pregnant": True}, "medicines": [{"name": "retinoid"}]})
    (alert,) = found.alerts
    assert (alert.severity, alert.kind, alert.about) == (
        "critical",
        "contraindicated medicine taken",
        "retinoid",
    )
    assert "It harms the child" in alert.text


def test_what_a_conditional_recommendation_waits_for_stands_in_its_sentence() -> None:
    """Nobody reads 'start' without the condition."""
    said = only(assess(WITHHELD, {"facts": {}, "medicines": []}))
    assert said.conditions == ("pregnant",)
    assert said.text.index("pregnant") < said.text.index("Start")


# ---------------------------------------------------------------- 7: a taper is a value


def taper(
    dose: str, weeks: int, at_dose: int | None = None, response: str = "good"
) -> tuple[TaperPlan, Assessment]:
    medicine = {"name": "prednisone", "dose": dose, "for": f"{weeks} weeks"}
    if at_dose is None:
        medicine["at_dose_for"] = f"{weeks} weeks"
    else:
        medicine |= {"at_dose_for": f"{at_dose} weeks", "starting_dose": "60 mg/day"}
    found = assess(TAPER, {"facts": {"response": response}, "medicines": [medicine]})
    return found.tapers[0], found


def test_the_steps_of_a_taper_have_dates_and_tablets() -> None:
    """Two weeks for each: 40, 30, 20, 12.5, 5 mg, from today on."""
    plan, _ = taper("60 mg/day", 2)
    assert [(step.starts, step.dose.value, step.tablets) for step in plan.steps] == [
        (date(2026, 1, 31), 40, "2 x 20 mg"),
        (date(2026, 2, 14), 30, "1 x 20 mg + 2 x 5 mg"),
        (date(2026, 2, 28), 20, "1 x 20 mg"),
        (date(2026, 3, 14), 12.5, "2 x 5 mg + 1 x 2.5 mg"),
        (date(2026, 3, 28), 5, "1 x 5 mg"),
    ]
    assert {step.lasts for step in plan.steps} == {"2 weeks"}
    assert (plan.due, plan.due_on, plan.end_question) == ("yes", DAY, "Stop, or maintain?")


def test_a_taper_adds_up() -> None:
    """14 days of 40 + 30 + 20 + 12.5 + 5 mg: 1505 mg, in tablets of each strength."""
    plan, _ = taper("60 mg/day", 2)
    assert (plan.total.value, plan.total.unit) == (1505, "mg")
    assert plan.tablets_total == ("56 x 20 mg", "70 x 5 mg", "14 x 2.5 mg")
    counted = 56 * 20 + 70 * 5 + 14 * 2.5
    assert counted == 1505


def test_a_step_that_is_not_due_has_the_day_on_which_it_will_be() -> None:
    """After one of two weeks: in seven days; the sentence says so, and the present dose goes on."""
    plan, found = taper("60 mg/day", 1)
    assert (plan.due, plan.due_on) == ("no", DAY + timedelta(days=7))
    assert plan.steps[0].starts == DAY + timedelta(days=7)
    assert only(found).action == "continue"
    assert "2026-02-07" in only(found).text


def test_without_the_response_the_day_is_the_latest() -> None:
    """Not adequate in week three: the step is due at four weeks."""
    plan, _ = taper("60 mg/day", 3, response="bad")
    assert (plan.due, plan.due_on) == ("no", DAY + timedelta(days=7))


def test_a_taper_on_hold_has_no_day() -> None:
    """Nobody knows when the hold ends."""
    plan, found = taper("40 mg/day", 9, at_dose=5, response="bad")
    assert (plan.due, plan.on_hold, plan.due_on) == ("no", "yes", None)
    assert {step.starts for step in plan.steps} == {None}
    assert "on hold" in only(found).text


def test_a_dose_off_the_ladder_names_its_neighbours() -> None:
    """Between two rungs, above the first; on a rung and below the last nothing is said."""
    assert "beside 40 mg/day and 30 mg/day" in taper("35 mg/day", 2)[0].off_ladder
    assert "beside 60 mg/day" in taper("70 mg/day", 2)[0].off_ladder
    assert taper("40 mg/day", 2)[0].off_ladder == ""
    assert taper("12.5 mg/day", 9, at_dose=2)[0].off_ladder == ""


def test_at_zero_the_open_question_is_shown_and_nothing_recommended() -> None:
    """5 mg less 7.5 mg is nothing, not less than nothing."""
    plan, found = taper("5 mg/day", 30, at_dose=2)
    assert (plan.next.value, plan.steps, plan.end_question) == (0, (), "Stop, or maintain?")
    assert found.outcome("prednisone").kind == "nothing recommended"
    assert found.recommendations == ()


def test_the_next_dose_is_written_out() -> None:
    """By the ladder, and below it by subtraction."""
    assert only(taper("60 mg/day", 2)[1]).dosage.arithmetic == (
        "highest step strictly below 60 mg/day: 40 mg/day",
    )
    below = only(taper("20 mg/day", 9, at_dose=2)[1])
    assert below.dosage.arithmetic == ("20 mg/day - 7.5 mg/day = 12.5 mg/day",)


# ---------------------------------------------------------------- 8: promises

PROMISES = """\
facts
  infection  yes | no
  weight     2 to 300 kg
medicines
  prednisone    steroid
  azathioprine  sparing_agent
  iron          supplement
contraindicate azathioprine
  when infection
    cite [1]
decide steroid "Steroid"
  for not taking prednisone
  give prednisone 1 mg/kg/day by weight
  cite [1]
decide agent "Agent"
  give azathioprine 50 mg once daily
  cite [1]
decide iron "Iron"
  give iron 50 mg once daily
  cite [1]
never lone_steroid "A steroid alone"
  when plan has any steroid and not plan has any sparing_agent
    note "It fails"
    cite [2]
never high_dose "More than 100 mg a day"
  when dose of prednisone > 100 mg/day
    cite [2]
"""


def promised(facts: Mapping[str, object], medicines: list[object] | None = None) -> Assessment:
    return assess(PROMISES, {"facts": facts, "medicines": medicines if medicines is not None else []})


def test_a_recommendation_that_feeds_a_broken_promise_says_so_in_the_same_sentence() -> None:
    """And what does not feed it does not; the plan is not acceptable as it stands."""
    found = promised({"infection": True, "weight": "60 kg"})
    text = {r.medicine: (r.text, r.feeds) for r in found.recommendations}
    assert "the promise 'A steroid alone' is broken" in text["prednisone"][0]
    assert text["prednisone"][1] == ("lone_steroid",)
    assert "promise" not in text["iron"][0]
    assert found.acceptable == "no"
    assert "not acceptable as it stands" in found.plan_statement
    assert "'A steroid alone'" in found.plan_statement


def test_a_recommendation_that_feeds_an_open_promise_says_so_in_the_same_sentence() -> None:
    """Open is not kept: it is shown, in the sentence, among the promises, in the statement of the plan."""
    found = promised({"weight": "60 kg"})
    text = {r.medicine: r.text for r in found.recommendations}
    assert "the promise 'A steroid alone' is open" in text["prednisone"]
    assert found.acceptable == "unknown"
    assert [(p.name, p.now, p.plan) for p in found.promises] == [
        ("lone_steroid", "kept", "open"),
        ("high_dose", "kept", "kept"),
    ]
    assert found.alerts == ()


def test_a_kept_promise_is_said_once_and_nowhere_else() -> None:
    """Nothing in the sentences, no alert."""
    found = promised({"infection": False, "weight": "60 kg"})
    assert all("promise" not in r.text for r in found.recommendations)
    assert found.acceptable == "yes"
    assert found.plan_statement == "The plan keeps every promise of the guideline."


def test_a_dose_that_breaks_a_promise_says_so() -> None:
    """1 mg/kg is more than 100 mg a day from 100 kg on."""
    at = promised({"infection": False, "weight": "100 kg"})
    above = promised({"infection": False, "weight": "100.1 kg"})
    assert [p.plan for p in at.promises] == ["kept", "kept"]
    assert [p.plan for p in above.promises] == ["kept", "broken"]
    (steroid,) = (r for r in above.recommendations if r.medicine == "prednisone")
    assert "the promise 'More than 100 mg a day' is broken" in steroid.text


def test_a_promise_broken_now_alerts_though_the_plan_keeps_it() -> None:
    """The alert says where; the plan is acceptable."""
    found = promised({"infection": False}, [{"name": "prednisone", "dose": "20 mg/day"}])
    (alert,) = found.alerts
    assert (alert.severity, alert.kind, alert.about) == ("critical", "broken promise", "lone_steroid")
    assert alert.text == "Never: A steroid alone. Broken now. It fails"
    assert found.acceptable == "yes"


def test_a_promise_broken_twice_says_both() -> None:
    """Now and under the plan."""
    found = promised({"infection": True}, [{"name": "prednisone", "dose": "20 mg/day"}])
    assert found.alerts[0].text == "Never: A steroid alone. Broken now and under the plan. It fails"


def test_a_stop_does_not_feed_a_promise() -> None:
    """Only what is given does, in whatever words."""
    items = """\
facts
  ended  yes | no
medicines
  retinoid  skin_drug
  iron      supplement
advise ending "Ending"
  when ended
    stop retinoid
    cite [1]
never retinoid_at_all "A retinoid"
  when plan has retinoid and not plan has iron
    cite [1]
"""
    found = assess(items, {"facts": {"ended": True}})
    assert found.promises[0].now == "open"
    assert found.promises[0].plan == "kept"
    assert only(found).feeds == ()


# ---------------------------------------------------------------- a choice that is for nobody, whatever is found

FOR_NOBODY = """\
facts
  fever  yes | no
  cough  yes | no

medicines
  aspirin  painkiller
  zinc     supplement

choose treatment "Treatment"
  for not fever
  option one
    only when fever
      cite [1]
    give aspirin 100 mg once daily
    cite [1]
  option two
    only when fever and cough
      cite [1]
    give zinc 10 mg once daily
    cite [1]
  cite [1]
"""


def test_a_choice_that_is_not_about_the_patient_or_has_no_option_for_them_is_settled_without_options() -> (
    None
):
    outcome = assess(FOR_NOBODY, {"facts": {}, "medicines": []}).outcome("treatment")
    assert outcome.kind == "not applicable"
    assert outcome.reason == (
        "it is not about this patient or none of the options is for this patient, whatever is found of fever"
    )
    assert outcome.options == ()
