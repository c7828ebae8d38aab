"""The types of facts, and what is written on a fact's line that must fit its type."""

from __future__ import annotations

from typing import assert_never

from guideline_dsl import core, syntax
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.expressions import condition, expression
from guideline_dsl.checking.literals import number, unit_named
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import at
from guideline_dsl.checking.stretches import extent
from guideline_dsl.checking.value_types import TRUTH, Mistaken, Typed
from guideline_dsl.types import Choice, Date, Number, describe_type
from guideline_dsl.units import parse_unit


def type_facts(desk: Desk) -> None:
    """Find the type of every declared fact."""
    for name, entry in desk.names.facts.items():
        found = fact_type(entry, desk)
        if found is None:
            continue
        desk.fact_types[name] = found
        desk.facts[name] = _typed(name, found)


def _typed(name: str, found: core.FactType) -> Typed:
    reference = core.FactRef(name)
    match found:
        case core.YesNo():
            return Typed(reference, TRUTH)
        case core.OneOf(values=values):
            return Typed(reference, Choice(values))
        case core.NumberBetween(unit=unit):
            return Typed(reference, Number(parse_unit(unit).dimension), unit)
        case core.CalendarDay():
            return Typed(reference, Date())
    assert_never(found)


def fact_type(entry: syntax.FactDeclaration, desk: Desk) -> core.FactType | None:
    """The declared type; None, with a finding, when it is no type."""
    match entry.type:
        case syntax.DateType():
            return core.CalendarDay()
        case syntax.ChoiceType(values=values):
            words = tuple(dict.fromkeys(value.text for value in values))
            for index, value in enumerate(values):
                if value.text in [earlier.text for earlier in values[:index]]:
                    desk.report.add(
                        "said-twice", f"the value {quoted(value.text)} is named twice", at(value.span)
                    )
            if set(words) <= {"yes", "no"}:
                return core.YesNo()
            return core.OneOf(words)
        case syntax.RangeType(lower=lower, upper=upper):
            found = extent(syntax.Amount(lower, upper, span=entry.type.span), desk)
            if found is None:
                return None
            return core.NumberBetween(found.lower.value, found.upper.value, found.upper.unit)
    assert_never(entry.type)


def note_number(quantity: syntax.Quantity, entry: syntax.FactDeclaration, desk: Desk) -> core.Number | None:
    """A number on the line of a fact that must be in its dimension."""
    if quantity.unit and unit_named(quantity.unit, quantity.span, desk.report) is None:
        return None
    return number(quantity)


def default_value(entry: syntax.FactDeclaration, desk: Desk) -> core.DefaultValue | None:
    """What is assumed of a fact that is not recorded."""
    default = entry.default
    assert default is not None
    declared = desk.facts.get(entry.name.text)
    if declared is None or isinstance(declared.type, Mistaken):
        return None
    if isinstance(declared.type, Choice) and isinstance(default.value, syntax.Name):
        value: core.Expression = core.Symbol(default.value.text)
    else:
        typed = expression(default.value, desk)
        value = typed.value
        if not isinstance(typed.type, Mistaken) and type(typed.type) is not type(declared.type):
            desk.report.add(
                "unlike-values",
                f"{quoted(entry.name.text)} is {describe_type(declared.type)}, and what is assumed of it is "
                f"{describe_type(typed.type)}",
                at(default.value.span),
                at(entry.type.span, describe_type(declared.type)),
            )
    holds = condition(default.condition, desk) if default.condition is not None else None
    return core.DefaultValue(value, default.reason.value, holds)
