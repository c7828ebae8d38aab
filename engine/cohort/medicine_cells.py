"""The cells of a medicine that no expression reads, each different one by the row reader.

Its dose is read apart from its times: together they would be as many as there are patients.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars

from engine.cohort.columns import MEDICINES_KNOWN, PatientColumn, patient_columns
from engine.cohort.different_cells import Cells, DifferentCells, Schema
from engine.cohort.rows import RowReader, RowRefused
from engine.compiled.column_scales import held, rate_scale, time_scale
from engine.frequencies import is_forbidden
from engine.record import PatientRecord, RecordedMedicine
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph

BASE = ("taking", "dose", "frequency", "starting_dose")
TIMES = (("since", "for"), ("dose_since", "at_dose_for"))
BASE_SCHEMA: Schema = {
    "ok": polars.Boolean,
    "given": polars.Boolean,
    "dose": polars.Int64,
    "starting dose": polars.Int64,
    "forbidden yes": polars.Boolean,
    "forbidden no": polars.Boolean,
}
TIME_SCHEMA: Schema = {"ok": polars.Boolean, "time": polars.Int64}


@frozen
class Frequencies:
    """The texts of a column of frequencies: those that are read, and those that are read beside a dose.

    `yes` and `no` are those that are surely forbidden, and surely not; where a dose is given too, by `dosed`.
    """

    read: tuple[str, ...]
    dosed: tuple[str, ...]
    yes: tuple[tuple[str | None, ...], tuple[str | None, ...]]
    no: tuple[tuple[str | None, ...], tuple[str | None, ...]]


class MedicineCells:
    """Reads the cells of one medicine, one row at a time."""

    def __init__(self, graph: DecisionGraph, name: str, rows: RowReader) -> None:
        """Find its columns."""
        self._rows = rows
        self._node = graph.medicines[name]
        self.scale = rate_scale(graph, name)
        by_name = patient_columns(graph).by_name
        self._list, self._taking = by_name[MEDICINES_KNOWN], by_name[f"taking.{name}"]
        self._dose, self._frequency = by_name[f"dose.{name}"], by_name[f"frequency.{name}"]
        self._often: dict[tuple[bool, str | None], RecordedMedicine | None] = {}
        one = self._one(True, None)
        self.rate: Fraction | None = None if one is None else one.dose
        """What 1 is in the column of doses; None where it is no rate."""
        self.has_frequency = self._node.only is not None

    def base(self, columns: Sequence[PatientColumn]) -> DifferentCells:
        """Whether it is taken, its dose, and how often."""
        return DifferentCells(BASE_SCHEMA, lambda cells: self._base(columns, cells))

    def time(self, columns: Sequence[PatientColumn], place: int) -> DifferentCells:
        """How long it has been taken (`place` 0), or how long at its dose (1), in seconds."""
        return DifferentCells(TIME_SCHEMA, lambda cells: self._stretch(columns, place, cells))

    def frequencies(self, texts: Sequence[str]) -> Frequencies:
        """What these texts say about it."""
        alone = {text: self._one(False, text) for text in (None, *texts)}
        dosed = {text: self._one(True, text) for text in (None, *texts)}
        forbidden = [
            {text: is_forbidden(self._node, one) for text, one in found.items() if one is not None}
            for found in (alone, dosed)
        ]
        yes, no = (
            (
                tuple(text for text, truth in forbidden[0].items() if truth is sought),
                tuple(text for text, truth in forbidden[1].items() if truth is sought),
            )
            for sought in (True, False)
        )
        return Frequencies(
            tuple(text for text in texts if alone[text] is not None),
            tuple(text for text in texts if (one := dosed[text]) is not None and one.dose == self.rate),
            yes,
            no,
        )

    # ------------------------------------------------------------ one row

    def _one(self, dosed: bool, frequency: str | None) -> RecordedMedicine | None:
        """It, at a dose of 1 and a frequency; None where that is refused."""
        key = (dosed, frequency)
        if key not in self._often:
            columns, cells = (
                (self._taking, self._dose, self._frequency),
                ("yes", 1 if dosed else None, frequency),
            )
            record = self._record(columns, cells)
            self._often[key] = record.medicines[0] if record is not None and record.medicines else None
        return self._often[key]

    def _record(self, columns: Sequence[PatientColumn], cells: Sequence[object]) -> PatientRecord | None:
        try:
            return self._rows.row((self._list, *columns), ("yes", *cells)).record
        except RowRefused:
            return None

    def _base(self, columns: Sequence[PatientColumn], cells: Cells) -> Cells:
        record = self._record(columns, cells)
        medicines = None if record is None else record.medicines
        if record is None or medicines is None:
            return (False, False, None, None, False, False)
        taken = medicines[0] if medicines else None
        given = (None, None) if taken is None else (taken.dose, taken.starting_dose)
        rates = tuple(None if rate is None else held(rate, self.scale) for rate in given)
        fits = all(rate is not None for rate, own in zip(rates, given, strict=True) if own is not None)
        forbidden = is_forbidden(self._node, taken)
        return (fits, taken is not None, *rates, forbidden is True, forbidden is False)

    def _stretch(self, columns: Sequence[PatientColumn], place: int, cells: Cells) -> Cells:
        if all(cell is None for cell in cells):
            return (True, None)
        record = self._record([self._taking, *columns], ["yes", *cells])
        if record is None or not record.medicines:
            return (False, None)
        (taken,) = record.medicines
        time = taken.time_on if place == 0 else taken.time_at_dose
        seconds = None if time is None else held(Fraction(time), time_scale())
        return (time is None or seconds is not None, seconds)
