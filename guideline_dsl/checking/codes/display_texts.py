"""Codes about texts in other languages."""

from __future__ import annotations

from guideline_dsl.code_row import CodeRow

_GUIDELINE = """\
guideline example "Example"
  version 1.0.0
  language en

references
  1  guideline  "A guideline"

facts
  stage  early | late

advise rest "Rest"
  when stage is late
    note "Rest in the afternoon."
    cite [1]

"""
_ALL = """\
texts de
  stage  "Stadium"
  early  "früh"
  late   "spät"
  "Example"  "Beispiel"
  "Rest"     "Ruhe"
  "Rest in the afternoon."  "Ruhe am Nachmittag."
"""

ROWS = {
    "not-translated": CodeRow(
        "warning",
        "something that a guideline shows has no text in a language for which it has texts",
        _GUIDELINE + _ALL.replace('  late   "spät"\n', ""),
        _GUIDELINE + _ALL,
    ),
    "text-of-nothing": CodeRow(
        "error",
        "a text in another language is for something that the guideline does not show, or shows no longer",
        _GUIDELINE + _ALL.replace('"Rest in the afternoon."', '"Rest in the early afternoon."'),
        _GUIDELINE + _ALL,
    ),
    "shown-by-its-title": CodeRow(
        "error",
        "a text in another language is for a name, and what bears the name is shown by its title",
        _GUIDELINE + _ALL.replace('"Rest"     ', "rest       "),
        _GUIDELINE + _ALL,
    ),
    "language-not-said": CodeRow(
        "error",
        "a guideline has texts in another language and does not say in which it is written",
        _GUIDELINE.replace("  language en\n", "") + _ALL,
        _GUIDELINE + _ALL,
    ),
    "texts-in-own-language": CodeRow(
        "error",
        "a guideline has texts in the language in which it is written",
        _GUIDELINE + _ALL.replace("texts de", "texts en"),
        _GUIDELINE + _ALL,
    ),
}
