"""THE table of units: each atom declared once, with its UCUM code, factor, spellings and words.

Factors are from the Unified Code for Units of Measure 2.1 (ucum.org): the international pound and inch, the
thermochemical calorie, the conventional millimetre of mercury (133.322 Pa), the mean Julian month (30.4375 d)
and year (365.25 d). The grammar's unit pattern and the words no name may take are generated from here.

Declared absent: how atoms are composed, and conversion (see units.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from guideline_dsl.dimensions import (
    AREA,
    LENGTH,
    MASS,
    PERCENT,
    PLAIN_NUMBER,
    SUBSTANCE,
    TEMPERATURE,
    TIME,
    VOLUME,
    Dimension,
    dimension,
)
from guideline_dsl.frozen import frozen


@frozen
class UnitAtom:
    """One row of the table.

    `factor` and `offset` lead to the base units (kg, m, m3, s, mol, K, Pa, J, ...):
    base = magnitude * factor + offset. The first spelling is the one that is written in compound units.
    """

    code: str
    dimension: Dimension
    factor: Fraction
    spellings: tuple[str, ...]
    singular: str
    plural: str
    offset: Fraction = Fraction(0)


_PREFIXES = {
    "M": ("mega", Fraction(10**6)),
    "k": ("kilo", Fraction(10**3)),
    "-": ("", Fraction(1)),
    "d": ("deci", Fraction(1, 10)),
    "c": ("centi", Fraction(1, 100)),
    "m": ("milli", Fraction(1, 10**3)),
    "u": ("micro", Fraction(1, 10**6)),
    "n": ("nano", Fraction(1, 10**9)),
    "p": ("pico", Fraction(1, 10**12)),
    "f": ("femto", Fraction(1, 10**15)),
}
_MICRO_SIGNS = ("\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}")
# ISMP's list of error-prone abbreviations: `µg` is read as `mg`; `mcg` is not
_FIRST_SPELLING = {"ug": "mcg"}


def _prefixed(prefixes: str, atom: UnitAtom) -> Iterable[UnitAtom]:
    """The rows of one atom with its metric prefixes; `-` stands for none."""
    for prefix in prefixes.split():
        word, scale = _PREFIXES[prefix]
        short = prefix.strip("-")
        spellings = [short + spelling for spelling in atom.spellings]
        if short == "u":
            spellings += [sign + spelling for sign in _MICRO_SIGNS for spelling in atom.spellings]
        if (first := _FIRST_SPELLING.get(spellings[0])) is not None:
            spellings.insert(0, first)
        yield UnitAtom(
            short + atom.code,
            atom.dimension,
            atom.factor * scale,
            tuple(spellings),
            word + atom.singular,
            word + atom.plural,
            atom.offset,
        )


def _own(kind: str) -> Dimension:
    """A base kind that is convertible to nothing else."""
    return dimension({kind: 1})


_ONE = Fraction(1)
_LITRE = Fraction(1, 1000)
_POUND = Fraction(45359237, 10**8)
_INCH = Fraction(254, 10**4)
_DAY = Fraction(86400)
_ENERGY = _own("energy")
_PRESSURE = _own("pressure")

ATOMS: tuple[UnitAtom, ...] = (
    *_prefixed("k - m u n p", UnitAtom("g", MASS, Fraction(1, 1000), ("g",), "gram", "grams")),
    UnitAtom("[lb_av]", MASS, _POUND, ("lb", "lbs", "[lb_av]"), "pound", "pounds"),
    UnitAtom("[oz_av]", MASS, _POUND / 16, ("oz", "[oz_av]"), "ounce", "ounces"),
    UnitAtom("[stone_av]", MASS, _POUND * 14, ("st", "[stone_av]"), "stone", "stone"),
    *_prefixed("k - c m u n", UnitAtom("m", LENGTH, _ONE, ("m",), "metre", "metres")),
    UnitAtom("[in_i]", LENGTH, _INCH, ("inch", "inches", "[in_i]"), "inch", "inches"),
    UnitAtom("[ft_i]", LENGTH, _INCH * 12, ("ft", "[ft_i]"), "foot", "feet"),
    UnitAtom("m2", AREA, _ONE, ("m2", "m²"), "square metre", "square metres"),
    UnitAtom("cm2", AREA, Fraction(1, 10**4), ("cm2", "cm²"), "square centimetre", "square centimetres"),
    UnitAtom("mm2", AREA, Fraction(1, 10**6), ("mm2", "mm²"), "square millimetre", "square millimetres"),
    UnitAtom("m3", VOLUME, _ONE, ("m3", "m³"), "cubic metre", "cubic metres"),
    UnitAtom("cm3", VOLUME, Fraction(1, 10**6), ("cm3", "cm³"), "cubic centimetre", "cubic centimetres"),
    UnitAtom("mm3", VOLUME, Fraction(1, 10**9), ("mm3", "mm³"), "cubic millimetre", "cubic millimetres"),
    # UCUM has both `l` and `L`; the capital is written, because a lone `l` looks like the figure 1
    *_prefixed("- d m u n f", UnitAtom("L", VOLUME, _LITRE, ("L", "l"), "litre", "litres")),
    UnitAtom("ms", TIME, Fraction(1, 1000), ("ms",), "millisecond", "milliseconds"),
    UnitAtom("s", TIME, _ONE, ("s", "second", "seconds"), "second", "seconds"),
    UnitAtom("min", TIME, Fraction(60), ("min", "minute", "minutes"), "minute", "minutes"),
    UnitAtom("h", TIME, Fraction(3600), ("h", "hour", "hours"), "hour", "hours"),
    UnitAtom("d", TIME, _DAY, ("day", "days", "d"), "day", "days"),
    UnitAtom("wk", TIME, _DAY * 7, ("week", "weeks", "wk"), "week", "weeks"),
    UnitAtom(
        "mo", TIME, _DAY * Fraction(304375, 10**4), ("month", "months", "mo", "mo_j"), "month", "months"
    ),
    UnitAtom("a", TIME, _DAY * Fraction(36525, 100), ("year", "years", "a", "a_j"), "year", "years"),
    UnitAtom("Hz", dimension({"time": -1}), _ONE, ("Hz",), "hertz", "hertz"),
    *_prefixed("- m u n p", UnitAtom("mol", SUBSTANCE, _ONE, ("mol",), "mole", "moles")),
    UnitAtom(
        "mm[Hg]",
        _PRESSURE,
        Fraction(133322, 1000),
        ("mmHg", "mm[Hg]"),
        "millimetre of mercury",
        "millimetres of mercury",
    ),
    UnitAtom(
        "cm[H2O]",
        _PRESSURE,
        Fraction(980665, 10**4),
        ("cmH2O", "cm[H2O]"),
        "centimetre of water",
        "centimetres of water",
    ),
    *_prefixed("k -", UnitAtom("Pa", _PRESSURE, _ONE, ("Pa",), "pascal", "pascals")),
    UnitAtom(
        "Cel",
        TEMPERATURE,
        _ONE,
        ("Cel", "°C", "degC"),
        "degree Celsius",
        "degrees Celsius",
        offset=Fraction(27315, 100),
    ),
    UnitAtom(
        "[degF]",
        TEMPERATURE,
        Fraction(5, 9),
        ("degF", "°F", "[degF]"),
        "degree Fahrenheit",
        "degrees Fahrenheit",
        offset=Fraction(45967, 180),
    ),
    UnitAtom("K", TEMPERATURE, _ONE, ("K",), "kelvin", "kelvins"),
    UnitAtom("%", PERCENT, _ONE, ("%",), "percent", "percent"),
    UnitAtom("kcal", _ENERGY, Fraction(4184), ("kcal",), "kilocalorie", "kilocalories"),
    *_prefixed("k -", UnitAtom("J", _ENERGY, _ONE, ("J",), "joule", "joules")),
    *_prefixed("- m", UnitAtom("osm", _own("osmoles"), _ONE, ("Osm", "osm"), "osmole", "osmoles")),
    *_prefixed("- m u", UnitAtom("eq", _own("equivalents"), _ONE, ("Eq", "eq"), "equivalent", "equivalents")),
    *_prefixed("M k - m u", UnitAtom("[iU]", _own("IU"), _ONE, ("IU", "[iU]", "[IU]"), "IU", "IU")),
    *_prefixed("M k - m u", UnitAtom("U", _own("U"), _ONE, ("U",), "unit", "units")),
    UnitAtom("[arb'U]", _own("[arb'U]"), _ONE, ("[arb'U]",), "arbitrary unit", "arbitrary units"),
    *_prefixed("- m u n", UnitAtom("kat", _own("katals"), _ONE, ("kat",), "katal", "katals")),
    *_prefixed("- m u", UnitAtom("V", _own("voltage"), _ONE, ("V",), "volt", "volts")),
    *_prefixed("- c m", UnitAtom("Gy", _own("absorbed dose"), _ONE, ("Gy",), "gray", "grays")),
    *_prefixed("M k -", UnitAtom("Bq", _own("radioactivity"), _ONE, ("Bq",), "becquerel", "becquerels")),
    UnitAtom("{beats}", _own("{beats}"), _ONE, ("beats", "beat", "{beats}"), "beat", "beats"),
    UnitAtom("{breaths}", _own("{breaths}"), _ONE, ("breaths", "breath", "{breaths}"), "breath", "breaths"),
    UnitAtom("{cells}", _own("{cells}"), _ONE, ("cells", "{cells}"), "cells", "cells"),
    UnitAtom("{copies}", _own("{copies}"), _ONE, ("copies", "{copies}"), "copies", "copies"),
    UnitAtom("{drops}", _own("{drops}"), _ONE, ("drops", "drop", "{drops}"), "drop", "drops"),
    UnitAtom("{puffs}", _own("{puffs}"), _ONE, ("puffs", "puff", "{puffs}"), "puff", "puffs"),
)

# Indexed to a standard body surface. Below a stroke only: elsewhere `1.73 m2` is a number and a unit.
PER_BODY_SURFACE = UnitAtom(
    "{1.73_m2}",
    _own("1.73m2"),
    _ONE,
    ("1.73m2", "{1.73_m2}", "{1.73m2}", "1.73m²"),
    "1.73 square metres",
    "1.73 square metres",
)

# Powers of ten as laboratories write counts. They open a unit only: after a stroke, `kg/10*9` is arithmetic.
POWERS_OF_TEN: tuple[UnitAtom, ...] = tuple(
    UnitAtom(f"10*{n}", PLAIN_NUMBER, Fraction(10**n), (f"10*{n}", f"10^{n}"), f"10*{n}", f"10*{n}")
    for n in (3, 6, 9, 12)
)

BY_SPELLING: dict[str, UnitAtom] = {
    spelling: atom for atom in (*ATOMS, PER_BODY_SURFACE, *POWERS_OF_TEN) for spelling in atom.spellings
}

# What people type, and what they mean by it; each right-hand side is a unit.
MEANT = {
    "sec": "s",
    "secs": "s",
    "mins": "min",
    "hr": "hour",
    "hrs": "hours",
    "dy": "day",
    "wks": "weeks",
    "mos": "months",
    "mth": "month",
    "yr": "year",
    "yrs": "years",
    "gm": "g",
    "gms": "g",
    "gram": "g",
    "grams": "g",
    "kgs": "kg",
    "mgs": "mg",
    "mcgs": "mcg",
    "cc": "mL",
    "C": "Cel",
    "F": "degF",
    "celsius": "Cel",
    "percent": "%",
    "cms": "cm",
    "in": "inch",
    "lb_av": "lb",
    "bpm": "/min",
    "torr": "mmHg",
    "mm Hg": "mmHg",
}

# ---------------------------------------------------------------- for the grammar and the checker


@lru_cache(maxsize=1)
def unit_pattern() -> str:
    """The regular expression of a unit in guideline text, generated from the table.

    It matches known spellings joined by `/`, `·` or `.`, so that `kg/3600` is `kg`, a stroke and a number; an
    atom is never followed by a letter, digit, underscore or `(`. Strokes are escaped, as Lark wants them.
    """
    atoms = _alternatives(spelling for atom in ATOMS for spelling in atom.spellings)
    surface = _alternatives(PER_BODY_SURFACE.spellings)
    tens = _alternatives(spelling for atom in POWERS_OF_TEN for spelling in atom.spellings)
    end = r"(?![\w(])"
    return rf"(?:(?:{tens})?\/)?(?:{atoms}){end}(?:[\/.·](?:{surface}|{atoms}){end})*"


def _alternatives(spellings: Iterable[str]) -> str:
    longest_first = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
    return "|".join(re.escape(spelling).replace("/", r"\/") for spelling in longest_first)


@lru_cache(maxsize=1)
def reserved_unit_words() -> frozenset[str]:
    """The spellings that look like a name (`mg`, `day`, `weeks`) and therefore may not be one."""
    return frozenset(s for atom in ATOMS for s in atom.spellings if re.fullmatch(r"[a-z][a-z0-9_]*", s))
