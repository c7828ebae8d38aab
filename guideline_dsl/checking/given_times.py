"""When the observations that a case gives were made."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from guideline_dsl import syntax
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.literals import number
from guideline_dsl.checking.report import Report, at
from guideline_dsl.checking.stretches import duration, is_duration
from guideline_dsl.frozen import frozen


@frozen
class GivenTimes:
    """How long ago an observation began and ended, in seconds.

    `begin` None: it is one of a moment. `end` None: it is undated.
    """

    begin: Fraction | None
    end: Fraction | None


def given_times(values: Sequence[syntax.GivenValue]) -> tuple[GivenTimes, ...]:
    """When each observation was made.

    Those that lasted follow each other, and the last of them lasts until now, unless they say otherwise. Of several the
    last is one of now, unless it says otherwise.
    """
    found: list[GivenTimes] = []
    following: Fraction | None = Fraction(0)
    for value in reversed(values):
        end: Fraction | None = None
        if value.ago is not None:
            end = base_value(number(value.ago))
        elif value.now or (len(values) > 1 and not found):
            end = Fraction(0)
        elif value.lasting is not None:
            end = following
        begin = None
        if value.lasting is not None and end is not None:
            begin = end + base_value(number(value.lasting))
        following = begin if begin is not None else end
        found.append(GivenTimes(begin, end))
    return tuple(reversed(found))


def in_time(values: Sequence[syntax.GivenValue], report: Report) -> None:
    """Whether times are times and go forward; findings otherwise."""
    fine = [is_duration(value.ago, report) for value in values if value.ago is not None]
    fine += [duration(value.lasting, report) is not None for value in values if value.lasting is not None]
    if not all(fine) or len(values) < 2:
        return
    times = given_times(values)
    undated = [value for value, when in zip(values, times, strict=True) if when.end is None]
    for value in undated:
        report.add(
            "observation-without-time",
            "this value is followed by others, and it is not said when it was observed",
            at(value.span),
            help="write it as in `0.9 mg/dL 24 hours ago then 1.2 mg/dL now`",
        )
    if undated:
        return
    for (earlier, before), (later, after) in pairwise(zip(values, times, strict=True)):
        assert before.end is not None
        begins = after.end if after.begin is None else after.begin
        assert begins is not None
        touching = before.end == begins and (before.begin is not None or after.begin is not None)
        if before.end <= begins and not touching:
            report.add(
                "observations-out-of-order",
                "`then` goes forward in time, and this value was not observed after the one before it",
                at(later.span),
                at(earlier.span, "the one before"),
                help="write the earliest first; two values have two times",
            )
