"""Where the passes put what they find: in the order of finding, each with its declared severity."""

from __future__ import annotations

from guideline_dsl.diagnostics import Edit, Finding, Place
from guideline_dsl.semantic_codes import SEMANTIC_CODES
from guideline_dsl.syntax import Span


def at(span: Span, says: str = "") -> Place:
    """A place of a finding, with the words under its caret."""
    return Place(span, says)


class Report:
    """Findings of one check, collected. A code that the table does not hold is our mistake and raises."""

    def __init__(self) -> None:
        """Start with nothing found."""
        self.findings: list[Finding] = []
        self._seen: set[tuple[str, int, int, str]] = set()

    def add(self, code: str, message: str, *places: Place, help: str = "", edit: Edit | None = None) -> None:
        """Add a finding, main place first. The same words about the same place are said once."""
        row = SEMANTIC_CODES[code]
        key = (code, places[0].span.start, places[0].span.end, message)
        if key in self._seen:
            return
        self._seen.add(key)
        self.findings.append(Finding(code, row.severity, message, places, help, edit))

    @property
    def has_error(self) -> bool:
        """Whether anything found forbids compiling."""
        return any(finding.severity == "error" for finding in self.findings)
