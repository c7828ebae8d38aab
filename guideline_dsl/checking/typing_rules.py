"""The typing rules of the operators: what each word in the `typing` column of operators.py means.

A rule looks at operands that are typed already, says what does not fit, and gives the type of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from guideline_dsl import core
from guideline_dsl.checking.literals import unit_named
from guideline_dsl.checking.phrasing import digits, quoted
from guideline_dsl.checking.report import Report, after, at
from guideline_dsl.checking.shown_units import dimension_measured, unit_for, unit_of_product, unit_of_quotient
from guideline_dsl.checking.two_measures import (
    factor_kept,
    how_to_convert,
    in_one_measure,
    led_to,
)
from guideline_dsl.checking.value_types import TRUTH, WRONG, Mistaken, Typed
from guideline_dsl.diagnostics import Edit
from guideline_dsl.dimensions import (
    PLAIN_NUMBER,
    Dimension,
    compatible,
    describe,
    divide,
    has_offset_scale,
    multiply,
    power,
    root,
    unify,
)
from guideline_dsl.frozen import frozen
from guideline_dsl.operators import LARGEST_EXPONENT, OPERATORS
from guideline_dsl.syntax import Span
from guideline_dsl.types import Choice, Date, Moment, Number, Truth, Type, describe_type
from guideline_dsl.units import canonical
from guideline_dsl.wording import words


@frozen
class Operand:
    """A typed operand with the place it was written at."""

    typed: Typed
    span: Span

    @property
    def type(self) -> Type | Mistaken:
        """The type of the operand."""
        return self.typed.type


@frozen
class _Result:
    type: Type
    unit: str = ""


def applied(name: str, operands: Sequence[Operand], report: Report, unit: str = "") -> Typed:
    """The operator applied to its operands, typed by the rule of its row; WRONG with a finding otherwise."""
    if any(isinstance(operand.type, Mistaken) for operand in operands):
        return WRONG
    operands = aligned(name, operands, report, unit)
    result = _result(name, operands, report, unit)
    if result is None:
        return WRONG
    value = core.Apply(name, tuple(operand.typed.value for operand in operands), unit)
    lacking = next((operand.typed.lacking for operand in operands if operand.typed.lacking), "")
    if lacking and isinstance(result.type, Truth):
        return _none_compared(operands, report)
    size = _size(name, operands)
    if size > _LARGEST:
        report.add(
            "formula-too-large",
            "this formula multiplies too many numbers to be calculated exactly",
            at(operands[0].span),
            help="write it with fewer products and powers",
        )
        return WRONG
    return Typed(
        value, result.type, result.unit, lacking, size, factor_kept(name, [o.typed for o in operands])
    )


def aligned(name: str, operands: Sequence[Operand], report: Report, unit: str = "") -> Sequence[Operand]:
    """The operands in one measure where the factors of their facts lead to it; a finding when these differ."""
    match OPERATORS[name].typing:
        case "plain number":
            return [in_measure_of(operands[0], unit)]
        case "same comparable" | "same" | "same numbers" | "rounded":
            typed, unlike = in_one_measure([operand.typed for operand in operands])
            if unlike is not None:
                places = [operand for operand in operands if operand.typed in unlike]
                report.add(
                    "different-factors",
                    f"{' and '.join(shown(operand) for operand in places)} are converted by different factors, so "
                    "they are two substances",
                    *(at(operand.span) for operand in places),
                    help="compare each with a figure of its own, or calculate with their plain numbers",
                )
            return [Operand(each, operand.span) for each, operand in zip(typed, operands, strict=True)]
        case _:
            return operands


def in_measure_of(operand: Operand, unit: str) -> Operand:
    """The operand in the other measure of its fact where a unit is of that; else the operand."""
    wanted = dimension_measured(unit)
    if wanted is None:
        return operand
    return Operand(led_to(operand.typed, wanted, operand.typed.conversion), operand.span)


_FUNCTION_SIZE = 3
"""60 digits."""
_POWER_SIZE = 16
"""60 digits, times a power of ten up to 10^400."""
_LARGEST = 2_000
"""A number of so many written numbers' digits still takes less than a millisecond to multiply."""


def _size(name: str, operands: Sequence[Operand]) -> int:
    sizes = [operand.typed.size for operand in operands]
    match OPERATORS[name].typing:
        case "truths" | "same comparable" | "same":
            return 1
        case "root":
            return _FUNCTION_SIZE
        case "plain":
            return {"exp": _POWER_SIZE, "floor": sizes[0], "ceil": sizes[0]}.get(name, _FUNCTION_SIZE)
        case "power":
            whole = _whole(operands[1].typed.value)
            return _POWER_SIZE if whole is None else sizes[0] * max(1, abs(whole))
        case "rounded":
            return sizes[0] + 1
        case "same numbers" if name in ("min", "max"):
            return max(sizes)
        case _:
            return sum(sizes)


def _result(name: str, operands: Sequence[Operand], report: Report, unit: str) -> _Result | None:
    typing = OPERATORS[name].typing
    match typing:
        case "truths":
            truths = [truth_expected(operand, report) for operand in operands]
            return _Result(TRUTH) if all(truths) else None
        case "same comparable" | "same":
            fine = _comparable(operands[0], operands[1], typing == "same", report)
            return _Result(TRUTH) if fine else None
        case "same numbers" | "rounded":
            return _same_numbers(name, operands, report)
        case "plain":
            return _plain(name, operands[0], report)
        case "product" | "quotient" | "power" | "root" | "number":
            dimensions = [number_expected(operand, report) for operand in operands]
            found = [dimension for dimension in dimensions if dimension is not None]
            return _of_numbers(name, operands, found, report) if len(found) == len(operands) else None
        case "plain number":
            return _in_unit(operands[0], unit, report)
    assert_never(typing)


def truth_expected(operand: Operand, report: Report) -> bool:
    """Whether the operand is yes or no; a finding that says what to write otherwise."""
    found = operand.type
    if isinstance(found, Truth | Mistaken):
        return isinstance(found, Truth)
    name = _name_of(operand.typed.value)
    message = f"{name or 'this'} is {describe_type(found)}; a condition must be yes or no"
    help, edit = "", None
    match found:
        case Choice(values=values) if name:
            help = f"write {quoted(f'{name[1:-1]} is {values[0]}')}, or another of its values"
        case Number() | Date() | Moment() if name:
            help = f"compare it, as in `{name[1:-1]} >= ...`"
        case _:
            pass
    report.add("not-a-condition", message, at(operand.span), help=help, edit=edit)
    return False


def number_expected(operand: Operand, report: Report) -> Dimension | None:
    """The operand's dimension when it is a number; None, with a finding, otherwise."""
    found = operand.type
    if isinstance(found, Number):
        return found.dimension
    if not isinstance(found, Mistaken):
        name = _name_of(operand.typed.value)
        report.add(
            "not-a-number",
            f"{name or 'this'} is {describe_type(found)}; a number is needed here",
            at(operand.span),
        )
    return None


# ---------------------------------------------------------------- comparing and adding


def _comparable(left: Operand, right: Operand, equality: bool, report: Report) -> bool:
    assert not isinstance(left.type, Mistaken)
    assert not isinstance(right.type, Mistaken)
    match left.type, right.type:
        case Number(), Number():
            return _one_dimension((left, right), "compared", report) is not None
        case (Date(), Date()) | (Moment(), Moment()):
            return True
        case (Date(), Moment()) | (Moment(), Date()):
            moment = left if isinstance(left.type, Moment) else right
            named = shown(moment).strip("`")
            report.add(
                "unlike-values",
                f"{shown(left)} is {describe_type(left.type)} and {shown(right)} is {describe_type(right.type)}: "
                "they cannot be compared",
                at(left.span, describe_type(left.type)),
                at(right.span, describe_type(right.type)),
                help=f"compare the day, {quoted(f'date of {named}')}"
                if named != "this"
                else "compare the `date of` it",
            )
            return False
        case (Truth(), Truth()) | (Choice(), Choice()) if equality:
            return True
        case (Truth(), Truth()) | (Choice(), Choice()):
            report.add(
                "no-order",
                f"{shown(left)} is {describe_type(left.type)}, which has no order",
                at(left.span),
                at(right.span),
                help="ask `is` or `is not` of it",
            )
            return False
        case _:
            report.add(
                "unlike-values",
                f"{shown(left)} is {describe_type(left.type)} and {shown(right)} is "
                f"{describe_type(right.type)}: they cannot be compared",
                at(left.span, describe_type(left.type)),
                at(right.span, describe_type(right.type)),
            )
            return False


def _same_numbers(name: str, operands: Sequence[Operand], report: Report) -> _Result | None:
    numbers = [number_expected(operand, report) for operand in operands]
    if any(number is None for number in numbers):
        return None
    rounded = OPERATORS[name].typing == "rounded"
    verb = "compared" if name in ("min", "max") else "rounded to it" if rounded else "added or subtracted"
    found = _one_dimension(operands, verb, report)
    if found is None:
        return None
    if name not in ("min", "max") and has_offset_scale(found):
        _refuse_temperature("rounded" if rounded else "added or subtracted", operands, report)
        return None
    if rounded and isinstance(operands[1].typed.value, core.Number) and operands[1].typed.value.value == 0:
        report.add("outside-range", "a step of 0 rounds to nothing", at(operands[1].span))
        return None
    return _Result(Number(found), _first_unit(operands))


def _first_unit(operands: Sequence[Operand]) -> str:
    return next((operand.typed.unit for operand in operands if operand.typed.unit), "")


def _refuse_temperature(verb: str, operands: Sequence[Operand], report: Report) -> None:
    report.add(
        "temperature-arithmetic",
        f"a temperature is a point on a scale and cannot be {verb}",
        *(at(operand.span) for operand in operands),
        help="calculate with its plain number, as in `temperature in Cel`",
    )


def _one_dimension(operands: Sequence[Operand], verb: str, report: Report) -> Dimension | None:
    """The dimension of operands that are all numbers; None, with a finding, when they differ."""
    first = operands[0]
    assert isinstance(first.type, Number)
    found = first.type.dimension
    for operand in operands[1:]:
        assert isinstance(operand.type, Number)
        if not compatible(found, operand.type.dimension):
            _unlike(first, operand, verb, report)
            return None
        found = unify(found, operand.type.dimension)
    return found


def _unlike(left: Operand, right: Operand, verb: str, report: Report) -> None:
    assert isinstance(left.type, Number)
    assert isinstance(right.type, Number)
    for plain, other in ((left, right), (right, left)):
        number, unit = plain.typed.value, other.typed.unit
        if isinstance(number, core.Number) and not number.unit and unit:
            assert isinstance(other.type, Number)
            report.add(
                "missing-unit",
                f"{shown(other)} is {describe(other.type.dimension)}, and this number has no unit",
                at(plain.span, f"of which unit? {shown(other)} is measured in {quoted(unit)}"),
                at(other.span),
                help=f"write its unit, as in `{digits(number.value)} {canonical(unit, number.value)}`",
                edit=Edit(after(plain.span), f" {canonical(unit, number.value)}"),
            )
            return
    words = [describe(left.type.dimension), describe(right.type.dimension)]
    report.add(
        "unlike-dimensions",
        f"{shown(left)} is {words[0]} and {shown(right)} is {words[1]}: they cannot be {verb}",
        at(left.span, words[0]),
        at(right.span, words[1]),
        help=how_to_convert(left.type.dimension, right.type.dimension),
    )


def _none_compared(operands: Sequence[Operand], report: Report) -> Typed:
    culprit = next(operand for operand in operands if operand.typed.lacking)
    report.add(
        "none-compared",
        f"{quoted(culprit.typed.lacking)} may be `none` (no such number for this patient), "
        "so it may only scale a dose and cannot be compared",
        at(culprit.span),
        help="compare what it is made of, or give it an `otherwise` with a value",
    )
    return WRONG


# ---------------------------------------------------------------- calculating


def _of_numbers(
    name: str, operands: Sequence[Operand], dimensions: Sequence[Dimension], report: Report
) -> _Result | None:
    if name != "abs" and any(has_offset_scale(dimension) for dimension in dimensions):
        _refuse_temperature("multiplied or divided", operands, report)
        return None
    units = [operand.typed.unit for operand in operands]
    match OPERATORS[name].typing:
        case "product":
            found = dimensions[0]
            for dimension in dimensions[1:]:
                found = multiply(found, dimension)
            return _Result(Number(found), unit_of_product(units, found))
        case "quotient":
            found = divide(dimensions[0], dimensions[1])
            return _Result(Number(found), unit_of_quotient(units[0], units[1], found))
        case "power":
            exponent = _whole(operands[1].typed.value)
            if exponent is None:
                return _power_of_plain(operands, dimensions, report)
            if abs(exponent) > LARGEST_EXPONENT:
                report.add(
                    "exponent-too-large",
                    f"this exponent is larger than {LARGEST_EXPONENT}",
                    at(operands[1].span),
                    help="check the formula: no published one has such an exponent",
                )
                return None
            found = power(dimensions[0], exponent)
        case "root":
            found = root(dimensions[0])
        case _:
            return _Result(Number(dimensions[0]), units[0])
    return _Result(Number(found), unit_for(found))


def _power_of_plain(
    operands: Sequence[Operand], dimensions: Sequence[Dimension], report: Report
) -> _Result | None:
    """A power whose exponent is not a written whole number: both are plain numbers."""
    for operand, dimension in zip(operands, dimensions, strict=True):
        if not compatible(dimension, PLAIN_NUMBER):
            report.add(
                "power-of-a-unit",
                f"{shown(operand)} is {describe(dimension)}; only a plain number has a power that is not a "
                "whole number written out",
                at(operand.span, describe(dimension)),
                help="take its plain number, as in `(height in cm) ^ 0.725`; for a square root write `sqrt(...)`",
            )
            return None
    return _Result(Number())


def _plain(name: str, operand: Operand, report: Report) -> _Result | None:
    """A function of a plain number."""
    found = number_expected(operand, report)
    if found is None:
        return None
    if not compatible(found, PLAIN_NUMBER):
        report.add(
            "not-a-plain-number",
            f"{quoted(name)} is taken of a plain number, and {shown(operand)} is {describe(found)}",
            at(operand.span, describe(found)),
            help=f"take its plain number, as in `{name}(... in {operand.typed.unit or 'kg'})`",
        )
        return None
    return _Result(Number())


def _whole(value: core.Expression) -> int | None:
    match value:
        case core.Number(value=written, unit="") if written.denominator == 1:
            return int(written)
        case core.Apply(operator="negative", operands=(core.Number(value=written, unit=""),)) if (
            written.denominator == 1
        ):
            return -int(written)
        case _:
            return None


def _in_unit(operand: Operand, unit: str, report: Report) -> _Result | None:
    found = number_expected(operand, report)
    wanted = unit_named(unit, operand.span, report)
    if found is None or wanted is None:
        return None
    if not compatible(found, wanted.dimension):
        report.add(
            "unlike-dimensions",
            f"{shown(operand)} is {describe(found)} and has no number in {quoted(unit)}, "
            f"which is {describe(wanted.dimension)}",
            at(operand.span, describe(found)),
            help=f"write `in {operand.typed.unit}`, or another unit of its kind"
            if operand.typed.unit
            else "",
        )
        return None
    return _Result(Number())


# ---------------------------------------------------------------- in words


def _name_of(value: core.Expression) -> str:
    match value:
        case core.FactRef(name=name) | core.DefinitionRef(name=name):
            return quoted(name)
        case _:
            return ""


def shown(operand: Operand) -> str:
    """An operand as it is named in a sentence."""
    match operand.typed.value:
        case core.FactRef(name=name) | core.DefinitionRef(name=name):
            return quoted(name)
        case core.Number(value=value, unit=unit):
            return quoted(f"{digits(value)} {unit}".strip())
        case core.MedicineMeasure(measure=measure, target=target):
            joined = "on" if measure == "time" else "of"
            return quoted(f"{measure} {joined} {'any ' if target.kind == 'class' else ''}{target.name}")
        case core.Observed() | core.Sustained():
            return quoted(words(operand.typed.value))
        case core.TruthConstant(value=truth):
            return "`yes`" if truth else "`no`"
        case core.Symbol(value=word):
            return quoted(word)
        case _:
            return "the one side" if operand.span.start == operand.span.end else "this"
