"""The JSON form of an assessment, its schema, and reading one back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pydantic
import pytest

from engine.assessment import Assessment, Figure
from engine.assessment_schema import assessment_schema, read_assessment
from engine.library import evaluate, load_file
from guideline_dsl.graph import DecisionGraph
from tests.shares import one_in

SHIPPED = Path(__file__).parent.parent / "guidelines" / "inflammatory_myopathy"
PATIENTS = sorted((SHIPPED / "patients").glob("*.json"))
EACH_PATIENT = pytest.mark.parametrize("patient", one_in(3, PATIENTS), ids=lambda file: file.stem)


@pytest.fixture(scope="module")
def shipped() -> DecisionGraph:
    return load_file(SHIPPED / "inflammatory_myopathy.guideline")


def assess(graph: DecisionGraph, patient: Path) -> Assessment:
    return evaluate(graph, patient.read_text(encoding="utf-8"), date(2026, 11, 30))


def test_the_schema_is_a_schema_and_leaves_nothing_open() -> None:
    schema = assessment_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    objects = [part for part in (schema, *schema["$defs"].values()) if part["type"] == "object"]
    assert all(part["additionalProperties"] is False for part in objects)
    assert all(part["required"] == list(part["properties"]) for part in objects)


@EACH_PATIENT
def test_an_assessment_fits_its_schema(shipped: DecisionGraph, patient: Path) -> None:
    jsonschema.validate(json.loads(assess(shipped, patient).to_json()), assessment_schema())


@EACH_PATIENT
def test_an_assessment_is_read_back_as_it_was(shipped: DecisionGraph, patient: Path) -> None:
    assessment = assess(shipped, patient)
    assert read_assessment(assessment.to_json()) == assessment
    assert read_assessment(assessment.to_json(indent=2)) == assessment


def test_the_same_assessment_gives_the_same_bytes(shipped: DecisionGraph) -> None:
    assert assess(shipped, PATIENTS[0]).to_json() == assess(shipped, PATIENTS[0]).to_json()


def test_what_is_no_assessment_is_not_read(shipped: DecisionGraph) -> None:
    form = json.loads(assess(shipped, PATIENTS[0]).to_json())
    for wrong in ({}, [], {**form, "scope": "perhaps"}, {**form, "as_of": "yesterday"}):
        with pytest.raises(pydantic.ValidationError):
            read_assessment(json.dumps(wrong))


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("35", "35"),
        ("0.1", "0.1"),
        ("73.19", "73.19"),
        ("1E+3", "1000"),
        ("0.1234567890123456789", '"0.1234567890123456789"'),
        ("12345678901234567890", '"12345678901234567890"'),
    ],
)
def test_a_number_is_written_so_that_it_reads_back_as_the_same_decimal(
    shipped: DecisionGraph, number: str, written: str
) -> None:
    form = Figure(value=Decimal(number), unit="mg").model_dump_json()
    assert form == f'{{"value":{written},"unit":"mg","exact":true}}'
    assert Decimal(str(json.loads(form, parse_float=Decimal)["value"])) == Decimal(number)
