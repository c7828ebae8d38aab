"""Codes about doses, limits, frequencies, regimens and tapers."""

from __future__ import annotations

from guideline_dsl.code_row import CodeRow

_MEDICINES = """\
facts
  weight  2 to 300 kg

medicines
  prednisone  corticosteroid
  rituximab   antibody

"""
_SURFACE = """\
facts
  weight  2 to 300 kg
  height  40 to 230 cm

medicines
  methotrexate  immunosuppressant

define surface as sqrt(height in cm * weight in kg / 3600) * 1 m2
  assuming mosteller

assumption mosteller "Body surface area by Mosteller."

"""
_ONLY_WEEKLY = """\
medicines
  methotrexate  immunosuppressant  only once weekly

"""


def _give(words: str, declared: str = _MEDICINES) -> str:
    return f"{declared}decide treatment\n  give {words}\n  cite [1]\n"


def _taper(lines: str) -> str:
    inside = "".join(f"  {line}\n" for line in lines.splitlines())
    return f"{_MEDICINES}taper prednisone\n{inside}  cite [1]\n"


_TAPER_CASE = (
    _taper("start from 2 weeks\nevery 2 weeks\nsteps 60, 40, 20 mg/day")
    + '\ncase "a patient"\n  given  taking prednisone 60 mg/day for 3 weeks at dose for 3 weeks\n'
)

ROWS = {
    "dose-dimension": CodeRow(
        "error",
        "a dose does not come out as an amount, or an amount per time",
        _give("methotrexate 15 mg/kg/week by surface", _SURFACE),
        _give("methotrexate 15 mg/m2/week by surface", _SURFACE),
    ),
    "dose-without-unit": CodeRow(
        "error",
        "a dose has no unit",
        _taper("start from 2 weeks\nevery 2 weeks\nsteps 60, 40, 20"),
        _taper("start from 2 weeks\nevery 2 weeks\nsteps 60, 40, 20 mg/day"),
    ),
    "missing-basis": CodeRow(
        "error",
        "a dose is per kilogram or per square metre, and nothing says of what",
        _give("prednisone 2 mg/kg/day"),
        _give("prednisone 2 mg/kg/day by weight"),
    ),
    "basis-without-dose": CodeRow(
        "error",
        "`by` multiplies a dose that is not given",
        _give("prednisone dose not in source, by weight"),
        _give("prednisone dose not in source"),
    ),
    "computed-dose": CodeRow(
        "error",
        "a dose is computed by something that is no amount, or is said in another way too",
        _give("methotrexate as computed by weight", _SURFACE),
        _give("methotrexate as computed by dose_by_surface", _SURFACE)
        + "\ndefine dose_by_surface as 15 mg/m2/week * surface\n  cite [1]\n",
    ),
    "missing-dose": CodeRow(
        "error",
        "a `give` says neither a dose nor that the source has none",
        _give("prednisone orally"),
        _give("prednisone dose not in source, orally"),
    ),
    "zero-dose": CodeRow(
        "error",
        "a dose or a limit of 0 is none",
        _give("prednisone 0 mg/day"),
        """\
medicines
  prednisone  corticosteroid

decide treatment
  stop prednisone
  cite [1]
""",
    ),
    "amount-differs": CodeRow(
        "error",
        "a medicine is given in units of different kinds",
        """\
medicines
  insulin  hormone

decide treatment
  give insulin 10 IU/day
  cite [1]

decide more_treatment
  give insulin 10 mg/day
  cite [1]
""",
        """\
medicines
  insulin  hormone

decide treatment
  give insulin 10 IU/day
  cite [1]

decide more_treatment
  give insulin 20 IU/day
  cite [1]
""",
    ),
    "limit-dimension": CodeRow(
        "error",
        "a limit is of another kind than the dose it limits",
        _give("prednisone 2 mg/kg/day by weight, at most 60 mg"),
        _give("prednisone 2 mg/kg/day by weight, at most 60 mg/day"),
    ),
    "limits-reversed": CodeRow(
        "error",
        "two limits, or a dose and its limit, leave nothing between them",
        _give("prednisone 2 mg/kg/day by weight, at least 80 mg/day, at most 60 mg/day"),
        _give("prednisone 2 mg/kg/day by weight, at least 20 mg/day, at most 60 mg/day"),
    ),
    "closer-outside": CodeRow(
        "error",
        "`closer to` names a figure that is not within the dose",
        f"""\
{_MEDICINES}decide treatment
  give prednisone 0.5 to 1 mg/kg/day by weight
    closer to 2 mg/kg/day when weight < 50 kg
  cite [1]
""",
        f"""\
{_MEDICINES}decide treatment
  give prednisone 0.5 to 1 mg/kg/day by weight
    closer to 1 mg/kg/day when weight < 50 kg
  cite [1]
""",
    ),
    "dose-and-frequency": CodeRow(
        "error",
        "a dose per day is given less often than every day",
        _give("prednisone 15 mg/day once weekly"),
        _give("prednisone 15 mg once weekly"),
    ),
    "forbidden-frequency": CodeRow(
        "error",
        "a medicine is given at a frequency that its `only` forbids",
        _give("methotrexate 15 mg once daily", _ONLY_WEEKLY),
        _give("methotrexate 15 mg once weekly", _ONLY_WEEKLY),
    ),
    "usually-outside": CodeRow(
        "warning",
        "what is usually given is no dose that can be given",
        _give("prednisone 60 mg/day, usually 400 to 600 mg/day"),
        _give("prednisone 40 to 60 mg/day, usually 40 mg/day"),
    ),
    "course-too-short": CodeRow(
        "warning",
        "a course ends before its dose comes round a second time",
        _give("prednisone 60 mg once weekly for 2 days"),
        _give("prednisone 60 mg once weekly for 2 weeks"),
    ),
    "total-is-a-rate": CodeRow(
        "error",
        "`in total over` stands beside a dose per time",
        _give("prednisone 60 mg/day in total over 5 days"),
        _give("prednisone 60 mg/day for 5 days"),
    ),
    "nothing-to-extend": CodeRow(
        "error",
        "`extendable to` stands where no duration is given",
        _give("prednisone 60 mg/day, extendable to 12 months"),
        _give("prednisone 60 mg/day for 3 months, extendable to 12 months"),
    ),
    "gap-filled": CodeRow(
        "error",
        "a part of a dose is said not to be in the source, and is given",
        _give("prednisone 60 mg/day, dose not in source"),
        _give("prednisone 60 mg/day, duration not in source"),
    ),
    "said-twice": CodeRow(
        "error",
        "something that can be said once is said twice",
        _give("prednisone 60 mg/day, at most 80 mg/day, at most 70 mg/day"),
        _give("prednisone 60 mg/day, at most 70 mg/day"),
    ),
    "tablet-dimension": CodeRow(
        "error",
        "the strength of a tablet is no amount",
        """\
medicines
  prednisone  corticosteroid  tablets 5 mg/day
""",
        """\
medicines
  prednisone  corticosteroid  tablets 5 mg
""",
    ),
    "regimen-with-dose": CodeRow(
        "error",
        "a regimen is given with a dose; it says its doses itself",
        f"""\
{_MEDICINES}regimen high_dose
  give prednisone 60 mg/day
  cite [1]

decide treatment
  give high_dose 80 mg/day
""",
        f"""\
{_MEDICINES}regimen high_dose
  give prednisone 60 mg/day
  cite [1]

decide treatment
  give high_dose
""",
    ),
    "regimen-in-regimen": CodeRow(
        "error",
        "a regimen gives a regimen",
        f"""\
{_MEDICINES}regimen high_dose
  give prednisone 60 mg/day
  cite [1]

regimen both
  give high_dose
  give rituximab 1000 mg
  cite [1]
""",
        f"""\
{_MEDICINES}regimen high_dose
  give prednisone 60 mg/day
  cite [1]

decide treatment
  give high_dose
  give rituximab 1000 mg
  cite [1]
""",
    ),
    "taper-incomplete": CodeRow(
        "error",
        "a taper does not say when it starts, how long each dose is kept, or its steps",
        _taper("start from 2 weeks\nsteps 60, 40, 20 mg/day"),
        _taper("start from 2 weeks\nevery 2 weeks\nsteps 60, 40, 20 mg/day"),
    ),
    "taper-dimension": CodeRow(
        "error",
        "a step of a taper is no dose per time",
        _taper("start from 2 weeks\nevery 2 weeks\nsteps 60, 40, 20 mg"),
        _taper("start from 2 weeks\nevery 2 weeks\nsteps 60, 40, 20 mg/day"),
    ),
    "taper-claim": CodeRow(
        "error",
        "a case expects something of a taper other than its next dose",
        _TAPER_CASE + "  expect prednisone taper gives prednisone 40 mg/day once daily\n",
        _TAPER_CASE + "  expect prednisone taper gives prednisone 40 mg/day\n",
    ),
    "rungs-not-falling": CodeRow(
        "error",
        "a step of a taper is not below the one before it",
        _taper("start from 2 weeks\nevery 2 weeks\nsteps 60, 40, 50 mg/day"),
        _taper("start from 2 weeks\nevery 2 weeks\nsteps 60, 50, 40 mg/day"),
    ),
    "unknown-taper": CodeRow(
        "error",
        "a case expects something of the taper of a medicine that has none",
        _taper("start from 2 weeks\nevery 2 weeks\nsteps 60, 40, 20 mg/day")
        + """
case "the first step"
  given  taking prednisone 60 mg/day for 2 weeks
  expect rituximab taper gives rituximab 40 mg/day now
""",
        _taper("start from 2 weeks\nevery 2 weeks\nsteps 60, 40, 20 mg/day")
        + """
case "the first step"
  given  taking prednisone 60 mg/day for 2 weeks
  expect prednisone taper gives prednisone 40 mg/day now
""",
    ),
}
