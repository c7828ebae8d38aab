"""What the operation `curve` of a circuit gives: a root, a logarithm, a power, as guideline_dsl/curves.py has them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from guideline_dsl.elementary import decimal_logarithm, exponential, logarithm, raised, readable
from guideline_dsl.values import root_of


def curve_value(name: str, numbers: Sequence[Fraction]) -> Fraction:
    """The value by the name of the curve; 0, which nothing reads, where there is none."""
    number = numbers[0]
    match name:
        case "sqrt":
            return root_of(number) if number >= 0 else Fraction(0)
        case "ln":
            return logarithm(number) if number > 0 else Fraction(0)
        case "log10":
            return decimal_logarithm(number) if number > 0 else Fraction(0)
        case "exp":
            return power_of_e(number)
        case "exp at most":
            return exponential(number).upper or Fraction(0)
        case "read":
            return readable(number)
        case "power":
            return (raised(number, numbers[1]).lower if number > 0 else None) or Fraction(0)
        case "power at most":
            return (raised(number, numbers[1]).upper if number > 0 else None) or Fraction(0)
        case "power beyond":
            return Fraction(number > 0 and raised(number, numbers[1]).upper is None)
    raise ValueError(f"there is no curve {name}")


def power_of_e(number: Fraction) -> Fraction:
    """e to a power; beyond what is worked out, the least that it is (`exp at most`: the most)."""
    found = exponential(number).lower
    assert found is not None
    return found
