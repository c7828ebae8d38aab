"""`decide` and `advise` in a circuit: engine/decisions.py for everybody at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from engine.compiled.circuit import Wire
from engine.compiled.given import CircuitStop, Lines
from engine.compiled.judging import Judging
from engine.compiled.kleene import Kleene
from engine.compiled.not_lowered import NotLowered
from engine.compiled.outcome import CircuitUnit, Entry, Spot, Statement, bare, one_of
from engine.compiled.parcels import Parcel, Parcels, WayThrough, relation
from engine.compiled.planned import NOTHING, Alternative, Bringing, Halting, bringing_of
from engine.kinds import OutcomeKind
from engine.plan import MEDICATION_LIST
from guideline_dsl import core
from guideline_dsl.frozen import frozen


@frozen
class CircuitApplicability:
    """Whether a decision applies, and the exceptions, each with whether it holds."""

    judged: Kleene
    exceptions: tuple[tuple[str, Wire], ...]


def circuit_applicability(decision: Statement, judging: Judging) -> CircuitApplicability:
    """`for` and no `except when`."""
    parts: list[Kleene] = []
    holding: list[tuple[str, Wire]] = []
    if decision.applies is not None:
        parts.append(judging.truth(decision.applies))
    for node in judging.graph.children(decision.id):
        if isinstance(node, core.ExceptionNode):
            judged = judging.truth(node.condition)
            parts.append(judging.truths.negated(judged))
            holding.append((node.id, judged.yes))
    return CircuitApplicability(judging.truths.all(parts), tuple(holding))


@frozen
class Candidate:
    """A package that may result, where `present`; `parcel` None: falling through. `sure`: nothing else may."""

    parcel: Parcel | None
    present: Wire
    unknown: Wire
    needs: Wire


class Decisions:
    """Lowers decisions, with a plan so far."""

    def __init__(self, judging: Judging) -> None:
        """Keep how conditions are judged."""
        self.judging = judging
        self.lines = Lines(judging)
        self.parcels = Parcels(judging, self.lines)

    # ------------------------------------------------------------ decide

    def decide(self, decision: core.DecisionNode) -> CircuitUnit:
        """The first branch that holds."""
        applies = circuit_applicability(decision, self.judging)
        spot = Spot(decision, decision)
        branches = [n for n in self.judging.graph.children(decision.id) if isinstance(n, core.BranchNode)]
        truths, circuit = self.judging.truths, self.judging.circuit
        ways = (
            self.parcels.ways_through(branches)
            if branches
            else (WayThrough(None, circuit.yes, truths.holds),)
        )
        candidates: list[Candidate] = []
        for way in ways:
            if way.branch is None and branches:
                candidates.append(Candidate(None, way.reached, circuit.never, circuit.nothing))
                continue
            owner: core.Node = decision if way.branch is None else way.branch
            candidates.extend(self._candidates(owner, way.reached, way.judged))
        holds = tuple(
            (way.branch.id, circuit.all((way.reached, way.judged.yes)))
            for way in ways
            if way.branch is not None
        )
        falls = [c for c in candidates if c.parcel is None or not c.parcel.acts]
        some_act = circuit.any(c.present for c in candidates if c not in falls)
        some_fall = circuit.any(c.present for c in falls)
        resolved = self._resolved(spot, candidates, holds)
        which = circuit.union(circuit.when(c.present, c.needs) for c in candidates)
        undecided = self._undecided(
            spot, applies, [(c.parcel, c.present) for c in candidates if c.parcel],
            circuit.when(some_fall, which), which,
        )  # fmt: skip
        unknown = truths.unknown(applies.judged)
        return self.chosen(
            (
                (applies.judged.no, self.not_applicable(spot, applies)),
                (circuit.all((unknown, some_act)), undecided),
            ),
            resolved,
        )

    def _candidates(self, owner: core.Node, reached: Wire, judged: Kleene) -> Iterator[Candidate]:
        """The packages of a branch; of several, it is not known which."""
        circuit = self.judging.circuit
        parcels = self.parcels.of(owner)
        several = circuit.any(circuit.all((a.possible, b.possible)) for a, b in combinations(parcels, 2))
        for parcel in parcels:
            unknown = circuit.any((self.judging.truths.unknown(judged), several))
            needs = circuit.union((judged.needs, circuit.when(several, parcel.which)))
            yield Candidate(
                parcel, circuit.all((reached, parcel.possible)), unknown, circuit.when(unknown, needs)
            )

    # ------------------------------------------------------------ advise

    def advise(self, decision: core.DecisionNode) -> Iterator[CircuitUnit]:
        """The lines without a condition, and each `when`."""
        applies = circuit_applicability(decision, self.judging)
        children = self.judging.graph.children(decision.id)
        if any(_acts(node) for node in children):
            yield self._part(Spot(decision, decision, 0), applies, self.judging.truths.holds)
        branches = [n for n in children if isinstance(n, core.BranchNode)]
        for number, branch in enumerate(branches, start=1):
            condition = (
                self.judging.truths.holds
                if branch.condition is None
                else self.judging.truth(branch.condition)
            )
            yield self._part(Spot(decision, branch, number), applies, condition)

    def _part(
        self,
        spot: Spot,
        applies: CircuitApplicability,
        condition: Kleene,
    ) -> CircuitUnit:
        judging, circuit, node = self.judging, self.judging.circuit, spot.node
        if not any(_acts(line) for line in judging.graph.children(node.id)):
            return self._message_part(spot, applies, condition)
        parcels = self.parcels.of(node)
        acting = circuit.any(p.possible for p in parcels if p.acts)
        idle = circuit.any(p.possible for p in parcels if not p.acts)
        which = circuit.union(p.which for p in parcels)
        branches = circuit.when(idle, which)
        present = [(p, p.possible) for p in parcels]
        undecided = self._undecided(
            spot, applies, present,
            circuit.union((condition.needs, branches)), circuit.union((condition.needs, which)),
        )  # fmt: skip
        open_condition = self._open_condition(
            spot, present, circuit.union((condition.needs, branches)), which
        )
        several = circuit.any(circuit.all((a.possible, b.possible)) for a, b in combinations(parcels, 2))
        candidates = [Candidate(p, p.possible, several, circuit.when(several, p.which)) for p in parcels]
        holds = ((node.id, circuit.yes),) if isinstance(node, core.BranchNode) else ()
        resolved = self._resolved(spot, candidates, holds)
        return self.chosen(
            (
                (applies.judged.no, self.not_applicable(spot, applies)),
                (
                    circuit.any((condition.no, circuit.no(acting))),
                    bare(circuit, spot, {"not applicable": circuit.yes}),
                ),
                (judging.truths.unknown(applies.judged), undecided),
                (judging.truths.unknown(condition), open_condition),
            ),
            resolved,
        )

    def _open_condition(
        self, spot: Spot, present: Sequence[tuple[Parcel, Wire]], waiting: Wire, which: Wire
    ) -> CircuitUnit:
        """The decision applies; whether this part's condition holds is not known."""
        circuit = self.judging.circuit
        asked = circuit.union((waiting, *self._conditional_needs(present)))
        doses = [(p, circuit.all((bit, circuit.no(p.withheld)))) for p, bit in present]
        return replace(
            self._perhaps(spot, present, asked, which),
            entries=tuple(Entry(p, bit, "", self.judging.truths.holds) for p, bit in present),
            dose_needs=self._of_doses(doses, "dose_needs"),
            amounts=self._of_doses(doses, "amounts"),
        )

    def _message_part(self, spot: Spot, applies: CircuitApplicability, condition: Kleene) -> CircuitUnit:
        """What only notes or warns is shown, not shown, or unknown."""
        circuit, truths = self.judging.circuit, self.judging.truths
        judged = truths.all((applies.judged, condition))
        unknown = truths.unknown(judged)
        asked = circuit.when(unknown, circuit.union((applies.judged.needs, condition.needs)))
        exceptions = tuple(
            (name, circuit.all((circuit.no(judged.yes), bit))) for name, bit in applies.exceptions
        )
        kinds: dict[OutcomeKind, Wire] = {"shown": judged.yes, "not shown": judged.no, "unknown": unknown}
        return bare(circuit, spot, kinds, ((spot.node.id, judged.yes), *exceptions), asked)

    # ------------------------------------------------------------ outcomes

    def not_applicable(self, spot: Spot, applies: CircuitApplicability) -> CircuitUnit:
        """The outcome of a decision that does not apply."""
        circuit = self.judging.circuit
        return bare(circuit, spot, {"not applicable": circuit.yes}, applies.exceptions)

    def _undecided(
        self,
        spot: Spot,
        applies: CircuitApplicability,
        present: Sequence[tuple[Parcel, Wire]],
        waiting: Wire,
        which: Wire,
    ) -> CircuitUnit:
        """A decision that may not apply may still bring something into the plan."""
        asked = self.judging.circuit.union((applies.judged.needs, waiting))
        return self._perhaps(spot, present, asked, which)

    def _perhaps(
        self, spot: Spot, present: Sequence[tuple[Parcel, Wire]], asked: Wire, which: Wire
    ) -> CircuitUnit:
        """What is not known to apply: it may bring each of its packages, or nothing; `which` tells them apart."""
        circuit = self.judging.circuit
        needs = circuit.union((which, *self._needs_of_open(present)))
        planned = circuit.union((asked, needs))
        return replace(
            bare(circuit, spot, {"insufficient data": circuit.yes}, (), asked),
            bringings=self.bringings(spot.node, present, planned, circuit.yes),
            haltings=self.haltings(spot.node, present, circuit.never, planned),
            possible=tuple((p, circuit.all((bit, circuit.no(p.withheld)))) for p, bit in present),
            possible_needs=needs,
        )

    def _resolved(
        self,
        spot: Spot,
        candidates: Sequence[Candidate],
        holds: tuple[tuple[str, Wire], ...],
    ) -> CircuitUnit:
        """The outcome of what may result: definite when all of it leads to the same."""
        circuit = self.judging.circuit
        firsts = self._firsts(candidates)
        kinds, walk = self._kinds(candidates, firsts)
        alike = circuit.any(kinds.values())
        differ = circuit.no(alike)
        single = circuit.any(
            kinds[kind] for kind in ("recommended", "conditional", "nothing recommended") if kind in kinds
        )
        recommended = kinds.get("recommended", circuit.never)
        conditional = kinds.get("conditional", circuit.never)
        present = [
            (c.parcel, circuit.all((c.present, circuit.any((circuit.no(single), first)))))
            for c, first in zip(candidates, firsts, strict=True)
            if c.parcel is not None
        ]
        undecided = circuit.union(
            circuit.when(circuit.all((c.present, c.unknown)), c.needs) for c in candidates
        )
        asked = circuit.union(
            (
                circuit.when(differ, circuit.union((undecided, *self._conditional_needs(present)))),
                *(circuit.when(circuit.all((conditional, bit)), p.needs) for p, bit in present),
            )
        )
        gives = circuit.any((recommended, conditional, differ))
        giving = [(p, circuit.all((gives, bit))) for p, bit in present]
        doses = [(p, circuit.all((bit, circuit.no(p.withheld)))) for p, bit in giving]
        kinds_all: dict[OutcomeKind, Wire] = {**kinds, "insufficient data": differ}
        return replace(
            bare(circuit, spot, kinds_all, tuple((n, circuit.all((alike, bit))) for n, bit in holds), asked),
            entries=tuple(Entry(p, bit, "", self.judging.truths.holds) for p, bit in present),
            withheld_by=tuple(
                (limit, circuit.all((alike, bit, holding)))
                for p, bit in present
                for give in p.gives
                for limit, holding in give.withheld_by
            ),
            dose_needs=self._of_doses(doses, "dose_needs"),
            amounts=self._of_doses(doses, "amounts"),
            bringings=self.bringings(spot.node, giving, asked, circuit.all((gives, circuit.no(recommended)))),
            haltings=self.haltings(spot.node, giving, recommended, asked),
            walk=walk,
        )

    def _firsts(self, candidates: Sequence[Candidate]) -> list[Wire]:
        circuit = self.judging.circuit
        found: list[Wire] = []
        none_before = circuit.yes
        for candidate in candidates:
            if candidate.parcel is None:
                found.append(circuit.never)
                continue
            found.append(circuit.all((none_before, candidate.present)))
            none_before = circuit.all((none_before, circuit.no(candidate.present)))
        return found

    def _kinds(
        self, candidates: Sequence[Candidate], firsts: Sequence[Wire]
    ) -> tuple[dict[OutcomeKind, Wire], Wire]:
        """The kind that all possible packages lead to, as bits; and whether only the walk can tell."""
        circuit = self.judging.circuit
        each = [_kinds_of(c.parcel, circuit.yes) for c in candidates]
        found: dict[OutcomeKind, Wire] = {}
        for kind in dict.fromkeys(kind for kinds in each for kind in kinds):
            found[kind] = circuit.all(
                circuit.any((circuit.no(c.present), kinds.get(kind, circuit.never)))
                for c, kinds in zip(candidates, each, strict=True)
            )
        apart, doubtful = self.told_apart(
            [(c.parcel, c.present, first) for c, first in zip(candidates, firsts, strict=True) if c.parcel]
        )
        walk = circuit.never
        for kind in ("recommended", "conditional"):
            if kind in found:
                walk = circuit.any((walk, circuit.all((found[kind], doubtful))))
                found[kind] = circuit.all((found[kind], circuit.no(apart)))
        return found, walk

    def told_apart(self, packages: Sequence[tuple[Parcel, Wire, Wire]]) -> tuple[Wire, Wire]:
        """Whether a package that is present differs from the first one; and whether that hangs on their doses."""
        circuit = self.judging.circuit
        apart: list[Wire] = []
        doubtful: list[Wire] = []
        for (a, _, first), (b, present, _) in combinations(packages, 2):
            both = circuit.all((first, present))
            if both is circuit.never:
                continue
            told = relation(self.judging.numbers, a, b)
            if told == "other":
                apart.append(both)
            elif told == "depends":
                doubtful.append(both)
            elif isinstance(told, Wire):
                apart.append(circuit.all((both, circuit.no(told))))
        return circuit.any(apart), circuit.any(doubtful)

    def chosen(self, cases: Sequence[tuple[Wire, CircuitUnit]], otherwise: CircuitUnit) -> CircuitUnit:
        """The first outcome whose bit is yes."""
        circuit = self.judging.circuit
        whole: list[tuple[Wire, CircuitUnit]] = []
        rest = circuit.yes
        for bit, unit in cases:
            whole.append((circuit.all((rest, bit)), unit))
            rest = circuit.all((rest, circuit.no(bit)))
        whole.append((rest, otherwise))
        return one_of(circuit, [(bit, unit) for bit, unit in whole if bit is not circuit.never])

    # ------------------------------------------------------------ parts

    def _conditional_needs(self, present: Sequence[tuple[Parcel, Wire]]) -> Iterator[Wire]:
        circuit = self.judging.circuit
        for parcel, bit in present:
            yield circuit.when(circuit.all((bit, parcel.conditional)), parcel.needs)

    def _needs_of_open(self, present: Sequence[tuple[Parcel, Wire]]) -> Iterator[Wire]:
        circuit = self.judging.circuit
        for parcel, bit in present:
            yield circuit.when(circuit.all((bit, circuit.no(parcel.withheld))), parcel.needs)

    def _of_doses(self, present: Sequence[tuple[Parcel, Wire]], which: str) -> Wire:
        circuit = self.judging.circuit
        return circuit.union(
            circuit.when(bit, p.dose_needs if which == "dose_needs" else p.amounts) for p, bit in present
        )

    def bringings(
        self, node: core.Node, present: Sequence[tuple[Parcel, Wire]], needs: Wire, maybe_none: Wire
    ) -> tuple[Bringing, ...]:
        """What the packages may bring into the plan."""
        circuit = self.judging.circuit
        alternatives = [
            Alternative(circuit.all((bit, circuit.no(p.withheld), a.present)), a.medicines)
            for p, bit in present
            for a in p.alternatives
        ]
        alternatives.append(Alternative(maybe_none, NOTHING))
        return bringing_of(circuit, node.id, alternatives, needs)

    def haltings(
        self, node: core.Node, present: Sequence[tuple[Parcel, Wire]], sure: Wire, needs: Wire
    ) -> tuple[Halting, ...]:
        """What the packages stop, each medicine once."""
        circuit, judging = self.judging.circuit, self.judging
        found: dict[str, list[tuple[Wire, Wire]]] = {}
        for parcel, bit in present:
            stops = [line for line in parcel.lines if isinstance(line, CircuitStop)]
            named = [name for line in stops for name, _ in line.members]
            if len(named) != len(set(named)):
                raise NotLowered("stopped twice", node.id)
            for line in stops:
                unlisted = circuit.when(
                    judging.truths.unknown(line.taken), judging.places.mask(MEDICATION_LIST)
                )
                for name, member in line.members:
                    stopped = circuit.all((bit, circuit.no(parcel.withheld), member))
                    found.setdefault(name, []).append((stopped, circuit.union((needs, unlisted))))
        return tuple(
            Halting(
                node.id,
                name,
                circuit.any(bit for bit, _ in each),
                sure,
                circuit.union(circuit.when(bit, asked) for bit, asked in each),
            )
            for name, each in found.items()
        )


def _acts(node: core.Node) -> bool:
    return isinstance(node, core.GiveNode | core.DoNode | core.StopNode)


def _kinds_of(parcel: Parcel | None, yes: Wire) -> Mapping[OutcomeKind, Wire]:
    """The kinds that a single package may lead to."""
    if parcel is None or not parcel.acts:
        return {"not applicable": yes}
    if parcel.nothing:
        return {"nothing recommended": yes}
    return {
        "contraindicated": parcel.withheld,
        "conditional": parcel.conditional,
        "recommended": parcel.clear,
    }
