"""Which items of a score hang on one fact, and the values that tell their points apart.

Read off the graph, so that it is the same for every patient. Declared absent: patients.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.regions import Split, regions_of

if TYPE_CHECKING:
    from guideline_dsl.graph import DecisionGraph


@frozen
class ScoreGroup:
    """Items of a score, by their places, that hang on facts in common; `splits` are the facts asked for twice.

    What is asked for most often comes first, and of that what has the fewest values.
    """

    places: tuple[int, ...]
    splits: tuple[Split, ...]


def score_groups(
    graph: DecisionGraph, score: core.Score, count: Callable[[core.Expression], Counter[str]]
) -> tuple[ScoreGroup, ...]:
    """The items of a score in groups that have no fact in common; `count` says how often a fact is asked for."""
    inside = [[part for part in (item.condition, item.points) if part is not None] for item in score.items]
    asked = [_total(count(part) for part in parts) for parts in inside]
    times = _total(asked)
    everything = [part for parts in inside for part in parts]
    splits = [
        Split(need, values)
        for need, number in times.items()
        if number > 1 and (values := regions_of(graph, need, everything))
    ]
    splits.sort(key=lambda split: (-times[split.need], len(split.values), split.need))
    return tuple(_grouped(asked, splits))


def _total(counters: Sequence[Counter[str]] | Iterator[Counter[str]]) -> Counter[str]:
    found = Counter[str]()
    for counter in counters:
        found.update(counter)
    return found


def _grouped(asked: Sequence[Counter[str]], splits: Sequence[Split]) -> Iterator[ScoreGroup]:
    waiting = list(range(len(asked)))
    while waiting:
        places, reached = [waiting.pop(0)], set[str]()
        for place in places:  # grows while it is gone through
            shared = {split.need for split in splits if split.need in asked[place]} - reached
            reached |= shared
            joining = [other for other in waiting if shared & asked[other].keys()]
            places += joining
            waiting = [other for other in waiting if other not in joining]
        yield ScoreGroup(tuple(sorted(places)), tuple(s for s in splits if s.need in reached))
