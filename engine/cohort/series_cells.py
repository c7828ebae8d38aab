"""What one observation of a number comes to (`latest X within 2 days`), as expressions of its value and its time.

A row has one observation of a fact at most. Then each column about its series is either the value or the same for all
values, and as its time goes by it changes a few times at most, since what lies inside a window lies inside it later,
too. Which of them it is, and when it changes, is asked of the row reader, for a few values and times.

Declared absent: `X < 1 for at least 6 hours`, of which this is not so; its cells are read one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import polars

from engine.cohort.group_query import Expr
from engine.compiled.columns import Column, SeriesPart
from guideline_dsl import core

Probe = Callable[[int, date | None], Mapping[str, object] | None]
"""The columns for a value, by its place on the grid, and a time; None where they cannot be told."""

Moments = tuple[Expr, int, int, Callable[[int], date]]
"""The times of a column: the expression, the first and the last that may be given, and which time a number is."""

_VALUE = object()
"""Stands for the value itself."""

_Form = tuple[object, ...]


def has_forms(column: Column) -> bool:
    """Whether a column is the value of a number, or the same for all values."""
    return isinstance(column.source, SeriesPart) and isinstance(column.source.expression, core.Observed)


class SeriesCells:
    """The columns about the series of one number."""

    def __init__(
        self,
        columns: Sequence[Column],
        unknown: Mapping[str, object],
        values: Mapping[int, int],
        probe: Probe,
    ) -> None:
        """`unknown` is what they are without an observation, `values` some values, with what these are in a column."""
        self._columns = columns
        self._unknown = unknown
        self._values = values
        self._probe = probe
        self._forms: dict[date | None, _Form | None] = {}

    def query(self, value: Expr, moments: Sequence[Moments]) -> Mapping[str, Expr] | None:
        """The columns, of a table with these times of an observation; None where their forms are not found."""
        undated = self._form(None)
        pieces = [self._pieces(first, last, moment) for _, first, last, moment in moments]
        if undated is None or any(found is None for found in pieces):
            return None
        made: dict[str, Expr] = {}
        for place, column in enumerate(self._columns):
            found = self._worth(undated[place], value)
            for (given, *_), inside in zip(moments, pieces, strict=True):
                for first, form in inside or ():
                    found = polars.when(given >= first).then(self._worth(form[place], value)).otherwise(found)
            unknown = self._worth(self._unknown[column.name], value)
            made[column.name] = polars.when(value.is_not_null()).then(found).otherwise(unknown)
        return made

    def _worth(self, form: object, value: Expr) -> Expr:
        if form is _VALUE:
            return value
        return polars.lit(form, dtype=polars.Boolean if isinstance(form, bool) else polars.Int64)

    def _pieces(self, first: int, last: int, moment: Callable[[int], date]) -> list[tuple[int, _Form]] | None:
        """From when on which form, the earliest first; found by halving, since no form comes again."""
        ends = [self._form(moment(first)), self._form(moment(last))]
        found = [(first, ends[0])]
        waiting = [(first, last)]
        while waiting:
            low, high = waiting.pop()
            one, other = self._form(moment(low)), self._form(moment(high))
            if one == other:
                continue
            if high - low == 1:
                found.append((high, other))
                continue
            middle = (low + high) // 2
            waiting += [(low, middle), (middle, high)]
        told = [(start, form) for start, form in sorted(found, key=lambda each: each[0]) if form is not None]
        return told if len(told) == len(found) else None

    def _form(self, moment: date | None) -> _Form | None:
        if moment not in self._forms:
            self._forms[moment] = self._form_of(moment)
        return self._forms[moment]

    def _form_of(self, moment: date | None) -> _Form | None:
        told = {number: self._probe(place, moment) for place, number in self._values.items()}
        if any(read is None for read in told.values()):
            return None
        form: list[object] = []
        for column in self._columns:
            read = {number: found[column.name] for number, found in told.items() if found is not None}
            if len(set(read.values())) == 1:
                form.append(next(iter(read.values())))
            elif column.kind == "number" and all(found == number for number, found in read.items()):
                form.append(_VALUE)
            else:
                return None
        return tuple(form)
