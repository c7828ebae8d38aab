"""The evaluator: a compiled guideline, a patient and a time give an assessment."""

from __future__ import annotations

from datetime import date

from engine.assessment import Assessment
from engine.evaluation import Evaluation, walk
from engine.every_statement import EveryStatement
from engine.full_assessment import FullAssessment
from engine.present import Presenter
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph


def evaluate(graph: DecisionGraph, record: PatientRecord, as_of: date) -> Assessment:
    """Evaluate a guideline for one patient at a stated time.

    The same graph, record and time give the same assessment; there is no clock and no input or output in here.
    """
    return Presenter(walk(graph, record, as_of)).assessment(as_of)


def evaluate_in_full(graph: DecisionGraph, record: PatientRecord, as_of: date) -> FullAssessment:
    """The same assessment, with every statement of the guideline for the patient, for a drawing."""
    evaluation = walk(graph, record, as_of)
    return in_full(evaluation, Presenter(evaluation).assessment(as_of))


def in_full(evaluation: Evaluation, assessment: Assessment) -> FullAssessment:
    """An assessment that was made of an evaluation, with every statement of the guideline for the patient."""
    every = EveryStatement(evaluation)
    return FullAssessment(
        **dict(assessment), statements=tuple(every.statements()), packages=tuple(every.packages())
    )
