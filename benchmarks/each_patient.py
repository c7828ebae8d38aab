"""One loaded guideline, many patients: what an answer costs, over all cases of the shipped guideline."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence

from benchmarks.installed import ROOT, SHIPPED
from benchmarks.tables import seconds, table
from engine.cases import CASE_TIME, patient_of
from engine.evaluation import walk
from engine.library import evaluate, load_file, load_graph
from engine.patient import patient_from_mapping
from guideline_dsl import syntax
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.parse import parse

_FOLDER = ROOT / SHIPPED


def each_patient(runs: int) -> str:
    """The table of the steps of an answer, per patient: median, and the slowest patient's median."""
    graph = load_graph(load_file(_FOLDER / "inflammatory_myopathy.guideline").to_json())
    given = _patients()
    steps: dict[str, Callable[[Mapping[str, object]], Callable[[], object]]] = {
        "reading the patient": lambda patient: lambda: patient_from_mapping(patient, graph, CASE_TIME),
        "walking the graph": lambda patient: _walking(graph, patient),
        "reading, walking and putting it into words": lambda patient: (
            lambda: evaluate(graph, patient, CASE_TIME)
        ),
        "the same, as JSON": lambda patient: lambda: evaluate(graph, patient, CASE_TIME).to_json(),
    }
    for patient in given:
        evaluate(graph, patient, CASE_TIME).to_json()
    rows = []
    for words, made in steps.items():
        medians = [_median_time(made(patient), runs) for patient in given]
        rows.append((words, seconds(statistics.median(medians)), seconds(max(medians))))
    head = (f"per patient, over {len(given)} cases", "median of the patients", "slowest patient")
    return table(head, rows)


def _patients() -> Sequence[Mapping[str, object]]:
    file = parse((_FOLDER / "inflammatory_myopathy.cases").read_text(encoding="utf-8")).file
    return [patient_of(case) for case in file.items if isinstance(case, syntax.Case)]


def _walking(graph: DecisionGraph, patient: Mapping[str, object]) -> Callable[[], object]:
    record = patient_from_mapping(patient, graph, CASE_TIME)
    return lambda: walk(graph, record, CASE_TIME)


def _median_time(work: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times)
