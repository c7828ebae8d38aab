"""What a judged expression is: a value that may be unknown, what would settle it, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from guideline_dsl import core, values
from guideline_dsl.base_values import base_value
from guideline_dsl.frozen import frozen
from guideline_dsl.values import Span, Truth, Value


@frozen
class Judged:
    """A value, with what would settle it and what it rests on.

    `needs` and `rests_on` are tuples without doubles, in reading order. A need is `fact:NAME`, `procedure:NAME`,
    `medicine:NAME:DETAIL` or `medication list`. What it rests on is `assumption:NAME` or `default:FACT`. `reasons` say
    why a value cannot be had at all (a division by zero).
    """

    value: Value
    needs: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def truth(self) -> Truth:
        """The value of a condition; raises TypeError for anything else."""
        if self.value is None or isinstance(self.value, bool):
            return self.value
        raise TypeError("a condition is yes, no or unknown")

    @property
    def span(self) -> Span:
        """The value of a number or a date; raises TypeError for anything else."""
        if isinstance(self.value, Span):
            return self.value
        raise TypeError("a number was expected")


YES = Judged(True)
NO = Judged(False)


def merged(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The parts one after the other, each entry once."""
    return tuple(dict.fromkeys(entry for part in parts for entry in part))


def defaults_of(rests_on: tuple[str, ...]) -> tuple[str, ...]:
    """The defaults among what an answer rests on: these are named even where an assumption would not be."""
    return tuple(entry for entry in rests_on if entry.startswith("default:"))


def all_of(parts: Iterable[Judged]) -> Judged:
    """Kleene's `and`; one definite no settles it and leaves nothing to ask."""
    return _connected(tuple(parts), settles=False)


def any_of(parts: Iterable[Judged]) -> Judged:
    """Kleene's `or`; one definite yes settles it and leaves nothing to ask."""
    return _connected(tuple(parts), settles=True)


def negation(part: Judged) -> Judged:
    """Kleene's `not`."""
    return Judged(values.negate(part.truth), part.needs, part.rests_on, part.reasons)


def _connected(parts: tuple[Judged, ...], settles: bool) -> Judged:
    deciding = [part for part in parts if part.truth is settles]
    if deciding:
        # of several that settle it, the one that rests on least: a default must not taint what a recorded fact decides
        return min(deciding, key=lambda part: len(part.rests_on))
    unknown = [part for part in parts if part.truth is None]
    return Judged(
        None if unknown else not settles,
        merged(part.needs for part in unknown),
        merged(part.rests_on for part in parts),
        merged(part.reasons for part in unknown),
    )


def span_of(extent: core.Extent) -> Span:
    """A written range in base units."""
    return Span(base_value(extent.lower), base_value(extent.upper))
