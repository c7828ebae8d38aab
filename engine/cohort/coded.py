"""Columns of results in which few cells differ: the different cells, and which of them each patient has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from engine.cohort.different import Whole, different
from engine.cohort.results import Cell


@dataclass(frozen=True, slots=True)
class Coded:
    """One column. The same cell may stand among `cells` more than once."""

    cells: Sequence[Cell]
    at: Whole


def together(columns: Sequence[Coded], patients: int) -> Coded:
    """Several columns of texts as one, each entry that there is."""
    parts = [_each_once(column) for column in columns if any(column.cells)]
    rows = different(((part.at, len(part.cells)) for part in parts), patients)
    each: list[list[Cell]] = [_of(part, rows.first) for part in parts]
    return Coded(
        ["; ".join(str(text) for text in texts if text) or None for texts in zip(*each, strict=True)]
        if each
        else [None] * len(rows),
        rows.at,
    )


def _each_once(column: Coded) -> Coded:
    places: dict[Cell, int] = {}
    found = [places.setdefault(cell, len(places)) for cell in column.cells]
    return Coded(list(places), numpy.array(found, dtype=numpy.int64)[column.at])


def _of(column: Coded, patients: Whole) -> list[Cell]:
    return [column.cells[place] for place in column.at[patients].tolist()]
