"""The medication list of a patient: each entry typed and exact, or a problem that says what is expected.

An entry that cannot be read leaves the whole list unread: its medicine must not count as not taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from engine.moments import day_of
from engine.patient_doses import A_FREQUENCY, Taken, frequency_of, measured_as, read_taken
from engine.patient_json import SPOILED, Json, kind_of
from engine.patient_problems import Intake, Place, shortened
from engine.patient_quantities import (
    LONGEST_TIME,
    OLDEST,
    Quantity,
    known_keys,
    probably,
    quantity_apart,
    read_day,
    read_quantity,
    read_text,
)
from engine.record import RecordedMedicine
from guideline_dsl import core, units
from guideline_dsl.checking.phrasing import listed, quoted
from guideline_dsl.dimensions import TIME, Dimension
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.wording import frequency_words

MEDICINE_KEYS: Mapping[str, str] = {
    "name": "The medicine: its name in the guideline, or any name where the guideline does not have it.",
    "dose": "What is taken: an amount per time, or with `frequency` the amount of one administration.",
    "frequency": "How often: once daily, 3 times weekly, every 2 weeks, continuously.",
    "since": "The day it was started.",
    "for": "How long it has been taken, instead of `since`.",
    "dose_since": "The day of the last change of dose.",
    "at_dose_for": "How long the present dose has been taken, instead of `dose_since`.",
    "starting_dose": "The dose it was started with, written as `dose` is.",
    "classes": "Only for a medicine the guideline does not have: which of its classes it is in ([]: none).",
}

MOST_MEDICINES = 200

A_LENGTH = "a length of time"
A_NAME = "the name of a medicine"

_DAY = Fraction(86400)
_SHORTEST_SLIP = 5


def read_medicines(given: Json, graph: DecisionGraph, intake: Intake) -> tuple[RecordedMedicine, ...] | None:
    """The medication list; None when it, or an entry of it, cannot be read."""
    place = Place("medicines", "the medication list")
    if given is SPOILED:
        return None
    if not isinstance(given, list):
        remedy = "leave it out where the list is not known, and write [] where nothing is taken"
        intake.unexpected(place, kind_of(given), "a list", remedy=remedy)
        return None
    if len(given) > MOST_MEDICINES:
        intake.unexpected(place, f"a list of {len(given)}", f"a list of at most {MOST_MEDICINES}")
        return None
    amounts: Mapping[str, Dimension] = graph.amounts if given else {}
    found = []
    for index, entry in enumerate(given):
        here = place.item(index, f"medicine {index + 1}")
        medicine = _read_entry(entry, here, graph, amounts, intake)
        if medicine is not None:
            found.append((index, medicine))
    _refuse_doubled(found, place, intake)
    return tuple(medicine for _, medicine in found) if len(found) == len(given) else None


def _refuse_doubled(found: list[tuple[int, RecordedMedicine]], place: Place, intake: Intake) -> None:
    """Two entries of one medicine are not merged: nobody knows whether both are taken."""
    first: dict[str, int] = {}
    for index, medicine in found:
        before = first.setdefault(_folded(medicine.name) or medicine.name, index)
        if before != index:
            here = place.item(index, quoted(medicine.name), medicine.name)
            which = f"as medicine {before + 1} and as medicine {index + 1}"
            message = f"{here.subject} is on the medication list twice, {which}; write one entry"
            intake.refuse(here, "two entries", "one entry", message)


@frozen
class _Stretch:
    """How long, in seconds, its words (`for 6 weeks`, `since 2026-01-05`), and the key that said so."""

    seconds: Fraction
    written: str
    key: str


def _read_entry(
    given: Json,
    place: Place,
    graph: DecisionGraph,
    amounts: Mapping[str, Dimension],
    intake: Intake,
) -> RecordedMedicine | None:
    """One entry; None when nobody can say which medicine it is."""
    if given is SPOILED:
        return None
    if not isinstance(given, dict):
        intake.unexpected(place, kind_of(given), "an object with a `name`", remedy='write {"name": ...}')
        return None
    keys = known_keys(given, MEDICINE_KEYS, place, intake)
    name = _name(keys, place, graph, intake)
    if name is None:
        return None
    entry = _Entry(keys, Place(place.path, quoted(name), name), intake)
    declared = graph.medicines.get(name)
    frequency = entry.frequency()
    dose = entry.dose("dose", frequency, amounts.get(name))
    starting = entry.dose("starting_dose", frequency, amounts.get(name))
    time_on = entry.stretch("since", "for", f"the start of {quoted(name)}")
    at_dose = entry.stretch("dose_since", "at_dose_for", f"the time at dose of {quoted(name)}")
    return RecordedMedicine(
        name=name,
        declared=declared is not None,
        classes=entry.classes(declared, graph),
        written=_in_words(name, dose, frequency, (time_on, at_dose), starting),
        dose=dose.rate if dose else None,
        dose_unit=dose.unit if dose else "",
        frequency=frequency,
        starting_dose=entry.started_at(dose, starting, time_on, at_dose),
        time_on=time_on.seconds if time_on else None,
        time_at_dose=at_dose.seconds if at_dose else None,
        per_day_written=dose is not None and dose.per_day and frequency is None,
    )


@frozen
class _Entry:
    """The parts of one entry, each read on its own."""

    keys: Mapping[str, Json | None]
    place: Place
    intake: Intake

    def _inside(self, key: str, what: str) -> Place:
        return self.place.inside(key, f"the {what} of {self.place.subject}")

    def classes(self, declared: core.MedicineNode | None, graph: DecisionGraph) -> tuple[str, ...] | None:
        """The classes: those the guideline knows, or those that are given; None when nobody said."""
        own = declared.classes if declared is not None else None
        given = self.keys["classes"]
        if given is None or given is SPOILED:
            return own
        place = self._inside("classes", "list of classes")
        if not isinstance(given, list):
            self.intake.unexpected(place, kind_of(given), "a list of classes")
            return own
        named: list[str] = []
        for index, entry in enumerate(given):
            if isinstance(entry, str) and entry in graph.classes:
                named.append(entry)
            elif entry is not SPOILED:
                self._refuse_class(
                    entry, place.item(index, f"a class of {self.place.subject}", self.place.fact), graph
                )
        if own is None:
            return tuple(dict.fromkeys(named))
        if len(named) == len(given) and set(named) != set(own):
            remedy = "leave `classes` out: the guideline has them"
            self.intake.unexpected(place, listed(named, "and") or "none", listed(own, "and"), remedy=remedy)
        return own

    def _refuse_class(self, given: Json, place: Place, graph: DecisionGraph) -> None:
        meant = probably(given, graph.classes, self.intake) if isinstance(given, str) else ""
        remedy = f"did you mean {quoted(meant)}?" if meant else "leave out what is no class of the guideline"
        self.intake.unexpected(place, kind_of(given), f"one of {listed(graph.classes)}", remedy=remedy)

    def frequency(self) -> core.Frequency | None:
        """How often it is taken."""
        given = self.keys["frequency"]
        if given is None or given is SPOILED:
            return None
        read = frequency_of(given) if isinstance(given, str) else None
        if read is None:
            self.intake.unexpected(self._inside("frequency", "frequency"), kind_of(given), A_FREQUENCY)
        return read

    def dose(self, key: str, frequency: core.Frequency | None, expected: Dimension | None) -> Taken | None:
        """The dose, or the starting dose."""
        place = self._inside(key, key.replace("_", " "))
        read = read_taken(self.keys[key], place, frequency, self.intake)
        if read is None or not measured_as(read[0], expected, place, self.intake):
            return None
        return read[1]

    def stretch(self, since_key: str, lasting_key: str, subject: str) -> _Stretch | None:
        """How long, from the day it began or from how long it lasts."""
        since, lasting = self.keys[since_key], self.keys[lasting_key]
        day = read_day(since, self.place.inside(since_key, subject), self.intake)
        time = self._length(lasting, self.place.inside(lasting_key, subject))
        if since is not None and lasting is not None:
            message = f"{subject} is given twice, by `{since_key}` and by `{lasting_key}`; keep one"
            self.intake.refuse(self.place.inside(lasting_key), "both", "one of them", message)
            return None
        if day is not None:
            return _Stretch(
                (day_of(self.intake.as_of) - day).days * _DAY, f"since {day.isoformat()}", since_key
            )
        return None if time is None else _Stretch(time.base, f"for {time.written}", lasting_key)

    def _length(self, given: Json | None, place: Place) -> Quantity | None:
        if given is None:
            return None
        value, unit = quantity_apart(given, place, A_LENGTH, self.intake)
        quantity = read_quantity(value, unit, place, A_LENGTH, self.intake)
        if quantity is None:
            return None
        if quantity.unit.dimension != TIME:
            what = f", {units.describe_unit(quantity.unit)}"
            self.intake.unexpected(place, quantity.written, A_LENGTH, what, "write it as in `6 weeks`")
            return None
        if not 0 <= quantity.base <= LONGEST_TIME:
            self.intake.unexpected(place, quantity.written, f"a time of 0 to {OLDEST} years")
            return None
        return quantity

    def started_at(
        self, dose: Taken | None, starting: Taken | None, time_on: _Stretch | None, at_dose: _Stretch | None
    ) -> Fraction | None:
        """The starting dose; the present dose where that has been taken all the time."""
        rate = starting.rate if starting else None
        if time_on is None or at_dose is None:
            return rate
        if at_dose.seconds > time_on.seconds:
            expected = f"no longer time than it has been taken ({time_on.written})"
            self.intake.unexpected(self._inside(at_dose.key, "time at dose"), at_dose.written, expected)
            return None
        if at_dose.seconds < time_on.seconds or dose is None or dose.rate is None:
            return rate
        if starting is not None and rate is not None and rate != dose.rate:
            why = ", though the present dose has been taken all the time"
            place, expected = (
                self._inside("starting_dose", "starting dose"),
                f"{dose.written}, the same dose,",
            )
            self.intake.unexpected(place, starting.written, expected, why)
            return None
        return dose.rate


def _in_words(
    name: str,
    dose: Taken | None,
    frequency: core.Frequency | None,
    stretches: tuple[_Stretch | None, _Stretch | None],
    starting: Taken | None,
) -> str:
    """The entry as one line: `prednisone 60 mg/day once daily for 6 weeks started at 80 mg/day`."""
    time_on, at_dose = stretches
    said = [
        name,
        dose.written if dose else "",
        frequency_words(frequency) if frequency else "",
        time_on.written if time_on else "",
        f"at dose {at_dose.written}" if at_dose else "",
        f"started at {starting.written}" if starting else "",
    ]
    return " ".join(word for word in said if word)


# ---------------------------------------------------------------- which medicine it is


def _name(keys: Mapping[str, Json | None], place: Place, graph: DecisionGraph, intake: Intake) -> str | None:
    """The name, when it is no class and no slip for a declared medicine."""
    if keys["name"] is None:
        intake.refuse(place, "no name", A_NAME, f"{place.subject} of the list has no `name`")
        return None
    place = place.inside("name", f"the name of {place.subject}")
    given = read_text(keys["name"], place, intake)
    if given is None:
        return None
    name = given.strip()
    if name in graph.medicines:
        return name
    shown = f'"{shortened(name)}"'
    if name in graph.classes:
        members = listed(graph.classes[name])
        intake.unexpected(
            place, shown, A_NAME, ", a class of medicines", f"write which: {members}, or another"
        )
        return None
    for declared in graph.medicines:
        same = _folded(name) == _folded(declared)
        if same or (keys["classes"] is None and _one_slip_apart(_folded(name), _folded(declared))):
            message = (
                f"the guideline has no medicine {quoted(shortened(name))}; did you mean {quoted(declared)}?"
            )
            if not same:
                message += (
                    " If it is another medicine, add its `classes` ([] where the guideline has none of them)"
                )
            intake.refuse(place, shown, quoted(declared), message)
            return None
    return name


def _folded(name: str) -> str:
    """A name without case, and with every separator a space."""
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()


def _one_slip_apart(a: str, b: str) -> bool:
    """Whether one letter too many, too few or wrong, or two neighbours swapped, tells two names apart."""
    if min(len(a), len(b)) < _SHORTEST_SLIP:
        return False
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    return (len(a) <= 1 and len(b) <= 1) or (len(a) == 2 and a == b[::-1])
