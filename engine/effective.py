"""Whether a guideline is effective on the day of an evaluation, and the sentence that says where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.kinds import Answer
from engine.moments import day_of
from guideline_dsl import core


def in_effect(head: core.GuidelineNode, as_of: date) -> Answer:
    """Whether the guideline is effective on that day, its first and last day included; unknown if it does not
    say.
    """
    if head.effective_from is None and head.effective_to is None:
        return "unknown"
    return "no" if _outside(head, day_of(as_of)) else "yes"


def effective_words(of: core.GuidelineNode | core.UsedGuideline) -> str:
    """`effective 2021-01-01 to 2024-08-30`, `effective from 2021-01-01`; "" when it does not say."""
    if of.effective_from is None:
        return ""
    if of.effective_to is None:
        return f"effective from {of.effective_from.isoformat()}"
    return f"effective {of.effective_from.isoformat()} to {of.effective_to.isoformat()}"


def not_in_effect(head: core.GuidelineNode, as_of: date) -> str:
    """What is to be said first of an evaluation outside the days on which a guideline is effective; "" inside.

    A guideline that is used by it is named too.
    """
    return " ".join(_sentences(head, day_of(as_of)))


def _sentences(head: core.GuidelineNode, day: date) -> Iterator[str]:
    if _outside(head, day):
        yield (
            f"This version of the guideline is {effective_words(head)}: "
            f"it is not in effect on {day.isoformat()}, the day of this assessment."
        )
    for used in head.uses:
        if _outside(used, day):
            yield (
                f"It uses the guideline {used.name} {used.version}, which is {effective_words(used)} "
                f"and not in effect on {day.isoformat()}."
            )


def _outside(of: core.GuidelineNode | core.UsedGuideline, day: date) -> bool:
    before = of.effective_from is not None and day < of.effective_from
    return before or (of.effective_to is not None and day > of.effective_to)
