"""THE table of operators: what each is called, takes, gives and means, with an example that is run.

An operator touches this row, its typing rule (the `typing` word, interpreted by the checker), its meanings
(evaluate, and each further reading of the graph) and one spec example. A test fails when a meaning is
missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from guideline_dsl.frozen import frozen

Typing = Literal[
    "truths",  # truth, ... -> truth
    "same comparable",  # two numbers of one dimension, or two dates -> truth
    "same",  # two values of one type -> truth
    "same numbers",  # numbers of one dimension -> that dimension
    "product",  # numbers -> dimensions multiplied
    "quotient",  # two numbers -> dimensions divided
    "power",  # a number and a whole, written exponent -> dimension to that power; else two plain numbers
    "plain",  # a plain number -> a plain number
    "rounded",  # a number and a step of its dimension -> that dimension
    "root",  # a number -> half the dimension
    "number",  # a number -> the same dimension
    "plain number",  # a number in a unit -> a plain number
]

LARGEST_EXPONENT = 100
"""Up to this written whole exponent, a power is exact."""

RoundingRule = Literal["rounded half up", "rounded half to even", "rounded up", "rounded down"]
ROUNDING_RULES: Mapping[str, RoundingRule] = MappingProxyType({rule: rule for rule in get_args(RoundingRule)})


@frozen
class Operator:
    """One row. `form` shows how it is written; `arity` is (least, most), most None for any number."""

    name: str
    form: str
    typing: Typing
    arity: tuple[int, int | None]
    meaning: str
    example: str
    gives: str


_ROWS = (
    Operator(
        "and",
        "a and b",
        "truths",
        (2, None),
        "yes when all are yes, no when any is no, else unknown",
        "yes and no",
        "no",
    ),
    Operator(
        "or",
        "a or b",
        "truths",
        (2, None),
        "yes when any is yes, no when all are no, else unknown",
        "yes or no",
        "yes",
    ),
    Operator(
        "not", "not a", "truths", (1, 1), "yes for no, no for yes, unknown for unknown", "not yes", "no"
    ),
    Operator("<", "a < b", "same comparable", (2, 2), "less than; earlier than", "1 g < 1001 mg", "yes"),
    Operator("<=", "a <= b", "same comparable", (2, 2), "at most; not later than", "1 kg <= 1000 g", "yes"),
    Operator(">", "a > b", "same comparable", (2, 2), "more than; later than", "2 weeks > 14 days", "no"),
    Operator(
        ">=", "a >= b", "same comparable", (2, 2), "at least; not earlier than", "2 weeks >= 14 days", "yes"
    ),
    Operator("is", "a is b", "same", (2, 2), "the same value", "1 kg is 1000 g", "yes"),
    Operator("+", "a + b", "same numbers", (2, None), "the sum", "1 kg + 500 g", "1.5 kg"),
    Operator("-", "a - b", "same numbers", (2, 2), "the difference", "1 kg - 250 g", "0.75 kg"),
    Operator("*", "a * b", "product", (2, None), "the product", "2 mg/kg * 10 kg", "20 mg"),
    Operator(
        "/",
        "a / b",
        "quotient",
        (2, 2),
        "the quotient; by zero: unknown, with the reason",
        "20 mg / 10 kg",
        "2 mg/kg",
    ),
    Operator("negative", "-a", "number", (1, 1), "the number below zero", "-2", "-2"),
    Operator(
        "^",
        "a ^ n",
        "power",
        (2, 2),
        "the power: exact for a whole exponent that is written out; otherwise of plain numbers, cut off after 60 "
        "digits; of a number below 0, and of 0 to 0 or less: unknown, with the reason",
        "3 ^ 2",
        "9",
    ),
    Operator(
        "ln",
        "ln(a)",
        "plain",
        (1, 1),
        "the natural logarithm, cut off after 60 digits; of 0 or less: unknown, with the reason",
        "ln(1)",
        "0",
    ),
    Operator(
        "log10",
        "log10(a)",
        "plain",
        (1, 1),
        "the decimal logarithm, cut off after 60 digits; of 0 or less: unknown, with the reason",
        "log10(1000)",
        "3",
    ),
    Operator(
        "exp",
        "exp(a)",
        "plain",
        (1, 1),
        "e to this power, cut off after 60 digits; beyond 10^400: unknown, with the reason",
        "exp(0)",
        "1",
    ),
    Operator("floor", "floor(a)", "plain", (1, 1), "the whole number at or below it", "floor(-2.5)", "-3"),
    Operator("ceil", "ceil(a)", "plain", (1, 1), "the whole number at or above it", "ceil(-2.5)", "-2"),
    Operator(
        "rounded half up",
        "a rounded half up to b",
        "rounded",
        (2, 2),
        "the nearest multiple of the step; half a step goes away from zero",
        "2.25 mg rounded half up to 0.5 mg",
        "2.5 mg",
    ),
    Operator(
        "rounded half to even",
        "a rounded half to even to b",
        "rounded",
        (2, 2),
        "the nearest multiple of the step; half a step goes to the even multiple",
        "2.25 mg rounded half to even to 0.5 mg",
        "2 mg",
    ),
    Operator(
        "rounded up",
        "a rounded up to b",
        "rounded",
        (2, 2),
        "the multiple of the step at or above it",
        "2.1 mg rounded up to 0.5 mg",
        "2.5 mg",
    ),
    Operator(
        "rounded down",
        "a rounded down to b",
        "rounded",
        (2, 2),
        "the multiple of the step at or below it",
        "2.4 mg rounded down to 0.5 mg",
        "2 mg",
    ),
    Operator(
        "sqrt",
        "sqrt(a)",
        "root",
        (1, 1),
        "the square root, to 60 digits where it is not exact; of a negative number: unknown, with the reason",
        "sqrt(9 m2)",
        "3 m",
    ),
    Operator("min", "min(a, b)", "same numbers", (2, None), "the least", "min(2 kg, 900 g)", "0.9 kg"),
    Operator("max", "max(a, b)", "same numbers", (2, None), "the greatest", "max(2 kg, 900 g)", "2 kg"),
    Operator("abs", "abs(a)", "number", (1, 1), "the number without its sign", "abs(-3)", "3"),
    Operator(
        "in", "a in UNIT", "plain number", (1, 1), "the plain number of that unit", "1.5 m in cm", "150"
    ),
)

OPERATORS: Mapping[str, Operator] = MappingProxyType({row.name: row for row in _ROWS})

FUNCTIONS: Mapping[str, Operator] = MappingProxyType(
    {row.name: row for row in _ROWS if row.form.startswith(f"{row.name}(")}
)
