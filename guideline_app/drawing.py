"""What `draw` draws: a guideline or one decision of it, or what it came to for one patient.

Declared absent: layout and marks (visualize/), and the formats of a picture.
"""

from __future__ import annotations

from datetime import date

from engine.library import evaluate_in_full
from engine.patient_json import tree_of_text
from engine.patient_problems import Intake
from guideline_dsl.graph import DecisionGraph
from visualize.cards import Deck, Marks
from visualize.deck import deck
from visualize.only import only
from visualize.overlay import marks_of
from visualize.patient_deck import with_patient


def deck_of(graph: DecisionGraph, name: str | None = None, marks: Marks | None = None) -> Deck:
    """The whole guideline (None), or the decision of that name.

    Raises NoSuchDecision (visualize/only.py).
    """
    return deck(graph, marks) if name is None else only(graph, name, marks)


def deck_of_patient(graph: DecisionGraph, patient: str, as_of: date, name: str | None = None) -> Deck:
    """The pathway, or one decision of it, with what happened to the patient of a JSON text.

    Raises PatientRefused (engine/patient.py) with every problem, and NoSuchDecision.
    """
    assessment = evaluate_in_full(graph, patient, as_of)
    drawn = deck_of(graph, name, marks_of(graph, assessment))
    return with_patient(drawn, graph, assessment, _called(patient, as_of))


def _called(patient: str, as_of: date) -> str:
    """The `id` of a patient who was not refused, "" for none: it is no part of the assessment."""
    match tree_of_text(patient, Intake(as_of)):
        case {"id": str(called)}:
            return called
        case _:
            return ""
