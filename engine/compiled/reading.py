"""The values of one patient in the columns of a lowered guideline: a record as engine/expressions.py reads it.

How old an observation may be, what a series comes to and which frequency is forbidden is settled here, by the code that
the walk has for it. What no column can say of a record is told by `needs_walk`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from types import MappingProxyType

from engine.compiled.columns import (
    Column,
    ForbiddenFrequency,
    IsRecorded,
    IsStale,
    ListKnown,
    OfClock,
    OfFact,
    OfMedicine,
)
from engine.compiled.reading_places import MedicinePlaces, Place, ProcedurePlaces, Vector
from engine.compiled.series_reading import SeriesReading
from engine.dates import instant, moment_of
from engine.moments import age, at_most, day_of
from engine.record import FactValue, PatientRecord, RecordedFact
from guideline_dsl import core
from guideline_dsl.base_values import base_value
from guideline_dsl.graph import DecisionGraph

Fill = Callable[[Vector, RecordedFact, date], None]
"""Puts what is recorded of a fact where it belongs."""

_UNKNOWN: Mapping[str, object] = MappingProxyType({"bit": False, "number": 1, "code": -1, "mask": 0})
_ONE = Fraction(1)
_DAY = 86_400


def needs_walk(record: PatientRecord) -> bool:
    """Whether a record says what no column holds: that a medicine is taken which the guideline does not declare."""
    return record.medicines is not None and not all(m.declared for m in record.medicines)


class Reader:
    """Reads records for some columns of one guideline."""

    def __init__(
        self,
        graph: DecisionGraph,
        columns: Sequence[Column],
        scales: Mapping[str, Fraction] = MappingProxyType({}),
    ) -> None:
        """Find where each thing that is recorded goes; numbers are read times the scale of their column."""
        self._empty: Vector = [_UNKNOWN[column.kind] for column in columns]
        places = [Place(slot, c.source, scales.get(c.name, _ONE)) for slot, c in enumerate(columns)]
        self._facts = {name: _fact(fact, places) for name, fact in graph.facts.items()}
        self._medicines = {name: MedicinePlaces(node, places) for name, node in graph.medicines.items()}
        self._procedures = {name: ProcedurePlaces(name, places) for name in graph.procedures}
        self._series = SeriesReading(graph, columns, scales)
        self._listed: list[tuple[int, object]] = []
        """What is so once the medication list is known."""
        self._clock: list[tuple[Place, str]] = []
        for place in places:
            match place.source:
                case ListKnown() | OfMedicine(part="known"):
                    self._listed.append((place.slot, True))
                case OfMedicine():
                    self._listed.append((place.slot, 0))
                case ForbiddenFrequency(part="no"):
                    self._empty[place.slot] = True
                case OfClock(part=part):
                    self._clock.append((place, part))
                case _:
                    pass

    def vector_of(self, record: PatientRecord, as_of: date) -> Vector:
        """The values of a patient at a time."""
        values = self._empty.copy()
        facts = self._facts
        for name, recorded in record.facts.items():
            facts[name](values, recorded, as_of)
        if record.medicines is not None:
            for slot, value in self._listed:
                values[slot] = value
            for medicine in record.medicines:
                if medicine.name in self._medicines:
                    self._medicines[medicine.name].fill(values, medicine)
        for name, procedure in record.procedures.items():
            self._procedures[name].fill(values, procedure, as_of)
        for place, part in self._clock:
            today = part == "today"
            values[place.slot] = place.held(
                Fraction(day_of(as_of).toordinal()) if today else instant(as_of, as_of)
            )
        self._series.fill(values, record, as_of)
        return values


# ---------------------------------------------------------------- facts


def _fact(fact: core.FactNode, places: Sequence[Place]) -> Fill:
    """How one fact is put in; one that is too old says that alone."""
    fill = _fresh(fact, places)
    if fact.within is None:
        return fill
    within = base_value(fact.within)
    days = int(within // _DAY)
    stale = [place.slot for place in places if place.source == IsStale(fact.name)]

    def fill_recent(values: Vector, recorded: RecordedFact, as_of: date) -> None:
        observed = recorded.observed
        if observed is None:
            recent = True
        elif isinstance(observed, datetime) or isinstance(as_of, datetime):
            recent = at_most(age(observed, as_of), within) is True
        else:
            recent = (as_of - observed).days <= days
        if recent:
            fill(values, recorded, as_of)
        else:
            for slot in stale:
                values[slot] = True

    return fill_recent


def _fresh(fact: core.FactNode, places: Sequence[Place]) -> Fill:
    parts = [(p, p.source) for p in places if isinstance(p.source, OfFact) and p.source.fact == fact.name]

    def slots(part: str) -> list[int]:
        return [place.slot for place, source in parts if source.part == part]

    recorded_slots = [place.slot for place in places if place.source == IsRecorded(fact.name)]
    match fact.type:
        case core.YesNo():
            by_truth = {True: (*slots("yes"), *recorded_slots), False: (*slots("no"), *recorded_slots)}

            def fill_truth(values: Vector, recorded: RecordedFact, _: date) -> None:
                for slot in by_truth[recorded.value]:  # type: ignore[index]
                    values[slot] = True

            return fill_truth
        case core.OneOf(values=words):
            numbers: dict[FactValue, int] = {word: number for number, word in enumerate(words)}
            word_slots = slots("word")

            def fill_word(values: Vector, recorded: RecordedFact, _: date) -> None:
                for slot in word_slots:
                    values[slot] = numbers[recorded.value]
                for slot in recorded_slots:
                    values[slot] = True

            return fill_word
    known = (*slots("known"), *recorded_slots)
    figures = [place for place, source in parts if source.part == "number"]
    shifted = [(place, source) for place, source in parts if source.part in ("day", "day known")]

    def fill_number(values: Vector, recorded: RecordedFact, as_of: date) -> None:
        for slot in known:
            values[slot] = True
        for place in figures:
            values[place.slot] = place.held(exact(recorded.value, as_of))
        for place, source in shifted:
            found = _day_of(recorded.value, source.shift, as_of)
            values[place.slot] = found is not None if source.part == "day known" else found or 1

    return fill_number


def exact(value: FactValue, as_of: date) -> Fraction:
    """A number as it is, a day as its ordinal, a time as its instant."""
    match value:
        case Fraction():
            return value
        case datetime():
            return instant(value, as_of)
        case date():
            return Fraction(value.toordinal())
    raise TypeError("a number, a day or a time was expected")


def _day_of(value: FactValue, shift: Fraction, as_of: date) -> int | None:
    """The day so much later; None outside the calendar."""
    assert isinstance(value, date)
    try:
        return moment_of(instant(value, as_of) + shift, as_of).toordinal()
    except (OverflowError, ValueError):
        return None
