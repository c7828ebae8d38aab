"""Findings as SARIF 2.1.0, the exchange format that code hosts and editors read.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, 2020.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from guideline_dsl.diagnostic_codes import CODES
from guideline_dsl.diagnostics import Edit, Finding, Place
from guideline_dsl.frozen import frozen
from guideline_dsl.syntax import Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def to_sarif(
    findings_by_file: Mapping[str, Sequence[Finding]],
    version: str,
    used_by_file: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> dict[str, Any]:
    """One SARIF log of all findings; `version` is the version of the program that found them.

    File names are taken as paths relative to where the log is read. Columns count characters. For a file that
    uses other guidelines, `used_by_file` has the file of each by its name.
    """
    codes = sorted({finding.code for findings in findings_by_file.values() for finding in findings})
    rules = [{"id": code, "shortDescription": {"text": CODES[code].title}} for code in codes]
    results = [
        _result(finding, _Files(filename, used_by_file.get(filename, {})), codes.index(finding.code))
        for filename, findings in findings_by_file.items()
        for finding in findings
    ]
    driver = {"name": "guideline", "version": version, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


@frozen
class _Files:
    """The file that was looked at, and those of the guidelines that it uses."""

    filename: str
    used: Mapping[str, str]

    def uri(self, span: Span) -> str:
        return quote(self.used.get(span.guideline, self.filename))


def _result(finding: Finding, files: _Files, rule: int) -> dict[str, Any]:
    words = finding.message + (f" ({finding.help})" if finding.help else "")
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": words},
        "locations": [_location(place, files) for place in finding.places[:1]],
    }
    if finding.places[1:]:
        result["relatedLocations"] = [_location(place, files) for place in finding.places[1:]]
    if finding.edit:
        result["fixes"] = [_fix(finding.edit, files)]
    return result


def _location(place: Place, files: _Files) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": files.uri(place.span)},
            "region": _region(place.span),
        }
    }
    if place.says:
        location["message"] = {"text": place.says}
    return location


def _fix(edit: Edit, files: _Files) -> dict[str, Any]:
    replacement = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.replacement}}
    return {
        "artifactChanges": [
            {"artifactLocation": {"uri": files.uri(edit.span)}, "replacements": [replacement]}
        ]
    }


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
        "charOffset": span.start,
        "charLength": span.end - span.start,
    }
