"""Where what is recorded goes among the columns of a lowered guideline; record_reading.py puts it there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

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
    Source,
)
from engine.compiled.read_shapes import (
    FactKind,
    FactShape,
    MeasureShape,
    MedicineShape,
    NumberPlace,
    ProcedureShape,
    ReadShapes,
    SeriesShape,
    ShiftedDay,
)
from engine.compiled.record_reading import RecordReading
from engine.frequencies import rhythm_of
from guideline_dsl import core
from guideline_dsl.base_values import base_value
from guideline_dsl.graph import DecisionGraph

_UNKNOWN: Mapping[str, object] = MappingProxyType({"bit": False, "number": 1, "code": -1, "mask": 0})
_ONE = Fraction(1)
_FIELDS = {
    "dose": "dose",
    "starting dose": "starting_dose",
    "time": "time_on",
    "time at dose": "time_at_dose",
}

Placed = tuple[NumberPlace, Source]


class Reader(RecordReading):
    """Reads records for some columns of one guideline; numbers are read times the scale of their column."""

    def __init__(
        self,
        graph: DecisionGraph,
        columns: Sequence[Column],
        scales: Mapping[str, Fraction] = MappingProxyType({}),
    ) -> None:
        """Find where each thing that is recorded goes."""
        super().__init__(read_shapes_of(graph, columns, scales), lambda: graph)


def read_shapes_of(
    graph: DecisionGraph, columns: Sequence[Column], scales: Mapping[str, Fraction]
) -> ReadShapes:
    """Where each thing that is recorded goes."""
    empty = [_UNKNOWN[column.kind] for column in columns]
    placed: list[Placed] = []
    listed: list[tuple[int, object]] = []
    clock: list[tuple[NumberPlace, bool]] = []
    series: list[SeriesShape] = []
    for slot, column in enumerate(columns):
        place = NumberPlace(slot, *scales.get(column.name, _ONE).as_integer_ratio())
        placed.append((place, column.source))
        match column.source:
            case ListKnown() | OfMedicine(part="known"):
                listed.append((slot, True))
            case OfMedicine():
                listed.append((slot, 0))
            case ForbiddenFrequency(part="no"):
                empty[slot] = True
            case OfClock(part=part):
                clock.append((place, part == "today"))
            case SeriesPart() as source:
                series.append(SeriesShape(place, source))
            case _:
                pass
    about = _by_subject(placed)
    return ReadShapes(
        tuple(empty),
        tuple(_fact(fact, about["fact", fact.name]) for fact in graph.facts.values()),
        tuple(_medicine(medicine, about["medicine", medicine.name]) for medicine in graph.medicines.values()),
        tuple(_procedure(name, about["procedure", name]) for name in graph.procedures),
        tuple(listed),
        tuple(clock),
        tuple(series),
    )


def _by_subject(placed: Sequence[Placed]) -> Mapping[tuple[str, str], Sequence[Placed]]:
    """What is recorded of each fact, medicine and procedure."""
    found: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
    for place, source in placed:
        match source:
            case OfFact(fact=name) | IsRecorded(fact=name) | IsStale(fact=name):
                found["fact", name].append((place, source))
            case IsTaken(medicine=name) | OfMedicine(medicine=name) | ForbiddenFrequency(medicine=name):
                found["medicine", name].append((place, source))
            case IsDone(procedure=name) | RecordedDone(procedure=name):
                found["procedure", name].append((place, source))
            case _:
                pass
    return found


def _slots(placed: Sequence[Placed], *sources: Source) -> tuple[int, ...]:
    return tuple(place.slot for place, source in placed if source in sources)


def _fact(fact: core.FactNode, placed: Sequence[Placed]) -> FactShape:
    name = fact.name
    parts = [
        (place, source) for place, source in placed if isinstance(source, OfFact) and source.fact == name
    ]

    def slots(part: str) -> tuple[int, ...]:
        return tuple(place.slot for place, source in parts if source.part == part)

    kind: FactKind = "number"
    words: tuple[str, ...] = ()
    match fact.type:
        case core.YesNo():
            kind = "truth"
        case core.OneOf(values=words):
            kind = "word"
    return FactShape(
        name,
        kind,
        words,
        None if fact.within is None else base_value(fact.within),
        _slots(placed, IsStale(name)),
        (*(slots("known") if kind == "number" else ()), *_slots(placed, IsRecorded(name))),
        slots("yes"),
        slots("no"),
        slots("word"),
        tuple(place for place, source in parts if source.part == "number"),
        tuple(
            ShiftedDay(place.slot, source.part == "day known", source.shift)
            for place, source in parts
            if source.part in ("day", "day known")
        ),
    )


def _medicine(medicine: core.MedicineNode, placed: Sequence[Placed]) -> MedicineShape:
    name = medicine.name
    return MedicineShape(
        name,
        _slots(placed, IsTaken(name)),
        tuple(
            MeasureShape(_FIELDS[source.measure], source.part == "known", place)
            for place, source in placed
            if isinstance(source, OfMedicine) and source.medicine == name
        ),
        tuple(
            (place.slot, source.part == "yes")
            for place, source in placed
            if isinstance(source, ForbiddenFrequency) and source.medicine == name
        ),
        None if medicine.only is None else rhythm_of(medicine.only),
    )


def _procedure(name: str, placed: Sequence[Placed]) -> ProcedureShape:
    return ProcedureShape(
        name,
        _slots(placed, RecordedDone(name)),
        tuple(
            (place.slot, None if source.within is None else base_value(source.within), source.part == "yes")
            for place, source in placed
            if isinstance(source, IsDone) and source.procedure == name
        ),
    )
