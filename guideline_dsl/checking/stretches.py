"""Written ranges, stretches of time and frequencies."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from guideline_dsl import core, syntax
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.literals import number, unit_named
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import Report, at
from guideline_dsl.diagnostics import Edit
from guideline_dsl.dimensions import TIME, compatible, describe
from guideline_dsl.units import parse_unit


def extent(amount: syntax.Amount, report: Report) -> core.Extent | None:
    """A written range; the lower figure takes the upper one's unit when it has none. None with a finding."""
    upper = amount.upper or amount.lower
    units = [unit for unit in (amount.lower.unit, upper.unit) if unit]
    parsed = [unit_named(q.unit, q.span, report) for q in (amount.lower, upper) if q.unit]
    if any(unit is None for unit in parsed):
        return None
    low = number(amount.lower, amount.lower.unit or upper.unit)
    high = number(upper, upper.unit or amount.lower.unit)
    if units and not compatible(parse_unit(low.unit).dimension, parse_unit(high.unit).dimension):
        ends = [parse_unit(end.unit).dimension for end in (low, high)]
        report.add(
            "unlike-dimensions",
            f"the range begins with {describe(ends[0])} and ends with {describe(ends[1])}",
            at(amount.lower.span, describe(ends[0])),
            at(upper.span, describe(ends[1])),
        )
        return None
    if base_value(low) > base_value(high):
        turned = f"{upper.number} to {amount.lower.number} {high.unit}".rstrip()
        report.add(
            "range-reversed",
            "the range ends below its beginning",
            at(amount.span),
            help=f"write {quoted(turned)}" if low.unit == high.unit else "write the smaller figure first",
            edit=Edit(amount.span, turned) if low.unit == high.unit else None,
        )
        return None
    return core.Extent(low, high)


def is_duration(quantity: syntax.Quantity, report: Report) -> bool:
    """Whether it is a stretch of time; a finding otherwise."""
    unit = unit_named(quantity.unit, quantity.span, report) if quantity.unit else None
    if quantity.unit and unit is None:
        return False
    if unit is None or unit.dimension != TIME:
        report.add(
            "not-a-duration",
            f"{quoted(f'{quantity.number} {quantity.unit}'.strip())} is not a length of time",
            at(quantity.span),
            help=f"write a number with a unit of time, as in `{quantity.number} weeks`",
        )
        return False
    return True


def duration(quantity: syntax.Quantity, report: Report) -> core.Number | None:
    """A written stretch of time, longer than none; None with a finding."""
    if not is_duration(quantity, report):
        return None
    found = number(quantity)
    if base_value(found) == 0:
        _no_time(quantity.span, report)
        return None
    return found


def whole_number(text: str) -> int | None:
    """The whole number that the digits write, None when they write another."""
    return int(text) if text.isdigit() else None


def time_extent(amount: syntax.Amount, report: Report) -> core.Extent | None:
    """A written range of time, longer than none; None with a finding."""
    found = extent(amount, report)
    if found is None or not is_duration(amount.upper or amount.lower, report):
        return None
    if base_value(found.lower) == 0:
        _no_time(amount.span, report)
        return None
    return found


def _no_time(span: syntax.Span, report: Report) -> None:
    report.add("no-time", "this is no time at all", at(span), help="write a number greater than 0")


_PERIOD_UNITS = {"daily": "day", "weekly": "week", "monthly": "month"}


def frequency(written: syntax.Frequency, report: Report) -> core.Frequency | None:
    """How often: `twice daily` is 2 in 1 day; None with a finding."""
    match written:
        case syntax.Continuously():
            return core.Frequency(0, None, continuous=True)
        case syntax.Every(amount=amount):
            every = time_extent(amount, report)
            return None if every is None else core.Frequency(1, every)
        case syntax.Times(number=digits, period=period):
            times = whole_number(digits)
            if not times:
                report.add(
                    "count-out-of-range",
                    f"`{digits} times {period}` is no frequency",
                    at(written.span),
                    help=f"write a whole number, as in `3 times {period}`",
                )
                return None
            one = core.Number(Fraction(1), _PERIOD_UNITS[period])
            return core.Frequency(times, core.Extent(one, one))
    assert_never(written)


def interval(found: core.Frequency) -> tuple[Fraction, Fraction]:
    """The time between two administrations, shortest and longest, in seconds; 0 for continuously."""
    if found.every is None:
        return Fraction(0), Fraction(0)
    return base_value(found.every.lower) / found.times, base_value(found.every.upper) / found.times
