"""Where the passes put what they find: in the order of finding, each with its declared severity."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from guideline_dsl.diagnostics import Edit, Finding, Place
from guideline_dsl.nearest import nearest
from guideline_dsl.semantic_codes import SEMANTIC_CODES
from guideline_dsl.syntax import Span


def at(span: Span, says: str = "") -> Place:
    """A place of a finding, with the words under its caret."""
    return Place(span, says)


def begins(span: Span, word: str) -> Span:
    """The word that a span begins with: a whole branch is pointed at by its `otherwise`."""
    length = len(word)
    return replace(span, end=span.start + length, end_line=span.line, end_column=span.column + length)


def before(span: Span) -> Span:
    """The empty span right before another one: where an edit inserts."""
    return replace(span, end=span.start, end_line=span.line, end_column=span.column)


def after(span: Span) -> Span:
    """The empty span right after another one: where an edit inserts."""
    return replace(span, start=span.end, line=span.end_line, column=span.end_column)


_MOST_SOUGHT = 100
"""Seeking a near name takes time; nobody reads so many suggestions."""


class Report:
    """Findings of one check, collected. A code that the table does not hold is our mistake and raises."""

    def __init__(self, unread: Collection[str] = ()) -> None:
        """Start with nothing found. `unread` are the words of items that could not be read."""
        self.findings: list[Finding] = []
        self.unread = frozenset(unread)
        self._seen: set[tuple[str, str, int, int, str]] = set()
        self._meant: dict[tuple[str, tuple[str, ...]], str] = {}

    def add(self, code: str, message: str, *places: Place, help: str = "", edit: Edit | None = None) -> None:
        """Add a finding, main place first. The same words about the same place are said once."""
        row = SEMANTIC_CODES[code]
        main = places[0].span
        key = (code, main.guideline, main.start, main.end, message)
        if key in self._seen:
            return
        self._seen.add(key)
        self.findings.append(Finding(code, row.severity, message, places, help, edit))

    def nearest(self, written: str, possible: tuple[str, ...]) -> str:
        """The possible word that was probably meant, "" for none or when too many were sought already."""
        key = (written, possible)
        if key not in self._meant:
            if len(self._meant) >= _MOST_SOUGHT:
                return ""
            self._meant[key] = nearest(written, possible)
        return self._meant[key]

    @property
    def has_error(self) -> bool:
        """Whether anything found forbids compiling."""
        return any(finding.severity == "error" for finding in self.findings)
