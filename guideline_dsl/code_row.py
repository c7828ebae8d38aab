"""What is declared about a diagnostic code: one row, from which checks, tests and the manual read."""

from __future__ import annotations

from guideline_dsl.diagnostics import Severity
from guideline_dsl.frozen import frozen


@frozen
class CodeRow:
    """One kind of finding.

    `title` says in one line, in the author's words, what is wrong. `wrong` and `right` are guideline texts,
    whole or some items of one: the first gives the code, the second does not (a test runs both).
    """

    severity: Severity
    title: str
    wrong: str
    right: str
