"""`choose` in a circuit: engine/choices.py for everybody at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from engine.compiled.circuit import Wire
from engine.compiled.kleene import Kleene
from engine.compiled.lower_decisions import Decisions, circuit_applicability
from engine.compiled.outcome import CircuitUnit, Entry, Offer, Spot, bare
from engine.compiled.parcels import Parcel
from engine.compiled.planned import NOTHING, Alternative, Bringing, Halting, bringing_of
from engine.kinds import OutcomeKind
from engine.plan import MEDICATION_LIST
from guideline_dsl import core
from guideline_dsl.frozen import frozen


@frozen
class CircuitCandidate:
    """An option before it is known which one leads (`_Candidate` of engine/choices.py).

    `kept` are its packages, each where it is one of those that the option may come to.
    """

    option: core.OptionNode
    kept: tuple[tuple[Parcel, Wire], ...]
    eligible: Kleene
    preferred: Kleene
    available: Kleene
    continued: Kleene
    continuing_is_clear: Wire
    withheld: Wire
    needs: Wire
    undecided_needs: Wire


class Choices:
    """Lowers choices, with a plan so far."""

    def __init__(self, decisions: Decisions) -> None:
        """Keep how the rest of a decision is lowered."""
        self._decisions = decisions
        self._judging = decisions.judging
        self._circuit = decisions.judging.circuit
        self._truths = decisions.judging.truths
        self._doubtful: list[Wire] = []

    def choose(self, decision: core.DecisionNode) -> CircuitUnit:
        """The outcome of a choice."""
        circuit, truths = self._circuit, self._truths
        applies = circuit_applicability(decision, self._judging)
        nodes = [n for n in self._judging.graph.children(decision.id) if isinstance(n, core.OptionNode)]
        self._doubtful = []
        candidates = [self._candidate(option) for option in nodes]
        doubtful = circuit.any(self._doubtful)
        eligible = truths.any(c.eligible for c in candidates)
        taken = circuit.any(circuit.no(c.continued.no) for c in candidates)
        unknown = truths.unknown(applies.judged)
        some_continued = circuit.any(c.continued.yes for c in candidates)
        all_told = circuit.no(circuit.any(truths.unknown(c.continued) for c in candidates))
        leads = self._leads(candidates)
        none_open = self._none_open(decision, candidates)
        whole = self._decisions.chosen(
            (
                (applies.judged.no, self._decisions.not_applicable(Spot(decision, decision), applies)),
                (circuit.all((unknown, eligible.no, circuit.no(taken))), none_open),
                (unknown, self._undecided(decision, candidates, leads, applies.judged, eligible)),
                (circuit.all((some_continued, all_told)), self._continue(decision, candidates, leads)),
                (circuit.all(lead.no for lead in leads), none_open),
            ),
            self._select(decision, candidates, leads),
        )
        shown = circuit.no(
            circuit.any(
                (
                    applies.judged.no,
                    circuit.all((unknown, circuit.any((circuit.no(eligible.no), taken)))),
                )
            )
        )
        offers = tuple(self._offer(c, shown) for c in candidates)
        return replace(whole, walk=circuit.any((whole.walk, doubtful)), offers=offers)

    def _offer(self, candidate: CircuitCandidate, shown: Wire) -> Offer:
        circuit = self._circuit
        named: dict[str, list[Wire]] = {}
        for parcel, bit in candidate.kept:
            for give in parcel.gives:
                for name, member in give.members:
                    named.setdefault(name, []).append(circuit.all((bit, member)))
        return Offer(
            candidate.option.id,
            circuit.all((shown, circuit.no(candidate.withheld))),
            circuit.all((shown, circuit.no(candidate.eligible.no))),
            tuple((name, circuit.any(bits)) for name, bits in named.items()),
        )

    # ------------------------------------------------------------ one option

    def _candidate(self, option: core.OptionNode) -> CircuitCandidate:
        circuit, truths = self._circuit, self._truths
        parcels = self._decisions.parcels.of(option)
        firsts: list[Wire] = []
        none_before = circuit.yes
        for parcel in parcels:
            firsts.append(circuit.all((none_before, parcel.possible)))
            none_before = circuit.all((none_before, circuit.no(parcel.possible)))
        undecided, doubtful = self._decisions.told_apart(
            [(p, p.possible, first) for p, first in zip(parcels, firsts, strict=True)]
        )
        self._doubtful.append(doubtful)
        undecided_needs = circuit.when(undecided, circuit.union(p.which for p in parcels))
        eligible = truths.all(self._judging.truth(clause.condition) for clause in option.only_when)
        acting = circuit.any(p.possible for p in parcels if p.acts)
        idle = circuit.any(p.possible for p in parcels if not p.acts)
        if idle is not circuit.never:
            needs = circuit.when(circuit.all((acting, idle)), circuit.union(p.which for p in parcels))
            eligible = truths.all((eligible, Kleene(circuit.no(idle), circuit.no(acting), needs)))
        preferred = truths.any(self._judging.truth(clause.condition) for clause in option.prefer_when)
        withheld = circuit.all(circuit.any((circuit.no(p.possible), p.withheld)) for p in parcels)
        continued = self._continued(parcels)
        continuing_unknown = truths.unknown(continued)
        all_clear = circuit.all(circuit.any((circuit.no(p.possible), p.clear)) for p in parcels)
        clear = circuit.all((all_clear, circuit.no(undecided)))
        available = Kleene(
            circuit.all((eligible.yes, clear, circuit.no(withheld), circuit.no(continuing_unknown))),
            circuit.any((withheld, circuit.all((circuit.no(continuing_unknown), eligible.no)))),
            circuit.nothing,
        )
        kept = tuple(
            (p, circuit.any((circuit.all((undecided, p.possible)), first)))
            for p, first in zip(parcels, firsts, strict=True)
        )
        needs = circuit.union(
            (
                eligible.needs,
                undecided_needs,
                *(circuit.when(p.possible, p.needs) for p in parcels),
                circuit.when(continuing_unknown, circuit.union(self._continuing_needs(parcels))),
            )
        )
        return CircuitCandidate(
            option, kept, eligible, preferred, available, continued, clear, withheld, needs, undecided_needs
        )

    def _continued(self, parcels: Sequence[Parcel]) -> Kleene:
        """Whether the option is taken and may go on; unknown where its packages differ in that."""
        circuit = self._circuit
        yes: list[Wire] = []
        no: list[Wire] = []
        for parcel in parcels:
            lead = next(iter(parcel.gives), None)
            absent = circuit.no(parcel.possible)
            if lead is None:
                yes.append(absent)
                continue
            yes.append(circuit.any((absent, circuit.all((circuit.no(parcel.withheld), lead.continued.yes)))))
            no.append(circuit.any((absent, parcel.withheld, lead.continued.no)))
        return Kleene(circuit.all(yes), circuit.all(no), circuit.nothing)

    def _continuing_needs(self, parcels: Sequence[Parcel]) -> Iterator[Wire]:
        circuit, judging = self._circuit, self._judging
        yield circuit.when(circuit.no(judging.listed), judging.places.mask(MEDICATION_LIST))
        for parcel in parcels:
            lead = next(iter(parcel.gives), None)
            if lead is not None:
                yield circuit.when(circuit.all((judging.listed, parcel.possible)), lead.frequency_needs)

    # ------------------------------------------------------------ which leads

    def _leads(self, candidates: Sequence[CircuitCandidate]) -> list[Kleene]:
        circuit, truths = self._circuit, self._truths
        nothing = circuit.nothing
        sure = [circuit.all((c.continued.yes, c.continuing_is_clear)) for c in candidates]
        continues = circuit.any(sure)
        perhaps = circuit.any(circuit.no(c.continued.no) for c in candidates)
        leads: list[Kleene] = []
        for candidate, surely in zip(candidates, sure, strict=True):
            others = truths.any(
                truths.all((_bare(circuit.nothing, other.available), _bare(nothing, other.preferred)))
                for other in candidates
                if other is not candidate
            )
            lead = truths.all(
                (
                    candidate.available,
                    truths.any((_bare(nothing, candidate.preferred), truths.negated(others))),
                )
            )
            maybe = circuit.no(candidate.continued.no)
            waits = circuit.all((perhaps, circuit.no(candidate.withheld)))
            yes = circuit.all((lead.yes, circuit.no(waits)))
            no = circuit.any(
                (
                    circuit.all((circuit.no(waits), lead.no)),
                    circuit.all((waits, lead.no, circuit.no(maybe))),
                )
            )
            rest = circuit.no(continues)
            leads.append(
                Kleene(
                    circuit.any((circuit.all((continues, surely)), circuit.all((rest, yes)))),
                    circuit.any((circuit.all((continues, circuit.no(maybe))), circuit.all((rest, no)))),
                    nothing,
                )
            )
        return leads

    def _preference_needs(self, candidates: Sequence[CircuitCandidate]) -> Wire:
        circuit = self._circuit
        return circuit.union(circuit.when(circuit.no(c.available.no), c.preferred.needs) for c in candidates)

    def _which(self, candidates: Sequence[CircuitCandidate], open_ones: Sequence[Wire]) -> Wire:
        """What would tell which option leads; `open_ones`: of which it is not known."""
        circuit = self._circuit
        waiting = (circuit.when(bit, c.needs) for c, bit in zip(candidates, open_ones, strict=True))
        return circuit.union((*waiting, self._preference_needs(candidates)))

    # ------------------------------------------------------------ outcomes

    def _undecided(
        self,
        decision: core.DecisionNode,
        candidates: Sequence[CircuitCandidate],
        leads: Sequence[Kleene],
        applies: Kleene,
        eligible: Kleene,
    ) -> CircuitUnit:
        circuit, truths = self._circuit, self._truths
        nothing = circuit.nothing
        asked = circuit.union(
            (
                applies.needs,
                circuit.when(truths.unknown(eligible), circuit.union(c.eligible.needs for c in candidates)),
            )
        )
        may = [circuit.no(lead.no) for lead in leads]
        unsure = [Kleene(circuit.never, lead.no, nothing) for lead in leads]
        which = self._which(candidates, may)
        planned = circuit.union((asked, which))
        return replace(
            bare(circuit, Spot(decision, decision), {"insufficient data": circuit.yes}, (), asked),
            bringings=self._brings(decision, candidates, unsure, planned, circuit.yes),
            haltings=self._stops(candidates, unsure, planned),
            possible=tuple(
                (p, circuit.all((bit, leading, circuit.no(p.withheld))))
                for c, leading in zip(candidates, may, strict=True)
                for p, bit in c.kept
            ),
            possible_needs=which,
        )

    def _continue(
        self, decision: core.DecisionNode, candidates: Sequence[CircuitCandidate], leads: Sequence[Kleene]
    ) -> CircuitUnit:
        """An option is taken: it is continued, and the others are not asked about."""
        circuit = self._circuit
        clear = circuit.all(
            circuit.any((circuit.no(c.continued.yes), c.continuing_is_clear)) for c in candidates
        )
        unclear = circuit.union(
            circuit.when(
                c.continued.yes,
                circuit.union(
                    (
                        c.undecided_needs,
                        *(
                            circuit.when(circuit.all((bit, circuit.no(p.clear))), p.needs)
                            for p, bit in c.kept
                        ),
                    )
                ),
            )
            for c in candidates
        )
        waiting = circuit.when(circuit.no(clear), unclear)
        own = [(p, circuit.all((bit, c.continued.yes))) for c in candidates for p, bit in c.kept]
        kinds: dict[OutcomeKind, Wire] = {"recommended": clear, "conditional": circuit.no(clear)}
        holds = tuple((c.option.id, c.continued.yes) for c in candidates)
        return replace(
            bare(circuit, Spot(decision, decision), kinds, holds, waiting),
            entries=self._entries(candidates, leads),
            withheld_by=self._withheld_by(candidates),
            dose_needs=circuit.union(circuit.when(bit, p.dose_needs) for p, bit in own),
            amounts=circuit.union(circuit.when(bit, p.amounts) for p, bit in own),
            bringings=self._continuing(decision, candidates, leads, waiting),
            haltings=self._stops(candidates, leads, waiting),
        )

    def _continuing(
        self,
        decision: core.DecisionNode,
        candidates: Sequence[CircuitCandidate],
        leads: Sequence[Kleene],
        waiting: Wire,
    ) -> tuple[Bringing, ...]:
        """Each option that is surely continued; while that is not known of any, another one may take its place."""
        circuit = self._circuit
        surely = [circuit.all((c.continued.yes, c.continuing_is_clear)) for c in candidates]
        some = circuit.any(surely)
        found: list[Bringing] = []
        for c, sure in zip(candidates, surely, strict=True):
            here = circuit.all((some, c.continued.yes))
            alternatives = [Alternative(circuit.all((here, a.present)), a.medicines) for a in self._of(c)]
            alternatives.append(Alternative(circuit.all((here, circuit.no(sure))), NOTHING))
            needs = circuit.when(circuit.all((here, circuit.no(sure))), waiting)
            found.extend(bringing_of(circuit, c.option.id, alternatives, needs))
        rest = self._brings(decision, candidates, leads, waiting, circuit.never)
        for bringing in rest:
            alternatives = [
                Alternative(circuit.all((circuit.no(some), a.present)), a.medicines)
                for a in bringing.alternatives
            ]
            found.extend(bringing_of(circuit, bringing.source, alternatives, bringing.needs))
        return tuple(found)

    def _select(
        self, decision: core.DecisionNode, candidates: Sequence[CircuitCandidate], leads: Sequence[Kleene]
    ) -> CircuitUnit:
        circuit, truths = self._circuit, self._truths
        open_leads = [truths.unknown(lead) for lead in leads]
        undecided = circuit.any(open_leads)
        waiting = circuit.when(undecided, self._which(candidates, open_leads))
        # every package of an option that may lead is asked for its amounts
        doses = [
            (p, circuit.all((bit, circuit.no(lead.no))))
            for c, lead in zip(candidates, leads, strict=True)
            for p, bit in c.kept
        ]
        kinds: dict[OutcomeKind, Wire] = {"recommended": circuit.no(undecided), "conditional": undecided}
        holds = tuple((c.option.id, lead.yes) for c, lead in zip(candidates, leads, strict=True))
        return replace(
            bare(circuit, Spot(decision, decision), kinds, holds, waiting),
            entries=self._entries(candidates, leads),
            withheld_by=self._withheld_by(candidates),
            dose_needs=circuit.union(circuit.when(bit, p.dose_needs) for p, bit in doses),
            amounts=circuit.union(circuit.when(bit, p.amounts) for p, bit in doses),
            bringings=self._brings(decision, candidates, leads, waiting, circuit.never),
            haltings=self._stops(candidates, leads, waiting),
        )

    def _none_open(self, decision: core.DecisionNode, candidates: Sequence[CircuitCandidate]) -> CircuitUnit:
        """No option can lead: all that are open to the patient are withheld, or none is open to the patient."""
        circuit, truths = self._circuit, self._truths
        withheld = truths.any(
            Kleene(
                circuit.all((c.withheld, c.eligible.yes)),
                circuit.any((circuit.no(c.withheld), c.eligible.no)),
                circuit.when(c.withheld, c.eligible.needs),
            )
            for c in candidates
        )
        kinds: dict[OutcomeKind, Wire] = {
            "contraindicated": withheld.yes,
            "not applicable": withheld.no,
            "insufficient data": truths.unknown(withheld),
        }
        found = bare(circuit, Spot(decision, decision), kinds, (), withheld.needs)
        return replace(found, withheld_by=self._withheld_by(candidates))

    # ------------------------------------------------------------ parts

    def _entries(self, candidates: Sequence[CircuitCandidate], leads: Sequence[Kleene]) -> tuple[Entry, ...]:
        circuit = self._circuit
        return tuple(
            Entry(p, circuit.all((bit, circuit.no(lead.no))), c.option.id, lead)
            for c, lead in zip(candidates, leads, strict=True)
            for p, bit in c.kept
        )

    def _of(self, candidate: CircuitCandidate) -> Iterator[Alternative]:
        """What an option may bring."""
        circuit = self._circuit
        for parcel, bit in candidate.kept:
            for a in parcel.alternatives:
                yield Alternative(circuit.all((bit, circuit.no(parcel.withheld), a.present)), a.medicines)

    def _brings(
        self,
        decision: core.DecisionNode,
        candidates: Sequence[CircuitCandidate],
        leads: Sequence[Kleene],
        needs: Wire,
        maybe_none: Wire,
    ) -> tuple[Bringing, ...]:
        """One of the options that may lead; none of them only where nothing is surely available."""
        circuit = self._circuit
        sure = circuit.any(
            circuit.any((c.available.yes, circuit.all((c.continued.yes, c.continuing_is_clear))))
            for c in candidates
        )
        may = [
            circuit.all((circuit.no(lead.no), circuit.no(c.withheld)))
            for c, lead in zip(candidates, leads, strict=True)
        ]
        none = circuit.all(
            (
                circuit.any(may),
                circuit.any((maybe_none, circuit.no(sure))),
                circuit.no(circuit.any(lead.yes for lead in leads)),
            )
        )
        alternatives = [
            Alternative(circuit.all((bit, a.present)), a.medicines)
            for c, bit in zip(candidates, may, strict=True)
            for a in self._of(c)
        ]
        alternatives.append(Alternative(none, NOTHING))
        return bringing_of(circuit, decision.id, alternatives, needs)

    def _stops(
        self,
        candidates: Sequence[CircuitCandidate],
        leads: Sequence[Kleene],
        needs: Wire,
    ) -> tuple[Halting, ...]:
        """What the leading option stops; not sure while another one may lead, too."""
        circuit = self._circuit
        found: list[Halting] = []
        several = circuit.any(
            circuit.all((circuit.no(a.no), circuit.no(b.no))) for a, b in combinations(leads, 2)
        )
        for c, lead in zip(candidates, leads, strict=True):
            present = [(p, circuit.all((bit, circuit.no(lead.no)))) for p, bit in c.kept]
            sure = circuit.all((lead.yes, circuit.no(several)))
            found.extend(self._decisions.haltings(c.option, present, sure, needs))
        return tuple(found)

    def _withheld_by(self, candidates: Sequence[CircuitCandidate]) -> tuple[tuple[str, Wire], ...]:
        circuit = self._circuit
        return tuple(
            (limit, circuit.all((c.withheld, bit, holding)))
            for c in candidates
            for p, bit in c.kept
            for give in p.gives
            for limit, holding in give.withheld_by
        )


def _bare(nothing: Wire, truth: Kleene) -> Kleene:
    """A truth without what would settle it."""
    return Kleene(truth.yes, truth.no, nothing)
