"""A small guideline for cohorts, and the command played on tables that are given as text."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from guideline_app.cli import main

GUIDELINE = """\
guideline sample "A sample"
  version  1.0.0
  status   "made up"
  for      age >= 18 years

references
  1  book  "The first"  "Somebody"  2026

facts
  age         0 to 120 years
  weight      2 to 300 kg  within 30 days
  diabetes    yes | no
  sex         female | male
  pregnant    yes | no
    only when sex is female
  creatinine  0.1 to 40 mg/dL  where 1 mg/dL is 88.4 umol/L
  diagnosed   date

medicines
  prednisone    corticosteroid   tablets 5 mg
  methotrexate  steroid_sparing  tablets 2.5 mg

procedures
  dexa_scan  "DEXA scan"

decide steroid "Steroid"
  for diagnosed >= 2020-01-01
  when diabetes
    give nothing
    cite [1]
  otherwise
    give prednisone 0.5 to 1 mg/kg/day by weight, at most 60 mg/day
    cite [1]

decide sparing "Sparing agent"
  when creatinine < 2 mg/dL
    give methotrexate 15 mg once weekly
    cite [1]
  otherwise
    give nothing
    cite [1]

advise bones "Bones"
  when taking prednisone
    do dexa_scan
    cite [1]

contraindicate methotrexate
  when pregnant
    cite [1]

never both "Both at once"
  when plan has prednisone and plan has methotrexate and weight < 40 kg
    cite [1]
"""

AS_OF = "2026-01-31"


class Ward:
    """A folder with the guideline, in which the command is played."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.guideline = folder / "sample.guideline"
        self.guideline.write_text(GUIDELINE, encoding="utf-8")

    def table(self, text: str | bytes, name: str = "patients.csv") -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def run(self, table: Path, *more: str, results: str = "results.csv") -> int:
        output = str(self.folder / results)
        given = ["cohort", str(self.guideline), str(table), "-o", output, "--workers", "1"]
        return main([*given, *(more if "--as-of" in more else (*more, "--as-of", AS_OF))])

    def results(self, name: str = "results.csv") -> list[dict[str, str]]:
        with (self.folder / name).open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def lines(self, name: str = "results.ndjson") -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / name).read_text(encoding="utf-8").splitlines()]

    def rejects(self, results: str = "results.csv") -> list[dict[str, Any]]:
        path = self.folder / f"{results}.rejects.ndjson"
        return self.lines(path.name) if path.exists() else []

    def reasons(self, table: Path, *more: str) -> Sequence[str]:
        """Why the only row of a table is rejected."""
        self.run(table, *more)
        (reject,) = self.rejects()
        reasons: list[str] = reject["reasons"]
        return reasons
