"""Written numbers, units and dates: read exactly, with a finding for what cannot be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from guideline_dsl import core, syntax
from guideline_dsl.checking.phrasing import did_you_mean
from guideline_dsl.checking.report import Report, at
from guideline_dsl.diagnostics import Edit
from guideline_dsl.dimensions import Dimension
from guideline_dsl.units import PLAIN_UNIT, Unit, UnitError, parse_unit


def unit_named(text: str, span: syntax.Span, report: Report) -> Unit | None:
    """The unit of that spelling; None, with a finding, when there is none."""
    try:
        return parse_unit(text)
    except UnitError as mistake:
        edit = None
        meant = mistake.suggestion
        if meant and span.end - span.start >= len(text):
            # The unit ends where its quantity ends.
            start = span.end - len(text)
            inside = replace(span, start=start, line=span.end_line, column=span.end_column - len(text))
            edit, span = Edit(inside, meant), inside
        report.add("unknown-unit", str(mistake), at(span, did_you_mean(meant)), edit=edit)
        return None


def number(quantity: syntax.Quantity, unit: str | None = None) -> core.Number:
    """The exact number, in its own unit or in the one it takes from what stands beside it."""
    return core.Number(Fraction(quantity.number), quantity.unit if unit is None else unit)


def dimension_of(quantity: syntax.Quantity, report: Report) -> Dimension | None:
    """The dimension of a quantity; None when its unit is unknown (a finding)."""
    unit = PLAIN_UNIT if not quantity.unit else unit_named(quantity.unit, quantity.span, report)
    return None if unit is None else unit.dimension


def calendar_day(literal: syntax.DateLiteral) -> date:
    """The date; the parser has refused those the calendar does not have."""
    return date.fromisoformat(literal.text)
