"""Which bits the masks of a circuit may have, whoever the patient is."""

from __future__ import annotations

from engine.compiled.circuit import Wire


class MaskBits:
    """Knows the bits of each mask that was asked for."""

    def __init__(self) -> None:
        """Begin without any."""
        self._known: dict[Wire, int] = {}

    def of(self, mask: Wire) -> int:
        """All bits that a mask may have."""
        found = self._known.get(mask)
        if found is None:
            found = self._known[mask] = self._of(mask)
        return found

    def _of(self, mask: Wire) -> int:
        match mask.operation, mask.args:
            case "constant", (int(bits),):
                return bits
            case (("when" | "union"), _):
                inside = 0
                for wire in mask.args:
                    if isinstance(wire, Wire) and wire.kind == "mask":
                        inside |= self.of(wire)
                return inside
        raise TypeError(f"a mask is made of sets, `when` and `union`, not of {mask.operation}")
