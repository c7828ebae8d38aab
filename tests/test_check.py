"""The checker: what it finds (tests/spec/check, each finding on its line), and what it makes."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from guideline_dsl.check import check
from guideline_dsl.checking.cases import check_cases
from guideline_dsl.diagnostics import Finding
from guideline_dsl.parse import parse

ROOT = Path(__file__).parent.parent
SPEC = sorted((Path(__file__).parent / "spec" / "check").glob("*.guideline"))
SHIPPED = ROOT / "guidelines" / "inflammatory_myopathy" / "inflammatory_myopathy.guideline"


def found_in(text: str, narrative: str | None = None) -> tuple[Finding, ...]:
    """Everything the checker finds in a text that the parser accepts."""
    parsed = parse(text)
    assert not parsed.findings, [(f.code, f.places[0].span.line, f.message) for f in parsed.findings]
    checked = check(parsed.file, narrative)
    cases = check_cases(checked.core, parsed.file) if checked.core else ()
    return (*checked.findings, *cases)


def narrative_beside(file: Path) -> str | None:
    """The narrative of a spec file, if it has one."""
    beside = file.with_suffix(".md")
    return beside.read_text(encoding="utf-8") if beside.exists() else None


@pytest.mark.parametrize("file", SPEC, ids=[file.stem for file in SPEC])
def test_exactly_the_marked_findings(file: Path) -> None:
    """Each line of a spec file has exactly the findings that its `# finds` names."""
    text = file.read_text(encoding="utf-8")
    expected = Counter(
        (number, code.strip())
        for number, line in enumerate(text.splitlines(), 1)
        for marks in re.findall(r"# finds ([a-z, -]+)", line)
        for code in marks.split(",")
    )
    found = found_in(text, narrative_beside(file))
    actual = Counter((finding.places[0].span.line, finding.code) for finding in found)
    said = {(f.places[0].span.line, f.code): f.message for f in found}
    unexpected = [(*place, said[place]) for place in actual - expected]
    assert not unexpected
    assert not expected - actual


@pytest.mark.parametrize("file", SPEC, ids=[file.stem for file in SPEC])
def test_every_edit_mends_its_finding(file: Path) -> None:
    """A text with an edit applied can be read, and no longer has the finding that offered it."""
    text = file.read_text(encoding="utf-8")
    narrative = narrative_beside(file)
    before = Counter((finding.code, finding.message) for finding in found_in(text, narrative))
    for finding in found_in(text, narrative):
        if finding.edit is None:
            continue
        span = finding.edit.span
        mended = text[: span.start] + finding.edit.replacement + text[span.end :]
        after = Counter((f.code, f.message) for f in found_in(mended, narrative))
        same = (finding.code, finding.message)
        assert after[same] < before[same], (finding.message, finding.edit)
