"""Cases."""

from __future__ import annotations

from guideline_dsl import core, syntax
from guideline_dsl.diagnostics import Finding


def check_cases(guideline: core.Core, file: syntax.File) -> tuple[Finding, ...]:
    """Check."""
    return ()
