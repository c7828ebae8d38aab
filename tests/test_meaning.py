"""What the language means, point by point: small guidelines in tests/spec/meaning, each with its cases.

One test for each case, named after its file and its title.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from engine.cases import CaseResult, CasesResult, run_cases
from guideline_dsl import syntax
from guideline_dsl.check import check
from guideline_dsl.checking.cases import check_cases
from guideline_dsl.compile import compile_core
from guideline_dsl.parse import parse
from tests.shares import one_in

FOLDER = Path(__file__).parent / "spec" / "meaning"
FILES = {path.stem: path for path in sorted(FOLDER.glob("*.guideline"))}
TITLE = re.compile(r'^case "([^"]*)"', re.MULTILINE)
SHARE = set(list(FILES)[::3])
"""The files whose cases the quick suite runs too."""
LISTED = [
    pytest.param(name, title, id=f"{name}: {title}", marks=() if name in SHARE else pytest.mark.slow)
    for name, path in FILES.items()
    for title in TITLE.findall(path.read_text(encoding="utf-8"))
]

POINTS = 10
FINE_PRINT = {
    "Scope first": ("scope_first",),
    "Applicability": ("applicability",),
    "`decide`": ("decide",),
    "Amounts never change an outcome": ("amounts_never_change_an_outcome",),
    "Lines of one branch are one package": ("lines_of_one_branch_are_one_package",),
    "`choose`": ("choose_is_unordered",),
    "Already taken": (
        "already_taken_is_continued",
        "already_taken_and_contraindicated",
        "already_taken_at_a_forbidden_frequency",
        "already_taken_on_the_way_to_a_target",
        "already_taken_list_unknown",
    ),
    "The plan is an interval": ("the_plan_is_an_interval",),
    "Conflict": ("conflict",),
    "`do P`": ("do_unless_done",),
    "Order of requests": ("order_of_requests",),
    "`otherwise none`": ("otherwise_none",),
    "Medicines the guideline does not declare": ("medicines_not_declared",),
    "`only when` on a fact": ("only_when_on_a_fact",),
    "A taper takes `for`, `except when` and `note`": ("a_taper_takes_for_except_and_note",),
    "Time on a class": ("time_on_a_class",),
    "Undated values": ("undated_values",),
    "Observations": ("observations",),
    "Scores, and `max`, are ranges": ("max_is_a_range",),
}
"""Every line of the fine print, with the files about it."""


@cache
def _results(name: str) -> CasesResult:
    text = FILES[name].read_text(encoding="utf-8")
    parsed = parse(text)
    assert parsed.findings == ()
    checked = check(parsed.file)
    assert [finding.message for finding in checked.findings if finding.severity != "note"] == []
    assert checked.core is not None
    assert [finding.message for finding in check_cases(checked.core, parsed.file)] == []
    cases = [item for item in parsed.file.items if isinstance(item, syntax.Case)]
    return run_cases(compile_core(checked.core), cases, dict(enumerate(text.splitlines(), 1)))


def _result(name: str, title: str) -> CaseResult:
    (found,) = (result for result in _results(name).results if result.case.title.value == title)
    return found


@pytest.mark.parametrize(("name", "title"), LISTED)
def test_the_language_means(name: str, title: str) -> None:
    """The case finds what it expects."""
    result = _result(name, title)
    assert result.refused == ""
    found = [f"line {f.span.line}: {f.expected} | found: {f.found}" for f in result.failures]
    assert found == []


def test_a_case_that_expects_otherwise_fails() -> None:
    """Turned round, every expectation of a file is not met: none is met by itself."""
    text = FILES["point_08_never_is_a_promise"].read_text(encoding="utf-8")
    turned = re.sub(r"^  expect  (not )?", lambda m: f"  expect {'' if m[1] else 'not '}", text, flags=re.M)
    parsed = parse(turned)
    core = check(parsed.file).core
    assert core is not None
    cases = [item for item in parsed.file.items if isinstance(item, syntax.Case)]
    results = run_cases(compile_core(core), cases).results
    assert [len(result.failures) for result in results] == [result.expectations for result in results]


@pytest.mark.parametrize("name", one_in(3, FILES))
def test_every_statement_is_exercised(name: str) -> None:
    """A statement that no case exercises says nothing about the language."""
    assert [node.id for node in _results(name).not_exercised] == []


def test_every_point_and_every_line_has_its_file() -> None:
    """Ten points, and each line of the fine print; no file is about nothing."""
    points = {name for name in FILES if name.startswith("point_")}
    assert {name.split("_")[1] for name in points} == {f"{number:02d}" for number in range(1, POINTS + 1)}
    lines = {f"fine_print_{name}" for names in FINE_PRINT.values() for name in names}
    constructs = {name for name in FILES if name.startswith("construct_")}
    assert lines | points | constructs == set(FILES)
