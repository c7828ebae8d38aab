"""Patients of the slice: seeded, a tenth of what may be missing is; as rows, columns, and records of the walk."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from benchmarks.slice.names import Row, Value

DIAGNOSES = (
    "dermatomyositis", "polymyositis", "necrotising_myopathy", "antisynthetase_syndrome",
    "inclusion_body_myositis", "juvenile_dermatomyositis", "unspecified_myositis",
)  # fmt: skip
_MISSING = 0.1


def patient(random: Random) -> Row:
    """One patient; ages and weights often lie at a threshold."""
    female = random.random() < 0.6
    made: dict[str, Value] = {
        "diagnosis": random.choice(DIAGNOSES),
        "age": random.choice((17.5, 18.0, 18.5, 30.0, 52.5, 81.0)),
        "weight": random.choice((12.5, 29.5, 30.0, 30.5, 64.0, 71.5, 118.0)),
        "sex": "female" if female else "male",
        "tpmt_activity": random.choice(("normal", "normal", "normal", "intermediate", "deficient")),
        "hepatitis_b": random.choice(("negative",) * 9 + ("positive",)),
        "hepatitis_c": random.choice(("negative",) * 9 + ("positive",)),
        "liver_tests": random.choice(("normal",) * 6 + ("abnormal",)),
    }
    for name, share in SHARES:
        made[name] = random.random() < share
    if not female:
        made["pregnant"] = made["childbearing_potential"] = False
    for name in made:
        if name not in KNOWN and random.random() < _MISSING:
            made[name] = None
    return made


SHARES = (
    ("anti_hmgcr", 0.1), ("newly_diagnosed", 0.5), ("severe_rash", 0.2), ("interstitial_lung_disease", 0.2),
    ("other_lung_disease", 0.1), ("pregnant", 0.1), ("planning_pregnancy", 0.1), ("childbearing_potential", 0.5),
    ("reliable_contraception", 0.7), ("takes_prednisone", 0.3), ("takes_other_corticosteroid", 0.1),
    ("takes_rituximab", 0.2),
)  # fmt: skip
KNOWN = (
    "diagnosis", "sex", "pregnant", "planning_pregnancy", "takes_prednisone", "takes_other_corticosteroid",
    "takes_rituximab",
)  # fmt: skip


def patients(count: int, seed: int = 0) -> Iterator[Row]:
    """So many patients; always the same for one seed."""
    random = Random(seed)
    for _ in range(count):
        yield patient(random)


def as_given(row: Row) -> dict[str, object]:
    """A patient of the slice as the walk reads one."""
    units = {"age": "years", "weight": "kg"}
    facts = {
        name: f"{value:g} {units[name]}" if name in units else value
        for name, value in row.items()
        if value is not None and not name.startswith("takes_")
    }
    taken = [
        name.removeprefix("takes_") for name, value in row.items() if name.startswith("takes_") and value
    ]
    return {"facts": facts, "medicines": [{"name": name} for name in taken]}
