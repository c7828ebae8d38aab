"""Quantities, days, truths and texts as a patient gives them; shared by facts, medicines and procedures.

Each reader returns None for what it refused, and for what was refused before (`SPOILED`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from engine.moments import day_of
from engine.patient_json import SPOILED, Json, Numeral, kind_of
from engine.patient_problems import Intake, Place, shortened
from guideline_dsl import units
from guideline_dsl.checking.phrasing import listed, quoted
from guideline_dsl.frozen import frozen
from guideline_dsl.nearest import nearest
from guideline_dsl.units import NumberError, Unit, UnitError

OLDEST = 150
"""Years. A day further back, or a longer time on a medicine, is a slip of the pen."""

LONGEST_TIME = OLDEST * 366 * Fraction(86400)
"""Seconds: the longest time on a medicine."""

A_DAY = "a date as year-month-day"

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_QUANTITY = re.compile(r"([-+]?[0-9][0-9.,_]*(?:[eE][+-]?[0-9]+)?) *(.*)", re.ASCII)
_ALL_PLACES = 60
"""More decimals than a number that is read can have: 30 digits and an exponent of 20."""

_LONGEST_NAME = 60
_SHORTEST_STEM = 4


@frozen
class Quantity:
    """A number in the unit it was given in; `written` spells both the one way (`70 kg`, `12 hours`)."""

    magnitude: Fraction
    unit: Unit
    written: str

    @property
    def base(self) -> Fraction:
        """The value in the base unit of its dimension."""
        return units.to_base(self.magnitude, self.unit)

    @property
    def is_plain(self) -> bool:
        """Whether it was given without a unit."""
        return not self.unit.text


def read_quantity(
    given: Json, unit: Json | None, place: Place, expected: str, intake: Intake
) -> Quantity | None:
    """A number and its unit, in one text (`70 kg`) or apart (`unit` None where there is none apart)."""
    if given is SPOILED or unit is SPOILED:
        return None
    match given:
        case Numeral(text=digits):
            spelled = ""
        case str() if (parts := _QUANTITY.fullmatch(given.strip(" "))) is not None:
            digits, spelled = parts[1], parts[2]
        case _:
            remedy = "leave it out when it is not known"
            intake.unexpected(place, kind_of(given), expected, ", which is no number", remedy)
            return None
    try:
        magnitude = units.parse_number(digits)
    except NumberError as mistake:
        intake.unexpected(place, kind_of(given), expected, f", and {mistake}")
        return None
    if unit is not None:
        if spelled or not isinstance(unit, str):
            why = ", a unit twice" if spelled else ", a unit that is no text"
            intake.unexpected(place, f"{kind_of(given)} with the unit {kind_of(unit)}", expected, why)
            return None
        spelled = unit.strip(" ")
    try:
        read = units.parse_unit(spelled)
    except UnitError as mistake:
        shown = f"{plain_decimal(magnitude)} {shortened(spelled)}"
        intake.unexpected(place, shown, expected, f", and {str(mistake).rstrip('?')}")
        return None
    return Quantity(magnitude, read, units.display(magnitude, read, places=_ALL_PLACES).text)


def plain_decimal(number: Fraction) -> str:
    """A number that was read, as a decimal without exponent and trailing zeros; always exact."""
    return units.number_text(number, places=_ALL_PLACES).text


def quantity_apart(given: Json, place: Place, expected: str, intake: Intake) -> tuple[Json, Json | None]:
    """The value and the unit of `{"value": 60, "unit": "mg/day"}`; any other form is the value itself."""
    if not isinstance(given, dict):
        return given, None
    keys = known_keys(given, ("value", "unit"), place, intake)
    value = keys["value"]
    if value is None:
        intake.unexpected(place, "an object without a `value`", expected)
        return SPOILED, None
    return value, keys["unit"]


def read_day(given: Json | None, place: Place, intake: Intake) -> date | None:
    """A day of the calendar, not after the day of the evaluation; None when absent, too."""
    if given is None or given is SPOILED:
        return None
    if not isinstance(given, str) or _DATE.fullmatch(given) is None:
        intake.unexpected(place, kind_of(given), A_DAY, remedy="write it as in 2026-01-05")
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        intake.unexpected(place, given, A_DAY, ", and the calendar has no such day")
        return None
    if day > day_of(intake.as_of):
        limit = f"a day up to {day_of(intake.as_of).isoformat()}, the day of the evaluation,"
        intake.unexpected(place, given, limit, ", which lies in the future")
        return None
    if day.year < intake.as_of.year - OLDEST:
        intake.unexpected(place, given, f"a day of the last {OLDEST} years", remedy="correct the year")
        return None
    return day


def truth_of(given: Json) -> bool | None:
    """true, false, "yes", "no"; None for anything else."""
    if isinstance(given, bool):
        return given
    return {"yes": True, "no": False}.get(given) if isinstance(given, str) else None


def read_text(given: Json | None, place: Place, intake: Intake) -> str | None:
    """A text that is not empty; None when absent, too."""
    if given is None or given is SPOILED:
        return None
    if isinstance(given, str) and given.strip():
        return given
    intake.unexpected(place, kind_of(given), "a text", remedy="leave it out where there is none")
    return None


def known_keys(
    given: dict[str, Json], allowed: Iterable[str], place: Place, intake: Intake
) -> dict[str, Json | None]:
    """The values by allowed key, None where absent; each other key is a problem.

    A key that was probably meant by another one counts as refused, so that it is not asked for as well.
    """
    names = tuple(allowed)
    read: dict[str, Json | None] = {name: given.get(name) for name in names}
    for key in given:
        if key not in names:
            shown = quoted(shortened(key))
            meant = probably(key, names, intake)
            remedy = f"did you mean {quoted(meant)}?" if meant else f"it may have {listed(names)}"
            message = f"{place.subject} has no {shown}; {remedy}"
            intake.refuse(place.inside(shortened(key)), shown, listed(names), message)
            if meant and read[meant] is None:
                read[meant] = SPOILED
    return read


def probably(word: str, candidates: Iterable[str], intake: Intake) -> str:
    """The candidate that was probably meant, "" for none. Not sought for where nobody would read it.

    A slip of some letters, or a name that was shortened or prolonged (`weight_kg`, `dexa`).
    """
    if intake.full or len(word) > _LONGEST_NAME:
        return ""
    names = tuple(candidates)
    close = nearest(word, names)
    if close or len(word) < _SHORTEST_STEM:
        return close
    related = [
        name
        for name in names
        if len(name) >= _SHORTEST_STEM and (name.startswith(word) or word.startswith(name))
    ]
    return related[0] if len(related) == 1 else ""
