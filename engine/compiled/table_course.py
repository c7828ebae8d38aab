"""A guideline made ready for tables of patients: the outputs of its circuit, and for whom they are the whole answer.

A patient is answered by columns where nothing is left to be settled (engine/settling.py) and nothing needs the walk:
`alone` says so, a bit of the same circuit. Of those who are left `walks` tells who needs the walk; of the others
table_looks.py tells in whom nothing is settled after all, so that columns have the answer, too. For everybody else it
is that of fast.py, one patient at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any, Generic, Protocol, TypeVar

from engine.compiled.answer import Answer, CautionAnswer, PromiseAnswer, UnitAnswer, WronglyAnswer
from engine.compiled.answering import Answerer
from engine.compiled.circuit import Wire
from engine.compiled.column_calendar import WithoutCalendar
from engine.compiled.column_scales import scales_of
from engine.compiled.columns import Column as PatientColumn
from engine.compiled.course import Course
from engine.compiled.course_shapes import shapes_of
from engine.compiled.frames import Output, Scale
from engine.compiled.lower_values import Values
from engine.compiled.ports import Row as Shape
from engine.compiled.shapes import (
    ASKED,
    DOSES,
    KIND,
    OF_CAUTION,
    OF_PROMISE,
    OF_WRONGLY,
    OPEN,
    WALK,
    Patient,
    UnitShape,
)
from engine.compiled.stages import first_plan
from engine.compiled.table_runs import Beforehand
from engine.compiled.table_units import asked_by
from engine.compiled.worked_out import WorkedOut
from guideline_dsl import core

Row = Mapping[str, object]
"""A row of the table of outputs, by the names of its columns."""

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Part(Generic[Told]):
    """A part of an answer: the wires that it hangs on, and what it is for their values."""

    wires: Sequence[Wire]
    told: Callable[[Sequence[object]], tuple[Told, ...]]


class Framing(Protocol):
    """A circuit as an engine takes it (frames.py, array_runs.py)."""

    @property
    def outputs(self) -> Mapping[Wire, Output[Any]]:
        """Which columns the outputs are in."""


Engine = TypeVar("Engine", bound=Framing)


class TableCourse(Generic[Engine]):
    """A course in the columns of one engine. Raises NoColumns, and NotLowered (course.py)."""

    def __init__(
        self, course: Course, framing: Callable[[Sequence[Wire], Mapping[str, Scale]], Engine]
    ) -> None:
        """Put it into columns."""
        self.course = course
        self.answerer = answerer = Answerer(shapes_of(course))
        shapes = [row for rows in course.rows for row in rows]
        rows, self._ends = course.whole_wires
        self._rows = [row[: _end(shape)] for row, shape in zip(rows, shapes, strict=True)]
        scope = course.scope_truth
        self.scope: tuple[Wire, Wire, Wire] = (scope.yes, scope.no, scope.needs)
        ends = course.cut_ends
        after = OF_PROMISE * len(ends.promises)
        last = after + OF_WRONGLY * len(ends.wrongly)
        self.units: Sequence[Part[UnitAnswer]] = tuple(self._unit_parts())
        self.promises: Sequence[Part[PromiseAnswer]] = tuple(
            self._end_parts(0, len(ends.promises), OF_PROMISE, answerer._promises, own=True)
        )
        self.wrongly: Sequence[Part[WronglyAnswer]] = tuple(
            self._end_parts(
                after, len(ends.wrongly), OF_WRONGLY, lambda values: answerer._wrongly(values, 0), own=False
            )
        )
        self.cautions: Sequence[Part[CautionAnswer]] = tuple(
            self._end_parts(
                last, len(ends.cautions), OF_CAUTION, lambda values: answerer._cautions(values, 0), own=False
            )
        )
        self.missing = self._missing()
        self.walks = self._who_walks()
        """Whether only the walk can tell, or the record cannot be."""
        self.alone = self._for_whom()
        self.scales = scales_of(course.graph, course.columns)
        parts: tuple[Part[Any], ...] = (*self.units, *self.promises, *self.wrongly, *self.cautions)
        wires = [
            self.alone,
            self.walks,
            *self.scope,
            self.missing,
            *(wire for part in parts for wire in part.wires),
        ]
        numbers = course.lowering.numbers
        plain = WithoutCalendar(numbers)
        everywhere = plain.wires([*self.scope, *self._whatever_the_scope()])
        worked = WorkedOut(plain.wires(wires), numbers, self.scales, everywhere[0], everywhere)
        self.framed = framing(worked.wires, worked.scales)
        self.outputs: Mapping[Wire, Output[Any]] = {
            wire: self.framed.outputs[made] for wire, made in zip(wires, worked.wires, strict=True)
        }
        self.beforehand = Beforehand(worked)

    def _missing(self) -> Wire:
        circuit = self.course.lowering.circuit
        return circuit.union(
            (
                *(row[place] for row in self._rows for place in (ASKED, DOSES)),
                *(part.wires[5] for part in self.promises),
                *(circuit.when(part.wires[1], part.wires[5]) for part in self.wrongly),
            )
        )

    def _who_walks(self) -> Wire:
        circuit = self.course.lowering.circuit
        doubtful = circuit.any((*(row[WALK] for row in self._rows), self._ends[-1]))
        return circuit.any((circuit.all((self.scope[0], doubtful)), *self._cannot_be()))

    def _for_whom(self) -> Wire:
        circuit = self.course.lowering.circuit
        unsettled = circuit.all((self.scope[0], circuit.any(self._may_settle())))
        return circuit.no(circuit.any((unsettled, self.walks, *self._whatever_the_scope())))

    def _whatever_the_scope(self) -> Iterator[Wire]:
        """What leaves a patient to Python who may be out of scope."""
        circuit = self.course.lowering.circuit
        inside, outside, needs = self.scope
        undecided = circuit.no(circuit.any((inside, outside)))
        yield circuit.all((undecided, self._asks(needs, self.course.scope_reach.open)))
        yield from self._cannot_be()

    def _asks(self, mask: Wire, needs: int) -> Wire:
        places = self.course.lowering.places
        return self.course.lowering.circuit.any(places.asks(mask, need) for need in places.named(needs))

    def _may_settle(self) -> Iterator[Wire]:
        """Whether an outcome is open and asks for what is tried out (fast.py, looks.py)."""
        circuit, places = self.course.lowering.circuit, self.course.lowering.places
        told = iter(self._rows)
        for place, rows in enumerate(self.course.rows):
            reach = places.named(self.course.reach(place).open)
            for _ in rows:
                row = next(told)
                asked = [asked_by(self.course, row, need) for need in reach]
                yield circuit.all((circuit.among(row[KIND], OPEN), circuit.any(asked)))
        for place in range(len(self.course.cut_ends.promises)):
            yield self._asks(self._ends[place * OF_PROMISE + 5], self.course.promise_reach(place).open)

    def _cannot_be(self) -> Iterator[Wire]:
        """Whether a fact is recorded that may have no meaning: it is refused (engine/patient.py), or may be."""
        lowering = self.course.lowering
        values = Values(lowering, first_plan(lowering).has)
        for fact in self.course.graph.facts.values():
            if fact.only_when is not None:
                is_no_truth = not isinstance(fact.type, core.YesNo)
                given = (
                    lowering.inputs.recorded(fact.name)
                    if is_no_truth
                    else lowering.inputs.truth_bits(fact.name)[0]
                )
                yield lowering.circuit.all((given, values.truth(fact.only_when).no))

    # ------------------------------------------------------------ what rows say

    def is_alone(self, row: Row) -> bool:
        """Whether the columns are the whole answer of a patient."""
        return bool(self.value(self.alone, row))

    def value(self, wire: Wire, row: Row) -> object:
        """The value of an output in a row of the table."""
        return self.outputs[wire].value(row)

    def answer(self, row: Row) -> Answer:
        """The answer of a patient of whom the columns are all of it."""
        inside, outside, needs = (self.value(wire, row) for wire in self.scope)
        if not inside:
            return self.answerer.out_of_scope(bool(outside), int(str(needs)))
        return Answer(
            self.course.graph.hash,
            True,
            tuple(part.told(self.values(part, row))[0] for part in self.units),
            tuple(part.told(self.values(part, row))[0] for part in self.promises),
            tuple(each for part in self.wrongly for each in part.told(self.values(part, row))),
            tuple(each for part in self.cautions for each in part.told(self.values(part, row))),
            self.needs(int(str(self.value(self.missing, row)))),
        )

    def values(self, part: Part[Told], row: Row) -> list[object]:
        """The values of a part in a row of the table."""
        return [self.value(wire, row) for wire in part.wires]

    def patient(self, row: Row) -> Patient:
        """A row of the columns that are read, as the functions of the course read them."""
        return [read(row) for read in self._reads]

    @cached_property
    def _reads(self) -> Sequence[Callable[[Row], object]]:
        return [self._read(column) for column in self.course.columns]

    def _read(self, column: PatientColumn) -> Callable[[Row], object]:
        if column.kind != "number":
            return itemgetter(column.name)
        known = f"{column.name.removesuffix('.day')}.known"
        scale = self.course.scales[column.name] / self.scales[column.name].scale

        def number(row: Row) -> object:
            cell: Any = row[column.name]
            if row.get(known) is False:
                return cell
            whole, rest = divmod(cell * scale.numerator, scale.denominator)
            return cell * scale if rest else whole

        return number

    def columns(self, wires: Iterable[Wire]) -> tuple[str, ...]:
        """The columns that outputs are in."""
        found = (name for wire in wires for name in self.outputs[wire].columns.values())
        return tuple(dict.fromkeys(found))

    def needs(self, mask: int) -> tuple[str, ...]:
        """The needs of a mask, in the order of the guideline."""
        return self.answerer.needs(mask)

    # ------------------------------------------------------------ parts

    def _unit_parts(self) -> Iterator[Part[UnitAnswer]]:
        for stage, place, shape in self.answerer.units:
            wires = self._rows[sum(len(rows) for rows in self.course.rows[:stage]) + place]

            def of(values: Sequence[object], shape: UnitShape = shape) -> tuple[UnitAnswer, ...]:
                return (self.answerer.unit(values, shape),)

            yield Part(wires, of)

    def _end_parts(
        self, start: int, many: int, width: int, told: Callable[[Sequence[object]], Iterable[Told]], own: bool
    ) -> Iterator[Part[Told]]:
        """Promises and the rest: what is told of one, where nothing is said of the others."""
        for place in range(many):
            here = slice(place * width, (place + 1) * width)

            def of(values: Sequence[object], place: int = place, here: slice = here) -> tuple[Told, ...]:
                all_values: list[object] = [0] * (many * width)
                all_values[here] = values
                found = tuple(told(all_values))
                return (found[place],) if own else found

            yield Part(tuple(self._ends[start:][here]), of)


def _end(shape: Shape) -> int:
    return min((where for _, where, _ in shape.ports), default=len(shape.wires))
