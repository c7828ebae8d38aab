"""The values that an answer was decided by, as a report and a drawing tell them beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.assessment import Step

_MOST_FACTS = 6
"""So many values stand beside a condition."""


def deciding_facts(step: Step) -> list[str]:
    """The values that an answer was decided by; of an open one, what is not known."""
    facts = list(dict.fromkeys(fact for leaf in _leaves(step) for fact in leaf.facts))
    more = [f"and {len(facts) - _MOST_FACTS} more"] if len(facts) > _MOST_FACTS else []
    return [*facts[:_MOST_FACTS], *more]


def _leaves(step: Step) -> Iterator[Step]:
    """The parts that decided: those that answer as the whole does; below a `not`, where none does, all."""
    if not step.inside:
        yield step
    same = [part for part in step.inside if part.answer == step.answer]
    for part in same or step.inside:
        yield from _leaves(part)
