"""One row of a table -> the patient that is evaluated, or every reason why it cannot be read.

A row is put into the form of any other patient and goes through the same door (engine/patient.py), so that a table
cannot say what a patient could not. Nothing is guessed: a row that says two things is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from engine.cohort.columns import (
    AS_OF,
    ID,
    MEDICINES_KNOWN,
    OTHER_MEDICINES,
    PatientColumn,
    UnknownColumns,
    patient_columns,
)
from engine.patient import PatientRefused, patient_from_mapping
from engine.patient_json import LONGEST_TEXT, Numeral, tree_of_row
from engine.patient_problems import Intake, shortened
from engine.patient_times import time_of_text
from engine.record import PatientRecord
from guideline_dsl.checking.phrasing import listed, quoted
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph

DOCUMENT_KEYS = ("facts", "medicines", "done")
"""A line of JSON with one of these is a whole patient (docs/patient.md)."""

_PLAIN_NUMBER = re.compile(r" *[-+]?[0-9][0-9.,_]*(?:[eE][+-]?[0-9]+)? *", re.ASCII)
_OTHER = re.compile(r"([^()]*?)\s*(?:\(([^()]*)\))?", re.DOTALL)
_TRUTHS = {"yes": True, "true": True, "no": False, "false": False}


@frozen
class RowRead:
    """A patient of a table: the caller's label ("" for none), the time it is evaluated at, and what is known."""

    id: str
    as_of: date
    record: PatientRecord


class RowRefused(ValueError):
    """A row cannot be read; `reasons` are all that are wrong, `id` is its label where that can be read."""

    def __init__(self, reasons: Sequence[str], label: str = "") -> None:
        """Keep the reasons."""
        super().__init__("\n".join(reasons))
        self.reasons = tuple(reasons)
        self.id = label


class RowReader:
    """Reads the rows of one table for one guideline."""

    def __init__(self, graph: DecisionGraph, as_of: date, ignored: Collection[str] = frozenset()) -> None:
        """Keep the guideline, and the time of evaluation of rows that do not say their own.

        `ignored` are columns that need not mean anything.
        """
        self._graph = graph
        self._columns = patient_columns(graph)
        self._as_of = as_of
        self._ignored = ignored

    def columns(self, names: Iterable[str]) -> tuple[PatientColumn | None, ...]:
        """The columns of a table, None for one that is ignored; raises UnknownColumns."""
        return self._columns.of(names, self._ignored)

    def row(self, columns: Sequence[PatientColumn | None], cells: Sequence[object]) -> RowRead:
        """The patient of a row of cells, None where a cell is empty; raises RowRefused."""
        return self._patient(
            [
                (column, cell)
                for column, cell in zip(columns, cells, strict=True)
                if cell is not None and column is not None
            ]
        )

    def line(self, text: bytes | str) -> RowRead:
        """The patient of a line of JSON: a row of cells by column name, or a whole patient; raises RowRefused."""
        intake = Intake(self._as_of)
        tree = tree_of_row(text, intake, DOCUMENT_KEYS)
        label = tree.get(ID) if isinstance(tree, dict) else None
        try:
            intake.raise_if_any()
        except PatientRefused as refused:
            raise _refused(refused, label) from None
        if not isinstance(tree, dict):
            raise RowRefused(['the line is no object; a row is {"weight": 70, ...}'])
        if any(key in tree for key in DOCUMENT_KEYS):
            as_of = time_of_evaluation(tree.pop(AS_OF, None), self._as_of)
            return self._read(tree, as_of, label)
        try:
            columns = self._columns.of(tree, self._ignored)
        except UnknownColumns as unknown:
            raise RowRefused(str(unknown).splitlines(), _label(label)) from None
        return self.row(columns, tuple(tree.values()))

    def _patient(self, given: Sequence[tuple[PatientColumn, object]]) -> RowRead:
        of_row = {column.part: cell for column, cell in given if column.section == "row"}
        label = of_row.get(ID)
        reasons: list[str] = []
        patient: dict[str, object] = {
            "facts": _of_facts(given),
            "done": _of_procedures(given),
        }
        medicines = _Medicines(self._graph, given, of_row, reasons).listed()
        if medicines is not None:
            patient["medicines"] = medicines
        try:
            as_of = time_of_evaluation(of_row.get(AS_OF), self._as_of)
        except RowRefused as refused:
            raise RowRefused((*refused.reasons, *reasons), _label(label)) from None
        if label is not None:
            patient["id"] = _text_of(label)
        if reasons:
            raise RowRefused(reasons, _label(label))
        return self._read(patient, as_of, label)

    def _read(self, patient: Mapping[str, object], as_of: date, label: object) -> RowRead:
        try:
            record = patient_from_mapping(patient, self._graph, as_of)
        except PatientRefused as refused:
            raise _refused(refused, label) from None
        return RowRead(_label(label), as_of, record)


def _refused(refused: PatientRefused, label: object) -> RowRefused:
    return RowRefused([problem.message for problem in refused.problems], _label(label))


def _label(given: object) -> str:
    text = _text_of(given)
    return shortened(text) if len(text) > LONGEST_TEXT else text


def _text_of(given: object) -> str:
    match given:
        case None:
            return ""
        case Numeral(text=text):
            return text
    return str(given)


def time_of_evaluation(given: object, otherwise: date) -> date:
    """The time of evaluation of a row; raises RowRefused."""
    match given:
        case None:
            return otherwise
        case datetime() | date():
            return given
        case str():
            try:
                return time_of_text(given) if "T" in given else _day_of_text(given)
            except ValueError:
                pass
    shown = shortened(_text_of(given))
    raise RowRefused([f'`as_of` is given as "{shown}"; write 2026-01-31 or 2026-01-31T14:30'])


def _day_of_text(text: str) -> date:
    day = date.fromisoformat(text)
    if day.isoformat() != text:  # 20260131 and 2026-W05-6 are dates to Python
        raise ValueError(text)
    return day


# ---------------------------------------------------------------- cells


def _value(column: PatientColumn, cell: object) -> object:
    """A cell as a patient has it: a plain number gets the unit of its column, a truth may be in capitals."""
    match column.kind:
        case "number" if column.unit and _is_plain_number(cell):
            return {"value": cell, "unit": column.unit}
        case "yes or no" if isinstance(cell, str):
            return _TRUTHS.get(cell.lower(), cell)
        case "day" if isinstance(cell, datetime) and cell.tzinfo is None and cell.time() == time():
            return cell.date()  # how tables that know no days write one
    return cell


def _is_plain_number(cell: object) -> bool:
    match cell:
        case bool():
            return False
        case int() | float() | Decimal() | Numeral():
            return True
        case str():
            return _PLAIN_NUMBER.fullmatch(cell) is not None
    return False


def _of_facts(given: Iterable[tuple[PatientColumn, object]]) -> dict[str, object]:
    facts: dict[str, object] = {}
    times: dict[str, dict[str, object]] = {}
    for column, cell in given:
        if column.section == "fact":
            if column.part == "value":
                facts[column.of] = _value(column, cell)
            else:
                times.setdefault(column.of, {})[column.part] = _value(column, cell)
    for name, keys in times.items():
        value = facts.get(name)
        inside = value if isinstance(value, dict) else {} if value is None else {"value": value}
        facts[name] = {**inside, **keys}
    return facts


def _of_procedures(given: Iterable[tuple[PatientColumn, object]]) -> dict[str, object]:
    done: dict[str, dict[str, object]] = {}
    for column, cell in given:
        if column.section == "procedure":
            done.setdefault(column.of, {})[column.part] = _value(column, cell)
    return {name: keys["done"] if tuple(keys) == ("done",) else keys for name, keys in done.items()}


# ---------------------------------------------------------------- the medication list


class _Medicines:
    """The medication list of a row. It is known where the row says so, or says yes or no for every medicine."""

    def __init__(
        self,
        graph: DecisionGraph,
        given: Sequence[tuple[PatientColumn, object]],
        of_row: Mapping[str, object],
        reasons: list[str],
    ) -> None:
        """Sort the cells by medicine."""
        self._graph = graph
        self._reasons = reasons
        self._other = of_row.get(OTHER_MEDICINES)
        self._known = of_row.get(MEDICINES_KNOWN)
        self._cells: dict[str, dict[str, object]] = {}
        for column, cell in given:
            if column.section == "medicine":
                self._cells.setdefault(column.of, {})[column.part] = _value(column, cell)

    def listed(self) -> list[dict[str, object]] | None:
        """The list as a patient has it; None where it is not known."""
        taking = {
            name: self._truth(f"taking.{name}", cells.get("taking")) for name, cells in self._cells.items()
        }
        taken = [name for name, truth in taking.items() if truth]
        for name, cells in self._cells.items():
            if not taking[name] and (details := [part for part in cells if part != "taking"]):
                said = listed([f"{part}.{name}" for part in details], "and")
                self._reasons.append(
                    f"{said} is given, and {quoted(f'taking.{name}')} is not yes; say yes, or leave it empty"
                )
        known = self._truth(MEDICINES_KNOWN, self._known)
        others = list(self._others())
        if known is None:
            known = self._cells != {} and all(taking.get(name) is not None for name in self._graph.medicines)
            if not known and (taken or others):
                what = listed(
                    [*(f"taking.{name}" for name in taken), *([OTHER_MEDICINES] if others else [])], "and"
                )
                self._reasons.append(
                    f"{what} says what is taken, and nothing says that this is all; write yes in "
                    f"{quoted(MEDICINES_KNOWN)}, or yes or no for every medicine"
                )
        elif not known and (taken or others):
            self._reasons.append(
                f"{quoted(MEDICINES_KNOWN)} is no, and the row says what is taken; correct one of them"
            )
        if not known:
            return None
        own = [
            {"name": name, **{k: v for k, v in self._cells[name].items() if k != "taking"}} for name in taken
        ]
        return [*own, *others]

    def _truth(self, name: str, cell: object) -> bool | None:
        truth = _TRUTHS.get(cell.lower()) if isinstance(cell, str) else cell
        if truth is None or isinstance(truth, bool):
            if truth is None and cell is not None:
                self._reasons.append(
                    f'{quoted(name)} is given as "{shortened(_text_of(cell))}"; yes or no is expected'
                )
            return truth
        self._reasons.append(f"{quoted(name)} is given as {shortened(_text_of(cell))}; yes or no is expected")
        return None

    def _others(self) -> Iterator[dict[str, object]]:
        if self._other is None:
            return
        for entry in _text_of(self._other).split(";"):
            found = _OTHER.fullmatch(entry.strip())
            if found is None or not found[1]:
                self._reasons.append(
                    f'{quoted(OTHER_MEDICINES)} has "{shortened(entry.strip())}"; '
                    "write `ramipril (ace_inhibitor); aspirin ()`"
                )
            elif found[2] is None:
                yield {"name": found[1]}
            else:
                yield {
                    "name": found[1],
                    "classes": [name.strip() for name in found[2].split(",") if name.strip()],
                }
