"""Units: reading and writing them, and converting exactly.

The syntax is UCUM's with everyday spellings beside it: atoms joined by `/` and `.` or `·`, read from left to
right (`mg/kg/day` is `mg/(kg.day)`). Every factor is an exact fraction. What must not be converted has a
dimension of its own and therefore cannot be: arbitrary units (`IU`, `U`), equivalents, annotations
(`{1.73_m2}`), `%`, and ratios of like things (`mmol/mol`).

Temperatures are points on a scale with an offset: `to_base` converts a reading. A difference of two readings,
or the precision of one, converts with `difference_to_base`. `Cel` and `degF` stand alone, never inside a
compound unit.

Declared absent: ranges, Kleene truth, calendar arithmetic (a month by the calendar is no unit).
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from guideline_dsl.dimensions import (
    MASS,
    PLAIN_NUMBER,
    TIME,
    Dimension,
    compatible,
    describe,
    dimension,
    exponent_of,
    multiply,
)
from guideline_dsl.frozen import frozen
from guideline_dsl.unit_table import (
    BY_SPELLING,
    MEANT,
    PER_BODY_SURFACE,
    UnitAtom,
    reserved_unit_words,
    unit_pattern,
)

__all__ = [
    "PLAIN_UNIT",
    "NumberError",
    "Shown",
    "Unit",
    "UnitAtom",
    "UnitError",
    "canonical",
    "convert",
    "describe_unit",
    "difference_to_base",
    "display",
    "from_base",
    "is_unit",
    "number_text",
    "parse_number",
    "parse_unit",
    "product",
    "reserved_unit_words",
    "spoken",
    "to_base",
    "unit_pattern",
]


class UnitError(ValueError):
    """A unit that does not exist or cannot be converted; the message is a sentence for the author.

    `suggestion` is a spelling that is known to be a unit, or "".
    """

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.suggestion = suggestion


class NumberError(ValueError):
    """A text that is no plain decimal number; the message is a sentence for the author."""


@frozen
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


PLAIN_UNIT = Unit("", PLAIN_NUMBER, Fraction(1), Fraction(0), "1", (), ())

# ---------------------------------------------------------------- reading a unit

_LONGEST = 80
# Patterns are compiled where they are first used (`re` keeps them), which halves the time of the import.
_PIECE = r"1\.73m[2²]|10[*^]\d+|(?:[^\s/.·(){}]|\{[^{}]*\})+|[/.·()]"
_EXPONENT = r"([^+-]*[^0-9+-])([+-]?[1-9])"
_ANNOTATED = r"([^{}]*)(\{[!-z|~]+\})"


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit:
    """The unit with this spelling; "" and "1" are the plain number.

    Accepts every spelling of the table, UCUM's operators, parentheses, exponents (`m-2`) and annotations.
    Raises UnitError with a sentence that says what is known instead.
    """
    try:
        return _read(text)
    except _UnreadPieceError as mistake:
        raise _unknown(mistake.piece, text) from None


def is_unit(text: str) -> bool:
    """Whether `text` spells a unit; "" does (a plain number)."""
    try:
        _read(text)
    except (_UnreadPieceError, UnitError):
        return False
    return True


class _UnreadPieceError(Exception):
    """The piece of a unit that could not be read; parse_unit turns it into a sentence."""

    def __init__(self, piece: str) -> None:
        super().__init__(piece)
        self.piece = piece


def _read(text: str) -> Unit:
    if text in ("", "1"):
        return PLAIN_UNIT
    if len(text) > _LONGEST:
        raise UnitError(f"a unit of {len(text)} characters is too long; {_LONGEST} are read at most")
    return _unit([(BY_SPELLING[text], 1)] if text in BY_SPELLING else _Reader(text).factors())


class _Reader:
    """Reads `/`, `.` and parentheses from left to right, as UCUM does; the length cap bounds the depth."""

    def __init__(self, text: str) -> None:
        self.text = text
        pieces = re.findall(_PIECE, text)
        if "".join(pieces) != text:
            raise _UnreadPieceError(text)
        self.pieces: list[str] = pieces
        self.at = 0

    def factors(self) -> list[tuple[UnitAtom, int]]:
        found = self._term(1)
        if self.at < len(self.pieces):
            raise _UnreadPieceError(self.text)
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
                raise _UnreadPieceError(self.text)
            return found
        if piece == "1":
            return []
        return [(atom, sign * exponent) for atom, exponent in _atoms(piece)]

    def _peek(self) -> str:
        return self.pieces[self.at] if self.at < len(self.pieces) else ""

    def _next(self) -> str:
        piece = self._peek()
        self.at += 1
        return piece


def _atoms(piece: str) -> list[tuple[UnitAtom, int]]:
    """A piece between two operators: an atom, an atom with an exponent, an atom with an annotation."""
    if piece in BY_SPELLING:
        return [(BY_SPELLING[piece], 1)]
    if (annotated := re.fullmatch(_ANNOTATED, piece)) is not None:
        name, braces = annotated.groups()
        annotation = UnitAtom(braces, dimension({braces: 1}), Fraction(1), (braces,), braces, braces)
        return [*(_atoms(name) if name else []), (annotation, 1)]
    if (powered := re.fullmatch(_EXPONENT, piece)) is not None and powered[1] in BY_SPELLING:
        return _raised(BY_SPELLING[powered[1]], int(powered[2]))
    raise _UnreadPieceError(piece)


def _raised(atom: UnitAtom, exponent: int) -> list[tuple[UnitAtom, int]]:
    """An atom to a power; `m-2` is one `m2` below the stroke, so that areas keep their own spelling."""
    sign = 1 if exponent > 0 else -1
    squared = BY_SPELLING.get(f"{atom.spellings[0]}{abs(exponent)}")
    if squared is not None:
        return [(squared, sign)]
    return [(atom, sign)] * abs(exponent)


def _unit(factors: list[tuple[UnitAtom, int]]) -> Unit:
    if not factors:
        return PLAIN_UNIT
    over = tuple(atom for atom, sign in factors if sign > 0)
    under = tuple(atom for atom, sign in factors if sign < 0)
    _refuse_misplaced(over, under)
    scale = Fraction(1)
    for atom, sign in factors:
        scale *= atom.factor**sign
    return Unit(
        text=_text(over, under),
        dimension=_dimension(over, under),
        factor=scale,
        offset=factors[0][0].offset,
        ucum=_joined([a.code for a in over], [a.code for a in under], "."),
        over=tuple(a.spellings[0] for a in over),
        under=tuple(a.spellings[0] for a in under),
    )


def _refuse_misplaced(over: tuple[UnitAtom, ...], under: tuple[UnitAtom, ...]) -> None:
    """Raises UnitError for an atom that cannot stand where it was written."""
    for atom in (*over, *under):
        if atom.offset and len(over) + len(under) + bool(under) > 1:
            name = atom.spellings[0]
            raise UnitError(
                f"`{name}` stands alone, as its zero is arbitrary; in a compound unit write `K`", "K"
            )
    if PER_BODY_SURFACE in over or (not over and PER_BODY_SURFACE in under):
        raise UnitError("`1.73m2` follows a rate, as in `mL/min/1.73m2`", "mL/min/1.73m2")


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
    shown, all_shown = (t if t.isprintable() else ascii(t)[1:-1] for t in (piece, whole))
    if piece in ("", "/", ".", "·", "(", ")"):
        return UnitError(
            f"something is missing in the unit `{all_shown}`; units are joined as in `mg/kg/day`"
        )
    subject = f"no unit is called `{shown}`" + ("" if piece == whole else f" (in `{all_shown}`)")
    if suggestion := _suggestion(whole):
        return UnitError(f"{subject}; did you mean `{suggestion}`?", suggestion)
    return UnitError(
        f"{subject}; known are `kg`, `mg`, `mcg`, `mL`, `mmol/L`, `mg/kg/day`, `weeks`, `IU`, `%` and more"
    )


def _suggestion(whole: str) -> str:
    """The unit that was meant: without blanks, each unknown piece replaced by the nearest known one."""
    squeezed = "".join(whole.split())
    pieces = re.findall(_PIECE, squeezed)
    mended = "".join(piece if piece in "/.·()" or is_unit(piece) else _nearest(piece) for piece in pieces)
    return _read(mended).text if is_unit(mended) else ""


def _nearest(piece: str) -> str:
    """The known spelling that is nearest to an unknown one; the piece itself if none is near."""
    if piece in MEANT:
        return MEANT[piece]
    for spelling in BY_SPELLING:
        if spelling.lower() == piece.lower():
            return spelling
    most = 0 if len(piece) < 2 else 1 if len(piece) < 5 else 2
    near = [spelling for spelling in BY_SPELLING if abs(len(spelling) - len(piece)) <= most]
    # the table's order breaks ties: common units stand first in it
    best = min(near, key=lambda spelling: _distance(piece, spelling), default="")
    return best if best and _distance(piece, best) <= most else piece


def _distance(a: str, b: str) -> int:
    """Levenshtein's distance: how many letters must be changed, put in or left out."""
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        before, row[0] = row[0], i
        for j, other in enumerate(b, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != other))
    return row[-1]


# ---------------------------------------------------------------- converting


def to_base(magnitude: Fraction, unit: Unit) -> Fraction:
    """The magnitude in base units (kg, m, m3, s, mol, K, ...); a temperature is taken as a reading."""
    return magnitude * unit.factor + unit.offset


def from_base(base: Fraction, unit: Unit) -> Fraction:
    """The magnitude in `unit` of a value in base units; the inverse of `to_base`."""
    return (base - unit.offset) / unit.factor


def difference_to_base(magnitude: Fraction, unit: Unit) -> Fraction:
    """A difference of two readings, or a precision, in base units: without offset, 1 Cel is 1 K."""
    return magnitude * unit.factor


def convert(magnitude: Fraction, source: Unit, target: Unit) -> Fraction:
    """The magnitude in `target` of a magnitude in `source`, exactly.

    Raises UnitError, naming both dimensions, when they differ.
    """
    if not compatible(source.dimension, target.dimension):
        raise UnitError(f"{_named(source)} cannot be converted to {_named(target)}")
    return from_base(to_base(magnitude, source), target)


def _named(unit: Unit) -> str:
    return (
        f"`{unit.text}` ({describe_unit(unit).replace(' (', ', ').rstrip(')')})"
        if unit.text
        else "a plain number"
    )


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
        atom = BY_SPELLING.get(unit.over[0])
        if atom is not None and unit.text == atom.plural:
            return atom.singular
    return unit.text


def spoken(unit: Unit) -> str:
    """The unit as it is said in a sentence: `mg/kg per day`, `mg·m2/kg per week`."""
    times = [name for name in unit.under if _is_time(name)]
    if not times or not unit.over or PER_BODY_SURFACE.spellings[0] in unit.under:
        return unit.text
    rest = [name for name in unit.under if not _is_time(name)]
    said = [f"per {BY_SPELLING[name].singular}" for name in times]
    return " ".join([_joined(list(unit.over), rest, "·"), *said])


def describe_unit(unit: Unit) -> str:
    """The unit's dimension in words, with its own weight and time: `a dose per kilogram per day`."""
    words = describe(unit.dimension)
    times = [name for name in unit.under if _is_time(name)]
    if len(times) == 1 and words.endswith(" per time"):
        words = words.removesuffix("time") + BY_SPELLING[times[0]].singular
    masses = [name for name in unit.under if name in BY_SPELLING and BY_SPELLING[name].dimension == MASS]
    return words.replace("kilogram", BY_SPELLING[masses[0]].singular) if len(masses) == 1 else words


def _is_time(name: str) -> bool:
    return name in BY_SPELLING and BY_SPELLING[name].dimension == TIME


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
    """A magnitude in `unit` (not in base units) and its unit, `35 mg`, `2 weeks`; see `number_text`."""
    number, exact = number_text(magnitude, places)
    return Shown(f"{number} {_fitting(unit, number == '1')}".rstrip(), exact)


# ---------------------------------------------------------------- reading a number

_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
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
    if re.fullmatch(_NUMBER, text) is None:
        raise NumberError(
            f"`{text}` is not a decimal number; write digits, with a point before decimals, as in `0.5`"
        )
    mantissa, _, exponent = text.lower().partition("e")
    if sum(c.isdigit() for c in mantissa) > _MOST_DIGITS:
        raise NumberError(f"`{text}` has too many digits; write at most {_MOST_DIGITS}")
    if abs(int(exponent or "0")) > _LARGEST_EXPONENT:
        raise NumberError(f"`{text}` has an absurd exponent; write the number out")
    return Fraction(mantissa) * Fraction(10) ** int(exponent or "0")
