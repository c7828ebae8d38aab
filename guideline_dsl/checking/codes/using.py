"""Codes about `use`: guidelines that are not found, that bear another name, that use each other."""

from __future__ import annotations

from guideline_dsl.code_row import CodeRow

USED = {
    "kidney": """\
guideline kidney "Kidney function"
  version 1.0.0

facts
  creatinine  0.1 to 20 mg/dL

define poor_filtration as creatinine > 2 mg/dL
""",
    "heart": """\
guideline heart "Heart failure"
  version 1.0.0
  use example
""",
    "lung": """\
guideline lungs "Lung function"
  version 1.0.0
""",
}
"""The guidelines that the examples may use."""
UNUSABLE = {
    "kidneys": ("unknown-guideline", "there is no guideline `kidneys`", "kidney"),
    "elsewhere": (
        "guideline-out-of-reach",
        "the file of `elsewhere` is reached by a link that leads out of the folder in which it is looked for",
        "",
    ),
    "dosing": (
        "two-guidelines-of-a-name",
        "two different guidelines are used as `dosing`: dosing.guideline and kidney/dosing.guideline",
        "",
    ),
}
"""What the examples cannot use: a code, what is said, and the name that was meant."""

_RIGHT = """\
guideline example "Example"
  version 1.0.0
  use kidney

facts
  age  0 to 120 years

define careful as poor_filtration and age > 80 years
"""
_HEAD = """\
guideline example "Example"
  version 1.0.0
"""

ROWS = {
    "unknown-guideline": CodeRow(
        "error",
        "`use` names a guideline that is neither beside the file nor in the library",
        f"{_HEAD}  use kidneys\n",
        _RIGHT,
    ),
    "guideline-out-of-reach": CodeRow(
        "error",
        "`use` names a guideline whose file is not to be read, or one too many",
        f"{_HEAD}  use elsewhere\n",
        _RIGHT,
    ),
    "two-guidelines-of-a-name": CodeRow(
        "error",
        "two different guidelines of one name are used, each by another guideline",
        f"{_HEAD}  use dosing\n",
        _RIGHT,
    ),
    "used-under-another-name": CodeRow(
        "error",
        "the file of a guideline that is used says in its head that it is another one",
        f"{_HEAD}  use lung\n",
        _RIGHT,
    ),
    "circular-use": CodeRow(
        "error",
        "a guideline uses itself, directly or by way of others",
        f"{_HEAD}  use heart\n",
        _RIGHT,
    ),
}
