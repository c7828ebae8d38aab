"""Every code is shown: its wrong example gives it, its right one does not, and each suggested edit mends."""

from __future__ import annotations

import pytest

from guideline_dsl.check import check
from guideline_dsl.checking.cases import check_cases
from guideline_dsl.diagnostics import Edit, Finding
from guideline_dsl.parse import parse
from guideline_dsl.semantic_codes import EXAMPLE_NARRATIVE, SEMANTIC_CODES, whole_example

CODES = SEMANTIC_CODES


def findings(text: str, narrative: str | None = None) -> tuple[Finding, ...]:
    """Everything that reading and checking find in a text."""
    parsed = parse(text)
    if parsed.findings:
        return parsed.findings
    checked = check(parsed.file, narrative)
    cases = check_cases(checked.core, parsed.file) if checked.core else ()
    return (*checked.findings, *cases)


def example_findings(example: str) -> tuple[Finding, ...]:
    """Everything found in an example of the table; its quotes stand in the example narrative."""
    return findings(whole_example(example), EXAMPLE_NARRATIVE)


def shown(found: tuple[Finding, ...]) -> str:
    """The findings as one text, for the message of a test that failed."""
    return "\n".join(f"{f.severity}[{f.code}] {f.places[0].span.line}: {f.message}" for f in found)


def mended(text: str, edit: Edit) -> str:
    """The text with an edit applied."""
    return text[: edit.span.start] + edit.replacement + text[edit.span.end :]


@pytest.mark.parametrize("code", CODES)
def test_wrong_example_gives_the_code(code: str) -> None:
    """The wrong example of a code has a finding with this code and severity, at a place of the text."""
    text = whole_example(CODES[code].wrong)
    found = [finding for finding in example_findings(CODES[code].wrong) if finding.code == code]
    assert found, shown(example_findings(CODES[code].wrong))
    for finding in found:
        assert finding.severity == CODES[code].severity
        for place in finding.places:
            assert 0 <= place.span.start <= place.span.end <= len(text)
            assert text.count("\n", 0, place.span.start) + 1 == place.span.line


@pytest.mark.parametrize("code", CODES)
def test_right_example_does_not_give_the_code(code: str) -> None:
    """The right example of a code has no error at all, and not this code."""
    found = example_findings(CODES[code].right)
    assert not [f for f in found if f.severity == "error" or f.code == code], shown(found)


@pytest.mark.parametrize("code", CODES)
def test_suggested_edit_mends(code: str) -> None:
    """Applying the edit of a finding of this code takes the finding away and leaves no error behind."""
    text = whole_example(CODES[code].wrong)
    for finding in example_findings(CODES[code].wrong):
        if finding.code == code and finding.edit is not None:
            after = findings(mended(text, finding.edit), EXAMPLE_NARRATIVE)
            assert not [f for f in after if f.severity == "error" or f.code == code], shown(after)
