"""Every value of a guideline as the columns of an engine have it, told as the walk tells it: for laws that compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import polars

from engine.compiled.array_runs import ArrayRun
from engine.compiled.column_calendar import WithoutCalendar
from engine.compiled.column_scales import held, scales_of
from engine.compiled.columns import Column
from engine.compiled.frames import Framed, Scale
from engine.compiled.polars_dialect import PolarsDialect
from engine.compiled.reading import Reader
from engine.compiled.record_reading import needs_walk
from engine.compiled.sql_dialect import DUCKDB
from engine.compiled.table_runs import Beforehand, query, with_outputs
from engine.compiled.worked_out import WorkedOut
from engine.record import PatientRecord
from guideline_dsl import core
from tests.compiled_values import CompiledValues, Told, told_of, wires_of

TYPES = {"bit": polars.Boolean, "number": polars.Int64, "code": polars.Int64}

Run = Callable[[polars.DataFrame], polars.DataFrame]


def cell_of(column: Column, vector: Mapping[str, object], scale: Scale | None) -> object:
    """What a table holds of a column of a patient; None where it holds no such number."""
    if column.kind != "number":
        assert vector[column.name] is not None, column.name
        return vector[column.name]
    assert scale is not None
    known = vector.get(f"{column.name.removesuffix('.day')}.known", True)
    return held(vector[column.name], scale) if known else 1  # type: ignore[arg-type]


def cells_of(
    columns: Sequence[Column], scales: Mapping[str, Scale], reader: Reader, record: PatientRecord, as_of: date
) -> list[object] | None:
    """A patient as a row of the columns; None where these do not hold it."""
    if needs_walk(record):
        return None
    vector = dict(zip((column.name for column in columns), reader.vector_of(record, as_of), strict=True))
    row: list[object] = []
    for column in columns:
        value = cell_of(column, vector, scales.get(column.name))
        if value is None:
            return None
        row.append(value)
    return row


class ColumnValues:
    """All expressions of a guideline, in the columns of `arrays`, `polars` or `duckdb`."""

    def __init__(self, some: CompiledValues, engine: str) -> None:
        self._some = some
        self._scales = scales_of(some.graph, some.columns)
        numbers = some.lowering.numbers
        wires = [wire for each in some.symbolic for wire in wires_of(each)]
        self._worked = WorkedOut(WithoutCalendar(numbers).wires(wires), numbers, self._scales)
        self._beforehand = Beforehand(self._worked)
        self._framed: Framed[Any] | ArrayRun
        ready = {"arrays": self._in_arrays, "polars": self._in_polars, "duckdb": self._in_duckdb}
        self._run = ready[engine]()

    def told(self, records: Sequence[PatientRecord], as_of: date) -> list[dict[core.Expression, Told] | None]:
        """What each expression is worth for each patient; None for one whom no row of columns holds."""
        rows = [
            cells_of(self._some.columns, self._scales, self._some.reader, record, as_of) for record in records
        ]
        schema = {"row": polars.Int64, **{c.name: TYPES[c.kind] for c in self._some.columns}}
        places = [place for place, row in enumerate(rows) if row is not None]
        table = polars.DataFrame([[p, *(rows[p] or ())] for p in places], schema=schema, orient="row")
        found: list[dict[core.Expression, Told] | None] = [None] * len(rows)
        for row in self._run(self._beforehand.added(table)).iter_rows(named=True):
            values = iter([self._framed.outputs[wire].value(row) for wire in self._worked.wires])
            found[row["row"]] = {
                expression: told_of(symbolic, values, self._some.lowering)
                for expression, symbolic in zip(self._some.expressions, self._some.symbolic, strict=True)
            }
        return found

    def _in_arrays(self) -> Run:
        self._framed = run = ArrayRun(self._worked.wires, self._worked.scales)
        return lambda table: run.table(table, ["row"])

    def _in_polars(self) -> Run:
        self._framed = framed = Framed(self._worked.wires, self._worked.scales, PolarsDialect())
        return lambda table: with_outputs(table.lazy(), framed, ["row"]).collect(engine="streaming")

    def _in_duckdb(self) -> Run:
        import duckdb

        self._framed = framed = Framed(self._worked.wires, self._worked.scales, DUCKDB)
        text = query("SELECT * FROM patients", framed, DUCKDB, ["row"])

        def run(table: polars.DataFrame) -> polars.DataFrame:
            with duckdb.connect() as session:
                session.register("patients", table.to_arrow())
                return session.sql(text).pl()

        return run
