"""Findings of one or more files, as text for people, as JSON for programs, as SARIF for code scanning."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any, Literal, assert_never

from guideline_app.sources import STANDARD_INPUT, Compilation, Source
from guideline_dsl.diagnostics import Finding
from guideline_dsl.frozen import frozen
from guideline_dsl.render import Texts, finding_to_json, render_text
from guideline_dsl.version import ENGINE_VERSION

Style = Literal["text", "json", "sarif"]


@frozen
class Checked:
    """A source with what was found in it; `used` are the files and texts of the guidelines it uses."""

    source: Source
    findings: Sequence[Finding]
    used: Texts | None = None


Found = Sequence[Checked]

FINDINGS_FORMAT = "guideline-findings/1"


def of_compilation(compilation: Compilation, *more: Finding) -> Checked:
    """What was found when a guideline was compiled, and then more."""
    return Checked(compilation.source, (*compilation.compiled.findings, *more), compilation.used)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether a finding forbids compiling."""
    return any(finding.severity == "error" for finding in findings)


def fails(findings: Iterable[Finding]) -> bool:
    """Whether a finding makes `guideline check` fail: an error or a warning; notes are only listed."""
    return any(finding.severity != "note" for finding in findings)


def findings_text(checked: Checked) -> str:
    """The findings of one file as text, with a line end; "" for none."""
    source = checked.source
    shown = render_text(checked.findings, source.text, source.name, checked.used or {})
    return f"{shown}\n" if shown else ""


def rendered(found: Found, style: Style) -> str:
    """The findings of all files."""
    match style:
        case "text":
            texts = [findings_text(one) for one in found if one.findings]
            return "\n".join([*texts, _count(found)])
        case "json":
            files = [_file_json(one) for one in found]
            return _written({"format": FINDINGS_FORMAT, "files": files})
        case "sarif":
            from guideline_dsl.sarif import to_sarif  # noqa: PLC0415 - with the examples of every code

            findings = {_as_path(one.source.name): one.findings for one in found}
            used = {
                _as_path(one.source.name): {
                    name: _as_path(place) for name, (place, _) in (one.used or {}).items()
                }
                for one in found
            }
            return _written(to_sarif(findings, ENGINE_VERSION, used))
    assert_never(style)


def _count(found: Found) -> str:
    """`2 errors, 1 note in 3 files`; what is fine is said too."""
    severities = [finding.severity for one in found for finding in one.findings]
    parts = [
        f"{number} {severity}{'' if number == 1 else 's'}"
        for severity in ("error", "warning", "note")
        if (number := severities.count(severity))
    ]
    files = f"{len(found)} file{'' if len(found) == 1 else 's'}"
    return f"{', '.join(parts) or 'no findings'} in {files}\n" if found else ""


def _file_json(one: Checked) -> dict[str, Any]:
    found = [finding_to_json(each, one.source.text, one.used or {}) for each in one.findings]
    return {"file": one.source.name, "findings": found}


def _written(document: object) -> str:
    return f"{json.dumps(document, ensure_ascii=False, indent=2)}\n"


def _as_path(name: str) -> str:
    return "standard-input" if name == STANDARD_INPUT else PurePath(name).as_posix()
