"""A written number in the base unit of its dimension: what the checker and every reader of the graph compare."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from guideline_dsl import core, units


@lru_cache(maxsize=16_384)
def base_value(number: core.Number) -> Fraction:
    """A written number in the base unit of its dimension; the unit must be known."""
    return units.to_base(number.value, units.parse_unit(number.unit)) if number.unit else number.value
