"""The traps of exact and unknown values, each with the circuit held against the walk and against what it must be."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from engine.compiled.python_source import function_of, source_of
from engine.patient import patient_from_mapping
from guideline_dsl import core
from guideline_dsl.base_values import base_value
from guideline_dsl.values import Span, Value, exactly
from tests.compiled_values import CompiledValues, walked
from tests.laws.law import compiled
from tests.meaning_sample import HEAD

TODAY = date(2026, 1, 31)

TEXT = (
    HEAD
    + """\
facts
  fever     yes | no
  cough     yes | no
  sort      red | green | blue
  weight    1 to 300 kg
  amount    0 to 100
  other     -10 to 10
  birthday  date
  seen      0 to 10  within 30 days
medicines
  prednisone  steroid
  warfarin    anticoagulant

define both as fever and cough
  cite [1]
define either as fever or cough
  cite [1]
define neither as not (fever or cough)
  cite [1]
define three_tenths as amount >= 0.3
  cite [1]
define halves as amount / 3 > 0.1
  cite [1]
define sixty as dose of prednisone >= 60 mg/day
  cite [1]
define quotient as amount / other
  cite [1]
define large_quotient as amount / other > 2
  cite [1]
define product as other * (amount - 50)
  cite [1]
define square as other ^ 2
  cite [1]
define size as abs(other)
  cite [1]
define root as sqrt(amount)
  cite [1]
define half_steps as amount rounded half up to 0.5
  cite [1]
define perhaps
  amount  when fever
  otherwise none
  cite [1]
define perhaps_more as perhaps + 1
  cite [1]
define chosen
  10      when sort is red
  amount  when cough
  otherwise 30
  cite [1]
define adult as full years since birthday >= 18 years
  cite [1]
define later as birthday + 18 years <= today
  cite [1]
define nineteen as full years since birthday >= 19 years
  cite [1]
define month_count as full months since birthday
  cite [1]
define week_count as full weeks since birthday
  cite [1]
define same_day as birthday - 1 month
  cite [1]
define larger as max(amount, other)
  cite [1]
define above_zero as exp(other * 1000) > 0
  cite [1]
define two_thirds as ln(amount) * 2 / 3 < 1
  cite [1]
define steps_down as other rounded down to 3
  cite [1]
define steps_up as other rounded up to 0.3
  cite [1]
define to_even as other rounded half to even to 2
  cite [1]
define away as other rounded half up to 2
  cite [1]
define warm as sort is red or sort is green
  cite [1]
define two as at least 2 of (fever, cough, weight > 70 kg, taking prednisone)
  cite [1]
define lately as seen > 5
  cite [1]
decide steroid "Steroid"
  when both or warm
    give prednisone 60 mg/day
  cite [1]
"""
)
GRAPH = compiled(TEXT)
COMPILED = CompiledValues(GRAPH)


def exactly_months(many: int) -> Span:
    return exactly(many * base_value(core.Number(Fraction(1), "month")))


def ordinal(day: str) -> Span:
    return exactly(date.fromisoformat(day).toordinal())


CASES: list[tuple[dict[str, object], dict[str, Value]]] = [
    ({}, {"both": None, "either": None, "neither": None, "quotient": Span(None, None)}),
    ({"fever": "no"}, {"both": False, "either": None, "perhaps": Span(None, None, True)}),
    ({"fever": "yes"}, {"both": None, "either": True, "neither": False}),
    ({"amount": "0.1"}, {"three_tenths": False}),
    ({"amount": "0.3"}, {"three_tenths": True, "halves": False}),
    ({"amount": "0.30000000000000000000001"}, {"halves": True}),
    ({"amount": "0.2999999999999999999999"}, {"three_tenths": False}),
    ({"amount": "1", "other": "0"}, {"quotient": Span(None, None), "large_quotient": None}),
    ({"amount": "0", "other": "3"}, {"quotient": Span(Fraction(0), Fraction(0)), "large_quotient": False}),
    ({"other": "-0.1"}, {"quotient": Span(Fraction(-1000), Fraction(0)), "large_quotient": False}),
    ({"amount": "50"}, {"product": Span(Fraction(0), Fraction(0))}),
    (
        {"amount": "2.25"},
        {"half_steps": Span(Fraction(5, 2), Fraction(5, 2)), "root": Span(Fraction(3, 2), Fraction(3, 2))},
    ),
    ({"other": "-3"}, {"square": Span(Fraction(9), Fraction(9)), "size": Span(Fraction(3), Fraction(3))}),
    ({"sort": "blue", "cough": "no"}, {"chosen": Span(Fraction(30), Fraction(30)), "warm": False}),
    ({"cough": "yes"}, {"chosen": Span(Fraction(0), Fraction(100))}),
    ({"birthday": "2008-01-31"}, {"adult": True, "later": True}),
    ({"birthday": "2008-02-01"}, {"adult": False, "later": False}),
    ({"birthday": "2004-02-29"}, {"adult": True}),
    ({"fever": "yes", "cough": "yes"}, {"two": True}),
    ({"birthday": "2007-12-31"}, {"adult": True, "nineteen": False, "month_count": exactly_months(217)}),
    ({"birthday": "2025-12-31"}, {"month_count": exactly_months(1), "week_count": exactly(4 * 604_800)}),
    ({"birthday": "2026-01-31"}, {"month_count": exactly_months(0), "same_day": ordinal("2025-12-31")}),
    ({"birthday": "2024-03-31"}, {"same_day": ordinal("2024-02-29"), "month_count": exactly_months(22)}),
    ({"birthday": "1900-03-29"}, {"same_day": ordinal("1900-02-28")}),
    ({"amount": "1"}, {"larger": Span(Fraction(1), Fraction(10))}),
    ({"other": "-1"}, {"above_zero": None, "larger": Span(Fraction(0), Fraction(100))}),
    ({"other": "0.5"}, {"above_zero": True}),
    ({"amount": "4.4816"}, {"two_thirds": True}),
    ({"amount": "4.4817"}, {"two_thirds": False}),
    ({"amount": "0"}, {"two_thirds": None}),
    ({"other": "-2.1"}, {"steps_down": exactly(-3), "steps_up": exactly(Fraction(-21, 10))}),
    ({"other": "-3"}, {"steps_down": exactly(-3), "steps_up": exactly(-3), "to_even": exactly(-4)}),
    ({"other": "3"}, {"steps_down": exactly(3), "to_even": exactly(4), "away": exactly(4)}),
    ({"other": "-5"}, {"steps_down": exactly(-6), "to_even": exactly(-4), "away": exactly(-6)}),
    ({"other": "5"}, {"to_even": exactly(4), "away": exactly(6), "steps_up": exactly(Fraction(51, 10))}),
    ({"other": "-1"}, {"to_even": exactly(0), "away": exactly(-2)}),
    ({"fever": "no", "cough": "no", "weight": "70 kg"}, {"two": False}),
    ({"seen": {"value": 7, "on": "2026-01-01"}}, {"lately": True}),
    ({"seen": {"value": 7, "on": "2025-12-31"}}, {"lately": None}),
]


@pytest.mark.parametrize(("facts", "expected"), CASES, ids=[str(sorted(facts.items())) for facts, _ in CASES])
def test_a_value_is_what_it_must_be_and_what_the_walk_says(
    facts: dict[str, object], expected: dict[str, Value]
) -> None:
    record = patient_from_mapping({"facts": facts}, GRAPH, TODAY)
    here, there = COMPILED.told(record, TODAY), walked(GRAPH, record, TODAY, COMPILED)
    assert here == there
    for name, value in expected.items():
        assert here[core.DefinitionRef(name)][0] == value, name


@pytest.mark.parametrize("engine", ["arrays", "polars", "duckdb"])
def test_a_value_is_in_columns_what_the_walk_says(engine: str) -> None:
    for needed in ("polars", "numpy", *(("duckdb", "pyarrow") if engine == "duckdb" else ())):
        pytest.importorskip(needed)
    from tests.column_values import ColumnValues

    records = [patient_from_mapping({"facts": facts}, GRAPH, TODAY) for facts, _ in CASES]
    told = ColumnValues(COMPILED, engine).told(records, TODAY)
    for (facts, expected), record, here in zip(CASES, records, told, strict=True):
        if here is None:
            assert any(len(str(value)) > 20 for value in facts.values()), "more decimals than a column holds"
            continue
        assert here == walked(GRAPH, record, TODAY, COMPILED), facts
        assert {name: here[core.DefinitionRef(name)][0] for name in expected} == expected, facts


DOSES = [
    ("60 mg/day", True),
    ("59.999999 mg/day", False),
    ("0.06 g/day", True),
    ("420 mg/week", True),
    (None, None),
]


@pytest.mark.parametrize(("dose", "reached"), DOSES)
def test_sixty_milligrams_a_day_are_sixty_in_any_unit(dose: str | None, reached: bool | None) -> None:
    entry = {"name": "prednisone"} if dose is None else {"name": "prednisone", "dose": dose}
    record = patient_from_mapping({"facts": {}, "medicines": [entry]}, GRAPH, TODAY)
    value, needs = COMPILED.told(record, TODAY)[core.DefinitionRef("sixty")]
    assert value is reached
    assert needs == (frozenset({"medicine:prednisone:dose"}) if reached is None else frozenset())


def test_what_is_settled_asks_for_nothing() -> None:
    record = patient_from_mapping({"facts": {"fever": "no"}}, GRAPH, TODAY)
    told = COMPILED.told(record, TODAY)
    assert told[core.DefinitionRef("both")][1] == frozenset()
    assert told[core.DefinitionRef("either")][1] == frozenset({"fact:cough"})


def test_a_comparison_with_a_figure_needs_no_arithmetic() -> None:
    wires = COMPILED.values.truth(core.DefinitionRef("halves"))
    slots = {column.name: place for place, column in enumerate(COMPILED.columns)}
    text = source_of([wires.yes], slots)
    assert "/" not in text.replace("Fraction", "")
    assert "over" not in text
    assert function_of([wires.yes], slots)


def test_the_source_is_the_same_for_the_same_guideline() -> None:
    def text() -> str:
        made = CompiledValues(compiled(TEXT))
        slots = {column.name: place for place, column in enumerate(made.columns)}
        return source_of([made.values.truth(core.DefinitionRef("two")).needs], slots)

    assert text() == text()
