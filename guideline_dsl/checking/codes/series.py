"""Codes about repeated observations."""

from __future__ import annotations

from guideline_dsl.code_row import CodeRow

_FACTS = """\
facts
  creatinine    0.1 to 40 mg/dL  within 7 days
  weight        2 to 300 kg
  urine_output  0 to 20 mL/kg/h  within 7 days

"""
_CASE = """\

case "a case"
  given  {given}
  expect rising is yes
"""
_RISING = _FACTS + "define rising as rise of creatinine within 48 hours > 0 mg/dL\n" + _CASE

ROWS = {
    "series-of-fact": CodeRow(
        "error",
        "the observations are asked for of something that is computed",
        _FACTS + "define doubled as creatinine * 2\ndefine peak as highest doubled\n",
        _FACTS + "define peak as highest creatinine\ndefine doubled as peak * 2\n",
    ),
    "series-without-window": CodeRow(
        "error",
        "a rise or a fall does not say how far apart its two observations may be",
        _FACTS + "define risen as rise of creatinine >= 0.3 mg/dL\n",
        _FACTS + "define risen as rise of creatinine within 48 hours >= 0.3 mg/dL\n",
    ),
    "window-too-long": CodeRow(
        "error",
        "it is looked farther back than the values of the fact count, or for a longer time than it is looked back",
        _FACTS + "define peak as highest creatinine within 14 days\n",
        _FACTS + "define peak as highest creatinine within 7 days\n",
    ),
    "sustained-of-fact": CodeRow(
        "error",
        "`for at least` asks how long something was so of more than one fact compared once",
        _FACTS + "define oliguria as urine_output * weight < 30 mL/h * 1 kg / 1 kg for at least 6 hours\n",
        _FACTS + "define oliguria as urine_output < 0.5 mL/kg/h for at least 6 hours\n",
    ),
    "sustained-without-window": CodeRow(
        "warning",
        "`for at least` does not say how far back is looked, and the values of its fact count for ever",
        "facts\n  fever  yes | no\n\ndefine lasting as fever is yes for at least 3 days\n",
        "facts\n  fever  yes | no\n\ndefine lasting as fever is yes for at least 3 days within 1 week\n",
    ),
    "observation-without-time": CodeRow(
        "error",
        "a case gives several values of a fact, and does not say when one was observed",
        _RISING.format(given="creatinine 0.9 mg/dL then 1.2 mg/dL now"),
        _RISING.format(given="creatinine 0.9 mg/dL 24 hours ago then 1.2 mg/dL now"),
    ),
    "observations-out-of-order": CodeRow(
        "error",
        "a case gives several values of a fact that do not go forward in time",
        _RISING.format(given="creatinine 1.2 mg/dL 1 hour ago then 0.9 mg/dL 24 hours ago"),
        _RISING.format(given="creatinine 0.9 mg/dL 24 hours ago then 1.2 mg/dL 1 hour ago"),
    ),
}
