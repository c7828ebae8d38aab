"""Columns of results in which few cells differ: the different cells, and which of them each patient has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.cohort.different import Whole
from engine.cohort.results import Cell


@dataclass(frozen=True, slots=True)
class Coded:
    """One column. The same cell may stand among `cells` more than once."""

    cells: Sequence[Cell]
    at: Whole
