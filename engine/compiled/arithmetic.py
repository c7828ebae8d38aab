"""The few functions that generated source calls: exact, and without anything that takes long to import."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from guideline_dsl.calendar_days import full as full_units
from guideline_dsl.calendar_days import shift

Exact = int | Fraction
"""Every operation here holds for both."""


def over(a: Exact, b: Exact) -> Exact:
    """The quotient; 0, which nothing reads, where there is none."""
    return Fraction(a, b) if b else 0


def half_up(top: Exact, bottom: int) -> int:
    """The nearest whole number to a quotient; half goes away from zero."""
    size = (2 * (top if top >= 0 else -top) + bottom) // (2 * bottom)
    return -size if top < 0 else size


def full(unit: str, start: int, end: int) -> int:
    """How many full units of the calendar lie between two days."""
    return full_units(unit, date.fromordinal(start), date.fromordinal(end))  # type: ignore[arg-type]


def shifted(unit: str, count: int, day: int) -> int:
    """The day so many units later; 1, which nothing reads, outside the calendar."""
    found = shift(date.fromordinal(day), count, unit)  # type: ignore[arg-type]
    return 1 if found is None else found.toordinal()


def curve(name: str, *numbers: Fraction) -> Fraction:
    """A root, a logarithm, a power; 0, which nothing reads, where there is none."""
    from engine.compiled.curve_values import curve_value  # noqa: PLC0415 - decimals, which few guidelines need

    return curve_value(name, numbers)


FUNCTIONS: Mapping[str, object] = MappingProxyType(
    {
        "Fraction": Fraction,
        "over": over,
        "half_up": half_up,
        "full": full,
        "shifted": shifted,
        "curve": curve,
    }
)
"""By the names that they have in generated source."""
