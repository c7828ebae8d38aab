"""Every guideline that is shipped is without findings, in the one layout, tested throughout, and says its status."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.library import compare_versions, evaluate, evaluate_together, load_file
from guideline_app.checking import check_files
from guideline_app.formatting import compare_files
from guideline_app.report import assessment_text
from guideline_app.testing import test_files as run_cases_of
from guideline_dsl.parse import parse
from guideline_dsl.syntax import Case
from tests.shares import one_in

SHIPPED = Path(__file__).parent.parent / "guidelines"
AS_OF = date(2026, 1, 31)
LISTED = {"acute_kidney_injury": 16, "atrial_fibrillation": 13, "news2": 11, "pneumonia": 8}
"""How many expected values the list of sources gives, by folder; each is a case marked C or H."""
GUIDELINES = [file for folder in LISTED for file in sorted((SHIPPED / folder).glob("*.guideline"))]
PATIENTS = [file for folder in LISTED for file in sorted((SHIPPED / folder / "patients").glob("*.json"))]


@pytest.mark.parametrize("file", one_in(3, GUIDELINES), ids=lambda file: file.stem)
def test_it_has_no_findings_and_is_in_the_one_layout(file: Path) -> None:
    assert check_files([str(file)], "text").text.startswith("no findings")
    assert compare_files([str(file), str(file.with_suffix(".cases"))]).text == ""


@pytest.mark.parametrize("file", one_in(3, GUIDELINES), ids=lambda file: file.stem)
def test_its_cases_pass_and_exercise_every_statement(file: Path) -> None:
    tested = run_cases_of([str(file)])
    assert (tested.failed, "is exercised by no case" in tested.text) == (False, False), tested.text


@pytest.mark.parametrize("folder", LISTED)
def test_every_listed_value_is_a_case_with_its_mark(folder: str) -> None:
    marked = [
        item.title.value
        for file in sorted((SHIPPED / folder).glob("*.cases"))
        for item in parse(file.read_text(encoding="utf-8")).file.items
        if isinstance(item, Case) and item.title.value.startswith(("C: ", "H: ", "C and H: "))
    ]
    assert len(marked) == LISTED[folder], marked


@pytest.mark.parametrize(
    "file", one_in(5, PATIENTS), ids=lambda file: f"{file.parent.parent.name}-{file.stem}"
)
def test_every_example_patient_is_answered_with_the_status(file: Path) -> None:
    for guideline in sorted(file.parent.parent.glob("*.guideline")):
        assessment = evaluate(load_file(guideline), file.read_text(encoding="utf-8"), AS_OF)
        assert {outcome.kind for outcome in assessment.outcomes} != {"outside scope"}
        assert "not for care" in " ".join(assessment_text(assessment).split())


def test_without_the_urea_the_report_gives_the_range_and_the_place_by_crb_65() -> None:
    folder = SHIPPED / "pneumonia"
    patient = (folder / "patients/urea_not_measured.json").read_text(encoding="utf-8")
    text = assessment_text(evaluate(load_file(folder / "pneumonia.guideline"), patient, AS_OF))
    text = " ".join(text.split())
    assert "CURB-65: 1 to 2 points" in text
    assert "0 to 1 point: urea > 7 mmol/L (urea: not recorded)" in text
    assert "by CRB-65: RECOMMENDED" in text


def test_the_severity_of_pneumonia_is_shown_in_german_throughout() -> None:
    folder = SHIPPED / "pneumonia"
    patient = (folder / "patients/urea_not_measured.json").read_text(encoding="utf-8")
    graph = load_file(folder / "pneumonia.guideline")
    assessment = evaluate(graph, patient, AS_OF, "de")
    assert assessment.untranslated == ()
    text = " ".join(assessment_text(assessment).split())
    assert "Schweregrad nach CURB-65: leicht oder mittelschwer" in text.replace(" or ", " oder ")
    assert "[en]" not in text


def test_two_versions_of_one_guideline_stand_side_by_side() -> None:
    """By both a woman with hypertension has one point that counts; the points are 2 and 1."""
    folder = SHIPPED / "atrial_fibrillation"
    older, newer = (load_file(folder / f"atrial_fibrillation{year}.guideline") for year in ("", "_2024"))
    patient = (folder / "patients/woman_with_hypertension.json").read_text(encoding="utf-8")
    compared = compare_versions((newer, older), patient, AS_OF)
    assert [assessment.guideline.version for assessment in compared.assessments] == ["2020.1.0", "2024.1.0"]
    rows = {row.name: row for row in compared.rows}
    assert not rows["considered_anticoagulation"].differs
    assert [says.kind for says in rows["considered_anticoagulation"].versions] == [
        "recommended",
        "recommended",
    ]


def test_kidney_injury_and_myositis_disagree_about_tacrolimus() -> None:
    """Each plan stands by itself; the one continues what the other stops, and apixaban is no matter between them."""
    files = (
        "inflammatory_myopathy/inflammatory_myopathy",
        "atrial_fibrillation/atrial_fibrillation_2024",
        "acute_kidney_injury/acute_kidney_injury",
    )
    graphs = [load_file(SHIPPED / f"{file}.guideline") for file in files]
    patient = (SHIPPED / "together/kidney_injury_under_tacrolimus.json").read_text(encoding="utf-8")
    together = evaluate_together(graphs, patient, AS_OF)
    assert [assessment.acceptable for assessment in together.assessments] == ["yes", "yes", "yes"]
    assert together.acceptable == "no"
    critical = [conflict for conflict in together.conflicts if conflict.severity == "critical"]
    assert [(each.kind, each.about, each.certain) for each in critical] == [
        ("given and stopped", "tacrolimus", True)
    ]
    assert {side.guideline for side in critical[0].sides} == {"acute_kidney_injury", "inflammatory_myopathy"}
    says = {
        one.guideline.id: {outcome.decision: outcome.kind for outcome in one.outcomes}
        for one in together.assessments
    }
    assert says["atrial_fibrillation"]["anticoagulation"] == "recommended"
