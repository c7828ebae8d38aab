"""Figures of a dose: read, with what their unit says about a dose and where they stand."""

from __future__ import annotations

from guideline_dsl import core, syntax
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.dose_units import dose_kind
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import at
from guideline_dsl.checking.stretches import extent
from guideline_dsl.dimensions import describe
from guideline_dsl.frozen import frozen
from guideline_dsl.syntax import Span
from guideline_dsl.types import DoseKind
from guideline_dsl.units import parse_unit


@frozen
class Measured:
    """A written figure or range of a dose."""

    extent: core.Extent
    kind: DoseKind
    span: Span


def measured(amount: syntax.Amount, desk: Desk) -> Measured | None:
    """The figures of a dose; None, with a finding, when no dose is measured in their unit."""
    found = extent(amount, desk.report)
    if found is None:
        return None
    unit = found.upper.unit
    kind = dose_kind(unit) if unit else None
    lower_kind = dose_kind(found.lower.unit) if unit else None
    if kind is None or lower_kind is None:
        _no_dose(amount, unit, desk)
        return None
    return Measured(found, kind, amount.span)


def measured_figure(quantity: syntax.Quantity, desk: Desk) -> Measured | None:
    """The single figure of a limit."""
    return measured(syntax.Amount(quantity, span=quantity.span), desk)


def _no_dose(amount: syntax.Amount, unit: str, desk: Desk) -> None:
    if not unit:
        desk.report.add(
            "dose-without-unit",
            "this dose has no unit",
            at(amount.span, "of what?"),
            help=f"write its unit, as in `{(amount.upper or amount.lower).number} mg`",
        )
        return
    desk.report.add(
        "dose-dimension",
        f"{quoted(unit)} is {describe(parse_unit(unit).dimension)}, "
        "and a dose must be an amount, or an amount per time",
        at(amount.span, describe(parse_unit(unit).dimension)),
        help="write it as in `5 mg`, `5 mg/day`, `5 mg/kg/day by weight`",
    )
