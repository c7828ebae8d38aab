"""Guidelines in a few lines, for the tests of what a result says; a patient is Python values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from engine.assessment import Assessment, Recommendation
from engine.library import compile_text, evaluate, load_text
from guideline_dsl.graph import DecisionGraph

DAY = date(2026, 1, 31)

HEAD = """\
guideline sample "A sample"
  version  1.0.0
  status   "made up"

references
  1  book  "The first"   "Somebody"  2026
  2  book  "The second"  "Somebody else"  2026

"""

DOSES = """\
facts
  weight  1 to 300 kg
  height  40 to 230 cm
  risky   yes | no
medicines
  prednisone  steroid  tablets 2.5 mg, 5 mg, 20 mg
  warfarin    anticoagulant  tablets 3 mg
  globulin    immune_modulator
  heparin     anticoagulant
  codeine     opioid
  digoxin     glycoside  tablets 0.25 mg
define surface as sqrt(height in cm * weight in kg / 3600) * 1 m2
  cite [1]
decide steroid "Steroid"
  give prednisone 0.5 to 1 mg/kg/day by weight, usually 60 to 80 mg/day, orally once daily
    closer to 1 mg/kg/day when risky
      cite [1]
  cite [1]
decide thinner "Thinner"
  give warfarin 0.1 mg/kg/day by weight, orally once daily
  cite [1]
decide course "Course"
  give globulin 1 to 2 g/kg by weight in total over 2 days, at most 0.9 g/kg/day
  cite [1]
decide infusion "Infusion"
  give heparin 20 to 40 IU/m2 by surface twice daily, at most 30 IU, at least 25 IU
  cite [1]
decide cough "Cough"
  give codeine 15 to 30 mg 4 times daily, at most 90 mg/day, usually 60 mg/day
  cite [1]
decide heart "Heart"
  give digoxin 0.25 to 0.375 mg/day, orally once daily
  cite [1]
"""

TAPER = """\
facts
  response  good | bad
medicines
  prednisone  steroid  tablets 2.5 mg, 5 mg, 20 mg
taper prednisone "Reducing"
  start  from 2 weeks when response is good, by 4 weeks
  hold   when response is bad
  every  2 weeks
  steps  60, 40, 30, 20 mg/day
  then   less 7.5 mg/day
  end    "Stop, or maintain?"
  cite [1]
"""


@cache
def graph_of(items: str, head: str = HEAD) -> DecisionGraph:
    """The guideline with these items under a head; it must be without error."""
    return load_text(head + items)


def assess(items: str, patient: Mapping[str, object], day: date = DAY, head: str = HEAD) -> Assessment:
    """What the guideline with these items says about a patient."""
    return evaluate(graph_of(items, head), patient, day)


def only(assessment: Assessment) -> Recommendation:
    """The one recommendation there is."""
    (found,) = assessment.recommendations
    return found


def codes(items: str, narrative: str | None = None, *severities: str) -> list[str]:
    """The codes of all mistakes, or of the findings of other severities."""
    head = HEAD if narrative is None else HEAD.replace("  status ", '  narrative "given.md"\n  status ')
    found = compile_text(head + items, narrative).findings
    wanted = severities or ("error", "warning")
    return [finding.code for finding in found if finding.severity in wanted]
