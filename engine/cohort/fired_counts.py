"""How many patients each statement fired for, though several parts of an answer may tell it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy
from numpy.typing import NDArray

from engine.cohort.different import Different


class FiredCounts:
    """What fired for some patients."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._told: dict[str, list[tuple[NDArray[numpy.bool_], Different]]] = {}

    def note(self, marks: Sequence[frozenset[str]], rows: Different) -> None:
        """`marks` are the statements of each different row."""
        places: dict[str, list[int]] = {}
        for place, inside in enumerate(marks):
            for mark in inside:
                places.setdefault(mark, []).append(place)
        for mark, here in places.items():
            fires = numpy.zeros(len(rows), dtype=bool)
            fires[here] = True
            self._told.setdefault(mark, []).append((fires, rows))

    def count(self, fired: Counter[str]) -> None:
        """Add what fired."""
        for mark, rows in self.each():
            fired[mark] += int(rows.sum())

    def each(self) -> Iterator[tuple[str, NDArray[numpy.bool_]]]:
        """For which patients each statement fired."""
        for mark, told in self._told.items():
            found = told[0][0][told[0][1].at]
            for fires, rows in told[1:]:
                found = found | fires[rows.at]
            yield mark, found
