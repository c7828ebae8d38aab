"""A guideline made ready for many patients: what is known of it, and its functions, each made when first called.

The functions come from the course (`Lowered`), or were kept (kept.py); they have names, so that they can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Protocol

from engine.compiled.shapes import Grouping, Patient, Reach, Run, Shapes

AT_ONCE, WHOLE, ENDS, SCOPE, CANNOT_BE = "at once", "whole", "ends", "scope", "cannot be"
KIND_OF = "kind of"
"""The function that tells what kind of patient one is, for which there may be a function made to measure."""


def stage_name(stage: int) -> str:
    """The function of one stage, by the ports of those before it."""
    return f"stage {stage}"


def promise_name(place: int) -> str:
    """The function of one promise, by the ports of what feeds the plan."""
    return f"promise {place}"


def look_name(stage: int, part: int) -> str:
    """The function that tells whether and for what an outcome waits, in one piece."""
    return f"look {stage} {part}"


def figure_name(stage: int, part: int, line: int) -> str:
    """The function of the ends of a dose, in one piece."""
    return f"figure {stage} {part} {line}"


Alike = Literal["same", "other", "depends"]
"""Whether two packages say the same; `depends`: only the walk can tell."""


class Functions(Protocol):
    """Where functions come from."""

    def run(self, name: str) -> Run:
        """The function of that name."""

    def related(self, stage: int, part: int, one: int, other: int) -> Alike | Run:
        """Whether two packages of an outcome say the same; what tells it where that hangs on amounts."""

    def for_kind(self, kind: tuple[int, ...]) -> tuple[Grouping, Run]:
        """What tells the patients of one kind apart, and the function that gives the keys."""


class Ready:
    """What is known of a guideline, with its functions."""

    def __init__(self, shapes: Shapes, functions: Functions) -> None:
        """Keep both; nothing is made yet."""
        self.shapes = shapes
        self.functions = functions
        self._runs: dict[str, Run] = {}
        self._related: dict[tuple[int, int, int, int], Alike | Run] = {}

    def run(self, name: str) -> Run:
        """The function of that name."""
        found = self._runs.get(name)
        if found is None:
            found = self._runs[name] = self.functions.run(name)
        return found

    def related(self, stage: int, part: int, one: int, other: int) -> Alike | Run:
        """Whether two packages of an outcome say the same; what tells it where that hangs on amounts."""
        key = (stage, part, one, other)
        if key not in self._related:
            self._related[key] = self.functions.related(stage, part, one, other)
        return self._related[key]

    def cannot_be(self, values: Patient) -> bool:
        """Whether what is supposed contradicts what is recorded."""
        return bool(self.run(CANNOT_BE)(values)[0])

    def reach(self, stage: int) -> Reach:
        """What the outcomes of a stage hang on."""
        return self.shapes.reaches[stage]


def names_of(shapes: Shapes) -> Iterator[str]:
    """The names of all functions but those that tell packages apart."""
    yield from (AT_ONCE, WHOLE, ENDS, SCOPE, CANNOT_BE)
    for stage, rows in enumerate(shapes.rows):
        yield stage_name(stage)
        for part, row in enumerate(rows):
            yield look_name(stage, part)
            yield from (figure_name(stage, part, n) for n, line in enumerate(row.lines) if line.lower >= 0)
    yield from (promise_name(place) for place in range(len(shapes.promises)))
