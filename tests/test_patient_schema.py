"""The JSON Schema of a guideline's patients says what the reader expects, as far as a schema can."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.patient import PatientRefused, read_patient
from engine.patient_schema import patient_schema
from tests.patient_sample import AS_OF, GRAPH

SCHEMA = patient_schema(GRAPH)


def test_it_is_a_schema_of_2020_12() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_it_names_the_guideline_it_is_for() -> None:
    assert SCHEMA["title"] == "A patient, for: A sample"
    assert GRAPH.hash in SCHEMA["$comment"]


def test_it_is_written_as_json_and_is_the_same_each_time() -> None:
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert json.dumps(patient_schema(GRAPH)) == json.dumps(SCHEMA)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("weight", "a mass from 2 to 300 kg; a value holds for 30 days"),
        ("creatinine", "a concentration (mass per volume) from 0.1 to 40 mg/dL (or in `umol/L`)"),
        ("sex", "one of `female` or `male`"),
        ("pregnant", "yes or no; only when sex is female"),
        ("diagnosed", "a date as year-month-day"),
    ],
)
def test_a_fact_is_described_in_words(name: str, says: str) -> None:
    assert SCHEMA["properties"]["facts"]["properties"][name]["description"] == says


@pytest.mark.parametrize(
    "patient",
    [
        {},
        {"facts": {}, "medicines": [], "done": {}},
        {"facts": {"weight": "70 kg", "age": {"value": 40, "unit": "years", "on": "2026-11-01"}}},
        {"facts": {"weight": {"value": "70.5", "unit": "kg"}, "creatinine": "88.4 umol/L"}},
        {"facts": {"weight": {"value": 300, "unit": "kg"}, "egfr": "60 mL/min/1.73m2"}},
        {"facts": {"joints": 3, "diabetes": "yes", "pregnant": {"value": False, "source": "asked"}}},
        {"facts": {"joints": "3", "sex": "female", "diagnosed": "2026-01-05"}},
        {"medicines": [{"name": "prednisone", "dose": "60 mg/day", "since": "2026-10-01"}]},
        {"medicines": [{"name": "methotrexate", "dose": "15 mg", "frequency": "once weekly"}]},
        {"medicines": [{"name": "herbal tea", "classes": ["supplement"]}, {"name": "another tea"}]},
        {"done": {"dexa_scan": {"on": "2026-05-01"}, "muscle_mri": False}},
        {"done": {"dexa_scan": {"done": "yes"}}},
    ],
)
def test_a_good_patient_is_valid_and_read(patient: dict[str, Any]) -> None:
    Draft202012Validator(SCHEMA).validate(patient)
    read_patient(json.dumps(patient), GRAPH, AS_OF)


@pytest.mark.parametrize(
    "patient",
    [
        [],
        {"fact": {}},
        {"facts": {"wieght": "70 kg"}},
        {"facts": {"adult_woman": True}},
        {"facts": {"weight": 70}},
        {"facts": {"weight": "70"}},
        {"facts": {"weight": "kg"}},
        {"facts": {"weight": {"value": 70}}},
        {"facts": {"weight": {"value": 301, "unit": "kg"}}},
        {"facts": {"weight": {"value": -1, "unit": "kg"}}},
        {"facts": {"weight": {"unit": "kg"}}},
        {"facts": {"weight": None}},
        {"facts": {"joints": 21}},
        {"facts": {"diabetes": 1}},
        {"facts": {"diabetes": "Yes"}},
        {"facts": {"diabetes": {"value": True, "unit": "kg"}}},
        {"facts": {"sex": "unknown"}},
        {"facts": {"diagnosed": "5 January 2026"}},
        {"facts": {"weight": {"value": "70 kg", "on": "yesterday"}}},
        {"medicines": None},
        {"medicines": [{}]},
        {"medicines": [{"name": "corticosteroid"}]},
        {"medicines": [{"name": "prednisone", "frequency": "daily"}]},
        {"medicines": [{"name": "prednisone", "dose": 60}]},
        {"medicines": [{"name": "prednisone", "for": "6 weeks", "since": "2026-10-01"}]},
        {"medicines": [{"name": "tea", "classes": ["drink"]}]},
        {"done": {"dexa": True}},
        {"done": {"dexa_scan": {}}},
        {"done": {"dexa_scan": "2026-05-01"}},
    ],
)
def test_a_bad_patient_is_invalid_and_refused(patient: Any) -> None:
    assert not Draft202012Validator(SCHEMA).is_valid(patient)
    with pytest.raises(PatientRefused):
        read_patient(json.dumps(patient), GRAPH, AS_OF)
