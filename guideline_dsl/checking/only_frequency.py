"""The one frequency that a medicine is declared to have: `only once weekly`."""

from __future__ import annotations

from fractions import Fraction

from guideline_dsl import core, syntax
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.dose_units import time_unit
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import at
from guideline_dsl.checking.stretches import frequency, interval
from guideline_dsl.frozen import frozen
from guideline_dsl.units import parse_unit
from guideline_dsl.wording import frequency_words


@frozen
class Only:
    """The only frequency of a medicine, and where it is declared."""

    frequency: core.Frequency
    span: syntax.Span


def only_frequency_of(name: str, desk: Desk) -> Only | None:
    """The only frequency a medicine may be given at; None for any."""
    declaration = desk.names.medicines.get(name)
    notes = declaration.notes if declaration else ()
    declared = next((note for note in notes if isinstance(note, syntax.OnlyFrequency)), None)
    only = frequency(declared.frequency, desk.report) if declared else None
    return None if declared is None or only is None else Only(only, declared.span)


def not_per(unit: str, wanted: tuple[Fraction, Fraction]) -> bool:
    """Whether a dose in that unit is one per another time than the interval `wanted` (in seconds)."""
    per = time_unit(parse_unit(unit))
    if not per:
        return False
    length = base_value(core.Number(Fraction(1), per))
    return not wanted[0] <= length <= wanted[1]


def rate_forbidden(name: str, only: Only, span: syntax.Span, unit: str, desk: Desk) -> None:
    """Say that a dose per time contradicts the medicine's only frequency."""
    said = frequency_words(only.frequency)
    desk.report.add(
        "forbidden-frequency",
        f"{quoted(name)} may be given {said} only, and this is a dose per {time_unit(parse_unit(unit))}",
        at(span),
        at(only.span, "declared here"),
        help=f"write each dose and {quoted(said)}",
    )


def taper_keeps_to_it(medicine: str, steps: syntax.TaperSteps, unit: str, desk: Desk) -> None:
    """The steps of a taper are doses per time too."""
    only = only_frequency_of(medicine, desk)
    if only is not None and not_per(unit, interval(only.frequency)):
        rate_forbidden(medicine, only, steps.span, unit, desk)
