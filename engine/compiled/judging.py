"""How the lowering of statements reads values and the record: by the names that engine/packages.py asks for."""

from __future__ import annotations

from engine.compiled.circuit import Wire
from engine.compiled.columns import Measure
from engine.compiled.kleene import Kleene
from engine.compiled.lower_values import Values
from engine.compiled.lowering import Lowering
from engine.compiled.symbolic import SymbolicNumber
from guideline_dsl import core


class Judging:
    """One patient, whoever it is, with a plan so far."""

    def __init__(self, lowering: Lowering, values: Values) -> None:
        """Keep the circuit, and how expressions are judged."""
        self.graph = lowering.graph
        self.circuit = lowering.circuit
        self.truths = lowering.truths
        self.numbers = lowering.numbers
        self.places = lowering.places
        self.inputs = lowering.inputs
        self.values = values
        self.listed = lowering.inputs.list_known()
        """Whether the medication list is known."""

    def truth(self, expression: core.Expression) -> Kleene:
        """A condition."""
        return self.values.truth(expression)

    def number(self, expression: core.Expression) -> SymbolicNumber:
        """A number."""
        return self.values.number(expression)

    def taking(self, crowd: core.Crowd) -> Kleene:
        """Whether a medicine, or enough of a class, is taken."""
        return self.values.records.taking(crowd)

    def taken(self, medicine: str) -> Wire:
        """Whether a medicine is on the list; no where there is none."""
        return self.inputs.taken(medicine)

    def forbidden(self, medicine: str) -> Kleene:
        """Whether it is taken at a frequency that it must not have; no where it is not taken."""
        if self.graph.medicines[medicine].only is None:
            return self.truths.fails
        yes, no = self.inputs.forbidden(medicine)
        unknown = self.circuit.no(self.circuit.any((yes, no)))
        return Kleene(yes, no, self.circuit.when(unknown, self.places.mask(f"medicine:{medicine}:frequency")))

    def measure(self, medicine: str, measure: Measure) -> tuple[Wire, Wire]:
        """Whether a measure of a medicine is known, and which it is."""
        return self.inputs.measure(medicine, measure)

    def recorded_dose(self, medicine: str) -> tuple[Wire, Wire]:
        """Whether the rate at which it is taken is known, and the rate."""
        return self.measure(medicine, "dose")

    def done(self, procedure: str) -> Kleene:
        """Whether a procedure was done, at any time."""
        return self.values.records.done(procedure, None)

    def recorded(self, fact: str) -> Wire:
        """Whether a fact is known from the record itself."""
        return self.values.records.is_recorded(fact)

    def recorded_done(self, procedure: str) -> Wire:
        """Whether a procedure is recorded as done."""
        return self.inputs.recorded_done(procedure)
