"""What a score is worth, and what each of its items gives.

With items unknown a score is a range. Items that hang on one fact are held against each other: `1 point when
65 years <= age < 75 years` and `2 points when age >= 75 years` give 0 to 2 while the age is not known, and not 0 to 3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import reduce
from itertools import product
from typing import TYPE_CHECKING, Literal

from engine.judged import YES, Judged, merged
from guideline_dsl import core, values
from guideline_dsl.frozen import frozen
from guideline_dsl.regions import MOST_COMBINATIONS, SplitValue, regions_of
from guideline_dsl.values import Span, Truth

if TYPE_CHECKING:
    from engine.expressions import World

Fold = Callable[[Span, Span], Span]


@frozen
class ItemResult:
    """What one item of a score gives: whether it counts, and its points."""

    item: core.ScoreItem
    counts: Truth
    points: Judged


def item_results(score: core.Score, world: World) -> tuple[ItemResult, ...]:
    """The items of a score, each by itself."""
    return tuple(_result(item, world) for item in score.items)


def score_value(score: core.Score, world: World) -> Judged:
    """The sum of the points."""
    return _folded(score.items, values.add, world)


def extreme_value(definition: core.DefineNode, extreme: Literal["highest", "lowest"], world: World) -> Judged:
    """The most or the fewest points of one item, under the assumptions of the score."""
    if not isinstance(definition.value, core.Score):
        raise TypeError(f"{definition.name} is no score")
    found = _folded(definition.value.items, values.greatest if extreme == "highest" else values.least, world)
    made_under = tuple(f"assumption:{assumption}" for assumption in definition.support.assumptions)
    return Judged(found.value, found.needs, merged((found.rests_on, made_under)), found.reasons)


def _result(item: core.ScoreItem, world: World) -> ItemResult:
    condition = YES if item.condition is None else world.judge(item.condition)
    if condition.truth is False:
        return ItemResult(item, False, Judged(values.NOTHING_GIVEN, rests_on=condition.rests_on))
    points = world.judge(item.points)
    span = points.span if condition.truth is True else values.join(points.span, values.NOTHING_GIVEN)
    rests_on = merged((condition.rests_on, points.rests_on))
    if values.is_settled(span):
        counts = span != values.NOTHING_GIVEN
        return ItemResult(item, counts, Judged(span, rests_on=rests_on))
    needs, reasons = merged((condition.needs, points.needs)), merged((condition.reasons, points.reasons))
    return ItemResult(item, None, Judged(span, needs, rests_on, reasons))


def _folded(items: Sequence[core.ScoreItem], fold: Fold, world: World) -> Judged:
    results = [_result(item, world) for item in items]
    whole = reduce(fold, (span for span in _spans(results, fold, world)))
    rests_on = merged(result.points.rests_on for result in results)
    if whole.point is not None:
        return Judged(whole, rests_on=rests_on)
    open_ones = [r.points for r in results if r.counts is None and _matters(r.points.span, whole, fold)]
    return Judged(whole, merged(p.needs for p in open_ones), rests_on, merged(p.reasons for p in open_ones))


def _matters(points: Span, whole: Span, fold: Fold) -> bool:
    """Whether the points can still change the whole: for the highest item only what may exceed what is sure."""
    if fold is values.greatest:
        return points.upper is None or whole.lower is None or points.upper > whole.lower
    if fold is values.least:
        return points.lower is None or whole.upper is None or points.lower < whole.upper
    return True


def _spans(results: Sequence[ItemResult], fold: Fold, world: World) -> Iterator[Span]:
    """The points of items that hang on nothing in common, and together those of items that do."""
    yield from (result.points.span for result in results if result.counts is not None)
    waiting = [result for result in results if result.counts is None]
    if not waiting:
        return
    splits = _splits([result.item for result in results], world)
    while waiting:
        group = [waiting.pop(0)]
        needs = set(group[0].points.needs)
        while joining := [result for result in waiting if needs & set(result.points.needs)]:
            for result in joining:
                needs |= set(result.points.needs)
                group.append(result)
                waiting.remove(result)
        yield _together([result.item for result in group], needs, splits, fold, world)


def _splits(items: Sequence[core.ScoreItem], world: World) -> Mapping[str, tuple[SplitValue, ...]]:
    """The values that tell points apart of each fact that the items ask for twice, most often first.

    Which facts these are, and their order, hangs on the score alone: with more known, no fact that was told apart is
    told apart no longer, and so the range never grows.
    """
    inside = [part for item in items for part in (item.condition, item.points) if part is not None]
    times = Counter[str]()
    for part in inside:
        times.update(world.graph.cones.count(part))
    often = sorted(
        (need for need, number in times.items() if number > 1), key=lambda need: (-times[need], need)
    )
    found = {need: regions_of(world.graph, need, inside) for need in often}
    return {need: values_found for need, values_found in found.items() if values_found}


def _together(
    items: Sequence[core.ScoreItem],
    needs: Set[str],
    splits: Mapping[str, tuple[SplitValue, ...]],
    fold: Fold,
    world: World,
) -> Span:
    """The points of items for each value of the facts they ask for twice, all values taken together."""
    taken: dict[str, tuple[SplitValue, ...]] = {}
    combinations = 1
    for need, apart in splits.items():
        if need not in needs:
            continue
        combinations *= len(apart)
        if combinations > MOST_COMBINATIONS:
            break
        taken[need] = apart
    whole: Span | None = None
    for combination in product(*taken.values()):
        supposed = world.supposing(dict(zip(taken, combination, strict=True)))
        if supposed.cannot_be():
            continue
        span = reduce(fold, (_result(item, supposed).points.span for item in items))
        joined = span if whole is None else values.join(whole, span)
        assert isinstance(joined, Span)
        whole = joined
    return reduce(fold, (_result(item, world).points.span for item in items)) if whole is None else whole
