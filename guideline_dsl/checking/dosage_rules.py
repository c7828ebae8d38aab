"""Whether the parts of a dose make a dose together: dimensions, limits, frequency, gaps."""

from __future__ import annotations

from dataclasses import dataclass

from guideline_dsl import core, syntax
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.measured import Measured
from guideline_dsl.checking.value_types import Typed


@dataclass(frozen=True, slots=True)
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
    gaps: tuple[syntax.Gap, ...]


def judge(parts: GivenDose, dose: core.Dose, desk: Desk) -> None:
    """Add a finding for everything about a dose that does not fit."""
