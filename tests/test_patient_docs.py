"""docs/patient.md is true: each patient on it is read, or refused with exactly the text that follows it."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from engine.patient import PatientRefused, read_patient
from engine.patient_doses import frequency_of
from engine.patient_json import DEEPEST, LARGEST_INPUT, LONGEST_TEXT
from engine.patient_medicines import MEDICINE_KEYS
from engine.patient_problems import MOST_PROBLEMS
from engine.patient_schema import patient_schema
from tests.patient_sample import AS_OF, graph_of

PAGE = (Path(__file__).parents[1] / "docs" / "patient.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```([a-z ]+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
GRAPH = graph_of(next(text for kind, text in BLOCKS if kind == "guideline"))
READ = [text for kind, text in BLOCKS if kind == "json"]
REFUSED = [
    (text, BLOCKS[index + 1][1]) for index, (kind, text) in enumerate(BLOCKS) if kind == "json refused"
]


def test_every_block_is_of_a_known_kind() -> None:
    assert {kind for kind, _ in BLOCKS} == {"guideline", "json", "json refused", "text", "python"}
    assert len(REFUSED) == sum(kind == "text" for kind, _ in BLOCKS)


@pytest.mark.parametrize("text", READ)
def test_a_patient_of_the_page_is_read(text: str) -> None:
    read_patient(text, GRAPH, AS_OF)


@pytest.mark.parametrize(("text", "says"), REFUSED)
def test_a_refused_patient_of_the_page_is_refused_in_these_words(text: str, says: str) -> None:
    with pytest.raises(PatientRefused) as refused:
        read_patient(text, GRAPH, AS_OF)
    assert str(refused.value) + "\n" == says


def test_the_python_of_the_page_runs() -> None:
    for kind, text in BLOCKS:
        if kind == "python":
            exec(compile(text, "docs/patient.md", "exec"), {"graph": GRAPH})


def test_the_keys_and_frequencies_of_the_page_are_those_of_the_reader() -> None:
    table = PAGE[PAGE.index("| key | |") : PAGE.index("- An amount without")]
    named = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    assert [key for cell in named for key in re.findall(r"`(\w+)`", cell)] == list(MEDICINE_KEYS)
    (row,) = [line for line in table.splitlines() if line.startswith("| `frequency`")]
    assert all(frequency_of(words) for words in re.findall(r"`([^`]+)`", row.split("|")[2]))


def test_the_limits_of_the_page_are_those_of_the_reader() -> None:
    for limit in (LARGEST_INPUT, LONGEST_TEXT, MOST_PROBLEMS):
        assert f"{limit:,}" in PAGE
    assert DEEPEST > 5


def test_the_schema_takes_the_patients_of_the_page() -> None:
    for text in READ:
        Draft202012Validator(patient_schema(GRAPH)).validate(json.loads(text))
