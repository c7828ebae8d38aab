"""Numbers of columns are shown as each number is on its own; different rows are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.numerals import decimal_of
from guideline_dsl import units

numpy = pytest.importorskip("numpy")
pytest.importorskip("polars")

from engine.cohort.different import different, digits_of_mask  # noqa: E402 - numpy is optional
from engine.cohort.shown_numbers import shown  # noqa: E402
from engine.compiled.column_figures import Figure, Whole  # noqa: E402

UNITS = ("mg", "mg/day", "g/week", "mcg/kg/min", "IU", "Cel", "years", "mL/min/1.73m2", "%")
MOST = 2**63 - 1

_FACTORS = st.fractions(min_value=Fraction(1, 10**9), max_value=10**9).filter(bool)
_TOPS = st.one_of(st.integers(0, 10**6), st.integers(-(10**6), 10**6), st.integers(0, MOST))


def check(figure: Figure[None], tops: Sequence[int], bottoms: Sequence[int] | None, unit: str) -> None:
    shown_in = units.parse_unit(unit)
    below = None if bottoms is None else numpy.array(bottoms, dtype=numpy.int64)
    found = shown(figure, numpy.array(tops, dtype=numpy.int64), below, shown_in)
    mine = [found.numbers[place] for place in found.at.tolist()]
    exact = [figure.value(*pair) for pair in zip(tops, bottoms or [1] * len(tops), strict=True)]
    assert mine == [decimal_of(units.from_base(number, shown_in))[0] for number in exact]
    assert len(set(map(str, found.numbers))) <= len(set(exact))


def figure(scale: Fraction, quotient: bool, times: Fraction | None = None) -> Figure[None]:
    return Figure(Whole(None, MOST), Whole(None, MOST) if quotient else None, scale, times)


@given(st.lists(_TOPS, min_size=1, max_size=20), _FACTORS, st.sampled_from(UNITS))
@example([0, 1, 999, 1000, 1001, 10**17], Fraction(3), "mg")
@example([1, 2, 3], Fraction(10**9), "%")
def test_whole_numbers_at_a_scale(tops: list[int], scale: Fraction, unit: str) -> None:
    check(figure(scale, False), tops, None, unit)


@given(
    st.lists(
        st.tuples(_TOPS, st.one_of(st.integers(1, 1000), st.integers(0, MOST))), min_size=1, max_size=20
    ),
    _FACTORS,
    st.sampled_from(UNITS),
)
def test_quotients(rows: list[tuple[int, int]], scale: Fraction, unit: str) -> None:
    check(figure(scale, True), [top for top, _ in rows], [bottom for _, bottom in rows], unit)


@given(
    st.lists(st.tuples(st.integers(0, 10**12), st.integers(1, 10**6)), min_size=1, max_size=20),
    st.booleans(),
    _FACTORS,
    st.one_of(_FACTORS, st.just(Fraction(0)), _FACTORS.map(lambda factor: -factor)),
    st.sampled_from(UNITS),
)
@example([(9, 4), (10**12, 1), (2, 1), (0, 1)], True, Fraction(1), Fraction(1), "%")
@example([(4 * 10**8, 1), (10**8, 1)], False, Fraction(10**4), Fraction(1, 3), "%")
def test_roots(
    rows: list[tuple[int, int]], quotient: bool, scale: Fraction, times: Fraction, unit: str
) -> None:
    bottoms = [bottom for _, bottom in rows] if quotient else None
    check(figure(scale, quotient, times), [top for top, _ in rows], bottoms, unit)


# ---------------------------------------------------------------- which rows differ

_WORDS = st.sampled_from((0b1, 0b1011, 1 << 62, (1 << 63) - 1, 0xFFFF_0000_0000_0001, 0x10001)).map(
    lambda bits: bits & (1 << 63) - 1
)


@given(st.lists(_WORDS, min_size=1, max_size=5), st.integers(0, 30), st.data())
def test_different_rows_of_masks_are_told_apart(words: list[int], patients: int, data: st.DataObject) -> None:
    masks = st.integers(0, MOST)
    columns = [
        [data.draw(masks) & bits if data.draw(st.booleans()) else bits for _ in range(patients)]
        for bits in words
    ]
    digits = [
        digit
        for column, bits in zip(columns, words, strict=True)
        for digit in digits_of_mask(numpy.array(column, dtype=numpy.int64), bits)
    ]
    found = different(digits, patients)
    rows = list(zip(*columns, strict=True))
    assert len(found) == len(set(rows))
    assert [rows[found.first[place]] for place in found.at.tolist()] == rows
    assert found.patients().tolist() == [rows.count(rows[first]) for first in found.first.tolist()]
    assert [rows.index(rows[first]) for first in found.first.tolist()] == found.first.tolist()


def test_very_many_different_rows_are_told_apart() -> None:
    many = 5000
    columns = [numpy.arange(many, dtype=numpy.int64) * step % many for step in (1, 3, 7, 11)]
    found = different([(column, many) for column in columns], many)
    assert len(found) == many
    assert sorted(found.first.tolist()) == list(range(many))
