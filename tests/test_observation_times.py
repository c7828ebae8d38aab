"""Times of observations at their edges: two offsets on one evaluation by the day, the ends of the calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from engine.expressions import World
from engine.library import load_text
from engine.patient import PatientRefused, patient_from_mapping
from guideline_dsl.graph import DecisionGraph

FILE = Path(__file__).parent / "spec" / "meaning" / "fine_print_observations.guideline"
MILLIGRAM_PER_DECILITRE = Fraction(1, 100)


@cache
def guideline() -> DecisionGraph:
    return load_text(FILE.read_text(encoding="utf-8"))


def world(fact: str, given: object, as_of: date) -> World:
    graph = guideline()
    return World(graph, patient_from_mapping({"facts": {fact: given}}, graph, as_of), as_of)


def refusals(fact: str, given: object, as_of: date) -> list[str]:
    with pytest.raises(PatientRefused) as refused:
        world(fact, given, as_of)
    return [problem.message for problem in refused.value.problems]


def test_of_two_offsets_the_later_observation_is_the_latest() -> None:
    """By the clocks of the two places the later one lies before the seven days, and the earlier one in them."""
    given = [
        {"value": "0.9 mg/dL", "at": "2026-01-25T00:30+02:00"},
        {"value": "1.2 mg/dL", "at": "2026-01-24T22:45Z"},
    ]
    latest = world("creatinine", given, date(2026, 1, 31)).definition("last_value").span
    assert latest.point == Fraction("1.2") * MILLIGRAM_PER_DECILITRE


@pytest.mark.parametrize(
    ("given", "as_of"),
    [
        ({"value": "0.3 mL/kg/h", "for": "20 years"}, date(5, 1, 1)),
        (
            {"value": "0.3 mL/kg/h", "for": "2 hours"},
            datetime(1, 1, 1, 3, tzinfo=timezone(timedelta(hours=5))),
        ),
        ({"value": "0.3 mL/kg/h", "from": "9999-12-31T00:00", "for": "20 years"}, date.max),
    ],
)
def test_a_length_beyond_the_calendar_is_refused(given: object, as_of: date) -> None:
    assert len(refusals("urine_output", given, as_of)) == 1


def test_a_time_that_is_refused_is_not_called_missing_too() -> None:
    berlin = datetime(2026, 10, 25, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    given = [
        {"value": "0.9 mg/dL", "at": "2026-10-25T02:30"},
        {"value": "1.2 mg/dL", "at": "2026-10-25T03:30"},
    ]
    (message,) = refusals("creatinine", given, berlin)
    assert "the clocks of that zone show twice" in message


def test_a_rise_is_counted_in_elapsed_time_over_a_change_of_the_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    as_of = datetime(2026, 3, 30, 12, tzinfo=berlin)
    for last, expected in (("2026-03-30T09:00", True), ("2026-03-30T09:01", False)):
        given = [
            {"value": "0.9 mg/dL", "at": "2026-03-28T08:00"},
            {"value": "1.2 mg/dL", "at": last},
        ]
        risen = world("creatinine", given, as_of).definition("risen").span
        assert (risen.point == Fraction("0.3") * MILLIGRAM_PER_DECILITRE) is expected
