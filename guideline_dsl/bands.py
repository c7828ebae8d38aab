"""When a value lies in a band of a table, and which figures tell the bands of a column apart.

A number that is finer than the steps its column is measured in (38.05 where 38.0 and 38.1 are neighbours) is not
guessed to be one of its neighbours: it may be either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, floor

from guideline_dsl import core, units, values
from guideline_dsl.base_values import base_value
from guideline_dsl.values import Span, Truth, Value


def lies(value: Value, band: core.Band) -> Truth:
    """Whether a value lies in a band; a number has been brought `on_steps`."""
    match band:
        case core.Anything():
            return True
        case core.Holds(truth=truth):
            if value is not None and not isinstance(value, bool):
                raise TypeError("`yes` and `no` are bands of yes and no")
            return None if value is None else value is truth
        case core.OneWord(word=word):
            return values.same(value, frozenset((word,)))
        case core.Within(lower=lower, upper=upper):
            if not isinstance(value, Span):
                raise TypeError("a band of figures is one of numbers")
            above: Truth = True
            if lower is not None:
                order = values.less if band.open_lower else values.less_or_equal
                above = order(values.exactly(base_value(lower)), value)
            below: Truth = True
            if upper is not None:
                order = values.less if band.open_upper else values.less_or_equal
                below = order(value, values.exactly(base_value(upper)))
            return values.all_hold((above, below))


def on_steps(value: Value, nearest: core.Number | None) -> Value:
    """A number as the steps of its column tell it: itself on a step, else from one step to the next."""
    if nearest is None or not isinstance(value, Span) or value.absent is not False:
        return value
    lower = None if value.lower is None else step_at(floor(_steps_to(value.lower, nearest)), nearest)
    upper = None if value.upper is None else step_at(ceil(_steps_to(value.upper, nearest)), nearest)
    return Span(lower, upper)


def step_at(place: int, nearest: core.Number) -> Fraction:
    """The figure so many steps from zero, in base units."""
    return units.to_base(place * nearest.value, units.parse_unit(nearest.unit))


def _steps_to(figure: Fraction, nearest: core.Number) -> Fraction:
    return units.from_base(figure, units.parse_unit(nearest.unit)) / nearest.value


def ends_of(bands: Iterable[core.Band]) -> Iterator[Fraction]:
    """The figures at which bands begin and end, in base units."""
    for band in bands:
        if isinstance(band, core.Within):
            yield from (base_value(end) for end in (band.lower, band.upper) if end is not None)


def cuts(bands: Iterable[core.Band], nearest: core.Number | None) -> frozenset[Fraction]:
    """The figures between which every number lies in the same bands, in base units.

    In a column that is measured in steps these are the steps about each end of a band.
    """
    ends = frozenset(ends_of(bands))
    return ends if nearest is None else frozenset(step for end in ends for step in _about(end, nearest))


def _about(end: Fraction, nearest: core.Number) -> Iterator[Fraction]:
    place = _steps_to(end, nearest)
    for further in (-1, 0, 1):
        yield step_at(floor(place) + further, nearest)
        yield step_at(ceil(place) + further, nearest)
