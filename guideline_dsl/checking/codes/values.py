"""Codes about values: types, dimensions, ranges, what stands on a fact's line."""

from __future__ import annotations

from guideline_dsl.code_row import CodeRow

ROWS = {
    "not-a-condition": CodeRow(
        "error",
        "a condition is needed, and what is written is not yes or no",
        """\
facts
  sex       female | male
  pregnant  yes | no

define careful as pregnant and sex
""",
        """\
facts
  sex       female | male
  pregnant  yes | no

define careful as pregnant and sex is female
""",
    ),
    "not-a-number": CodeRow(
        "error",
        "a number is needed, and what is written is none",
        """\
facts
  diabetes  yes | no

define extra as diabetes + 1
""",
        """\
facts
  diabetes  yes | no

define extra
  1  when diabetes
  otherwise 0
""",
    ),
    "not-a-choice": CodeRow(
        "error",
        "`is any of` asks about something that has no values to choose from",
        """\
facts
  age  0 to 120 years

define young as age is any of (child, adolescent)
""",
        """\
facts
  age  0 to 120 years

define young as age < 18 years
""",
    ),
    "no-order": CodeRow(
        "error",
        "two values are put in order that have none",
        """\
facts
  risk_before  low | high
  risk_now     low | high

define worse as risk_now > risk_before
""",
        """\
facts
  risk_before  low | high
  risk_now     low | high

define worse as risk_now is high and risk_before is low
""",
    ),
    "unlike-values": CodeRow(
        "error",
        "two values of different types are compared",
        """\
facts
  onset  date
  age    0 to 120 years

define early as onset < age
""",
        """\
facts
  onset  date

define early as onset < 2026-01-01
""",
    ),
    "unlike-dimensions": CodeRow(
        "error",
        "two numbers of different dimensions are compared or added, or a unit is of another dimension",
        """\
facts
  weight  2 to 300 kg
  age     0 to 120 years

define odd as weight > age
""",
        """\
facts
  weight  2 to 300 kg
  age     0 to 120 years

define heavy_child as weight > 60 kg and age < 12 years
""",
    ),
    "missing-unit": CodeRow(
        "error",
        "a number without a unit is compared with, or added to, one that has a dimension",
        """\
facts
  weight  2 to 300 kg

define heavy as weight > 100
""",
        """\
facts
  weight  2 to 300 kg

define heavy as weight > 100 kg
""",
    ),
    "temperature-arithmetic": CodeRow(
        "error",
        "temperatures, which are points on a scale, are added or multiplied",
        """\
facts
  temperature  25 to 45 Cel

define doubled as temperature * 2
""",
        """\
facts
  temperature  25 to 45 Cel

define doubled as temperature in Cel * 2
""",
    ),
    "different-factors": CodeRow(
        "error",
        "two facts that are converted by different factors are compared or added in one measure",
        """\
facts
  glucose     20 to 1000 mg/dL  where 18 mg/dL is 1 mmol/L
  creatinine  9 to 1800 umol/L  where 88.4 umol/L is 1 mg/dL

define odd as glucose > creatinine
""",
        """\
facts
  glucose     20 to 1000 mg/dL  where 18 mg/dL is 1 mmol/L
  creatinine  9 to 1800 umol/L  where 88.4 umol/L is 1 mg/dL

define both_high as glucose > 11.1 mmol/L and creatinine > 1.5 mg/dL
""",
    ),
    "power-of-a-unit": CodeRow(
        "error",
        "a number with a unit is raised to a power that is not a whole number written out",
        """\
facts
  height  40 to 230 cm

define factor as height ^ 0.725
""",
        """\
facts
  height  40 to 230 cm

define factor as (height in cm) ^ 0.725
""",
    ),
    "not-a-plain-number": CodeRow(
        "error",
        "a logarithm, or another function of plain numbers, is taken of a number with a unit",
        """\
facts
  bilirubin  0.1 to 60 mg/dL

define share as ln(bilirubin)
""",
        """\
facts
  bilirubin  0.1 to 60 mg/dL

define share as ln(bilirubin in mg/dL)
""",
    ),
    "exponent-too-large": CodeRow(
        "error",
        "an exponent is larger than any published formula has",
        """\
facts
  height  40 to 230 cm

define factor as height ^ 200
""",
        """\
facts
  height  40 to 230 cm

define factor as height ^ 2
""",
    ),
    "wrong-arguments": CodeRow(
        "error",
        "a function is given too few or too many values",
        """\
facts
  weight  2 to 300 kg

define capped as min(weight)
""",
        """\
facts
  weight  2 to 300 kg

define capped as min(weight, 120 kg)
""",
    ),
    "count-out-of-range": CodeRow(
        "error",
        "a count can never be reached, or says nothing",
        """\
facts
  diabetes      yes | no
  hypertension  yes | no

define several as at least 3 of (diabetes, hypertension)
""",
        """\
facts
  diabetes      yes | no
  hypertension  yes | no

define several as at least 2 of (diabetes, hypertension)
""",
    ),
    "not-a-duration": CodeRow(
        "error",
        "a length of time is needed, and what is written is none",
        """\
facts
  weight  2 to 300 kg  within 30 kg
""",
        """\
facts
  weight  2 to 300 kg  within 30 days
""",
    ),
    "no-time": CodeRow(
        "error",
        "a time is no time at all",
        """\
procedures
  dexa_scan  "DEXA scan"

advise bone_health
  do dexa_scan every 0 weeks
  cite [1]
""",
        """\
procedures
  dexa_scan  "DEXA scan"

advise bone_health
  do dexa_scan every 52 weeks
  cite [1]
""",
    ),
    "dose-of-class": CodeRow(
        "error",
        "the dose of a class is asked for; a class has no dose",
        """\
medicines
  prednisone  corticosteroid

define high as dose of any corticosteroid > 60 mg/day
""",
        """\
medicines
  prednisone  corticosteroid

define high as dose of prednisone > 60 mg/day
""",
    ),
    "cases-differ": CodeRow(
        "error",
        "the cases of a definition are of different kinds",
        """\
facts
  female  yes | no

define factor
  0.85  when female
  otherwise 1 kg
""",
        """\
facts
  female  yes | no

define factor
  0.85  when female
  otherwise 1
""",
    ),
    "none-compared": CodeRow(
        "error",
        "a number that some patients do not have is compared; it may only scale a dose",
        """\
facts
  height  40 to 230 cm

define ideal_weight
  50 kg + 0.9 kg * (height in cm - 152)  when height >= 152 cm
  otherwise none

define light as ideal_weight < 60 kg
""",
        """\
facts
  height  40 to 230 cm

define ideal_weight
  50 kg + 0.9 kg * (height in cm - 152)  when height >= 152 cm
  otherwise none

define short as height < 163 cm
""",
    ),
    "none-is-for-numbers": CodeRow(
        "error",
        "something that is no number may be `none`",
        """\
facts
  weight  2 to 300 kg

define build
  heavy  when weight > 100 kg
  otherwise none
""",
        """\
facts
  weight  2 to 300 kg

define build
  heavy  when weight > 100 kg
  otherwise normal
""",
    ),
    "formula-too-large": CodeRow(
        "error",
        "a formula multiplies so many numbers that its exact value could not be calculated",
        """\
facts
  weight  2 to 300 kg

define high_power as ((weight in kg) ^ 100) ^ 100
""",
        """\
facts
  weight  2 to 300 kg

define high_power as (weight in kg) ^ 3
""",
    ),
    "always-true": CodeRow(
        "warning",
        "a comparison holds for every plausible value",
        """\
facts
  age  0 to 120 years

define adult as age >= 0 years
""",
        """\
facts
  age  0 to 120 years

define adult as age >= 18 years
""",
    ),
    "never-true": CodeRow(
        "warning",
        "a comparison holds for no plausible value",
        """\
facts
  age  0 to 120 years

define old as age > 130 years
""",
        """\
facts
  age  0 to 120 years

define old as age > 80 years
""",
    ),
    "range-reversed": CodeRow(
        "error",
        "a range ends below its beginning",
        """\
facts
  weight  300 to 2 kg
""",
        """\
facts
  weight  2 to 300 kg
""",
    ),
    "empty-range": CodeRow(
        "error",
        "the plausible range of a fact holds one value only",
        """\
facts
  weight  70 to 70 kg
""",
        """\
facts
  weight  2 to 300 kg
""",
    ),
    "outside-range": CodeRow(
        "error",
        "a value lies outside the plausible range of its fact",
        """\
facts
  weight  2 to 300 kg
    assume 700 kg when not recorded "the usual weight"
""",
        """\
facts
  weight  2 to 300 kg
    assume 70 kg when not recorded "the usual weight"
""",
    ),
    "yes-or-no-only": CodeRow(
        "error",
        "a fact has `yes` or `no` among other values",
        """\
facts
  diabetes  yes | no | borderline
""",
        """\
facts
  diabetes  present | absent | borderline
""",
    ),
    "only-when-needs-yes-no": CodeRow(
        "error",
        "`only when` stands at a fact that is not yes or no",
        """\
facts
  sex                female | male
  time_since_onset   0 to 42 weeks
    only when sex is female
""",
        """\
facts
  sex       female | male
  pregnant  yes | no
    only when sex is female
""",
    ),
    "note-does-not-fit": CodeRow(
        "error",
        "what stands on a fact's line does not fit its type",
        """\
facts
  diabetes  yes | no  to the nearest 1 kg
""",
        """\
facts
  weight  2 to 300 kg  to the nearest 1 kg
""",
    ),
}
