"""What a patient takes of a medicine, and how often: from the tree to an amount per time.

An amount of one administration becomes a rate by its frequency; without a frequency it is kept as written,
and the dose is unknown. An amount per kilogram is refused: what is taken is an amount.
"""

from __future__ import annotations

import re
from fractions import Fraction

from engine.patient_json import Json
from engine.patient_problems import Intake, Place
from engine.patient_quantities import LONGEST_TIME, Quantity, quantity_apart, read_quantity
from guideline_dsl import core, units
from guideline_dsl.dimensions import TIME, Dimension, compatible, describe, dimension
from guideline_dsl.frozen import frozen
from guideline_dsl.types import dose_kind
from guideline_dsl.wording import frequency_words

A_DOSE = "an amount per time, or an amount with a `frequency`,"
A_FREQUENCY = "a frequency as in `once daily`, `3 times weekly`, `every 2 weeks`, `continuously`"

_DAY = Fraction(86400)


@frozen
class Taken:
    """A dose as read.

    `rate` is in base units, None without a frequency; `unit` is the unit of the rate; `per_day` says that it
    was written per day.
    """

    rate: Fraction | None
    unit: str
    written: str
    per_day: bool = False


def read_taken(
    given: Json | None, place: Place, frequency: core.Frequency | None, intake: Intake
) -> tuple[Quantity, Taken] | None:
    """The quantity of a dose, and what it is as a rate; None when absent or refused."""
    if given is None:
        return None
    value, unit = quantity_apart(given, place, A_DOSE, intake)
    quantity = read_quantity(value, unit, place, A_DOSE, intake)
    if quantity is None or not _is_dose(quantity, place, intake):
        return None
    per = _per(quantity.unit)
    if per is not None:
        if frequency is not None and not _fits(per, frequency):
            how_often = f', and the frequency as "{frequency_words(frequency)}"'
            remedy = "the two do not fit together; beside a frequency, write the amount of one administration"
            intake.unexpected(place, quantity.written, A_DOSE, how_often, remedy)
            return None
        return quantity, Taken(quantity.base, quantity.unit.text, quantity.written, per == _DAY)
    if frequency is None:
        return quantity, Taken(None, "", quantity.written)
    if frequency.every is None:
        remedy = "write the amount per time, as in `2 mg/h`"
        intake.unexpected(place, quantity.written, A_DOSE, ", given continuously", remedy)
        return None
    every = frequency.every.lower
    rate = quantity.base * frequency.times / _seconds(every)
    return quantity, Taken(rate, f"{quantity.unit.text}/{_shown_per(every)}", quantity.written)


def measured_as(quantity: Quantity, expected: Dimension | None, place: Place, intake: Intake) -> bool:
    """Whether a dose is of the kind in which the guideline measures the medicine; reports when not."""
    kind = dose_kind(quantity.unit.dimension)
    if expected is None or kind is None or compatible(dimension({kind.amount: 1}), expected):
        return True
    of, what = describe(expected), f", {units.describe_unit(quantity.unit)}"
    intake.unexpected(place, quantity.written, f"{of}, or {of} per time,", what)
    return False


def _is_dose(quantity: Quantity, place: Place, intake: Intake) -> bool:
    kind = dose_kind(quantity.unit.dimension)
    what = f", {units.describe_unit(quantity.unit)}"
    if kind is None or kind.amount == "count":
        remedy = "write the amount with its unit, as in `60 mg/day`" if quantity.is_plain else ""
        intake.unexpected(place, quantity.written, A_DOSE, what, remedy)
        return False
    if kind.basis:
        intake.unexpected(place, quantity.written, A_DOSE, what, "write the amount that is taken")
        return False
    if quantity.magnitude <= 0:
        remedy = "leave the medicine out of the list where it is not taken"
        intake.unexpected(place, quantity.written, "an amount above zero", remedy=remedy)
        return False
    return True


# ---------------------------------------------------------------- how often

_TIMES = re.compile(r"(once|twice|([1-9][0-9]{0,2}) times) (daily|weekly|monthly)", re.ASCII)
_EVERY = re.compile(r"every ([0-9].*)", re.ASCII)
_PERIODS = {"daily": "day", "weekly": "week", "monthly": "month"}


def frequency_of(text: str) -> core.Frequency | None:
    """The frequency in the words of the language; None for anything else, and for a range of intervals."""
    squeezed = " ".join(text.split())
    if squeezed == "continuously":
        return core.Frequency(0, None, continuous=True)
    if (found := _TIMES.fullmatch(squeezed)) is not None:
        times = {"once": 1, "twice": 2}.get(found[1]) or int(found[2])
        one = core.Number(Fraction(1), _PERIODS[found[3]])
        return core.Frequency(times, core.Extent(one, one))
    if (found := _EVERY.fullmatch(squeezed)) is None:
        return None
    number, _, spelled = found[1].partition(" ")
    try:
        magnitude, unit = units.parse_number(number), units.parse_unit(spelled)
    except (units.NumberError, units.UnitError):
        return None
    if unit.dimension != TIME or not 0 < units.to_base(magnitude, unit) <= LONGEST_TIME:
        return None
    interval = core.Number(magnitude, units.canonical(spelled, magnitude))
    return core.Frequency(1, core.Extent(interval, interval))


def _seconds(time: core.Number) -> Fraction:
    return units.to_base(time.value, units.parse_unit(time.unit))


def _per(unit: units.Unit) -> Fraction | None:
    """The time a rate is per, in seconds (`mg/day`: a day); None for a plain amount."""
    times = [units.parse_unit(name) for name in unit.under]
    return next((time.factor for time in times if time.dimension == TIME), None)


def _fits(per: Fraction, frequency: core.Frequency) -> bool:
    """Whether an amount per time may stand beside a frequency.

    It does when both speak of the same period, or when a daily dose is divided over the day by the hour.
    Anything else (15 mg/day once weekly, 15 mg/week once daily) may be an amount of one administration
    written wrongly.
    """
    if frequency.every is None:
        return True
    cycle = _seconds(frequency.every.lower)
    return per == cycle or (per == _DAY and cycle < per and (per / cycle).denominator == 1)


def _shown_per(every: core.Number) -> str:
    """The unit of time in which a rate is shown: that of the interval, and never less than a day."""
    unit = units.parse_unit(every.unit)
    return units.canonical(every.unit, Fraction(1)) if unit.factor >= _DAY else "day"
