"""The types of the language: truth, choices, numbers with a dimension, dates; and what may be a dose.

Declared absent: values (see values.py), and names or spans (a type says nothing about where it was written).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, assert_never

from guideline_dsl.dimensions import PERCENT, PLAIN_NUMBER, Dimension, describe
from guideline_dsl.frozen import frozen


@frozen
class Truth:
    """Yes or no."""


@frozen
class Choice:
    """One of several words, in the order in which they were declared."""

    values: tuple[str, ...]


@frozen
class Number:
    """A number of this dimension; a plain number has none."""

    dimension: Dimension = PLAIN_NUMBER


@frozen
class Date:
    """A calendar date."""


@frozen
class Moment:
    """A date with the time of day."""


Type = Truth | Choice | Number | Date | Moment


def describe_type(type_: Type) -> str:
    """The type in an author's words, with its article."""
    match type_:
        case Truth():
            return "yes or no"
        case Choice(values):
            return f"one of {', '.join(values)}"
        case Number(dimension):
            return describe(dimension)
        case Date():
            return "a date"
        case Moment():
            return "a date and time"
        case _:
            assert_never(type_)


# ---------------------------------------------------------------- doses


@frozen
class DoseKind:
    """How a dose is expressed.

    `amount` is the base kind that is given ("mass", "volume", "IU", ...; "count" for a plain number).
    `basis` says what it must still be multiplied with: "" for nothing, "mass" for a dose per kilogram, "area"
    for a dose per square metre. `per_time` tells a rate (`mg/day`) from a single amount (`mg`).
    """

    amount: str
    basis: Literal["", "mass", "area"]
    per_time: bool


# What is measured in patients and never given as an amount.
_NEVER_GIVEN = frozenset(
    {
        "time",
        "length",
        "temperature",
        "pressure",
        "voltage",
        "1.73m2",
        *(kind for kind, _ in PERCENT.exponents),
    }
)


def dose_kind(dimension: Dimension) -> DoseKind | None:
    """The kind of dose a dimension expresses, None if none does.

    An amount is a mass, a volume, an amount of substance, an energy, a radiation dose, an arbitrary unit, an
    annotated unit (`puffs`) or a plain count; it may stand per time, and per kilogram or per square metre.
    """
    left = dict(dimension.exponents)
    per_time = left.get("time") == -1
    if per_time:
        del left["time"]
    if dimension.mass_ratio == "yes":
        return None if left else DoseKind("mass", "mass", per_time)
    basis: Literal["", "mass", "area"] = ""
    if left.get("mass") == -1:
        del left["mass"]
        basis = "mass"
    elif left.get("length") == -2:
        del left["length"]
        basis = "area"
    amount = _amount(left)
    return None if amount is None else DoseKind(amount, basis, per_time)


def _amount(left: dict[str, Fraction]) -> str | None:
    """The one kind that is given, "count" where none is left."""
    if not left:
        return "count"
    if len(left) > 1:
        return None
    ((kind, power),) = left.items()
    return None if power != 1 or kind in _NEVER_GIVEN or " per " in kind else kind
