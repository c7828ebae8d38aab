"""What a stage gives when it is run, as a row of values: where each stands, and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.compiled.circuit import Circuit, Wire
from engine.compiled.given import CircuitDo, CircuitGive, CircuitLine
from engine.compiled.outcome import CircuitUnit, kind_code
from engine.compiled.shapes import OF_TAPER, TAPER
from engine.compiled.stages import Port
from guideline_dsl.frozen import frozen


@frozen
class LinePlaces:
    """Where a row has what a line comes to; -1: it has none.

    `members` is a mask over the members, `again` the needs of the dose when it is looked at again.
    """

    line: CircuitLine
    action: int
    known: int
    lower: int
    upper: int
    members: int
    again: int


@frozen
class Row:
    """The values of one outcome: `wires` in their order, and what stands where."""

    unit: CircuitUnit
    wires: tuple[Wire, ...]
    lines: tuple[LinePlaces, ...]
    """Each line of a package once."""
    of_entry: tuple[tuple[int, ...], ...]
    """For each package the places of its lines among `lines`."""
    ports: tuple[tuple[Port, int, int], ...]
    """Each port with where it stands, and where what is beside it does."""
    withheld: tuple[str, ...]
    holds: tuple[str, ...]


def packed(circuit: Circuit, bits: Iterable[Wire]) -> Wire:
    """Bits as a mask, in their order."""
    return circuit.union(circuit.when(bit, circuit.mask(1 << place)) for place, bit in enumerate(bits))


def row_of(circuit: Circuit, unit: CircuitUnit, ports: Sequence[Port]) -> Row:
    """The row of an outcome."""
    holds = _together(circuit, unit.holds)
    withheld = _together(circuit, unit.withheld_by)
    lines: dict[int, CircuitLine] = {id(line): line for e in unit.entries for line in e.parcel.lines}
    order = list(lines)
    of_entry = tuple(tuple(order.index(id(line)) for line in e.parcel.lines) for e in unit.entries)
    gives = [line if isinstance(line, CircuitGive) else None for line in lines.values()]
    wires = [
        kind_code(circuit, unit.kinds),
        packed(circuit, holds.values()),
        packed(circuit, (e.present for e in unit.entries)),
        packed(circuit, (e.leads.yes for e in unit.entries)),
        packed(circuit, (e.leads.no for e in unit.entries)),
        packed(circuit, withheld.values()),
        unit.conditions,
        unit.asked,
        unit.dose_needs,
        unit.amounts,
        packed(circuit, (circuit.yes if give is None else give.clear for give in gives)),
        packed(circuit, (circuit.never if give is None else give.withheld for give in gives)),
        circuit.any((unit.walk, *(give.doubtful for give in gives if give is not None))),
    ]
    taper = unit.taper
    if taper is not None:
        wires += [
            taper.known, taper.next, taper.due.yes, taper.due.no, taper.on_hold.yes, taper.on_hold.no, taper.waits,
            taper.wait,
        ]  # fmt: skip
        assert len(wires) == TAPER + OF_TAPER
    places: list[LinePlaces] = []
    for line in lines.values():
        start = len(wires)
        match line:
            case CircuitGive():
                members = packed(circuit, (bit for _, bit in line.members))
                wires += [line.action, line.dose.known, line.dose.lower, line.dose.upper, members, line.again]
                places.append(LinePlaces(line, start, start + 1, start + 2, start + 3, start + 4, start + 5))
            case CircuitDo():
                wires.append(line.action)
                places.append(LinePlaces(line, start, -1, -1, -1, -1, -1))
            case _:
                wires.append(packed(circuit, (bit for _, bit in line.members)))
                places.append(LinePlaces(line, -1, -1, -1, -1, start, -1))
    standing: list[tuple[Port, int, int]] = []
    for port in ports:
        standing.append((port, len(wires), len(wires) + 1))
        wires += [port.wire, circuit.never if port.beside is None else port.beside]
    return Row(unit, tuple(wires), tuple(places), of_entry, tuple(standing), tuple(withheld), tuple(holds))


def _together(circuit: Circuit, bits: Sequence[tuple[str, Wire]]) -> dict[str, Wire]:
    """Each name once."""
    found: dict[str, list[Wire]] = {}
    for name, bit in bits:
        found.setdefault(name, []).append(bit)
    return {name: circuit.any(each) for name, each in found.items()}
