"""What kind of quantity a number is: exponents over base kinds, and the one mark that exponents cannot tell.

Two decisions make this stricter than physics, because a guideline that compares unlike things must not
compile:

* Volume, pressure and energy are base kinds of their own, and so is every arbitrary unit (`IU`, `U`, `mEq`),
  every annotation (`{1.73_m2}`) and `%`. So a cardiac index (`L/min/m2`) is no speed, and `mEq/L` is never
  `mmol/L`. Only a plain length cubed is still a volume (see `compatible`).
* `mg/kg` has no exponent left (mass over mass), and yet it is neither a plain number nor a percentage. The
  mark `mass_ratio` keeps the difference: a written `mg/kg` is "yes", a plain number "no", and a ratio of two
  masses in which nobody can tell (`weight / ideal_weight`) "either", which may be compared with both.

Declared absent: magnitudes, factors and spellings (see units.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from guideline_dsl.frozen import frozen

MassRatio = Literal["no", "yes", "either"]


@frozen
class Dimension:
    """Exponents over base kinds, sorted by kind, none of them zero; build one with `dimension`.

    `mass_ratio` is always "no" while a power of mass is left.
    """

    exponents: tuple[tuple[str, Fraction], ...] = ()
    mass_ratio: MassRatio = "no"


def dimension(exponents: Mapping[str, Fraction | int], mass_ratio: MassRatio = "no") -> Dimension:
    """The dimension with these exponents: zeros dropped, and no mark while a power of mass is left."""
    kept = tuple(sorted((kind, Fraction(power)) for kind, power in exponents.items() if power))
    return Dimension(kept, "no" if any(kind == "mass" for kind, _ in kept) else mass_ratio)


PLAIN_NUMBER = dimension({})
MASS = dimension({"mass": 1})
LENGTH = dimension({"length": 1})
AREA = dimension({"length": 2})
VOLUME = dimension({"volume": 1})
TIME = dimension({"time": 1})
SUBSTANCE = dimension({"substance": 1})
TEMPERATURE = dimension({"temperature": 1})
PERCENT = dimension({"percent": 1})
DOSE_PER_KILOGRAM = dimension({}, "yes")

# ---------------------------------------------------------------- algebra


def compatible(a: Dimension, b: Dimension) -> bool:
    """Whether values of `a` and `b` may be compared, added and converted into each other.

    A length cubed is a volume, unless one side mixes both (`mL/m2` is no length).
    """
    if {a.mass_ratio, b.mass_ratio} == {"no", "yes"}:
        return False
    return a.exponents == b.exponents or _unmixed(a) == _unmixed(b)


def unify(a: Dimension, b: Dimension) -> Dimension:
    """The dimension of a sum, a maximum, or cases of a definition; `a` and `b` must be compatible.

    A definite mark wins over "either".
    """
    return b if a.mass_ratio == "either" else a


def multiply(a: Dimension, b: Dimension) -> Dimension:
    """The dimension of a product."""
    return _combined(a, b, 1)


def divide(a: Dimension, b: Dimension) -> Dimension:
    """The dimension of a quotient."""
    return _combined(a, b, -1)


def power(a: Dimension, exponent: Fraction | int) -> Dimension:
    """The dimension of a power with a known exponent; the 0th power is a plain number."""
    if exponent == 0:
        return PLAIN_NUMBER
    return dimension({kind: p * exponent for kind, p in a.exponents}, a.mass_ratio)


def root(a: Dimension, degree: int = 2) -> Dimension:
    """The dimension of the root of this degree (2: the square root)."""
    return power(a, Fraction(1, degree))


def exponent_of(a: Dimension, kind: str) -> Fraction:
    """The exponent of one base kind, 0 where it does not occur."""
    return next((p for k, p in a.exponents if k == kind), Fraction(0))


def has_offset_scale(a: Dimension) -> bool:
    """Whether values stand on a scale with an arbitrary zero (temperature).

    They may be compared, but sums, multiples and differences of them mean nothing, so an author writes
    `temperature in Cel` and calculates with plain numbers.
    """
    return any(kind == "temperature" for kind, _ in a.exponents)


def _combined(a: Dimension, b: Dimension, sign: int) -> Dimension:
    exponents = dict(a.exponents)
    for kind, p in b.exponents:
        exponents[kind] = exponents.get(kind, Fraction(0)) + sign * p
    return dimension(exponents, _mark(a, b, sign))


def _mark(a: Dimension, b: Dimension, sign: int) -> MassRatio:
    """The mark of a product (sign 1) or quotient (-1) in which no power of mass is left."""
    mass = exponent_of(a, "mass")
    if mass:
        # A daily dose divided by a bare mass, a body weight, is a dose per kilogram. Two masses may be a dose
        # and a weight, or two weights. Everywhere else (`mL/kg * kg`, `mg / (mg/L)`) the mass has gone.
        by_weight = sign < 0 and len(b.exponents) == 1 and len(a.exponents) > 1
        return "yes" if by_weight else "either"
    marks = {a.mass_ratio, b.mass_ratio}
    if marks == {"no"}:
        return "no"
    if sign < 0 and b.mass_ratio != "no" and a.mass_ratio != "no":
        return "either"
    return "yes" if "yes" in marks else "either"


def _unmixed(a: Dimension) -> tuple[tuple[str, Fraction], ...]:
    length, volume = exponent_of(a, "length"), exponent_of(a, "volume")
    if volume or not length or length % 3:
        return a.exponents
    exponents = {**dict(a.exponents), "length": Fraction(0), "volume": length / 3}
    return dimension(exponents).exponents


# ---------------------------------------------------------------- in words

_WORDS = {
    "mass": "a mass",
    "length": "a length",
    "volume": "a volume",
    "time": "a time",
    "substance": "an amount of substance",
    "temperature": "a temperature",
    "percent": "a percentage",
    "energy": "an energy",
    "pressure": "a pressure",
    "osmoles": "an amount of osmoles",
    "voltage": "a voltage",
    "absorbed dose": "an absorbed dose",
    "radioactivity": "a radioactivity",
    "equivalents": "an amount of equivalents",
    "katals": "a catalytic activity",
}
_PER = {
    "mass": "per kilogram",
    "length": "per length",
    "volume": "per volume",
    "time": "per time",
    "substance": "per amount of substance",
    "1.73m2": "per 1.73 m2 of body surface",
}
_NAMED = {
    dimension({"time": -1}): "a rate (times per unit of time)",
    dimension({"volume": -1}): "a count per volume",
    dimension({"length": 1, "time": -1}): "a speed",
    dimension({"volume": 1, "time": -1}): "a flow (volume per time)",
    dimension({"mass": 1, "volume": -1}): "a concentration (mass per volume)",
    dimension({"substance": 1, "volume": -1}): "a concentration (amount of substance per volume)",
    dimension({"osmoles": 1, "mass": -1}): "an osmolality",
}


def describe(a: Dimension) -> str:
    """The dimension in an author's words, with its article: `an area`, `a dose per kilogram per time`."""
    if a in _NAMED:
        return _NAMED[a]
    factors = ["a dose per kilogram"] if a.mass_ratio == "yes" else []
    factors += [_factor_in_words(kind, p) for kind, p in a.exponents if p > 0]
    # "per kilogram per time" is the order in which people say it
    under = sorted((kind == "time", kind, -p) for kind, p in a.exponents if p < 0)
    divisors = [_divisor_in_words(kind, p) for _, kind, p in under]
    if not factors:
        factors = ["a count"] if divisors else ["a plain number"]
    return " ".join([" times ".join(factors), *divisors])


def _factor_in_words(kind: str, p: Fraction) -> str:
    if kind == "length" and p in (2, 3):
        return "an area" if p == 2 else "a volume"
    if " per " in kind:
        return f"a ratio ({kind})"
    word = _WORDS.get(kind, f"an amount in {kind}")
    return word if p == 1 else f"{word} to the power {p}"


def _divisor_in_words(kind: str, p: Fraction) -> str:
    if kind == "length" and p in (2, 3):
        return "per square metre" if p == 2 else "per volume"
    word = _PER.get(kind, f"per {kind}")
    return word if p == 1 else f"{word} to the power {p}"
