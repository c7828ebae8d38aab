"""The cells of one medicine -> the columns of a circuit: its dose and its times are read apart, each cell once.

Together they would be as many as there are patients. What the parts say of each other (patient_medicines.py) is said
here once more, of columns: no longer at its dose than it is taken, and started with its dose where that never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import polars

from engine.cohort.columns import MEDICINES_KNOWN, PatientColumn, patient_columns
from engine.cohort.rows import RowReader, RowRefused
from engine.compiled.column_scales import held, rate_scale, time_scale
from engine.compiled.columns import Column, ForbiddenFrequency, IsTaken, OfMedicine
from engine.frequencies import is_forbidden
from engine.record import PatientRecord, RecordedMedicine
from guideline_dsl.graph import DecisionGraph

_PARTS = (("taking", "dose", "frequency", "starting_dose"), ("since", "for"), ("dose_since", "at_dose_for"))
_BASE = {
    "ok": polars.Boolean,
    "given": polars.Boolean,
    "said": polars.Boolean,
    "dose": polars.Int64,
    "starting dose": polars.Int64,
    "forbidden yes": polars.Boolean,
    "forbidden no": polars.Boolean,
}
Schema = Mapping[str, type[polars.DataType]]
Times = dict[tuple[str, ...], dict[tuple[object, ...], tuple[object, ...]]]


class MedicineReadings:
    """Reads the columns of one medicine in tables of one shape."""

    def __init__(
        self,
        graph: DecisionGraph,
        name: str,
        table: Sequence[tuple[str, PatientColumn]],
        filled: Sequence[Column],
        rows: RowReader,
        times: Times,
    ) -> None:
        """`table` are the columns of the table about the medicine, `filled` those of the circuit.

        `times` are the times read before, of any medicine.
        """
        self.name = name
        self._filled = filled
        self._rows = rows
        self._scale = rate_scale(graph, name)
        by_name = patient_columns(graph).by_name
        self._list, self._taking = by_name[MEDICINES_KNOWN], by_name[f"taking.{name}"]
        self._parts = [[(own, column) for own, column in table if column.part in part] for part in _PARTS]
        self._node = graph.medicines[name]
        self._known: dict[tuple[object, ...], tuple[object, ...]] = {}
        self._times = times

    def read(self, cells: polars.DataFrame) -> polars.DataFrame:
        """Whether the cells can be read (`ok`), say that it is taken (`given`), say anything (`said`), and the columns.

        The columns are what they are where the medication list is known.
        """
        base = self._told(0, cells, _BASE)
        made = base
        for place, measure in ((1, "time"), (2, "time at dose")):
            schema: Schema = {f"{measure} ok": polars.Boolean, measure: polars.Int64}
            made = made.with_columns(self._told(place, cells, schema).get_columns())
        time, at_dose, dose, starting = (
            polars.col(name) for name in ("time", "time at dose", "dose", "starting dose")
        )
        detailed = time.is_not_null() | at_dose.is_not_null()
        never_changed = (time == at_dose).fill_null(False) & dose.is_not_null()
        bad = (
            ((at_dose > time).fill_null(False))
            | (never_changed & (starting != dose).fill_null(False))
            | (detailed & ~polars.col("given"))
        )
        return made.with_columns(
            (polars.col("ok") & polars.col("time ok") & polars.col("time at dose ok") & ~bad).alias("ok"),
            polars.when(never_changed).then(dose).otherwise(starting).alias("starting dose"),
        ).select("ok", "given", "said", **{column.name: self._column(column) for column in self._filled})

    def _column(self, column: Column) -> polars.Expr:
        given = polars.col("given")
        match column.source:
            case IsTaken():
                return given
            case ForbiddenFrequency(part=part):
                return polars.col(f"forbidden {part}")
            case OfMedicine(measure=measure, part="known"):
                return polars.col(measure).is_not_null() | ~given
            case OfMedicine(measure=measure):
                return (
                    polars.when(given).then(polars.col(measure).fill_null(1)).otherwise(0).cast(polars.Int64)
                )
        raise TypeError(column.name)

    # ------------------------------------------------------------ cells

    def _told(self, place: int, cells: polars.DataFrame, schema: Schema) -> polars.DataFrame:
        part = self._parts[place]
        keys = [f"cell {number}" for number in range(len(part))]
        own = cells.select(polars.col(name).alias(key) for (name, _), key in zip(part, keys, strict=True))
        if not part or sum(own.null_count().row(0)) == own.width * len(own):
            (row,) = self._read(place, [(None,) * len(part)])
            empty = polars.DataFrame([row], schema=dict(schema), orient="row")
            return empty[[0] * len(cells)]
        different = own.unique()
        rows = self._read(place, different.iter_rows())
        told = polars.concat(
            [different, polars.DataFrame(rows, schema=dict(schema), orient="row")], how="horizontal"
        )
        joined = own.join(told, on=keys, how="left", nulls_equal=True, maintain_order="left")
        return joined.select(list(schema))

    def _read(self, place: int, different: Iterable[tuple[object, ...]]) -> list[tuple[object, ...]]:
        if place == 0:
            return [
                self._known.get(cells) or self._known.setdefault(cells, self._base(cells))
                for cells in different
            ]
        parts = tuple(column.part for _, column in self._parts[place])
        times = self._times.setdefault(parts, {})
        return [
            times.get(cells) or times.setdefault(cells, self._stretch(place, cells)) for cells in different
        ]

    def _record(self, columns: Sequence[PatientColumn], cells: Sequence[object]) -> PatientRecord | None:
        try:
            return self._rows.row((self._list, *columns), ("yes", *cells)).record
        except RowRefused:
            return None

    def _base(self, cells: tuple[object, ...]) -> tuple[object, ...]:
        columns = [column for _, column in self._parts[0]]
        record = self._record(columns, cells)
        said = any(
            cell is not None for column, cell in zip(columns, cells, strict=True) if column.part == "taking"
        )
        medicines = None if record is None else record.medicines
        if record is None or medicines is None:
            return (False, False, said, None, None, False, False)
        taken = medicines[0] if medicines else None
        fits, (dose, starting) = self._rates(taken)
        forbidden = is_forbidden(self._node, taken)
        return (fits, taken is not None, said, dose, starting, forbidden is True, forbidden is False)

    def _rates(self, taken: RecordedMedicine | None) -> tuple[bool, tuple[int | None, int | None]]:
        given = (None, None) if taken is None else (taken.dose, taken.starting_dose)
        rates = tuple(None if rate is None else held(rate, self._scale) for rate in given)
        fits = all(rate is not None for rate, own in zip(rates, given, strict=True) if own is not None)
        return fits, (rates[0], rates[1])

    def _stretch(self, place: int, cells: tuple[object, ...]) -> tuple[object, ...]:
        columns = [column for _, column in self._parts[place]]
        if all(cell is None for cell in cells):
            return (True, None)
        record = self._record([self._taking, *columns], ["yes", *cells])
        if record is None or not record.medicines:
            return (False, None)
        (taken,) = record.medicines
        time = taken.time_on if place == 1 else taken.time_at_dose
        seconds = None if time is None else held(Fraction(time), time_scale())
        return (time is None or seconds is not None, seconds)
