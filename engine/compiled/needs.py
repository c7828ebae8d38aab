"""The one order in which what is missing is told: that of the guideline, so that it is the same for every patient.

The order of asking (engine/requests.py) depends on how many outcomes each need could change for this patient; an
assessment has it, an answer has not.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.plan import MEDICATION_LIST
from guideline_dsl.graph import DecisionGraph

DETAILS = ("dose", "frequency", "starting dose", "time", "time at dose")
"""What may be missing of a medicine that is taken and declared."""


def needs_of(graph: DecisionGraph) -> tuple[str, ...]:
    """All needs that a guideline knows of: facts, procedures, the medication list, details of its medicines.

    The classes of a medicine that it does not declare (`medicine:NAME:classes`) come after these.
    """
    return (
        *(f"fact:{name}" for name in graph.facts),
        *(f"procedure:{name}" for name in graph.procedures),
        MEDICATION_LIST,
        *(f"medicine:{name}:{detail}" for name in graph.medicines for detail in DETAILS),
    )


class NeedOrder:
    """Puts needs in the order of one guideline, each once."""

    def __init__(self, graph: DecisionGraph) -> None:
        """Look up where each need stands."""
        self._places = {need: place for place, need in enumerate(needs_of(graph))}

    def sorted(self, needs: Iterable[str]) -> tuple[str, ...]:
        """The needs in order; those that the guideline does not know of last, by name."""
        last = len(self._places)
        return tuple(sorted(set(needs), key=lambda need: (self._places.get(need, last), need)))
