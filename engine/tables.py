"""What a table is worth: the value of its one row that holds, or what the rows that may hold have together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import reduce

from engine.judged import Judged, merged
from guideline_dsl import bands, core, units, values
from guideline_dsl.values import Span, Truth, Value
from guideline_dsl.wording import words

Judge = Callable[[core.Expression], Judged]


def table_value(table: core.Table, judge: Judge) -> Judged:
    """The value of a table, with what would settle it."""
    keys, rows = _read(table, judge)
    possible = [(row, truths) for row, truths in rows if values.all_hold(truths) is not False]
    possible = [pair for pair in possible if values.all_hold(pair[1]) is True] or possible
    found = [judge(row.value) for row, _ in possible]
    if not found:
        raise ValueError("a checked table has a row for every value of its keys")
    value = reduce(values.join, (each.value for each in found))
    rests_on = merged([*_deciding(keys, rows, value, judge), *(each.rests_on for each in found)])
    if values.is_settled(value):
        return Judged(value, (), rests_on)
    told_apart = [
        key for place, key in enumerate(keys) if any(truths[place] is None for _, truths in possible)
    ]
    asked = [*told_apart, *found]
    return Judged(
        value, merged(each.needs for each in asked), rests_on, merged(each.reasons for each in asked)
    )


def row_that_holds(table: core.Table, judge: Judge) -> int | None:
    """The place of the row whose bands all hold beyond doubt; None while more than one may."""
    _, rows = _read(table, judge)
    return next((place for place, (_, truths) in enumerate(rows) if values.all_hold(truths) is True), None)


def rows_that_hold(table: core.Table, judge: Judge) -> tuple[Truth, ...]:
    """Whether each row holds: unknown where its bands may all hold and no other row is known to."""
    found = [values.all_hold(truths) for _, truths in _read(table, judge)[1]]
    known = True in found
    return tuple(truth if truth is not None or not known else False for truth in found)


def _read(table: core.Table, judge: Judge) -> tuple[list[Judged], list[tuple[core.TableRow, list[Truth]]]]:
    """The keys, and for each row whether they lie in its bands."""
    keys = [_on_steps(judge(column.key), column) for column in table.columns]
    rows = [
        (row, [bands.lies(key.value, band) for key, band in zip(keys, row.bands, strict=True)])
        for row in table.rows
    ]
    return keys, rows


def _deciding(
    keys: Sequence[Judged], rows: Sequence[tuple[core.TableRow, list[Truth]]], value: Value, judge: Judge
) -> Iterator[tuple[str, ...]]:
    """What the keys rest on that decide: a default must not taint what the other keys settle by themselves."""
    left_out = set[int]()
    for place, key in enumerate(keys):
        if key.rests_on and values.is_settled(value):
            without = left_out | {place}
            may_hold = (
                row
                for row, truths in rows
                if values.all_hold(t for i, t in enumerate(truths) if i not in without) is not False
            )
            if all(judge(row.value).value == value for row in may_hold):
                left_out = without
                continue
        yield key.rests_on


def _on_steps(key: Judged, column: core.Column) -> Judged:
    """The key as the steps of its column tell it; finer than these, it says so."""
    told = bands.on_steps(key.value, column.nearest)
    reasons = key.reasons
    if (
        column.nearest is not None
        and isinstance(told, Span)
        and told.point is None
        and key.span.point is not None
        and told.lower is not None
        and told.upper is not None
    ):
        unit = units.parse_unit(column.nearest.unit)
        lower, upper = (
            units.number_text(units.from_base(end, unit)).text for end in (told.lower, told.upper)
        )
        said = f"{words(column.key)} lies between {lower} and {upper} {column.nearest.unit}".rstrip()
        reasons = (*reasons, f"{said}, and the table does not say which of them it is taken for")
    return replace(key, value=told, reasons=reasons)
