"""What cannot be lowered to a circuit yet, and why: the walk answers for a guideline that has it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "sustained bound": "how long a fact was so, where its bound is not the same for everybody",
        "day of a moment": "the day of a moment that is worked out of more than one fact",
        "many looks": "a score whose items hang together by facts with more than 128 combinations of values",
        "defaults in `only when`": "an `only when` that may rest on a default, where a gate asks for what is recorded",
        "more than two of a class": "a plan that has more than two of a class",
        "many alternatives": "more than 64 sets of medicines that one package may bring",
        "stopped twice": "a medicine that is stopped twice by one branch",
        "key of a table": "a table by a number that there may be none of",
    }
)
"""By kind; the kind is the first word of `NotLowered`."""


class NotLowered(Exception):
    """A statement has no fast reading. `kind` is one of `REASONS`, `node` the id of the statement, where known."""

    def __init__(self, kind: str, node: str = "") -> None:
        """Say what it is, and where."""
        where = f" in {node}" if node else ""
        super().__init__(f"no fast reading of {REASONS[kind]}{where}; the walk answers instead")
        self.kind = kind
        self.node = node
