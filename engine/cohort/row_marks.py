"""For which rows of a chunk each statement fired, and each alert is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy
from numpy.typing import NDArray

from engine.cohort.counts import wrongly_names
from engine.cohort.different import Whole
from engine.cohort.fired import fired
from engine.cohort.fired_counts import FiredCounts
from engine.cohort.version_reading import RowAnswered
from engine.compiled.answer import Answer

Bits = NDArray[numpy.bool_]


@dataclass(frozen=True, slots=True)
class Fires:
    """What fired for some rows, and what is taken wrongly."""

    statements: FiredCounts = field(default_factory=FiredCounts)
    alerts: FiredCounts = field(default_factory=FiredCounts)


class RowMarks:
    """Keeps them for the rows of one chunk, by the places of the rows."""

    def __init__(self, rows: int) -> None:
        """Begin with nothing."""
        self._rows = rows
        self._fired: dict[str, Bits] = {}
        self._alerts: dict[str, Bits] = {}

    @property
    def fired(self) -> Mapping[str, Bits]:
        """The rows of each statement that fired."""
        return self._fired

    @property
    def alerts(self) -> Mapping[str, Bits]:
        """The rows of each medicine that is taken wrongly."""
        return self._alerts

    def add(self, places: Whole, fires: Fires) -> None:
        """Add what fired for some rows."""
        for kept, told in ((self._fired, fires.statements), (self._alerts, fires.alerts)):
            for name, rows in told.each():
                self._of(kept, name)[places[rows]] = True

    def add_answer(self, place: int, answer: Answer) -> None:
        """Add what fired for one row."""
        for kept, names in (
            (self._fired, fired(answer)),
            (self._alerts, wrongly_names(answer.taken_wrongly)),
        ):
            for name in names:
                self._of(kept, name)[place] = True

    def add_rows(self, rows: Iterable[RowAnswered], first: int) -> None:
        """Add what fired for rows that were answered one by one; `first` is the number of the first of all."""
        for row in rows:
            self.add_answer(row.number - first, row.answer)

    def _of(self, kept: dict[str, Bits], name: str) -> Bits:
        if name not in kept:
            kept[name] = numpy.zeros(self._rows, dtype=bool)
        return kept[name]
