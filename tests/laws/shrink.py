"""A smaller guideline and a smaller patient that break a law in the same way, for a person to read."""

from __future__ import annotations

import copy
from collections.abc import Callable

from guideline_dsl.check import check
from guideline_dsl.compile import compile_core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.parse import parse
from tests.laws.patients import Patient

Breaks = Callable[[DecisionGraph, tuple[Patient, ...]], bool]


def shrunk(text: str, patients: tuple[Patient, ...], breaks: Breaks) -> tuple[str, tuple[Patient, ...]]:
    """Leave out line after line of the text, then what is given of the patients, while the law stays broken."""
    lines = text.splitlines()
    progress = True
    while progress:
        progress = False
        place = len(lines) - 1
        while place >= 0:
            end = _end_of(lines, place)
            without = lines[:place] + lines[end:]
            found = _tried(without, patients, breaks)
            if found is not None:
                lines, patients, progress = without, found, True
            place -= 1
    graph = _graph("\n".join(lines) + "\n")
    assert graph is not None
    return "\n".join(lines) + "\n", _less_given(graph, patients, breaks)


def _end_of(lines: list[str], place: int) -> int:
    """The end of a line with what is indented under it."""
    depth = _depth(lines[place])
    end = place + 1
    while end < len(lines) and lines[end].strip() and _depth(lines[end]) > depth:
        end += 1
    return end


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _graph(text: str) -> DecisionGraph | None:
    parsed = parse(text)
    if any(finding.severity == "error" for finding in parsed.findings):
        return None
    checked = check(parsed.file)
    return None if checked.core is None else compile_core(checked.core)


def _tried(lines: list[str], patients: tuple[Patient, ...], breaks: Breaks) -> tuple[Patient, ...] | None:
    graph = _graph("\n".join(lines) + "\n")
    if graph is None:
        return None
    fitted = tuple(_fitted(patient, graph) for patient in patients)
    try:
        return fitted if breaks(graph, fitted) else None
    except Exception:  # a smaller guideline that cannot be judged is no smaller example
        return None


def _fitted(patient: Patient, graph: DecisionGraph) -> Patient:
    """The patient without what the guideline does not declare any more."""
    made = copy.deepcopy(patient)
    made["facts"] = {name: value for name, value in made["facts"].items() if name in graph.facts}
    made["done"] = {name: value for name, value in made["done"].items() if name in graph.procedures}
    if "medicines" in made:
        made["medicines"] = [
            entry
            for entry in made["medicines"]
            if entry["name"] in graph.medicines or entry["name"] == "zolpin"
        ]
    return made


def _less_given(graph: DecisionGraph, patients: tuple[Patient, ...], breaks: Breaks) -> tuple[Patient, ...]:
    for where in ("facts", "done"):
        for name in sorted({name for patient in patients for name in patient[where]}):
            for which in (patients, patients[1:]):  # leave it out of all, or only of the later ones
                smaller = copy.deepcopy(patients)
                for patient in smaller[len(patients) - len(which) :]:
                    patient[where].pop(name, None)
                if len(which) < len(patients) and name in patients[0][where]:
                    continue
                try:
                    if breaks(graph, smaller):
                        patients = smaller
                        break
                except Exception:
                    continue
    return patients
