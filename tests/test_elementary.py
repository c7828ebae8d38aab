"""Logarithms, powers and rounding: exact to the digit, in order, and never less than what may be."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.calculations import calculated
from engine.numerals import number_text
from guideline_dsl import core
from guideline_dsl.curves import CURVES, any_power, rounded
from guideline_dsl.elementary import DIGITS, decimal_logarithm, exponential, logarithm, raised
from guideline_dsl.operators import ROUNDING_RULES, RoundingRule
from guideline_dsl.values import Span, exactly, square_root
from tests.shares import examples

few = settings(max_examples=examples(60))
LN_10 = "2.30258509299404568401799145468436420760110148862877297603332"
E = "2.71828182845904523536028747135266249775724709369995957496696"
LOG_2 = "0.301029995663981195213738894724493026768189881462108541310427"
ROOT_2 = "1.41421356237309504880168872420969807856967187537694807317667"


def numbers(lower: str, upper: str) -> st.SearchStrategy[Fraction]:
    return st.fractions(Fraction(lower), Fraction(upper), max_denominator=10**6)


@pytest.mark.parametrize(
    ("found", "published"),
    [
        (logarithm(Fraction(10)), LN_10),
        (decimal_logarithm(Fraction(2)), LOG_2),
        (exponential(Fraction(1)).point, E),
        (raised(Fraction(2), Fraction(1, 2)).point, ROOT_2),
    ],
)
def test_sixty_digits_as_they_are_published(found: Fraction, published: str) -> None:
    """Cut off, not rounded."""
    assert len(published.replace(".", "").lstrip("0")) == DIGITS
    assert found == Fraction(published)


@pytest.mark.parametrize(
    ("base", "exponent", "gives"),
    [
        ("27", "1/3", "3"),
        ("32", "0.2", "2"),
        ("0.25", "-1.5", "8"),
        ("8/27", "2/3", "4/9"),
        ("7", "0", "1"),
        ("1", "12345678901234567890", "1"),
        ("10", "399", str(10**399)),
    ],
)
def test_a_power_that_is_a_fraction_is_that_fraction(base: str, exponent: str, gives: str) -> None:
    """Cut off as all others."""
    found = raised(Fraction(base), Fraction(exponent)).point
    wanted = Fraction(gives)
    assert found is not None
    assert 0 <= wanted - found < wanted / 10 ** (DIGITS - 1)
    if 10**DIGITS % wanted.denominator == 0:
        assert found == wanted


def test_powers_of_ten_have_whole_logarithms() -> None:
    """However long they are."""
    for power in (-400, -3, 0, 1, 30):
        assert decimal_logarithm(Fraction(10) ** power) == power


@few
@given(numbers("0.000001", "100000"))
def test_a_logarithm_agrees_with_one_of_more_digits(number: Fraction) -> None:
    """The first sixty digits of one that is calculated with a hundred and fifty."""
    long = Context(prec=150)
    wide = long.ln(long.divide(Decimal(number.numerator), Decimal(number.denominator)))
    found = logarithm(number)
    assert abs(found) <= abs(Fraction(wide))
    assert abs(Fraction(wide) - found) * 10 ** (DIGITS - 1) <= abs(found)


@few
@given(numbers("0", "900"), numbers("0", "900"))
@example(Fraction(1, 10**70), Fraction(1, 10**80))
def test_the_greater_never_has_the_lesser_result(a: Fraction, b: Fraction) -> None:
    """Cut off, two results may be the same; they are never the wrong way round."""
    lower, upper = sorted((a, b))
    assert exponential(lower).point <= exponential(upper).point  # type: ignore[operator]
    assert exponential(-upper).point <= exponential(-lower).point  # type: ignore[operator]
    if lower > 0:
        assert logarithm(lower) <= logarithm(upper)
        assert decimal_logarithm(lower) <= decimal_logarithm(upper)
        assert raised(lower, Fraction("0.7")).point <= raised(upper, Fraction("0.7")).point  # type: ignore[operator]


def test_neighbours_beyond_what_is_read_stay_in_order() -> None:
    """A third, and what differs from it in the five-hundredth digit."""
    third, tiny = Fraction(1, 3), Fraction(1, 10**500)
    for exponent in (Fraction(-1), Fraction(1, 2)):
        below, at, above = (raised(x, exponent).point for x in (third - tiny, third, third + tiny))
        assert below == at == above
    below, at, above = (raised(Fraction(27), x).point for x in (third - tiny, third, third + tiny))
    assert below == at == above == 3
    assert logarithm(1 + tiny) == 0


def test_what_lies_beyond_is_all_that_lies_beyond() -> None:
    """No infinity, no zero, and still comparable."""
    huge, tiny = exponential(Fraction(10**6)), exponential(Fraction(-(10**6)))
    assert huge.upper is None
    assert huge.lower is not None
    assert huge.lower > 10**399
    assert tiny.lower == 0
    assert tiny.upper is not None
    assert 0 < tiny.upper < Fraction(1, 10**399)
    assert raised(Fraction(10), Fraction(10**30)) == huge
    assert raised(Fraction(10), Fraction(-(10**30))) == tiny
    assert raised(1 + Fraction(1, 10**140), Fraction(10**3000)) == huge


# ---------------------------------------------------------------- spans

ends = st.tuples(numbers("-30", "30"), numbers("-30", "30")).map(lambda pair: Span(min(pair), max(pair)))
positive = st.tuples(numbers("0.001", "30"), numbers("0.001", "30")).map(
    lambda pair: Span(min(pair), max(pair))
)


def within(part: Span, whole: Span) -> bool:
    low = whole.lower is None or (part.lower is not None and part.lower >= whole.lower)
    high = whole.upper is None or (part.upper is not None and part.upper <= whole.upper)
    return low and high


def part_of(span: Span, share: Fraction) -> Fraction:
    assert span.lower is not None
    assert span.upper is not None
    return span.lower + (span.upper - span.lower) * share


shares = st.fractions(0, 1, max_denominator=100)


@few
@given(st.sampled_from(sorted(CURVES)), ends, shares, shares)
def test_a_function_of_less_gives_no_more(name: str, span: Span, one: Fraction, other: Fraction) -> None:
    """Inclusion isotone: of a part of a span, and of one number of it."""
    curve = CURVES[name]
    inner = sorted((part_of(span, one), part_of(span, other)))
    assert within(curve(Span(*inner)), curve(span))
    assert within(curve(exactly(inner[0])), curve(Span(*inner)))
    assert within(curve(span), curve(Span(span.lower, None)))
    assert within(curve(span), curve(Span(None, span.upper)))


@few
@given(positive | ends, ends, shares, shares)
def test_a_power_of_less_gives_no_more(base: Span, exponent: Span, one: Fraction, other: Fraction) -> None:
    """In both of its numbers."""
    whole = any_power(base, exponent)
    assert within(any_power(exactly(part_of(base, one)), exactly(part_of(exponent, other))), whole)
    assert within(any_power(base, exactly(part_of(exponent, other))), whole)
    assert within(whole, any_power(Span(base.lower, None), exponent))
    assert within(whole, any_power(base, Span(None, exponent.upper)))


@few
@given(st.sampled_from(tuple(ROUNDING_RULES.values())), ends, shares, st.sampled_from(["0.1", "5", "1/3"]))
def test_rounding_leads_to_the_nearest_multiple(
    rule: RoundingRule, span: Span, share: Fraction, step: str
) -> None:
    """And less gives no more."""
    one, width = part_of(span, share), Fraction(step)
    found = rounded(rule, exactly(one), width).point
    assert found is not None
    assert (found / width).denominator == 1
    assert abs(found - one) < width
    if rule == "rounded up":
        assert found >= one
    elif rule == "rounded down":
        assert found <= one
    else:
        assert abs(found - one) <= width / 2
    if rule == "rounded half up":
        assert rounded(rule, exactly(-one), width).point == -found
    assert within(exactly(found), rounded(rule, span, width))


# ---------------------------------------------------------------- reasons

X, Y = core.FactRef("x"), core.FactRef("y")


@pytest.mark.parametrize(
    ("expression", "operands", "reason"),
    [
        (core.Apply("/", (X, Y)), (1, 0), "a division by zero in `x / y`"),
        (core.Apply("ln", (X,)), (0,), "the logarithm of 0 in `ln(x)`"),
        (core.Apply("log10", (X,)), (-2,), "the logarithm of -2 in `log10(x)`"),
        (core.Apply("sqrt", (X,)), (-2,), "the square root of a negative number (-2) in `sqrt(x)`"),
        (core.Apply("^", (X, Y)), (-2, 1), "a power of a negative number (-2) in `x ^ y`"),
        (core.Apply("^", (X, Y)), (0, -1), "zero to the power of -1 in `x ^ y`"),
        (
            core.Apply("exp", (X,)),
            (1000,),
            "e to the power of 1000, which is too large to be calculated, in `exp(x)`",
        ),
        (
            core.Apply("^", (X, Y)),
            (10, -1000),
            "a power of 10, which is too near to zero to be calculated, in `x ^ y`",
        ),
        (core.Apply("^", (X, core.Number(Fraction(-2)))), (0, -2), "a division by zero in `x ^ -2`"),
    ],
)
def test_a_reason_names_the_calculation_and_the_number(
    expression: core.Apply, operands: tuple[int, ...], reason: str
) -> None:
    """An unknown, with its reason; nothing is raised."""
    value, found = calculated(expression, [exactly(operand) for operand in operands])
    assert value.point is None
    assert found == reason


@pytest.mark.parametrize("operator", ["ln", "log10", "sqrt"])
def test_what_may_have_a_result_has_no_reason(operator: str) -> None:
    """Where only part of what is possible has none, that is no reason."""
    value, found = calculated(core.Apply(operator, (X,)), [Span(Fraction(-1), Fraction(1))])
    assert (value.lower, value.upper, found) == (None, None, "")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(10**59), "1" + "0" * 59),
        (Fraction(123456) * 10**5000, "1.234E+5005"),
        (Fraction(-2, 10**5000), "-2E-5000"),
        (square_root(exactly(Fraction(10) ** 10_000)).point, "1E+5000"),
    ],
)
def test_a_number_of_thousands_of_digits_is_shown_shortly(number: Fraction, text: str) -> None:
    """It is nobody's measurement, and no reason to fail."""
    assert number_text(number) == text
