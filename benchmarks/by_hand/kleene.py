"""Three truths in one value: True, False, or the needs that would settle it, as the bits of an integer above 1."""

from __future__ import annotations

from functools import lru_cache

Kleene = bool | int

_FACTS = (
    "age", "sex", "weight", "height", "diagnosis", "anti_hmgcr", "newly_diagnosed", "relapse_risk",
    "steroid_complication_risk", "diabetes", "osteoporosis", "glaucoma", "hypertension", "renal_insufficiency",
    "weakness", "severe_weakness", "dysphagia", "respiratory_muscle_weakness", "marked_weight_loss", "severe_rash",
    "interstitial_lung_disease", "severe_interstitial_lung_disease", "other_lung_disease", "severe_disease",
    "refractory", "steroid_resistant", "pregnant", "planning_pregnancy", "childbearing_potential",
    "reliable_contraception", "tpmt_activity", "hepatitis_b", "hepatitis_c", "liver_tests", "response",
    "other_corticosteroid_high_dose",
)  # fmt: skip
_PROCEDURES = (
    "dexa_scan", "vaccination", "methylprednisolone_pulse", "immunoglobulin_course", "rituximab_course",
    "strength_testing", "creatine_kinase", "functional_assessment", "muscle_mri", "novel_markers",
)  # fmt: skip
MEDICINES = (
    "prednisone", "other_corticosteroid", "methylprednisolone", "methotrexate", "azathioprine",
    "mycophenolate_mofetil", "rituximab", "cyclophosphamide", "ciclosporin", "tacrolimus", "immunoglobulin",
    "folic_acid", "calcium", "vitamin_d", "alendronate", "risedronate", "ibandronate", "zoledronate",
    "co_trimoxazole", "atovaquone", "dapsone", "pentamidine",
)  # fmt: skip
_DETAILS = ("dose", "frequency", "starting dose", "time", "time at dose")

NEEDS = (
    *(f"fact:{name}" for name in _FACTS),
    *(f"procedure:{name}" for name in _PROCEDURES),
    "medication list",
    *(f"medicine:{name}:{detail}" for name in MEDICINES for detail in _DETAILS),
)
"""In the order in which they are told."""

BIT = {need: 2 << place for place, need in enumerate(NEEDS)}
"""From 2 on: no need is equal to a truth."""

LIST = BIT["medication list"]


@lru_cache(maxsize=65536)
def told(needs: int) -> tuple[str, ...]:
    """The needs in words, in order."""
    found = []
    while needs:
        lowest = needs & -needs
        found.append(NEEDS[lowest.bit_length() - 2])
        needs ^= lowest
    return tuple(found)


@lru_cache(maxsize=65536)
def bits_of(needs: tuple[str, ...]) -> int:
    """The needs in bits."""
    found = 0
    for need in needs:
        found |= BIT[need]
    return found


def negate(a: Kleene) -> Kleene:
    """Not."""
    return False if a is True else True if a is False else a


def both(a: Kleene, b: Kleene) -> Kleene:
    """And: a definite no leaves nothing to ask."""
    if a is False or b is False:
        return False
    if a is True:
        return b
    return a if b is True else a | b


def either(a: Kleene, b: Kleene) -> Kleene:
    """Or: a definite yes leaves nothing to ask."""
    if a is True or b is True:
        return True
    if a is False:
        return b
    return a if b is False else a | b
