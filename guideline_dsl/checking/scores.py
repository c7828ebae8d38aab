"""Scores: points summed from items."""

from __future__ import annotations

from fractions import Fraction

from guideline_dsl import core, syntax
from guideline_dsl.checking.bands import table
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.expressions import condition
from guideline_dsl.checking.literals import number
from guideline_dsl.checking.report import at
from guideline_dsl.checking.value_types import WRONG, Typed
from guideline_dsl.types import Number


def score(body: syntax.ByPoints, desk: Desk) -> Typed:
    """The score, a plain number; WRONG, with findings, when a table of it has a mistake."""
    items = [_item(item, desk) for item in body.items]
    made = tuple(item for item in items if item is not None)
    return Typed(core.Score(made), Number()) if len(made) == len(items) else WRONG


def _item(item: syntax.PointsWhen | syntax.PointsBy, desk: Desk) -> core.ScoreItem | None:
    if isinstance(item, syntax.PointsWhen):
        if not Fraction(item.points.number):
            desk.report.add(
                "no-points",
                "this item gives no points, so it says nothing",
                at(item.points.span),
                help="leave it out, or write the points it gives",
            )
        return core.ScoreItem(number(item.points), condition(item.condition, desk), span=item.span)
    rows = tuple(_points(row.value) for row in item.table.rows)
    found = table(item.table, rows, desk)
    only = None if item.condition is None else condition(item.condition, desk)
    return None if found is None else core.ScoreItem(found, only, span=item.span)


def _points(written: syntax.Expression) -> core.Number:
    if not isinstance(written, syntax.Quantity):
        raise TypeError("the grammar has numbers only as points")
    return number(written)
