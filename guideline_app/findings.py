"""Findings of one or more files, as text for people, as JSON for programs, as SARIF for code scanning."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any, Literal, assert_never

from guideline_app.sources import STANDARD_INPUT, Source
from guideline_dsl.diagnostics import Finding
from guideline_dsl.render import finding_to_json, render_text
from guideline_dsl.version import ENGINE_VERSION

Style = Literal["text", "json", "sarif"]
Found = Sequence[tuple[Source, Sequence[Finding]]]

FINDINGS_FORMAT = "guideline-findings/1"


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether a finding forbids compiling."""
    return any(finding.severity == "error" for finding in findings)


def fails(findings: Iterable[Finding]) -> bool:
    """Whether a finding makes `guideline check` fail: an error or a warning; notes are only listed."""
    return any(finding.severity != "note" for finding in findings)


def findings_text(findings: Sequence[Finding], source: Source) -> str:
    """The findings of one file as text, with a line end; "" for none."""
    shown = render_text(findings, source.text, source.name)
    return f"{shown}\n" if shown else ""


def rendered(found: Found, style: Style) -> str:
    """The findings of all files."""
    match style:
        case "text":
            texts = [findings_text(findings, source) for source, findings in found if findings]
            return "\n".join([*texts, _count(found)])
        case "json":
            files = [_file_json(source, findings) for source, findings in found]
            return _written({"format": FINDINGS_FORMAT, "files": files})
        case "sarif":
            from guideline_dsl.sarif import to_sarif  # noqa: PLC0415 - with the examples of every code

            return _written(
                to_sarif({_as_path(source): findings for source, findings in found}, ENGINE_VERSION)
            )
    assert_never(style)


def _count(found: Found) -> str:
    """`2 errors, 1 note in 3 files`; what is fine is said too."""
    severities = [finding.severity for _, findings in found for finding in findings]
    parts = [
        f"{number} {severity}{'' if number == 1 else 's'}"
        for severity in ("error", "warning", "note")
        if (number := severities.count(severity))
    ]
    files = f"{len(found)} file{'' if len(found) == 1 else 's'}"
    return f"{', '.join(parts) or 'no findings'} in {files}\n" if found else ""


def _file_json(source: Source, findings: Sequence[Finding]) -> dict[str, Any]:
    return {"file": source.name, "findings": [finding_to_json(each, source.text) for each in findings]}


def _written(document: object) -> str:
    return f"{json.dumps(document, ensure_ascii=False, indent=2)}\n"


def _as_path(source: Source) -> str:
    return "standard-input" if source.name == STANDARD_INPUT else PurePath(source.name).as_posix()
