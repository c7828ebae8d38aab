"""Exact numbers as people read them: figures and ranges with their unit.

A decimal that ends within six places is shown whole. Any other is cut off after four significant digits, never
rounded up: what is shown is never past a stated maximum, and the same number reads the same everywhere.
`exact` says which.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Context, Decimal
from fractions import Fraction

from engine.assessment import Figure, FigureRange
from guideline_dsl import units
from guideline_dsl.json_form import write_fraction
from guideline_dsl.values import Span

_SHOWN_WHOLE = 6
_SIGNIFICANT = 4


def decimal_of(number: Fraction) -> tuple[Decimal, bool]:
    """The number as a decimal, and whether it is exact."""
    written = write_fraction(number)
    _, _, places = written.partition(".")
    if "/" not in written and len(places) <= _SHOWN_WHOLE:
        return Decimal(written), True
    quotient = Context(prec=60, rounding=ROUND_DOWN).divide(
        Decimal(number.numerator), Decimal(number.denominator)
    )
    return +Context(prec=_SIGNIFICANT, rounding=ROUND_DOWN).create_decimal(quotient), False


def figure(base: Fraction, unit: units.Unit) -> Figure:
    """A value in base units as a figure in `unit`."""
    value, exact = decimal_of(units.from_base(base, unit))
    return Figure(value=value, unit=unit.text, exact=exact)


def plain(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure_text(shown: Figure) -> str:
    """`35 mg`, `2 weeks`."""
    number = plain(shown.value)
    return f"{number} {units.canonical(shown.unit, Fraction(number))}".rstrip() if shown.unit else number


def figure_range(span: Span, unit: units.Unit) -> FigureRange:
    """A bounded span in base units as a range of figures. Raises ValueError for an unbounded one."""
    if span.lower is None or span.upper is None:
        raise ValueError("an unbounded span has no figures")
    upper, lower = figure(span.upper, unit), figure(span.lower, unit)
    if lower.value == upper.value:
        return FigureRange(lower=lower, upper=upper, text=figure_text(upper))
    return FigureRange(lower=lower, upper=upper, text=f"{plain(lower.value)} to {figure_text(upper)}")


def amount_text(base: Fraction, unit: units.Unit) -> str:
    """A value in base units, read out in `unit`."""
    return figure_text(figure(base, unit))


def span_text(span: Span, unit: units.Unit) -> str:
    """A span in base units, read out in `unit`; open ends are said."""
    if span.lower is not None and span.upper is not None:
        return figure_range(span, unit).text
    if span.lower is not None:
        return f"at least {amount_text(span.lower, unit)}"
    return f"at most {amount_text(span.upper, unit)}" if span.upper is not None else "not known"
