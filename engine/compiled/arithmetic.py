"""The few functions that generated source calls: exact, and without anything that takes long to import."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

Exact = int | Fraction
"""Every operation here holds for both."""


def over(a: Exact, b: Exact) -> Exact:
    """The quotient; 0, which nothing reads, where there is none."""
    return Fraction(a, b) if b else 0


def half_up(top: Exact, bottom: int) -> int:
    """The nearest whole number to a quotient; half goes away from zero."""
    size = (2 * (top if top >= 0 else -top) + bottom) // (2 * bottom)
    return -size if top < 0 else size


def curve(name: str, *numbers: Fraction) -> Fraction:
    """A root, a logarithm, a power; 0, which nothing reads, where there is none."""
    from engine.compiled.curve_values import curve_value  # noqa: PLC0415 - decimals, which few guidelines need

    return curve_value(name, numbers)


FUNCTIONS: Mapping[str, object] = MappingProxyType(
    {
        "Fraction": Fraction,
        "over": over,
        "half_up": half_up,
        "curve": curve,
    }
)
"""By the names that they have in generated source; those of calendar_arithmetic.py are beside them."""
