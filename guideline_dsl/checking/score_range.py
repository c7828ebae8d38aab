"""Between which points a score can lie, and in which steps."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from guideline_dsl import core


def range_of_score(score: core.Score) -> tuple[Fraction, Fraction, Fraction]:
    """The least and the most points of a score, and the step between two of its values.

    The range is that of the items taken by themselves: two that exclude each other both count.
    """
    least = sum((min(_may_give(item)) for item in score.items), Fraction(0))
    most = sum((max(_may_give(item)) for item in score.items), Fraction(0))
    return least, most, _step([points for item in score.items for points in points_of(item)])


def extremes_of_items(score: core.Score) -> tuple[Fraction, Fraction]:
    """The least and the most points that one item of a score can give."""
    found = [points for item in score.items for points in _may_give(item)]
    return min(found), max(found)


def _may_give(item: core.ScoreItem) -> tuple[Fraction, ...]:
    return points_of(item) if item.condition is None else (*points_of(item), Fraction(0))


def points_of(item: core.ScoreItem) -> tuple[Fraction, ...]:
    """The points an item may give where it gives any."""
    if isinstance(item.points, core.Table):
        return tuple(row.value.value for row in item.points.rows if isinstance(row.value, core.Number))
    return (item.points.value,) if isinstance(item.points, core.Number) else ()


def _step(points: list[Fraction]) -> Fraction:
    sizes = [abs(number) for number in points if number]
    if not sizes:
        return Fraction(1)
    below = lcm(*(size.denominator for size in sizes))
    return Fraction(gcd(*(int(size * below) for size in sizes)), below)
