"""A typed expression, and the type of what is mistaken."""

from __future__ import annotations

from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.types import Truth, Type


@frozen
class Mistaken:
    """The type of an expression in which a mistake was found: nothing more is said about it."""


@frozen
class Typed:
    """An expression with its type.

    `unit` is one its number may be shown in ("" for a plain number). `lacking` names the definition by which
    there may be no such number (`otherwise none`), "" without one. `size` bounds the digits that exact
    arithmetic needs, in written numbers: a product of two is twice as long. `conversion` leads to the other
    measure of a fact, where the value is one of it.
    """

    value: core.Expression
    type: Type | Mistaken
    unit: str = ""
    lacking: str = ""
    size: int = 1
    conversion: core.SubstanceFactor | None = None


TRUTH = Truth()
MISTAKEN = Mistaken()
WRONG = Typed(core.TruthConstant(False), MISTAKEN)
"""What stands where a mistake was found; it is never compiled."""
