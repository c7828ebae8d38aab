"""Whether the course of a dose makes sense: totals, how long it lasts, and what is not in the source."""

from __future__ import annotations

from guideline_dsl import core, syntax
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.dose_units import time_unit
from guideline_dsl.checking.given_dose import GivenDose, figures_text
from guideline_dsl.checking.phrasing import listed
from guideline_dsl.checking.report import at
from guideline_dsl.checking.stretches import interval
from guideline_dsl.diagnostics import Edit
from guideline_dsl.units import parse_unit


def total(parts: GivenDose, desk: Desk) -> None:
    """A dose `in total over` a time is an amount, not an amount per time."""
    if parts.total is None or parts.amount is None or not parts.amount.kind.per_time:
        return
    unit = parse_unit(parts.amount.extent.upper.unit)
    per = time_unit(unit)
    whole = "/".join(("·".join(unit.over), *(one for one in unit.under if one != per)))
    time = f"{parts.total.quantity.number} {parts.total.quantity.unit}"
    as_total = f"{figures_text(parts.amount)} {whole} in total over {time}"
    desk.report.add(
        "total-is-a-rate",
        f"a total is an amount, and this dose is one per {per}",
        at(parts.amount.span),
        at(parts.total.span),
        help=f"write {listed((as_total, f'for {time}'))}",
        edit=Edit(parts.total.span, f"for {time}"),
    )


def course(parts: GivenDose, dose: core.Dose, desk: Desk) -> None:
    """How long it lasts, how far it is extended, and how far apart its doses are, fit each other."""
    for part in parts.give.parts:
        match part:
            case syntax.ExtendableTo() if dose.extendable_to is not None:
                if dose.duration is None:
                    lasts = [p for p in parts.give.parts if isinstance(p, syntax.Lasting)]
                    if not lasts and not any(gap.word == "duration" for gap in parts.gaps):
                        desk.report.add(
                            "nothing-to-extend",
                            "`extendable to` needs a duration that is extended",
                            at(part.span),
                            help=f"write it as in `for 3 months, extendable to {part.quantity.number} "
                            f"{part.quantity.unit}`",
                        )
                elif base_value(dose.extendable_to) <= base_value(dose.duration.upper):
                    desk.report.add(
                        "limits-reversed",
                        "the course is extendable to no more than it lasts",
                        at(part.span),
                        help="write the longer time after `extendable to`",
                    )
            case syntax.Lasting() if parts.total is not None:
                desk.report.add(
                    "said-twice",
                    "`in total over` and `for` both say how long the course lasts",
                    at(part.span),
                    at(parts.total.span),
                    help="keep one of them",
                )
            case _:
                pass


def one_dose_fits(parts: GivenDose, dose: core.Dose, desk: Desk) -> None:
    """`once weekly for 2 days` ends before it comes round."""
    if parts.frequency is None or parts.frequency_span is None or dose.duration is None:
        return
    if interval(parts.frequency)[0] > base_value(dose.duration.upper):
        desk.report.add(
            "course-too-short",
            "the course ends before the dose comes round a second time",
            at(parts.frequency_span),
            help="correct how often it is given, or for how long",
        )


def gaps(parts: GivenDose, dose: core.Dose, desk: Desk) -> None:
    """What is said not to be in the source is not written beside it."""
    filled = {
        "dose": dose.amount is not None,
        "frequency": dose.frequency is not None,
        "interval": dose.frequency is not None or dose.apart is not None,
        "duration": dose.duration is not None or dose.total_over is not None,
        "target": dose.rising_to is not None,
        "maximum": dose.at_most is not None,
        "steps": False,
    }
    for gap in parts.gaps:
        if filled[gap.word]:
            desk.report.add(
                "gap-filled",
                f"`{gap.word} not in source` contradicts the rest of this dose, which gives it",
                at(gap.span),
                help=f"leave out `{gap.word} not in source`, or what it contradicts",
            )
        elif gap.word == "steps" and dose.rising_to is None:
            desk.report.add(
                "gap-filled",
                "`steps not in source` speaks of the way to a higher dose, and this dose does not rise",
                at(gap.span),
                help="leave it out, or write `rising to` a dose",
            )
