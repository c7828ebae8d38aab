"""A framed circuit run over a table: by Polars layer on layer, in SQL as queries within queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.compiled.frames import Framed
from engine.compiled.sql_dialect import SqlDialect

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
