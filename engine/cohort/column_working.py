"""Rows of a table, answered by columns where that can be; for the rest it is told which rows they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy
import polars
import polars.selectors as cs

from engine.cohort.cell_readings import PLAIN, CellReadings
from engine.cohort.coded import Coded
from engine.cohort.column_parts import ColumnParts
from engine.cohort.columns import ID, PatientColumn
from engine.cohort.counts import Counting, Counts
from engine.cohort.fired import fired
from engine.cohort.label_marks import Label, marks_of_column, said_at
from engine.cohort.parquet import UNREAD
from engine.cohort.result_table import ResultRows, rows_of_cells
from engine.cohort.results import Cell, Results
from engine.cohort.row_marks import Fires, RowMarks
from engine.cohort.row_times import TIME
from engine.compiled.answer import Answer
from engine.compiled.array_runs import ArrayRun
from engine.compiled.circuit import Wire
from engine.compiled.column_figures import NoColumns
from engine.compiled.course import Course
from engine.compiled.fast import Fast, fast_of
from engine.compiled.frames import Framed
from engine.compiled.not_lowered import NotLowered
from engine.compiled.sql_dialect import DUCKDB
from engine.compiled.table_course import TableCourse
from engine.compiled.table_looks import TableLooks
from engine.compiled.table_runs import query
from engine.moments import moment_text
from guideline_dsl.graph import DecisionGraph

_GIVEN = "is given."
"""What the columns are called that say whether a fact is recorded (cell_readings.py), before its name."""

Runs = Callable[[polars.DataFrame], polars.DataFrame]


@dataclass(frozen=True, slots=True)
class Answered:
    """`results` are those of the rows that columns answer, `rest` the places of the others."""

    results: Sequence[ResultRows]
    rest: Sequence[int]
    counts: Counts
    said: polars.Series
    """What is marked of each label."""

    def marks(self, others: Sequence[Label]) -> bytes:
        """The marks of all labels (label_marks.py)."""
        return marks_of_column(self.said, others)


class ColumnWorking:
    """Answers tables of one shape by one guideline. Raises NotLowered and NoColumns."""

    def __init__(
        self,
        graph: DecisionGraph,
        table: Sequence[tuple[str, PatientColumn | None]],
        as_of: date,
        results: Results,
        counting: Counting,
        engine: str,
    ) -> None:
        """Make ready what all tables need."""
        self._as_of = as_of
        self._results = results
        self._counting = counting
        self._facts = tuple(graph.facts)
        self._course, self._runs = _ENGINES[engine](Course(graph))
        self._parts = ColumnParts(self._course, results)
        self._table: Sequence[tuple[str, PatientColumn | None]] | None = None
        self.read_as(table)

    def read_as(self, table: Sequence[tuple[str, PatientColumn | None]]) -> None:
        """Read tables of these columns from now on."""
        if table == self._table:
            return
        self._table = table
        course = self._course
        self._readings = CellReadings(
            course.course.graph, course.course.columns, course.scales, table, self._as_of
        )
        self._label = next((name for name, column in table if column is not None and column.part == ID), None)

    def answered(self, cells: polars.DataFrame, first: int, marks: RowMarks | None = None) -> Answered:
        """The answers for the rows of a table, of which the first has this number.

        What fired for each row is added to `marks`.
        """
        counts = Counts()
        if cells.is_empty():
            return Answered([], [], counts, polars.Series(dtype=polars.String))
        plain = self._plain(cells)
        outputs = self._runs(plain)
        inside, alone, settling = self._for_whom(plain, outputs)
        told_of = plain.select("place", "label", TIME, cs.starts_with(_GIVEN))
        parts = []
        for told, cells_of in ((alone & inside, self._inside), (alone & ~inside, self._not_inside)):
            if told.any():
                patients, fires = _where(told_of, told), Fires()
                parts.append(self._rows(cells_of(_where(outputs, told), counts, fires), patients, first))
                self._count(patients, counts)
                if marks is not None:
                    marks.add(patients["place"].to_numpy(), fires)
        if settling.any():
            found = self._settled(plain.filter(settling), first, counts, marks)
            answered = polars.Series([each is not None for each in found])
            parts.append(rows_of_cells(self._results.columns, [each for each in found if each is not None]))
            patients = told_of.filter(settling).filter(answered)
            self._count(patients, counts)
            alone = alone.scatter(settling.arg_true().filter(answered), True)
        done = _where(told_of, alone)
        counts.by_columns += len(done)
        left = numpy.ones(len(cells), dtype=bool)
        left[done["place"].to_numpy()] = False
        said = done.select(said_at(polars.col("label"), self._moments, polars.col(TIME))).to_series()
        return Answered(parts, numpy.flatnonzero(left).tolist(), counts, said)

    def _plain(self, cells: polars.DataFrame) -> polars.DataFrame:
        """The rows that columns hold, as the circuit reads them, with their places and labels."""
        place = polars.int_range(len(cells), dtype=polars.Int64, eager=True).alias("place")
        label = (
            cells[self._label].cast(polars.String)
            if self._label
            else polars.repeat(None, len(cells), dtype=polars.String, eager=True)
        )
        read = self._readings.read(cells).with_columns(place, label.alias("label"))
        if self._readings.times is None:
            read = read.with_columns(polars.lit(0, dtype=polars.Int64).alias(TIME))
        if UNREAD in cells.columns:
            read = read.with_columns(polars.col(PLAIN) & ~cells[UNREAD])
        return _where(read, read[PLAIN])

    def _for_whom(
        self, plain: polars.DataFrame, outputs: polars.DataFrame
    ) -> tuple[polars.Series, polars.Series, polars.Series]:
        """Whom the guideline is for; whose answer the columns are; and in whom something may be settled."""
        alone = self._is(outputs, self._course.alone)
        open_ones = ~(alone | self._is(outputs, self._course.walks))
        settling = polars.repeat(False, len(plain), eager=True)
        if open_ones.any():
            looked = plain.filter(open_ones)
            may_settle = polars.Series(self._looks.may_settle(looked))
            settling = settling.scatter(open_ones.arg_true().filter(may_settle), True)
        return self._is(outputs, self._course.scope[0]), alone | (open_ones & ~settling), settling

    def _settled(
        self, patients: polars.DataFrame, first: int, counts: Counts, marks: RowMarks | None
    ) -> list[list[Cell] | None]:
        """The results of patients in whom something may be settled; None for whom only the walk tells."""
        found: list[list[Cell] | None] = []
        for row in patients.iter_rows(named=True):
            answer = self._fast.settle(self._course.patient(row))
            if answer is None:
                found.append(None)
                continue
            moment = self._moments[row[TIME]]
            found.append(self._results.cells(answer, row["place"] + first, row["label"] or "", moment))
            self._counting.add_answer(counts, answer, 1)
            if marks is not None:
                marks.add_answer(row["place"], answer)
        return found

    @property
    def _moments(self) -> Sequence[date]:
        """The times of evaluation, by their places."""
        times = self._readings.times
        return (self._as_of,) if times is None else times.moments

    @cached_property
    def _looks(self) -> TableLooks:
        return TableLooks(self._course.course, self._course.scales)

    @cached_property
    def _fast(self) -> Fast:
        return fast_of(self._course.course)

    def _is(self, outputs: polars.DataFrame, wire: Wire) -> polars.Series:
        output = self._course.outputs[wire]
        if output.columns:
            return outputs[output.columns[0]]
        always = output.wire.args[0] is True
        return polars.repeat(always, len(outputs), dtype=polars.Boolean, eager=True)

    def _inside(self, outputs: polars.DataFrame, counts: Counts, fires: Fires) -> dict[str, Coded]:
        counts.scope["yes"] += len(outputs)
        everybody = numpy.zeros(len(outputs), dtype=numpy.int64)
        return {**self._parts.cells(outputs, counts, fires), "scope": Coded(["yes"], everybody)}

    def _not_inside(self, outputs: polars.DataFrame, counts: Counts, fires: Fires) -> dict[str, Coded]:
        """Few different answers: what is missing, at most."""
        rows = self._parts.outputs(outputs).different(self._course.scope)
        cells: list[list[Cell]] = []
        marks: list[frozenset[str]] = []
        for place, many in zip(rows.first.tolist(), rows.patients().tolist(), strict=True):
            answer: Answer = self._course.answer(outputs.row(place, named=True))
            cells.append(self._results.cells(answer, 0, "", self._as_of))
            marks.append(fired(answer))
            self._counting.add_answer(counts, answer, many)
        fires.statements.note(marks, rows)
        names = [column.name for column in self._results.columns]
        return {
            name: Coded(each, rows.at) for name, each in zip(names, zip(*cells, strict=True), strict=True)
        }

    def _rows(self, cells: Mapping[str, Coded], patients: polars.DataFrame, first: int) -> ResultRows:
        """All columns of the results."""
        everybody = numpy.zeros(len(patients), dtype=numpy.int64)
        same = {name: Coded([cell], everybody) for name, cell in self._results.same(self._as_of).items()}
        same["as_of"] = Coded([moment_text(time) for time in self._moments], patients[TIME].to_numpy())
        label = Coded(patients["label"].to_list(), numpy.arange(len(patients), dtype=numpy.int64))
        numbers = patients["place"].to_numpy() + first
        return ResultRows(numbers, {**cells, **same, "id": label})

    def _count(self, patients: polars.DataFrame, counts: Counts) -> None:
        counts.rows += len(patients)
        given = set(patients.columns)
        for fact in self._facts:
            known = f"{_GIVEN}{fact}"
            many = len(patients) - (int(patients[known].sum()) if known in given else 0)
            if many:
                counts.unrecorded[fact] += many


def _where(table: polars.DataFrame, told: polars.Series) -> polars.DataFrame:
    """The rows of which it is so: mostly all."""
    return table if told.all() else table.filter(told)


def working_of(
    graph: DecisionGraph,
    table: Sequence[tuple[str, PatientColumn | None]],
    as_of: date,
    results: Results,
    counting: Counting,
    engine: str,
) -> ColumnWorking | None:
    """None for a guideline that has no columns: all rows are then answered one by one."""
    try:
        return ColumnWorking(graph, table, as_of, results, counting, engine)
    except (NotLowered, NoColumns):
        return None


def _polars(course: Course) -> tuple[TableCourse[Any], Runs]:
    made = TableCourse(course, ArrayRun)
    return made, lambda table: made.framed.table(made.beforehand.added(table), ["place"])


def _duckdb(course: Course) -> tuple[TableCourse[Any], Runs]:
    import duckdb  # noqa: PLC0415 - where it is asked for

    made = TableCourse(course, Framed.by(DUCKDB))
    text = query("SELECT * FROM patients", made.framed, DUCKDB, ["place"])

    def run(table: polars.DataFrame) -> polars.DataFrame:
        with duckdb.connect() as session:
            session.register("patients", made.beforehand.added(table).to_arrow())
            found: polars.DataFrame = session.sql(f"{text} ORDER BY place").pl()
            return found

    return made, run


_ENGINES: Mapping[str, Callable[[Course], tuple[TableCourse[Any], Runs]]] = {
    "polars": _polars,
    "duckdb": _duckdb,
    "spark": _polars,
}
