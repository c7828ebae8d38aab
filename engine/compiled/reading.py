"""The values of one patient in the columns of a lowered guideline: a record as engine/expressions.py reads it.

How old an observation may be, what a series comes to and which frequency is forbidden is settled here, by the code that
the walk has for it. What no column can say of a record is told by `needs_walk`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction

from engine.compiled.columns import (
    Column,
    ForbiddenFrequency,
    IsDone,
    IsRecorded,
    IsStale,
    IsTaken,
    ListKnown,
    OfClock,
    OfFact,
    OfMedicine,
    RecordedDone,
    SeriesPart,
)
from engine.compiled.series_reading import SeriesReading
from engine.dates import instant, moment_of
from engine.frequencies import is_forbidden
from engine.moments import age, at_most, day_of
from engine.record import FactValue, PatientRecord, RecordedMedicine
from guideline_dsl import core
from guideline_dsl.base_values import base_value
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.values import Truth

Vector = list[object]
"""One value for each column; what is unknown is told by the bits, and is 1 as a number and -1 as a word."""


def needs_walk(record: PatientRecord) -> bool:
    """Whether a record says what no column holds: that a medicine is taken which the guideline does not declare."""
    return record.medicines is not None and any(not medicine.declared for medicine in record.medicines)


class Reader:
    """Reads records for some columns of one guideline."""

    def __init__(self, graph: DecisionGraph, columns: Sequence[Column]) -> None:
        """Find where each thing that is recorded goes."""
        self._graph = graph
        self._empty: Vector = [_UNKNOWN[column.kind] for column in columns]
        self._facts: dict[str, list[Callable[[Vector, FactValue, date], None]]] = {}
        self._recorded: dict[str, list[int]] = {}
        self._stale: dict[str, list[int]] = {}
        self._medicines: dict[str, list[Callable[[Vector, RecordedMedicine], None]]] = {}
        self._known_list: list[tuple[int, object]] = []
        self._done: list[tuple[str, list[tuple[int, IsDone]]]] = []
        self._done_slots: dict[str, list[tuple[int, IsDone]]] = {}
        self._recorded_done: dict[str, int] = {}
        self._clock: list[tuple[int, str]] = []
        self._forbidden: list[tuple[int, ForbiddenFrequency]] = []
        self._series = SeriesReading(graph, columns)
        for slot, column in enumerate(columns):
            self._place(slot, column)

    def _place(self, slot: int, column: Column) -> None:
        match column.source:
            case OfFact(fact=name, part=part, shift=shift):
                kind = self._graph.facts[name].type
                self._facts.setdefault(name, []).append(_filling(slot, part, kind, shift))
            case IsRecorded(fact=name):
                self._recorded.setdefault(name, []).append(slot)
            case IsStale(fact=name):
                self._stale.setdefault(name, []).append(slot)
            case ListKnown():
                self._known_list.append((slot, True))
            case IsTaken(medicine=name):
                self._medicines.setdefault(name, []).append(_taken(slot))
            case OfMedicine(medicine=name, measure=measure, part=part):
                self._medicines.setdefault(name, []).append(_measured(slot, measure, part))
                self._known_list.append((slot, part == "known" or 0))
            case ForbiddenFrequency():
                self._forbidden.append((slot, column.source))
            case IsDone(procedure=name):
                self._done_slots.setdefault(name, []).append((slot, column.source))
            case RecordedDone(procedure=name):
                self._recorded_done[name] = slot
            case OfClock(part=part):
                self._clock.append((slot, part))
            case SeriesPart():
                pass

    def vector_of(self, record: PatientRecord, as_of: date) -> Vector:
        """The values of a patient at a time."""
        values = self._empty.copy()
        for name, recorded in record.facts.items():
            within = self._graph.facts[name].within
            observed = recorded.observed
            if within is not None and observed is not None and not _recent(observed, as_of, within):
                for slot in self._stale.get(name, ()):
                    values[slot] = True
                continue
            for slot in self._recorded.get(name, ()):
                values[slot] = True
            for fill in self._facts.get(name, ()):
                fill(values, recorded.value, as_of)
        if record.medicines is not None:
            for slot, value in self._known_list:
                values[slot] = value
            for medicine in record.medicines:
                for note in self._medicines.get(medicine.name, ()):
                    note(values, medicine)
        for slot, source in self._forbidden:
            medicine_node = self._graph.medicines[source.medicine]
            taken = next((m for m in record.medicines or () if m.name == source.medicine), None)
            truth = is_forbidden(medicine_node, taken)
            values[slot] = truth is (source.part == "yes")
        for name, procedure in record.procedures.items():
            if name in self._recorded_done:
                values[self._recorded_done[name]] = procedure.done
            for slot, is_done in self._done_slots.get(name, ()):
                found = _done(procedure.done, procedure.on, is_done.within, as_of)
                values[slot] = found is (is_done.part == "yes")
        for slot, part in self._clock:
            values[slot] = day_of(as_of).toordinal() if part == "today" else instant(as_of, as_of)
        self._series.fill(values, record, as_of)
        return values


_UNKNOWN: dict[str, object] = {"bit": False, "number": 1, "code": -1, "mask": 0}


def _recent(observed: date, as_of: date, within: core.Number) -> bool:
    return at_most(age(observed, as_of), base_value(within)) is True


def _done(done: bool, on: date | None, within: core.Number | None, as_of: date) -> Truth:
    if not done:
        return False
    if within is None or on is None:
        return True
    return at_most(age(on, as_of), base_value(within))


def _filling(
    slot: int, part: str, kind: core.FactType, shift: Fraction
) -> Callable[[Vector, FactValue, date], None]:
    match part:
        case "yes" | "no":
            sought = part == "yes"

            def truth(values: Vector, value: FactValue, _: date) -> None:
                values[slot] = value is sought

            return truth
        case "known":

            def known(values: Vector, _value: FactValue, _: date) -> None:
                values[slot] = True

            return known
        case "word":
            assert isinstance(kind, core.OneOf)
            places: dict[FactValue, int] = {word: place for place, word in enumerate(kind.values)}

            def word(values: Vector, value: FactValue, _: date) -> None:
                values[slot] = places[value]

            return word
        case "day" | "day known":
            sought_day = part == "day"

            def day(values: Vector, value: FactValue, as_of: date) -> None:
                found = _day_of(value, shift, as_of)
                values[slot] = (found or 1) if sought_day else found is not None

            return day

    def number(values: Vector, value: FactValue, as_of: date) -> None:
        values[slot] = exact(value, as_of)

    return number


def _day_of(value: FactValue, shift: Fraction, as_of: date) -> int | None:
    """The day so much later; None outside the calendar."""
    assert isinstance(value, date)
    try:
        return moment_of(instant(value, as_of) + shift, as_of).toordinal()
    except (OverflowError, ValueError):
        return None


def exact(value: FactValue, as_of: date) -> Fraction | int:
    """A number as it is, a day as its ordinal, a time as its instant."""
    match value:
        case Fraction():
            return value
        case datetime():
            return instant(value, as_of)
        case date():
            return value.toordinal()
    raise TypeError("a number, a day or a time was expected")


def _taken(slot: int) -> Callable[[Vector, RecordedMedicine], None]:
    def note(values: Vector, _: RecordedMedicine) -> None:
        values[slot] = True

    return note


_ATTRIBUTES = {
    "dose": "dose",
    "starting dose": "starting_dose",
    "time": "time_on",
    "time at dose": "time_at_dose",
}


def _measured(slot: int, measure: str, part: str) -> Callable[[Vector, RecordedMedicine], None]:
    attribute = _ATTRIBUTES[measure]

    def known(values: Vector, medicine: RecordedMedicine) -> None:
        values[slot] = getattr(medicine, attribute) is not None

    def number(values: Vector, medicine: RecordedMedicine) -> None:
        found = getattr(medicine, attribute)
        values[slot] = 1 if found is None else found

    return known if part == "known" else number


def columns_read(columns: Iterable[Column]) -> tuple[str, ...]:
    """The names of the columns, in the order of a vector."""
    return tuple(column.name for column in columns)
