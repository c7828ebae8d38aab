"""What of a circuit is the same for everybody once some inputs are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.compiled.circuit import Wire


def settled(order: Sequence[Wire], known: Mapping[Wire, object]) -> dict[Wire, object]:
    """The values of bits, masks and codes that follow from inputs; `order` has each wire after what it hangs on."""
    found = dict(known)
    for wire in order:
        if wire in found:
            continue
        if wire.operation == "constant":
            found[wire] = wire.args[0]
        elif wire.kind != "number":
            value = _value(wire, [found.get(arg) for arg in wire.args if isinstance(arg, Wire)])
            if value is not None:
                found[wire] = value
    return found


def _value(wire: Wire, inside: Sequence[object]) -> object:
    """The value of a wire, of what it reads, where None is not known."""
    match wire.operation:
        case "all" | "any" as operation:
            settles = operation == "any"
            if settles in inside:
                return settles
            return None if None in inside else not settles
        case "no":
            return None if inside[0] is None else not inside[0]
        case "when":
            bit, mask = inside
            return 0 if bit is False or mask == 0 else mask if bit is True else None
        case "select":
            bit, a, b = inside
            return a if bit is True or a == b else b if bit is False else None
        case "among":
            values = wire.args[1]
            assert isinstance(values, frozenset)
            return None if inside[0] is None else inside[0] in values
        case "union":
            masks = [mask for mask in inside if isinstance(mask, int)]
            return _union(masks) if len(masks) == len(inside) else None
    return None


def _union(masks: Sequence[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
