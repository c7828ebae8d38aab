"""Repeated observations and times of day: elapsed time is exact, and no answer hangs on the order of a list."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.assessment import Assessment
from engine.evaluation import walk
from engine.library import evaluate, evaluate_together, load_file, load_text
from engine.moments import age, apart, at_most, before, bounds, moment_text
from engine.patient import PatientRefused, patient_from_mapping, read_patient
from guideline_app import cli

SPEC = Path(__file__).parent / "spec" / "meaning" / "fine_print_observations.guideline"
GRAPH = load_file(SPEC)
BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 22, 12, 0)
HOUR = Fraction(3600)


def found(facts: dict[str, Any], as_of: date = NOON) -> Any:
    record = patient_from_mapping({"facts": facts}, GRAPH, as_of)
    return walk(GRAPH, record, as_of).world


def value(name: str, facts: dict[str, Any], as_of: date = NOON) -> Any:
    """The exact value of a definition, "unknown" when it is not one."""
    judged = found(facts, as_of).definition(name)
    known = judged.value if judged.value is None or isinstance(judged.value, bool) else judged.span.point
    return "unknown" if known is None else known


def creatinine(*observations: tuple[str, str]) -> dict[str, Any]:
    return {"creatinine": [{"value": f"{number} mg/dL", "at": at} for number, at in observations]}


def refusal(facts: dict[str, Any], as_of: date = NOON) -> str:
    with pytest.raises(PatientRefused) as refused:
        patient_from_mapping({"facts": facts}, GRAPH, as_of)
    return str(refused.value)


MG_PER_DL = Fraction(1, 100)
"""In kg/m3, the base unit."""

# ---------------------------------------------------------------- elapsed time


def test_summer_time_shifts_no_elapsed_time() -> None:
    """The clocks were put back in the night to 2026-10-25: the same hour two days later is 49 hours later."""
    two_days = creatinine(("0.9", "2026-10-24T20:00+02:00"), ("1.2", "2026-10-26T20:00+01:00"))
    one_hour_less = creatinine(("0.9", "2026-10-24T20:00+02:00"), ("1.2", "2026-10-26T19:00+01:00"))
    for as_of in (
        datetime(2026, 10, 26, 21, tzinfo=BERLIN),
        datetime(2026, 10, 26, 20, tzinfo=UTC),
        date(2026, 10, 26),
    ):
        assert value("risen", two_days, as_of) == 0
        assert value("risen", one_hour_less, as_of) == Fraction("0.3") * MG_PER_DL


def test_times_without_an_offset_are_taken_as_in_the_zone_of_the_evaluation() -> None:
    facts = creatinine(("0.9", "2026-10-24T20:00"), ("1.2", "2026-10-26T20:00"))
    assert value("risen", facts, datetime(2026, 10, 26, 21, tzinfo=BERLIN)) == 0  # 49 hours
    by_the_clock = value("risen", facts, datetime(2026, 10, 26, 21))
    assert by_the_clock == Fraction("0.3") * MG_PER_DL
    zoned = evaluate(GRAPH, {"facts": facts}, datetime(2026, 10, 26, 21, tzinfo=timezone(timedelta(hours=1))))
    assert (
        "Times without an offset from UTC, taken as in the zone of the evaluation: creatinine."
        in zoned.data_notes
    )
    bare = evaluate(GRAPH, {"facts": facts}, datetime(2026, 10, 26, 21))
    assert not [note for note in bare.data_notes if note.startswith("Times without")]


@pytest.mark.parametrize("written", ["2026-10-25T02:30", "2026-03-29T02:30"])
def test_a_time_that_the_clocks_show_twice_or_not_at_all_is_refused(written: str) -> None:
    facts = creatinine(("0.9", written))
    said = refusal(facts, datetime(2026, 10, 26, 21, tzinfo=BERLIN))
    assert "which the clocks of that zone show twice or not at all" in said
    assert value(
        "last_value", creatinine(("0.9", "2026-10-25T02:30+01:00")), datetime(2026, 10, 26, tzinfo=BERLIN)
    )


def test_a_time_with_an_offset_needs_an_evaluation_with_one() -> None:
    said = refusal(creatinine(("0.9", "2026-11-22T08:00+01:00")))
    assert said == (
        "the time of observation 1 of `creatinine` is given as 2026-11-22T08:00+01:00, with its offset from UTC, and "
        "the time of evaluation as 2026-11-22T12:00, without; write the time of evaluation with its offset too"
    )


def test_without_a_zone_of_the_evaluation_all_times_of_a_fact_have_an_offset_or_none() -> None:
    mixed = creatinine(("0.9", "2026-11-21T08:00+01:00"), ("1.0", "2026-11-22T08:00"))
    assert "write all of them with their offsets, or none" in refusal(mixed, date(2026, 11, 22))
    assert value("last_value", mixed, datetime(2026, 11, 22, 12, tzinfo=UTC)) == MG_PER_DL


def test_a_day_of_evaluation_is_its_end_and_days_count_whole() -> None:
    day = date(2026, 11, 22)
    assert age(date(2026, 11, 20), day) == (48 * HOUR, 48 * HOUR)
    assert age(datetime(2026, 11, 22, 8, 0), day) == (16 * HOUR, 16 * HOUR)
    assert age(datetime(2026, 11, 22, 8, 0, tzinfo=UTC), day) == (16 * HOUR, 16 * HOUR)
    assert age(date(2026, 11, 20), NOON) == (36 * HOUR, 60 * HOUR)
    assert age(date(2026, 11, 22), NOON) == (0, 12 * HOUR)


def test_a_day_alone_may_be_any_time_of_it() -> None:
    earlier, later = (bounds(date(2026, 11, day), NOON) for day in (19, 21))
    assert apart(earlier, later) == (24 * HOUR, 72 * HOUR)
    assert [at_most((24 * HOUR, 72 * HOUR), hours * HOUR) for hours in (23, 24, 71, 72)] == [
        False,
        None,
        None,
        True,
    ]
    days = {
        "creatinine": [{"value": f"{n} mg/dL", "on": f"2026-11-{day}"} for n, day in (("1", 19), ("2", 21))]
    }
    assert value("risen", days) == "unknown"
    assert (
        value("risen", {"creatinine": [days["creatinine"][1], {"value": "1 mg/dL", "on": "2026-11-20"}]})
        == MG_PER_DL
    )


def test_seconds_count() -> None:
    at = {"earlier": "2026-11-20T12:00:00", "too early": "2026-11-20T11:59:59.999999"}
    inside = creatinine(("1", at["earlier"]), ("2", "2026-11-22T12:00"))
    outside = creatinine(("1", at["too early"]), ("2", "2026-11-22T12:00"))
    assert (value("risen", inside), value("risen", outside)) == (MG_PER_DL, 0)


def test_a_time_before_a_change_of_clocks_is_before_it_by_elapsed_time() -> None:
    after = datetime(2026, 10, 25, 4, 0, tzinfo=BERLIN)
    assert before(after, 4 * HOUR, after).astimezone(UTC) == datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    assert moment_text(before(NOON, 90 * Fraction(60), NOON)) == "2026-11-22T10:30"


# ---------------------------------------------------------------- the order of a list


def test_the_order_of_a_list_changes_nothing() -> None:
    given = creatinine(("0.9", "2026-11-20T12:00"), ("2.0", "2026-11-21T12:00"), ("1.5", "2026-11-22T08:00"))
    told = {
        evaluate(GRAPH, {"facts": {"creatinine": list(order)}}, NOON).to_json()
        for order in permutations(given["creatinine"])
    }
    assert len(told) == 1
    assert value("last_value", given) == Fraction("1.5") * MG_PER_DL


def test_an_observation_given_twice_counts_once_and_is_said() -> None:
    facts = creatinine(("1", "2026-11-21T12:00"), ("1.5", "2026-11-22T08:00"))
    facts["creatinine"].append({"value": 88.4, "unit": "umol/L", "at": "2026-11-21T12:00:00"})
    assert value("number_seen", facts) == 2
    (note,) = evaluate(GRAPH, {"facts": facts}, NOON).data_notes[-1:]
    assert note == (
        "creatinine: 1 mg/dL (observed 2026-11-21T12:00), 1.5 mg/dL (observed 2026-11-22T08:00); 1 given twice, "
        "counted once"
    )


@pytest.mark.parametrize(
    ("observations", "says"),
    [
        (
            [("1", "2026-11-21T12:00"), ("2", "2026-11-21T12:00")],
            "two values at 2026-11-21T12:00, 1 mg/dL and 2 mg/dL",
        ),
        (
            [("1", "2026-11-22T12:01")],
            "which lies in the future; a time up to 2026-11-22T12:00, the time of the",
        ),
        ([("1", "2026-11-21T24:00")], "and there is no such time"),
        ([("1", "2026-02-30T12:00")], "and there is no such time"),
        ([("1", "2026-11-21 12:00")], "write it as in 2026-01-30T08:15+01:00"),
        ([("1", "2026-11-21")], 'write a day without a time of day as `"on"`'),
        ([("1", "2026-11-21T12:00+15:00")], "and there is no such time"),
        ([("1", "1826-11-21T12:00")], "a time of the last 150 years"),
    ],
)
def test_observations_that_cannot_be_are_refused(observations: list[tuple[str, str]], says: str) -> None:
    assert says in refusal(creatinine(*observations))


@pytest.mark.parametrize(
    ("urine", "says"),
    [
        ({"from": "2026-11-22T08:00", "to": "2026-11-22T07:00"}, "which is no time at all"),
        ({"from": "2026-11-22T08:00", "to": "2026-11-22T08:00"}, "which is no time at all"),
        ({"for": "0 hours"}, "a length of time, longer than none"),
        ({"for": "-2 hours"}, "a length of time, longer than none"),
        ({"for": "2 kg"}, "a length of time, longer than none"),
        ({"from": "2026-11-22T08:00"}, "write `from` and `to`, or `for`"),
        ({"to": "2026-11-22T08:00"}, "write `from` and `to`, or `for`"),
        ({"from": "2026-11-22T08:00", "for": "5 hours"}, "which lies in the future"),
        ({"from": "2026-11-20", "for": "5 hours"}, "write the time of that day too"),
        ({"for": "5 hours", "at": "2026-11-22T08:00"}, "write when a value ceased to hold as `to`"),
        ({"on": "2026-11-22", "at": "2026-11-22T08:00"}, "has both `on` and `at`"),
        ({"on": "2026-11-22T08:00"}, 'write it as `"at"`'),
        ({"from": "2026-11-22T08:00", "to": "2026-11-22T09:00", "for": "1 hour"}, "or `for`"),
    ],
)
def test_a_time_that_cannot_be_is_refused_once(urine: dict[str, Any], says: str) -> None:
    said = refusal({"urine_output": [{"value": "0.4 mL/kg/h", **urine}]})
    assert says in said
    assert len(said.splitlines()) == 1


def test_overlapping_stretches_are_refused_and_touching_ones_are_not() -> None:
    first = {"value": "0.4 mL/kg/h", "from": "2026-11-22T00:00", "to": "2026-11-22T06:00"}
    for begins in ("2026-11-22T05:59", "2026-11-21T23:00"):
        second = {"value": "0.3 mL/kg/h", "from": begins, "to": "2026-11-22T10:00"}
        assert "which overlap" in refusal({"urine_output": [second, first]})
    assert "which overlap" in refusal(
        {"urine_output": [first, {"value": "1 mL/kg/h", "at": "2026-11-22T03:00"}]}
    )
    touching = {"value": "0.3 mL/kg/h", "from": "2026-11-22T06:00", "for": "6 hours"}
    assert value("urine_stage", {"urine_output": [touching, first]}) == 2


def test_a_list_of_one_is_the_observation_itself() -> None:
    one = {"value": "1 mg/dL", "at": "2026-11-22T08:00"}
    alone, listed = (evaluate(GRAPH, {"facts": {"creatinine": given}}, NOON) for given in (one, [one]))
    assert alone == listed
    assert "1 to 1,000 observations" in refusal({"creatinine": []})
    assert "1 to 1,000 observations" in refusal({"creatinine": [one] * 1001})


# ---------------------------------------------------------------- what is told


def told(facts: dict[str, Any]) -> Assessment:
    return evaluate(GRAPH, {"facts": facts}, NOON)


def test_a_value_that_is_too_old_is_told_with_its_age() -> None:
    assert told(creatinine(("1", "2026-11-13T12:00"))).data_notes == (
        "creatinine: the last value, 1 mg/dL (observed 2026-11-13T12:00), is 9 days old and counts for 7 days, "
        "so unknown",
    )


def test_the_trace_shows_the_observations_that_were_used() -> None:
    facts = creatinine(("0.9", "2026-11-10T12:00"), ("0.9", "2026-11-21T12:00"), ("1.2", "2026-11-22T08:00"))
    outcome = next(o for o in told(facts).outcomes if o.part == 1)
    shown = outcome.model_dump_json()
    assert "rise of creatinine within 48 hours = 0.3 mg/dL" in shown
    assert "creatinine: 0.9 mg/dL (observed 2026-11-21T12:00), 1.2 mg/dL (observed 2026-11-22T08:00)" in shown


def test_what_is_asked_of_a_fact_that_was_observed_once_is_more_of_it() -> None:
    facts = {
        **creatinine(("1", "2026-11-22T08:00")),
        "usual_creatinine": "1 mg/dL",
        "renal_replacement": False,
    }
    question = next(r.question for r in told(facts).missing if r.name == "creatinine")
    assert question.endswith("further observations with their times, or how long it was so")


def test_a_procedure_has_a_time() -> None:
    graph = load_text(
        'guideline gg "G"\n  version 1.0.0\n\nprocedures\n  film "Film"\n\n'
        'advise seen "A"\n  when done film within 6 hours\n    note "Seen"\n    assuming read\n\nassumption read "So"\n'
    )
    for at, shown in (("2026-11-22T06:00", "shown"), ("2026-11-22T05:59", "not shown")):
        (outcome,) = evaluate(graph, {"done": {"film": {"at": at}}}, NOON).outcomes
        assert outcome.kind == shown
    (outcome,) = evaluate(graph, {"done": {"film": {"on": "2026-11-22"}}}, NOON).outcomes
    assert outcome.kind == "unknown"


def test_an_assessment_of_a_time_says_it_and_comes_back_from_its_json() -> None:
    for as_of in (date(2026, 11, 22), NOON, NOON.replace(tzinfo=UTC), datetime(2026, 11, 22)):
        assessment = evaluate(GRAPH, {"facts": {}}, as_of)
        assert Assessment.model_validate_json(assessment.to_json()) == assessment
        assert assessment.as_of == as_of


def test_several_guidelines_are_evaluated_at_a_time() -> None:
    other = load_text('guideline other "Other"\n  version 1.0.0\n\nfacts\n  creatinine 0.1 to 40 mg/dL\n')
    facts = creatinine(("0.9", "2026-11-21T12:00"), ("1.2", "2026-11-22T08:00"))
    together = evaluate_together([GRAPH, other], {"facts": facts}, NOON)
    assert together.as_of == NOON


def test_the_command_takes_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    patient = tmp_path / "patient.json"
    patient.write_text('{"facts": {"creatinine": {"value": "1 mg/dL", "at": "2026-11-22T08:00Z"}}}')
    for given, about in (
        ("2026-11-22T14:30+01:00", "2026-11-22T14:30+01:00"),
        ("2026-11-22T14:30Z", "2026-11-22T14:30Z"),
        ("2026-11-22", "2026-11-22"),
    ):
        assert cli.main(["evaluate", str(SPEC), str(patient), "--as-of", given]) == 0
        assert f"About {about}, input" in capsys.readouterr().out
    assert cli.main(["evaluate", str(SPEC), str(patient), "--as-of", "2026-11-22T14:30"]) == cli.BAD_INPUT
    for wrong in ("2026-11-22T25:00", "2026-11-22T14", "2026-11-22T14:30+0100"):
        with pytest.raises(SystemExit):
            cli.main(["evaluate", str(SPEC), str(patient), "--as-of", wrong])


@pytest.mark.slow
def test_a_thousand_observations_of_a_fact_are_evaluated_quickly() -> None:
    start = NOON - timedelta(minutes=1000)
    many = [
        {
            "value": f"{1 + place % 7} mg/dL",
            "at": (start + timedelta(minutes=place)).isoformat(timespec="minutes"),
        }
        for place in range(1000)
    ]
    began = perf_counter()
    assert value("risen", {"creatinine": many}) == 6 * MG_PER_DL
    assert perf_counter() - began < 10


def test_a_list_of_nothing_but_null_is_refused() -> None:
    """Each null was refused where it stands; nothing is left of the list to be read."""
    with pytest.raises(PatientRefused):
        read_patient('{"facts": {"creatinine": [null]}}', GRAPH, date(2026, 1, 31))
