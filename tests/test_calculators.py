"""The published calculators: each without findings, in the one layout, its check values met, all of it exercised."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.library import load_file
from guideline_app.checking import check_files
from guideline_app.formatting import compare_files
from guideline_app.testing import test_files as run_cases_of
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.parse import parse
from guideline_dsl.syntax import Case, ValueIs
from tests.shares import one_in

FOLDER = Path(__file__).parent.parent / "guidelines" / "calculators"
CALCULATORS = sorted(FOLDER.glob("*.guideline"))
pytestmark = pytest.mark.parametrize("file", one_in(6, CALCULATORS), ids=lambda file: file.stem)


def test_it_has_no_findings_and_is_in_the_one_layout(file: Path) -> None:
    assert check_files([str(file)], "text").text.startswith("no findings")
    assert compare_files([str(file)]).text == ""


def test_its_cases_pass_and_exercise_every_statement(file: Path) -> None:
    tested = run_cases_of([str(file)])
    assert (tested.failed, "is exercised by no case" in tested.text) == (False, False), tested.text


def test_every_result_is_expected_by_a_case(file: Path) -> None:
    """Each figure that is shown is checked against one that was worked out elsewhere."""
    cases = [item for item in parse(file.read_text(encoding="utf-8")).file.items if isinstance(item, Case)]
    claims = [line.claim for case in cases for line in case.expect]
    expected = {claim.name.text for claim in claims if isinstance(claim, ValueIs)}
    assert {node.name for node in results(load_file(file))} <= expected


def test_what_is_not_known_is_tried(file: Path) -> None:
    """A case for facts that are missing: a range, an unknown value, or a request."""
    text = file.read_text(encoding="utf-8")
    assert re.search(r"^  expect (?:\w+ is unknown|missing |not missing |\w+ is \S+ to )", text, re.M)


def test_it_names_its_publication_and_its_state(file: Path) -> None:
    graph = load_file(file)
    assert graph.head.source
    assert "not clinically reviewed" in graph.head.status
    assert all(entry.publisher for entry in graph.references.values())


def results(graph: DecisionGraph) -> list[core.DefineNode]:
    named = graph.definitions.values()
    return [
        node
        for node in named
        if not node.span.guideline and (node.title or isinstance(node.value, core.Score))
    ]
