"""What looks at a table have come to so far, for each unit (table_units.py) and each row."""

from __future__ import annotations

from typing import Any

import numpy
from numpy.typing import NDArray

Rows = NDArray[numpy.intp]
Bits = NDArray[numpy.bool_]


class Verdicts:
    """A unit of a row begins when it is open, and fails when it is known not to be settled."""

    def __init__(self, units: int, rows: int) -> None:
        """Begin with nothing known."""
        self._begun = numpy.zeros((units, rows), numpy.bool_)
        self._failed = numpy.zeros((units, rows), numpy.bool_)
        self._seen = numpy.zeros((units, rows), numpy.bool_)
        self._marks = numpy.zeros((units, rows), numpy.int64)
        self._doubtful = numpy.zeros(rows, numpy.bool_)

    def begin(self, unit: int, rows: Rows) -> None:
        """It is open."""
        self._begun[unit, rows] = True

    def matters(self, unit: int, rows: Rows) -> Bits:
        """Whether more looks may tell more."""
        found: Bits = ~(self._failed[unit, rows] | self._doubtful[rows])
        return found

    def doubt(self, rows: Rows) -> None:
        """Something cannot be told by columns."""
        self._doubtful[rows] = True

    def fail(self, unit: int, rows: Rows) -> None:
        """It is not settled."""
        self._failed[unit, rows] = True

    def note(self, unit: int, rows: Rows, marks: NDArray[Any]) -> None:
        """Looks are definite: where two have different marks, nothing is settled."""
        new = ~self._seen[unit, rows]
        self._marks[unit, rows[new]] = marks[new]
        self._seen[unit, rows] = True
        self.fail(unit, rows[self._marks[unit, rows] != marks])

    def may_settle(self) -> Bits:
        """The rows in which something began and did not fail."""
        found: Bits = self._doubtful | (self._begun & ~self._failed).any(axis=0)
        return found
