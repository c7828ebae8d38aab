"""The words of a condition as a clinician reads them.

A name keeps its letters and loses its underscores: `anti_hmgcr` is shown as `anti hmgcr`, not by the question
that its fact is asked with. So a condition stays as short as it is in the file, and a reader who searches the
file for a word of the picture finds it. Comparisons are shown by their mathematical signs.

Declared absent: texts that the author wrote in quotes. They are shown letter by letter.
"""

from __future__ import annotations

import re

_SIGNS = {"<=": "≤", ">=": "≥", "*": "×"}
_SIGN = re.compile(r"(?<= )(?:<=|>=|\*)(?= )")


def plain(said: str) -> str:
    """Words made of names and signs (`wording.words`), with spaces in the names and signs as in print."""
    return _SIGN.sub(lambda sign: _SIGNS[sign.group()], said.replace("_", " "))
