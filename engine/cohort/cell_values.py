"""What the cells of one column are worth, as expressions: truths, places of words, whole numbers, days and times.

An expression is null where a cell is empty, and where it is not what the row reader reads (rows.py), or is not held. So
a cell that is not empty and worth nothing makes its row one that is read by itself. A function is None for a type of
cells that it does not know; these are read each by the row reader (different_cells.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import reduce
from math import ceil, floor

import polars

from engine.compiled.frames import Scale
from guideline_dsl import core, units
from guideline_dsl.frozen import frozen

Expr = polars.Expr
DType = polars.DataType

PLACES: Mapping[str, int] = {"fact": 4, "medicine": 3}
"""Decimals of a number in its column, by what the number is of (column_scales.py)."""

_FEW_WORDS = 4
_YES, _NO = ("yes", "Yes", "YES", "true", "True", "TRUE"), ("no", "No", "NO", "false", "False", "FALSE")
_DAY_BEFORE_1970 = date(1970, 1, 1).toordinal()
_SECONDS_BEFORE_1970 = (_DAY_BEFORE_1970 - 1) * 86_400
_OF_A_SECOND: Mapping[str, int] = {"ms": 10**3, "us": 10**6, "ns": 10**9}
_DIGITS_OF_FLOATS = 15
_DIGITS_READ, _EXPONENT_READ = 30, 20
_LONGEST_COLUMN = 2**62


@frozen
class Grid:
    """The numbers that a column holds: those of so many decimals, from `least` to `most` of the last of them.

    The number n of the last decimal is n * `times` + `plus` in the column of the circuit.
    """

    decimals: int
    least: int
    most: int
    times: int
    plus: int = 0


def grid(
    decimals: int,
    range_of: tuple[Fraction | None, Fraction | None],
    step: Fraction,
    plus: Fraction,
    most: int,
) -> Grid | None:
    """The grid of numbers of which 1 is `step` in the column, and 0 is `plus`; None where these are not whole."""
    times = step / 10**decimals
    if times.denominator != 1 or plus.denominator != 1 or times <= 0:
        return None
    ends = (ceil(Fraction(-most - plus) / times), floor(Fraction(most - plus) / times))
    lower, upper = (None if end is None else end * 10**decimals for end in range_of)
    least = ends[0] if lower is None else ceil(lower)
    last = ends[1] if upper is None else floor(upper)
    farthest = max(abs(least), abs(last))
    if farthest >= 10**_DIGITS_OF_FLOATS or farthest * times + abs(plus) >= _LONGEST_COLUMN:
        return None
    return Grid(decimals, least, last, int(times), int(plus))


def grid_of_fact(kind: core.NumberBetween, scale: Scale) -> Grid | None:
    """The grid of a fact in its own unit, within its range."""
    unit = units.parse_unit(kind.unit)
    zero, one = (units.to_base(Fraction(number), unit) * scale.scale for number in (0, 1))
    return grid(PLACES["fact"], (kind.lower, kind.upper), one - zero, zero, scale.most)


# ---------------------------------------------------------------- truths and words


def truth(cell: Expr, kind: DType) -> Expr | None:
    """Yes or no. Text in another case (`yEs`) is left to the row reader."""
    match kind:
        case polars.Boolean():
            return cell
        case polars.String():
            return polars.when(among(cell, _YES)).then(True).when(among(cell, _NO)).then(False)
        case polars.Null():
            return cell.cast(polars.Boolean)
    return None


def word(cell: Expr, kind: DType, words: Sequence[str]) -> Expr | None:
    """The place of a word among those that are declared."""
    match kind:
        case polars.String():
            return placed(cell, dict(zip(words, range(len(words)), strict=True)))
        case polars.Null():
            return cell.cast(polars.Int64)
    return None


def among(cell: Expr, words: Sequence[str]) -> Expr:
    """Whether a text is one of these; of an empty cell null."""
    if not words:
        return polars.when(cell.is_not_null()).then(False)
    return reduce(Expr.__or__, (cell == each for each in words))


def placed(cell: Expr, worth: Mapping[str, int | None]) -> Expr:
    """What a text is worth."""
    known = {text: number for text, number in worth.items() if number is not None}
    if len(known) > _FEW_WORDS:
        return cell.replace_strict(list(known), list(known.values()), default=None, return_dtype=polars.Int64)
    found: Expr = polars.lit(None, dtype=polars.Int64)
    for text, number in known.items():
        found = polars.when(cell == text).then(polars.lit(number, dtype=polars.Int64)).otherwise(found)
    return found


# ---------------------------------------------------------------- numbers


def is_plain_number(cell: Expr, decimals: int) -> Expr:
    """Whether a text is a number that is read here, without sign, unit or exponent."""
    return cell.str.contains(rf"^[0-9]{{1,9}}(\.[0-9]{{1,{decimals}}})?$")


def number(cell: Expr, kind: DType, of: Grid, other: Mapping[str, int | None]) -> Expr | None:
    """A number as its column has it; `other` are the texts that are no plain numbers, with what they are there."""
    if kind.is_integer():
        return _whole(cell, of)
    match kind:
        case polars.Float64():
            return _in_column(_nearest(cell, of), of)
        case polars.Decimal(scale=scale):
            return _decimal(cell, scale, of)
        case polars.String():
            plain = polars.when(is_plain_number(cell, of.decimals)).then(cell)
            read = _in_column(_nearest(plain.cast(polars.Float64, strict=False), of), of)
            return polars.coalesce(read, placed(cell, other)) if other else read
        case polars.Null():
            return cell.cast(polars.Int64)
    return None


def _in_column(n: Expr, of: Grid) -> Expr:
    held = polars.when(n.is_between(of.least, of.most)).then(n)
    return (held * of.times + of.plus) if of.plus else held if of.times == 1 else held * of.times


def _whole(cell: Expr, of: Grid) -> Expr:
    step = 10**of.decimals
    own = Grid(0, ceil(Fraction(of.least, step)), of.most // step, of.times * step, of.plus)
    return _in_column(cell.cast(polars.Int64, strict=False), own)


def _nearest(cell: Expr, of: Grid) -> Expr:
    """How many of the last decimal a binary float is, whose meaning is its shortest decimal; null where that has more.

    Let n / 10**d be a decimal, |n| < 10**15. Two decimals of up to 15 digits never have the same nearest float. So if
    the float nearest to n / 10**d is the cell, no other decimal that is as short is, and the shortest decimal of the
    cell is n / 10**d. n and 10**d are floats, so that their quotient, rounded once, is that nearest float. And where a
    cell means such a decimal, n is found: cell * 10**d is off by less than n * 2**-51, which is less than a half.

    The divisor hangs on the cell, since a division by a constant is done as a product with its inverse, which is
    rounded twice. What is no number, or infinite, has no n.
    """
    step = 10**of.decimals
    n = (cell * step).round()
    divisor = cell * 0.0 + float(step)
    return polars.when(n / divisor == cell).then(n.cast(polars.Int64, strict=False))


def _decimal(cell: Expr, scale: int, of: Grid) -> Expr | None:
    """A decimal is read of its digits, and refused where these are more than the row reader takes."""
    farthest = max(abs(of.least), abs(of.most)) * Fraction(10**scale, 10**of.decimals)
    if scale > _EXPONENT_READ or farthest >= 10**_DIGITS_READ:
        return None
    digits = cell.to_physical()
    if scale <= of.decimals:
        step = 10 ** (of.decimals - scale)
        own = Grid(0, ceil(Fraction(of.least, step)), of.most // step, of.times * step, of.plus)
        return _in_column(digits.cast(polars.Int64, strict=False), own)
    more = polars.lit(10 ** (scale - of.decimals), dtype=polars.Int128)
    n = polars.when(digits % more == 0).then((digits // more).cast(polars.Int64, strict=False))
    return _in_column(n, of)


# ---------------------------------------------------------------- days and times


def day(cell: Expr, kind: DType, first: int | Expr, last: int | Expr) -> Expr | None:
    """The ordinal of a day from the first to the last, which may differ from row to row."""
    match kind:
        case polars.Date():
            days = cell
        case polars.Datetime(time_unit=unit, time_zone=None):
            of_a_day = _OF_A_SECOND[unit] * 86_400
            stamp = cell.to_physical()
            ordinal = polars.when(stamp % of_a_day == 0).then(stamp // of_a_day) + _DAY_BEFORE_1970
            return polars.when(ordinal.is_between(first, last)).then(ordinal)
        case polars.String():
            shaped = polars.when(cell.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")).then(cell)
            days = shaped.str.to_date("%Y-%m-%d", strict=False)
        case polars.Null():
            return cell.cast(polars.Int64)
        case _:
            return None
    ordinal = days.to_physical().cast(polars.Int64) + _DAY_BEFORE_1970
    return polars.when(ordinal.is_between(first, last)).then(ordinal)


def moment(cell: Expr, kind: DType, first: int | Expr, last: int | Expr) -> Expr | None:
    """A time without offset, in microseconds from the beginning of the year 1."""
    match kind:
        case polars.Datetime(time_unit=unit, time_zone=None):
            pass
        case polars.Null():
            return cell.cast(polars.Int64)
        case _:
            return None
    before = _SECONDS_BEFORE_1970 * _OF_A_SECOND["us"]
    stamp, least, most = cell.to_physical(), first - before, last - before
    if unit == "ms":
        held = polars.when(stamp.is_between(-(-least // 1000), most // 1000)).then(stamp) * 1000
    elif unit == "ns":
        exact = polars.when(stamp % 1000 == 0).then(stamp // 1000)
        held = polars.when(exact.is_between(least, most)).then(exact)
    else:
        held = polars.when(stamp.is_between(least, most)).then(stamp)
    return held + before
