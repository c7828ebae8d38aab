"""The columns that a table of patients may have for one guideline: one row a patient, one column for each thing known.

    id, as_of, weight, weight.on, medicines_known, taking.prednisone, dose.prednisone, done.dexa_scan, ...

A fact may also be written as `fact.NAME`, which tells one called `id` from the column `id`. Every column may be left
out; an empty cell is unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Literal

from engine.doses import is_per_basis, is_per_time, times_per_second, without_basis
from engine.patient_problems import shortened
from guideline_dsl import core, units
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.nearest import nearest

Section = Literal["row", "fact", "medicine", "procedure"]
CellKind = Literal["text", "yes or no", "word", "number", "day", "time", "length of time", "frequency"]

ID, AS_OF, MEDICINES_KNOWN, OTHER_MEDICINES = "id", "as_of", "medicines_known", "other_medicines"

_OF_THE_ROW: Mapping[str, tuple[CellKind, str]] = {
    ID: ("text", "a label of your own; it is in the results and is not evaluated"),
    AS_OF: ("time", "the day or time of evaluation of this row, instead of --as-of"),
    MEDICINES_KNOWN: (
        "yes or no",
        "whether the medication list is known: with yes, what is not marked as taken is not taken",
    ),
    OTHER_MEDICINES: (
        "text",
        "what is taken besides, with its classes: `ramipril (ace_inhibitor); aspirin ()`",
    ),
}

_OF_A_MEDICINE: Mapping[str, tuple[CellKind, str]] = {
    "taking": ("yes or no", "whether it is taken now"),
    "dose": ("number", "what is taken: a number in this unit, or an amount with its unit"),
    "frequency": ("frequency", "how often: once daily, 3 times weekly, every 2 weeks"),
    "since": ("day", "the day it was started"),
    "for": ("length of time", "how long it has been taken, as `6 weeks`"),
    "starting_dose": ("number", "the dose it was started with, written as the dose is"),
    "dose_since": ("day", "the day of the last change of dose"),
    "at_dose_for": ("length of time", "how long the present dose has been taken, as `6 weeks`"),
}


_MOST_SHOWN = 20
"""Columns that mean nothing and are told one by one."""

_LONGEST_NAME = 80


@frozen
class PatientColumn:
    """A column of a table of patients: what it is about (`section`, `of`, `part`), and what a cell of it holds.

    `unit` is that of a number without one, "" where a number needs none, or where it has to be written with its own
    (a dose that the guideline does not measure).
    """

    name: str
    section: Section
    of: str
    part: str
    kind: CellKind
    unit: str = ""
    says: str = ""


class UnknownColumns(ValueError):
    """A table has columns that mean nothing for this guideline, or one of them twice; the message says which."""


@frozen
class PatientColumns:
    """The columns of one guideline, by name."""

    by_name: Mapping[str, PatientColumn]

    def of(
        self, names: Iterable[str], ignored: Collection[str] = frozenset()
    ) -> tuple[PatientColumn | None, ...]:
        """The columns of a table, in its order, None for one that is ignored.

        Raises UnknownColumns with every one that means nothing.
        """
        found: dict[tuple[str, str, str], str] = {}
        columns: list[PatientColumn | None] = []
        wrong: list[str] = []
        for name in names:
            column = self.by_name.get(name)
            if column is None:
                columns.append(None)
                if name not in ignored:
                    wrong.append(self._unknown(name) if len(wrong) < _MOST_SHOWN else "")
                continue
            key = (column.section, column.of, column.part)
            if key in found:
                wrong.append(f"the column {quoted(shortened(name))} is there twice")
            found[key] = name
            columns.append(column)
        if wrong:
            more = len(wrong) - _MOST_SHOWN
            unlisted = [f"{more:,} more columns mean nothing"] if more > 0 else []
            raise UnknownColumns("\n".join((*wrong[:_MOST_SHOWN], *unlisted)))
        return tuple(columns)

    def _unknown(self, name: str) -> str:
        if not name.strip():
            return "a column has no name"
        close = ""
        if len(name) <= _LONGEST_NAME:
            close = nearest(name, tuple(self.by_name)) or _only_related(name, self.by_name)
        remedy = (
            f"did you mean {quoted(close)}?"
            if close
            else "`guideline schema --of table FILE` lists the columns that there are"
        )
        return f"no column is called {quoted(shortened(name))}; {remedy}"


def _only_related(name: str, candidates: Iterable[str]) -> str:
    """The one candidate that begins with the name, or is its beginning: `weight_kg` for `weight`."""
    plain = [each for each in candidates if "." not in each and len(each) > 2]
    related = [each for each in plain if name.startswith(each) or each.startswith(name)]
    return max(related, key=len) if related else ""


def patient_columns(graph: DecisionGraph) -> PatientColumns:
    """The columns that a table of patients may have."""
    listed = listed_columns(graph)
    by_name = {column.name: column for column in listed}
    for column in listed:
        if column.section == "fact":
            by_name.setdefault(_spelled_out(column), column)
    return PatientColumns(by_name)


def listed_columns(graph: DecisionGraph) -> tuple[PatientColumn, ...]:
    """The columns of an empty table that has them all, each under its usual name."""
    units_of_doses = dose_units(graph)
    return (
        *_of_the_row(graph),
        *(column for fact in graph.facts.values() for column in _of_fact(fact)),
        *(column for name in graph.medicines for column in _of_medicine(name, units_of_doses.get(name, ""))),
        *(column for name in graph.procedures for column in _of_procedure(name)),
    )


def _spelled_out(column: PatientColumn) -> str:
    return f"fact.{column.of}" if column.part == "value" else f"fact.{column.of}.{column.part}"


def _of_the_row(graph: DecisionGraph) -> Iterator[PatientColumn]:
    for name, (kind, says) in _OF_THE_ROW.items():
        if graph.medicines or name in (ID, AS_OF):
            yield PatientColumn(name, "row", "", name, kind, says=says)


def _of_fact(fact: core.FactNode) -> Iterator[PatientColumn]:
    name = f"fact.{fact.name}" if fact.name in _OF_THE_ROW else fact.name
    unit, kind, says = "", _kind_of(fact.type), fact.question
    match fact.type:
        case core.NumberBetween(unit=unit):
            pass
        case core.OneOf(values=words):
            says = f"{says}: {' | '.join(words)}".removeprefix(": ")
        case _:
            pass
    yield PatientColumn(name, "fact", fact.name, "value", kind, unit, says)
    yield PatientColumn(f"{name}.on", "fact", fact.name, "on", "day", says="the day it is about")
    yield PatientColumn(f"{name}.at", "fact", fact.name, "at", "time", says="the time it is about")


def _kind_of(type_of_fact: core.FactType) -> CellKind:
    match type_of_fact:
        case core.YesNo():
            return "yes or no"
        case core.OneOf():
            return "word"
        case core.NumberBetween():
            return "number"
        case core.CalendarDay():
            return "day"
        case core.DayAndTime():
            return "time"


def _of_medicine(name: str, unit: str) -> Iterator[PatientColumn]:
    for part, (kind, says) in _OF_A_MEDICINE.items():
        yield PatientColumn(
            f"{part}.{name}", "medicine", name, part, kind, unit if kind == "number" else "", says
        )


def _of_procedure(name: str) -> Iterator[PatientColumn]:
    yield PatientColumn(f"done.{name}", "procedure", name, "done", "yes or no", says="whether it was done")
    yield PatientColumn(f"done.{name}.on", "procedure", name, "on", "day", says="the day it was done")
    yield PatientColumn(f"done.{name}.at", "procedure", name, "at", "time", says="the time it was done")


def dose_unit(graph: DecisionGraph, medicine: str) -> str:
    """The unit of a dose that is given as a plain number: as the guideline gives the medicine, per day or per week.

    "" for a medicine of which the guideline gives no amount: its dose has to be written with a unit.
    """
    return dose_units(graph).get(medicine, "")


def dose_units(graph: DecisionGraph) -> Mapping[str, str]:
    """The unit of a plain dose of each medicine that has one: as its gives, its class, its taper or its tablets say."""
    own: dict[str, str] = {}
    of_class: dict[str, str] = {}
    of_taper: dict[str, str] = {}
    for node in graph.nodes:
        match node:
            case core.GiveNode(
                target="medicine", name=name, dose=core.Dose(amount=core.Extent() as amount) as dose
            ):
                own.setdefault(name, _rate_unit(dose, amount))
            case core.GiveNode(
                target="class", name=name, dose=core.Dose(amount=core.Extent() as amount) as dose
            ):
                for member in graph.classes.get(name, ()):
                    of_class.setdefault(member, _rate_unit(dose, amount))
            case core.TaperNode(medicine=name, rungs=(rung, *_)):
                of_taper.setdefault(name, rung.unit)
            case _:
                pass
    of_tablets = {m.name: f"{m.tablets[0].unit}/day" for m in graph.medicines.values() if m.tablets}
    return {**of_tablets, **of_taper, **of_class, **own}


def _rate_unit(dose: core.Dose, amount: core.Extent) -> str:
    written = units.parse_unit(amount.upper.unit)
    unit = without_basis(written, is_per_basis(written))
    if is_per_time(unit):
        return unit.text
    often = times_per_second(dose.frequency)
    return f"{unit.text}/{'day' if often is None or often >= Fraction(1, 86400) else 'week'}"
