"""The values of one patient among those of a lowered guideline: a record as engine/expressions.py reads it.

How old an observation may be, what a series comes to and which frequency is forbidden is settled here, by the code that
the walk has for it. What no column can say of a record is told by `needs_walk`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.compiled.read_shapes import DAY, FactShape, MedicineShape, ProcedureShape, ReadShapes
from engine.moments import age, at_most, day_of, instant, moment_of
from engine.record import FactValue, PatientRecord, RecordedFact, RecordedMedicine, RecordedProcedure
from engine.rhythms import forbids

if TYPE_CHECKING:
    from engine.compiled.reading_source import Read
    from engine.compiled.series_reading import SeriesReading
    from guideline_dsl.graph import DecisionGraph
    from guideline_dsl.values import Truth

Vector = list[object]
"""One value for each column; what is unknown is told by the bits, and is 1 as a number and -1 as a word."""

Fill = Callable[[Vector, RecordedFact, date], None]
"""Puts what is recorded of a fact where it belongs."""


_MANY = 64
"""So many patients are read before source is written that reads them."""


def needs_walk(record: PatientRecord) -> bool:
    """Whether a record says what no column holds: that a medicine is taken which the guideline does not declare."""
    for medicine in record.medicines or ():  # noqa: SIM110 - of everybody, and `any` takes twice as long
        if not medicine.declared:
            return True
    return False


class RecordReading:
    """Reads records for some columns of one guideline."""

    def __init__(self, shapes: ReadShapes, graph: Callable[[], DecisionGraph]) -> None:
        """Keep where each thing goes; the guideline is read where observations are counted."""
        self._shapes = shapes
        self._empty: Vector = list(shapes.empty)
        self._facts = {fact.name: _fact(fact) for fact in shapes.facts}
        self._medicines = {medicine.name: medicine for medicine in shapes.medicines}
        self._procedures = {procedure.name: procedure for procedure in shapes.procedures}
        self._graph = graph
        self._series: SeriesReading | None = None
        self._clock: tuple[date | None, Sequence[tuple[int, object]]] = (None, ())
        self._many = 0
        self._read: Read | None = None

    def vector_of(self, record: PatientRecord, as_of: date) -> Vector:
        """The values of a patient at a time."""
        if self._read is not None:
            values = self._read(record, as_of)
        else:
            values = self._recorded(record, as_of)
            self._many += 1
            if self._many >= _MANY:
                self._read = self._written()
        if self._shapes.clock:
            told_of, told = self._clock
            if told_of is not as_of:
                told = self._told_by_the_clock(as_of)
                self._clock = as_of, told
            for slot, value in told:
                values[slot] = value
        if self._shapes.series:
            self._observed().fill(values, record, as_of)
        return values

    def _told_by_the_clock(self, as_of: date) -> Sequence[tuple[int, object]]:
        """What the time of the answer says: many patients are answered at the same."""
        return [
            (place.slot, place.held(Fraction(day_of(as_of).toordinal()) if is_day else instant(as_of, as_of)))
            for place, is_day in self._shapes.clock
        ]

    def _written(self) -> Read:
        """The source that reads all that `_recorded` reads."""
        from engine.compiled.reading_source import function_of_reading  # noqa: PLC0415 - one patient needs none

        calls: dict[str, object] = {"recent": _recent, "exact": exact, "day_of": _day_of, "lately": _lately}
        if any(medicine.forbidden for medicine in self._shapes.medicines):
            from engine.rhythms import forbids  # noqa: PLC0415 - of few medicines

            calls["forbids"] = forbids
        return function_of_reading(self._shapes, calls)

    def _recorded(self, record: PatientRecord, as_of: date) -> Vector:
        values = self._empty.copy()
        facts = self._facts
        for name, recorded in record.facts.items():
            facts[name](values, recorded, as_of)
        if record.medicines is not None:
            for slot, value in self._shapes.listed:
                values[slot] = value
            for medicine in record.medicines:
                if medicine.name in self._medicines:
                    _fill_medicine(values, self._medicines[medicine.name], medicine)
        for name, procedure in record.procedures.items():
            _fill_procedure(values, self._procedures[name], procedure, as_of)
        return values

    def _observed(self) -> SeriesReading:
        if self._series is None:
            from engine.compiled.series_reading import SeriesReading  # noqa: PLC0415 - few guidelines count any

            self._series = SeriesReading(self._graph(), self._shapes.series)
        return self._series


# ---------------------------------------------------------------- facts


def _fact(fact: FactShape) -> Fill:
    """How one fact is put in; one that is too old says that alone."""
    fill = _fresh(fact)
    within, stale = fact.within, fact.stale
    if within is None:
        return fill
    days = int(within // DAY)

    def fill_recent(values: Vector, recorded: RecordedFact, as_of: date) -> None:
        if recorded.observed is None or _recent(recorded.observed, as_of, within, days):
            fill(values, recorded, as_of)
        else:
            for slot in stale:
                values[slot] = True

    return fill_recent


def _recent(observed: date, as_of: date, within: Fraction, days: int) -> bool:
    """Whether an observation is at most so many seconds old: of a day, so many full days."""
    if isinstance(observed, datetime) or isinstance(as_of, datetime):
        return at_most(age(observed, as_of), within) is True
    return (as_of - observed).days <= days


def _fresh(fact: FactShape) -> Fill:
    known = fact.known
    if fact.kind == "truth":
        by_truth = {True: (*fact.yes, *known), False: (*fact.no, *known)}

        def fill_truth(values: Vector, recorded: RecordedFact, _: date) -> None:
            for slot in by_truth[recorded.value]:  # type: ignore[index]
                values[slot] = True

        return fill_truth
    if fact.kind == "word":
        numbers: dict[FactValue, int] = {word: number for number, word in enumerate(fact.words)}
        word_slots = fact.word

        def fill_word(values: Vector, recorded: RecordedFact, _: date) -> None:
            for slot in word_slots:
                values[slot] = numbers[recorded.value]
            for slot in known:
                values[slot] = True

        return fill_word
    figures, shifted = fact.figures, fact.shifted

    def fill_number(values: Vector, recorded: RecordedFact, as_of: date) -> None:
        for slot in known:
            values[slot] = True
        for place in figures:
            values[place.slot] = place.held(exact(recorded.value, as_of))
        for day in shifted:
            found = _day_of(recorded.value, day.shift, as_of)
            values[day.slot] = found is not None if day.is_known else found or 1

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


# ---------------------------------------------------------------- medicines and procedures


def _fill_medicine(values: Vector, shape: MedicineShape, medicine: RecordedMedicine) -> None:
    """Put in what is recorded of one that is taken."""
    for slot in shape.taken:
        values[slot] = True
    for measure in shape.measures:
        found: Fraction | None = getattr(medicine, measure.field)
        place = measure.place
        if measure.is_known:
            values[place.slot] = found is not None
        else:
            values[place.slot] = 1 if found is None else place.held(found)
    if shape.forbidden:
        truth = forbids(shape.only, medicine)
        for slot, sought in shape.forbidden:
            values[slot] = truth is sought


def _fill_procedure(values: Vector, shape: ProcedureShape, procedure: RecordedProcedure, as_of: date) -> None:
    """Put in what is recorded."""
    done = procedure.done
    for slot in shape.recorded:
        values[slot] = done
    for slot, within, sought in shape.asked:
        if within is None or not done:
            values[slot] = done is sought
        else:
            values[slot] = _lately(procedure.on, within, as_of) is sought


def _lately(on: date | None, within: Fraction, as_of: date) -> Truth:
    return True if on is None else at_most(age(on, as_of), within)
