"""How often a medicine is taken, in seconds: what a frequency comes to, without its unit.

Declared absent: words, and everything that takes long to import.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from guideline_dsl.frozen import frozen

if TYPE_CHECKING:
    from engine.record import RecordedMedicine
    from guideline_dsl.values import Truth

_DAY = 86400


@frozen
class Rhythm:
    """So many `times` in each `shortest` to `longest` seconds; continuously; or neither is said."""

    times: int
    shortest: Fraction | None
    longest: Fraction | None
    continuous: bool


def same_rhythm(a: Rhythm, b: Rhythm) -> bool:
    """Whether two are the same: `once weekly` is `every 7 days`."""
    if a.continuous or b.continuous:
        return a.continuous and b.continuous
    if a.shortest is None or a.longest is None or b.shortest is None or b.longest is None:
        return False
    return a.shortest * b.times == b.shortest * a.times and a.longest * b.times == b.longest * a.times


def forbids(only: Rhythm | None, taken: RecordedMedicine) -> Truth:
    """Whether a medicine is taken at another frequency than the only one it may have."""
    if only is None:
        return False
    if taken.per_day_written:
        return not (only.times == 1 and only.longest == _DAY)
    if taken.frequency is None:
        return None
    from engine.frequencies import rhythm_of  # noqa: PLC0415 - units, which the reader of a patient knows already

    return not same_rhythm(rhythm_of(taken.frequency), only)
