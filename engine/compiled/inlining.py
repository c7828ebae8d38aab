"""A circuit in one piece again: the ports of cut stages replaced by what they are filled with."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from engine.compiled.circuit import Circuit, Kind, Wire, fixed_number, in_order


class Inlined:
    """Rewrites wires; `filled` has the wire that stands for an input, by its name, and may grow."""

    def __init__(self, circuit: Circuit) -> None:
        """Begin with every input as it is."""
        self._circuit = circuit
        self._found: dict[Wire, Wire] = {}
        self.filled: dict[str, Wire] = {}

    def constant(self, kind: Kind, value: object) -> Wire:
        """A value that stands for an input."""
        assert isinstance(value, bool | int | Fraction)
        return self._circuit.constant(kind, value)

    def wires(self, wires: Sequence[Wire]) -> list[Wire]:
        """The wires, with the inputs replaced that are filled by now."""
        for wire in in_order(wires, self._found):
            self._found[wire] = self._rewritten(wire)
        return [self._found[wire] for wire in wires]

    def _rewritten(self, wire: Wire) -> Wire:
        circuit = self._circuit
        args = tuple(self._found[a] if isinstance(a, Wire) else a for a in wire.args)
        inside = [a for a in args if isinstance(a, Wire)]
        match wire.operation:
            case "constant":
                return wire
            case "input":
                return self.filled.get(str(wire.args[0]), wire)
            case "all":
                return circuit.all(inside)
            case "any":
                return circuit.any(inside)
            case "no":
                return circuit.no(inside[0])
            case "when":
                return circuit.when(inside[0], inside[1])
            case "union":
                return circuit.union(inside)
            case "select":
                return circuit.select(inside[0], inside[1], inside[2])
            case "less" | "at most" | "equal" as operation:
                return circuit.compare(operation, inside[0], inside[1])
            case "among":
                values = args[1]
                assert isinstance(values, frozenset)
                return circuit.among(inside[0], values)
            case "reached":
                least = args[0]
                assert isinstance(least, int)
                return circuit.reached(least, inside)
            case "add" | "subtract" | "multiply" | "divide" | "least" | "greatest" as operation:
                if operation == "divide" and fixed_number(inside[1]) == 0:
                    return circuit.number(0)  # nothing reads it
                return circuit.calculate(operation, inside[0], inside[1])
            case _ as operation:
                return wire if args == wire.args else circuit.apply(wire.kind, operation, args)  # type: ignore[arg-type]
