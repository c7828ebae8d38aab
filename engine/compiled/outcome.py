"""What a decision or a taper comes to, in a circuit (engine/outcomes.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from engine.compiled.circuit import Circuit, Wire
from engine.compiled.kleene import Kleene
from engine.compiled.parcels import Parcel
from engine.compiled.planned import Alternative, Bringing, Halting, bringing_of
from engine.kinds import KINDS, OutcomeKind
from guideline_dsl import core
from guideline_dsl.frozen import frozen

Statement = core.DecisionNode | core.TaperNode


@frozen
class Spot:
    """Whose outcome it is: a decision, or one `part` of it."""

    decision: Statement
    node: core.Node
    part: int | None = None


@frozen
class Entry:
    """A package of an outcome, where `present`; of an option, with whether that leads."""

    parcel: Parcel
    present: Wire
    option: str
    leads: Kleene


@frozen
class Offer:
    """An option of a choice that is shown: `stands` where it is not withheld, `fits` where it may be for the patient.

    `named` are its medicines, each where a package of it has it.
    """

    option: str
    stands: Wire
    fits: Wire
    named: tuple[tuple[str, Wire], ...]


@frozen
class CircuitTaper:
    """The next dose of a taper where `known`, whether it is due and on hold, and how long until it is.

    `waits`: the wait can be told. All of it tells two looks apart.
    """

    known: Wire
    next: Wire
    due: Kleene
    on_hold: Kleene
    waits: Wire
    wait: Wire


@frozen
class CircuitUnit:
    """One outcome.

    `kinds` are bits, exactly one of which is yes. `asked` is what is asked for besides doses, `dose_needs` what would
    complete these, of it `amounts` what does more than tell which end is preferred. `possible` are the packages of a
    decision that may not apply, `possible_needs` what tells which. `walk`: only the walk can tell.
    """

    node: core.Node
    decision: core.DecisionNode | core.TaperNode
    part: int | None
    kinds: Mapping[OutcomeKind, Wire]
    holds: tuple[tuple[str, Wire], ...]
    entries: tuple[Entry, ...]
    withheld_by: tuple[tuple[str, Wire], ...]
    conditions: Wire
    asked: Wire
    dose_needs: Wire
    amounts: Wire
    bringings: tuple[Bringing, ...]
    haltings: tuple[Halting, ...]
    possible: tuple[tuple[Parcel, Wire], ...]
    possible_needs: Wire
    walk: Wire
    taper: CircuitTaper | None = None
    offers: tuple[Offer, ...] = ()


def bare(
    circuit: Circuit,
    spot: Spot,
    kinds: Mapping[OutcomeKind, Wire],
    holds: tuple[tuple[str, Wire], ...] = (),
    asked: Wire | None = None,
) -> CircuitUnit:
    """An outcome that brings nothing; `asked` are its conditions."""
    nothing = circuit.nothing
    needs = nothing if asked is None else asked
    return CircuitUnit(
        spot.node, spot.decision, spot.part, kinds, holds, (), (), needs, needs, nothing, nothing, (), (), (), nothing,
        circuit.never,
    )  # fmt: skip


def kind_code(circuit: Circuit, kinds: Mapping[OutcomeKind, Wire]) -> Wire:
    """The kind as a code."""
    found = [(KINDS.index(kind), bit) for kind, bit in kinds.items() if bit is not circuit.never]
    code = circuit.code(found[-1][0])
    for place, bit in reversed(found[:-1]):
        code = circuit.select(bit, circuit.code(place), code)
    return code


def one_of(circuit: Circuit, cases: Sequence[tuple[Wire, CircuitUnit]]) -> CircuitUnit:
    """The outcome whose bit is yes, of several of one statement; exactly one bit is."""
    if len(cases) == 1:
        return cases[0][1]
    first = cases[0][1]
    kinds: dict[OutcomeKind, list[Wire]] = {}
    for bit, unit in cases:
        for kind, holding in unit.kinds.items():
            kinds.setdefault(kind, []).append(circuit.all((bit, holding)))

    def masks(of: Callable[[CircuitUnit], Wire]) -> Wire:
        return circuit.union(circuit.when(bit, of(unit)) for bit, unit in cases)

    def bits(of: Callable[[CircuitUnit], Iterable[tuple[str, Wire]]]) -> tuple[tuple[str, Wire], ...]:
        found: dict[str, list[Wire]] = {}
        for bit, unit in cases:
            for name, holding in of(unit):
                found.setdefault(name, []).append(circuit.all((bit, holding)))
        return tuple((name, circuit.any(each)) for name, each in found.items())

    return CircuitUnit(
        first.node,
        first.decision,
        first.part,
        {kind: circuit.any(each) for kind, each in kinds.items()},
        bits(lambda unit: unit.holds),
        _entries(circuit, cases),
        bits(lambda unit: unit.withheld_by),
        masks(lambda unit: unit.conditions),
        masks(lambda unit: unit.asked),
        masks(lambda unit: unit.dose_needs),
        masks(lambda unit: unit.amounts),
        _bringings(circuit, cases),
        _haltings(circuit, cases),
        _possible(circuit, cases),
        masks(lambda unit: unit.possible_needs),
        circuit.any(circuit.all((bit, unit.walk)) for bit, unit in cases),
        next((unit.taper for _, unit in cases if unit.taper is not None), None),
        _offers(circuit, cases),
    )


def _entries(circuit: Circuit, cases: Sequence[tuple[Wire, CircuitUnit]]) -> tuple[Entry, ...]:
    """The packages of all of them, each once, in their order."""
    found: dict[tuple[int, str], list[tuple[Wire, Entry]]] = {}
    for bit, unit in cases:
        for entry in unit.entries:
            found.setdefault((id(entry.parcel), entry.option), []).append((bit, entry))
    made: list[Entry] = []
    for each in found.values():
        shown = [(circuit.all((bit, entry.present)), entry) for bit, entry in each]
        first = shown[0][1]
        made.append(Entry(first.parcel, circuit.any(bit for bit, _ in shown), first.option, first.leads))
    return tuple(made)


def _possible(circuit: Circuit, cases: Sequence[tuple[Wire, CircuitUnit]]) -> tuple[tuple[Parcel, Wire], ...]:
    found: dict[int, tuple[Parcel, list[Wire]]] = {}
    for bit, unit in cases:
        for parcel, present in unit.possible:
            found.setdefault(id(parcel), (parcel, []))[1].append(circuit.all((bit, present)))
    return tuple((parcel, circuit.any(bits)) for parcel, bits in found.values())


def _bringings(circuit: Circuit, cases: Sequence[tuple[Wire, CircuitUnit]]) -> tuple[Bringing, ...]:
    alternatives: dict[str, list[Alternative]] = {}
    needs: dict[str, list[Wire]] = {}
    for bit, unit in cases:
        for bringing in unit.bringings:
            inside = alternatives.setdefault(bringing.source, [])
            inside.extend(
                Alternative(circuit.all((bit, a.present)), a.medicines) for a in bringing.alternatives
            )
            needs.setdefault(bringing.source, []).append(circuit.when(bit, bringing.needs))
    return tuple(
        made
        for source, inside in alternatives.items()
        for made in bringing_of(circuit, source, inside, circuit.union(needs[source]))
    )


def _haltings(circuit: Circuit, cases: Sequence[tuple[Wire, CircuitUnit]]) -> tuple[Halting, ...]:
    found: dict[tuple[str, str], list[tuple[Wire, Halting]]] = {}
    for bit, unit in cases:
        for halting in unit.haltings:
            found.setdefault((halting.source, halting.medicine), []).append((bit, halting))
    return tuple(
        Halting(
            source,
            medicine,
            circuit.any(circuit.all((bit, h.present)) for bit, h in each),
            circuit.any(circuit.all((bit, h.present, h.sure)) for bit, h in each),
            circuit.union(circuit.when(circuit.all((bit, h.present)), h.needs) for bit, h in each),
        )
        for (source, medicine), each in found.items()
    )


def _offers(circuit: Circuit, cases: Sequence[tuple[Wire, CircuitUnit]]) -> tuple[Offer, ...]:
    found: dict[str, list[tuple[Wire, Offer]]] = {}
    for bit, unit in cases:
        for offer in unit.offers:
            found.setdefault(offer.option, []).append((bit, offer))
    return tuple(
        Offer(
            option,
            circuit.any(circuit.all((bit, offer.stands)) for bit, offer in each),
            circuit.any(circuit.all((bit, offer.fits)) for bit, offer in each),
            each[0][1].named,
        )
        for option, each in found.items()
    )
