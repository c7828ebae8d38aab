"""A dose that a definition computes: `give carboplatin as computed by calvert_dose`."""

from __future__ import annotations

from fractions import Fraction

from guideline_dsl import core, syntax
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.dose_units import dose_kind
from guideline_dsl.checking.expressions import expression
from guideline_dsl.checking.measured import Measured
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import at
from guideline_dsl.checking.value_types import Mistaken
from guideline_dsl.types import Number, describe_type

# What a computed dose cannot stand beside: each says, or multiplies, another amount.
_OTHER_AMOUNTS = (syntax.ByBasis, syntax.InTotalOver, syntax.RisingTo)


def computed_dose(computed: syntax.AsComputedBy, give: syntax.Give, desk: Desk) -> Measured | None:
    """One of the unit in which the definition is shown; None, with a finding, where it is no dose."""
    name = computed.name.text
    typed = expression(computed.name, desk)
    if isinstance(typed.type, Mistaken):
        return None
    other = give.amount or next((part for part in give.parts if isinstance(part, _OTHER_AMOUNTS)), None)
    if other is not None:
        desk.report.add(
            "computed-dose",
            "a computed dose says its amount itself",
            at(other.span),
            at(computed.span, "computed"),
            help="leave one of the two out; a limit such as `at most 900 mg` may stand beside it",
        )
        return None
    kind = dose_kind(typed.unit) if isinstance(typed.type, Number) else None
    if name in desk.facts or kind is None or kind.basis:
        what = "a fact" if name in desk.facts else describe_type(typed.type)
        desk.report.add(
            "computed-dose",
            f"{quoted(name)} is {what}, and a dose is computed by a definition that comes out as an amount, or an "
            "amount per time",
            at(computed.name.span),
            help="name a definition that computes it",
        )
        return None
    one = core.Number(Fraction(1), typed.unit)
    return Measured(core.Extent(one, one), kind, computed.span)
