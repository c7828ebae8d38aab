"""The functions of the calendar that generated source calls, on days as ordinals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from guideline_dsl.calendar_days import full as full_units
from guideline_dsl.calendar_days import shift


def full(unit: str, start: int, end: int) -> int:
    """How many full units of the calendar lie between two days."""
    return full_units(unit, date.fromordinal(start), date.fromordinal(end))  # type: ignore[arg-type]


def shifted(unit: str, count: int, day: int) -> int:
    """The day so many units later; 1, which nothing reads, outside the calendar."""
    found = shift(date.fromordinal(day), count, unit)  # type: ignore[arg-type]
    return 1 if found is None else found.toordinal()


OF_DAYS: Mapping[str, object] = MappingProxyType({"full": full, "shifted": shifted})
"""By the names that they have in generated source."""
