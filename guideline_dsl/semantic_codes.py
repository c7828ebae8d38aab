"""The codes of the checker's findings, one row each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from guideline_dsl.code_row import CodeRow

SEMANTIC_CODES: Mapping[str, CodeRow] = defaultdict(lambda: CodeRow("error", "", "", ""))
