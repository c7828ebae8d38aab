"""Kleene's three truths in a circuit: two bits, and what would have to be known where both are no.

The rules are those of engine/judged.py and guideline_dsl/values.py, for everybody at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.compiled.circuit import Circuit, Wire
from guideline_dsl.frozen import frozen


@frozen
class Kleene:
    """`yes` and `no` are bits, never both; unknown where neither. `needs` is a mask, empty where it is known."""

    yes: Wire
    no: Wire
    needs: Wire


class Truths:
    """Kleene's connectives over one circuit."""

    def __init__(self, circuit: Circuit) -> None:
        """Keep the circuit."""
        self.circuit = circuit
        self.holds = Kleene(circuit.yes, circuit.never, circuit.nothing)
        self.fails = Kleene(circuit.never, circuit.yes, circuit.nothing)

    def known(self, bit: Wire) -> Kleene:
        """A truth that is never unknown."""
        return Kleene(bit, self.circuit.no(bit), self.circuit.nothing)

    def unknown(self, truth: Kleene) -> Wire:
        """The bit that says it is not known."""
        return self.circuit.no(self.circuit.any((truth.yes, truth.no)))

    def negated(self, truth: Kleene) -> Kleene:
        """`not`."""
        return Kleene(truth.no, truth.yes, truth.needs)

    def all(self, truths: Iterable[Kleene]) -> Kleene:
        """`and`: one definite no settles it and leaves nothing to ask."""
        parts = tuple(truths)
        circuit = self.circuit
        yes = circuit.all(part.yes for part in parts)
        no = circuit.any(part.no for part in parts)
        circuit.never_both(yes, no)
        return Kleene(yes, no, circuit.when(circuit.no(no), circuit.union(part.needs for part in parts)))

    def any(self, truths: Iterable[Kleene]) -> Kleene:
        """`or`: one definite yes settles it and leaves nothing to ask."""
        return self.negated(self.all(self.negated(truth) for truth in truths))
