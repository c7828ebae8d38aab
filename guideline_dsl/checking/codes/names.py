"""Codes about names: what is not declared, declared twice, of another kind, never used."""

from __future__ import annotations

from guideline_dsl.code_row import CodeRow

ROWS = {
    "unknown-fact": CodeRow(
        "error",
        "a name in a condition or a dose is no fact and no definition",
        """\
facts
  weight  2 to 300 kg

define heavy as wieght > 100 kg
""",
        """\
facts
  weight  2 to 300 kg

define heavy as weight > 100 kg
""",
    ),
    "unknown-value": CodeRow(
        "error",
        "a choice is compared with a word that is none of its values",
        """\
facts
  risk  low | standard | high

define careful as risk is hihg
""",
        """\
facts
  risk  low | standard | high

define careful as risk is high
""",
    ),
    "unknown-medicine": CodeRow(
        "error",
        "a medicine is named that `medicines` does not declare",
        """\
medicines
  prednisone  corticosteroid

define treated as taking prednisolon
""",
        """\
medicines
  prednisone    corticosteroid
  prednisolone  corticosteroid

define treated as taking prednisolone
""",
    ),
    "unknown-class": CodeRow(
        "error",
        "`any` names a class that no medicine is declared to be of",
        """\
medicines
  prednisone  corticosteroid

define treated as taking any corticosteroids
""",
        """\
medicines
  prednisone  corticosteroid

define treated as taking any corticosteroid
""",
    ),
    "unknown-procedure": CodeRow(
        "error",
        "something is done, or asked to be done, that `procedures` does not declare",
        """\
procedures
  dexa_scan  "DEXA scan"

advise bone_health
  do dexa_scann
  cite [1]
""",
        """\
procedures
  dexa_scan  "DEXA scan"

advise bone_health
  do dexa_scan
  cite [1]
""",
    ),
    "unknown-assumption": CodeRow(
        "error",
        "`assuming` names an assumption that is written nowhere",
        """\
medicines
  prednisone  corticosteroid

decide treatment
  give prednisone 60 mg/day
  assuming adults_only
""",
        """\
medicines
  prednisone  corticosteroid

decide treatment
  give prednisone 60 mg/day
  assuming adults_only

assumption adults_only "The source speaks of adults."
""",
    ),
    "unknown-reference": CodeRow(
        "error",
        "a number is cited that the reference list does not have",
        """\
medicines
  prednisone  corticosteroid

decide treatment
  give prednisone 60 mg/day
  cite [7]
""",
        """\
medicines
  prednisone  corticosteroid

decide treatment
  give prednisone 60 mg/day
  cite [1]
""",
    ),
    "unknown-strength": CodeRow(
        "error",
        "a strength is not a word of the scale in the guideline's head",
        """\
medicines
  prednisone  corticosteroid

decide treatment
  give prednisone 60 mg/day
  strength strnog
  cite [1]
""",
        """\
medicines
  prednisone  corticosteroid

decide treatment
  give prednisone 60 mg/day
  strength strong
  cite [1]
""",
    ),
    "unknown-evidence": CodeRow(
        "error",
        "a certainty of evidence is not a word of the scale in the guideline's head",
        """\
medicines
  prednisone  corticosteroid

decide treatment
  give prednisone 60 mg/day
  evidence higj
  cite [1]
""",
        """\
medicines
  prednisone  corticosteroid

decide treatment
  give prednisone 60 mg/day
  evidence high
  cite [1]
""",
    ),
    "unknown-value-set": CodeRow(
        "error",
        "a fact stands in a value set that is not declared",
        """\
value sets
  fibrillation_codes  "Atrial fibrillation"  icd10 I48.0, I48.1

facts
  fibrillation  yes | no  in fibrilation_codes
""",
        """\
value sets
  fibrillation_codes  "Atrial fibrillation"  icd10 I48.0, I48.1

facts
  fibrillation  yes | no  in fibrillation_codes
""",
    ),
    "unknown-function": CodeRow(
        "error",
        "a function is called that the language does not have",
        """\
facts
  weight  2 to 300 kg
  height  40 to 230 cm

define surface as sqr(weight in kg * height in cm / 3600) * 1 m2
""",
        """\
facts
  weight  2 to 300 kg
  height  40 to 230 cm

define surface as sqrt(weight in kg * height in cm / 3600) * 1 m2
""",
    ),
    "unknown-unit": CodeRow(
        "error",
        "a unit is none that is known",
        """\
facts
  weight  2 to 300 kg

define heavy as weight > 100 kgs
""",
        """\
facts
  weight  2 to 300 kg

define heavy as weight > 100 kg
""",
    ),
    "wrong-kind": CodeRow(
        "error",
        "a name is of another kind than is expected where it stands",
        """\
medicines
  prednisone  corticosteroid

define treated as prednisone
""",
        """\
medicines
  prednisone  corticosteroid

define treated as taking prednisone
""",
    ),
    "declared-twice": CodeRow(
        "error",
        "a name is declared twice",
        """\
facts
  weight  2 to 300 kg
  weight  0 to 200 kg
""",
        """\
facts
  weight  2 to 300 kg
""",
    ),
    "unknown-is-no-value": CodeRow(
        "error",
        "a fact has a value that says it is not known",
        """\
facts
  hepatitis_b  negative | positive | not_tested
""",
        """\
facts
  hepatitis_b  negative | positive
""",
    ),
    "circular-definition": CodeRow(
        "error",
        "a definition, or whether a fact is asked for, hangs on itself",
        """\
define ill as weak
define weak as not ill
""",
        """\
facts
  weak  yes | no

define ill as weak
""",
    ),
    "definition-too-deep": CodeRow(
        "error",
        "definitions read one another in a chain too long to be explained step by step",
        "facts\n  weak  yes | no\n\ndefine d1 as not weak\n"
        + "".join(f"define d{number} as not d{number - 1}\n" for number in range(2, 22)),
        """\
facts
  weak  yes | no

define d1 as not weak
define d2 as not d1
""",
    ),
    "missing-head": CodeRow(
        "error",
        "the file does not say which guideline it is",
        """\
# guideline example "Example"

facts
  weight  2 to 300 kg
""",
        """\
guideline example "Example"
  version 1.0.0

facts
  weight  2 to 300 kg
""",
    ),
    "effective-reversed": CodeRow(
        "error",
        "a guideline ends before it begins to be effective",
        """\
guideline example "Example"
  version 1.0.0
  effective 2024-08-30 to 2021-01-01
""",
        """\
guideline example "Example"
  version 1.0.0
  effective 2021-01-01 to 2024-08-30
""",
    ),
    "missing-version": CodeRow(
        "error",
        "the guideline has no version, which every result names",
        """\
guideline example "Example"
  status "draft"
""",
        """\
guideline example "Example"
  version 1.0.0
  status "draft"
""",
    ),
    "unused-fact": CodeRow(
        "warning",
        "a fact is declared and nothing reads it",
        """\
facts
  weight  2 to 300 kg
""",
        """\
facts
  weight  2 to 300 kg

define heavy as weight > 100 kg
""",
    ),
    "unused-definition": CodeRow(
        "warning",
        "a definition is written and nothing reads it",
        """\
facts
  diabetes  yes | no

medicines
  prednisone  corticosteroid

define risk as diabetes

decide treatment
  for not diabetes
  give prednisone 60 mg/day
  cite [1]
""",
        """\
facts
  diabetes  yes | no

medicines
  prednisone  corticosteroid

define risk as diabetes

decide treatment
  for not risk
  give prednisone 60 mg/day
  cite [1]
""",
    ),
    "unused-medicine": CodeRow(
        "warning",
        "a medicine is declared and nothing speaks of it or of a class of it",
        """\
medicines
  prednisone  corticosteroid
  calcium     supplement

define treated as taking any corticosteroid
""",
        """\
medicines
  prednisone  corticosteroid

define treated as taking any corticosteroid
""",
    ),
    "unused-procedure": CodeRow(
        "warning",
        "a procedure is declared and nothing speaks of it",
        """\
procedures
  dexa_scan  "DEXA scan"
""",
        """\
procedures
  dexa_scan  "DEXA scan"

advise bone_health
  do dexa_scan
  cite [1]
""",
    ),
    "unused-value-set": CodeRow(
        "warning",
        "a value set is declared and no fact stands in it",
        """\
value sets
  fibrillation_codes  "Atrial fibrillation"  icd10 I48.0, I48.1
""",
        """\
value sets
  fibrillation_codes  "Atrial fibrillation"  icd10 I48.0, I48.1

facts
  fibrillation  yes | no  in fibrillation_codes
""",
    ),
    "unused-regimen": CodeRow(
        "warning",
        "a regimen is written and no decision gives it",
        """\
medicines
  prednisone  corticosteroid

regimen high_dose
  give prednisone 60 mg/day
  cite [1]

decide treatment
  give prednisone 5 mg/day
  cite [1]
""",
        """\
medicines
  prednisone  corticosteroid

regimen high_dose
  give prednisone 60 mg/day
  cite [1]

decide treatment
  give high_dose
""",
    ),
    "unused-assumption": CodeRow(
        "warning",
        "an assumption is written and no statement rests on it",
        """\
assumption adults_only "The source speaks of adults."
""",
        """\
medicines
  prednisone  corticosteroid

decide treatment
  give prednisone 60 mg/day
  assuming adults_only

assumption adults_only "The source speaks of adults."
""",
    ),
}
