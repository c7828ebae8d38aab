"""Is there a patient who satisfies some conditions? A bounded search, used by flow.py."""

from __future__ import annotations

import operator as signs
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from guideline_dsl import core
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.choices import words_of
from guideline_dsl.frozen import frozen
from guideline_dsl.units import display, from_base, parse_unit, to_base
from guideline_dsl.wording import words

Value = bool | str | Fraction
_MOST_STEPS = 3_000
"""After so many steps a search is given up."""
_MOST_LOOKS = 400_000
"""So many values are looked at for one item; the searches after that are given up."""
_MOST_PARTS = 200
"""So many parts of conditions are looked into; what lies beyond is taken to be yes or no by itself."""
_DEEPEST = 30


@frozen
class Patient:
    """Values that satisfy the conditions, whatever the others are."""

    values: Mapping[core.Expression, Value]
    facts: Mapping[str, core.FactNode]
    definitions: Mapping[str, core.DefineNode]

    def in_words(self, most: int = 4) -> str:
        """The patient in words: `sex` male, `age` 17.5 years."""
        said = [
            f"`{words(subject)}` {shown}"
            for subject, value in self.values.items()
            if (shown := self._value(subject, value))
        ]
        return ", ".join(said[:most]) + (", ..." if len(said) > most else "")

    def _value(self, subject: core.Expression, value: Value) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str):
            return value
        match subject:
            case core.FactRef(name=name):
                declared = self.facts[name].type
                unit = declared.unit if isinstance(declared, core.NumberBetween) else ""
            case core.Observed(measure="count"):
                unit = ""
            case core.Observed(fact=core.FactRef(name=name)):
                declared = self.facts[name].type
                unit = declared.unit if isinstance(declared, core.NumberBetween) else ""
            case core.DefinitionRef(name=name):
                unit = self.definitions[name].unit
            case core.MedicineMeasure(measure="time" | "time at dose"):
                unit = "week"
            case _:
                return ""  # of no unit that its author wrote
        return display(from_base(value, parse_unit(unit)), parse_unit(unit)).text


# ---------------------------------------------------------------- conditions, as far as they are looked into


@frozen
class _Test:
    """A question about one variable: whether its value is among these, or compares so with a number."""

    subject: core.Expression
    values: frozenset[Value] = frozenset()
    operator: str = ""
    number: Fraction = Fraction(0)


@frozen
class _Not:
    operand: Formula


@frozen
class _Count:
    """So many of the operands hold: all (`and`), one (`or`), or a written number."""

    operands: tuple[Formula, ...]
    least: int
    most: int


@frozen
class _Constant:
    truth: bool


Formula = _Test | _Not | _Count | _Constant
"""A condition, as far as it is looked into."""


class Search:
    """Searches over the facts and definitions of one guideline."""

    def __init__(self, nodes: Sequence[core.Node]) -> None:
        """Remember what facts and definitions there are."""
        self._facts = {node.name: node for node in nodes if isinstance(node, core.FactNode)}
        self._definitions = {node.name: node for node in nodes if isinstance(node, core.DefineNode)}

    def among(self, always: Sequence[core.Expression], conditions: Sequence[core.Expression]) -> Patients:
        """The patients of whom all of `always` holds, to be asked about the `conditions`."""
        reading = _Reading(self._facts, self._definitions)
        held = [reading.formula(condition, _DEEPEST) for condition in always]
        asked = tuple(reading.formula(condition, _DEEPEST) for condition in conditions)
        held += reading.only_whens()
        budget = Budget(_MOST_LOOKS)
        domains = reading.domains()
        return Patients(tuple(held), asked, domains, domains, self._facts, self._definitions, budget)


class Budget:
    """How many values of variables may still be looked at, in all searches for one item."""

    def __init__(self, values: int) -> None:
        """Begin with so many."""
        self.left = values


@frozen
class Patients:
    """Every patient of whom some conditions hold, and further conditions to ask about, by their index."""

    always: tuple[Formula, ...]
    asked: tuple[Formula, ...]
    domains: Mapping[core.Expression, tuple[Value, ...]]
    left: Mapping[core.Expression, tuple[Value, ...]]
    facts: Mapping[str, core.FactNode]
    definitions: Mapping[str, core.DefineNode]
    budget: Budget

    def without(self, index: int) -> Patients | None:
        """Those of whom a condition fails, where it asks one question only; None of another condition."""
        test = self.asked[index]
        if not isinstance(test, _Test):
            return None
        values = self.left[test.subject]
        self.budget.left -= len(values)
        left = {**self.left, test.subject: tuple(value for value in values if not _passes(test, value))}
        return replace(self, left=left)

    def one(
        self, holding: Sequence[int] = (), failing: Sequence[int] = ()
    ) -> Patient | Literal[False] | None:
        """A patient of whom these conditions hold and those fail; False for none, None when not found out."""
        if not all(self.left.values()):
            return False
        goals: _Goals = None
        for index in reversed(failing):
            goals = ((self.asked[index], False), goals)
        for index in reversed(holding):
            goals = ((self.asked[index], True), goals)
        for formula in reversed(self.always):
            goals = ((formula, True), goals)
        found = _search(goals, dict(self.left), self.budget)
        if found is False or found is None:
            return found
        chosen = {
            subject: values[0]
            for subject, values in found.items()
            if len(values) < len(self.domains[subject])
        }
        return Patient(chosen, self.facts, self.definitions)


_Domains = dict[core.Expression, tuple[Value, ...]]
_Goals = tuple[tuple["Formula", bool], "_Goals"] | None


def _search(goals: _Goals, domains: _Domains, budget: Budget) -> _Domains | Literal[False] | None:
    """Narrow the domains until every goal is met.

    What must hold is taken over at once; of a count that leaves a choice, its first operand is tried one way
    and, where that fails, the other.
    """
    choices: list[tuple[_Goals, _Domains]] = []
    for _ in range(_MOST_STEPS):
        if goals is None:
            return domains
        if budget.left < 0:
            return None
        (formula, wanted), goals = goals
        met = True
        match formula:
            case _Constant(truth=truth):
                met = truth is wanted
            case _Not(operand=operand):
                goals = ((operand, not wanted), goals)
            case _Test(subject=subject):
                budget.left -= len(domains[subject])
                left = tuple(value for value in domains[subject] if _passes(formula, value) is wanted)
                met = bool(left)
                domains[subject] = left
            case _Count(operands=operands, least=least, most=most):
                if not wanted:
                    met, goals = _other_count(formula, goals, choices, domains)
                elif least > len(operands) or most < 0:
                    met = False
                elif least == len(operands) <= most:
                    for operand in reversed(operands):
                        goals = ((operand, True), goals)
                elif most == 0:
                    for operand in reversed(operands):
                        goals = ((operand, False), goals)
                elif least > 0 or most < len(operands):
                    first, rest = operands[0], operands[1:]
                    without = ((first, False), ((_Count(rest, least, most), True), goals))
                    choices.append((without, dict(domains)))
                    goals = ((first, True), ((_Count(rest, least - 1, most - 1), True), goals))
        if not met:
            if not choices:
                return False
            goals, domains = choices.pop()
    return None


def _other_count(
    count: _Count, goals: _Goals, choices: list[tuple[_Goals, _Domains]], domains: _Domains
) -> tuple[bool, _Goals]:
    """The goals of a count that does not hold: too few of its operands do, or too many."""
    too_few = _Count(count.operands, 0, count.least - 1)
    too_many = _Count(count.operands, count.most + 1, len(count.operands))
    possible = [other for other in (too_few, too_many) if other.least <= other.most]
    if not possible:
        return False, goals
    if len(possible) == 2:
        choices.append((((too_many, True), goals), dict(domains)))
    return True, ((possible[0], True), goals)


_HOLDS: Mapping[str, Callable[[Fraction, Fraction], bool]] = MappingProxyType(
    {"<": signs.lt, "<=": signs.le, ">": signs.gt, ">=": signs.ge, "is": signs.eq}
)


def _passes(test: _Test, value: Value) -> bool:
    if not test.operator:
        return value in test.values
    assert isinstance(value, Fraction)
    return _HOLDS[test.operator](value, test.number)


class _Reading:
    """Turns conditions into formulas, and remembers the variables they ask about."""

    def __init__(
        self, facts: Mapping[str, core.FactNode], definitions: Mapping[str, core.DefineNode]
    ) -> None:
        self._facts = facts
        self._definitions = definitions
        self._values: dict[core.Expression, tuple[Value, ...]] = {}
        self._numbers: dict[core.Expression, set[Fraction]] = {}
        self._order: dict[core.Expression, None] = {}
        self._parts = 0

    def domains(self) -> dict[core.Expression, tuple[Value, ...]]:
        """Each variable, in the order of asking, with the values that make a difference."""
        return {
            subject: self._values[subject] if subject in self._values else self._samples(subject)
            for subject in self._order
        }

    def only_whens(self) -> list[Formula]:
        """A fact with `only when` is no where its condition is; one formula for each one asked about."""
        found: list[Formula] = []
        looked_at: set[core.Expression] = set()
        while new := [subject for subject in self._order if subject not in looked_at]:
            for subject in new:
                looked_at.add(subject)
                if not isinstance(subject, core.FactRef):
                    continue
                only_when = self._facts[subject.name].only_when
                if only_when is not None:
                    allowed = self.formula(only_when, _DEEPEST)
                    found.append(_Count((_Not(self._yes(subject)), allowed), 1, 2))
        return found

    def formula(self, condition: core.Expression, deep: int) -> Formula:
        """The formula of a condition."""
        self._parts += 1
        if self._parts > _MOST_PARTS or deep == 0:
            return self._yes(condition)
        match condition:
            case core.TruthConstant(value=truth):
                return _Constant(truth)
            case core.Apply(operator="not", operands=(operand,)):
                return _Not(self.formula(operand, deep - 1))
            case core.Apply(operator="and", operands=operands):
                parts = tuple(self.formula(operand, deep - 1) for operand in operands)
                return _Count(parts, len(parts), len(parts))
            case core.Apply(operator="or", operands=operands):
                parts = tuple(self.formula(operand, deep - 1) for operand in operands)
                return _Count(parts, 1, len(parts))
            case core.CountOf(operands=operands, at_least=least, at_most=most):
                parts = tuple(self.formula(operand, deep - 1) for operand in operands)
                return _Count(parts, least, len(parts) if most is None else most)
            case core.Apply(operator="<" | "<=" | ">" | ">=" | "is" as operator, operands=(left, right)):
                return self._comparison(operator, left, right) or self._yes(condition)
            case core.Member(subject=core.DefinitionRef(name=name) as subject, values=values):
                return self._by_cases(name, values, deep) or self._member(subject, values)
            case core.Member(subject=subject, values=values):
                return self._member(subject, values)
            case core.DefinitionRef(name=name):
                return self.formula(self._definitions[name].value, deep - 1)
            case _:
                return self._yes(condition)

    def _ask(self, subject: core.Expression) -> core.Expression:
        self._order.setdefault(subject)
        return subject

    def _yes(self, subject: core.Expression) -> Formula:
        self._values.setdefault(self._ask(subject), (False, True))
        return _Test(subject, frozenset((True,)))

    def _member(self, subject: core.Expression, values: Sequence[str]) -> Formula:
        if subject not in self._values:
            self._values[self._ask(subject)] = words_of(subject, self._facts, self._definitions) or tuple(
                values
            )
        return _Test(subject, frozenset(values))

    def _by_cases(self, name: str, values: Sequence[str], deep: int) -> Formula | None:
        """A choice that is defined by cases is one of some words: the cases that make it so."""
        value = self._definitions[name].value
        if not isinstance(value, core.Cases):
            return None
        outcomes = [*(arm.value for arm in value.arms), *([value.otherwise] if value.otherwise else [])]
        if not all(isinstance(outcome, core.Symbol) for outcome in outcomes):
            return None
        found: list[Formula] = []
        before: list[Formula] = []
        for index, outcome in enumerate(outcomes):
            holds = [self.formula(value.arms[index].condition, deep - 1)] if index < len(value.arms) else []
            if isinstance(outcome, core.Symbol) and outcome.value in values:
                parts = (*before, *holds)
                found.append(_Count(parts, len(parts), len(parts)))
            before += [_Not(part) for part in holds]
        return _Count(tuple(found), 1, len(found))

    def _comparison(self, operator: str, left: core.Expression, right: core.Expression) -> Formula | None:
        """A number compared with a written one; None of anything else."""
        number, subject = _written(right), left
        if number is None:
            number, subject = _written(left), right
            operator = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(operator, operator)
        if number is None or _written(subject) is not None:
            return None
        if isinstance(subject, core.Apply) and subject.operator == "in":
            unit, subject = subject.unit, subject.operands[0]
            number = to_base(number, parse_unit(unit))
        if isinstance(subject, core.Converted):
            number *= base_value(subject.of) / base_value(subject.to)
            subject = subject.value
        self._numbers.setdefault(self._ask(subject), set()).add(number)
        return _Test(subject, operator=operator, number=number)

    def _samples(self, subject: core.Expression) -> tuple[Value, ...]:
        """The written numbers and one value between each two, as far as they are plausible."""
        numbers = sorted(self._numbers[subject])
        least, most = numbers[0] - 1, numbers[-1] + 1
        if isinstance(subject, core.FactRef):
            declared = self._facts[subject.name].type
            if isinstance(declared, core.NumberBetween):
                least = base_value(core.Number(declared.lower, declared.unit))
                most = base_value(core.Number(declared.upper, declared.unit))
        elif isinstance(subject, core.MedicineMeasure):
            least = Fraction(0)
        elif isinstance(subject, core.Observed):
            declared = self._facts[subject.fact.name].type
            if subject.measure in ("rise", "fall", "count"):
                least = Fraction(0)
            elif isinstance(declared, core.NumberBetween):
                least = base_value(core.Number(declared.lower, declared.unit))
                most = base_value(core.Number(declared.upper, declared.unit))
        ends = [least, *(number for number in numbers if least < number < most), most]
        samples: list[Value] = [ends[0]]
        for low, high in pairwise(ends):
            samples += [(low + high) / 2, high]
        return tuple(samples)


def _written(value: core.Expression) -> Fraction | None:
    match value:
        case core.Number():
            return base_value(value)
        case core.Apply(operator="negative", operands=(core.Number() as inner,)):
            return -base_value(inner)
        case _:
            return None
