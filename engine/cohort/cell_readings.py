"""The cells of a table -> the columns of a circuit, in one query: each cell says what it says in a row of one patient.

What is read together is a group: a fact with its time, a medicine with its dose, a procedure with its day. Typed cells,
plain numbers and declared words are read by expressions; other text is read by the reader of rows, each different cell
once. A row that cannot be read so, or that says what no column holds, is not plain; it is read as a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import polars

from engine.cohort import cell_values
from engine.cohort.cell_values import PLACES
from engine.cohort.columns import AS_OF, PatientColumn
from engine.cohort.day_limits import DayLimits
from engine.cohort.different_cells import TYPES, DifferentCells, RecordCells
from engine.cohort.fact_cells import FactCells, ProcedureCells
from engine.cohort.group_query import Expr, GivenColumn, GroupQuery
from engine.cohort.medicine_cells import MedicineCells
from engine.cohort.medicine_readings import MedicineReadings, Told, of_nobody
from engine.cohort.row_cells import LISTED, list_agrees, list_columns, row_query
from engine.cohort.row_times import TIME, Limits, RowLimits, RowTimes
from engine.cohort.rows import RowReader
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
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph

PLAIN = "plain"

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
class _Query:
    """A query for tables of these types: `told` are read one by one before it, and follow the cells."""

    told: tuple[tuple[str, tuple[str, ...], DifferentCells], ...]
    worth: tuple[Expr, ...]
    between: tuple[Expr, ...]
    listed: tuple[Expr, ...]
    columns: tuple[Expr, ...]


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
        has_times = any(column is not None and column.part == AS_OF for _, column in table)
        timed = RowLimits() if has_times else None
        self._limits: Limits = timed or DayLimits(as_of)
        rows = RowReader(graph, as_of)
        self._one_by_one = RecordCells(graph, rows, Reader(graph, columns), columns, scales, as_of)
        self.times = None if timed is None else RowTimes(timed, as_of, self._one_by_one.clock)
        """The times of evaluation, where rows say theirs: in a column of their places."""
        self._table = [(name, column) for name, column in table if column is not None]
        filled: dict[Group | None, list[int]] = {}
        for place, each in enumerate(columns):
            filled.setdefault(group_of(each), []).append(place)
        self._filled = filled
        groups = dict.fromkeys(
            (column.section, column.of) for _, column in self._table if column.section != "row"
        )
        self._groups: dict[Group, FactCells | ProcedureCells] = {}
        self._medicines: dict[str, MedicineReadings] = {}
        for group in groups:
            section, name = group
            mine = [columns[place] for place in filled.get(group, ())]
            match section:
                case "fact":
                    self._groups[group] = FactCells(
                        graph.facts[name],
                        mine,
                        self._limits,
                        {columns[place].name: self._unknown_value(place) for place in filled.get(group, ())},
                        partial(self._one_by_one.at, name, filled.get(group, ())),
                    )
                case "procedure":
                    self._groups[group] = ProcedureCells(mine, self._limits)
                case _:
                    self._medicines[name] = MedicineReadings(
                        MedicineCells(graph, name, rows), name, mine, self._limits
                    )
        self._different: dict[tuple[Group, tuple[str, ...]], DifferentCells] = {}
        self._queries: dict[object, _Query] = {}

    # ------------------------------------------------------------ a table

    def read(self, cells: polars.DataFrame) -> polars.DataFrame:
        """The columns of the circuit, with `plain`, and for each fact whether it is recorded."""
        return self.reading(cells).collect()

    def reading(self, cells: polars.DataFrame, beside: Sequence[Expr] = ()) -> polars.LazyFrame:
        """The same as a query; `beside` are further columns of the table, which follow."""
        schema = cells.schema
        given = [
            GivenColumn(name, column, place, _read_as(schema[name]))
            for place, (name, column) in enumerate(self._table)
        ]
        texts = _texts(cells, given)
        key = (
            tuple(each.kind for each in given),
            tuple((name, tuple(found)) for name, found in texts.items() if found),
        )
        if key not in self._queries:
            self._queries = {key: self._query(given, texts)}
        query = self._queries[key]
        own = cells.select(
            *(
                (
                    polars.col(each.name).cast(polars.String)
                    if each.kind != schema[each.name]
                    else polars.col(each.name)
                ).alias(f"cell {each.place}")
                for each in given
            ),
            polars.int_range(polars.len()).alias("place"),  # as many rows where nothing is read
            *(expression.alias(f"beside {place}") for place, expression in enumerate(beside)),
        )
        if self.times is not None:
            (at,) = (each.place for each in given if each.column.part == AS_OF)
            own = own.hstack(self.times.told(own[f"cell {at}"]))
        for name, needed, different in query.told:
            found = different.told(own.select(needed))
            own = own.hstack([column.alias(f"{name} {column.name}") for column in found.get_columns()])
        names = [expression.meta.output_name() for expression in beside]
        return (
            own.lazy()
            .with_columns(query.worth)
            .with_columns(query.between)
            .with_columns(query.listed)
            .select(
                *query.columns,
                *(polars.col(f"beside {place}").alias(name) for place, name in enumerate(names)),
            )
        )

    def _query(self, given: Sequence[GivenColumn], texts: Mapping[str, list[str]]) -> _Query:
        told: list[tuple[str, tuple[str, ...], DifferentCells]] = []

        def read_apart(
            what: str, needed: Sequence[GivenColumn], different: DifferentCells
        ) -> Mapping[str, Expr]:
            told.append((what, tuple(f"cell {each.place}" for each in needed), different))
            return {name: polars.col(f"{what} {name}") for name in different.names}

        by_group: dict[Group, list[GivenColumn]] = {}
        for each in given:
            by_group.setdefault((each.column.section, each.column.of), []).append(each)
        of_row = {each.column.part: each for each in by_group.pop(("row", ""), [])}
        timed = [of_row[AS_OF]] if AS_OF in of_row else []
        asked = []
        for group, inside in by_group.items():
            if group[0] == "medicine":
                asked.append(
                    self._medicines[group[1]].query(inside, lambda each: texts[each.name], read_apart, timed)
                )
                continue
            query = self._groups[group].query(
                inside, lambda each: self._one_by_one.numbers(each.column, texts[each.name])
            )
            asked.append(query or self._apart(group, [*inside, *timed], read_apart))
        asked.append(row_query(of_row))
        listed = list_columns(of_row, self._medicines, self._graph.medicines)
        columns = {column.name: self._unknown(place) for place, column in enumerate(self._columns)}
        for query in asked:
            columns |= query.columns
        if self.times is not None:
            columns[TIME] = polars.col(TIME)
        plain = [list_agrees(self._medicines), *(check for query in asked for check in query.plain)]
        columns[PLAIN] = polars.all_horizontal(plain)
        return _Query(
            tuple(told),
            tuple(found.alias(name) for query in asked for name, found in query.worth.items()),
            tuple(found.alias(name) for query in asked for name, found in query.between.items()),
            tuple(found.alias(name) for name, found in listed.items()),
            tuple(found.alias(name) for name, found in columns.items()),
        )

    def _unknown(self, place: int) -> Expr:
        """A column that the table says nothing about."""
        column = self._columns[place]
        group = group_of(column)
        if isinstance(column.source, ListKnown):
            return polars.col(LISTED)
        if group is not None and group[0] == "medicine":
            return of_nobody(column)
        if self.times is not None and isinstance(column.source, OfClock):
            return polars.col(column.name)
        return polars.lit(self._unknown_value(place), dtype=TYPES[column.kind])

    def _unknown_value(self, place: int) -> object:
        return self._one_by_one.held(self._one_by_one.unknown, place)

    # ------------------------------------------------------------ one by one

    def _different_of(self, group: Group, columns: Sequence[GivenColumn]) -> DifferentCells:
        key = (group, tuple(each.name for each in columns))
        if key not in self._different:
            self._different[key] = self._one_by_one.of(
                group[1], [each.column for each in columns], self._filled.get(group, ())
            )
        return self._different[key]

    def _apart(self, group: Group, inside: Sequence[GivenColumn], read_apart: Told) -> GroupQuery:
        """A group whose different cells are read by the row reader."""
        read = read_apart(" ".join(group), inside, self._different_of(group, inside))
        columns = {
            self._columns[place].name: read[self._columns[place].name]
            for place in self._filled.get(group, ())
        }
        if group[0] == "fact":
            columns[f"is given.{group[1]}"] = read["given"]
        return GroupQuery({}, {}, (read["ok"],), columns)


def _read_as(kind: polars.DataType) -> polars.DataType:
    return polars.String() if isinstance(kind, polars.Categorical | polars.Enum) else kind


def _texts(cells: polars.DataFrame, given: Sequence[GivenColumn]) -> Mapping[str, list[str]]:
    """The different texts of each column that no pattern reads; [] for a column of other cells."""
    asked: list[Expr] = []
    for each in given:
        if not isinstance(each.kind, polars.String):
            continue
        cell = polars.col(each.name).cast(polars.String)
        match each.column.kind:
            case "number":
                cell = cell.filter(~cell_values.is_plain_number(cell, PLACES[each.column.section]))
            case "frequency" | "length of time":
                cell = cell.drop_nulls()
            case _:
                continue
        asked.append(cell.unique().sort().implode().alias(each.name))
    found = cells.select(asked).row(0, named=True) if asked else {}
    return {each.name: found.get(each.name, []) for each in given}
