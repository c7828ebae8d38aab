"""Numbers of columns as they are shown (engine/numerals.py): each different one once, by whole numbers alone.

A number that is shown is a whole number of millionths: exact, or cut off after four digits. So a column of thousands of
doses is cut off at once; what is larger or smaller than that is shown one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Any

import numpy

from engine.cohort.different import Whole
from engine.compiled.column_figures import Figure
from engine.numerals import decimal_of
from guideline_dsl import units

_PLACES, _SIGNIFICANT = 6, 4
_MILLION = 10**_PLACES
_LEAST_CUT = 10 ** (_SIGNIFICANT - 1)
"""So many millionths have as many digits as a number is cut off to."""
_MOST = 2**63 - 1
_POWERS = 10 ** numpy.arange(19, dtype=numpy.int64)


@dataclass(frozen=True, slots=True)
class Shown:
    """The different numbers that are shown, and which of them each patient has."""

    numbers: Sequence[Decimal]
    at: Whole


def shown(figure: Figure[Any], top: Whole, bottom: Whole | None, unit: units.Unit) -> Shown:
    """Numbers in base units, as they are shown in a unit."""
    found = None if unit.offset else _at_once(figure, top, bottom, unit)
    if found is not None:
        millionths, at = numpy.unique(found, return_inverse=True)
        numbers = [Decimal(number).scaleb(-_PLACES) for number in millionths.tolist()]
        return Shown(numbers, at.astype(numpy.int64))
    pairs = zip(top.tolist(), [1] * len(top) if bottom is None else bottom.tolist(), strict=True)
    return shown_fractions([figure.value(*pair) for pair in pairs], unit)


def shown_fractions(exact: Sequence[Fraction], unit: units.Unit) -> Shown:
    """Numbers in base units, one by one."""
    places: dict[Fraction, int] = {}
    at = [places.setdefault(number, len(places)) for number in exact]
    numbers = [decimal_of(units.from_base(number, unit))[0] for number in places]
    return Shown(numbers, numpy.array(at, dtype=numpy.int64))


def _at_once(figure: Figure[Any], top: Whole, bottom: Whole | None, unit: units.Unit) -> Whole | None:
    """Millionths; None where these columns do not hold them, or not all digits that are shown."""
    if any(part is not None and part.dtype != numpy.int64 for part in (top, bottom)):
        return None  # longer than 64 bits
    if top.min(initial=0) < 0 or (bottom is not None and bottom.min(initial=1) < 1):
        return None
    if figure.times is not None:
        factor = figure.times**2 / figure.scale / unit.factor**2
        return _roots(factor, top, bottom) if figure.times > 0 else None
    factor = _MILLION / figure.scale / unit.factor
    most = 1 if bottom is None else int(bottom.max(initial=1))
    if max(int(top.max(initial=1)) * factor.numerator, most * factor.denominator) > _MOST:
        return None
    divisor = numpy.int64(factor.denominator) * (1 if bottom is None else bottom)
    whole, rest = numpy.divmod(top * factor.numerator, divisor)
    return _cut(whole, rest != 0)


def _cut(millionths: Whole, goes_on: numpy.typing.NDArray[numpy.bool_]) -> Whole | None:
    """What does not end within six places is cut off after four digits."""
    if not goes_on.any():
        return millionths
    if (goes_on & (millionths < _LEAST_CUT)).any():
        return None
    digits = numpy.searchsorted(_POWERS, millionths, side="right")
    step = numpy.where(goes_on, _POWERS[numpy.maximum(digits - _SIGNIFICANT, 0)], 1)
    return millionths // step * step


def _roots(factor: Fraction, top: Whole, bottom: Whole | None) -> Whole | None:
    """The roots of numbers times a factor, each different one once."""
    up, down = factor.numerator * _MILLION**2, factor.denominator
    if bottom is None:
        tops, at = numpy.unique(top, return_inverse=True)
        squares = [(number * up, down) for number in tops.tolist()]
    else:
        pairs, at = numpy.unique(numpy.stack((top, bottom), axis=1), axis=0, return_inverse=True)
        squares = [(number * up, below * down) for number, below in pairs.tolist()]
    roots = [isqrt(number // below) for number, below in squares]
    if max(roots, default=0) > _MOST:
        return None
    goes_on = [root * root * below != number for root, (number, below) in zip(roots, squares, strict=True)]
    cut = _cut(numpy.array(roots, dtype=numpy.int64), numpy.array(goes_on, dtype=bool))
    return None if cut is None else cut[at.reshape(-1)]
