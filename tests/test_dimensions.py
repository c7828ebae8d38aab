"""Dimensions: their algebra, and the mark that tells `mg/kg` from a plain number."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guideline_dsl.dimensions import (
    AREA,
    DOSE_PER_KILOGRAM,
    LENGTH,
    MASS,
    PERCENT,
    PLAIN_NUMBER,
    TEMPERATURE,
    TIME,
    VOLUME,
    Dimension,
    MassRatio,
    compatible,
    describe,
    dimension,
    divide,
    has_offset_scale,
    multiply,
    power,
    root,
    unify,
)
from guideline_dsl.units import parse_unit

KINDS = ["mass", "length", "time", "volume", "substance", "IU", "percent"]
MARKS = st.sampled_from(["no", "yes", "either"])
EXPONENTS = st.dictionaries(st.sampled_from(KINDS), st.integers(-3, 3), max_size=4)
DIMENSIONS = st.builds(dimension, EXPONENTS, MARKS)


def of(unit: str) -> Dimension:
    return parse_unit(unit).dimension


# ---------------------------------------------------------------- laws


@given(DIMENSIONS, DIMENSIONS)
def test_a_product_does_not_depend_on_the_order(a: Dimension, b: Dimension) -> None:
    assert multiply(a, b) == multiply(b, a)


@given(DIMENSIONS, DIMENSIONS, DIMENSIONS)
def test_the_exponents_of_a_product_do_not_depend_on_the_grouping(
    a: Dimension, b: Dimension, c: Dimension
) -> None:
    assert multiply(multiply(a, b), c).exponents == multiply(a, multiply(b, c)).exponents


MASSLESS = st.builds(dimension, EXPONENTS.map(lambda e: {k: p for k, p in e.items() if k != "mass"}), MARKS)


@given(MASSLESS, MASSLESS, MASSLESS)
def test_without_mass_the_grouping_of_a_product_does_not_matter_at_all(
    a: Dimension, b: Dimension, c: Dimension
) -> None:
    assert multiply(multiply(a, b), c) == multiply(a, multiply(b, c))


@given(DIMENSIONS)
def test_a_plain_number_changes_nothing(a: Dimension) -> None:
    assert multiply(a, PLAIN_NUMBER) == a
    assert divide(a, PLAIN_NUMBER) == a
    assert power(a, 1) == a


@given(DIMENSIONS)
def test_a_quotient_of_like_quantities_is_a_plain_number(a: Dimension) -> None:
    assert compatible(divide(a, a), PLAIN_NUMBER)


@given(DIMENSIONS, DIMENSIONS)
def test_dividing_undoes_multiplying_except_for_the_mark(a: Dimension, b: Dimension) -> None:
    assert divide(multiply(a, b), b).exponents == a.exponents


@given(DIMENSIONS, st.integers(1, 4))
def test_a_root_undoes_a_power(a: Dimension, degree: int) -> None:
    assert root(power(a, degree), degree) == a


@given(DIMENSIONS, st.fractions(-4, 4))
def test_a_power_multiplies_every_exponent(a: Dimension, exponent: Fraction) -> None:
    assert dict(power(a, exponent).exponents) == {k: p * exponent for k, p in a.exponents if p * exponent}


@given(DIMENSIONS, DIMENSIONS)
def test_comparing_is_symmetric_and_every_dimension_is_like_itself(a: Dimension, b: Dimension) -> None:
    assert compatible(a, a)
    assert compatible(a, b) == compatible(b, a)


@given(DIMENSIONS, DIMENSIONS)
def test_a_sum_can_be_compared_with_both_of_its_terms(a: Dimension, b: Dimension) -> None:
    if compatible(a, b):
        assert compatible(unify(a, b), a)
        assert compatible(unify(a, b), b)


@given(EXPONENTS, MARKS)
def test_no_exponent_is_zero_and_mass_carries_no_mark(exponents: dict[str, int], mark: MassRatio) -> None:
    built = dimension(exponents, mark)
    assert all(p for _, p in built.exponents)
    assert built.mass_ratio == "no" or "mass" not in dict(built.exponents)


@given(DIMENSIONS)
def test_every_dimension_can_be_said(a: Dimension) -> None:
    assert describe(a).startswith(("a ", "an "))


# ---------------------------------------------------------------- the mark


@pytest.mark.parametrize(
    ("literal", "mark"),
    [
        ("mg/kg", "yes"),
        ("mg/kg/day", "yes"),
        ("g/kg", "yes"),
        ("mg/g", "yes"),
        ("mg·m2/kg", "yes"),
        ("mg", "no"),
        ("mg/m2", "no"),
        ("mL/kg", "no"),
        ("/day", "no"),
        ("%", "no"),
        ("", "no"),
        ("mmol/mol", "no"),
    ],
)
def test_a_written_unit_is_marked_when_mass_stands_over_mass(literal: str, mark: str) -> None:
    assert of(literal).mass_ratio == mark


@pytest.mark.parametrize(
    ("result", "alike", "unlike"),
    [
        # dose / weight
        (divide(of("mg/day"), of("kg")), ["mg/kg/day", "g/kg/week"], ["/day", "mg/day", "%"]),
        # weight / ideal weight: a ratio, or a dose per kilogram
        (divide(of("kg"), of("kg")), ["", "mg/kg"], ["%", "mg"]),
        # dose of prednisone / starting dose of prednisone
        (divide(of("mg/day"), of("mg/day")), [""], ["%", "mg/day"]),
        # highest creatinine / usual creatinine
        (divide(of("mg/dL"), of("mg/dL")), [""], ["%", "mg/dL"]),
        # age / age
        (divide(TIME, TIME), [""], ["mg/kg", "%"]),
        # dose per kilogram by weight
        (multiply(of("mg/kg"), of("kg")), ["mg"], ["mg/kg", ""]),
        (multiply(of("mg/kg/day"), of("kg")), ["mg/day", "g/week"], ["mg", "mg/kg/day"]),
        # dose per square metre by area
        (multiply(of("mg/m2/week"), AREA), ["mg/week"], ["mg/kg/week"]),
        # a volume or arbitrary units per kilogram by weight
        (multiply(of("mL/kg"), of("kg")), ["mL"], ["mL/kg", ""]),
        (multiply(of("IU/kg"), of("kg")), ["IU"], ["U", ""]),
        # the wrong basis
        (multiply(of("mg/kg"), AREA), ["mg·m2/kg"], ["m2", "mg", "mg/kg"]),
        # twice a dose per kilogram, a share of it, the ratio of two
        (multiply(of("mg/kg"), of("")), ["mg/kg"], [""]),
        (multiply(of("mg/kg"), divide(of("kg"), of("kg"))), ["mg/kg"], [""]),
        (divide(of("mg/kg"), of("mg/kg")), [""], ["%", "mg"]),
        (divide(of("mg/kg"), of("day")), ["mg/kg/day"], ["/day"]),
        # creatinine clearance from collected urine: mg/dL * mL / (mg/dL * min)
        (
            divide(multiply(of("mg/dL"), of("mL")), multiply(of("mg/dL"), of("min"))),
            ["mL/min"],
            ["mL", "mg/min"],
        ),
        # volume of distribution
        (divide(of("mg"), of("mg/L")), ["L"], ["mg", ""]),
        (divide(of("mg/kg"), of("mg/L")), ["L/kg"], ["L", "mg/kg"]),
        # body mass index, body surface
        (divide(of("kg"), power(LENGTH, 2)), ["kg/m2"], ["kg", "mg/kg"]),
        (root(multiply(LENGTH, LENGTH)), ["cm"], ["m2"]),
    ],
)
def test_a_result_may_be_compared_with(result: Dimension, alike: list[str], unlike: list[str]) -> None:
    assert [u for u in alike if not compatible(result, of(u))] == []
    assert [u for u in unlike if compatible(result, of(u))] == []


def test_a_definite_mark_wins_in_a_sum() -> None:
    ratio = divide(MASS, MASS)
    assert unify(ratio, DOSE_PER_KILOGRAM) == unify(DOSE_PER_KILOGRAM, ratio) == DOSE_PER_KILOGRAM
    assert unify(ratio, PLAIN_NUMBER) == unify(PLAIN_NUMBER, ratio) == PLAIN_NUMBER


# ---------------------------------------------------------------- volumes


def test_a_length_cubed_is_a_volume() -> None:
    assert compatible(power(LENGTH, 3), VOLUME)
    assert compatible(divide(power(LENGTH, 3), TIME), of("mL/min"))


def test_a_volume_per_area_is_no_length() -> None:
    assert not compatible(of("mL/m2"), LENGTH)
    assert not compatible(of("L/min/m2"), of("mm/h"))
    assert compatible(divide(of("L/min"), AREA), of("L/min/m2"))


def test_only_a_temperature_has_an_arbitrary_zero() -> None:
    assert has_offset_scale(TEMPERATURE)
    assert has_offset_scale(divide(TEMPERATURE, TIME))
    assert not has_offset_scale(PERCENT)
