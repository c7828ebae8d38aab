"""Settling in columns: in whom nothing is settled, so that what columns say of him is his answer.

What may be settled is looked at in groups (group_looks.py): what hangs on the same is worked out together, and a large
guideline is not worked out as a whole for each look at a part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy
import polars

from engine.compiled.circuit import Wire, in_order
from engine.compiled.course import Course
from engine.compiled.frames import Scale
from engine.compiled.group_looks import GroupLooks
from engine.compiled.table_units import TableUnit, TableUnits
from engine.compiled.table_verdicts import Bits

_MOST_WIRES = 3_000
"""So large a circuit is worked out for each look at a unit of a group."""
_MOST_ROWS = 20_000
"""So many rows are looked at together: what is known of each unit of each row is kept meanwhile."""


class TableLooks:
    """Looks at tables of one guideline. Raises NoColumns."""

    def __init__(self, course: Course, scales: Mapping[str, Scale]) -> None:
        """Put what may be settled into columns; `scales` are those of the tables."""
        self._groups = [GroupLooks(course, scales, group) for group in _groups(TableUnits(course).found())]

    def may_settle(self, table: polars.DataFrame) -> Bits:
        """For each row of a table, whether something may be settled; else nothing is."""
        parts = [self._part(table[start : start + _MOST_ROWS]) for start in range(0, len(table), _MOST_ROWS)]
        return numpy.concatenate(parts) if parts else numpy.zeros(0, numpy.bool_)

    def _part(self, left: polars.DataFrame) -> Bits:
        found = numpy.zeros(len(left), numpy.bool_)
        for group in self._groups:
            told = group.may_settle(left)
            if told.any():
                found[numpy.flatnonzero(~found)[told]] = True
                left = left.filter(~told)
        return found


def _groups(units: Iterable[TableUnit]) -> Iterator[list[TableUnit]]:
    """Units that hang on much the same stand one after the other; each group is as large as it may be."""
    group: list[TableUnit] = []
    together: set[Wire] = set()
    for unit in units:
        wires = set(in_order([unit.here, *unit.wires]))
        if group and len(together | wires) > _MOST_WIRES:
            yield group
            group, together = [], set()
        group.append(unit)
        together |= wires
    if group:
        yield group
