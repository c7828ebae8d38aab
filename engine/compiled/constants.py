"""What of a circuit follows from what is known of some of its wires."""

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


def value_of(wire: Wire, known: Mapping[Wire, object], deepest: int) -> object:
    """The value of one wire by others, looked at so many steps deep; None where these do not tell."""
    found = known.get(wire)
    if found is not None or wire.kind == "number":
        return found
    if wire.operation == "constant":
        return wire.args[0]
    if deepest == 0:
        return None
    inside = [value_of(arg, known, deepest - 1) for arg in wire.args if isinstance(arg, Wire)]
    return _value(wire, inside) if inside else None


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
