"""What the parts of the lowering of one guideline share: a circuit, and how truths, numbers and needs are made."""

from __future__ import annotations

from engine.compiled.circuit import Circuit
from engine.compiled.inputs import Inputs
from engine.compiled.kleene import Truths
from engine.compiled.numbers import Numbers
from engine.compiled.places import Places
from engine.compiled.spans import Spans
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph


@frozen
class Lowering:
    """A guideline, and the circuit it is lowered to."""

    graph: DecisionGraph
    circuit: Circuit
    truths: Truths
    numbers: Numbers
    spans: Spans
    places: Places
    inputs: Inputs


def lowering_of(graph: DecisionGraph) -> Lowering:
    """An empty circuit for a guideline."""
    circuit = Circuit()
    numbers, places = Numbers(circuit), Places(circuit)
    return Lowering(
        graph,
        circuit,
        Truths(circuit),
        numbers,
        Spans(circuit, numbers),
        places,
        Inputs(circuit, numbers, places),
    )
