"""The JSON Schemas of what the command prints and reads as JSON, patients apart; and reading an assessment back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel

from engine.assessment import Assessment
from engine.difference_form import DifferenceShown
from engine.review_file import Review
from engine.signoff_form import SignOffShown
from engine.together_assessment import TogetherAssessment, VersionsCompared

_MODELS: Mapping[str, type[BaseModel]] = {
    "assessment": Assessment,
    "together": TogetherAssessment,
    "versions": VersionsCompared,
    "difference": DifferenceShown,
    "review": Review,
    "signoff": SignOffShown,
}


def assessment_schema() -> dict[str, Any]:
    """The JSON Schema of `Assessment.to_json`: every field is always there, and no other."""
    return schema_of("assessment")


Described = Literal["assessment", "together", "versions", "difference", "review", "signoff"]


def schema_of(kind: Described) -> dict[str, Any]:
    """The JSON Schema of what one guideline, several together, or versions of one come to, or of a review."""
    if kind == "review":  # which people write too, and may leave a comment out of
        return _MODELS[kind].model_json_schema()
    schema = _MODELS[kind].model_json_schema(mode="serialization")
    for described in (schema, *schema["$defs"].values()):
        if described.get("type") == "object":
            described["required"] = list(described["properties"])
    return schema


def read_assessment(text: str | bytes) -> Assessment:
    """The assessment that `to_json` wrote.

    Raises pydantic.ValidationError when a field is missing, unknown or of the wrong kind.
    """
    return Assessment.model_validate_json(text)
