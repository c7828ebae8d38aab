"""What a score is worth, and what each of its items gives.

With items unknown a score is a range. Items that hang on one fact are held against each other: `1 point when
65 years <= age < 75 years` and `2 points when age >= 75 years` give 0 to 2 while the age is not known, and not 0 to 3.
So each group of such items (guideline_dsl/score_groups.py) is judged once for each way in which the facts that it asks
for twice may turn out, and what it gives is what it gives in any of these.

More facts never widen a range: which items are judged together, and in which order their facts are tried, hangs on the
score alone. Each look is an evaluation in Kleene's logic with values supposed. A score that is read while another one
is tried is not tried again inside it, so that scores of scores cost no more than their sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import product
from typing import TYPE_CHECKING, Literal

from engine.judged import YES, Judged, merged
from guideline_dsl import core, values
from guideline_dsl.frozen import frozen
from guideline_dsl.values import Span, Truth

if TYPE_CHECKING:
    from engine.expressions import World
    from guideline_dsl.regions import Split
    from guideline_dsl.score_groups import ScoreGroup

Fold = Callable[[Span, Span], Span]

MOST_LOOKS = 128
"""So many times the items of a group are judged; facts that are asked for less often are left as they are."""


@frozen
class ItemResult:
    """What one item of a score gives: whether it counts, and its points."""

    item: core.ScoreItem
    counts: Truth
    points: Judged


@frozen
class ScoreResult:
    """All items of a score; `looks` has for each group of items, in every look at it, the points of its items."""

    items: tuple[ItemResult, ...]
    looks: tuple[tuple[tuple[Span, ...], ...], ...]


def score_value(definition: core.DefineNode, world: World) -> Judged:
    """The sum of the points."""
    return _folded(world.score(definition.name), values.add)


def extreme_value(definition: core.DefineNode, extreme: Literal["highest", "lowest"], world: World) -> Judged:
    """The most or the fewest points of one item, under the assumptions of the score."""
    fold = values.greatest if extreme == "highest" else values.least
    found = _folded(world.score(definition.name), fold)
    made_under = tuple(f"assumption:{assumption}" for assumption in definition.support.assumptions)
    return replace(found, rests_on=merged((found.rests_on, made_under)))


def score_result(definition: core.DefineNode, world: World) -> ScoreResult:
    """The items of a score, those that hang on one fact held against each other."""
    if not isinstance(definition.value, core.Score):
        raise TypeError(f"{definition.name} is no score")
    items = [_result(item, world) for item in definition.value.items]
    open_ones = {place for place, item in enumerate(items) if item.counts is None}
    if not open_ones:
        return ScoreResult(tuple(items), tuple(((item.points.span,),) for item in items))
    groups: list[tuple[tuple[Span, ...], ...]] = []
    for group in world.graph.cones.score(definition.name):
        looks = [[items[place] for place in group.places]]
        if open_ones.intersection(group.places) and world.tries_scores:
            looks = list(_looks(looks[0], group, world)) or looks
        groups.append(tuple(tuple(item.points.span for item in look) for look in looks))
        for place, found in zip(group.places, zip(*looks, strict=True), strict=True):
            if items[place].counts is None:
                items[place] = _in_all_looks(items[place], found)
    return ScoreResult(tuple(items), tuple(groups))


def _result(item: core.ScoreItem, world: World) -> ItemResult:
    condition = YES if item.condition is None else world.judge(item.condition)
    if condition.truth is False:
        return ItemResult(item, False, Judged(values.NOTHING_GIVEN, rests_on=condition.rests_on))
    points = world.judge(item.points)
    span = points.span if condition.truth is True else values.join(points.span, values.NOTHING_GIVEN)
    rests_on = merged((condition.rests_on, points.rests_on))
    needs, reasons = merged((condition.needs, points.needs)), merged((condition.reasons, points.reasons))
    return _counted(item, Judged(span, needs, rests_on, reasons))


def _counted(item: core.ScoreItem, points: Judged) -> ItemResult:
    if points.span.point is None:
        return ItemResult(item, None, points)
    return ItemResult(item, points.value != values.NOTHING_GIVEN, replace(points, needs=(), reasons=()))


def _looks(items: Sequence[ItemResult], group: ScoreGroup, world: World) -> Iterator[list[ItemResult]]:
    """The items for each way in which what they ask for twice may turn out; none where nothing is so."""
    needs = {need for item in items for need in item.points.needs}
    tried: list[Split] = []
    combinations = 1
    for split in group.splits:
        if split.need in needs:
            combinations *= len(split.values)
            if combinations > MOST_LOOKS:
                break
            tried.append(split)
    if not tried:
        return
    for chosen in product(*(split.values for split in tried)):
        supposed = world.trying({split.need: value for split, value in zip(tried, chosen, strict=True)})
        if not supposed.cannot_be():
            yield [_result(item.item, supposed) if item.counts is None else item for item in items]


def _in_all_looks(item: ItemResult, looks: Sequence[ItemResult]) -> ItemResult:
    """An open item, as all looks have it: it may be settled, or give less than it might by itself."""
    span = reduce(_joined, (look.points.span for look in looks))
    rests_on = merged((item.points.rests_on, *(look.points.rests_on for look in looks)))
    return _counted(item.item, replace(item.points, value=span, rests_on=rests_on))


def _joined(a: Span, b: Span) -> Span:
    joined = values.join(a, b)
    assert isinstance(joined, Span)
    return joined


def _folded(score: ScoreResult, fold: Fold) -> Judged:
    groups = [reduce(_joined, (reduce(fold, look) for look in looks)) for looks in score.looks]
    whole = reduce(fold, groups)
    rests_on = merged(item.points.rests_on for item in score.items)
    if whole.point is not None:
        return Judged(whole, rests_on=rests_on)
    open_ones = [
        item.points for item in score.items if item.counts is None and _matters(item.points.span, whole, fold)
    ]
    return Judged(whole, merged(p.needs for p in open_ones), rests_on, merged(p.reasons for p in open_ones))


def _matters(points: Span, whole: Span, fold: Fold) -> bool:
    """Whether the points can still change the whole: for the highest item only what may exceed what is sure."""
    if fold is values.greatest:
        return points.upper is None or whole.lower is None or points.upper > whole.lower
    if fold is values.least:
        return points.lower is None or whole.upper is None or points.lower < whole.upper
    return True
