"""How often a medicine is taken, held against the one frequency that it may have."""

from __future__ import annotations

from engine.record import RecordedMedicine
from engine.rhythms import Rhythm, forbids, same_rhythm
from guideline_dsl import core
from guideline_dsl.base_values import base_value
from guideline_dsl.values import Truth


def is_forbidden(medicine: core.MedicineNode, taken: RecordedMedicine | None) -> Truth:
    """Whether it is taken at a frequency that its `only` forbids; no when it is not taken (None)."""
    return taken is not None and medicine.only is not None and forbids(rhythm_of(medicine.only), taken)


def same_frequency(a: core.Frequency, b: core.Frequency) -> bool:
    """Whether two frequencies are the same: `once weekly` is `every 7 days`."""
    return same_rhythm(rhythm_of(a), rhythm_of(b))


def rhythm_of(frequency: core.Frequency) -> Rhythm:
    """What a frequency comes to in seconds."""
    every = frequency.every
    if every is None:
        return Rhythm(frequency.times, None, None, frequency.continuous)
    return Rhythm(frequency.times, base_value(every.lower), base_value(every.upper), frequency.continuous)
