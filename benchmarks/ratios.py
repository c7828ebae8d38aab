"""Ratios measured in one run: by turns with what it is held against, the median of 15 pairs, and its interval."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from math import comb
from typing import TypeVar

from guideline_dsl.frozen import frozen

PAIRS = 15
_SHORTEST = 0.02
"""A measurement takes at least so many seconds of the processor."""

Given = TypeVar("Given")
Seconds = Callable[[], float]
"""Measures once, and says how long one patient, or one table, took."""


@frozen
class Ratio:
    """How many times as long something takes: the median of the pairs, and an interval that has it with 95 %."""

    seconds: float
    times: float
    lower: float
    upper: float

    @property
    def shown(self) -> str:
        """`2.4 (2.3 to 2.6)`."""
        return f"{_figure(self.times)} ({_figure(self.lower)} to {_figure(self.upper)})"


def _figure(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def for_each(work: Callable[[Given], object], given: Sequence[Given]) -> Seconds:
    """The processor's seconds for one of them, over all, as often as it takes to be measured well."""

    def once() -> float:
        gc.collect()
        rounds, spent = 0, 0.0
        while spent < _SHORTEST:
            began = time.process_time()
            for one in given:
                work(one)
            spent += time.process_time() - began
            rounds += 1
        return spent / (rounds * len(given))

    return once


def by_the_clock(work: Callable[[], object]) -> Seconds:
    """The seconds of the clock of one run: for what runs on several cores, or in other processes."""

    def once() -> float:
        gc.collect()
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    return once


def ratios(
    base: Seconds, others: Mapping[str, Seconds], pairs: int = PAIRS, warmed: bool = True
) -> tuple[float, Mapping[str, Ratio]]:
    """The median of the base, and each of the others held against it, by turns and in turned order.

    `warmed`: each is run once before, which does not count.
    """
    bases: list[float] = []
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in others}
    for one in (base, *others.values()) if warmed else ():
        one()
    for turn in range(pairs):
        for name, other in others.items():
            if turn % 2:
                theirs, mine = other(), base()
            else:
                mine, theirs = base(), other()
            bases.append(mine)
            found[name].append((mine, theirs))
    return statistics.median(bases) if bases else base(), {
        name: _ratio(timed) for name, timed in found.items()
    }


def _ratio(timed: Sequence[tuple[float, float]]) -> Ratio:
    times = sorted(theirs / mine for mine, theirs in timed)
    place = interval_place(len(times))
    return Ratio(
        statistics.median(theirs for _, theirs in timed),
        statistics.median(times),
        times[place],
        times[len(times) - 1 - place],
    )


def interval_place(count: int) -> int:
    """The place, from either end, that bounds the median with 95 % (of 15 sorted values: the fourth)."""
    outside, place = 0.0, 0
    for below in range(count // 2):
        outside += 2 * comb(count, below) / 2**count
        if outside > 0.05:
            break
        place = below
    return place
