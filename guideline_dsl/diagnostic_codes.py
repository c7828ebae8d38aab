"""Every code that a finding can have, with what is wrong and an example: the one table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from guideline_dsl.code_row import CodeRow
from guideline_dsl.semantic_codes import SEMANTIC_CODES
from guideline_dsl.syntax_codes import SYNTAX_CODES

CODES: Mapping[str, CodeRow] = MappingProxyType({**SYNTAX_CODES, **SEMANTIC_CODES})
