"""Patients for a guideline, and what may be found out about them later.

A patient is the mapping that `patient_from_mapping` reads. Values lie at, just below and just above every number
that the guideline compares with, and at the ends of the plausible ranges. `filled` adds what was unknown and
changes nothing that was given.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

from engine.patient import PatientRefused, patient_from_mapping
from engine.record import PatientRecord
from engine.series import repeated_facts
from guideline_dsl import core, units
from guideline_dsl.bands import cuts
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.references import node_expressions, subexpressions
from tests.laws.answers import facts_read

AS_OF = date(2026, 11, 22)

Patient = dict[str, Any]

TIMES = (
    "0 days",
    "13 days",
    "2 weeks",
    "15 days",
    "27 days",
    "4 weeks",
    "29 days",
    "13 weeks",
    "27 weeks",
    "60 weeks",
)
HOURS = (0, 1, 5, 6, 7, 12, 24, 30, 47, 48, 49, 72, 167, 168, 169, 800)
_STRANGER = "zolpin"


class Ward:
    """The patients of one guideline."""

    def __init__(self, graph: DecisionGraph) -> None:
        self.graph = graph
        self.numbers = _numbers_compared(graph)
        self.doses = {name: _doses(graph, name) for name in graph.medicines}
        self.repeated = repeated_facts(graph)
        self.may_contradict = any(fact.only_when is not None for fact in graph.facts.values())

    def record(self, patient: Patient) -> PatientRecord | None:
        """The record; None when the patient contradicts himself."""
        try:
            return patient_from_mapping(patient, self.graph, AS_OF)
        except PatientRefused:
            return None

    def given(self, patient: Patient) -> PatientRecord:
        """The record of a patient who is known not to contradict himself."""
        return patient_from_mapping(patient, self.graph, AS_OF)

    # ------------------------------------------------------------ made up

    def patient(self, random: Random) -> Patient:
        """A patient of whom something is known; never one that is refused."""
        known = random.choice((0.0, 0.3, 0.5, 0.7, 0.9))
        made: Patient = {"facts": {}, "done": {}}
        for name in self.graph.facts:
            if random.random() < known:
                self._add_fact(made, name, random)
        for name in self.graph.procedures:
            if random.random() < known:
                self._try(made, "done", name, self.procedure(random))
        if random.random() < 0.75:
            made["medicines"] = self.medicines(random)
            if self.record(made) is None:
                made["medicines"] = []
            if self.record(made) is None:
                del made["medicines"]
        return made

    def _add_fact(self, made: Patient, name: str, random: Random) -> None:
        fact = self.graph.facts[name]
        if name in self.repeated and random.random() < 0.8:
            self._try(made, "facts", name, self.series(name, random))
            return
        value = self.value(name, random)
        if fact.within is not None and random.random() < 0.4:
            days = random.choice((0, 29, 30, 31, 400))
            self._try(made, "facts", name, {"value": value, "on": (AS_OF - timedelta(days=days)).isoformat()})
        else:
            self._try(made, "facts", name, value)

    def _try(self, made: Patient, where: str, name: str, value: object) -> None:
        before = made[where].get(name)
        made[where][name] = value
        if self.may_contradict and self.record(made) is None:
            if before is None:
                del made[where][name]
            else:
                made[where][name] = before

    def value(self, name: str, random: Random) -> object:
        """A value of a fact, with a bias to the boundaries."""
        match self.graph.facts[name].type:
            case core.YesNo():
                return random.choice((True, False))
            case core.OneOf(values=words):
                return random.choice(words)
            case core.CalendarDay():
                return (AS_OF - timedelta(days=random.randrange(2000))).isoformat()
            case core.DayAndTime():
                minutes = random.choice((random.randrange(3000), random.randrange(3_000_000)))
                end = datetime(AS_OF.year, AS_OF.month, AS_OF.day) + timedelta(days=1)
                return (end - timedelta(minutes=minutes + 1)).isoformat(timespec="minutes")
            case core.NumberBetween(unit=unit):
                number = random.choice(self.grid(name))
                return f"{decimal_text(number)} {unit}".strip() if unit else decimal_text(number)

    def series(self, name: str, random: Random) -> list[object]:
        """Observations of a fact, in any order: of moments, of days, or one after the other."""
        end = datetime(AS_OF.year, AS_OF.month, AS_OF.day) + timedelta(days=1)
        hours = sorted(random.sample(HOURS, random.choice((1, 2, 2, 3, 5))), reverse=True)
        found: list[object] = []
        how = random.choice(("at", "at", "on", "from"))
        for place, hour in enumerate(hours):
            value = self.value(name, random)
            moment = end - timedelta(hours=hour)
            if how == "on":
                found.append({"value": value, "on": (AS_OF - timedelta(days=place)).isoformat()})
            elif how == "from" and place + 1 < len(hours):
                gap = random.choice((0, 0, 1)) if hour - hours[place + 1] > 1 else 0
                until = end - timedelta(hours=hours[place + 1] + gap)
                found.append({"value": value, "from": _stamp(moment), "to": _stamp(until)})
            else:
                found.append({"value": value, "at": _stamp(moment)})
        random.shuffle(found)
        return found

    def grid(self, name: str) -> list[Fraction]:
        """The ends of the range, each number compared with, what lies just below, just above and between."""
        kind = self.graph.facts[name].type
        assert isinstance(kind, core.NumberBetween)
        unit = units.parse_unit(kind.unit)
        step = (kind.upper - kind.lower) / 1000
        compared = sorted({units.from_base(n, unit) for n in self.numbers.get(name, ())})
        found = {kind.lower, kind.upper, (kind.lower + kind.upper) / 2}
        for number in compared:
            found |= {number - step, number, number + step}
        return sorted(number for number in found if kind.lower <= number <= kind.upper)

    def regions(self, name: str) -> list[object]:
        """Values of a fact, one from each region that comparisons with written numbers can tell apart."""
        match self.graph.facts[name].type:
            case core.YesNo():
                return [True, False]
            case core.OneOf(values=words):
                return list(words)
            case core.NumberBetween(unit=unit) as kind:
                of = units.parse_unit(unit)
                compared = {units.from_base(n, of) for n in self.numbers.get(name, ())}
                ends = sorted(
                    {kind.lower, kind.upper, *(n for n in compared if kind.lower <= n <= kind.upper)}
                )
                between = [(a + b) / 2 for a, b in pairwise(ends)]
                return [f"{decimal_text(n)} {unit}".strip() for n in sorted([*ends, *between])]
        raise TypeError(f"the values of {name} cannot be tried out")

    def procedure(self, random: Random) -> object:
        """Whether a procedure was done, and when."""
        days = random.choice((0, 100, 182, 183, 184, 800))
        return random.choice((True, False, {"on": (AS_OF - timedelta(days=days)).isoformat()}))

    def medicines(self, random: Random) -> list[dict[str, Any]]:
        """A medication list; of each entry something may be unknown."""
        many = random.choice((0, 1, 1, 2, min(3, len(self.graph.medicines))))
        found = [
            self.entry(name, random, random.choice((0.2, 0.6, 1.0)))
            for name in random.sample(sorted(self.graph.medicines), min(many, len(self.graph.medicines)))
        ]
        if random.random() < 0.2:
            entry: dict[str, Any] = {"name": _STRANGER}
            if random.random() < 0.6 and self.graph.classes:
                entry["classes"] = random.sample(
                    sorted(self.graph.classes), random.randint(0, min(2, len(self.graph.classes)))
                )
            if random.random() < 0.5:
                entry["for"] = random.choice(TIMES)
            found.append(entry)
        return found

    def entry(self, name: str, random: Random, known: float) -> dict[str, Any]:
        """One entry of the list: a consistent one, of which only some is known."""
        dose, _, frequency = random.choice(self.doses[name]).partition(", ")
        since = random.randrange(len(TIMES))
        changed = random.randint(0, since)
        entry: dict[str, Any] = {"name": name}
        if random.random() < known:
            entry["dose"] = dose
            if frequency:
                entry["frequency"] = frequency
        if random.random() < known:
            entry["for"] = TIMES[since]
        if random.random() < known:
            entry["at_dose_for"] = TIMES[changed]
        if changed < since and "frequency" not in entry and random.random() < known:
            entry["starting_dose"] = random.choice(self._rates(name))
        return entry

    def _rates(self, name: str) -> list[str]:
        return [dose for dose in self.doses[name] if ", " not in dose]

    # ------------------------------------------------------------ found out later

    def filled(self, patient: Patient, random: Random, share: float, single: bool = False) -> Patient | None:
        """The patient when more is known; nothing known is changed. None when nothing could be added."""
        made = copy.deepcopy(patient)
        gaps = list(self.gaps(patient))
        random.shuffle(gaps)
        for gap in gaps[:1] if single else gaps:
            if single or random.random() < share:
                self.fill(made, gap, random)
        return made if made != patient and self.extends(patient, made) else None

    def gaps(self, patient: Patient) -> Iterator[tuple[str, ...]]:
        """Everything that is not known of a patient."""
        for name, fact in self.graph.facts.items():
            given = patient["facts"].get(name)
            # a later observation is not more about what is known: point 3 does not speak of it
            if given is None or (
                name not in self.repeated and isinstance(given, dict) and _too_old(fact, given)
            ):
                yield ("fact", name)
        for name in self.graph.procedures:
            if name not in patient["done"]:
                yield ("procedure", name)
        if "medicines" not in patient:
            yield ("medication list",)
            return
        for entry in patient["medicines"]:
            name = entry["name"]
            if name in self.graph.medicines:
                details = ("dose", "for", "at_dose_for", "starting_dose", "frequency")
                yield from (("medicine", name, detail) for detail in details if detail not in entry)
            else:
                yield from (
                    ("medicine", name, detail) for detail in ("classes", "for") if detail not in entry
                )

    def fill(self, made: Patient, gap: tuple[str, ...], random: Random) -> None:
        """Fill one gap in; left open when that would contradict the rest."""
        match gap:
            case ("fact", name):
                known = self.series if name in self.repeated else self.value
                self._try(made, "facts", name, known(name, random))
            case ("procedure", name):
                made["done"][name] = self.procedure(random)
            case ("medication list",):
                made["medicines"] = self.medicines(random)
            case ("medicine", name, detail):
                before = made["medicines"]
                made["medicines"] = copy.deepcopy(before)
                entry = next(entry for entry in made["medicines"] if entry["name"] == name)
                self._fill_detail(entry, detail, random)
                if self.record(made) is None:
                    made["medicines"] = before

    def _fill_detail(self, entry: dict[str, Any], detail: str, random: Random) -> None:
        match detail:
            case "classes":
                names = sorted(self.graph.classes)
                entry["classes"] = random.sample(names, random.randint(0, min(2, len(names))))
            case "frequency":
                _fill_frequency(entry, random)
            case "dose":
                entry["dose"] = random.choice(self._rates(entry["name"]))
            case "starting_dose":
                entry["starting_dose"] = random.choice(self._rates(entry["name"]))
            case _:
                entry[detail] = random.choice(TIMES)

    def extends(self, before: Patient, after: Patient) -> bool:
        """Whether the record says all that the one before said."""
        a, b = self.record(before), self.record(after)
        if a is None or b is None:
            return False
        if a.medicines is None:
            return True
        if b.medicines is None:
            return False
        return all(
            getattr(x, name) in (None, False, getattr(y, name))
            for x, y in zip(a.medicines, b.medicines, strict=True)
            for name in ("dose", "frequency", "starting_dose", "time_on", "time_at_dose", "classes")
        )


def _fill_frequency(entry: dict[str, Any], random: Random) -> None:
    """How often a dose known as a rate is taken; the rate stays what it is."""
    dose = str(entry.get("dose", ""))
    if dose.endswith("mg/week"):
        amount = Fraction(dose.partition(" ")[0])
        times = random.choice((1, 2))
        entry["frequency"] = {1: "once weekly", 2: "twice weekly"}[times]
        entry["dose"] = f"{decimal_text(amount / times)} mg"
    elif dose.endswith("mg/day") or not dose:
        entry["frequency"] = "once daily"


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _too_old(fact: core.FactNode, given: Mapping[str, Any]) -> bool:
    if fact.within is None:
        return False
    age = AS_OF - date.fromisoformat(given["on"])
    return Fraction(age.days * 86400) > units.to_base(fact.within.value, units.parse_unit(fact.within.unit))


def decimal_text(number: Fraction) -> str:
    """A decimal as people write it: rounded to 4 places."""
    return f"{float(round(number, 4)):f}".rstrip("0").rstrip(".") or "0"


def _numbers_compared(graph: DecisionGraph) -> dict[str, set[Fraction]]:
    """The numbers each fact is compared with, in base units."""
    found: dict[str, set[Fraction]] = {}
    for node in graph.nodes:
        for outer in node_expressions(node):
            for part in subexpressions(outer):
                if isinstance(part, core.Sustained) and isinstance(part.bound, core.Number):
                    base = units.to_base(part.bound.value, units.parse_unit(part.bound.unit))
                    found.setdefault(part.fact.name, set()).add(base)
                if isinstance(part, core.Apply) and part.operator in ("<", "<=", ">", ">=", "is"):
                    facts = [n for side in part.operands for n in facts_read(side, graph)]
                    values = [x for x in part.operands if isinstance(x, core.Number)]
                    for name in facts:
                        for number in values:
                            base = units.to_base(number.value, units.parse_unit(number.unit))
                            found.setdefault(name, set()).add(base)
                if isinstance(part, core.Table):
                    for place, column in enumerate(part.columns):
                        if isinstance(column.key, core.FactRef):
                            bands = [row.bands[place] for row in part.rows]
                            found.setdefault(column.key.name, set()).update(cuts(bands, column.nearest))
    return found


def _doses(graph: DecisionGraph, name: str) -> list[str]:
    """Doses of a medicine around the figures the guideline has for it."""
    found = ["5 mg/day", "10 mg/day", "20 mg/day", "20.5 mg/day", "40 mg/day", "60 mg/day"]
    if graph.medicines[name].only is not None:
        found += [
            "10 mg/week",
            "25 mg/week",
            "10 mg, once weekly",
            "15 mg, once weekly",
            "5 mg, twice weekly",
        ]
    else:
        found += ["10 mg, once daily", "10 mg, twice daily"]
    for measure, number in _doses_compared(graph):
        if measure.target.name == name:
            around = (number.value + step for step in (Fraction(-1, 2), 0, Fraction(1, 2)))
            found += [f"{decimal_text(value)} {number.unit}" for value in around]
    return list(dict.fromkeys(found))


def _doses_compared(graph: DecisionGraph) -> Iterator[tuple[core.MedicineMeasure, core.Number]]:
    for node in graph.nodes:
        for outer in node_expressions(node):
            for part in subexpressions(outer):
                match part:
                    case core.Apply(
                        operands=(
                            core.MedicineMeasure(measure="dose" | "starting dose") as measure,
                            core.Number() as number,
                        )
                    ):
                        yield measure, number
                    case _:
                        pass
