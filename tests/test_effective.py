"""`effective DATE to DATE`: an assessment outside these days says so before anything else."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from engine.assessment import Assessment
from engine.library import GuidelineRefused, evaluate, load_text
from guideline_app.cli import main
from guideline_app.report import assessment_text
from guideline_dsl.read_graph import read_graph
from visualize.deck import deck

TEXT = """\
guideline example "Example"
  version 1.0.0
  effective 2021-01-01 to 2024-08-30
  status "draft"

references
  1  guideline  "A document"

facts
  age  0 to 120 years

advise rest "Rest"
  when age >= 18 years
    note "Rest helps."
    cite [1]
"""


def assessed(text: str, day: date) -> Assessment:
    return evaluate(load_text(text), {"facts": {"age": "20 years"}, "medicines": []}, day)


@pytest.mark.parametrize("day", [date(2021, 1, 1), date(2023, 5, 6), date(2024, 8, 30)])
def test_the_first_and_the_last_day_are_days_of_effect(day: date) -> None:
    found = assessed(TEXT, day)
    assert (found.in_effect, found.not_in_effect) == ("yes", "")
    assert "NOT IN EFFECT" not in assessment_text(found)
    assert "effective from 2021-01-01 to 2024-08-30" in assessment_text(found)


@pytest.mark.parametrize("day", [date(2020, 12, 31), date(2024, 8, 31), date(1970, 1, 1), date(9999, 12, 31)])
def test_any_other_day_is_said_to_be_outside_before_anything_is_recommended(day: date) -> None:
    found = assessed(TEXT, day)
    assert found.in_effect == "no"
    assert day.isoformat() in found.not_in_effect
    text = assessment_text(found)
    assert text.index("NOT IN EFFECT") < text.index("STATUS") < text.index("Rest helps.")
    assert found.outcomes[0].kind == "shown", "the guideline is still read: who asks knows why"


def test_without_an_end_a_guideline_stays_in_effect() -> None:
    text = TEXT.replace(" to 2024-08-30", "")
    assert assessed(text, date(2400, 1, 1)).in_effect == "yes"
    assert assessed(text, date(2020, 12, 31)).in_effect == "no"


def test_a_guideline_that_does_not_say_is_not_called_effective() -> None:
    found = assessed(TEXT.replace("  effective 2021-01-01 to 2024-08-30\n", ""), date(2030, 1, 1))
    assert (found.in_effect, found.not_in_effect) == ("unknown", "")


@pytest.mark.parametrize(
    "days", ["2024-08-30 to 2021-01-01", "2021-02-29", "2021-01-01 to 2021-13-01", "soon"]
)
def test_days_that_are_none_or_reversed_are_refused(days: str) -> None:
    with pytest.raises(GuidelineRefused):
        load_text(TEXT.replace("2021-01-01 to 2024-08-30", days))


def test_one_day_is_a_stretch_of_days() -> None:
    text = TEXT.replace("2021-01-01 to 2024-08-30", "2024-02-29 to 2024-02-29")
    assert assessed(text, date(2024, 2, 29)).in_effect == "yes"
    assert assessed(text, date(2024, 3, 1)).in_effect == "no"


def test_the_days_are_part_of_the_content_and_of_the_json_form() -> None:
    graph = load_text(TEXT)
    assert read_graph(graph.to_json()) == graph
    assert load_text(TEXT.replace("2024-08-30", "2024-08-31")).hash != graph.hash


def test_a_drawing_names_the_days() -> None:
    assert "Effective 2021-01-01 to 2024-08-30" in deck(load_text(TEXT)).footer[0]


def test_a_used_guideline_that_is_not_in_effect_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "base.guideline").write_text(
        'guideline base "Base"\n  version 2.0.0\n  effective 2019-01-01 to 2020-01-01\n\n'
        "facts\n  age  0 to 120 years\n",
        encoding="utf-8",
    )
    user = TEXT.replace("  status", "  use base\n  status").replace("facts\n  age  0 to 120 years\n\n", "")
    (tmp_path / "example.guideline").write_text(user, encoding="utf-8")
    (tmp_path / "patient.json").write_text(
        '{"facts": {"age": "20 years"}, "medicines": []}', encoding="utf-8"
    )
    files = [str(tmp_path / "example.guideline"), str(tmp_path / "patient.json")]
    assert main(["evaluate", *files, "--as-of", "2022-01-01", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["in_effect"] == "yes"
    assert "base 2.0.0, which is effective 2019-01-01 to 2020-01-01" in said["not_in_effect"]
