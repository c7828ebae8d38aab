"""Between which points a score can lie, and in which steps."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from guideline_dsl import core


def range_of_score(score: core.Score) -> tuple[Fraction, Fraction, Fraction]:
    """The least and the most points of a score, and the step between two of its values.

    The range is that of the items taken by themselves: two that exclude each other both count.
    """
    least = most = Fraction(0)
    found: list[Fraction] = []
    for item in score.items:
        points = points_of(item)
        found += points
        if item.condition is not None:
            points = (*points, Fraction(0))
        least += min(points)
        most += max(points)
    return least, most, _step(found)


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
