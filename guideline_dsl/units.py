"""Units: one table of atoms, what may be composed of them, and exact conversion.

The syntax is that of UCUM with everyday spellings beside it: atoms joined by `/` and `.` or `·`, read from left to
right (`mg/kg/day` is `mg/(kg.day)`). Every factor is an exact fraction. What must not be converted has a
dimension of its own and therefore cannot be: arbitrary units (`IU`, `U`), equivalents, annotations
(`{1.73_m2}`), `%`, and ratios of like things (`mmol/mol`).

Factors are from the Unified Code for Units of Measure 2.1 (ucum.org): the international pound and inch, the
thermochemical calorie, the conventional millimetre of mercury of 133.322 Pa, the mean Julian month (30.4375 d)
and year (365.25 d).

Temperatures are points on a scale with an offset: `to_base` converts a reading. A difference of two readings,
or the precision of one, converts with `difference_to_base`. `Cel` and `degF` stand alone, never inside a
compound unit.

Declared absent: ranges, Kleene truth, calendar arithmetic (a month by the calendar is no unit).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

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
    compatible,
    describe,
    dimension,
    exponent_of,
    multiply,
    power,
)


class UnitError(ValueError):
    """A unit that does not exist or cannot be converted; the message is a sentence for the author.

    `suggestion` is a spelling that is known to be a unit, or "".
    """

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.suggestion = suggestion


class NumberError(ValueError):
    """A text that is no plain decimal number; the message is a sentence for the author."""


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, in its canonical spelling and in UCUM.

    base = magnitude * factor + offset. `over` and `under` are the canonical spellings of the atoms above and
    below the stroke, as the author ordered them. Units that are spelled differently and mean the same
    (`mcg`, `ug`) are equal.
    """

    text: str
    dimension: Dimension
    factor: Fraction
    offset: Fraction
    ucum: str
    over: tuple[str, ...]
    under: tuple[str, ...]


# ---------------------------------------------------------------- the table

_PREFIXES = {
    "M": ("mega", Fraction(10**6)),
    "k": ("kilo", Fraction(10**3)),
    "": ("", Fraction(1)),
    "d": ("deci", Fraction(1, 10)),
    "c": ("centi", Fraction(1, 100)),
    "m": ("milli", Fraction(1, 10**3)),
    "u": ("micro", Fraction(1, 10**6)),
    "n": ("nano", Fraction(1, 10**9)),
    "p": ("pico", Fraction(1, 10**12)),
    "f": ("femto", Fraction(1, 10**15)),
}
_MICRO_SIGNS = ("\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}")
_POUND = Fraction("0.45359237")


def _row(  # one row, one line: the columns are clearer than keywords would be
    code: str, of: Dimension, factor: Fraction | int | str, spellings: str, words: str, offset: str = "0"
) -> UnitAtom:
    singular, _, plural = words.partition("|")
    return UnitAtom(
        code, of, Fraction(factor), tuple(spellings.split()), singular, plural or singular, Fraction(offset)
    )


def _family(
    symbol: str,
    of: Dimension,
    factor: Fraction | int | str,
    prefixes: str,
    word: str,
    also: dict[str, str] | None = None,
    code: str = "",
) -> list[UnitAtom]:
    """The rows of one symbol with its metric prefixes (`-` stands for none); `also` adds spellings to a row."""
    rows = []
    for prefix in prefixes.split():
        short = prefix.strip("-")
        name, scale = _PREFIXES[short]
        spellings = [*(also or {}).get(short + symbol, "").split(), short + symbol]
        if short == "u":
            spellings += [sign + symbol for sign in _MICRO_SIGNS]
        if code:
            spellings.append(short + code)
        words = (name + word, name + word + "s")
        rows.append(
            UnitAtom(short + (code or symbol), of, Fraction(factor) * scale, tuple(spellings), *words)
        )
    return rows


def _own(kind: str) -> Dimension:
    """A base kind that is convertible to nothing else."""
    return dimension({kind: 1})


ATOMS: tuple[UnitAtom, ...] = (
    # ISMP: never `µg`, which is read as `mg`; so `mcg` is the first spelling
    *_family("g", MASS, "0.001", "k - m u n p", "gram", {"ug": "mcg"}),
    _row("[lb_av]", MASS, _POUND, "lb lbs [lb_av]", "pound|pounds"),
    _row("[oz_av]", MASS, _POUND / 16, "oz [oz_av]", "ounce|ounces"),
    _row("[stone_av]", MASS, _POUND * 14, "st [stone_av]", "stone"),
    *_family("m", LENGTH, 1, "k - c m u n", "metre"),
    _row("[in_i]", LENGTH, "0.0254", "inch inches [in_i]", "inch|inches"),
    _row("[ft_i]", LENGTH, "0.3048", "ft [ft_i]", "foot|feet"),
    _row("m2", AREA, 1, "m2 m²", "square metre|square metres"),
    _row("cm2", AREA, "0.0001", "cm2 cm²", "square centimetre|square centimetres"),
    _row("mm2", AREA, "0.000001", "mm2 mm²", "square millimetre|square millimetres"),
    _row("m3", VOLUME, 1, "m3 m³", "cubic metre|cubic metres"),
    _row("cm3", VOLUME, "1e-6", "cm3 cm³", "cubic centimetre|cubic centimetres"),
    _row("mm3", VOLUME, "1e-9", "mm3 mm³", "cubic millimetre|cubic millimetres"),
    # UCUM has both `l` and `L`; a lone `l` looks like the figure 1
    _row("L", VOLUME, "0.001", "L l", "litre|litres"),
    _row("dL", VOLUME, "1e-4", "dL dl", "decilitre|decilitres"),
    _row("mL", VOLUME, "1e-6", "mL ml", "millilitre|millilitres"),
    _row("uL", VOLUME, "1e-9", "uL ul µL μL", "microlitre|microlitres"),
    _row("nL", VOLUME, "1e-12", "nL nl", "nanolitre|nanolitres"),
    _row("fL", VOLUME, "1e-18", "fL fl", "femtolitre|femtolitres"),
    _row("ms", TIME, "0.001", "ms", "millisecond|milliseconds"),
    _row("s", TIME, 1, "s second seconds", "second|seconds"),
    _row("min", TIME, 60, "min minute minutes", "minute|minutes"),
    _row("h", TIME, 3600, "h hour hours", "hour|hours"),
    _row("d", TIME, 86400, "day days d", "day|days"),
    _row("wk", TIME, 7 * 86400, "week weeks wk", "week|weeks"),
    _row("mo", TIME, Fraction("30.4375") * 86400, "month months mo mo_j", "month|months"),
    _row("a", TIME, Fraction("365.25") * 86400, "year years a a_j", "year|years"),
    _row("Hz", dimension({"time": -1}), 1, "Hz", "hertz"),
    *_family("mol", SUBSTANCE, 1, "- m u n p", "mole"),
    _row(
        "mm[Hg]", _own("pressure"), "133.322", "mmHg mm[Hg]", "millimetre of mercury|millimetres of mercury"
    ),
    _row("cm[H2O]", _own("pressure"), "98.0665", "cmH2O cm[H2O]", "centimetre of water|centimetres of water"),
    *_family("Pa", _own("pressure"), 1, "k -", "pascal"),
    _row("Cel", TEMPERATURE, 1, "Cel °C degC", "degree Celsius|degrees Celsius", "273.15"),
    _row("[degF]", TEMPERATURE, "5/9", "degF °F [degF]", "degree Fahrenheit|degrees Fahrenheit", "45967/180"),
    _row("K", TEMPERATURE, 1, "K", "kelvin"),
    _row("%", PERCENT, 1, "%", "percent"),
    _row("kcal", _own("energy"), 4184, "kcal", "kilocalorie|kilocalories"),
    *_family("J", _own("energy"), 1, "k -", "joule"),
    *_family("Osm", _own("osmoles"), 1, "- m", "osmole", code="osm"),
    *_family("Eq", _own("mEq"), 1000, "- m u", "equivalent", code="eq"),
    *_family("IU", _own("IU"), 1, "M k - m u", "international unit", code="[iU]"),
    *_family("U", _own("U"), 1, "M k - m u", "unit"),
    _row("[arb'U]", _own("arbitrary units"), 1, "[arb'U]", "arbitrary unit|arbitrary units"),
    *_family("kat", _own("catalytic activity"), 1, "- m u n", "katal"),
    *_family("V", _own("voltage"), 1, "- m u", "volt"),
    *_family("Gy", _own("absorbed dose"), 1, "- c m", "gray"),
    *_family("Bq", _own("radioactivity"), 1, "M k -", "becquerel"),
    _row("{beats}", _own("beats"), 1, "beats beat {beats}", "beat|beats"),
    _row("{breaths}", _own("breaths"), 1, "breaths breath {breaths}", "breath|breaths"),
    _row("{cells}", _own("cells"), 1, "cells {cells}", "cells"),
    _row("{copies}", _own("copies"), 1, "copies {copies}", "copies"),
    _row("{drops}", _own("drops"), 1, "drops drop {drops}", "drop|drops"),
    _row("{puffs}", _own("puffs"), 1, "puffs puff {puffs}", "puff|puffs"),
)

# Indexed to a standard body surface. It stands below a stroke only: above one, `1.73m2` is a number with a unit.
PER_BODY_SURFACE = _row(
    "{1.73_m2}", _own("1.73m2"), 1, "1.73m2 {1.73_m2} {1.73m2} 1.73m²", "1.73 square metres"
)

# Powers of ten as laboratories write counts. They open a unit only: after a stroke, `kg/10*9` is arithmetic.
POWERS_OF_TEN: tuple[UnitAtom, ...] = tuple(
    _row(f"10*{n}", PLAIN_NUMBER, Fraction(10**n), f"10*{n} 10^{n}", f"10 to the power {n}")
    for n in (3, 6, 9, 12)
)

_BY_SPELLING: dict[str, UnitAtom] = {
    spelling: atom for atom in (*ATOMS, PER_BODY_SURFACE, *POWERS_OF_TEN) for spelling in atom.spellings
}

PLAIN_UNIT = Unit("", PLAIN_NUMBER, Fraction(1), Fraction(0), "1", (), ())

# What people type, and what they mean by it; each right-hand side is a known unit.
_MEANT = {
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

# ---------------------------------------------------------------- reading a unit

_LONGEST = 80
_PIECE = re.compile(r"1\.73m[2²]|10[*^]\d+|(?:[^\s/.·(){}]|\{[^{}]*\})+|[/.·()]")
_EXPONENT = re.compile(r"(.*?[^0-9+-])([+-]?[1-9])", re.DOTALL)
_ANNOTATED = re.compile(r"([^{}]*)(\{[!-z|~]+\})", re.DOTALL)


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit:
    """The unit with this spelling; "" and "1" are the plain number.

    Accepts every spelling of the table, UCUM's operators, parentheses, exponents (`m-2`) and annotations.
    Raises UnitError with a sentence that says what is known instead.
    """
    if text in ("", "1"):
        return PLAIN_UNIT
    if len(text) > _LONGEST:
        raise UnitError(f"a unit of {len(text)} characters is too long; {_LONGEST} are read at most")
    if text in _BY_SPELLING:
        factors = [(_BY_SPELLING[text], 1)]
    else:
        factors = _Reader(text).factors()
    return _unit(factors)


class _Reader:
    """Reads `/`, `.` and parentheses from left to right, as UCUM does; the length cap bounds the depth."""

    def __init__(self, text: str) -> None:
        self.text = text
        pieces = _PIECE.findall(text)
        if "".join(pieces) != text:
            raise _unknown(text, text)
        self.pieces: list[str] = pieces
        self.at = 0

    def factors(self) -> list[tuple[UnitAtom, int]]:
        found = self._term(1)
        if self.at < len(self.pieces):
            raise _unknown(self.text, self.text)
        return found

    def _term(self, sign: int) -> list[tuple[UnitAtom, int]]:
        found: list[tuple[UnitAtom, int]] = []
        operator = "." if self._peek() != "/" else self._next()
        while True:
            found += self._component(-sign if operator == "/" else sign)
            if self._peek() not in ("/", ".", "·"):
                return found
            operator = self._next()

    def _component(self, sign: int) -> list[tuple[UnitAtom, int]]:
        piece = self._next()
        if piece == "(":
            found = self._term(sign)
            if self._next() != ")":
                raise _unknown(self.text, self.text)
            return found
        if piece == "1":
            return []
        return [(atom, sign * exponent) for atom, exponent in _atoms(piece, self.text)]

    def _peek(self) -> str:
        return self.pieces[self.at] if self.at < len(self.pieces) else ""

    def _next(self) -> str:
        piece = self._peek()
        self.at += 1
        return piece


def _atoms(piece: str, whole: str) -> list[tuple[UnitAtom, int]]:
    """A piece between two operators: an atom, an atom with an exponent, an atom with an annotation."""
    if piece in _BY_SPELLING:
        return [(_BY_SPELLING[piece], 1)]
    if (annotated := _ANNOTATED.fullmatch(piece)) is not None:
        name, braces = annotated.groups()
        annotation = UnitAtom(braces, _own(braces), Fraction(1), (braces,), braces, braces)
        return [*(_atoms(name, whole) if name else []), (annotation, 1)]
    if (powered := _EXPONENT.fullmatch(piece)) is not None and powered[1] in _BY_SPELLING:
        return _raised(_BY_SPELLING[powered[1]], int(powered[2]))
    raise _unknown(piece, whole)


def _raised(atom: UnitAtom, exponent: int) -> list[tuple[UnitAtom, int]]:
    """An atom to a power; `m-2` is one `m2` below the stroke, so that areas keep their own spelling."""
    sign = 1 if exponent > 0 else -1
    squared = _BY_SPELLING.get(f"{atom.spellings[0]}{abs(exponent)}")
    if squared is not None:
        return [(squared, sign)]
    return [(atom, sign)] * abs(exponent)


def _unit(factors: list[tuple[UnitAtom, int]]) -> Unit:
    over = tuple(atom for atom, sign in factors if sign > 0)
    under = tuple(atom for atom, sign in factors if sign < 0)
    scale = Fraction(1)
    for atom, sign in factors:
        scale *= atom.factor**sign
        if atom.offset and len(factors) > 1:
            raise UnitError(
                f"`{atom.spellings[0]}` stands alone, because its zero is arbitrary; write `K` in a compound unit",
                "K",
            )
    if not factors:
        return PLAIN_UNIT
    offset = factors[0][0].offset
    if not over and len(under) == 1 and under[0] is PER_BODY_SURFACE or PER_BODY_SURFACE in over:
        raise UnitError("`1.73m2` follows a rate, as in `mL/min/1.73m2`", "mL/min/1.73m2")
    names = tuple(a.spellings[0] for a in over), tuple(a.spellings[0] for a in under)
    ucum = _joined([a.code for a in over], [a.code for a in under], ".")
    return Unit(_text(over, under), _dimension(over, under), scale, offset, ucum, *names)


def _text(over: tuple[UnitAtom, ...], under: tuple[UnitAtom, ...]) -> str:
    if len(over) == 1 and not under:
        atom = over[0]
        # a unit that has a word is written with it where it stands alone: `weeks`, `years`, but `kg`
        return atom.plural if atom.plural in atom.spellings else atom.spellings[0]
    return _joined([a.spellings[0] for a in over], [a.spellings[0] for a in under], "·")


def _joined(over: list[str], under: list[str], dot: str) -> str:
    return dot.join(over) + "".join(f"/{name}" for name in under)


def _dimension(over: tuple[UnitAtom, ...], under: tuple[UnitAtom, ...]) -> Dimension:
    """The dimension of a written unit: like over like stays a ratio, it does not vanish."""
    top, bottom = PLAIN_NUMBER, PLAIN_NUMBER
    for atom in over:
        top = multiply(top, atom.dimension)
    for atom in under:
        bottom = multiply(bottom, atom.dimension)
    exponents = dict(top.exponents)
    for kind, p in bottom.exponents:
        net = exponents.pop(kind, Fraction(0)) - p
        exponents[kind] = net
        if net == 0 and kind != "mass":
            exponents[f"{kind} per {kind}"] = Fraction(1)
    ratio = exponent_of(top, "mass") != 0 and exponent_of(bottom, "mass") != 0
    return dimension(exponents, "yes" if ratio else "no")


def _unknown(piece: str, whole: str) -> UnitError:
    suggestion = _suggestion(piece, whole)
    subject = (
        f"no unit is called `{piece}`" if piece == whole else f"no unit is called `{piece}` (in `{whole}`)"
    )
    if suggestion:
        return UnitError(f"{subject}; did you mean `{suggestion}`?", suggestion)
    known = ", ".join(f"`{name}`" for name in ("kg", "mg", "mL", "mmol/L", "mg/kg/day", "weeks", "IU", "%"))
    return UnitError(f"{subject}; units are written as in {known}")


def _suggestion(piece: str, whole: str) -> str:
    squeezed = "".join(whole.split())
    candidates = [_MEANT[piece]] if piece in _MEANT else []
    candidates += [s for s in _BY_SPELLING if s.lower() == piece.lower()]
    candidates += get_close_matches(piece, _BY_SPELLING, n=3, cutoff=0.6)
    mended = [whole.replace(piece, candidate) for candidate in candidates]
    for offer in (*([squeezed] if squeezed != whole else []), *mended):
        if is_unit(offer):
            return parse_unit(offer).text
    return ""


def is_unit(text: str) -> bool:
    """Whether `text` spells a unit; "" does (a plain number)."""
    try:
        parse_unit(text)
    except UnitError:
        return False
    return True


# ---------------------------------------------------------------- converting


def to_base(magnitude: Fraction, unit: Unit) -> Fraction:
    """The magnitude in base units (kg, m, m3, s, mol, K, ...); a temperature is taken as a reading."""
    return magnitude * unit.factor + unit.offset


def from_base(base: Fraction, unit: Unit) -> Fraction:
    """The magnitude in `unit` of a value in base units; the inverse of `to_base`."""
    return (base - unit.offset) / unit.factor


def difference_to_base(magnitude: Fraction, unit: Unit) -> Fraction:
    """A difference of two readings, or a precision, in base units: no offset, so 1 Cel is 1 K and 1.8 degF."""
    return magnitude * unit.factor


def convert(magnitude: Fraction, source: Unit, target: Unit) -> Fraction:
    """The magnitude in `target` of a magnitude in `source`, exactly.

    Raises UnitError, naming both dimensions, when they differ.
    """
    if not compatible(source.dimension, target.dimension):
        raise UnitError(
            f"{_named(source)} cannot be converted to {_named(target)}",
        )
    return from_base(to_base(magnitude, source), target)


def _named(unit: Unit) -> str:
    return f"`{unit.text}` ({describe_unit(unit)})" if unit.text else describe(unit.dimension)


def product(a: Unit, b: Unit) -> Unit:
    """Both units written one beside the other, nothing cancelled: for messages (`mg·m2/kg/week`)."""
    return parse_unit(_joined([*a.over, *b.over], [*a.under, *b.under], "."))


# ---------------------------------------------------------------- writing a unit


def canonical(text: str, magnitude: Fraction | None = None) -> str:
    """The one spelling the formatter writes: `µg` becomes `mcg`, `wk` becomes `week` or `weeks`.

    Words are singular after exactly 1, otherwise plural (`age in years`). Raises UnitError.
    """
    return _fitting(parse_unit(text), magnitude == 1)


def _fitting(unit: Unit, one: bool) -> str:
    if one and len(unit.over) == 1 and not unit.under:
        atom = _BY_SPELLING.get(unit.over[0])
        if atom is not None and unit.text == atom.plural:
            return atom.singular
    return unit.text


def spoken(unit: Unit) -> str:
    """The unit as it is said in a sentence: `mg/kg per day`, `mg·m2/kg per week`."""
    times = [name for name in unit.under if _BY_SPELLING[name].dimension == TIME] if unit.over else []
    if not times:
        return unit.text
    rest = [name for name in unit.under if name not in times]
    return " ".join(
        [_joined(list(unit.over), rest, "·"), *(f"per {_BY_SPELLING[name].singular}" for name in times)]
    )


def describe_unit(unit: Unit) -> str:
    """The unit's dimension in words, with its own time: `a dose per kilogram per day`."""
    words = describe(unit.dimension)
    times = [name for name in unit.under if name in _BY_SPELLING and _BY_SPELLING[name].dimension == TIME]
    if len(times) == 1 and words.endswith("per time"):
        return words.removesuffix("time") + _BY_SPELLING[times[0]].singular
    return words


class Shown(NamedTuple):
    """A number in words and figures, and whether it is exact or was rounded."""

    text: str
    exact: bool


_MOST_DECIMALS = 6
_SIGNIFICANT = 4


def number_text(magnitude: Fraction, places: int | None = None) -> Shown:
    """The number as a decimal, without trailing zeros.

    With `places`, rounded half to even to so many decimals. Without, exact if it ends within 6 decimals, and
    otherwise rounded half to even to 4 significant digits (the whole part is never cut).
    """
    if places is None:
        places = (
            _MOST_DECIMALS if (magnitude * 10**_MOST_DECIMALS).denominator == 1 else _places_for(magnitude)
        )
    scaled = round(magnitude * 10**places)
    digits = f"{abs(scaled):0{places + 1}d}"
    whole, decimals = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    text = ("-" if scaled < 0 else "") + whole + (f".{decimals}" if decimals else "")
    return Shown(text, Fraction(scaled, 10**places) == magnitude)


def _places_for(magnitude: Fraction) -> int:
    """How many decimals show 4 significant digits."""
    size, places = abs(magnitude), _SIGNIFICANT - 1
    while size >= 10 and places > 0:
        size, places = size / 10, places - 1
    while size < 1:
        size, places = size * 10, places + 1
    return places


def display(magnitude: Fraction, unit: Unit, places: int | None = None) -> Shown:
    """A magnitude (in `unit`, not in base units) with its unit: `35 mg`, `1 week`, `2 weeks`; see `number_text`."""
    number, exact = number_text(magnitude, places)
    return Shown(f"{number} {_fitting(unit, number == '1')}".rstrip(), exact)


# ---------------------------------------------------------------- reading a number

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
_MOST_DIGITS = 30
_LARGEST_EXPONENT = 20


def parse_number(text: str) -> Fraction:
    """The exact value of a decimal number, `70`, `0.5`, `-3`, `1e3`.

    Raises NumberError for anything else: other digits than 0-9, underscores, NaN, infinities, more than 30
    digits, an exponent beyond 20.
    """
    if len(text) > 2 * _MOST_DIGITS:
        raise NumberError(
            f"a number of {len(text)} characters is too long; write at most {_MOST_DIGITS} digits"
        )
    if _NUMBER.fullmatch(text) is None:
        raise NumberError(
            f"`{text}` is not a decimal number; write digits, with a point before decimals, as in `0.5`"
        )
    mantissa, _, exponent = text.lower().partition("e")
    if sum(c.isdigit() for c in mantissa) > _MOST_DIGITS:
        raise NumberError(f"`{text}` has too many digits; write at most {_MOST_DIGITS}")
    if abs(int(exponent or "0")) > _LARGEST_EXPONENT:
        raise NumberError(f"`{text}` has an absurd exponent; write the number out")
    return Fraction(mantissa) * Fraction(10) ** int(exponent or "0")


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
    following = rf"(?:[\/.·](?:{surface}|{atoms}){end})"
    return rf"(?:(?:{tens})\/(?:{atoms}){end}|\/?(?:{atoms}){end}){following}*"


def _alternatives(spellings: Iterable[str]) -> str:
    longest_first = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
    return "|".join(re.escape(spelling).replace("/", r"\/") for spelling in longest_first)


@lru_cache(maxsize=1)
def reserved_unit_words() -> frozenset[str]:
    """The spellings that look like a name (`mg`, `day`, `weeks`) and therefore may not be one."""
    return frozenset(s for atom in ATOMS for s in atom.spellings if re.fullmatch(r"[a-z][a-z0-9_]*", s))
