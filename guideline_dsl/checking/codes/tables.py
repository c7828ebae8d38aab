"""Codes about tables and scores."""

from __future__ import annotations

from guideline_dsl.code_row import CodeRow

_FACTS = """\
facts
  age       0 to 120 years
  pulse     20 to 250 /min  to the nearest 1 /min
  smoker    yes | no
  response  good | poor

"""

ROWS = {
    "table-gap": CodeRow(
        "error",
        "a table has no row for some values of its keys",
        _FACTS
        + """\
define risk by pulse in /min
  low   for 90 or less
  high  for 100 or more
  cite [1]
""",
        _FACTS
        + """\
define risk by pulse in /min
  low     for 90 or less
  middle  for 91 to 99
  high    for 100 or more
  cite [1]
""",
    ),
    "table-overlap": CodeRow(
        "error",
        "two rows of a table hold for the same values of its keys",
        _FACTS
        + """\
define risk by age
  low   for 50 years or less
  high  for 50 years or more
  cite [1]
""",
        _FACTS
        + """\
define risk by age
  low   for less than 50 years
  high  for 50 years or more
  cite [1]
""",
    ),
    "band-never": CodeRow(
        "error",
        "a row of a table lies outside what its keys can be",
        _FACTS
        + """\
define risk by age
  low        for less than 50 years
  high       for 50 to 120 years
  very_high  for more than 120 years
  cite [1]
""",
        _FACTS
        + """\
define risk by age
  low   for less than 50 years
  high  for 50 years or more
  cite [1]
""",
    ),
    "band-kind": CodeRow(
        "error",
        "a band is of another kind than its key",
        _FACTS
        + """\
define risk by smoker
  1 for 1
  0 for 0
  cite [1]
""",
        _FACTS
        + """\
define risk by smoker
  1 for yes
  0 for no
  cite [1]
""",
    ),
    "band-count": CodeRow(
        "error",
        "a row of a table has too many bands, or too few",
        _FACTS
        + """\
define risk by smoker, response
  1 for yes, good
  2 for yes
  0 for no, any
  cite [1]
""",
        _FACTS
        + """\
define risk by smoker, response
  1 for yes, good
  2 for yes, poor
  0 for no, any
  cite [1]
""",
    ),
    "table-too-large": CodeRow(
        "error",
        "a table tells too many combinations apart to be looked through",
        "facts\n"
        + "".join(f"  sign_{n}  yes | no\n" for n in range(17))
        + "\ndefine risk by "
        + ", ".join(f"sign_{n}" for n in range(17))
        + "".join(f"\n  {value} for {', '.join([band] * 17)}" for value, band in ((1, "yes"), (0, "no")))
        + "\n  cite [1]\n",
        "facts\n"
        + "".join(f"  sign_{n}  yes | no\n" for n in range(2))
        + "\ndefine risk by sign_0, sign_1\n  1 for yes, any\n  0 for no, any\n  cite [1]\n",
    ),
    "not-a-score": CodeRow(
        "error",
        "the items are asked for of something that is no score",
        _FACTS
        + """\
define risk by smoker
  1 for yes
  0 for no
  cite [1]

define risky as highest item of risk >= 1
""",
        _FACTS
        + """\
score risk
  1 point when smoker
  cite [1]

define risky as highest item of risk >= 1
""",
    ),
    "no-points": CodeRow(
        "error",
        "an item of a score gives no points",
        _FACTS
        + """\
score risk
  0 points when smoker
  1 point when age >= 65 years
  cite [1]
""",
        _FACTS
        + """\
score risk
  2 points when smoker
  1 point when age >= 65 years
  cite [1]
""",
    ),
}
