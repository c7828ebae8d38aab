"""The time of evaluation of each row, in a table that says it: which days may stand in the row, and what is recent.

Each different time is looked at once (day_limits.py); what is asked of it is a column, with which cells are compared.
A time in a zone is no part of columns: its row is read by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction

import polars

from engine.cohort.day_limits import DayLimits
from engine.cohort.python_rows import python_rows
from engine.cohort.rows import RowRefused, time_of_evaluation

Expr = polars.Expr

TIME_READ, TIME = "the time is read", "time of evaluation"
"""Whether the time of a row can be read here; and its place among the `moments`."""

_MOST_KNOWN = 50_000
"""So many different times are kept."""


class RowLimits:
    """DayLimits as columns: what is asked for is worked out for each time."""

    has_times = True

    def __init__(self) -> None:
        """Begin without a question."""
        self.asked: dict[str, Callable[[DayLimits], int]] = {}

    def _column(self, name: str, told: Callable[[DayLimits], int]) -> Expr:
        self.asked[name] = told
        return polars.col(name)

    @property
    def first(self) -> Expr:
        """The first day that may be given."""
        return self._column("first day", lambda limits: limits.first)

    @property
    def last(self) -> Expr:
        """The last."""
        return self._column("last day", lambda limits: limits.last)

    @property
    def first_time(self) -> Expr:
        """The first time."""
        return self._column("first time", lambda limits: limits.first_time)

    @property
    def last_time(self) -> Expr:
        """The last."""
        return self._column("last time", lambda limits: limits.last_time)

    def recent_day(self, within: Fraction, truth: bool = True) -> Expr:
        """As of DayLimits."""
        return self._column(f"recent day {within} {truth}", lambda limits: limits.recent_day(within, truth))

    def recent_time(self, within: Fraction, truth: bool = True) -> Expr:
        """As of DayLimits."""
        return self._column(f"recent time {within} {truth}", lambda limits: limits.recent_time(within, truth))


Limits = DayLimits | RowLimits


class RowTimes:
    """Reads the times of rows; `clock` gives the columns of a circuit that hang on the time alone."""

    def __init__(
        self, limits: RowLimits, otherwise: date, clock: Callable[[date], Mapping[str, object]]
    ) -> None:
        """Keep what is asked of a time; `otherwise` is that of rows that say none."""
        self._limits = limits
        self._otherwise = otherwise
        self._clock = clock
        self._places: dict[object, int | None] = {}
        self._told: dict[int, tuple[object, ...]] = {}
        self._asked: tuple[str, ...] = ()
        self.moments: list[date] = []
        """The different times that were met, of the table that was read last at least."""

    def told(self, cells: polars.Series) -> polars.DataFrame:
        """For each row the place of its time among `moments`, and what is asked of it."""
        if self._asked != tuple(self._limits.asked) or len(self.moments) > _MOST_KNOWN:
            self._asked = tuple(self._limits.asked)
            self._places, self._told, self.moments = {}, {}, []
        clock = tuple(self._clock(self._otherwise))
        schema = {
            TIME_READ: polars.Boolean,
            TIME: polars.Int64,
            **dict.fromkeys((*clock, *self._asked), polars.Int64),
        }
        own = cells.alias("cell").to_frame()
        different = own.unique()
        rows = [self._row(cell) for cell, *_ in python_rows(different)]
        told = different.hstack(polars.DataFrame(rows, schema=schema, orient="row"))
        return own.join(told, on="cell", how="left", nulls_equal=True, maintain_order="left").drop("cell")

    def _row(self, cell: object) -> tuple[object, ...]:
        if cell not in self._places:
            self._places[cell] = self._place(cell)
        place = self._places[cell]
        if place is None:
            return (False, *self._of(self._any())[1:])
        return self._of(place)

    def _of(self, place: int) -> tuple[object, ...]:
        if place not in self._told:
            moment = self.moments[place]
            limits = DayLimits(moment)
            asked = (told(limits) for told in self._limits.asked.values())
            clock = tuple(self._clock(moment).values())
            held = None not in clock
            self._told[place] = (held, place, *(1 if each is None else each for each in clock), *asked)
        return self._told[place]

    def _any(self) -> int:
        """The place of a time that is read by nobody."""
        if not self.moments:
            self.moments.append(self._otherwise)
        return 0

    def _place(self, cell: object) -> int | None:
        try:
            moment = time_of_evaluation(cell, self._otherwise)
        except RowRefused:
            return None
        if isinstance(moment, datetime) and moment.tzinfo is not None:
            return None
        self.moments.append(moment)
        return len(self.moments) - 1
