"""The keys of a table: in what its bands are written, in which steps it is measured, and what it can be."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from math import gcd

from guideline_dsl import core, syntax
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.expressions import expression
from guideline_dsl.checking.literals import number
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.ranges import bounds
from guideline_dsl.checking.report import at
from guideline_dsl.checking.score_range import extremes_of_items, range_of_score
from guideline_dsl.checking.typing_rules import Operand, in_measure_of, shown
from guideline_dsl.checking.value_types import Mistaken
from guideline_dsl.frozen import frozen
from guideline_dsl.types import Date, Number
from guideline_dsl.units import from_base, parse_unit


@frozen
class Key:
    """A column: its expression, the unit its bands are written in, its steps, and its ends in base units."""

    operand: Operand
    unit: str
    nearest: core.Number | None
    lower: Fraction | None
    upper: Fraction | None


def key_of(written: syntax.Expression, column: int, of: syntax.ByBands, desk: Desk) -> Key | None:
    """The key written at a column of a table; None, with findings, when it cannot be one."""
    operand = Operand(expression(written, desk), written.span)
    found = operand.type
    if isinstance(found, Mistaken):
        return None
    if isinstance(found, Date):
        desk.report.add(
            "band-kind",
            f"{shown(operand)} is a date, and a table is read by numbers, words, or yes and no",
            at(written.span),
            help="compare dates in conditions, with `when`",
        )
        return None
    if operand.typed.lacking:
        desk.report.add(
            "none-compared",
            f"{quoted(operand.typed.lacking)} may be `none` (no such number for this patient), "
            "so it may only scale a dose and cannot be looked up",
            at(written.span),
            help="look up what it is made of, or give it an `otherwise` with a value",
        )
        return None
    if not isinstance(found, Number):
        return Key(operand, "", None, None, None)
    unit = _unit_of(column, of) or (operand.typed.unit if found.dimension.exponents else "")
    operand = in_measure_of(operand, unit)
    lower, upper = _ends(operand.typed.value, desk)
    return Key(operand, unit, _nearest(operand.typed.value, desk), lower, upper)


def _unit_of(column: int, of: syntax.ByBands) -> str:
    """The unit in which the bands of a column are written."""
    for row in of.rows:
        band = row.bands[column] if column < len(row.bands) else None
        if isinstance(band, syntax.BandNumbers):
            for end in (band.upper, band.lower):
                if end is not None and end.unit:
                    return end.unit
    return ""


def _ends(value: core.Expression, desk: Desk) -> tuple[Fraction | None, Fraction | None]:
    """The least and the most that a key can be, in its base units; those of the parts of a sum, each by itself."""
    match value:
        case core.Score() as score:
            least, most, _ = range_of_score(score)
            return least, most
        case core.ExtremeItem(score=of):
            defined = desk.definitions.get(of.name)
            assert defined is not None
            assert isinstance(defined.value, core.Score)
            return extremes_of_items(defined.value)
        case core.DefinitionRef(name=name) if name in desk.definitions:
            return _ends(desk.definitions[name].value, desk)
        case core.Apply(operator="+" | "-" as sign, operands=(first, *others)):
            lower, upper = _ends(first, desk)
            for other in others:
                low, high = _ends(other, desk)
                low, high = (low, high) if sign == "+" else (_negative(high), _negative(low))
                lower, upper = _sum(lower, low), _sum(upper, high)
            return lower, upper
        case core.Observed(measure="count" | "rise" | "fall"):
            return Fraction(0), None
    found = bounds(value, desk)
    return (None, None) if found is None else (found.lower, found.upper)


def _negative(end: Fraction | None) -> Fraction | None:
    return None if end is None else -end


def _sum(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a + b


def _nearest(value: core.Expression, desk: Desk) -> core.Number | None:
    """The step to which a key is measured: of a fact, also in a unit, a score or one item, a count of days, sums."""
    match value:
        case core.Score() as score:
            return core.Number(range_of_score(score)[2])
        case core.ExtremeItem(score=of):
            return _nearest(of, desk)
        case core.DefinitionRef(name=name):
            defined = desk.definitions.get(name)
            return None if defined is None else _nearest(defined.value, desk)
        case core.Apply(operator="+" | "-", operands=parts):
            return _step_of_all([_nearest(part, desk) for part in parts])
        case core.Cases(arms=arms, otherwise=last) if last is not None:
            return _step_of_all([*(_nearest(arm.value, desk) for arm in arms), _nearest(last, desk)])
        case core.Elapsed(unit=counted):
            return core.Number(Fraction(1), counted)
        case core.Number(value=written, unit=unit) if written:
            return core.Number(abs(written), unit)
        case core.Apply(operator="in", operands=(core.FactRef(name=name),), unit=plain):
            step = _step_of(name, desk)
            target = parse_unit(plain)
            # where scales have different zeros, the steps of the one do not lie on steps of the other
            if step is None or (
                from_base(Fraction(0), target) - from_base(Fraction(0), parse_unit(step.unit))
            ):
                return None
            return core.Number(from_base(base_value(step), target))
        case core.FactRef(name=name):
            return _step_of(name, desk)
        case core.Observed(measure="count"):
            return core.Number(Fraction(1))
        case core.Observed(measure="latest" | "first" | "highest" | "lowest" | "rise" | "fall", fact=fact):
            return _nearest(fact, desk)
        case _:
            return None


def _step_of_all(steps: Sequence[core.Number | None]) -> core.Number | None:
    """The largest step of which all are multiples; None where one has none, or its scale does not start at 0."""
    known = [step for step in steps if step is not None]
    if len(known) < len(steps) or any(parse_unit(step.unit).offset for step in known):
        return None
    unit = parse_unit(known[0].unit)
    return core.Number(
        reduce(_common_step, (from_base(base_value(step), unit) for step in known)), known[0].unit
    )


def _common_step(a: Fraction, b: Fraction) -> Fraction:
    return Fraction(
        gcd(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator
    )


def _step_of(name: str, desk: Desk) -> core.Number | None:
    declared = desk.names.facts.get(name)
    notes = declared.notes if declared is not None else ()
    steps = (number(note.quantity) for note in notes if isinstance(note, syntax.ToTheNearest))
    return next((step for step in steps if step.value), None)
