"""How often a medicine is taken, held against the one frequency that it may have."""

from __future__ import annotations

from engine.record import RecordedMedicine
from guideline_dsl import core
from guideline_dsl.base_values import base_value
from guideline_dsl.values import Truth

_DAY = 86400


def is_forbidden(medicine: core.MedicineNode, taken: RecordedMedicine | None) -> Truth:
    """Whether it is taken at a frequency that its `only` forbids; no when it is not taken (None)."""
    return taken is not None and forbids(medicine.only, taken)


def forbids(only: core.Frequency | None, taken: RecordedMedicine) -> Truth:
    """Whether it is taken at another frequency than the only one it may have."""
    if only is None:
        return False
    if taken.per_day_written:
        return _is_daily(only) is False
    return None if taken.frequency is None else not same_frequency(taken.frequency, only)


def _is_daily(frequency: core.Frequency) -> bool:
    every = frequency.every
    return every is not None and frequency.times == 1 and base_value(every.upper) == _DAY


def same_frequency(a: core.Frequency, b: core.Frequency) -> bool:
    """Whether two frequencies are the same: `once weekly` is `every 7 days`."""
    if a.continuous or b.continuous:
        return a.continuous and b.continuous
    if a.every is None or b.every is None:
        return False
    return all(
        base_value(x) * b.times == base_value(y) * a.times
        for x, y in ((a.every.lower, b.every.lower), (a.every.upper, b.every.upper))
    )
