"""Tablets for an oral dose: whole tablets only, and never a dose outside the range."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from engine.numerals import amount_text
from guideline_dsl import units

_MOST_CELLS = 100_000

Counts = tuple[tuple[Fraction, int], ...]
"""Strength in base units and number of tablets, strongest first."""


class TabletTable:
    """Which doses whole tablets of some strengths add up to, with the fewest tablets for each."""

    def __init__(self, strengths: Iterable[Fraction], most: Fraction) -> None:
        self._strengths = sorted(set(strengths))
        denominator = math.lcm(*(strength.denominator for strength in self._strengths))
        cells = [int(strength * denominator) for strength in self._strengths]
        step = math.gcd(*cells)
        self._step = Fraction(step, denominator)
        self._sizes = [cell // step for cell in cells]
        self._last = min(int(most / self._step), _MOST_CELLS)
        self._fewest = self._fill()

    def _fill(self) -> list[int | None]:
        """For each multiple of the step the strongest tablet of the smallest set that adds up to it."""
        fewest: list[int] = [0] + [-1] * self._last
        chosen: list[int | None] = [None] * (self._last + 1)
        for cell in range(1, self._last + 1):
            for index, size in enumerate(self._sizes):
                if size <= cell and fewest[cell - size] >= 0:
                    count = fewest[cell - size] + 1
                    if fewest[cell] < 0 or count <= fewest[cell]:
                        fewest[cell], chosen[cell] = count, index
        return chosen

    def counts(self, dose: Fraction) -> Counts | None:
        """The tablets of a dose, None when none add up to it."""
        cells = dose / self._step
        if cells.denominator != 1 or not 0 < cells <= self._last:
            return None
        cell, found = int(cells), dict[Fraction, int]()
        while cell:
            index = self._fewest[cell]
            if index is None:
                return None
            found[self._strengths[index]] = found.get(self._strengths[index], 0) + 1
            cell -= self._sizes[index]
        return tuple(sorted(found.items(), reverse=True))

    def nearest_inside(self, aim: Fraction, lower: Fraction, upper: Fraction) -> Fraction | None:
        """The dose of whole tablets nearest to `aim` within the range (the lower of two as near)."""
        first, last = math.ceil(lower / self._step), min(math.floor(upper / self._step), self._last)
        middle = min(max(math.floor(aim / self._step), first), last)
        down = next((c for c in range(middle, first - 1, -1) if self._possible(c)), None)
        up = next((c for c in range(max(middle + 1, first), last + 1) if self._possible(c)), None)
        found = [cell * self._step for cell in (down, up) if cell is not None]
        return min(found, key=lambda dose: (abs(dose - aim), dose)) if found else None

    def _possible(self, cell: int) -> bool:
        return 0 < cell <= self._last and self._fewest[cell] is not None


@lru_cache(maxsize=256)
def table(strengths: tuple[Fraction, ...], most: Fraction) -> TabletTable:
    """The table for some strengths up to a dose, all in base units."""
    return TabletTable(strengths, most)


def counts_text(counts: Counts, unit: units.Unit) -> str:
    """`1 x 20 mg + 1 x 5 mg`."""
    return " + ".join(f"{number} x {amount_text(strength, unit)}" for strength, number in counts)


def tablets_text(
    strengths: tuple[Fraction, ...], lower: Fraction, upper: Fraction, aim: Fraction | None, unit: units.Unit
) -> str:
    """The tablets for a dose between `lower` and `upper`, read out; one dose if there is an aim, else both ends."""
    tablets = table(strengths, upper)
    if aim is not None or lower == upper:
        chosen = tablets.nearest_inside(lower if aim is None else aim, lower, upper)
        return _read_out(tablets, chosen, unit)
    least = tablets.nearest_inside(lower, lower, upper)
    most = tablets.nearest_inside(upper, lower, upper)
    if least == most:
        return _read_out(tablets, least, unit)
    return f"{_read_out(tablets, least, unit)}, up to {_read_out(tablets, most, unit)}"


def _read_out(tablets: TabletTable, dose: Fraction | None, unit: units.Unit) -> str:
    counts = None if dose is None else tablets.counts(dose)
    if dose is None or counts is None:
        return "no tablet dose fits"
    return f"{amount_text(dose, unit)}: {counts_text(counts, unit)}"
