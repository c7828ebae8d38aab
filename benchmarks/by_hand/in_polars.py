"""The whole guideline in Polars, by hand: each column of the results of `guideline cohort`, equally exact.

Numbers are read in thousandths, and all that is compared or told is a whole number until it is written.

Declared absent: numbers with more than three decimals; frequencies in other words than the guideline's; medicines it
does not declare; times of day.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from benchmarks.by_hand.polars_table import PolarsTable
from benchmarks.by_hand.table_said import results
from guideline_dsl.version import ENGINE_VERSION


def answers(table: pl.LazyFrame, as_of: date, guideline: str) -> pl.LazyFrame:
    """The results; `guideline` is the hash of the guideline."""
    made = PolarsTable({**table.collect_schema(), "row": pl.Int64()}, as_of)
    told = made.told(results(made, "id", as_of.isoformat(), guideline, ENGINE_VERSION))
    found = table.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
    for step in made.steps:
        found = found.with_columns(step)
    return found.select(told)
