"""The search behind 'may fall silent' and 'never reached', against trying every patient."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from guideline_dsl import core
from guideline_dsl.check import check
from guideline_dsl.checking.satisfying import Patient, Search
from guideline_dsl.parse import parse

HEAD = """\
guideline example "Example"
  version 1.0.0

facts
  age       0 to 100 years
  severity  mild | moderate | severe
  weak      yes | no
  frail     yes | no
    only when weak
  tired     yes | no

define grade
  high    when severity is severe or frail
  medium  when tired
  otherwise low

define old as age >= 65 years
"""
AGES = tuple(Fraction(years) for years in (0, 10, 18, 30, 65, 80, 100))
ATOMS = (
    "weak",
    "frail",
    "tired is no",
    "old",
    "age < 18 years",
    "18 years <= age < 65 years",
    "age is 18 years",
    "severity is mild",
    "severity is not severe",
    "severity is any of (mild, severe)",
    "grade is high",
    "grade is any of (low, medium)",
)


def patients() -> Iterator[Mapping[str, object]]:
    """Every patient who differs in what the atoms ask; a fact with `only when` is no where that is no."""
    truths = (False, True)
    for age, severity, weak, frail, tired in product(
        AGES, ("mild", "moderate", "severe"), truths, truths, truths
    ):
        if weak or not frail:
            yield {"age": age, "severity": severity, "weak": weak, "frail": frail, "tired": tired}


OPERATORS: Mapping[str, Callable[..., object]] = {
    "and": lambda *values: all(values),
    "or": lambda *values: any(values),
    "not": lambda value: not value,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
    "is": lambda left, right: left == right,
}


def value_of(
    expression: core.Expression, patient: Mapping[str, object], defined: Mapping[str, core.Expression]
) -> object:
    """The value of an expression for a patient of whom everything is known."""
    match expression:
        case core.FactRef(name=name):
            return patient[name]
        case core.DefinitionRef(name=name):
            return value_of(defined[name], patient, defined)
        case core.Number(value=number):
            return number
        case core.Symbol(value=word):
            return word
        case core.TruthConstant(value=truth):
            return truth
        case core.Member(subject=subject, values=values):
            return value_of(subject, patient, defined) in values
        case core.Cases(arms=arms, otherwise=otherwise):
            for arm in arms:
                if value_of(arm.condition, patient, defined):
                    return value_of(arm.value, patient, defined)
            assert otherwise is not None
            return value_of(otherwise, patient, defined)
        case core.CountOf(operands=operands, at_least=least, at_most=most):
            count = sum(bool(value_of(operand, patient, defined)) for operand in operands)
            return least <= count <= (len(operands) if most is None else most)
        case core.Apply(operator=operator, operands=operands):
            return OPERATORS[operator](*(value_of(operand, patient, defined) for operand in operands))
    raise TypeError(expression)


QUESTIONS: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((), ()),
    ((0,), ()),
    ((0,), (1,)),
    ((), (0, 1, 2)),
    ((0, 1, 2), ()),
    ((2,), (0, 1)),
)


def condition(random: Random, deep: int) -> str:
    """A condition made up at random."""
    if deep == 0 or random.random() < 0.2:
        return random.choice(ATOMS)
    parts = [condition(random, deep - 1) for _ in range(random.randint(2, 3))]
    match random.choice(("and", "or", "not", "at least", "at most", "exactly")):
        case "not":
            return f"not ({parts[0]})"
        case "and" | "or" as word:
            return f" {word} ".join(f"({part})" for part in parts)
        case bound:
            number = random.randint(1, len(parts) - (bound == "at most"))
            return f"{bound} {number} of ({', '.join(parts)})"


@pytest.mark.parametrize("seed", range(60))
def test_the_search_finds_a_patient_exactly_when_there_is_one(seed: int) -> None:
    """For conditions made up at random: holding some, failing others."""
    random = Random(seed)
    written = [condition(random, 2) for _ in range(4)]
    text = HEAD + "".join(f"define c{index} as {words}\n" for index, words in enumerate(written))
    checked = check(parse(text).file)
    assert checked.core is not None, [f.message for f in checked.findings]
    defined = {node.name: node.value for node in checked.core.nodes if isinstance(node, core.DefineNode)}
    conditions = [defined[f"c{index}"] for index in range(4)]
    search = Search(checked.core.nodes).among([conditions[0]], conditions[1:])
    everyone = list(patients())
    unanswered = 0
    for holding, failing in (
        ((), ()),
        ((0,), ()),
        ((0,), (1,)),
        ((), (0, 1, 2)),
        ((0, 1, 2), ()),
        ((2,), (0, 1)),
    ):
        found = search.one(holding=holding, failing=failing)
        wanted = [conditions[0], *(conditions[index + 1] for index in holding)]
        unwanted = [conditions[index + 1] for index in failing]
        exist = any(
            all(value_of(one, patient, defined) for one in wanted)
            and not any(value_of(one, patient, defined) for one in unwanted)
            for patient in everyone
        )
        if found is not None:
            assert isinstance(found, Patient) == exist, (written, holding, failing)
        unanswered += found is None
    assert unanswered <= 1


def test_the_search_gives_up_in_time() -> None:
    """A condition that would need too many tries is not found out, and says so."""
    facts = "".join(f"  f{index}  yes | no\n" for index in range(60))
    names = ", ".join(f"f{index}" for index in range(60))
    text = (
        f'guideline example "Example"\n  version 1.0.0\n\nfacts\n{facts}\n'
        f"define some as at least 30 of ({names})\ndefine few as at most 29 of ({names})\n"
    )
    checked = check(parse(text).file)
    assert checked.core is not None
    nodes = [node for node in checked.core.nodes if isinstance(node, core.DefineNode)]
    assert Search(checked.core.nodes).among([node.value for node in nodes], []).one() is None
