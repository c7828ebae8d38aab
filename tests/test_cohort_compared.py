"""`guideline cohort --compare`: whose advice an older version of a guideline has otherwise, and how it is told."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from engine.cohort.aligned import aligned
from engine.cohort.results import without_doses
from engine.library import load_text
from guideline_app.cli import main
from tests.cohort_sample import AS_OF, GUIDELINE, Ward

COLUMNS = "id,age,weight,diabetes,sex,pregnant,creatinine,medicines_known,taking.methotrexate,diagnosed\n"
ANNA = "anna,55,70,no,male,,1.2,yes,,2024-05-01\n"
OTTO = "otto,55,40,no,male,,0.8,yes,,2024-05-01\n"
MARY = "mary,30,60,yes,female,yes,0.8,yes,yes,2024-05-01\n"

engines = pytest.mark.parametrize(
    "engine",
    [
        "compiled",
        pytest.param("polars", marks=pytest.mark.skipif(find_spec("polars") is None, reason="no polars")),
    ],
)


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def compared(ward: Ward, engine: str, rows: str, *changes: tuple[str, str]) -> dict[str, Any]:
    """What is told of an older version, which is the sample with these changes."""
    summary = ward.folder / "s.json"
    older = older_version(ward, *changes)
    given = ["--engine", engine, "--compare", str(older), "--summary", str(summary)]
    assert ward.run(ward.table(COLUMNS + rows), *given) == 0
    found: dict[str, Any] = json.loads(summary.read_text(encoding="utf-8"))["compared"]
    return found


def older_version(ward: Ward, *changes: tuple[str, str]) -> Path:
    text = GUIDELINE
    for now, was in (*changes, ("1.0.0", "0.9.0")):
        assert now in text
        text = text.replace(now, was)
    older = ward.folder / "older.guideline"
    older.write_text(text, encoding="utf-8")
    return older


@engines
def test_a_decision_that_comes_to_something_else_is_told_with_a_patient(ward: Ward, engine: str) -> None:
    found = compared(ward, engine, ANNA + OTTO, ("creatinine < 2 mg/dL", "creatinine < 1 mg/dL"))
    assert (found["patients"], found["changed"]) == (2, 1)
    was, now = "nothing recommended", "recommended: start methotrexate 15 mg/week"
    one = {"patients": 1, "examples": [{"id": "anna", "was": was, "now": now}]}
    assert found["outcomes"] == {"sparing": {"nothing recommended -> recommended": one}}
    assert [(each["id"], each["patients"]) for each in found["newly"]] == [("decide:sparing/when:1", 1)]
    assert [each["title"] for each in found["no_longer"]] == ["Sparing agent: otherwise"]
    assert [(row["changed"], row["before"]) for row in ward.results()] == [
        ("sparing", "sparing: nothing recommended"),
        ("", ""),
    ]


@engines
def test_another_dose_of_the_same_recommendation_is_a_change_and_told_with_both(
    ward: Ward, engine: str
) -> None:
    dose = ("methotrexate 15 mg once weekly", "methotrexate 10 mg once weekly")
    by_weight = ("0.5 to 1 mg/kg/day", "0.5 to 0.75 mg/kg/day")
    found = compared(ward, engine, ANNA + OTTO, dose, by_weight)
    assert found["changed"] == 2
    step = "recommended -> recommended, another dose"
    assert {name: list(steps) for name, steps in found["outcomes"].items()} == {
        "sparing": [step],
        "steroid": [step],
    }
    assert found["outcomes"]["steroid"][step]["examples"] == [
        {
            "id": "anna",
            "was": "recommended: start prednisone 35 to 52.5 mg/day",
            "now": "recommended: start prednisone 35 to 60 mg/day",
        },
        {
            "id": "otto",
            "was": "recommended: start prednisone 20 to 30 mg/day",
            "now": "recommended: start prednisone 20 to 40 mg/day",
        },
    ]
    assert found["newly"] == found["no_longer"] == []
    assert ward.results()[0]["before"] == (
        "steroid: recommended: start prednisone 35 to 52.5 mg/day; "
        "sparing: recommended: start methotrexate 10 mg/week"
    )


@engines
def test_another_treatment_is_told_apart_from_another_dose(ward: Ward, engine: str) -> None:
    found = compared(ward, engine, OTTO, ("give methotrexate 15 mg once weekly", "do dexa_scan"))
    (step,) = found["outcomes"]["sparing"]
    assert step == "recommended -> recommended, something else"


@engines
def test_each_way_of_changing_has_patients_of_its_own(ward: Ward, engine: str) -> None:
    high = "".join(ANNA.replace("anna", f"high{number}") for number in range(7))
    unknown = OTTO.replace("otto", "unknown").replace("0.8", "")
    found = compared(
        ward, engine, high + unknown, ("creatinine < 2 mg/dL", "age > 18 years and weight < 50 kg")
    )
    examples = {
        step: [one["id"] for one in told["examples"]] for step, told in found["outcomes"]["sparing"].items()
    }
    assert examples == {
        "nothing recommended -> recommended": ["high0", "high1", "high2", "high3", "high4"],
        "recommended -> insufficient data": ["unknown"],
    }


@engines
def test_what_only_one_version_has_is_told_as_such_and_changes_nobody(ward: Ward, engine: str) -> None:
    advice = 'advise bones "Bones"\n  when taking prednisone\n    do dexa_scan\n    cite [1]\n\n'
    found = compared(ward, engine, ANNA + MARY, (advice, ""))
    assert found["only_newer_outcomes"] == {"bones.1": {"not applicable": 2}}
    assert found["changed"] == 0
    assert found["only_older_outcomes"] == {}
    assert "bones.1" not in found["outcomes"]
    assert "bones" not in "".join(row["changed"] for row in ward.results())
    older, summary = ward.guideline, ward.folder / "back.json"
    ward.guideline = ward.folder / "older.guideline"
    given = ["--engine", engine, "--compare", str(older), "--summary", str(summary)]
    assert ward.run(ward.table(COLUMNS + ANNA), *given) == 0
    back = json.loads(summary.read_text(encoding="utf-8"))["compared"]
    assert back["only_older_outcomes"] == {"bones.1": {"not applicable": 1}}
    assert (back["changed"], back["outcomes"]) == (0, {})


@engines
def test_a_statement_that_stands_elsewhere_or_is_called_otherwise_is_the_same_one(
    ward: Ward, engine: str
) -> None:
    branch = "  when diabetes\n    give nothing\n    cite [1]\n"
    more = "  when age < 19 years\n    give nothing\n    cite [1]\n"
    found = compared(ward, engine, ANNA + MARY, (branch, more + branch), ("decide sparing", "decide agent"))
    assert (found["changed"], found["outcomes"]) == (0, {})
    assert found["newly"] == found["no_longer"] == found["only_newer"] == found["only_older"] == []


@engines
def test_alerts_that_come_or_go_are_a_change(ward: Ward, engine: str) -> None:
    limit = "contraindicate methotrexate\n  when pregnant\n    cite [1]\n\n"
    found = compared(ward, engine, ANNA + MARY, (limit, ""))
    assert found["alerts_newly"] == {"contraindicated medicine taken: methotrexate": 1}
    assert [each["title"] for each in found["only_newer"]] == ["contraindicate methotrexate when pregnant"]
    assert [row["changed"] for row in ward.results()] == ["", "sparing; alerts"]
    assert ward.results()[1]["before"].endswith("alerts: none")


def test_lines_of_json_are_compared_by_columns(ward: Ward) -> None:
    pytest.importorskip("polars")
    told = []
    older = older_version(
        ward,
        ("creatinine < 2", "creatinine < 1"),
        ("  diabetes    yes | no\n", "  diabetes    yes | no\n  smoker yes | no\n"),
    )
    lines = [
        {"id": "a", "age": 50, "creatinine": 1.5, "smoker": True},
        {"id": "b", "creatinine": 1.5, "age": 200},
    ]
    table = ward.table("".join(f"{json.dumps(line)}\n" for line in lines), "patients.ndjson")
    for engine in ("walk", "polars"):
        summary = ward.folder / f"{engine}.json"
        given = ["--engine", engine, "--compare", str(older), "--summary", str(summary)]
        assert ward.run(table, *given, results=f"{engine}.ndjson") == 1
        told.append(json.loads(summary.read_text(encoding="utf-8")))
    assert told[0]["compared"] == told[1]["compared"]
    assert (told[1]["by_columns"], told[1]["compared"]["changed"]) == (1, 1)
    assert ward.lines("walk.ndjson") == ward.lines("polars.ndjson")


def test_another_guideline_is_no_older_version(ward: Ward, capsys: pytest.CaptureFixture[str]) -> None:
    older = older_version(ward, ("guideline sample", "guideline other"))
    assert ward.run(ward.table(COLUMNS + ANNA), "--compare", str(older)) == 3
    assert not (ward.folder / "results.csv").exists()
    assert "is the guideline `other`, and no version of `sample`" in capsys.readouterr().err


def test_versions_the_wrong_way_round_or_alike_are_pointed_out(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    table = ward.table(COLUMNS + ANNA)
    later = older_version(ward)
    later.write_text(GUIDELINE.replace("1.0.0", "1.10.0"), encoding="utf-8")
    assert ward.run(table, "--compare", str(later)) == 0
    assert "is version 1.10.0, which is later than 1.0.0" in capsys.readouterr().err
    assert ward.run(table, "--compare", str(ward.guideline)) == 0
    assert "says the same" in capsys.readouterr().err


def test_the_summary_says_both_doses_and_how_to_see_a_patient(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    older = older_version(ward, ("methotrexate 15 mg once weekly", "methotrexate 10 mg once weekly"))
    table = ward.table(COLUMNS + OTTO)
    page = ward.folder / "s.html"
    assert ward.run(table, "--compare", str(older), "--summary", str(page)) == 0
    said = capsys.readouterr().out
    shown = f"guideline cohort {ward.guideline} {table} --as-of {AS_OF} --compare {older} --explain"
    for part in (
        "otto, before: recommended: start methotrexate 10 mg/week\n",
        "now: recommended: start methotrexate 15 mg/week\n",
        f"one patient, by both versions: {shown} ID\n",
    ):
        assert part in said
    written = page.read_text(encoding="utf-8")
    assert "<b>otto</b> before: recommended: start methotrexate 10 mg/week" in written
    assert f"<code>{shown} ID</code>" in written
    assert main([*shown.split()[1:], "otto"]) == 0
    explained = capsys.readouterr().out
    assert "WHAT THE VERSIONS SAY DIFFERENTLY\n" in explained
    assert "10 mg" in explained


def test_doses_are_taken_off_what_is_recommended() -> None:
    said = (
        "perhaps start any agent (b12, d3) 0.5 to 1 g/day; change x at least 5 mg; do scan | "
        "continue y2 | stop z, y2"
    )
    assert without_doses(said) == (
        "perhaps start any agent (b12, d3); change x; do scan | continue y2 | stop z, y2"
    )


def test_the_statements_of_two_versions_are_those_of_guideline_diff() -> None:
    branch = "  when diabetes\n    give nothing\n    cite [1]\n"
    more = "  when age < 19 years\n    give nothing\n    cite [1]\n"
    old, new = load_text(GUIDELINE), load_text(GUIDELINE.replace(branch, more + branch))
    found = aligned(old, new)
    assert found.statements["decide:steroid/when:1"] == "decide:steroid/when:2"
    assert "decide:steroid/when:1" not in found.stayed
    assert found.only_older == found.only_newer == {}
