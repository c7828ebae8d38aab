"""Every row of the table of operators has its meanings: its example is run, and unknown operands are met."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from engine.expressions import World
from engine.judged import Judged
from engine.record import PatientRecord
from guideline_dsl import core, units
from guideline_dsl.operators import FUNCTIONS, OPERATORS, Operator
from guideline_dsl.references import subexpressions
from guideline_dsl.values import Span
from tests.meaning_sample import DAY, graph_of

ROWS = tuple(OPERATORS.values())
NUMBER = re.compile(r"(-?)([0-9.]+) ?(.*)")

FRAME = """\
facts
  fever    yes | no
  over     0 to 10
  under    0 to 10
  length   0 to 300 cm
define answer as {example}
  cite [1]
advise signs "Signs"
  when fever and over > 3 and under > 3 and length > 3 cm
    note "used"
    cite [1]
  when {use}
    note "so"
    cite [1]
"""

NOTHING_KNOWN = PatientRecord()


def world_of(example: str, gives: str) -> World:
    use = "answer" if gives in ("yes", "no") else f"answer is {gives}"
    return World(graph_of(FRAME.format(example=example, use=use)), NOTHING_KNOWN, DAY)


def number_of(text: str) -> Fraction:
    """The number that a row says it gives, in base units."""
    found = NUMBER.fullmatch(text)
    assert found is not None
    value = units.parse_number(found[2]) * (-1 if found[1] else 1)
    return units.to_base(value, units.parse_unit(found[3])) if found[3] else value


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_the_example_gives_what_it_says(row: Operator) -> None:
    """Parsed, checked, compiled and evaluated, exactly; and it is an example of this operator."""
    world = world_of(row.example, row.gives)
    value = world.definition("answer").value
    if row.gives in ("yes", "no"):
        assert value is (row.gives == "yes")
    else:
        assert isinstance(value, Span)
        assert value.point == number_of(row.gives)
    expression = world.graph.definitions["answer"].value
    used = {part.operator for part in subexpressions(expression) if isinstance(part, core.Apply)}
    assert row.name in used


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_unknown_operands_leave_it_unknown(row: Operator) -> None:
    """Nothing is filled in, and what is missing is named."""
    judged = unknown(row)
    assert judged.value is None or (isinstance(judged.value, Span) and judged.value.point is None)
    assert judged.needs != ()


def unknown(row: Operator) -> Judged:
    operands: tuple[core.Expression, ...] = (core.FactRef("over"), core.FactRef("under"))
    if row.typing == "truths":
        operands = (core.FactRef("fever"), core.FactRef("fever"))
    if row.typing == "rounded":
        operands = (core.FactRef("over"), core.Number(Fraction(2)))
    if row.name == "^":
        operands = (core.FactRef("over"), core.Number(Fraction(2)))
    if row.name == "in":
        operands = (core.FactRef("length"),)
    least, _ = row.arity
    unit = "cm" if row.name == "in" else ""
    world = world_of("fever", "yes")
    return world.judge(core.Apply(row.name, operands[:least], unit))


@pytest.mark.parametrize("row", [row for row in ROWS if row.arity[1] is None], ids=lambda row: row.name)
def test_as_many_operands_as_are_written_are_read(row: Operator) -> None:
    """Three where two are enough: the last one counts."""
    examples = {
        "and": ("yes and yes and no", "no"),
        "or": ("no or no or yes", "yes"),
        "+": ("1 kg + 1 kg + 1 kg", "3 kg"),
        "*": ("2 * 3 * 4", "24"),
        "min": ("min(3, 2, 1)", "1"),
        "max": ("max(1, 2, 3)", "3"),
    }
    example, gives = examples[row.name]
    value = world_of(example, gives).definition("answer").value
    assert value is (gives == "yes") if gives in ("yes", "no") else value == _exactly(gives)


def _exactly(gives: str) -> Span:
    point = number_of(gives)
    return Span(point, point)


@pytest.mark.parametrize(
    ("example", "gives"),
    [
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("10 - 3 - 2", "5"),
        ("24 / 4 / 2", "3"),
        ("24 / 4 * 2", "12"),
        ("-3 ^ 2", "-9"),
        ("2 * 3 ^ 2", "18"),
        ("2 ^ -2", "0.25"),
        ("1 - -1", "2"),
        ("0.1 + 0.2", "0.3"),
        ("1.5 m in cm + 1", "151"),
        ("3 < 4 and not 4 < 3", "yes"),
        ("not yes or yes", "yes"),
        ("1 < 2 <= 2 < 3", "yes"),
        ("1 < 2 <= 2 < 2", "no"),
        ("3 kg / 1.5 m2 * 2 m2", "4 kg"),
    ],
)
def test_operators_bind_as_people_read_them(example: str, gives: str) -> None:
    """Powers before products before sums before comparisons before `not` before `and`; the left one first."""
    value = world_of(example, gives).definition("answer").value
    assert value is (gives == "yes") if gives in ("yes", "no") else value == _exactly(gives)


def test_the_functions_are_the_rows_written_with_parentheses() -> None:
    """Nothing is a function that has no row."""
    assert set(FUNCTIONS) == {"sqrt", "min", "max", "abs", "ln", "log10", "exp", "floor", "ceil"}


def test_what_has_no_row_has_no_meaning() -> None:
    """An operator that nobody declared is an error of ours, and is raised."""
    with pytest.raises(KeyError):
        world_of("fever", "yes").judge(core.Apply("modulo", (core.FactRef("over"), core.FactRef("under"))))
