"""Where what is recorded of a medicine or a procedure goes among the values of a patient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from engine.compiled.columns import ForbiddenFrequency, IsDone, IsTaken, OfMedicine, RecordedDone, Source
from engine.frequencies import is_forbidden
from engine.moments import age, at_most
from engine.record import RecordedMedicine, RecordedProcedure
from guideline_dsl import core
from guideline_dsl.base_values import base_value
from guideline_dsl.values import Truth

Vector = list[object]
"""One value for each column; what is unknown is told by the bits, and is 1 as a number and -1 as a word."""


class Place:
    """A column by its place, and the scale of its numbers."""

    __slots__ = ("_over", "_under", "slot", "source")

    def __init__(self, slot: int, source: Source, scale: Fraction) -> None:
        """Keep them."""
        self.slot = slot
        self.source = source
        self._over, self._under = scale.as_integer_ratio()

    def held(self, value: Fraction) -> Fraction | int:
        """A number times the scale: a whole number where it is one."""
        top, bottom = value.as_integer_ratio()
        whole, rest = divmod(top * self._over, bottom * self._under)
        return Fraction(top * self._over, bottom * self._under) if rest else whole


_ATTRIBUTES = {
    "dose": "dose",
    "starting dose": "starting_dose",
    "time": "time_on",
    "time at dose": "time_at_dose",
}


class MedicinePlaces:
    """Where what is recorded of one medicine goes."""

    __slots__ = ("_forbidden", "_measures", "_node", "_taken")

    def __init__(self, node: core.MedicineNode, places: Sequence[Place]) -> None:
        """Find them."""
        self._node = node
        self._taken = [place.slot for place in places if place.source == IsTaken(node.name)]
        self._measures = [
            (_ATTRIBUTES[place.source.measure], place.source.part == "known", place)
            for place in places
            if isinstance(place.source, OfMedicine) and place.source.medicine == node.name
        ]
        self._forbidden = [
            (place.slot, place.source.part == "yes")
            for place in places
            if isinstance(place.source, ForbiddenFrequency) and place.source.medicine == node.name
        ]

    def fill(self, values: Vector, medicine: RecordedMedicine) -> None:
        """Put in what is recorded of one that is taken."""
        for slot in self._taken:
            values[slot] = True
        for attribute, is_known, place in self._measures:
            found: Fraction | None = getattr(medicine, attribute)
            if is_known:
                values[place.slot] = found is not None
            else:
                values[place.slot] = 1 if found is None else place.held(found)
        if self._forbidden:
            truth = is_forbidden(self._node, medicine)
            for slot, sought in self._forbidden:
                values[slot] = truth is sought


class ProcedurePlaces:
    """Where what is recorded of one procedure goes."""

    __slots__ = ("_asked", "_recorded")

    def __init__(self, name: str, places: Sequence[Place]) -> None:
        """Find them."""
        self._recorded = [place.slot for place in places if place.source == RecordedDone(name)]
        self._asked = [
            (place.slot, place.source.within, place.source.part == "yes")
            for place in places
            if isinstance(place.source, IsDone) and place.source.procedure == name
        ]

    def fill(self, values: Vector, procedure: RecordedProcedure, as_of: date) -> None:
        """Put in what is recorded."""
        done = procedure.done
        for slot in self._recorded:
            values[slot] = done
        for slot, within, sought in self._asked:
            if within is None or not done:
                values[slot] = done is sought
            else:
                values[slot] = _lately(procedure.on, within, as_of) is sought


def _lately(on: date | None, within: core.Number, as_of: date) -> Truth:
    return True if on is None else at_most(age(on, as_of), base_value(within))
