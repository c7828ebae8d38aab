"""What a result says of a dose, and what does not come out as one: points 5 and 6."""

from __future__ import annotations

import pytest

from engine.assessment import Dosage, Recommendation
from engine.patient import PatientRefused
from tests.meaning_sample import DOSES, assess, codes, only

# ---------------------------------------------------------------- 5: ranges, arithmetic, `usually`, tablets


def dosage(medicine: str, **facts: str) -> Dosage:
    found = said(medicine, **facts).dosage
    assert found is not None
    return found


def said(medicine: str, **facts: str) -> Recommendation:
    found = assess(DOSES, {"facts": facts, "medicines": []})
    (recommendation,) = (r for r in found.recommendations if r.medicine == medicine)
    return recommendation


def test_the_arithmetic_of_both_ends_is_written_out() -> None:
    """Each figure times the weight, in the units it is written in."""
    assert dosage("prednisone", weight="70 kg", risky="no").arithmetic == (
        "0.5 mg/kg/day x 70 kg = 35 mg/day",
        "1 mg/kg/day x 70 kg = 70 mg/day",
    )


def test_the_arithmetic_shows_the_weight_as_the_guideline_measures_it() -> None:
    """100 lb, in kilograms to the last place; what does not end is cut, never rounded up."""
    (line,) = dosage("warfarin", weight="100 lb").arithmetic
    assert line == "0.1 mg/kg/day x 45.359237 kg = 4.535 mg/day"


def test_a_formula_is_written_out_with_its_result() -> None:
    """The body surface area, before what it is multiplied with."""
    lines = dosage("heparin", weight="25 kg", height="144 cm").arithmetic
    assert lines[0].endswith("= 1 m2")
    assert lines[1:3] == ("20 IU/m2 x 1 m2 = 20 IU", "40 IU/m2 x 1 m2 = 40 IU")


def test_limits_say_what_they_did() -> None:
    """A cap that cuts, a floor that lifts, and a cap that is not reached."""
    cut = dosage("heparin", weight="25 kg", height="144 cm")
    assert cut.limits_applied == ("at most 30 IU: 20 to 30 IU", "at least 25 IU: 25 to 30 IU")
    small = dosage("heparin", weight="10 kg", height="90 cm")
    assert small.limits_applied[0] == "at most 30 IU: not reached"
    assert small.limits_applied[1] == "at least 25 IU: 20 IU; its range by weight ends below that"


def test_a_daily_limit_of_a_total_is_written_out_over_all_its_days() -> None:
    """At most 0.9 g/kg on each of two days is 108 g at 60 kg."""
    dose = dosage("globulin", weight="60 kg")
    assert dose.amount.text == "60 to 108 g"
    assert dose.limits_applied == ("at most 0.9 g/kg/day x 60 kg = 54 g/day, on 2 days: 60 to 108 g",)


def test_a_daily_limit_of_a_dose_is_written_out_for_each_dose() -> None:
    """At most 90 mg a day is 22.5 mg four times daily."""
    dose = dosage("codeine")
    assert (dose.amount.text, dose.per_administration.text) == ("60 to 90 mg/day", "15 to 22.5 mg")
    assert dose.limits_applied == ("at most 90 mg/day, 4 times daily = 22.5 mg each: 15 to 22.5 mg",)


def test_the_usual_band_is_flagged_and_never_applied() -> None:
    """Below, across, within and above: the range is the same as without the band."""
    flags = {
        "50 kg": ("25 to 50 mg/day", "below the usual 60 to 80 mg/day"),
        "80 kg": ("40 to 80 mg/day", "reaches below the usual 60 to 80 mg/day"),
        "80.1 kg": (
            "40.05 to 80.1 mg/day",
            "usually 60 to 80 mg/day; 80 to 80.1 mg/day only after the clinician confirms",
        ),
        "170 kg": (
            "85 to 170 mg/day",
            "usually 60 to 80 mg/day; 85 to 170 mg/day only after the clinician confirms",
        ),
    }
    for weight, expected in flags.items():
        dose = dosage("prednisone", weight=weight, risky="no")
        assert (dose.amount.text, dose.usual_flag) == expected


def test_no_single_figure_above_the_usual_band_is_shown() -> None:
    """Not as the preferred end, not in tablets, and in the arithmetic only with the words."""
    recommendation = said("prednisone", weight="95 kg", risky="yes")
    dose = recommendation.dosage
    assert dose.aiming_at is None
    assert "aiming at" not in recommendation.text
    assert "only after the clinician confirms" in recommendation.text
    assert dose.tablets.endswith("up to 80 mg: 4 x 20 mg")
    assert dose.arithmetic[1] == (
        "1 mg/kg/day x 95 kg = 95 mg/day (above 80 mg/day only after the clinician confirms)"
    )
    assert dose.confirm_above.value == 80


def test_a_preferred_end_within_the_usual_band_is_shown() -> None:
    """At 80 kg the preferred end is the upper figure of the band itself."""
    dose = dosage("prednisone", weight="80 kg", risky="yes")
    assert (dose.aiming_at.value, dose.confirm_above) == (80, None)


def test_a_band_per_day_is_held_against_a_dose_given_four_times_a_day() -> None:
    """Usually 60 mg a day are 15 mg each."""
    dose = dosage("codeine")
    assert dose.usual.text == "15 mg"
    assert dose.confirm_above.value == 15


def test_a_band_by_weight_is_held_against_the_dose_of_this_weight() -> None:
    """Usually 1 to 1.5 mg/kg are 60 to 90 mg at 60 kg."""
    items = """\
facts
  weight  1 to 300 kg
medicines
  aspirin  painkiller
decide treatment "Treatment"
  give aspirin 0.5 to 2 mg/kg/day by weight, usually 1 to 1.5 mg/kg/day
  cite [1]
"""
    dose = only(assess(items, {"facts": {"weight": "60 kg"}, "medicines": []})).dosage
    assert dose is not None
    assert dose.usual_flag == "usually 60 to 90 mg/day; 90 to 120 mg/day only after the clinician confirms"


def test_tablets_of_a_dose_per_week_are_those_of_the_week() -> None:
    """The source names no frequency: six tablets a week, whenever they are taken."""
    items = """\
medicines
  methotrexate  agent  tablets 2.5 mg
decide treatment "Treatment"
  give methotrexate 15 mg/week, orally, frequency not in source
  cite [1]
"""
    dose = only(assess(items, {"facts": {}, "medicines": []})).dosage
    assert dose is not None
    assert dose.tablets == "15 mg: 6 x 2.5 mg a week"


def test_tablets_are_for_oral_doses() -> None:
    """An infusion of a medicine that has tablets, too, is not counted in them."""
    items = """\
medicines
  prednisone  steroid  tablets 5 mg
decide treatment "Treatment"
  give prednisone 50 mg once daily, intravenously
  cite [1]
"""
    dose = only(assess(items, {"facts": {}, "medicines": []})).dosage
    assert dose is not None
    assert dose.tablets == ""


def test_tablets_stay_inside_the_range() -> None:
    """The least dose is not rounded down, the greatest not up."""
    assert dosage("prednisone", weight="33 kg", risky="no").tablets == (
        "17.5 mg: 3 x 5 mg + 1 x 2.5 mg, up to 32.5 mg: 1 x 20 mg + 2 x 5 mg + 1 x 2.5 mg"
    )


def test_tablets_for_a_preferred_end_are_nearest_to_it_inside_the_range() -> None:
    """33 mg is preferred; 35 mg would be as near as 31 mg, and lies outside."""
    assert dosage("prednisone", weight="33 kg", risky="yes").tablets.startswith("32.5 mg")


def test_where_no_tablet_dose_fits_the_result_says_so() -> None:
    """One figure that is no multiple of a tablet; and one that is."""
    assert dosage("warfarin", weight="70 kg").tablets == "no tablet dose fits"
    assert dosage("warfarin", weight="60 kg").tablets == "6 mg: 2 x 3 mg"


def test_whole_tablets_only() -> None:
    """0.25 to 0.375 mg holds one tablet of 0.25 mg and nothing else."""
    assert dosage("digoxin").tablets == "0.25 mg: 1 x 0.25 mg"


def test_without_a_weight_the_printed_dose_and_what_is_asked_stand_in_the_sentence() -> None:
    """The amount is missing, the recommendation is not."""
    recommendation = said("prednisone", risky="yes")
    assert recommendation.dosage.amount is None
    assert "0.5 to 1 mg/kg/day by weight" in recommendation.text
    assert "(the amount needs weight), closer to 1 mg/kg/day when risky" in recommendation.text
    assert recommendation.dosage.needs == ("weight",)


# ---------------------------------------------------------------- 6: dimensions are types


@pytest.mark.parametrize(
    ("dose", "code"),
    [
        ("15 mg/kg/week by surface", "dose-dimension"),
        ("15 mg/m2/week by weight", "dose-dimension"),
        ("5 mg/kg/day", "missing-basis"),
        ("5 kg/m2/day by surface", ""),
        ("5 mg/day, at most 10 IU/day", "limit-dimension"),
        ("5 mg/day, at most 10 mg", "limit-dimension"),
        ("5 mL/min/1.73m2", "dose-dimension"),
        ("5 weeks", "dose-dimension"),
    ],
)
def test_a_dose_that_does_not_come_out_as_a_dose_does_not_compile(dose: str, code: str) -> None:
    """Units are multiplied out, and what is left must be an amount or an amount per time."""
    items = f"""\
facts
  weight  1 to 300 kg
  height  40 to 230 cm
medicines
  aspirin  painkiller
define surface as sqrt(height in cm * weight in kg / 3600) * 1 m2
  cite [1]
advise both "Both are used"
  when surface > 1 m2
    note "large"
    cite [1]
decide treatment "Treatment"
  give aspirin {dose}
  cite [1]
"""
    assert codes(items) == ([code] if code else [])


@pytest.mark.parametrize(
    "condition", ["weight > 3 m2", "weight + height > 3", "egfr > 60 mL/min", "titre > 3 mg", "weight > 3"]
)
def test_what_cannot_be_compared_does_not_compile(condition: str) -> None:
    """A mass with an area, a mass with a length, an indexed rate with a plain one, units with milligrams."""
    items = f"""\
facts
  weight  1 to 300 kg
  height  40 to 230 cm
  egfr    0 to 200 mL/min/1.73m2
  titre   0 to 100 IU
advise signs "Signs"
  when {condition}
    note "so"
    cite [1]
  when weight > 3 kg and height > 3 cm and egfr > 60 mL/min/1.73m2 and titre > 3 IU
    note "right"
    cite [1]
"""
    assert codes(items) != []


@pytest.mark.parametrize(
    ("given", "told"),
    [("150 cm", "kg"), ("70", "kg"), ("70 mg/kg", "kg"), ("70 IU", "kg"), ("301 kg", "300 kg")],
)
def test_a_value_in_a_wrong_dimension_is_refused_with_the_unit_expected(given: str, told: str) -> None:
    """Nothing is guessed: another dimension, no unit, a rate, arbitrary units, out of range."""
    with pytest.raises(PatientRefused) as refused:
        assess(DOSES, {"facts": {"weight": given}})
    assert "weight" in str(refused.value)
    assert told in str(refused.value)
