"""Where what is recorded of a patient goes among the values of a lowered guideline, in plain records.

Numbers are held times a scale, which is two whole numbers: `over` and `under`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from guideline_dsl.frozen import frozen

if TYPE_CHECKING:
    from engine.compiled.columns import SeriesPart
    from engine.rhythms import Rhythm


DAY = 86_400
"""Seconds."""

FactKind = Literal["truth", "word", "number"]


@frozen
class NumberPlace:
    """A column of numbers by its place, and its scale."""

    slot: int
    over: int
    under: int

    def held(self, value: Fraction) -> Fraction | int:
        """A number times the scale: a whole number where it is one."""
        top, bottom = value.as_integer_ratio()
        whole, rest = divmod(top * self.over, bottom * self.under)
        return Fraction(top * self.over, bottom * self.under) if rest else whole


@frozen
class ShiftedDay:
    """The day of a time so many seconds later, or whether that is a day of the calendar."""

    slot: int
    is_known: bool
    shift: Fraction


@frozen
class FactShape:
    """One fact: `yes` and `no` of a truth, `word` of a choice of these words, `figures` and `shifted` of the rest.

    `known` is yes where it is recorded and not too old, `stale` where it is older than `within` seconds.
    """

    name: str
    kind: FactKind
    words: tuple[str, ...]
    within: Fraction | None
    stale: tuple[int, ...]
    known: tuple[int, ...]
    yes: tuple[int, ...]
    no: tuple[int, ...]
    word: tuple[int, ...]
    figures: tuple[NumberPlace, ...]
    shifted: tuple[ShiftedDay, ...]


@frozen
class MeasureShape:
    """A measure of a medicine, by the field of its record; or whether it is known."""

    field: str
    is_known: bool
    place: NumberPlace


@frozen
class MedicineShape:
    """One medicine: where it says that it is taken, its measures, and whether its frequency is forbidden (yes, no)."""

    name: str
    taken: tuple[int, ...]
    measures: tuple[MeasureShape, ...]
    forbidden: tuple[tuple[int, bool], ...]
    only: Rhythm | None


@frozen
class ProcedureShape:
    """One procedure: where it says that it was done, and whether within so many seconds (yes, no)."""

    name: str
    recorded: tuple[int, ...]
    asked: tuple[tuple[int, Fraction | None, bool], ...]


@frozen
class SeriesShape:
    """What the observations of a fact come to."""

    place: NumberPlace
    source: SeriesPart


@frozen
class ReadShapes:
    """All of a patient: `empty` where nothing is known, `listed` once the medication list is.

    `clock` are the day and the instant of evaluation: whether it is the day.
    """

    empty: tuple[object, ...]
    facts: tuple[FactShape, ...]
    medicines: tuple[MedicineShape, ...]
    procedures: tuple[ProcedureShape, ...]
    listed: tuple[tuple[int, object], ...]
    clock: tuple[tuple[NumberPlace, bool], ...]
    series: tuple[SeriesShape, ...]
