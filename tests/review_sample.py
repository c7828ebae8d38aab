"""A small guideline for the tests of the review page, and the same with text that would like to be more than text."""

from __future__ import annotations

from pathlib import Path

GUIDELINE = """\
guideline sore_throat "Sore throat"
  version    1.2.0
  narrative  "narrative.md"
  source     "Our own clinic" 2026-01-01
  status     "draft"
  notice     "Options, not orders."

references
  1  guideline  "Throats"  "The clinic"  2026

facts
  age          0 to 120 years
  weight       2 to 300 kg
  fever        yes | no  "Fever now"
  allergy      yes | no  snomed 91936005

medicines
  examplin  antibiotic  rxnorm 1  tablets 250 mg, 500 mg

define child as age < 18 years
  assuming age_of_majority

decide treatment "Treating a sore throat"
  when fever and child
    give examplin 10 mg/kg/day by weight, orally twice daily, for 5 days
    cite [1] "A child with fever gets examplin"
  when fever
    give examplin 500 mg twice daily orally, for 5 days
    cite [1] "An adult with fever gets 500 mg twice a day"
  otherwise
    give nothing
    note "Come back when there is fever"
    assuming age_of_majority

contraindicate examplin
  when allergy
    note "Another medicine is needed"
    cite [1] "is never given where there is an allergy"

assumption age_of_majority "A child is under 18"
  because "the source does not say"

not encoded
  "Throats are looked at" because "no treatment"
"""

NARRATIVE = """\
# Sore throat

This text is our own.

A child with fever gets examplin by weight. {S1}
An adult with fever gets 500 mg twice a day. {S2}
Examplin is never given where there is an allergy. {S3}
Throats are looked at. {S4}
Nobody cites this sentence. {S5}
"""

CASES = """\
case "an adult with fever"
  given age 40 years, fever yes, allergy no, taking nothing
  expect treatment is recommended
  expect treatment gives examplin 500 mg

case "fever unknown"
  given age 40 years, taking nothing
  expect missing fever

case "a case that fails"
  given age 40 years, fever no, taking nothing
  expect treatment gives examplin 500 mg
"""


def written(folder: Path, guideline: str = GUIDELINE, narrative: str = NARRATIVE, cases: str = CASES) -> Path:
    """The guideline as files of a folder."""
    (folder / "narrative.md").write_text(narrative, encoding="utf-8")
    (folder / "sore_throat.cases").write_text(cases, encoding="utf-8")
    file = folder / "sore_throat.guideline"
    file.write_text(guideline, encoding="utf-8")
    return file
