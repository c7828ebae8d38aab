"""What is described for programs: the JSON Schemas of a guideline, and the columns of its tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from guideline_dsl.graph import DecisionGraph

if TYPE_CHECKING:
    from engine.assessment_schema import Described

    Shown = Described | Literal["patient", "table", "columns"]


def schema_text(graph: DecisionGraph, of: Shown) -> str:
    """The schema of that name, as JSON; of `table`, the first line of an empty one."""
    from engine.cohort.described import columns_described, table_head  # noqa: PLC0415 - only what is asked for

    match of:
        case "table":
            return table_head(graph)
        case "columns":
            described = columns_described(graph)
        case "patient":
            from engine.patient_schema import patient_schema  # noqa: PLC0415

            described = patient_schema(graph)
        case _:
            from engine.assessment_schema import schema_of  # noqa: PLC0415

            described = schema_of(of)
    return f"{json.dumps(described, indent=2, ensure_ascii=False)}\n"
