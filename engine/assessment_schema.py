"""The JSON Schema of an assessment, and reading one back."""

from __future__ import annotations

from typing import Any

from engine.assessment import Assessment


def assessment_schema() -> dict[str, Any]:
    """The JSON Schema of `Assessment.to_json`: every field is always there, and no other."""
    schema = Assessment.model_json_schema(mode="serialization")
    for described in (schema, *schema["$defs"].values()):
        if described.get("type") == "object":
            described["required"] = list(described["properties"])
    return schema


def read_assessment(text: str | bytes) -> Assessment:
    """The assessment that `to_json` wrote.

    Raises pydantic.ValidationError when a field is missing, unknown or of the wrong kind.
    """
    return Assessment.model_validate_json(text)
