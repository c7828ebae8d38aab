"""The words of conditions, numbers and dosages."""

from fractions import Fraction

import pytest

from guideline_dsl import core
from guideline_dsl.wording import closer_words, do_words, dose_words, extent_words, frequency_words, words

A, B, C = (core.FactRef(name) for name in "abc")
KG = core.Number(Fraction(70), "kg")


def number(text: str, unit: str = "") -> core.Number:
    return core.Number(Fraction(text), unit)


def extent(lower: str, upper: str, unit: str) -> core.Extent:
    return core.Extent(number(lower, unit), number(upper, unit))


def apply(operator: str, *operands: core.Expression, unit: str = "") -> core.Apply:
    return core.Apply(operator, operands, unit)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (apply("and", apply(">=", core.FactRef("weight"), KG), apply("not", A)), "weight >= 70 kg and not a"),
        (apply("and", apply("or", A, B), C), "(a or b) and c"),
        (apply("not", apply("and", A, B)), "not (a and b)"),
        (apply("not", apply("not", A)), "not (not a)"),
        (apply("not", apply("is", A, core.Symbol("x"))), "a is not x"),
        (apply("not", core.Member(A, ("x", "y"))), "not a is any of (x, y)"),
        (core.Member(A, ("x",)), "a is x"),
        (apply("not", core.Member(A, ("x",))), "a is not x"),
        (apply("is", apply("and", A, B), core.TruthConstant(True)), "(a and b) is yes"),
        (apply("-", apply("-", A, B), C), "a - b - c"),
        (apply("-", A, apply("-", B, C)), "a - (b - c)"),
        (apply("*", A, apply("/", B, C)), "a * (b / c)"),
        (apply("/", apply("*", A, B), C), "a * b / c"),
        (apply("*", apply("+", A, B), C), "(a + b) * c"),
        (apply("negative", apply("^", A, number("2"))), "-a ^ 2"),
        (apply("^", apply("negative", A), number("2")), "(-a) ^ 2"),
        (apply("^", A, number("-2")), "a ^ -2"),
        (apply("in", apply("+", A, B), unit="cm"), "(a + b) in cm"),
        (apply("sqrt", apply("*", apply("in", A, unit="cm"), B)), "sqrt(a in cm * b)"),
        (apply("min", A, number("0.5", "g")), "min(a, 0.5 g)"),
        (core.CountOf((A, apply("or", B, C)), 2), "at least 2 of (a, b or c)"),
        (core.CountOf((A, B), 0, 1), "at most 1 of (a, b)"),
        (core.CountOf((A, B), 1, 1), "exactly 1 of (a, b)"),
        (core.Taking(core.Crowd("class", "steroid")), "taking any steroid"),
        (core.PlanHas(core.Crowd("class", "steroid", 2)), "plan has at least 2 of steroid"),
        (core.Done("scan", number("1", "weeks")), "done scan within 1 week"),
        (core.MedicineMeasure("time", core.Crowd("class", "steroid")), "time on any steroid"),
        (core.MedicineMeasure("time at dose", core.Crowd("medicine", "m")), "time at dose of m"),
        (core.Cases((core.Arm(A, number("1", "kg")),), None), "1 kg when a; otherwise none"),
    ],
)
def test_an_expression_reads_as_the_language_with_as_few_parentheses_as_it_needs(
    expression: core.Expression, text: str
) -> None:
    assert words(expression) == text


@pytest.mark.parametrize(
    ("frequency", "text"),
    [
        (core.Frequency(1, extent("1", "1", "day")), "once daily"),
        (core.Frequency(2, extent("1", "1", "week")), "twice weekly"),
        (core.Frequency(3, extent("1", "1", "day")), "3 times daily"),
        (core.Frequency(1, extent("4", "4", "weeks")), "every 4 weeks"),
        (core.Frequency(1, extent("4", "6", "hours")), "every 4 to 6 hours"),
        (core.Frequency(0, None, continuous=True), "continuously"),
    ],
)
def test_a_frequency_reads_as_it_is_written(frequency: core.Frequency, text: str) -> None:
    assert frequency_words(frequency) == text


def test_a_range_of_two_units_names_both() -> None:
    assert extent_words(core.Extent(number("500", "mg"), number("1", "g"))) == "500 mg to 1 g"


def test_a_dosage_reads_in_the_order_of_the_language() -> None:
    dose = core.Dose(
        amount=extent("0.5", "1", "mg/kg/day"),
        basis=core.FactRef("weight"),
        at_most=number("60", "mg/day"),
        route="orally",
        frequency=core.Frequency(1, extent("1", "1", "day")),
        duration=extent("2", "4", "weeks"),
        immediately=True,
        gaps=("steps",),
        closers=(core.Closer(number("0.5", "mg/kg/day"), apply("or", A, B)),),
    )
    give = core.GiveNode("medicine", "prednisone", dose, id="g")
    assert dose_words(give) == (
        "0.5 to 1 mg/kg/day by weight, at most 60 mg/day, orally once daily, for 2 to 4 weeks, immediately, "
        "steps not in source"
    )
    assert closer_words(dose.closers[0]) == "closer to 0.5 mg/kg/day when a or b"


def test_a_dosage_without_an_amount_says_so() -> None:
    dose = core.Dose(
        basis=core.DefinitionRef("ideal_weight"), rising_to=extent("2", "2", "mg/kg/day"), gaps=("dose",)
    )
    give = core.GiveNode("medicine", "azathioprine", dose, id="g")
    assert dose_words(give) == "dose not in source, rising to 2 mg/kg/day by ideal_weight"


def test_a_course_reads_its_total_and_its_repeats() -> None:
    total = core.Dose(
        amount=extent("1", "2", "g/kg"), basis=core.FactRef("weight"), total_over=number("2", "days")
    )
    assert (
        dose_words(core.GiveNode("medicine", "m", total, id="g"))
        == "1 to 2 g/kg by weight in total over 2 days"
    )
    apart = core.Dose(amount=extent("1000", "1000", "mg"), repeats=2, apart=number("2", "weeks"))
    assert dose_words(core.GiveNode("medicine", "m", apart, id="g")) == "1000 mg, 2 doses 2 weeks apart"


def test_a_deed_reads_how_often() -> None:
    line = core.DoNode("scan", core.Frequency(1, extent("52", "52", "weeks")), gaps=("duration",), id="d")
    assert do_words(line) == "every 52 weeks, duration not in source"
