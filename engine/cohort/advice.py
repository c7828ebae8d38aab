"""What a row of results tells of an outcome or a promise, and what became of it in another version, in words.

It is compared as it is told: numbers that are shown alike are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from engine.cohort.aligned import Sort
from engine.cohort.results import Cell, without_doses
from guideline_dsl.frozen import frozen


@frozen
class Told:
    """What is told: the state, and everything that is told besides (None for nothing)."""

    state: str
    more: str | None = None

    @property
    def words(self) -> str:
        """`recommended: start methotrexate 15 mg/week`."""
        return self.state if self.more is None else f"{self.state}: {self.more}"


COLUMNS: Mapping[Sort, tuple[str, tuple[str, ...]]] = {
    "acts": ("outcome", ("recommends",)),
    "shown": ("outcome", ()),
    "taper": ("outcome", ("next_dose", "next_unit", "due")),
    "promise": ("plan", ("now",)),
}
"""The columns in which that stands, without the name before the dot: of the state, and of what is told besides."""


def more_words(sort: Sort, cells: tuple[Cell, ...]) -> str | None:
    """What is told besides, in words."""
    match sort, cells:
        case "acts", (recommends,):
            return None if recommends is None else str(recommends)
        case "taper", (dose, unit, due):
            return None if dose is None else f"next {dose} {unit}, due: {due}"
        case "promise", (now,):
            return f"{now} now"
        case _:
            return None


def told(sort: Sort, name: str, cells: Mapping[str, Cell]) -> Told:
    """What a row of results tells of an outcome or a promise of this name."""
    state, more = COLUMNS[sort]
    return Told(
        str(cells[f"{name}.{state}"]), more_words(sort, tuple(cells[f"{name}.{each}"] for each in more))
    )


def transition(sort: Sort, was: Told, now: Told) -> str | None:
    """What became of it: `conditional -> recommended`, `recommended, another dose`; None for nothing."""
    if was == now:
        return None
    if was.state != now.state:
        return f"{was.state} -> {now.state}"
    return f"{was.state} -> {now.state}, {_otherwise(sort, was, now)}"


def _otherwise(sort: Sort, was: Told, now: Told) -> str:
    match sort:
        case "acts":
            same = without_doses(was.more or "") == without_doses(now.more or "")
            return "another dose" if same else "something else"
        case "taper":
            return "another next step"
        case "promise":
            return "otherwise now"
        case "shown":
            return "something else"
    assert_never(sort)
