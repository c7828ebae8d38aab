"""The JSON Schema of an assessment, and reading one back: the only place that needs pydantic."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from engine.assessment import Assessment


def assessment_schema() -> dict[str, Any]:
    """The JSON Schema of `Assessment.to_json`: every field is always there, and no other."""
    schema = TypeAdapter(Assessment).json_schema()
    for described in (schema, *schema["$defs"].values()):
        if described.get("type") == "object":
            described["required"] = list(described["properties"])
            described["additionalProperties"] = False
    return schema


def read_assessment(text: str | bytes) -> Assessment:
    """The assessment that `to_json` wrote.

    Raises pydantic.ValidationError when a field is missing or of the wrong kind; other fields are ignored.
    """
    return TypeAdapter(Assessment).validate_json(text)
