"""Which rows of some columns differ, and the place of each patient among them.

The columns hold small whole numbers, or bits of masks cut into digits of 16 bits. Digit after digit becomes one key,
and wherever the key would grow too large the rows that there are get new numbers. So nothing is hashed or sorted, as
long as there are not very many different rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

Whole = NDArray[numpy.int64]
"""A column of whole numbers."""

Digit = tuple[NDArray[numpy.integer], int]
"""A column of whole numbers, all at least 0 and below so many."""

_DIGIT = 16
_MOST, _LARGE = 1 << 20, 1 << 23
"""Up to so large a key is not numbered anew; a larger one than the second is sorted."""


@dataclass(frozen=True, slots=True)
class Different:
    """Different rows: `at` is which of them each patient has, `first` a patient who has each."""

    at: Whole
    first: Whole

    def __len__(self) -> int:
        return len(self.first)

    @property
    def digit(self) -> Digit:
        """The places as a column that may be told apart together with others."""
        return self.at, len(self.first)

    def patients(self) -> Whole:
        """How many patients have each."""
        return numpy.bincount(self.at, minlength=len(self.first))


def digits_of_mask(word: Whole, bits: int) -> Iterator[Digit]:
    """A word of a mask, which has no bits but these."""
    if bits.bit_length() <= _DIGIT:
        yield word, 1 << bits.bit_length()
        return
    cut = numpy.ascontiguousarray(word, dtype="<i8").view("<u2").reshape(len(word), 4)
    for place in range(4):
        inside = bits >> place * _DIGIT & (1 << _DIGIT) - 1
        if inside:
            yield cut[:, place], 1 << inside.bit_length()


def digit_of_code(column: Whole) -> Digit:
    """A column of small numbers."""
    return column, int(column.max(initial=0)) + 1


def different(digits: Iterable[Digit], patients: int) -> Different:
    """The different rows of so many patients."""
    key, size = numpy.zeros(patients, dtype=numpy.int64), 1
    for column, many in digits:
        if many == 1:
            continue
        if size == 1:
            key, size = column.astype(numpy.int64), many
            continue
        more: NDArray[numpy.integer] = column
        if size * many > _MOST:
            key, size = _numbered(key, size)
        if size * many > _MOST:
            more, many = _numbered(column.astype(numpy.int64), many)  # noqa: PLW2901 - the same column, smaller
        key, size = key * many + more, size * many
    at, size = _numbered(key, size)
    first = numpy.empty(size, dtype=numpy.int64)
    first[at[::-1]] = numpy.arange(patients - 1, -1, -1)
    return Different(at, first)


def _numbered(key: Whole, size: int) -> tuple[Whole, int]:
    """The same rows by their places among those that there are."""
    if size > _LARGE:
        found, at = numpy.unique(key, return_inverse=True)
        return at.astype(numpy.int64), len(found)
    seen = numpy.zeros(size, dtype=bool)
    seen[key] = True
    there = numpy.flatnonzero(seen)
    places = numpy.empty(size, dtype=numpy.int64)
    places[there] = numpy.arange(len(there))
    return places[key], len(there)
