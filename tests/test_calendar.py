"""The calendar as people count it, against plain reasoning day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.assessment import Assessment
from engine.dates import day_of_moment, elapsed, shifted
from engine.judged import Judged
from engine.library import compile_text, evaluate, load_text
from engine.moments import instant
from engine.patient import PatientRefused
from guideline_dsl import core
from guideline_dsl.base_values import base_value
from guideline_dsl.calendar_days import full, shift
from guideline_dsl.values import Span, exactly
from tests.shares import examples

DAYS = st.dates(date(1890, 1, 1), date(2110, 12, 31))
UNITS = st.sampled_from(get_args(core.CalendarUnit))


def reached(unit: str, start: date, count: int) -> date:
    """The day on which so many years or months are full, by walking on to a day that there is."""
    months = start.year * 12 + start.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    try:
        return date(year, month + 1, start.day)
    except ValueError:
        return date(year + (month == 11), (month + 1) % 12 + 1, 1)


@given(DAYS, st.integers(0, 60 * 366), UNITS)
@settings(max_examples=examples(300), deadline=None)
def test_a_count_is_the_most_that_are_reached(start: date, days: int, unit: core.CalendarUnit) -> None:
    end = start + timedelta(days=days)
    count = full(unit, start, end)
    if unit in ("week", "day"):
        length = 7 if unit == "week" else 1
        assert count * length <= days < (count + 1) * length
    else:
        assert reached(unit, start, count) <= end < reached(unit, start, count + 1)


@given(DAYS, DAYS, UNITS)
@settings(max_examples=examples(200), deadline=None)
def test_counting_back_is_counting_with_the_sign_turned(a: date, b: date, unit: core.CalendarUnit) -> None:
    assert full(unit, a, b) == -full(unit, b, a)
    assert full(unit, a, a) == 0


@given(DAYS, DAYS, st.integers(0, 40), st.integers(-30, 30), UNITS)
@settings(max_examples=examples(300), deadline=None)
def test_both_rise_with_the_day(a: date, b: date, later: int, count: int, unit: core.CalendarUnit) -> None:
    next_b = b + timedelta(days=later)
    assert full(unit, a, b) <= full(unit, a, next_b)
    assert full(unit, b, a) >= full(unit, next_b, a)
    one, other = shift(b, count, unit), shift(next_b, count, unit)
    assert one is not None
    assert other is not None
    assert one <= other


@given(DAYS, st.integers(-200, 200), st.sampled_from(["year", "month"]))
@settings(max_examples=examples(200), deadline=None)
def test_a_shift_keeps_the_day_or_is_the_last_of_a_short_month(
    day: date, count: int, unit: core.CalendarUnit
) -> None:
    found = shift(day, count, unit)
    assert found is not None
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == count * (
        12 if unit == "year" else 1
    )
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("day", "count", "unit"),
    [
        (date(9999, 12, 31), 1, "day"),
        (date(9999, 12, 31), 1, "month"),
        (date(1, 1, 1), -1, "week"),
        (date(1, 1, 1), -1, "year"),
        (date(2026, 1, 1), 100_000, "year"),
    ],
)
def test_a_day_outside_the_calendar_is_none(day: date, count: int, unit: core.CalendarUnit) -> None:
    assert shift(day, count, unit) is None
    found = shifted(Judged(exactly(day.toordinal())), count, unit)
    assert found.span.point is None
    assert found.needs == ()
    assert found.reasons == ("a day outside the years 1 to 9999",)


spans = st.tuples(DAYS, DAYS).map(lambda ends: (min(ends), max(ends)))


def span_of(ends: tuple[date, date]) -> Judged:
    return Judged(Span(Fraction(ends[0].toordinal()), Fraction(ends[1].toordinal())), ("fact:x",))


@given(spans, spans, st.data(), UNITS, st.integers(-30, 30))
@settings(max_examples=examples(200), deadline=None)
def test_what_is_known_of_a_day_holds_for_every_day_it_may_be(
    start: tuple[date, date], end: tuple[date, date], data: st.DataObject, unit: core.CalendarUnit, count: int
) -> None:
    """Inclusion isotone: the range of answers holds the answer of each day."""
    one, other = data.draw(st.dates(*start)), data.draw(st.dates(*end))
    found = elapsed(unit, span_of(start), span_of(end)).span
    length = base_value(core.Number(Fraction(1), unit))
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower <= full(unit, one, other) * length <= found.upper
    moved, day = shifted(span_of(start), count, unit).span, shift(one, count, unit)
    assert day is not None
    assert moved.lower is not None
    assert moved.upper is not None
    assert moved.lower <= day.toordinal() <= moved.upper


def test_a_count_is_settled_where_every_day_agrees() -> None:
    start = span_of((date(2000, 1, 1), date(2000, 12, 31)))
    today = Judged(exactly(date(2026, 12, 31).toordinal()))
    assert elapsed("year", start, today).span.point == 26 * base_value(core.Number(Fraction(1), "years"))
    assert elapsed("year", start, today).needs == ()


TEXT = """\
guideline example "Example"
  version 1.0.0

references
  1  guideline  "A document"

facts
  birth_date  date

define age as full years since birth_date

advise care "Care"
  when age >= 18 years and today > birth_date + 18 years
    note "Adult care."
    cite [1]
"""


def test_the_day_of_evaluation_is_the_argument_and_the_trace_reads_aloud() -> None:
    graph = load_text(TEXT)
    patient = {"facts": {"birth_date": "2008-02-29"}}
    before, after = (evaluate(graph, patient, date(2026, *day)) for day in ((2, 28), (3, 1)))
    assert (before.outcomes[0].kind, after.outcomes[0].kind) == ("not shown", "shown")
    step = after.outcomes[0].trace[0]
    assert step.says == "when age >= 18 years and today > birth_date + 18 years"
    assert "birth_date = 2008-02-29" in step.inside[1].facts
    assert evaluate(graph, {"facts": {}}, date(2026, 3, 1)).missing[0].name == "birth_date"


def test_a_count_written_twice_is_one_fact_to_ask_for() -> None:
    found = evaluate(load_text(TEXT), {"facts": {}}, date(2026, 3, 1))
    assert [request.question for request in found.missing] == ["birth date: a date"]


@pytest.mark.parametrize(
    "condition",
    [
        "full years since birth_date >= 18 years",
        "full months from birth_date to 2026-01-31 > 2 months",
        "full days from (birth_date + 1 day) to 2026-03-31 < 3 days",
        "today - 2 weeks > birth_date + 1 month - 1 day",
        "full weeks since today is 0 weeks",
    ],
)
def test_a_condition_reads_in_the_trace_as_it_is_written(condition: str) -> None:
    text = TEXT.replace("age >= 18 years and today > birth_date + 18 years", condition)
    graph = load_text(text.replace("define age as full years since birth_date\n", ""))
    says = [step.says for step in evaluate(graph, {"facts": {}}, date(2026, 3, 1)).outcomes[0].trace]
    assert says == [f"when {condition}"]


def test_a_case_gives_its_day_once() -> None:
    case = '\ncase "a"\n  given  as of 2026-01-01, as of 2026-01-02\n  expect age is unknown\n'
    from guideline_dsl.checking.cases import check_cases
    from guideline_dsl.parse import parse

    compiled = compile_text(TEXT)
    assert compiled.graph is not None
    findings = check_cases(core.Core(compiled.graph.nodes), parse(TEXT + case).file)
    assert [finding.code for finding in findings] == ["said-twice"]


# ---------------------------------------------------------------- times of day

TIMES = """\
guideline example "Example"
  version 1.0.0

references
  1  guideline  "A document"

facts
  onset  date and time

define day_of_onset "Day" as date of onset
define ends "End" as onset + 4.5 h
  cite [1]

advise lysis "Lysis"
  when time since onset <= 4.5 h
    note "Within the window."
    cite [1]
"""
ZURICH = ZoneInfo("Europe/Zurich")


def lysis(onset: str, as_of: date) -> Assessment:
    return evaluate(load_text(TIMES), {"facts": {"onset": onset}}, as_of)


@pytest.mark.parametrize(
    ("onset", "as_of", "kind", "ends"),
    [
        ("2026-01-30T08:00", datetime(2026, 1, 30, 12, 30), "shown", "2026-01-30T12:30"),
        ("2026-01-30T08:00", datetime(2026, 1, 30, 12, 30, 1), "not shown", "2026-01-30T12:30"),
        ("2026-01-30T19:30", date(2026, 1, 30), "shown", "2026-01-31T00:00"),
        ("2026-01-30T19:29", date(2026, 1, 30), "not shown", "2026-01-30T23:59"),
        ("2026-03-29T01:30", datetime(2026, 3, 29, 7, 0, tzinfo=ZURICH), "shown", "2026-03-29T07:00+02:00"),
        (
            "2026-10-25T01:30",
            datetime(2026, 10, 25, 5, 30, tzinfo=ZURICH),
            "not shown",
            "2026-10-25T05:00+01:00",
        ),
        (
            "2026-01-30T07:00Z",
            datetime(2026, 1, 30, 12, 30, tzinfo=ZURICH),
            "shown",
            "2026-01-30T12:30+01:00",
        ),
    ],
)
def test_hours_are_exact_in_every_zone(onset: str, as_of: date, kind: str, ends: str) -> None:
    found = lysis(onset, as_of)
    assert found.outcomes[0].kind == kind
    assert next(value.text for value in found.values if value.name == "ends") == ends


def test_the_day_of_a_time_is_that_of_the_zone_of_the_evaluation() -> None:
    found = lysis("2026-01-30T23:30Z", datetime(2026, 1, 31, 2, 0, tzinfo=ZURICH))
    assert next(value.text for value in found.values if value.name == "day_of_onset") == "2026-01-31"


@pytest.mark.parametrize(
    ("onset", "as_of", "says"),
    [
        ("2026-01-30T08:00+01:00", datetime(2026, 1, 30, 12, 30), "with its offset"),
        ("2026-01-30T08:00+01:00", date(2026, 1, 30), "with its offset"),
        ("2026-01-30", datetime(2026, 1, 30, 12, 30), "a time such as"),
        ("2026-01-30T12:31", datetime(2026, 1, 30, 12, 30), "lies in the future"),
        ("2026-01-30T25:00", datetime(2026, 1, 30, 12, 30), "no such time"),
        ("2026-03-29T02:30", datetime(2026, 3, 29, 12, 0, tzinfo=ZURICH), "twice or not at all"),
    ],
)
def test_a_time_that_cannot_be_held_against_the_evaluation_is_refused(
    onset: str, as_of: date, says: str
) -> None:
    with pytest.raises(PatientRefused, match=says):
        lysis(onset, as_of)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 10_000_000),
    st.integers(0, 10_000_000),
)
@settings(max_examples=examples(200), deadline=None)
def test_what_is_known_of_a_time_holds_for_every_time_it_may_be(
    start: datetime, inside: int, more: int
) -> None:
    as_of = start.astimezone(ZURICH)
    first = instant(start, as_of)
    last = first + inside + more
    found = day_of_moment(Judged(Span(first, last)), as_of).span
    point = day_of_moment(Judged(exactly(first + inside)), as_of).span.point
    assert point is not None
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower <= point <= found.upper
    assert point == (start + timedelta(seconds=inside)).astimezone(ZURICH).date().toordinal()
