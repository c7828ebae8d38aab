"""The codes of the checker's findings, and the frame in which their examples stand.

An example is a whole guideline, or some items of one: then it stands under `EXAMPLE_HEAD`. Its quotes stand
in `EXAMPLE_NARRATIVE`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from guideline_dsl.checking.codes import (
    cases,
    dates,
    decisions,
    display_texts,
    doses,
    names,
    narrative,
    phases,
    series,
    tables,
    using,
    values,
)
from guideline_dsl.code_row import CodeRow

EXAMPLE_HEAD = """\
guideline example "Example"
  version 1.0.0
  strength strong | weak
  evidence high | low

references
  1  guideline  "A guideline"

"""
EXAMPLE_NARRATIVE = """\
# Treatment

The patient takes prednisone 60 mg a day. {S1}
The patient is seen every week. {S2}
Everything is to be verified. {S3}
"""

SEMANTIC_CODES: Mapping[str, CodeRow] = MappingProxyType(
    {
        **names.ROWS,
        **values.ROWS,
        **doses.ROWS,
        **decisions.ROWS,
        **narrative.ROWS,
        **cases.ROWS,
        **using.ROWS,
        **tables.ROWS,
        **display_texts.ROWS,
        **phases.ROWS,
        **series.ROWS,
        **dates.ROWS,
    }
)


def whole_example(example: str) -> str:
    """An example as a whole guideline."""
    return example if re.search(r"^#? ?guideline ", example, re.MULTILINE) else EXAMPLE_HEAD + example
