"""What a table is worth: the value of its one row that holds, or what the rows that may hold have together.

A number that is finer than the steps its column is measured in (38.05 where 38.0 and 38.1 are neighbours) is not
guessed to be one of its neighbours: it may be either, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from math import ceil, floor

from engine.judged import Judged, base_value, merged
from guideline_dsl import core, units, values
from guideline_dsl.values import Span, Truth, Value

Judge = Callable[[core.Expression], Judged]


def table_value(table: core.Table, judge: Judge) -> Judged:
    """The value of a table, with what would settle it."""
    keys = [_on_steps(judge(column.key), column) for column in table.columns]
    rows = [
        (row, [_lies(key.value, band) for key, band in zip(keys, row.bands, strict=True)])
        for row in table.rows
    ]
    possible = [(row, truths) for row, truths in rows if values.all_hold(truths) is not False]
    possible = [pair for pair in possible if values.all_hold(pair[1]) is True] or possible
    found = [judge(row.value) for row, _ in possible]
    if not found:
        raise ValueError("a checked table has a row for every value of its keys")
    value = reduce(values.join, (each.value for each in found))
    rests_on = merged([*(key.rests_on for key in keys), *(each.rests_on for each in found)])
    if values.is_settled(value):
        return Judged(value, (), rests_on)
    told_apart = [
        key for place, key in enumerate(keys) if any(truths[place] is None for _, truths in possible)
    ]
    asked = [*told_apart, *found]
    return Judged(
        value, merged(each.needs for each in asked), rests_on, merged(each.reasons for each in asked)
    )


def _lies(value: Value, band: core.Band) -> Truth:
    match band:
        case core.Anything():
            return True
        case core.Holds(truth=truth):
            if value is not None and not isinstance(value, bool):
                raise TypeError("`yes` and `no` are bands of yes and no")
            return None if value is None else value is truth
        case core.OneWord(word=word):
            return values.same(value, frozenset((word,)))
        case core.Within(lower=lower, upper=upper):
            if not isinstance(value, Span):
                raise TypeError("a band of figures is one of numbers")
            above: Truth = True
            if lower is not None:
                order = values.less if band.open_lower else values.less_or_equal
                above = order(values.exactly(base_value(lower)), value)
            below: Truth = True
            if upper is not None:
                order = values.less if band.open_upper else values.less_or_equal
                below = order(value, values.exactly(base_value(upper)))
            return values.all_hold((above, below))


def _on_steps(key: Judged, column: core.Column) -> Judged:
    """A number as the steps of its column tell it: itself on a step, else from one step to the next."""
    step = column.nearest
    if step is None or not isinstance(key.value, Span) or key.value.absent is not False:
        return key
    unit = units.parse_unit(step.unit)

    def moved(bound: Fraction | None, towards: Callable[[Fraction], int]) -> Fraction | None:
        if bound is None:
            return None
        return units.to_base(towards(units.from_base(bound, unit) / step.value) * step.value, unit)

    span = Span(moved(key.value.lower, floor), moved(key.value.upper, ceil))
    reasons = key.reasons
    if key.value.point is not None and span.point is None:
        assert span.lower is not None
        assert span.upper is not None
        lower, upper = (
            units.number_text(units.from_base(end, unit)).text for end in (span.lower, span.upper)
        )
        reasons = (*reasons, f"the value lies between {lower} and {upper} {step.unit}".rstrip())
    return replace(key, value=span, reasons=reasons)
