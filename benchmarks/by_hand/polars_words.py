"""Words for truths of three in Polars: a nullable Boolean is one, `&` and `|` are Kleene's."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from benchmarks.by_hand.kleene import MEDICINES

Kleene = pl.Expr

UNKNOWN = pl.lit(None, dtype=pl.Boolean)
WEEK = 7
CORTICOSTEROIDS = MEDICINES[:3]
FIRST_LINE = MEDICINES[3:6]
ESCALATION = MEDICINES[6:10]
SPARING = MEDICINES[3:10]


def col(name: str) -> pl.Expr:
    """A column."""
    return pl.col(name)


def any_of(parts: Iterable[Kleene]) -> Kleene:
    """Or."""
    first, *rest = parts
    for part in rest:
        first = first | part
    return first


def all_of(parts: Iterable[Kleene]) -> Kleene:
    """And."""
    first, *rest = parts
    for part in rest:
        first = first & part
    return first


def perhaps(truth: Kleene) -> Kleene:
    """Unknown where it is yes or unknown."""
    return truth & UNKNOWN


KINDS = (
    "recommended", "conditional", "nothing recommended", "contraindicated", "not applicable", "insufficient data",
    "shown", "not shown", "unknown",
)  # fmt: skip
"""What comes of something; told as small numbers until the end, which are sooner chosen between than words."""


def word(said: str) -> pl.Expr:
    """One of them."""
    return pl.lit(KINDS.index(said), dtype=pl.UInt8)


def in_words(said: pl.Expr) -> pl.Expr:
    """The numbers as words."""
    return said.cat.to(pl.Enum(KINDS))


def kind(truth: Kleene, yes: pl.Expr | str = "recommended", no: str = "not applicable") -> pl.Expr:
    """What comes of something that applies, does not, or may."""
    said = word(yes) if isinstance(yes, str) else yes
    return pl.when(truth).then(said).when(~truth).then(word(no)).otherwise(word("insufficient data"))


def shown(truth: Kleene) -> pl.Expr:
    """What comes of what is only said."""
    return pl.when(truth).then(word("shown")).when(~truth).then(word("not shown")).otherwise(word("unknown"))
