"""Tables of patients of the slice, of any length: seeded, in blocks, a tenth missing of what may be.

The columns are those that `guideline cohort` reads. Ages and weights are in halves, which are exact in any number.
"""

from __future__ import annotations

import numpy
import polars as pl
from numpy.random import PCG64, Generator, SeedSequence

from benchmarks.parts import BLOCK
from benchmarks.slice.names import INPUTS
from benchmarks.slice.patients import DIAGNOSES, KNOWN, SHARES

_MISSING = 0.1
_OF_WORDS = {
    "diagnosis": DIAGNOSES,
    "tpmt_activity": ("normal", "normal", "normal", "intermediate", "deficient"),
    "hepatitis_b": ("negative",) * 9 + ("positive",),
    "hepatitis_c": ("negative",) * 9 + ("positive",),
    "liver_tests": ("normal",) * 6 + ("abnormal",),
}
_HALVES = {"age": (24, 180), "weight": (20, 260)}


def block(number: int, seed: int = 1) -> pl.DataFrame:
    """The block of that number."""
    first = number * BLOCK
    random = Generator(PCG64(SeedSequence([seed, number])))
    female = random.random(BLOCK) < 0.6
    made: dict[str, pl.Series] = {"sex": pl.Series(numpy.where(female, "female", "male"))}
    for name, words in _OF_WORDS.items():
        made[name] = pl.Series(numpy.array(words)[random.integers(0, len(words), BLOCK)])
    for name, (lower, upper) in _HALVES.items():
        made[name] = pl.Series(random.integers(lower, upper, BLOCK) / 2)
    for name, share in SHARES:
        found = random.random(BLOCK) < share
        made[name] = pl.Series(found & female if name in ("pregnant", "childbearing_potential") else found)
    columns = [pl.Series("id", [f"p{number}" for number in range(first + 1, first + BLOCK + 1)])]
    for name in INPUTS:
        missing = random.random(BLOCK) < _MISSING
        if name not in KNOWN:
            made[name] = pl.select(pl.when(~pl.lit(pl.Series(missing))).then(pl.lit(made[name]))).to_series()
        columns.append(made[name].alias(name.replace("takes_", "taking.")))
    return pl.DataFrame([*columns, pl.Series("medicines_known", [True] * BLOCK)])
