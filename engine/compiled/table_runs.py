"""A framed circuit run over a table: by Polars layer on layer, in SQL as queries within queries.

Beforehand the table is given the columns that are worked out by Python (worked_out.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from engine.compiled.frames import Framed
from engine.compiled.sql_dialect import SqlDialect
from engine.compiled.worked_out import Asked, Step, WorkedOut

if TYPE_CHECKING:
    import polars


def with_outputs(
    table: polars.LazyFrame, framed: Framed[polars.Expr], kept: Sequence[str] = ()
) -> polars.LazyFrame:
    """The columns of the outputs, after those of the table that are kept."""
    for layer in framed.layers:
        table = table.with_columns(**layer)
    return table.select(*kept, **framed.picked)


def outputs_of(
    table: polars.DataFrame, framed: Framed[polars.Expr], kept: Sequence[str] = ()
) -> polars.DataFrame:
    """The same of a table that is in memory. Looking for what to leave out would take longer: all of it is read.

    Streaming, since Polars' other engine takes a column that is the same in every row for one of a single row.
    """
    import polars  # noqa: PLC0415 - where tables are run by it

    lazily = with_outputs(table.lazy(), framed, kept)
    return lazily.collect(engine="streaming", optimizations=polars.QueryOptFlags.none())


def query(source: str, framed: Framed[str], dialect: SqlDialect, kept: Sequence[str] = ()) -> str:
    """The text of a query that gives the same of a table or query `source`."""
    found = source
    for layer in framed.layers:
        if layer:
            found = f"SELECT *, {_named(layer, dialect)} FROM ({found})"
    picked = [dialect.named(name) for name in kept]
    if framed.picked:
        picked.append(_named(framed.picked, dialect))
    return f"SELECT {', '.join(picked)} FROM ({found})"


def _named(columns: dict[str, str], dialect: SqlDialect) -> str:
    return ", ".join(f"{column} AS {dialect.named(name)}" for name, column in columns.items())


class Beforehand:
    """Adds to tables what is worked out by Python; Polars finds the different rows, whichever engine runs the rest."""

    def __init__(self, worked_out: WorkedOut) -> None:
        """Keep what that is."""
        self._worked_out = worked_out

    @cached_property
    def _steps(self) -> list[tuple[Step, Framed[polars.Expr]]]:
        from engine.compiled.polars_dialect import PolarsDialect  # noqa: PLC0415 - where a guideline has any

        scales = self._worked_out.scales
        steps = self._worked_out.steps
        return [(step, Framed([*step.of, step.where], scales, PolarsDialect())) for step in steps]

    def added(self, table: polars.DataFrame) -> polars.DataFrame:
        """The table, with the columns that the circuit asks for."""
        for step, framed in self._steps:
            table = _with_step(table, step, framed)
        return table


def _with_step(table: polars.DataFrame, step: Step, framed: Framed[polars.Expr]) -> polars.DataFrame:
    import polars  # noqa: PLC0415 - as above

    of = dict.fromkeys(name for wire in step.of for name in framed.outputs[wire].columns.values())
    names, where = list(of), framed.outputs[step.where].columns
    types = {asked.name: _type(asked) for asked in step.asked}
    made = outputs_of(table, framed, table.columns)
    asked_of = made.filter(polars.col(where[0])) if where else made
    different = asked_of.select(names).unique() if names else polars.DataFrame({"": [0]})
    told = [step.told(framed.outputs, names, row[: len(names)]) for row in different.iter_rows()]
    added = polars.concat([different, polars.DataFrame(told, schema=types, orient="row")], how="horizontal")
    if names:
        made = made.join(added, on=names, how="left", maintain_order="left")
    else:
        made = made.join(added, how="cross", maintain_order="left")
    unasked = [polars.col(asked.name).fill_null(asked.unasked) for asked in step.asked]
    return made.with_columns(unasked).select(*table.columns, *types)


def _type(asked: Asked) -> type[polars.DataType]:
    import polars  # noqa: PLC0415 - as above

    if asked.wire.kind == "bit":
        return polars.Boolean
    return polars.String if asked.scale is None else polars.Int64
