"""The columns of a table of patients, and of a table of results, described: as an empty table, and as JSON."""

from __future__ import annotations

import csv
import io

from engine.cohort.columns import listed_columns
from engine.cohort.results import Results
from guideline_dsl.graph import DecisionGraph


def table_head(graph: DecisionGraph) -> str:
    """The first line of a CSV table with every column that it may have."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerow([column.name for column in listed_columns(graph)])
    return written.getvalue()


def columns_described(graph: DecisionGraph) -> dict[str, object]:
    """The columns of patients, with what a cell holds and the unit of a plain number, and those of results."""
    return {
        "guideline": graph.head.name,
        "hash": graph.hash,
        "patients": [
            {"name": c.name, "holds": c.kind, "unit": c.unit, "about": c.of, "says": c.says}
            for c in listed_columns(graph)
        ],
        "results": [{"name": c.name, "holds": c.type, "says": c.says} for c in Results(graph).columns],
    }
