"""The evaluator: a compiled guideline, a patient and a time give an assessment."""

from __future__ import annotations

from datetime import date

from engine.assessment import Assessment
from engine.evaluation import walk
from engine.present import Presenter
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph


def evaluate(graph: DecisionGraph, record: PatientRecord, as_of: date) -> Assessment:
    """Evaluate a guideline for one patient at a stated time.

    The same graph, record and time give the same assessment; there is no clock and no input or output in here.
    """
    return Presenter(walk(graph, record, as_of)).assessment(as_of)
