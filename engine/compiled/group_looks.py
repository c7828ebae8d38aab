"""Looks at tables, for a group of what may be settled: in whom nothing of it is, whatever is supposed (looks.py).

All that is open is looked at together, level by level: each look is a row of its own, with values supposed. Something
is not settled where a look leaves it open with nothing more to suppose, or where two definite looks differ. That is so
for nearly everybody; of the others only the looks of one patient tell what is settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import polars
from numpy.typing import NDArray

from engine.compiled.array_dialect import Arrays
from engine.compiled.array_runs import ArrayRun, Found
from engine.compiled.circuit import Wire
from engine.compiled.column_calendar import WithoutCalendar
from engine.compiled.course import Course
from engine.compiled.frames import Scale
from engine.compiled.table_runs import Beforehand
from engine.compiled.table_trials import changes_of, columns_worked_of, finer, inputs_of, told_apart
from engine.compiled.table_units import TableSplit, TableUnit
from engine.compiled.table_verdicts import Bits, Rows, Verdicts
from engine.compiled.worked_out import WorkedOut

_BLOCK = 65_536
"""So many looks are worked out at a time: what is worked out for them stays near at hand."""
_FACTOR = 0x9E3779B97F4A7C15 - 2**64
"""Puts several columns into one mark: odd, and with bits in all places."""


@dataclass(frozen=True, slots=True)
class _Looks:
    """Looks at one unit: the row of each, and which trial of each need is supposed (0: none)."""

    unit: int
    rows: Rows
    supposed: NDArray[numpy.int16]

    def where(self, chosen: Bits | slice) -> _Looks:
        """Some of them."""
        return _Looks(self.unit, self.rows[chosen], self.supposed[chosen])


@dataclass(frozen=True, slots=True)
class _Told:
    """What the outputs are for some rows."""

    made: Mapping[Wire, Wire]
    found: Found
    where: Rows | slice

    def at(self, where: Rows | slice) -> _Told:
        """The same for some of the rows."""
        return _Told(self.made, self.found, where)

    def bits(self, wire: Wire) -> Bits:
        """A bit of each row."""
        found: Bits = self.found.bits(self.made[wire])[self.where]
        return found

    def marks(self, wires: Sequence[Wire]) -> NDArray[Any]:
        """A number for each row, the same where the wires are; it may be the same where they are not.

        The wires are bits, codes and masks (table_units.py), no numbers.
        """
        marks = numpy.zeros(self.found.many, numpy.int64)[self.where]
        for wire in wires:
            for _, column in self.found.columns(self.made[wire]):
                marks = marks * _FACTOR + column[self.where]
        return marks


class GroupLooks:
    """Looks at some units of one guideline. Raises NoColumns."""

    def __init__(self, course: Course, scales: Mapping[str, Scale], units: Sequence[TableUnit]) -> None:
        """Put them into columns; `scales` are those of the tables."""
        circuit = course.lowering.circuit
        self._units = units
        self._begins = [
            circuit.all((unit.here, unit.open, circuit.any(split.asked for split in unit.splits)))
            for unit in units
        ]
        self._contradicts = course.contradicts
        splits = {split.need: split for unit in self._units for split in unit.splits}
        self._place = {need: place for place, need in enumerate(splits)}
        self._finer = finer(course, (trial for split in splits.values() for trial in split.trials), scales)
        fine = {
            name: Scale(scale.scale * self._finer.get(name, 1), scale.most * self._finer.get(name, 1))
            for name, scale in scales.items()
        }
        self._changes = {
            need: [changes_of(course, trial, fine) for trial in split.trials]
            for need, split in splits.items()
        }
        self._different: dict[tuple[int, str], tuple[int, ...] | None] = {}
        wires = [*self._begins, *(wire for unit in self._units for wire in self._of(unit))]
        numbers = course.lowering.numbers
        worked = WorkedOut(WithoutCalendar(numbers).wires(wires), numbers, fine)
        self._beforehand = Beforehand(worked)
        self._worked_of = columns_worked_of(worked)
        self._made = dict(zip(wires, worked.wires, strict=True))
        self._run = ArrayRun(worked.wires, worked.scales)
        self._columns = inputs_of(worked.wires)

    def _of(self, unit: TableUnit) -> list[Wire]:
        return [*unit.wires, self._contradicts]

    # ------------------------------------------------------------ a table

    def may_settle(self, table: polars.DataFrame) -> Bits:
        """For each row of a table, whether something of the group may be settled; else nothing of it is."""
        fine = table.with_columns(polars.col(name) * times for name, times in self._finer.items())
        ready, many = self._beforehand.added(fine), len(table)
        columns = {name: ready[name].to_numpy() for name in self._columns}
        verdicts = Verdicts(len(self._units), many)
        waiting = _together(self._begun(columns, many, verdicts))
        while waiting:
            batches = _batches([each.where(verdicts.matters(each.unit, each.rows)) for each in waiting])
            waiting = _together(more for batch in batches for more in self._looked(batch, columns, verdicts))
        return verdicts.may_settle()

    def _begun(self, columns: Arrays, many: int, verdicts: Verdicts) -> Iterator[_Looks]:
        """The first looks at what is open as it stands."""
        for start in range(0, many, _BLOCK):
            block = slice(start, min(start + _BLOCK, many))
            told = self._told({name: columns[name][block] for name in self._columns}, block.stop - start)
            for number, begins in enumerate(self._begins):
                (places,) = told.bits(begins).nonzero()
                if len(places):
                    looks = _Looks(
                        number, places + start, numpy.zeros((len(places), len(self._place)), numpy.int16)
                    )
                    verdicts.begin(number, looks.rows)
                    yield from self._judged(looks, told.at(places), verdicts)

    def _looked(self, batch: Sequence[_Looks], columns: Arrays, verdicts: Verdicts) -> Iterator[_Looks]:
        """What some looks come to; the looks that follow on them."""
        rows = numpy.concatenate([looks.rows for looks in batch])
        supposed = numpy.concatenate([looks.supposed for looks in batch])
        told = self._told(self._supposing(columns, rows, supposed), len(rows))
        start = 0
        for looks in batch:
            here = slice(start, start + len(looks.rows))
            start = here.stop
            yield from self._judged(looks, told.at(here), verdicts)

    def _told(self, columns: Arrays, many: int) -> _Told:
        ready = {name: self._run.as_run(name, column) for name, column in columns.items()}
        return _Told(self._made, self._run.found(ready, many), slice(None))

    def _supposing(
        self, columns: Arrays, rows: Rows, supposed: NDArray[numpy.int16]
    ) -> dict[str, NDArray[Any]]:
        """The rows of a table, with what is supposed of each."""
        found = {name: columns[name][rows] for name in self._columns}
        for need, place in self._place.items():
            chosen = supposed[:, place]
            for number in numpy.unique(chosen[chosen > 0]):
                here = chosen == number
                for name, value in (self._changes[need][number - 1] or {}).items():
                    if name in found:
                        found[name][here] = value
        return found

    def _judged(self, looks: _Looks, told: _Told, verdicts: Verdicts) -> Iterator[_Looks]:
        """Note what looks at one unit come to; the looks that follow on them."""
        unit = self._units[looks.unit]
        can_be = ~told.bits(self._contradicts)
        doubtful = can_be & told.bits(unit.doubtful)
        verdicts.doubt(looks.rows[doubtful])
        sure, is_open = can_be & ~doubtful, told.bits(unit.open)
        definite = sure & ~is_open
        verdicts.note(looks.unit, looks.rows[definite], told.marks(unit.common)[definite])
        left = sure & is_open
        for split in unit.splits if left.any() else ():
            here = left & told.bits(split.asked) & (looks.supposed[:, self._place[split.need]] == 0)
            if here.any():
                left = left & ~here
                yield from self._followed(looks.where(here), split, verdicts)
        verdicts.fail(looks.unit, looks.rows[left])

    def _followed(self, looks: _Looks, split: TableSplit, verdicts: Verdicts) -> Iterator[_Looks]:
        trials = self._trials(looks.unit, split)
        if trials is None:
            verdicts.doubt(looks.rows)
            return
        rows = numpy.tile(looks.rows, len(trials))
        supposed = numpy.tile(looks.supposed, (len(trials), 1))
        supposed[:, self._place[split.need]] = numpy.repeat(numpy.array(trials) + 1, len(looks.rows))
        yield _Looks(looks.unit, rows, supposed)

    def _trials(self, number: int, split: TableSplit) -> tuple[int, ...] | None:
        """The trials that a unit tells apart, by their places.

        None where columns cannot tell: they hold no such value, or what Python works out beforehand hangs on it.
        """
        key = (number, split.need)
        if key not in self._different:
            outputs = [self._made[wire] for wire in self._of(self._units[number])]
            hidden = any(
                not self._worked_of[name].isdisjoint(changes)
                for name in self._worked_of.keys() & inputs_of(outputs)
                for other in self._units[number].splits
                for changes in self._changes[other.need]
                if changes is not None
            )
            self._different[key] = None if hidden else told_apart(outputs, self._changes[split.need])
        return self._different[key]


def _together(looks: Iterable[_Looks]) -> list[_Looks]:
    """The looks at each unit as one."""
    found: dict[int, list[_Looks]] = {}
    for each in looks:
        found.setdefault(each.unit, []).append(each)
    return [
        _Looks(unit, numpy.concatenate([e.rows for e in of]), numpy.concatenate([e.supposed for e in of]))
        for unit, of in found.items()
    ]


def _batches(waiting: Sequence[_Looks]) -> Iterator[list[_Looks]]:
    """Looks that are worked out together."""
    batch: list[_Looks] = []
    many = 0
    for looks in waiting:
        for start in range(0, len(looks.rows), _BLOCK):
            part = looks.where(slice(start, start + _BLOCK))
            if batch and many + len(part.rows) > _BLOCK:
                yield batch
                batch, many = [], 0
            batch.append(part)
            many += len(part.rows)
    if batch:
        yield batch
