"""An assessment as text. The whole texts are in golden/report/, one for each patient there.

After a change that is meant, `RECORD_GOLDEN=1 python -m pytest tests/test_report.py` writes them anew; the
change of the texts is then read like any other.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from engine.assessment import Assessment
from engine.library import evaluate, load_file
from guideline_app.report import WIDTH, assessment_text
from guideline_dsl.graph import DecisionGraph

GOLDEN = Path(__file__).parent / "golden" / "report"
SHIPPED = Path(__file__).parent.parent / "guidelines" / "inflammatory_myopathy"
PATIENTS = sorted(file.stem for file in GOLDEN.glob("*.json"))
AS_OF = date(2026, 11, 30)
SHIPPED_PATIENTS = sorted((SHIPPED / "patients").glob("*.json"))


@pytest.fixture(scope="module")
def sample() -> DecisionGraph:
    return load_file(GOLDEN / "sample.guideline")


@pytest.fixture(scope="module")
def shipped() -> DecisionGraph:
    return load_file(SHIPPED / "inflammatory_myopathy.guideline")


def assess(graph: DecisionGraph, patient: Path) -> Assessment:
    return evaluate(graph, patient.read_text(encoding="utf-8"), AS_OF)


@pytest.mark.parametrize("name", PATIENTS)
def test_the_report_reads_as_recorded(sample: DecisionGraph, name: str) -> None:
    text = assessment_text(assess(sample, GOLDEN / f"{name}.json"))
    recorded = GOLDEN / f"{name}.txt"
    if os.environ.get("RECORD_GOLDEN"):
        recorded.write_text(text, encoding="utf-8")
    assert text == recorded.read_text(encoding="utf-8")


@pytest.mark.parametrize("patient", SHIPPED_PATIENTS, ids=lambda file: file.stem)
def test_every_report_carries_the_review_status_and_who_spoke(shipped: DecisionGraph, patient: Path) -> None:
    assessment = assess(shipped, patient)
    text = assessment_text(assessment)
    head = " ".join(text.partition("\n\n")[0].split())
    for part in (
        shipped.head.title,
        shipped.head.version,
        shipped.hash[:12],
        assessment.input_hash[:12],
        "About 2026-11-30",
        f"STATUS: {shipped.head.status}",
        shipped.head.notice,
        "not a device, not validated",
    ):
        assert part in head


@pytest.mark.parametrize("patient", SHIPPED_PATIENTS, ids=lambda file: file.stem)
def test_nothing_that_matters_is_left_out(shipped: DecisionGraph, patient: Path) -> None:
    assessment = assess(shipped, patient)
    text = " ".join(assessment_text(assessment).split())
    said = [assessment.plan_statement]
    said += [alert.text for alert in assessment.alerts]
    said += [line.text for line in assessment.recommendations]
    said += [withheld.medicine for outcome in assessment.outcomes for withheld in outcome.withheld]
    said += [request.question for request in assessment.missing]
    said += [used.text for used in assessment.assumptions]
    said += [reference.text for reference in assessment.references]
    said += [promise.title for promise in assessment.promises]
    said += [note for outcome in assessment.outcomes for note in outcome.provisional]
    said += [
        message.text
        for outcome in assessment.outcomes
        for message in outcome.messages
        if message.shown != "no"
    ]
    for line in assessment.recommendations:
        if line.dosage is not None:
            said += list(line.dosage.arithmetic)
    assert [part for part in said if " ".join(part.split()) not in text] == []


@pytest.mark.parametrize("patient", SHIPPED_PATIENTS, ids=lambda file: file.stem)
def test_a_report_is_plain_text_of_a_printable_width(shipped: DecisionGraph, patient: Path) -> None:
    text = assessment_text(assess(shipped, patient))
    assert text.endswith("\n")
    assert max(map(len, text.splitlines())) <= WIDTH
    assert all(line == line.rstrip() for line in text.splitlines())
    assert text.replace("\n", "").isprintable()


def test_alerts_stand_before_everything_else(sample: DecisionGraph) -> None:
    text = assessment_text(assess(sample, GOLDEN / "under_treatment.json"))
    assert text.index("CRITICAL") < text.index("THE PLAN") < text.index("RECOMMENDED")
