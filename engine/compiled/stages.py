"""One decision or taper after the other, each a stage: a part of the circuit with what it gives to those after it.

Each stage reads the outcomes before it as inputs of its own, its ports: so it can be looked at again with values
supposed (engine/settling.py), after outcomes that were settled. inlining.py puts the stages in one piece again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from engine.compiled.circuit import Circuit, Wire
from engine.compiled.given import CircuitGive
from engine.compiled.judging import Judging
from engine.compiled.kleene import Kleene
from engine.compiled.lower_choices import Choices
from engine.compiled.lower_decisions import Decisions
from engine.compiled.lower_tapers import circuit_taper
from engine.compiled.lower_values import Values
from engine.compiled.lowering import Lowering
from engine.compiled.outcome import CircuitTaper, CircuitUnit, Entry, Offer, kind_code
from engine.compiled.parcels import Parcel
from engine.compiled.planned import NOTHING, Alternative, Bringing, CircuitPlan, Halting, plan_taken
from engine.kinds import ACTIONS, KINDS
from engine.plan import MEDICATION_LIST
from guideline_dsl import core
from guideline_dsl.frozen import frozen

Merging = Literal["first", "any", "all", "gone", "none", "beside"]


@frozen
class Port:
    """A wire of an outcome that stages after it read, under a name of its own.

    `merging` says what it is where several looks at an outcome agree: as in the `first` one; in `any` of them; in
    `all`; `gone`: nothing; `none`: in any, or where one look brings nothing at all (`beside`: it brings something);
    `beside`: what `beside` is with nothing supposed.
    """

    name: str
    wire: Wire
    merging: Merging = "first"
    beside: Wire | None = None


@frozen
class Stage:
    """The outcomes of one decision or taper, and the ports through which later stages read them."""

    identifier: str
    units: tuple[CircuitUnit, ...]
    ports: tuple[tuple[Port, ...], ...] = ()
    """Of each outcome."""


def first_plan(lowering: Lowering) -> CircuitPlan:
    """The plan before anything is decided."""
    inputs, graph = lowering.inputs, lowering.graph
    taken = {name: inputs.taken(name) for name in graph.medicines}
    return plan_taken(
        lowering.circuit, taken, graph.classes, inputs.list_known(), lowering.places.mask(MEDICATION_LIST)
    )


def outcomes_of(identifier: str, lowering: Lowering, plan: CircuitPlan) -> tuple[CircuitUnit, ...]:
    """The outcomes of one decision or taper, with the plan so far."""
    judging = Judging(lowering, Values(lowering, plan.has))
    decisions = Decisions(judging)
    node = lowering.graph.node(identifier)
    match node:
        case core.TaperNode():
            return (circuit_taper(node, decisions),)
        case core.DecisionNode(mode="decide"):
            return (decisions.decide(node),)
        case core.DecisionNode(mode="choose"):
            return (Choices(decisions).choose(node),)
        case core.DecisionNode():
            return tuple(decisions.advise(node))
    raise TypeError(f"{identifier} is no decision and no taper")


def cut_stages(lowering: Lowering) -> tuple[tuple[Stage, ...], tuple[Stage, ...], CircuitPlan]:
    """The stages, each cut from the ones before it; the same as they are read after them; and the plan read so."""
    plan = first_plan(lowering)
    found: list[Stage] = []
    read: list[Stage] = []
    for identifier in lowering.graph.order:
        units = outcomes_of(identifier, lowering, plan)
        cuts = [Cut(lowering.circuit, f"{identifier}.{place}", unit) for place, unit in enumerate(units)]
        after = tuple(cut.unit for cut in cuts)
        found.append(Stage(identifier, units, tuple(tuple(cut.ports) for cut in cuts)))
        read.append(Stage(identifier, after))
        for unit in after:
            plan = plan.plus(unit.bringings, unit.haltings)
    return tuple(found), tuple(read), plan


class Cut:
    """An outcome as later stages read it: `unit` is made of inputs, `ports` say what these are filled with."""

    def __init__(self, circuit: Circuit, name: str, unit: CircuitUnit) -> None:
        """Cut an outcome."""
        self._circuit = circuit
        self._name = name
        self.ports: list[Port] = []
        self.unit = self._cut(unit)

    def _port(self, wire: Wire, merging: Merging = "first") -> Wire:
        """The input in the place of a wire; what is the same for everybody is left as it is."""
        return wire if wire.operation == "constant" else self._always(wire, merging)

    def _always(self, wire: Wire, merging: Merging, beside: Wire | None = None) -> Wire:
        """The input in the place of a wire that may be another one where looks at an outcome are merged."""
        name = f"{self._name}.{len(self.ports)}"
        self.ports.append(Port(name, wire, merging, beside))
        return self._circuit.input(wire.kind, name)

    def _cut(self, unit: CircuitUnit) -> CircuitUnit:
        circuit = self._circuit
        code = self._port(kind_code(circuit, unit.kinds))
        kinds = {kind: circuit.among(code, frozenset((KINDS.index(kind),))) for kind in unit.kinds}
        return replace(
            unit,
            kinds=kinds,
            conditions=self._port(unit.conditions, "gone"),
            entries=tuple(
                Entry(
                    self._parcel(e.parcel, e.option),
                    self._port(circuit.all((e.present, circuit.no(e.parcel.withheld)))),
                    e.option,
                    e.leads,
                )
                for e in unit.entries
            ),
            possible=tuple((self._parcel(p, ""), self._port(bit)) for p, bit in unit.possible),
            possible_needs=circuit.nothing,
            bringings=tuple(self._bringing(b) for b in unit.bringings),
            haltings=tuple(
                Halting(
                    h.source,
                    h.medicine,
                    self._always(h.present, "any"),
                    self._always(circuit.all((h.present, h.sure)), "all"),
                    self._port(h.needs, "any"),
                )
                for h in unit.haltings
            ),
            taper=None if unit.taper is None else self._taper(unit.taper),
            offers=tuple(
                Offer(
                    o.option,
                    self._port(o.stands, "any"),
                    self._port(o.fits, "any"),
                    tuple((name, self._port(bit)) for name, bit in o.named),
                )
                for o in unit.offers
            ),
        )

    def _bringing(self, bringing: Bringing) -> Bringing:
        """Where looks are merged it may bring nothing, though it never does by itself."""
        present = {a.medicines: a.present for a in bringing.alternatives}
        something = self._circuit.any(present.values())
        nothing = self._always(present.pop(NOTHING, self._circuit.never), "none", something)
        alternatives = [Alternative(self._port(bit, "any"), medicines) for medicines, bit in present.items()]
        return Bringing(
            bringing.source, (*alternatives, Alternative(nothing, NOTHING)), self._port(bringing.needs, "any")
        )

    def _taper(self, taper: CircuitTaper) -> CircuitTaper:
        due = Kleene(self._port(taper.due.yes), self._port(taper.due.no), self._circuit.nothing)
        return replace(taper, known=self._port(taper.known), due=due)

    def _parcel(self, parcel: Parcel, option: str) -> Parcel:
        """A package whose lines of any of a class are cut: which members they show hangs on what is supposed."""
        never, yes = self._circuit.never, self._circuit.yes
        lines = tuple(
            self._class_line(line) if isinstance(line, CircuitGive) and line.line.target == "class" else line
            for line in parcel.lines
        )
        return replace(parcel, lines=lines, clear=yes, conditional=never, withheld=never)

    def _class_line(self, give: CircuitGive) -> CircuitGive:
        return replace(
            give,
            members=tuple((name, self._port(bit)) for name, bit in give.members),
            action=self._port(give.action),
            dose_needs=self._always(give.dose_needs, "beside", give.again),
        )


def action_is(circuit: Circuit, give: CircuitGive, *actions: str) -> Wire:
    """Whether the action of a line is one of these."""
    return circuit.among(give.action, frozenset(place for place, a in enumerate(ACTIONS) if a in actions))
