"""Codes about the narrative, quotes and references."""

from __future__ import annotations

from guideline_dsl.code_row import CodeRow

_GIVE = """\
medicines
  prednisone  corticosteroid

decide treatment
  give prednisone 60 mg/day
"""
_LEFT_OUT = """
not encoded
  "Everything is to be verified"  because "a notice"
"""
_HEAD = """\
guideline example "Example"
  version 1.0.0
"""
_CITED = f"""
references
  1  guideline  "A guideline"

{_GIVE}  cite [1] "prednisone 60 mg a day"
"""

ROWS = {
    "quote-not-in-narrative": CodeRow(
        "error",
        "quoted words do not stand in the narrative word for word",
        _GIVE + '  cite [1] "prednisone at a dose of 60 mg a day"\n' + _LEFT_OUT,
        _GIVE + '  cite [1] "prednisone 60 mg a day"\n' + _LEFT_OUT,
    ),
    "no-narrative": CodeRow(
        "warning",
        "words are quoted, and the guideline names no narrative",
        _HEAD + "\n" + _CITED,
        _HEAD + '  narrative "narrative.md"\n' + _CITED,
    ),
    "empty-text": CodeRow(
        "error",
        "a quoted text has no words",
        _GIVE + '  note ""\n  cite [1]\n',
        _GIVE + '  note "Take it in the morning"\n  cite [1]\n',
    ),
    "ambiguous-quote": CodeRow(
        "warning",
        "quoted words stand in more than one sentence of the narrative",
        _GIVE + '  cite [1] "The patient"\n' + _LEFT_OUT,
        _GIVE + '  cite [1] "The patient takes prednisone"\n' + _LEFT_OUT,
    ),
    "uncited-sentence": CodeRow(
        "note",
        "a sentence of the narrative is neither cited nor listed as not encoded",
        _GIVE + '  cite [1] "prednisone 60 mg a day", "The patient is seen every week"\n',
        _GIVE + '  cite [1] "prednisone 60 mg a day", "The patient is seen every week"\n' + _LEFT_OUT,
    ),
    "cited-and-left-out": CodeRow(
        "warning",
        "a sentence is cited and also listed as not encoded",
        _GIVE
        + """\
  cite [1] "prednisone 60 mg a day"

not encoded
  "The patient takes prednisone"  because "an example"
""",
        _GIVE
        + """\
  cite [1] "prednisone 60 mg a day"

not encoded
  "The patient is seen every week"  because "an example"
""",
    ),
    "uncited-reference": CodeRow(
        "note",
        "a reference is listed and nothing cites it",
        """\
guideline example "Example"
  version 1.0.0

references
  1  guideline  "A guideline"
  2  review     "A review"

medicines
  prednisone  corticosteroid

decide treatment
  give prednisone 60 mg/day
  cite [1]
""",
        """\
guideline example "Example"
  version 1.0.0

references
  1  guideline  "A guideline"
  2  review     "A review"

medicines
  prednisone  corticosteroid

decide treatment
  give prednisone 60 mg/day
  cite [1, 2]
""",
    ),
}
