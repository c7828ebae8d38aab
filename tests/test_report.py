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
from engine.library import evaluate, load_file, load_text
from guideline_app.report import assessment_text
from guideline_app.wrapping import WIDTH
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


LADDER = """
guideline ladder "Ladder"
  version  1.0.0
  language en
  status   "draft"

medicines
  alpha  steroid  tablets 5 mg, 20 mg

taper alpha
  start  from 2 weeks
  every  1 to 2 weeks
  steps  40, 20, 10 mg/day
  end    "And then?"
"""


def ladder_text(**details: str) -> str:
    graph = load_text(LADDER)
    medicine = {"name": "alpha", "dose": "50 mg/day", **details}
    text = assessment_text(evaluate(graph, {"facts": {}, "medicines": [medicine]}, AS_OF))
    return text.partition("REDUCING\n")[2].partition("\n\n")[0]


NO_MEDICINES = """\
guideline counted "Counted"
  version 1.0.0
references
  1 book "A book"
facts
  fever yes | no
score points_so_far "Points so far"
  1 point when fever
  cite [1]
"""


def test_a_guideline_without_medicines_says_nothing_of_what_is_taken_unless_it_was_told() -> None:
    graph = load_text(NO_MEDICINES)
    silent = assessment_text(evaluate(graph, {"facts": {"fever": True}}, AS_OF))
    assert "TAKEN NOW" not in silent
    empty = assessment_text(evaluate(graph, {"facts": {}, "medicines": []}, AS_OF))
    assert "TAKEN NOW" not in empty
    taken = {"facts": {}, "medicines": [{"name": "aspirin", "classes": []}]}
    assert "TAKEN NOW\n  aspirin" in assessment_text(evaluate(graph, taken, AS_OF))


def test_a_reduction_whose_steps_have_a_range_gives_the_earliest_and_the_latest_start_of_each() -> None:
    assert (
        ladder_text(since="2026-11-01", starting_dose="50 mg/day")
        == """\
  alpha: recommended
    now 50 mg/day; a step is due now, on 2026-11-30
    50 mg/day is off the ladder, beside 40 mg/day
    step  starts                    dose       lasts         tablets a day  so far in all
    1     2026-11-30                40 mg/day  1 to 2 weeks  2 x 20 mg             280 mg
    2     2026-12-07 to 2026-12-14  20 mg/day  1 to 2 weeks  1 x 20 mg             420 mg
    3     2026-12-14 to 2026-12-28  10 mg/day  1 to 2 weeks  2 x 5 mg              490 mg
    In total 490 mg, each step at its shortest; tablets: 21 x 20 mg, 14 x 5 mg
    At the end: And then?"""
    )


def test_a_reduction_whose_first_day_is_open_counts_from_it() -> None:
    text = ladder_text()
    assert "now 50 mg/day; open whether due" in text
    assert "1     when due            40 mg/day" in text
    assert "3     after 2 to 4 weeks  10 mg/day" in text
