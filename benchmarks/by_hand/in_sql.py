"""The whole guideline in SQL for DuckDB, by hand: each column of the results of `guideline cohort`, equally exact.

The rules are those that in_polars.py tells Polars; what is absent there is absent here.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.by_hand.sql_table import SqlTable
from benchmarks.by_hand.table_said import results
from guideline_dsl.version import ENGINE_VERSION

SETTING = "set disabled_optimizers = 'common_subexpressions'"
"""Nothing is calculated twice here, and looking for it takes as long as all other planning together."""


def answers(connection: Any, source: Path, as_of: date, guideline: str) -> str:
    """The query of the results of a Parquet file; `guideline` is the hash of the guideline."""
    given = f"read_parquet('{source}', file_row_number = true)"
    described = connection.execute(f"describe select * from {given}").fetchall()
    made = SqlTable({name: kind for name, kind, *_ in described}, as_of.isoformat())
    told = made.told(results(made, "id", as_of.isoformat(), guideline, ENGINE_VERSION))
    told["row"] = '"file_row_number" + 1'
    return made.query(given, told)
