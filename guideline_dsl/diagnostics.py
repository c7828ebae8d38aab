"""Findings: what is wrong with a guideline, where, and what to write instead.

A finding is a value. Its prose is rendered in one place (`render`), its code is declared in one table
(`diagnostic_codes.CODES`), and its spans say every place involved.
"""

from __future__ import annotations

from typing import Literal

from guideline_dsl.frozen import frozen
from guideline_dsl.spans import Span

Severity = Literal["error", "warning", "note"]


@frozen
class Place:
    """A stretch of the text with what is to be said about it under the caret ("" for nothing)."""

    span: Span
    says: str = ""


@frozen
class Edit:
    """One replacement that is known to mend the finding; an empty span inserts."""

    span: Span
    replacement: str


@frozen
class Finding:
    """One mistake (`error`), doubt (`warning`) or thing to know (`note`).

    `places` holds every place involved, the main one first. `help` is one line that says what to write.
    Errors and warnings make `guideline check` fail; notes are listed. A guideline with an error is never
    compiled.
    """

    code: str
    severity: Severity
    message: str
    places: tuple[Place, ...]
    help: str = ""
    edit: Edit | None = None
