"""Two lists of statements -> which of the one is which of the other.

First what says the same, in order; then what says the same elsewhere; then what has the same name; then, of what is
left, what has most words in common. What is inserted in the middle so leaves the rest alone.

Declared absent: what is then said of a pair (difference.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from guideline_dsl.frozen import frozen

_MOST_COMPARED = 10_000
"""Pairs of statements whose words are held against each other; beyond that, only names count."""
_ALIKE = 0.6
"""The share of words in common from which two statements are taken for one that was changed."""


@frozen
class Aligned:
    """What of a statement decides which one it is: the hash of what it says, its name, and its words.

    A statement without a name ("") is never known by it, one without words never by them.
    """

    own: str
    name: str
    words: tuple[str, ...]


Pairs = dict[int, int]
"""The place in the old list of each place in the new one that has a partner."""


def alignment(old: Sequence[Aligned], new: Sequence[Aligned]) -> Pairs:
    """The pairs, in the order of the new list."""
    pairs: Pairs = {}
    matcher = SequenceMatcher(None, [each.own for each in old], [each.own for each in new], autojunk=False)
    for block in matcher.get_matching_blocks():
        pairs.update((block.b + step, block.a + step) for step in range(block.size))
    _pair_by(lambda each: each.own, pairs, old, new)
    _pair_by(lambda each: each.name, pairs, old, new)
    _pair_alike(pairs, old, new)
    return dict(sorted(pairs.items()))


def moved(pairs: Pairs) -> frozenset[int]:
    """The new places of what stands in another order than before: as few as explain it."""
    places = sorted(pairs)
    ends: list[int] = []  # of the rising runs of each length, the lowest old place that one may end in
    at: list[int] = []
    for place in places:
        length = bisect_left(ends, pairs[place])
        ends[length : length + 1] = [pairs[place]]
        at.append(length)
    kept: set[int] = set()
    wanted = len(ends) - 1
    for place, length in zip(reversed(places), reversed(at), strict=True):
        if length == wanted and (not kept or pairs[place] < pairs[min(kept)]):
            kept.add(place)
            wanted -= 1
    return frozenset(places) - kept


def _left(pairs: Pairs, old: Sequence[Aligned], new: Sequence[Aligned]) -> tuple[list[int], list[int]]:
    """The places of both lists that have no partner yet."""
    taken = set(pairs.values())
    return [at for at in range(len(old)) if at not in taken], [
        at for at in range(len(new)) if at not in pairs
    ]


def _pair_by(
    mark: Callable[[Aligned], str], pairs: Pairs, old: Sequence[Aligned], new: Sequence[Aligned]
) -> None:
    before, after = _left(pairs, old, new)
    waiting: dict[str, list[int]] = {}
    for place in before:
        waiting.setdefault(mark(old[place]), []).append(place)
    for place in after:
        same = waiting.get(mark(new[place])) if mark(new[place]) else None
        if same:
            pairs[place] = same.pop(0)


def _pair_alike(pairs: Pairs, old: Sequence[Aligned], new: Sequence[Aligned]) -> None:
    """The most alike first; of two that are equally alike, the one that stands higher."""
    before, after = _left(pairs, old, new)
    before = [place for place in before if old[place].words]
    after = [place for place in after if new[place].words]
    if not before or not after or len(before) * len(after) > _MOST_COMPARED:
        return
    words_before = {place: Counter(old[place].words) for place in before}
    words_after = {place: Counter(new[place].words) for place in after}
    alike = sorted(
        (-share, there, here)
        for here in before
        for there in after
        if (share := _share(words_before[here], words_after[there])) >= _ALIKE
    )
    taken: set[int] = set()
    for _, there, here in alike:
        if there not in pairs and here not in taken:
            pairs[there] = here
            taken.add(here)


def _share(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / (one.total() + other.total())
