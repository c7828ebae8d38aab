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
        return [(step, Framed(step.of, scales, PolarsDialect())) for step in self._worked_out.steps]

    def added(self, table: polars.DataFrame) -> polars.DataFrame:
        """The table, with the columns that the circuit asks for."""
        for step, framed in self._steps:
            table = _with_step(table, step, framed)
        return table


def _with_step(table: polars.DataFrame, step: Step, framed: Framed[polars.Expr]) -> polars.DataFrame:
    import polars  # noqa: PLC0415 - as above

    names = list(framed.picked)
    types = {asked.name: _type(asked) for asked in step.asked}
    if not names:
        cells = step.told(framed.outputs, names, ())
        return table.with_columns(
            polars.lit(cell, dtype=kind).alias(name)
            for (name, kind), cell in zip(types.items(), cells, strict=True)
        )
    made = with_outputs(table.lazy(), framed, table.columns).collect(engine="streaming")
    different = made.select(names).unique()
    told = [step.told(framed.outputs, names, row) for row in different.iter_rows()]
    added = polars.concat([different, polars.DataFrame(told, schema=types, orient="row")], how="horizontal")
    return made.join(added, on=names, how="left", maintain_order="left").drop(names)


def _type(asked: Asked) -> type[polars.DataType]:
    import polars  # noqa: PLC0415 - as above

    if asked.wire.kind == "bit":
        return polars.Boolean
    return polars.String if asked.scale is None else polars.Int64
