"""The types of facts, and what is written on a fact's line that must fit its type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from guideline_dsl import core, syntax
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.expressions import condition, expression
from guideline_dsl.checking.literals import dimension_of, number
from guideline_dsl.checking.names import unknown_word
from guideline_dsl.checking.phrasing import listed, quoted
from guideline_dsl.checking.ranges import bounds
from guideline_dsl.checking.report import at
from guideline_dsl.checking.stretches import extent
from guideline_dsl.checking.two_measures import led_to
from guideline_dsl.checking.typing_rules import Operand, applied
from guideline_dsl.checking.value_types import TRUTH, Mistaken, Typed
from guideline_dsl.dimensions import compatible, describe
from guideline_dsl.types import Choice, Date, Moment, Number, Truth, Type, describe_type
from guideline_dsl.units import convert, difference_to_base, parse_unit, to_base


def type_facts(desk: Desk) -> None:
    """Find the type of every declared fact."""
    for name, entry in desk.names.facts.items():
        found = fact_type(entry, desk)
        if found is None:
            continue
        desk.fact_types[name] = found
        desk.facts[name] = replace(_typed(name, found), conversion=_factor_of(entry))


def _factor_of(entry: syntax.FactDeclaration) -> core.SubstanceFactor | None:
    note = next((note for note in entry.notes if isinstance(note, syntax.Conversion)), None)
    if note is None or any(number(end).value == 0 for end in (note.of, note.to)):
        return None
    return substance_factor(note)


def substance_factor(note: syntax.Conversion) -> core.SubstanceFactor:
    """The factor as meant."""
    return core.SubstanceFactor(
        number(note.of), number(note.to), tuple(int(reference.number) for reference in note.references)
    )


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
        case core.DayAndTime():
            return Typed(reference, Moment())
    assert_never(found)


def fact_type(entry: syntax.FactDeclaration, desk: Desk) -> core.FactType | None:
    """The declared type; None, with a finding, when it is no type."""
    match entry.type:
        case syntax.DateType():
            return core.CalendarDay()
        case syntax.DateAndTimeType():
            return core.DayAndTime()
        case syntax.ChoiceType(values=values):
            return _choice(values, desk)
        case syntax.RangeType(lower=lower, upper=upper):
            found = extent(syntax.Amount(lower, upper, span=entry.type.span), desk.report)
            if found is None:
                return None
            if base_value(found.lower) == base_value(found.upper):
                desk.report.add(
                    "empty-range",
                    f"the plausible range of {quoted(entry.name.text)} holds one value only",
                    at(entry.type.span),
                    help="write the lowest and the highest value a patient may have",
                )
            lower_value = convert(
                found.lower.value, parse_unit(found.lower.unit), parse_unit(found.upper.unit)
            )
            return core.NumberBetween(lower_value, found.upper.value, found.upper.unit)
    assert_never(entry.type)


_NO_VALUES = frozenset({"unknown", "not_known", "not_tested", "not_recorded", "not_done", "missing"})


def _choice(values: Sequence[syntax.Name], desk: Desk) -> core.FactType:
    words: dict[str, syntax.Span] = {}
    for value in values:
        if value.text in words:
            desk.report.add(
                "said-twice",
                f"the value {quoted(value.text)} is named twice",
                at(value.span),
                at(words[value.text], "first here"),
            )
        elif value.text in _NO_VALUES:
            desk.report.add(
                "unknown-is-no-value",
                f"{quoted(value.text)} is no value of a fact: a fact that is not known is left out",
                at(value.span),
                help="leave it out; every fact may be unknown",
            )
        words.setdefault(value.text, value.span)
    if words.keys() == {"yes", "no"}:
        return core.YesNo()
    mixed = next((value for value in values if value.text in ("yes", "no")), None)
    if mixed is not None:
        desk.report.add(
            "yes-or-no-only",
            f"{quoted(mixed.text)} stands beside other values; a fact is `yes | no`, or has its own values",
            at(mixed.span),
            help="write `yes | no`, or name the value in another way",
        )
    return core.OneOf(tuple(words))


# ---------------------------------------------------------------- what else stands on a fact's line


def check_notes(entry: syntax.FactDeclaration, desk: Desk) -> None:
    """Find the notes of a fact that do not fit its type, or are said twice."""
    seen: dict[type, syntax.Span] = {}
    declared = desk.facts.get(entry.name.text)
    for note in entry.notes:
        if type(note) in seen and not isinstance(note, syntax.Codes):
            desk.report.add(
                "said-twice", "this fact says it twice", at(note.span), at(seen[type(note)], "first here")
            )
        seen.setdefault(type(note), note.span)
        if declared is None:
            continue
        match note:
            case syntax.ToTheNearest(quantity=quantity):
                if _fits("`to the nearest`", quantity, entry, declared, desk):
                    _precise(quantity, entry, desk)
            case syntax.Conversion():
                _conversion(note, entry, declared, desk)
            case syntax.InValueSet() if not isinstance(declared.type, Truth):
                desk.report.add(
                    "note-does-not-fit",
                    f"a value set says whether something is there, and {quoted(entry.name.text)} is "
                    f"{_described(declared)}",
                    at(note.span),
                    at(entry.type.span),
                    help="only a fact that is `yes | no` stands `in` a value set",
                )
            case _:
                pass
    if entry.only_when is not None and declared is not None and not isinstance(declared.type, Truth):
        desk.report.add(
            "only-when-needs-yes-no",
            "where its `only when` is no, a fact is no, and "
            f"{quoted(entry.name.text)} is {_described(declared)}",
            at(entry.only_when.span),
            at(entry.type.span),
            help="leave `only when` out, or make the fact `yes | no`",
        )


def _described(declared: Typed) -> str:
    return "unclear" if isinstance(declared.type, Mistaken) else describe_type(declared.type)


def _fits(
    what: str, quantity: syntax.Quantity, entry: syntax.FactDeclaration, declared: Typed, desk: Desk
) -> bool:
    if not isinstance(declared.type, Number):
        desk.report.add(
            "note-does-not-fit",
            f"{what} is about a number, and {quoted(entry.name.text)} is {_described(declared)}",
            at(quantity.span),
            at(entry.type.span),
            help="leave it out",
        )
        return False
    found = dimension_of(quantity, desk.report)
    if found is None:
        return False
    if not compatible(found, declared.type.dimension):
        desk.report.add(
            "unlike-dimensions",
            f"{quoted(entry.name.text)} is {_described(declared)} and {what} is {describe(found)}",
            at(quantity.span, describe(found)),
            at(entry.type.span, describe(declared.type.dimension)),
            help=f"write it in {quoted(declared.unit)}" if declared.unit else "",
        )
        return False
    return True


def _precise(quantity: syntax.Quantity, entry: syntax.FactDeclaration, desk: Desk) -> None:
    declared = desk.fact_types[entry.name.text]
    assert isinstance(declared, core.NumberBetween)
    step = difference_to_base(number(quantity).value, parse_unit(quantity.unit))
    unit = parse_unit(declared.unit)
    width = to_base(declared.upper, unit) - to_base(declared.lower, unit)
    if not 0 < step <= width:
        desk.report.add(
            "outside-range",
            f"values of {quoted(entry.name.text)} cannot be told apart by this step",
            at(quantity.span),
            at(entry.type.span, "its range"),
            help="write the smallest step in which it is measured",
        )


def _conversion(note: syntax.Conversion, entry: syntax.FactDeclaration, declared: Typed, desk: Desk) -> None:
    if not _fits("`where`", note.of, entry, declared, desk):
        return
    ends = [dimension_of(end, desk.report) for end in (note.of, note.to)]
    if None in ends or ends[0] is None or ends[1] is None:
        return
    zero = next((end for end in (note.of, note.to) if number(end).value == 0), None)
    if zero is not None:
        desk.report.add("outside-range", "a factor of 0 converts nothing", at(zero.span))
    elif compatible(ends[0], ends[1]):
        desk.report.add(
            "note-does-not-fit",
            "units of one kind are converted by themselves; `where` leads to another kind, as to substance",
            at(note.span),
            help="leave it out",
        )


def default_value(entry: syntax.FactDeclaration, desk: Desk) -> core.DefaultValue | None:
    """What is assumed of a fact that is not recorded; None, with a finding, when it cannot be its value."""
    default, declared = entry.default, desk.facts.get(entry.name.text)
    assert default is not None
    holds_when = condition(default.condition, desk) if default.condition is not None else None
    if declared is None:
        return None
    value = _assumed(default.value, entry, declared, desk)
    return None if value is None else core.DefaultValue(value, default.reason.value, holds_when)


def _may_be(assumed: Type, declared: Type | Mistaken) -> bool:
    """Whether every value of the one type is one of the other, for types that are not measured."""
    match assumed, declared:
        case Choice(values=some), Choice(values=every):
            return set(some) <= set(every)
        case _:
            return type(assumed) is type(declared)


def _assumed(
    written: syntax.Expression, entry: syntax.FactDeclaration, declared: Typed, desk: Desk
) -> core.Expression | None:
    name, span = entry.name.text, written.span
    named = isinstance(written, syntax.Name) and not (
        written.text in desk.names.facts or written.text in desk.names.definitions
    )
    if isinstance(declared.type, Choice) and isinstance(written, syntax.Name) and named:
        if written.text not in declared.type.values:
            unknown_word(
                "unknown-value",
                f"{quoted(name)} has no value {quoted(written.text)}",
                written,
                declared.type.values,
                desk.report,
                help=f"its values are {listed(declared.type.values, 'and')}",
            )
            return None
        return core.Symbol(written.text)
    typed = expression(written, desk)
    if isinstance(typed.type, Mistaken):
        return None
    if isinstance(declared.type, Truth | Choice) or not isinstance(typed.type, Number | Date):
        if not _may_be(typed.type, declared.type):
            desk.report.add(
                "unlike-values",
                f"{quoted(name)} is {_described(declared)}, and what is assumed of it is {_described(typed)}",
                at(span, _described(typed)),
                at(entry.type.span, _described(declared)),
            )
            return None
        return typed.value
    compared = applied("is", (Operand(declared, entry.name.span), Operand(typed, span)), desk.report)
    if isinstance(compared.type, Mistaken):
        return None
    assert isinstance(declared.type, Number | Date)
    if isinstance(declared.type, Number):
        typed = led_to(typed, declared.type.dimension, declared.conversion)
    limits, assumed = bounds(declared.value, desk), bounds(typed.value, desk)
    if limits and assumed and (assumed.upper < limits.lower or assumed.lower > limits.upper):
        desk.report.add(
            "outside-range",
            f"what is assumed of {quoted(name)} lies outside its plausible range",
            at(span),
            at(entry.type.span, "its range"),
            help="correct the value or the range",
        )
    return typed.value
