"""The cells of a table -> the columns of a circuit: each different cell is read once, by the reader of rows.

So a column says what a row of one patient would say, in every way a cell may be written. What is read together is a
group: a fact with its time, a medicine with its dose, a procedure with its day. A row that cannot be read so, or that
says what no column holds, is not plain; it is read as a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars

from engine.cohort.columns import AS_OF, ID, MEDICINES_KNOWN, OTHER_MEDICINES, PatientColumn
from engine.cohort.medicine_readings import MedicineReadings, Times
from engine.cohort.rows import RowReader, RowRefused
from engine.compiled.column_scales import held
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
from engine.compiled.frames import Scale
from engine.compiled.reading import Reader
from engine.compiled.reading_places import Vector
from engine.patient_json import LONGEST_TEXT
from engine.record import PatientRecord
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph

PLAIN, LIST_KNOWN = "plain", "medication list"
TYPES: Mapping[str, type[polars.DataType]] = {
    "bit": polars.Boolean,
    "number": polars.Int64,
    "code": polars.Int64,
}

Group = tuple[str, str]
"""The section and the name of what is read together: `fact`, `weight`."""


def group_of(column: Column) -> Group | None:
    """What a column of a circuit is read of; None for what is the same for all rows, or is of the whole row."""
    match column.source:
        case OfFact(fact=name) | IsRecorded(fact=name) | IsStale(fact=name):
            return ("fact", name)
        case SeriesPart(expression=expression):
            return ("fact", expression.fact.name)
        case IsTaken(medicine=name) | OfMedicine(medicine=name) | ForbiddenFrequency(medicine=name):
            return ("medicine", name)
        case IsDone(procedure=name) | RecordedDone(procedure=name):
            return ("procedure", name)
        case ListKnown() | OfClock():
            return None


@frozen
class _Reading:
    """One group: its columns in the table, by place, and those of the circuit; `cells` are the ones read before."""

    group: Group
    names: tuple[str, ...]
    columns: tuple[PatientColumn, ...]
    filled: tuple[int, ...]
    cells: dict[tuple[object, ...], tuple[object, ...]]


class CellReadings:
    """Reads the tables of one shape for the columns of one circuit."""

    def __init__(
        self,
        graph: DecisionGraph,
        columns: Sequence[Column],
        scales: Mapping[str, Scale],
        table: Sequence[tuple[str, PatientColumn | None]],
        as_of: date,
    ) -> None:
        """Find what is read together; `table` are the names of the columns of the table, with what they mean."""
        self._graph = graph
        self._columns = columns
        self._scales = scales
        self._as_of = as_of
        self._rows = RowReader(graph, as_of)
        self._reader = Reader(graph, columns)
        self._known = {column.name: place for place, column in enumerate(columns)}
        self._unknown = self._reader.vector_of(PatientRecord(), as_of)
        by_group: dict[Group, list[tuple[str, PatientColumn]]] = {}
        self._of_row: dict[str, str] = {}
        for name, column in table:
            if column is not None and column.section == "row":
                self._of_row[column.part] = name
            elif column is not None:
                by_group.setdefault((column.section, column.of), []).append((name, column))
        filled: dict[Group | None, list[int]] = {}
        for place, each in enumerate(columns):
            filled.setdefault(group_of(each), []).append(place)
        self._readings = [
            _Reading(
                group,
                tuple(name for name, _ in inside),
                tuple(column for _, column in inside),
                tuple(filled.get(group, ())),
                {},
            )
            for group, inside in by_group.items()
            if group[0] != "medicine"
        ]
        times: Times = {}
        self._medicines = [
            MedicineReadings(
                graph,
                group[1],
                inside,
                [columns[place] for place in filled.get(group, ())],
                self._rows,
                times,
            )
            for group, inside in by_group.items()
            if group[0] == "medicine"
        ]
        self._taken_not = self._reader.vector_of(PatientRecord(medicines=()), as_of)
        self._all_said = {name for section, name in by_group if section == "medicine"} >= set(graph.medicines)

    # ------------------------------------------------------------ a table

    def read(self, cells: polars.DataFrame) -> polars.DataFrame:
        """The columns of the circuit, with `plain`, and for each fact whether it is recorded."""
        found: dict[str, polars.Series | polars.Expr] = {
            column.name: _literal(column.kind, self._held(self._unknown, place))
            for place, column in enumerate(self._columns)
        }
        plain = [self._plain_row(cells)]
        taken, said = [], []
        for reading in self._readings:
            read = self._read_group(reading, cells)
            plain.append(read["ok"])
            found |= {self._columns[place].name: read[self._columns[place].name] for place in reading.filled}
            if reading.group[0] == "fact":
                found[f"is given.{reading.group[1]}"] = read["given"]
        for medicine in self._medicines:
            read = medicine.read(cells)
            plain.append(read["ok"])
            taken.append(read["given"])
            said.append(read["said"])
            found |= {name: read[name] for name in read.columns[3:]}
        made = polars.DataFrame({"plain": polars.Series(plain[0])}).select(**found, **{PLAIN: _all(plain)})
        return self._with_list(made, cells, taken, said)

    def _with_list(
        self,
        made: polars.DataFrame,
        cells: polars.DataFrame,
        taken: Sequence[polars.Series],
        said: Sequence[polars.Series],
    ) -> polars.DataFrame:
        """The medication list: it is known where the row says so, or says yes or no of every medicine (rows.py)."""
        truth = self._list_truth(cells)
        any_taken = _any(taken, len(cells))
        all_said = _all(said) if said and self._all_said else polars.repeat(False, len(cells), eager=True)
        known = truth.fill_null(all_said)
        list_known = polars.Series(LIST_KNOWN, known)
        made = made.with_columns(list_known.alias("list is known"))
        changed: list[polars.Expr] = []
        read = {medicine.name for medicine in self._medicines}
        for place, column in enumerate(self._columns):
            group = group_of(column)
            if isinstance(column.source, ListKnown):
                changed.append(polars.col("list is known").alias(column.name))
            elif group is not None and group[0] == "medicine":
                unknown = _literal(column.kind, self._held(self._unknown, place))
                taken_not = _literal(column.kind, self._held(self._taken_not, place))
                given = polars.col(column.name) if group[1] in read else taken_not
                changed.append(
                    polars.when(polars.col("list is known")).then(given).otherwise(unknown).alias(column.name)
                )
        contradicts = ~known & any_taken
        return made.with_columns(*changed, (polars.col(PLAIN) & ~contradicts).alias(PLAIN))

    def _list_truth(self, cells: polars.DataFrame) -> polars.Series:
        name = self._of_row.get(MEDICINES_KNOWN)
        if name is None:
            return polars.repeat(None, len(cells), dtype=polars.Boolean, eager=True)
        column = cells[name]
        if column.dtype == polars.Boolean:
            return column
        lower = column.cast(polars.String).str.to_lowercase()
        return lower.replace_strict(
            ["yes", "true", "no", "false"],
            [True, True, False, False],
            default=None,
            return_dtype=polars.Boolean,
        )

    def _plain_row(self, cells: polars.DataFrame) -> polars.Series:
        """Whether what is of the whole row is what columns hold."""
        plain = [polars.repeat(True, len(cells), eager=True)]
        for part in (AS_OF, OTHER_MEDICINES):
            if part in self._of_row:
                plain.append(cells[self._of_row[part]].is_null())
        if ID in self._of_row:
            label = cells[self._of_row[ID]]
            if label.dtype == polars.String:
                shown = label.str.contains(r"^[!-~]([ -~]*[!-~])?$") & (label.str.len_chars() <= LONGEST_TEXT)
                plain.append(shown.fill_null(True))
            elif not label.dtype.is_integer():
                plain.append(label.is_null())
        if MEDICINES_KNOWN in self._of_row:
            plain.append(
                self._list_truth(cells).is_not_null() | cells[self._of_row[MEDICINES_KNOWN]].is_null()
            )
        return _all(plain)

    # ------------------------------------------------------------ a group

    def _read_group(self, reading: _Reading, cells: polars.DataFrame) -> polars.DataFrame:
        keys = [f"cell {place}" for place in range(len(reading.names))]
        own = cells.select(polars.col(name).alias(key) for name, key in zip(reading.names, keys, strict=True))
        if sum(own.null_count().row(0)) == own.width * len(own):
            (row,) = self._table(reading, self._read_cells(reading, [(None,) * own.width])).rows(named=True)
            types = self._schema(reading)
            return own.with_columns(
                **{name: polars.lit(cell, dtype=types[name]) for name, cell in row.items()}
            )
        different = own.unique()
        rows = self._read_cells(reading, different.iter_rows())
        told = polars.concat([different, self._table(reading, rows)], how="horizontal")
        return own.join(told, on=keys, how="left", nulls_equal=True, maintain_order="left")

    def _table(self, reading: _Reading, rows: Sequence[tuple[object, ...]]) -> polars.DataFrame:
        return polars.DataFrame(rows, schema=self._schema(reading), orient="row")

    def _schema(self, reading: _Reading) -> dict[str, type[polars.DataType]]:
        schema: dict[str, type[polars.DataType]] = {
            "ok": polars.Boolean,
            "given": polars.Boolean,
        }
        schema |= {self._columns[place].name: TYPES[self._columns[place].kind] for place in reading.filled}
        return schema

    def _read_cells(
        self, reading: _Reading, different: Iterable[tuple[object, ...]]
    ) -> list[tuple[object, ...]]:
        found: list[tuple[object, ...]] = []
        for cells in different:
            read = reading.cells.get(cells)
            if read is None:
                read = reading.cells[cells] = self._read_once(reading, cells)
            found.append(read)
        return found

    def _read_once(self, reading: _Reading, cells: tuple[object, ...]) -> tuple[object, ...]:
        """Whether the cells can be read and are held, whether they say anything, and what the columns are."""
        name = reading.group[1]
        unread = (False, False, *(self._held(self._unknown, place) for place in reading.filled))
        try:
            record = self._rows.row(reading.columns, cells).record
        except RowRefused:
            return unread
        vector = self._reader.vector_of(record, self._as_of)
        values = [self._held(vector, place) for place in reading.filled]
        if any(value is None for value in values):
            return unread
        return (True, name in record.facts, *values)

    def _held(self, vector: Vector, place: int) -> object:
        """A value as its column has it; None where that does not hold it. What is unknown is 1."""
        column = self._columns[place]
        if column.kind != "number":
            return vector[place]
        known = self._known.get(f"{column.name.removesuffix('.day')}.known")
        if known is not None and vector[known] is False:
            return 1
        value = vector[place]
        return held(value, self._scales[column.name])  # type: ignore[arg-type]


def _literal(kind: str, value: object) -> polars.Expr:
    return polars.lit(value, dtype=TYPES[kind])


def _all(bits: Sequence[polars.Series]) -> polars.Series:
    found = bits[0]
    for bit in bits[1:]:
        found = found & bit
    return found


def _any(bits: Sequence[polars.Series], length: int) -> polars.Series:
    found = polars.repeat(False, length, eager=True)
    for bit in bits:
        found = found | bit
    return found
