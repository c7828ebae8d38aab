"""The parts of one `give` that have to fit each other."""

from __future__ import annotations

from collections.abc import Iterator

from guideline_dsl import core, syntax
from guideline_dsl.checking.measured import Measured
from guideline_dsl.checking.phrasing import digits
from guideline_dsl.checking.value_types import Typed
from guideline_dsl.frozen import frozen


@frozen
class GivenDose:
    """The parts of one `give` that have to fit each other."""

    give: syntax.Give
    amount: Measured | None
    rising: Measured | None
    at_least: Measured | None
    at_most: Measured | None
    usually: Measured | None
    basis: syntax.ByBasis | None
    basis_value: Typed | None
    frequency: core.Frequency | None
    frequency_span: syntax.Span | None
    total: syntax.InTotalOver | None
    apart: core.Number | None
    gaps: tuple[syntax.Gap, ...]
    computed: Measured | None = None
    """One of the unit of what computes the dose."""

    @property
    def leading(self) -> Measured | None:
        """The figure that the others have to fit: the amount, what computes it, or what it rises to."""
        return self.amount or self.computed or self.rising

    def figures(self) -> Iterator[tuple[str, Measured]]:
        """Every figure with the words it is introduced by."""
        named = (
            ("the dose", self.amount),
            ("`rising to`", self.rising),
            ("`at least`", self.at_least),
            ("`at most`", self.at_most),
            ("`usually`", self.usually),
        )
        for words, figure in named:
            if figure is not None:
                yield words, figure


def figures_text(figure: Measured) -> str:
    """The figures of an amount as written, without their unit."""
    lower, upper = digits(figure.extent.lower.value), digits(figure.extent.upper.value)
    return lower if lower == upper else f"{lower} to {upper}"
