"""A definition with a title is a result: shown with its value, what it was computed by, and what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.assessment import Assessment, ValueShown
from engine.library import compile_text, evaluate
from guideline_app.report import assessment_text

TEXT = """\
guideline results "Results"
  version  1.0.0
  for      age >= 18 years

references
  1  book  "Formulas"
  2  book  "Of a result only"

facts
  age      0 to 120 years
  weight   2 to 300 kg
  height   40 to 230 cm
  smoker   yes | no
    assume no when not recorded "taken for granted here"
  visit    date

define body_mass_index "Body mass index" as weight / (height in cm / 100 * 1 m) ^ 2
  cite [1]

define without_title as weight in kg * 2
  cite [1]

define risk "Risk"
  high when smoker or body_mass_index >= 35 kg/m2
  otherwise low
  assuming read_so

define fraction "Fraction" as 1 / (weight in kg - 70)
  cite [1]

define small "Size of the small"
  weight * 2 when weight < 50 kg
  otherwise none
  cite [1]

define old "Old" by age
  no   for less than 65 years
  yes  for 65 years or more
  cite [1]

define last_visit "Last visit" as visit
  cite [2]

define some_visit as visit >= 2026-01-01 and without_title > 3
  cite [1]

assumption read_so "The risk is read so."

advise visits "Visits"
  when some_visit
    note "Seen this year"
    cite [1]
"""


def assessed(**facts: Any) -> Assessment:
    graph = compile_text(TEXT).graph
    assert graph is not None
    return evaluate(graph, {"facts": facts}, date(2026, 1, 31))


def shown(**facts: Any) -> dict[str, ValueShown]:
    return {value.name: value for value in assessed(**facts).values}


def test_what_has_a_title_is_shown_and_nothing_else() -> None:
    values = shown(age="70 years", weight="80 kg", height="200 cm", visit="2026-01-02")
    assert {value.title: value.text for value in values.values()} == {
        "Body mass index": "20 kg/m2",
        "Risk": "low",
        "Fraction": "0.1",
        "Size of the small": "no such number for this patient",
        "Old": "yes",
        "Last visit": "2026-01-02",
    }
    index = values["body_mass_index"]
    assert index.facts == ("weight = 80 kg", "height = 200 cm")
    assert index.amount is not None
    assert (index.amount.lower.value, index.amount.lower.unit) == (20, "kg/m2")
    assert index.missing == index.reasons == ()
    assert [citation.references for citation in index.citations] == [(1,)]


def test_what_is_not_known_is_shown_as_such_with_what_is_missing() -> None:
    values = shown(age="70 years", weight="80 kg")
    index = values["body_mass_index"]
    assert index.text == "unknown (15.12 to 500 kg/m2)"
    assert index.amount is not None
    assert index.amount.lower.value < index.amount.upper.value
    assert values["body_mass_index"].missing == ("height",)
    assert (values["risk"].text, values["risk"].missing) == ("high or low", ("height",))
    assert values["last_visit"].text == "unknown"


def test_the_words_of_a_choice_stand_as_in_the_file_and_in_the_language_that_is_shown() -> None:
    text = TEXT.replace("  version  1.0.0\n", "  version  1.0.0\n  language en\n", 1).replace(
        "high when", "rising when"
    )
    text += '\ntexts de\n  low  "niedrig"\n'
    graph = compile_text(text).graph
    assert graph is not None
    assessment = evaluate(graph, {"facts": {"age": "70 years"}}, date(2026, 1, 31), "de")
    (risk,) = [value for value in assessment.values if value.name == "risk"]
    assert risk.text == "rising [en] or niedrig"


def test_a_number_that_cannot_be_had_says_why() -> None:
    fraction = shown(age="70 years", weight="70 kg")["fraction"]
    assert (fraction.text, fraction.missing) == ("unknown", ())
    assert len(fraction.reasons) == 1


def test_what_a_result_cites_is_among_the_references() -> None:
    assert [reference.number for reference in assessed(age="70 years").references] == [1, 2]
    assert [reference.number for reference in assessed(age="17 years").references] == [1]


def test_what_it_rests_on_is_named() -> None:
    assessment = assessed(age="70 years", weight="80 kg", height="200 cm")
    risk = next(value for value in assessment.values if value.name == "risk")
    assert risk.assumptions == ("read_so",)
    assert risk.provisional == ("smoker = no (assumed, not recorded: taken for granted here)",)
    assert [used.name for used in assessment.assumptions] == ["read_so"]


def test_outside_the_scope_nothing_is_computed() -> None:
    assert shown(age="17 years", weight="80 kg") == {}
    assert shown(weight="80 kg") == {}


def test_the_report_shows_it() -> None:
    text = assessment_text(assessed(age="70 years", weight="80 kg"))
    section = text.partition("VALUES\n")[2].partition("\n\n")[0]
    assert section.startswith(
        "  Body mass index: unknown (15.12 to 500 kg/m2) [1]\n"
        "      weight = 80 kg; height: not recorded\n      depends on: height\n"
    )
    assert "  Old: yes [1]\n      age = 70 years\n" in section


def test_a_title_saves_a_definition_from_being_unused() -> None:
    findings = compile_text(TEXT.replace("smoker or body_mass_index >= 35 kg/m2", "smoker")).findings
    assert [finding.code for finding in findings] == []
    findings = compile_text(TEXT.replace('define fraction "Fraction" as', "define fraction as")).findings
    assert [finding.code for finding in findings] == ["unused-definition"]
