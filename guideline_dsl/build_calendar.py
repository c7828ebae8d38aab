"""Days and the time between them, from the parts of their grammar rules."""

from __future__ import annotations

from guideline_dsl import syntax
from guideline_dsl.build_parts import Parts, span_of


def today(parts: Parts) -> syntax.Today:
    """`today`."""
    return syntax.Today(span=span_of(parts))


def full_since(parts: Parts) -> syntax.FullUnits:
    """`full years since DATE`."""
    return syntax.FullUnits(str(parts[0]).split()[1], parts[1], span=span_of(parts))  # type: ignore[arg-type]


def full_from(parts: Parts) -> syntax.FullUnits:
    """`full months from DATE to DATE`; to `today` is `since`."""
    unit = str(parts[0]).split()[1]
    end = None if isinstance(parts[3], syntax.Today) else parts[3]
    return syntax.FullUnits(unit, parts[1], end, span=span_of(parts))  # type: ignore[arg-type]


def given_as_of(parts: Parts) -> syntax.GivenAsOf:
    """`given as of DATE`."""
    return syntax.GivenAsOf(parts[1], span=span_of(parts))
