"""The cells of a fact, or of a procedure -> the columns of a circuit, as expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars

from engine.cohort import cell_values
from engine.cohort.cell_values import Grid
from engine.cohort.day_limits import DayLimits, time_of
from engine.cohort.group_query import Expr, GivenColumn, GroupQuery
from engine.cohort.row_times import Limits
from engine.cohort.series_cells import Moments, SeriesCells, has_forms
from engine.compiled.column_scales import fact_scale
from engine.compiled.columns import Column, IsDone, IsRecorded, IsStale, OfFact, RecordedDone
from guideline_dsl import core
from guideline_dsl.base_values import base_value

Worth = Callable[[GivenColumn], Mapping[str, int | None]]
"""What the texts of a column are worth that are no plain numbers."""

_SECOND = 10**6


class FactCells:
    """Reads one fact: its value, and the day or the time it is about."""

    def __init__(
        self,
        fact: core.FactNode,
        filled: Sequence[Column],
        limits: Limits,
        unknown: Mapping[str, object],
        probe: Callable[[Decimal, date | None], Mapping[str, object] | None],
    ) -> None:
        """`filled` are the columns of the circuit about the fact, and `unknown` what they are where nobody knows it.

        `probe` says what they are where it is a number, observed then.
        """
        self._fact = fact
        self._limits = limits
        self._filled = [column for column in filled if not has_forms(column)]
        self._grid: Grid | None = None
        self._series: SeriesCells | None = None
        series = [column for column in filled if has_forms(column)]
        if isinstance(fact.type, core.NumberBetween):
            self._grid = grid = cell_values.grid_of_fact(fact.type, fact_scale(fact.type))
            if grid is not None and series and isinstance(limits, DayLimits):
                worth = {
                    n: n * grid.times + grid.plus
                    for n in (grid.least, (grid.least + grid.most) // 2, grid.most)
                }
                places = 10**grid.decimals
                self._series = SeriesCells(
                    series, unknown, worth, lambda n, when: probe(Decimal(n) / places, when)
                )
        self._is_read = not series or self._series is not None

    def query(self, given: Sequence[GivenColumn], other: Worth) -> GroupQuery | None:
        """The fact in a query; None where its cells have to be read one by one."""
        parts = {each.column.part: each for each in given}
        worth = _worths(given, lambda each: self._worth(each, other), self._limits)
        value = parts.get("value")
        if (
            worth is None
            or value is None
            or not self._is_read
            or not all(map(self._has_column, self._filled))
        ):
            return None
        series = {} if self._series is None else self._series.query(value.value, self._moments(parts))
        if series is None:
            return None
        said = value.value.is_not_null()
        fresh = self._fresh(parts)
        dated = _dated(parts)
        plain = [check for each in given for check in each.checks]
        if dated is not None:
            plain += [said | ~dated, *_once(parts)]
        columns = {column.name: self._column(column, value.value, fresh) for column in self._filled}
        return GroupQuery(worth, {}, tuple(plain), {**columns, **series, f"is given.{self._fact.name}": said})

    def _moments(self, parts: Mapping[str, GivenColumn]) -> list[Moments]:
        limits = self._limits
        assert isinstance(limits, DayLimits)
        found: list[Moments] = []
        if "on" in parts:
            found.append((parts["on"].value, limits.first, limits.last, date.fromordinal))
        if "at" in parts:
            found.append((parts["at"].value, limits.first_time, limits.last_time, time_of))
        return found

    def _worth(self, each: GivenColumn, other: Worth) -> Expr | None:
        match self._fact.type:
            case core.YesNo():
                return cell_values.truth(each.cell, each.kind)
            case core.OneOf(values=words):
                return cell_values.word(each.cell, each.kind, words)
            case core.NumberBetween():
                if self._grid is None:
                    return None
                return cell_values.number(each.cell, each.kind, self._grid, other(each))
            case core.CalendarDay():
                return cell_values.day(each.cell, each.kind, self._limits.first, self._limits.last)
            case core.DayAndTime() if self._limits.has_times:
                stamp = cell_values.moment(
                    each.cell, each.kind, self._limits.first_time, self._limits.last_time
                )
                return None if stamp is None else polars.when(stamp % _SECOND == 0).then(stamp // _SECOND)
        return None

    def _has_column(self, column: Column) -> bool:
        match column.source:
            case OfFact(part="day" | "day known", shift=shift):
                return isinstance(self._fact.type, core.DayAndTime) and shift.denominator == 1
            case OfFact():
                return True
            case IsRecorded() | IsStale():
                return True
        return False

    def _fresh(self, parts: Mapping[str, GivenColumn]) -> Expr | None:
        """Whether the fact is not too old; None where it cannot be."""
        if self._fact.within is None:
            return None
        return _since(parts, self._limits, base_value(self._fact.within), True)

    def _column(self, column: Column, value: Expr, fresh: Expr | None) -> Expr:
        match column.source:
            case OfFact(part="yes"):
                return _both(value, fresh).fill_null(False)
            case OfFact(part="no"):
                return _both(~value, fresh).fill_null(False)
            case OfFact(part="known") | IsRecorded():
                return _both(value.is_not_null(), fresh)
            case IsStale():
                return polars.lit(False) if fresh is None else value.is_not_null() & ~fresh
            case OfFact(part="day", shift=shift):
                return _both_or_null(_day_later(value, shift), fresh).fill_null(1)
            case OfFact(part="day known", shift=shift):
                return _both(_day_later(value, shift).is_not_null(), fresh)
        unknown = -1 if column.kind == "code" else 1
        return _both_or_null(value, fresh).fill_null(unknown)


class ProcedureCells:
    """Reads one procedure: whether it was done, and on which day or when."""

    def __init__(self, filled: Sequence[Column], limits: Limits) -> None:
        """`filled` are the columns of the circuit about the procedure."""
        self._filled = filled
        self._limits = limits

    def query(self, given: Sequence[GivenColumn], _: Worth) -> GroupQuery | None:
        """The procedure in a query; None where its cells have to be read one by one."""
        parts = {each.column.part: each for each in given}
        worth = _worths(given, lambda each: cell_values.truth(each.cell, each.kind), self._limits)
        if worth is None:
            return None
        plain = [check for each in given for check in each.checks]
        done: Expr = parts["done"].value if "done" in parts else polars.lit(None, dtype=polars.Boolean)
        dated = _dated(parts)
        if dated is not None:
            plain += [done.fill_null(True) | ~dated, *_once(parts)]
            done = polars.coalesce(done, polars.when(dated).then(True))
        return GroupQuery(
            worth, {}, tuple(plain), {each.name: self._column(each, done, parts) for each in self._filled}
        )

    def _column(self, column: Column, done: Expr, parts: Mapping[str, GivenColumn]) -> Expr:
        match column.source:
            case RecordedDone():
                return done.fill_null(False)
            case IsDone(part=part, within=within):
                if within is None:
                    return (done if part == "yes" else ~done).fill_null(False)
                lately = _since(parts, self._limits, base_value(within), part == "yes")
                if part == "yes":
                    return _both(done, lately).fill_null(False)
                return (~done if lately is None else ~done | ~lately).fill_null(False)
        raise TypeError(column.name)


# ---------------------------------------------------------------- days and times


def _worths(
    given: Sequence[GivenColumn], value: Callable[[GivenColumn], Expr | None], limits: Limits
) -> Mapping[str, Expr] | None:
    found: dict[str, Expr] = {}
    for each in given:
        match each.column.part:
            case "on":
                worth = cell_values.day(each.cell, each.kind, limits.first, limits.last)
            case "at":
                worth = (
                    cell_values.moment(each.cell, each.kind, limits.first_time, limits.last_time)
                    if limits.has_times
                    else None
                )
            case _:
                worth = value(each)
        if worth is None:
            return None
        found[each.worth] = worth
    return found


def _dated(parts: Mapping[str, GivenColumn]) -> Expr | None:
    """Whether a day or a time is given; None where the table has neither."""
    found: Expr | None = None
    for part in ("on", "at"):
        if part in parts:
            given = parts[part].cell.is_not_null()
            found = given if found is None else found | given
    return found


def _once(parts: Mapping[str, GivenColumn]) -> tuple[Expr, ...]:
    """That not both a day and a time are given."""
    if "on" not in parts or "at" not in parts:
        return ()
    return (parts["on"].cell.is_null() | parts["at"].cell.is_null(),)


def _since(parts: Mapping[str, GivenColumn], limits: Limits, within: Fraction, truth: bool) -> Expr | None:
    """Whether it lies no longer back, or is not dated; None where the table has no days and times."""
    found: Expr | None = None
    for part, first in (("on", limits.recent_day), ("at", limits.recent_time)):
        if part in parts:
            recent = (parts[part].value >= first(within, truth)).fill_null(True)
            found = recent if found is None else found & recent
    return found


def _day_later(seconds: Expr, shift: Fraction) -> Expr:
    """The ordinal of the day so much later; null outside the calendar."""
    ordinal = (seconds + int(shift)) // 86_400 + 1
    return polars.when(ordinal.is_between(1, date.max.toordinal())).then(ordinal)


def _both(one: Expr, other: Expr | None) -> Expr:
    return one if other is None else one & other


def _both_or_null(one: Expr, other: Expr | None) -> Expr:
    return one if other is None else polars.when(other).then(one)
