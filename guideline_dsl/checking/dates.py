"""Days and the time between them: what may be counted, added and compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import cast

from guideline_dsl import core
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import Report, at
from guideline_dsl.checking.typing_rules import Operand, shown
from guideline_dsl.checking.value_types import WRONG, Mistaken, Typed
from guideline_dsl.dimensions import TIME
from guideline_dsl.types import Date, Moment, Number, Type, describe_type
from guideline_dsl.units import canonical

_CALENDAR_UNITS = frozenset(("year", "month", "week", "day"))
_MOST = 100_000
"""So many units may be added: more leave the calendar."""


def elapsed(counted: str, ends: Sequence[Operand], report: Report) -> Typed:
    """`full years since DATE`, `full months from DATE to DATE`."""
    if any(isinstance(end.type, Mistaken) for end in ends):
        return WRONG
    wrong = [end for end in ends if not isinstance(end.type, Date)]
    for end in wrong:
        report.add(
            "not-a-date",
            f"{shown(end)} is {describe_type(_type(end))}; `full {counted}` are counted between days",
            at(end.span),
            help=_day_of(end),
        )
    if wrong:
        return WRONG
    unit = cast(core.CalendarUnit, counted.removesuffix("s"))
    start = ends[0].typed.value
    end_value = ends[1].typed.value if len(ends) > 1 else core.Today()
    return Typed(core.Elapsed(unit, start, end_value), Number(TIME), unit)


def _day_of(operand: Operand) -> str:
    if isinstance(operand.type, Moment):
        name = shown(operand).strip("`")
        return (
            f"count from its day, {quoted(f'date of {name}')}"
            if name != "this"
            else "count from the `date of` it"
        )
    return "name a fact that is a `date`, or write one, as in `2025-12-06`"


def time_between(ends: Sequence[Operand], report: Report) -> Typed:
    """`time since TIME`, `time from TIME to TIME`: exact."""
    if any(isinstance(end.type, Mistaken) for end in ends):
        return WRONG
    fine = [_is_moment(end, "the time between", report) for end in ends]
    if not all(fine):
        return WRONG
    end = ends[1].typed.value if len(ends) > 1 else core.Now()
    return Typed(core.TimeBetween(ends[0].typed.value, end), Number(TIME), "h")


def date_of(moment: Operand, report: Report) -> Typed:
    """`date of TIME`."""
    if isinstance(moment.type, Mistaken) or not _is_moment(moment, "the `date of`", report):
        return WRONG
    return Typed(core.DateOf(moment.typed.value), Date())


def _is_moment(operand: Operand, what: str, report: Report) -> bool:
    if isinstance(operand.type, Moment):
        return True
    report.add(
        "not-a-time",
        f"{shown(operand)} is {describe_type(_type(operand))}, and {what} is asked of a date and time",
        at(operand.span),
        help="between days count `full days`; or declare the fact as `date and time`"
        if isinstance(operand.type, Date)
        else "name a fact that is a `date and time`",
    )
    return False


def shifted(operands: Sequence[tuple[str, Operand]], report: Report) -> Typed:
    """`birth_date + 18 years`, `last_visit + 3 months - 1 day`: a day, and written times after it."""
    (_, first), *others = operands
    if any(isinstance(operand.type, Mistaken) for _, operand in operands):
        return WRONG
    if isinstance(first.type, Moment):
        return _shifted_moment(first, others, report)
    if not isinstance(first.type, Date):
        report.add(
            "date-arithmetic",
            "a day stands first in a sum, and what is added to it after it",
            at(next(operand.span for _, operand in operands if isinstance(operand.type, Date | Moment))),
            help="write it as in `birth_date + 18 years`",
        )
        return WRONG
    found = first.typed
    for sign, operand in others:
        if isinstance(operand.type, Date | Moment):
            _day_and_day(sign, first, operand, report)
            return WRONG
        shift = _written_time(operand)
        if shift is None:
            report.add(
                "date-arithmetic",
                "what is added to a day is a whole number of days, weeks, months or years that is written out",
                at(operand.span),
                help="write it as in `birth_date + 18 years` or `last_visit + 3 months`",
            )
            return WRONG
        count, unit = shift
        found = Typed(core.DateShift(found.value, count if sign == "+" else -count, unit), Date())
    return found


def _shifted_moment(first: Operand, others: Sequence[tuple[str, Operand]], report: Report) -> Typed:
    """`onset + 4.5 h`: exact, and so in hours, minutes and seconds only."""
    found = first.typed.value
    for sign, operand in others:
        value = operand.typed.value
        exact = isinstance(value, core.Number) and value.unit and canonical(value.unit) in _EXACT_UNITS
        if not exact:
            moments = isinstance(operand.type, Moment)
            report.add(
                "date-arithmetic",
                "one time is not taken from another"
                if moments
                else "what is added to a time is written out, in hours, minutes or seconds",
                at(operand.span),
                help="the time between them is `time from ... to ...`"
                if moments
                else "a day has not always 24 hours: write hours, or add days to the `date of` it",
            )
            return WRONG
        found = core.Apply(sign, (found, value))
    return Typed(found, Moment())


_EXACT_UNITS = frozenset(("hours", "h", "minutes", "min", "seconds", "s"))


def _type(operand: Operand) -> Type:
    return cast(Type, operand.type)


def _day_and_day(sign: str, first: Operand, second: Operand, report: Report) -> None:
    one, other = shown(first).strip("`"), shown(second).strip("`")
    named = "this" not in (one, other) and "the one side" not in (one, other)
    between = f"full days from {other} to {one}" if named else "full days from ... to ..."
    report.add(
        "date-arithmetic",
        "two days cannot be added" if sign == "+" else "one day is not taken from another",
        at(second.span),
        at(first.span),
        help=f"the time between them is {quoted(between)}, or `full weeks`, `full months`, `full years`",
    )


def _written_time(operand: Operand) -> tuple[int, core.CalendarUnit] | None:
    value = operand.typed.value
    if not isinstance(value, core.Number) or value.value.denominator != 1 or abs(value.value) > _MOST:
        return None
    unit = canonical(value.unit, Fraction(1)) if value.unit else ""
    return (int(value.value), cast(core.CalendarUnit, unit)) if unit in _CALENDAR_UNITS else None


# ---------------------------------------------------------------- comparing a count

_WHOLE_IN: Mapping[str, frozenset[str]] = {
    "year": frozenset(("year", "month")),
    "month": frozenset(("year", "month")),
    "week": frozenset(("week", "day")),
    "day": frozenset(("week", "day")),
}
"""The units in which a count may be compared: a month has no fixed number of days."""


def count_compared(left: Operand, right: Operand, desk: Desk) -> None:
    """Find a count of full units that is compared with what is no whole number of them."""
    for counted, other in ((left, right), (right, left)):
        value, limit = _meant(counted.typed.value, desk), other.typed.value
        if not isinstance(value, core.Elapsed) or not isinstance(limit, core.Number) or not limit.unit:
            continue
        one = base_value(core.Number(Fraction(1), value.unit))
        unit = canonical(limit.unit, Fraction(1))
        if unit in _WHOLE_IN[value.unit] and (base_value(limit) / one).denominator == 1:
            continue
        better = "months" if unit in ("year", "month") else "days" if unit in ("week", "day") else ""
        desk.report.add(
            "uneven-count",
            f"full {value.unit}s are counted, and this is no whole number of {value.unit}s",
            at(other.span),
            at(counted.span, f"counts full {value.unit}s"),
            help=f"count `full {better}`, or write a whole number of {value.unit}s"
            if better and better != f"{value.unit}s"
            else f"write a whole number of {value.unit}s",
        )


def _meant(value: core.Expression, desk: Desk) -> core.Expression:
    """What a definition stands for, where it stands for another expression as it is."""
    seen: set[str] = set()
    while isinstance(value, core.DefinitionRef) and value.name not in seen:
        seen.add(value.name)
        defined = desk.definitions.get(value.name)
        if defined is None:
            break
        value = defined.value
    return value
