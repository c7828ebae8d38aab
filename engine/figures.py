"""Figures and ranges of an assessment, made of exact numbers; `exact` says whether a figure was cut off."""

from __future__ import annotations

from fractions import Fraction

from engine.assessment import Figure, FigureRange
from engine.numerals import decimal_of, span_text
from guideline_dsl import units
from guideline_dsl.values import Span


def figure(base: Fraction, unit: units.Unit) -> Figure:
    """A value in base units as a figure in `unit`."""
    value, exact = decimal_of(units.from_base(base, unit))
    return Figure(value=value, unit=unit.text, exact=exact)


def figure_range(span: Span, unit: units.Unit) -> FigureRange:
    """A bounded span in base units as a range of figures. Raises ValueError for an unbounded one."""
    if span.lower is None or span.upper is None:
        raise ValueError("an unbounded span has no figures")
    return FigureRange(
        lower=figure(span.lower, unit), upper=figure(span.upper, unit), text=span_text(span, unit)
    )
