"""What stands between a patient and a medicine, in a circuit (engine/safety.py)."""

from __future__ import annotations

from engine.compiled.circuit import Wire
from engine.compiled.judging import Judging
from engine.compiled.kleene import Kleene
from guideline_dsl import core
from guideline_dsl.frozen import frozen


@frozen
class CircuitClearance:
    """Whether a medicine is contraindicated, each limit by itself, and what its gates wait for."""

    contraindicated: Kleene
    limits: tuple[tuple[core.LimitNode, Kleene], ...]
    gated: Wire
    """Whether a gate is not passed."""
    gate_needs: Wire


def circuit_clearance(medicine: str, judging: Judging) -> CircuitClearance:
    """The safety of one medicine."""
    circuit, graph = judging.circuit, judging.graph
    limits = tuple(
        (limit, judging.truth(limit.condition))
        for limit in graph.limits.get(("contraindicate", medicine), ())
    )
    waiting: list[tuple[Wire, str]] = []
    for gate in graph.gates.get(medicine, ()):
        waiting.extend((circuit.no(judging.recorded(name)), f"fact:{name}") for name in gate.facts)
        waiting.extend(
            (circuit.no(judging.recorded_done(name)), f"procedure:{name}") for name in gate.procedures
        )
    return CircuitClearance(
        judging.truths.any(truth for _, truth in limits),
        limits,
        circuit.any(bit for bit, _ in waiting),
        circuit.union(circuit.when(bit, judging.places.mask(need)) for bit, need in waiting),
    )
