"""The values that are tried out in columns, and which of them an outcome tells apart: the others need no look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm

from engine.compiled.circuit import Wire, in_order
from engine.compiled.column_figures import LARGEST_NARROW
from engine.compiled.column_scales import held
from engine.compiled.course import Course
from engine.compiled.frames import Scale
from engine.compiled.shapes import Trial
from engine.compiled.worked_out import WorkedOut

Changes = Mapping[str, bool | int]
"""What columns hold where a value is supposed."""


def changes_of(course: Course, trial: Trial, scales: Mapping[str, Scale]) -> Changes | None:
    """What columns hold where a value is supposed; None where they do not hold it."""
    found: dict[str, bool | int] = {}
    for place, value in trial.changes:
        column = course.columns[place]
        if column.kind == "number":
            assert isinstance(value, Fraction | int)
            cell = held(value / course.scales[column.name], scales[column.name])
            if cell is None:
                return None
            found[column.name] = cell
        else:
            assert isinstance(value, bool | int)
            found[column.name] = value
    return found


def finer(course: Course, trials: Iterable[Trial], scales: Mapping[str, Scale]) -> Mapping[str, int]:
    """How many times finer columns have to be written, so that they hold the numbers that are tried."""
    found: dict[str, int] = {}
    for trial in trials:
        for place, value in trial.changes:
            name = course.columns[place].name
            if name in scales:
                assert isinstance(value, Fraction | int)
                bottom = (value / course.scales[name] * scales[name].scale).denominator
                found[name] = lcm(found.get(name, 1), bottom)
    return {
        name: times
        for name, times in found.items()
        if times > 1 and scales[name].most * times <= LARGEST_NARROW
    }


def told_apart(outputs: Sequence[Wire], trials: Sequence[Changes | None]) -> tuple[int, ...] | None:
    """The places of the trials that outputs tell apart; None where one of them is not held."""
    sight = _Sight(outputs)
    found: dict[object, int] = {}
    for place, changes in enumerate(trials):
        if changes is None:
            return None
        found.setdefault(sight.of(changes), place)
    return tuple(found.values())


def inputs_of(outputs: Sequence[Wire]) -> dict[str, None]:
    """The names of the columns that outputs read."""
    return {str(wire.args[0]): None for wire in in_order(outputs) if wire.operation == "input"}


def columns_worked_of(worked: WorkedOut) -> Mapping[str, frozenset[str]]:
    """For each column that is worked out beforehand, those that it hangs on."""
    return {asked.name: frozenset(inputs_of([asked.wire])) for step in worked.steps for asked in step.asked}


class _Sight:
    """What outputs see of columns: of a code only whether it is among some, where nothing else is asked of it."""

    def __init__(self, outputs: Sequence[Wire]) -> None:
        order = in_order(outputs)
        self._inputs = inputs_of(outputs)
        self._whole = {str(wire.args[0]) for wire in outputs if wire.operation == "input"}
        self._asked: dict[str, list[frozenset[int]]] = {}
        for wire in order:
            for code in (arg for arg in wire.args if isinstance(arg, Wire) and arg.operation == "input"):
                name, values = str(code.args[0]), wire.args[-1]
                if wire.operation == "among" and isinstance(values, frozenset):
                    self._asked.setdefault(name, []).append(values)
                else:
                    self._whole.add(name)

    def of(self, changes: Changes) -> object:
        """Equal for what is the same to them."""
        return tuple((name, self._seen(name, cell)) for name, cell in changes.items() if name in self._inputs)

    def _seen(self, name: str, cell: bool | int) -> object:
        if name in self._whole:
            return cell
        return tuple(cell in values for values in self._asked[name])
