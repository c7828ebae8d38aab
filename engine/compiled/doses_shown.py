"""An outcome in which doses are shown: the same for other patients but for these."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from engine.compiled.answer import LineAnswer, UnitAnswer
from engine.compiled.shapes import Patient, Run

_MOST_KEPT = 1024
"""So many different doses of one outcome are kept."""


class DosesShown:
    """One outcome that was met."""

    def __init__(self, unit: UnitAnswer, figured: Sequence[tuple[int, Run]], reads: Sequence[int]) -> None:
        """`figured` are the lines that show a dose, with the function of its ends; `reads` what these read.

        The doses of `unit` itself are none.
        """
        self._unit = unit
        self._figured = tuple(figured)
        self._key = itemgetter(*reads) if reads else None
        self._kept: dict[Any, UnitAnswer] = {}

    def of(self, columns: Patient) -> UnitAnswer:
        """The outcome with the doses of a patient."""
        key = () if self._key is None else self._key(columns)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._made(columns)
        return found

    def _made(self, columns: Patient) -> UnitAnswer:
        unit = self._unit
        lines = list(unit.lines)
        for place, run in self._figured:
            line, ends = lines[place], run(columns)
            lines[place] = LineAnswer(
                line.node, line.action, line.status, line.members, ends[0], ends[-1], line.unit, line.option,
                line.leads,
            )  # fmt: skip
        return UnitAnswer(
            unit.node, unit.part, unit.kind, unit.holds, tuple(lines), unit.withheld_by, unit.conditions,
            unit.amounts, unit.next, unit.due,
        )  # fmt: skip
