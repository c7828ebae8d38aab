"""One fact of the patient: from the tree to a typed, exact value, or a problem that says what is expected.

Nothing is clamped, rounded or guessed. A number needs the unit of its fact, or one that converts into it
exactly; mass and amount of substance convert only by the factor the fact itself declares.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import assert_never

from engine.moments import moment_text
from engine.patient_json import SPOILED, Json, kind_of
from engine.patient_problems import Intake, Place
from engine.patient_quantities import (
    A_DAY,
    Quantity,
    known_keys,
    plain_decimal,
    probably,
    read_day,
    read_quantity,
    read_text,
    truth_of,
)
from engine.patient_times import A_TIME, TIME_KEYS, read_instant, read_time_of
from engine.record import Observation
from guideline_dsl import core, units
from guideline_dsl.checking.phrasing import listed, quoted
from guideline_dsl.dimensions import compatible, describe

FACT_KEYS: Mapping[str, str] = {
    "value": "The value, as it would be written without this object around it.",
    "unit": "The unit of the number.",
    "on": "The day the value is about; without it, the day of the evaluation.",
    "at": "The time the value is about, with its offset from UTC where it is known.",
    "from": "The time or day since which the value held.",
    "to": "The time or day until which the value held; without it, the time of the evaluation.",
    "for": "How long the value held.",
    "source": "Where the value is from, in free words.",
}

_REMEDY = "leave the fact out when it is not known"


def read_observation(fact: core.FactNode, given: Json, place: Place, intake: Intake) -> Observation | None:
    """One observation of a fact; None when it has a problem."""
    if not isinstance(given, dict):
        return _recorded(fact, given, None, place, intake)
    keys = known_keys(given, FACT_KEYS, place, intake)
    since, observed = read_time_of(keys, place, intake)
    if observed is None and any(keys[key] is not None for key in TIME_KEYS):
        return None
    source = read_text(keys["source"], place.inside("source", f"the source of {place.subject}"), intake)
    value = keys["value"]
    if value is None:
        intake.unexpected(place, "an object without a `value`", expected_of(fact), remedy=_REMEDY)
        return None
    recorded = _recorded(fact, value, keys["unit"], place.inside("value"), intake)
    if recorded is None:
        return None
    return Observation(recorded.value, recorded.written, observed, source or "", since)


def expected_of(fact: core.FactNode) -> str:
    """What a fact may be, in words: `a mass from 2 to 300 kg`."""
    match fact.type:
        case core.YesNo():
            return "yes or no"
        case core.OneOf(values=words):
            return f"one of {listed(words)}"
        case core.CalendarDay():
            return A_DAY
        case core.DayAndTime():
            return A_TIME
        case core.NumberBetween(unit=unit):
            kind = describe(units.parse_unit(unit).dimension)
            also = f" (or in {quoted(fact.conversion.to.unit)})" if fact.conversion else ""
            return f"{kind} from {range_of(fact.type)}{also}"
    assert_never(fact.type)


def range_of(kind: core.NumberBetween) -> str:
    """The plausible range: `2 to 300 kg`."""
    return f"{plain_decimal(kind.lower)} to {units.display(kind.upper, units.parse_unit(kind.unit)).text}"


def _recorded(
    fact: core.FactNode, given: Json, unit: Json | None, place: Place, intake: Intake
) -> Observation | None:
    """The value without its day and source."""
    if given is SPOILED or unit is SPOILED:
        return None
    if isinstance(fact.type, core.NumberBetween):
        quantity = read_quantity(given, unit, place, expected_of(fact), intake)
        return None if quantity is None else _measured(fact, fact.type, quantity, place, intake)
    if unit is not None:
        intake.unexpected(place, kind_of(given), expected_of(fact), " with a unit", "leave the unit out")
        return None
    match fact.type:
        case core.YesNo():
            truth = truth_of(given)
            if truth is None:
                intake.unexpected(place, kind_of(given), expected_of(fact), remedy=_REMEDY)
                return None
            return Observation(truth, "yes" if truth else "no")
        case core.OneOf(values=words):
            return _chosen(fact, words, given, place, intake)
        case core.CalendarDay():
            day: date | None = read_day(given, place, intake)
            return None if day is None else Observation(day, day.isoformat())
        case core.DayAndTime():
            stamp = read_instant(given, place, intake)
            return None if stamp is None else Observation(stamp, moment_text(stamp))
    assert_never(fact.type)


def _chosen(
    fact: core.FactNode, words: tuple[str, ...], given: Json, place: Place, intake: Intake
) -> Observation | None:
    if isinstance(given, str) and given in words:
        return Observation(given, given)
    folded = given.lower() if isinstance(given, str) else ""
    meant = folded if folded in words else probably(folded, words, intake)
    remedy = f"did you mean {quoted(meant)}?" if meant else _REMEDY
    intake.unexpected(place, kind_of(given), expected_of(fact), remedy=remedy)
    return None


# ---------------------------------------------------------------- numbers


def _measured(
    fact: core.FactNode, kind: core.NumberBetween, quantity: Quantity, place: Place, intake: Intake
) -> Observation | None:
    """The value in base units, of the right dimension and within the plausible range."""
    own = units.parse_unit(kind.unit)
    base = _in_base_of(fact, own, quantity)
    if base is None:
        if quantity.is_plain:
            remedy = f"write its unit too, such as {quoted(kind.unit)}"
            intake.unexpected(place, quantity.written, expected_of(fact), ", without a unit", remedy)
        else:
            what = f", {units.describe_unit(quantity.unit)}"
            intake.unexpected(place, quantity.written, expected_of(fact), what)
        return None
    if not units.to_base(kind.lower, own) <= base <= units.to_base(kind.upper, own):
        shown = quantity.written
        if quantity.unit != own:
            shown += f" ({units.display(units.from_base(base, own), own).text})"
        why = ", which is not plausible"
        intake.unexpected(place, shown, expected_of(fact), why, "correct it, or leave the fact out")
        return None
    return Observation(base, quantity.written)


def _in_base_of(fact: core.FactNode, own: units.Unit, quantity: Quantity) -> Fraction | None:
    """The value in base units of the fact's own dimension, by the fact's factor where it has one."""
    if compatible(quantity.unit.dimension, own.dimension):
        return quantity.base
    if fact.conversion is None:
        return None
    # The checker has seen to it that `of` is of the fact's own kind.
    of, to = fact.conversion.of, fact.conversion.to
    to_unit = units.parse_unit(to.unit)
    if not compatible(to_unit.dimension, quantity.unit.dimension):
        return None
    factor = units.to_base(of.value, units.parse_unit(of.unit)) / units.to_base(to.value, to_unit)
    return quantity.base * factor
