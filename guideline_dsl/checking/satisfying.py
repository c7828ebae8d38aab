"""Is there a patient who satisfies some conditions? A bounded search, used by flow.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from guideline_dsl import core
from guideline_dsl.checking.literals import base_value
from guideline_dsl.checking.ranges import Bounds, holds
from guideline_dsl.units import display, from_base, parse_unit, to_base
from guideline_dsl.wording import words

Value = bool | str | Fraction
_MOST_STEPS = 3_000
"""So many partial patients are tried before a search is given up."""
_MOST_PARTS = 600
"""So many parts of conditions are looked into; what lies beyond is taken to be yes or no by itself."""
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Patient:
    """Values that satisfy the conditions, whatever the others are."""

    values: Mapping[core.Expression, Value]
    facts: Mapping[str, core.FactNode]

    def in_words(self, most: int = 4) -> str:
        """The patient in words: `sex` male, `age` 17.5 years."""
        said = [f"`{words(subject)}` {self._value(subject, value)}" for subject, value in self.values.items()]
        return ", ".join(said[:most]) + (", ..." if len(said) > most else "")

    def _value(self, subject: core.Expression, value: Value) -> str:
        match subject, value:
            case _, bool():
                return "yes" if value else "no"
            case core.FactRef(name=name), Fraction():
                declared = self.facts[name].type
                unit = parse_unit(declared.unit if isinstance(declared, core.NumberBetween) else "")
                return display(from_base(value, unit), unit).text
            case _, Fraction():
                return "in between"
            case _:
                return str(value)


# ---------------------------------------------------------------- conditions, as far as they are looked into


@dataclass(frozen=True, slots=True)
class _Test:
    """A question about one variable: whether its value is among these, or compares so with a number."""

    subject: core.Expression
    values: frozenset[Value] = frozenset()
    operator: str = ""
    number: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class _Not:
    operand: _Formula


@dataclass(frozen=True, slots=True)
class _Count:
    """So many of the operands hold: all (`and`), one (`or`), or a written number."""

    operands: tuple[_Formula, ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class _Constant:
    truth: bool


_Formula = _Test | _Not | _Count | _Constant


def _holds(formula: _Formula, patient: Mapping[core.Expression, Value]) -> bool | None:
    """Kleene truth of a formula for a patient of whom some values are not chosen yet."""
    match formula:
        case _Constant(truth=truth):
            return truth
        case _Test(subject=subject, values=values, operator=operator, number=number):
            value = patient.get(subject)
            if value is None:
                return None
            if not operator:
                return value in values
            assert isinstance(value, Fraction)
            return holds(operator, Bounds(value, value), Bounds(number, number))
        case _Not(operand=operand):
            inner = _holds(operand, patient)
            return None if inner is None else not inner
        case _Count(operands=operands, least=least, most=most):
            sure = open_ = 0
            for operand in operands:
                answer = _holds(operand, patient)
                sure += answer is True
                open_ += answer is None
            if sure > most or sure + open_ < least:
                return False
            return True if sure >= least and sure + open_ <= most else None


class Search:
    """Searches over the facts and definitions of one guideline."""

    def __init__(self, nodes: Sequence[core.Node]) -> None:
        """Remember what facts and definitions there are."""
        self._facts = {node.name: node for node in nodes if isinstance(node, core.FactNode)}
        self._definitions = {node.name: node for node in nodes if isinstance(node, core.DefineNode)}

    def patient(self, conditions: Sequence[core.Expression]) -> Patient | Literal[False] | None:
        """A patient who satisfies all the conditions; False for none, None if that was not found out."""
        reading = _Reading(self._facts, self._definitions)
        formulas = [reading.formula(condition, _DEEPEST) for condition in conditions]
        formulas += reading.only_whens()
        whole = _Count(tuple(formulas), len(formulas), len(formulas))
        found = _search(whole, reading.domains())
        return Patient(found, self._facts) if isinstance(found, dict) else found


def _search(
    whole: _Formula, domains: Mapping[core.Expression, Sequence[Value]]
) -> dict[core.Expression, Value] | Literal[False] | None:
    subjects = list(domains)
    patient: dict[core.Expression, Value] = {}
    waiting: list[list[Value]] = []
    steps = 0
    while True:
        steps += 1
        if steps > _MOST_STEPS:
            return None
        answer = _holds(whole, patient)
        if answer is True:
            return patient
        if answer is None and len(waiting) < len(subjects):
            # One more value to choose; the last of the list is tried first.
            waiting.append(list(reversed(domains[subjects[len(waiting)]])))
        while waiting and not waiting[-1]:
            waiting.pop()
            patient.pop(subjects[len(waiting)], None)
        if not waiting:
            return False
        patient[subjects[len(waiting) - 1]] = waiting[-1].pop()


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

    def only_whens(self) -> list[_Formula]:
        """A fact with `only when` is no where its condition is; one formula for each one asked about."""
        found: list[_Formula] = []
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

    def formula(self, condition: core.Expression, deep: int) -> _Formula:
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
            case core.Member(subject=subject, values=values):
                return self._member(subject, values)
            case core.DefinitionRef(name=name):
                return self.formula(self._definitions[name].value, deep - 1)
            case _:
                return self._yes(condition)

    def _ask(self, subject: core.Expression) -> core.Expression:
        self._order.setdefault(subject)
        return subject

    def _yes(self, subject: core.Expression) -> _Formula:
        self._values.setdefault(self._ask(subject), (False, True))
        return _Test(subject, frozenset((True,)))

    def _member(self, subject: core.Expression, values: Sequence[str]) -> _Formula:
        if subject not in self._values:
            self._values[self._ask(subject)] = self._words(subject) or tuple(values)
        return _Test(subject, frozenset(values))

    def _words(self, subject: core.Expression) -> tuple[str, ...]:
        """Every word a choice may be."""
        found: dict[str, None] = {}
        waiting: list[core.Expression] = [subject]
        seen: set[core.Expression] = set()
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            match current:
                case core.Symbol(value=word):
                    found[word] = None
                case core.FactRef(name=name):
                    declared = self._facts[name].type
                    found.update(dict.fromkeys(declared.values if isinstance(declared, core.OneOf) else ()))
                case core.DefinitionRef(name=name):
                    waiting.append(self._definitions[name].value)
                case core.Cases(arms=arms, otherwise=otherwise):
                    waiting.extend(arm.value for arm in arms)
                    waiting.extend([otherwise] if otherwise is not None else [])
                case _:
                    pass
        return tuple(found)

    def _comparison(self, operator: str, left: core.Expression, right: core.Expression) -> _Formula | None:
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
        self._numbers.setdefault(self._ask(subject), set()).add(number)
        return _Test(subject, operator=operator, number=number)

    def _samples(self, subject: core.Expression) -> tuple[Fraction, ...]:
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
        ends = sorted({least, *numbers, most})
        between = [(low + high) / 2 for low, high in pairwise(ends)]
        return tuple(value for value in sorted({*ends, *between}) if least <= value <= most)


def _written(value: core.Expression) -> Fraction | None:
    match value:
        case core.Number():
            return base_value(value)
        case core.Apply(operator="negative", operands=(core.Number() as inner,)):
            return -base_value(inner)
        case _:
            return None
