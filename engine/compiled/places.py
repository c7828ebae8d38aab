"""The place of each need in the masks of one guideline.

A mask is a whole number; the need at place n is the bit 2 ** n. Whoever holds masks in words of 63 bits cuts them.
"""

from __future__ import annotations

from engine.compiled.circuit import Circuit, Wire


class Places:
    """Gives each need a place when it is first met: the same places for the same lowering."""

    def __init__(self, circuit: Circuit) -> None:
        """Begin without any."""
        self._circuit = circuit
        self._places: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._places)

    def place(self, need: str) -> int:
        """The place of a need."""
        return self._places.setdefault(need, len(self._places))

    def mask(self, *needs: str) -> Wire:
        """The set of these needs."""
        return self._circuit.mask(sum(1 << place for place in {self.place(need) for need in needs}))

    def needs(self) -> tuple[str, ...]:
        """All needs, by their places."""
        return tuple(self._places)

    def named(self, mask: int) -> tuple[str, ...]:
        """The needs of a mask, by their places."""
        return tuple(need for need, place in self._places.items() if mask >> place & 1)

    def asks(self, mask: Wire, need: str) -> Wire:
        """The bit that says whether a need is in a mask."""
        place = self.place(need)
        found: dict[Wire, Wire] = {}

        def inside(wire: Wire) -> Wire:
            if wire not in found:
                found[wire] = self._inside(
                    wire, place, [inside(w) for w in wire.args if isinstance(w, Wire) and w.kind == "mask"]
                )
            return found[wire]

        return inside(mask)

    def _inside(self, wire: Wire, place: int, inner: list[Wire]) -> Wire:
        circuit = self._circuit
        match wire.operation, wire.args:
            case "constant", (int(places),):
                return circuit.yes if places >> place & 1 else circuit.never
            case "when", (Wire() as bit, _):
                return circuit.all((bit, *inner))
            case "union", _:
                return circuit.any(inner)
        raise TypeError(f"a mask is made of sets, `when` and `union`, not of {wire.operation}")
