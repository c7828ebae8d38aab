"""Patients of a law as rows of a table of patients: what the form of a table has no cell for is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.cohort.columns import patient_columns
from guideline_dsl.graph import DecisionGraph
from tests.laws.patients import Patient

_TOLD = {True: "yes", False: "no"}


def cells_of(patient: Patient, graph: DecisionGraph) -> dict[str, str]:
    """The cells of one patient, by the names of their columns; without those that are empty."""
    cells: dict[str, str] = {}
    for name, given in patient["facts"].items():
        if not isinstance(given, list):  # of several observations a table has none
            inside = given if isinstance(given, dict) else {"value": given}
            for part, value in inside.items():
                cells[f"fact.{name}" if part == "value" else f"fact.{name}.{part}"] = _text(value)
    for name, given in patient["done"].items():
        cells[f"done.{name}"] = "yes" if isinstance(given, dict) else _text(given)
        if isinstance(given, dict):
            cells.update({f"done.{name}.{part}": str(value) for part, value in given.items()})
    if "medicines" in patient and graph.medicines:
        cells["medicines_known"] = "yes"
        cells.update(_medicines(patient["medicines"], graph))
    return cells


def _medicines(entries: Sequence[Mapping[str, Any]], graph: DecisionGraph) -> dict[str, str]:
    cells: dict[str, str] = {}
    for entry in entries:
        name = entry["name"]
        if name in graph.medicines:
            cells[f"taking.{name}"] = "yes"
            cells.update({f"{part}.{name}": str(entry[part]) for part in entry if part != "name"})
        else:
            classes = f" ({', '.join(entry['classes'])})" if "classes" in entry else ""
            cells["other_medicines"] = f"{name}{classes}"
    return cells


def _text(given: object) -> str:
    return _TOLD[given] if isinstance(given, bool) else str(given)


def table_of(patients: Sequence[Patient], graph: DecisionGraph) -> dict[str, list[str | None]]:
    """A column of cells for each column that one of the patients has; None where a cell is empty."""
    rows = [cells_of(patient, graph) for patient in patients]
    known = patient_columns(graph).by_name
    names = [name for name in known if any(name in row for row in rows)]
    assert {name for row in rows for name in row} == set(names)
    return {name: [row.get(name) for row in rows] for name in names}
