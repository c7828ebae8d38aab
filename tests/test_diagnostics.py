"""Every code is shown: its wrong example gives it, its right one does not, and each suggested edit mends.

Examples of reading (syntax_codes.py) are texts by themselves; those of meaning (semantic_codes.py) stand
under a head, and quote a narrative.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from guideline_dsl.check import check
from guideline_dsl.checking.cases import check_cases
from guideline_dsl.diagnostic_codes import CODES
from guideline_dsl.diagnostics import Edit, Finding
from guideline_dsl.diagnostics_page import diagnostics_page, example_usable
from guideline_dsl.parse import parse
from guideline_dsl.semantic_codes import EXAMPLE_NARRATIVE, SEMANTIC_CODES, whole_example
from guideline_dsl.syntax_codes import SYNTAX_CODES
from tests.shares import one_in

ROOT = Path(__file__).parent.parent


def whole(code: str, example: str) -> str:
    """The example as it is run."""
    return example if code in SYNTAX_CODES else whole_example(example)


@cache
def findings(code: str, text: str) -> tuple[Finding, ...]:
    """Everything that is found in a whole example of a code: by reading, and then by checking."""
    parsed = parse(text)
    if parsed.findings or code in SYNTAX_CODES:
        return parsed.findings
    checked = check(parsed.file, EXAMPLE_NARRATIVE, usable=example_usable())
    cases = check_cases(checked.core, parsed.file) if checked.core else ()
    return (*checked.findings, *cases)


def shown(found: tuple[Finding, ...]) -> str:
    """The findings as one text, for the message of a test that failed."""
    return "\n".join(f"{f.severity}[{f.code}] {f.places[0].span.line}: {f.message}" for f in found)


def mended(text: str, edit: Edit) -> str:
    """The text with an edit applied."""
    return text[: edit.span.start] + edit.replacement + text[edit.span.end :]


def test_no_code_is_declared_twice() -> None:
    """A code belongs to reading or to meaning."""
    assert not SYNTAX_CODES.keys() & SEMANTIC_CODES.keys()
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in CODES)


@pytest.mark.parametrize("code", CODES)
def test_wrong_example_gives_the_code(code: str) -> None:
    """The wrong example of a code has a finding with this code and severity, at a place of the text."""
    text = whole(code, CODES[code].wrong)
    found = [finding for finding in findings(code, text) if finding.code == code]
    assert found, shown(findings(code, text))
    for finding in found:
        assert finding.severity == CODES[code].severity
        for place in finding.places:
            if place.span.guideline:  # in the text of a guideline that is used
                continue
            assert 0 <= place.span.start <= place.span.end <= len(text)
            assert text.count("\n", 0, place.span.start) + 1 == place.span.line


@pytest.mark.parametrize("code", CODES)
def test_right_example_does_not_give_the_code(code: str) -> None:
    """The right example of a code has no error at all, and not this code."""
    found = findings(code, whole(code, CODES[code].right))
    assert not [f for f in found if f.severity == "error" or f.code == code], shown(found)


@pytest.mark.parametrize("code", one_in(3, CODES))
def test_suggested_edit_mends(code: str) -> None:
    """Applying the edit of a finding of this code takes the finding away and leaves no error behind."""
    text = whole(code, CODES[code].wrong)
    for finding in findings(code, text):
        if finding.code == code and finding.edit is not None:
            after = findings(code, mended(text, finding.edit))
            assert not [f for f in after if f.severity == "error" or f.code == code], shown(after)


@pytest.mark.parametrize("code", one_in(3, CODES))
def test_a_finding_is_in_plain_words(code: str) -> None:
    """A message is a sentence without a name from inside the grammar, and says what to write where it can."""
    for finding in findings(code, whole(code, CODES[code].wrong)):
        for words in (finding.message, finding.help, *(place.says for place in finding.places)):
            assert "\n" not in words
            assert not re.search(r"\b[A-Z]+_[A-Z]+\b|\b_[a-z]+\b|Token\(", words), words
        assert finding.message[:1] == finding.message[:1].lower() or finding.message[0] in '`"'
        assert not finding.message.endswith(".")


def test_the_page_of_codes_is_up_to_date() -> None:
    """docs/diagnostics.md is what `python -m guideline_dsl.diagnostics_page` prints."""
    assert (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8") == diagnostics_page()


def test_every_code_of_the_checker_is_in_the_table() -> None:
    """A code that is written in the checker has a row, and each row of meaning is written in the checker."""
    rooms = [*(ROOT / "guideline_dsl" / "checking").glob("*.py"), ROOT / "guideline_dsl" / "check.py"]
    rooms.append(ROOT / "engine" / "used_files.py")
    source = "\n".join(room.read_text(encoding="utf-8") for room in rooms)
    literals = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))
    made = {
        *(f"unknown-{kind}" for kind in ("strength", "evidence")),
        *(f"unused-{kind}" for kind in _UNUSED),
    }
    assert not {code for code in SEMANTIC_CODES if code not in literals | made | {"unanswered"}}


_UNUSED = ("fact", "definition", "medicine", "procedure", "value-set", "regimen", "assumption")
