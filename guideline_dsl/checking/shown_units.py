"""The unit in which the result of a calculation is shown: the author's own units, what is like cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from guideline_dsl.dimensions import PLAIN_NUMBER, Dimension, compatible
from guideline_dsl.units import UnitError, parse_unit


def unit_of_product(units: Sequence[str], found: Dimension) -> str:
    """The unit of a product of these units, whose dimension is `found`."""
    named = [unit for unit in units if unit]
    if len(named) == 1 and has_dimension(named[0], found):
        return named[0]
    parts = [parse_unit(unit) for unit in named]
    over, under = [n for part in parts for n in part.over], [n for part in parts for n in part.under]
    return _cancelled(over, under, found) or unit_for(found)


def unit_of_quotient(over: str, under: str, found: Dimension) -> str:
    """The unit of `over` divided by `under`, whose dimension is `found`."""
    if not found.exponents and found.mass_ratio != "yes":
        return ""
    if not under and has_dimension(over, found):
        return over
    amount, *per = over.split("/")
    unit = "/".join((amount, under, *per))  # mg/kg/day, as people say it, and not mg/day/kg
    if over and "/" not in under and has_dimension(unit, found):
        return parse_unit(unit).text
    above, below = parse_unit(over), parse_unit(under)
    cancelled = _cancelled([*above.over, *below.under], [*above.under, *below.over], found)
    return cancelled or unit_for(found)


def _cancelled(over: list[str], under: list[str], found: Dimension) -> str:
    """The unit that is left when like is cancelled: `mL` of `mL/kg` times `kg`; "" if it says something else.

    Unlike units of one kind (`mg` beside `kg`) would leave a unit that nobody uses.
    """
    for name in list(over):
        if name in under:
            over.remove(name)
            under.remove(name)
    left = [dimension_measured(name) for name in (*over, *under)]
    unit = "·".join(over) + "".join(f"/{name}" for name in under)
    return unit if len(set(left)) == len(left) and has_dimension(unit, found) else ""


def has_dimension(unit: str, wanted: Dimension) -> bool:
    """Whether a unit measures that kind of quantity."""
    found = dimension_measured(unit)
    return found is not None and compatible(found, wanted)


@lru_cache(maxsize=4096)
def dimension_measured(unit: str) -> Dimension | None:
    """What a unit measures; None if it is none."""
    if not unit:
        return PLAIN_NUMBER
    try:
        return parse_unit(unit).dimension
    except UnitError:
        return None


_BASE = {"mass": "kg", "length": "m", "volume": "L", "time": "day", "substance": "mol", "percent": "%"}


@lru_cache(maxsize=4096)
def unit_for(found: Dimension) -> str:
    """A unit of that dimension, "" when it is a plain number or no single unit says it."""
    if not found.exponents:
        return "mg/kg" if found.mass_ratio == "yes" else ""
    over: list[str] = ["mg/kg"] if found.mass_ratio == "yes" else []
    under: list[str] = []
    for kind, exponent in found.exponents:
        if exponent.denominator != 1:
            return ""
        base = _BASE.get(kind, kind)
        (over if exponent > 0 else under).extend([base] * abs(int(exponent)))
    if over.count("m") == 2:
        over = [unit for unit in over if unit != "m"] + ["m2"]
    if under.count("m") == 2:
        under = [unit for unit in under if unit != "m"] + ["m2"]
    text = "·".join(over) + "".join(f"/{unit}" for unit in under)
    return text if has_dimension(text, found) else ""
