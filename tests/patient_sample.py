"""A guideline with one fact of each kind, for the tests of reading a patient."""

from datetime import date

from guideline_dsl.check import check
from guideline_dsl.compile import compile_core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.parse import parse

AS_OF = date(2026, 11, 22)

TEXT = """\
guideline sample "A sample"
  version    1.0.0
  for        age >= 18 years

facts
  age              0 to 120 years
  sex              female | male
  weight           2 to 300 kg  within 30 days
  temperature      30 to 45 Cel
  creatinine       0.1 to 40 mg/dL  where 1 mg/dL is 88.4 umol/L
  urate            60 to 1200 umol/L  where 59.48 umol/L is 1 mg/dL
  egfr             0 to 200 mL/min/1.73m2
  joints           0 to 20
  diabetes         yes | no
  pregnant         yes | no
    only when sex is female
  weakness         yes | no
    assume no when not recorded "Only to show the form"
  severe_weakness  yes | no
    only when weakness
  nursing          yes | no
    only when adult_woman
  treated          yes | no
    only when taking any corticosteroid
  diagnosed        date

medicines
  prednisone       corticosteroid  tablets 5 mg
  methotrexate     steroid_sparing  only once weekly
  insulin          antidiabetic
  calcium          supplement

procedures
  dexa_scan        "DEXA scan"
  muscle_mri       "MRI of the muscles"

define adult_woman as sex is female and age >= 18 years
define high_dose as dose of methotrexate >= 20 mg/week

define all_kinds as weight > 3 kg and temperature > 38 Cel and creatinine > 1 mg/dL and urate > 300 umol/L and
  egfr < 60 mL/min/1.73m2 and joints > 2 and diagnosed >= 2020-01-01 and severe_weakness and nursing and
  treated

decide treatment "Treatment"
  when diabetes or pregnant
    give insulin 10 IU once daily
    do dexa_scan
    assuming made_up
  when all_kinds or high_dose
    do muscle_mri
    stop prednisone
    stop calcium
    assuming made_up
  otherwise
    give nothing
    assuming made_up

assumption made_up "Only to show the forms"
"""


def graph_of(text: str) -> DecisionGraph:
    """The graph of a guideline that has no mistake."""
    parsed = parse(text)
    assert not parsed.findings, parsed.findings
    checked = check(parsed.file)
    assert checked.core is not None, checked.findings
    return compile_core(checked.core)


GRAPH = graph_of(TEXT)
