"""Several guidelines for one patient: what their plans say against each other.

Each guideline is evaluated by itself. Then, between any two of them:

- one medicine is given in different doses, or given by one and stopped (or tapered) by the other;
- what one gives or continues, the other contraindicates, has a caution about, or wants checked before;
- what one brings breaks a promise of the other, or leaves it open, that is kept by its own plan;
- a decision of one reads the plan, which has more in it than it saw: it is told, and not decided anew.

A contraindication or a promise is judged with the plan of all in it. A guideline that is not about this patient says
nothing against anybody; one that may not be, nothing that is certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from engine.agreement import doses_agree_across
from engine.assessment import Assessment, CitationShown, Outcome, Recommendation
from engine.conflicts import Claim, claims_of, contradicts
from engine.kinds import Answer
from engine.outcomes import UnitResult
from engine.present import Presenter
from engine.promises import check_promise
from engine.recommending import notes_of
from engine.record import PatientRecord
from engine.sentences import need_names
from engine.together_assessment import Conflict, ConflictKind, Severity, Side, TogetherAssessment
from engine.together_patient import Identities, identities
from engine.together_plan import Brought, Party, asked_of_plan, conditions_below, parties_of, sees_more
from engine.trace import shown_citations
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.values import Truth
from guideline_dsl.version import ENGINE_VERSION
from guideline_dsl.wording import crowd_words, words

_KINDS: tuple[ConflictKind, ...] = (
    "given and stopped",
    "different doses",
    "contraindicated",
    "broken promise",
    "open promise",
    "not yet checked",
    "caution",
    "decided without",
)
"""In the order in which they are told, after those that are certain."""
_SEVERITIES: tuple[Severity, ...] = ("critical", "warning", "note")


def assess_together(
    graphs: Sequence[DecisionGraph], records: Sequence[PatientRecord], as_of: date
) -> TogetherAssessment:
    """Evaluate guidelines of different names for one patient; `records` are the patient as each reads it."""
    order = sorted(range(len(graphs)), key=lambda index: (graphs[index].head.name, graphs[index].hash))
    # the order in which the guidelines are given must not matter
    ordered = [graphs[index] for index in order]
    who = identities(ordered)
    parties = parties_of(ordered, [records[index] for index in order], as_of, who)
    shown = [Presenter(party.found).assessment(as_of) for party in parties]
    table = _Table(parties, who, shown)
    found = tuple(sorted(dict.fromkeys(table.conflicts()), key=_order))
    acceptable, statement = _verdict(found, shown)
    return TogetherAssessment(
        engine=ENGINE_VERSION,
        as_of=as_of,
        acceptable=acceptable,
        plan_statement=statement,
        conflicts=found,
        assessments=tuple(shown[order.index(index)] for index in range(len(graphs))),
        notes=tuple(_matches(ordered, who)),
    )


def _order(conflict: Conflict) -> tuple[object, ...]:
    sides = tuple((side.guideline, side.node, side.says) for side in conflict.sides)
    severity = _SEVERITIES.index(conflict.severity)
    return (severity, not conflict.certain, _KINDS.index(conflict.kind), conflict.about, conflict.text, sides)


def _verdict(conflicts: Sequence[Conflict], assessments: Sequence[Assessment]) -> tuple[Answer, str]:
    """Whether the plans may stand beside each other, in a word and in a sentence."""
    faults = [each for each in conflicts if each.severity == "critical" and each.certain]
    doubts = [each for each in conflicts if each.severity != "note" and each not in faults]
    own = {assessment.acceptable for assessment in assessments}
    if faults:
        about = ", ".join(dict.fromkeys(each.about for each in faults))
        return "no", f"The plans cannot stand together as they are: {about}."
    said = ["The plans do not contradict each other as far as is known."] if not doubts else []
    if doubts:
        about = ", ".join(dict.fromkeys(each.about for each in doubts))
        said.append(
            f"Whether the plans can stand together is not yet known, or more is to be done first: {about}."
        )
    if own != {"yes"}:
        said.append("The plan of a guideline may not stand even by itself: see its own report.")
    if "no" in own:
        return "no", " ".join(said)
    return ("unknown" if doubts or "unknown" in own else "yes"), " ".join(said)


def _matches(graphs: Sequence[DecisionGraph], who: Identities) -> Iterator[str]:
    """How medicines with several names were matched, and facts that another guideline computes."""
    for key in sorted(set(who.keys.values())):
        names = [(who.name(place, key), graph.head.name) for place, graph in enumerate(graphs)]
        if len({name for name, _ in names if name}) > 1:
            said = ", ".join(f"{name} ({of})" for name, of in names if name)
            yield f"One medicine, by its code: {said}."
    for place, graph in enumerate(graphs):
        for name in sorted(graph.facts):
            others = [g.head.name for at, g in enumerate(graphs) if at != place and name in g.definitions]
            for other in others:
                yield f"{name} is a fact to {graph.head.name}, and {other} computes it: each goes by its own."


@frozen
class _Table:
    """The guidelines at one table, with what each was shown to say."""

    parties: tuple[Party, ...]
    who: Identities
    shown: Sequence[Assessment]

    def conflicts(self) -> Iterator[Conflict]:
        """All conflicts, some perhaps twice."""
        yield from self._said_differently()
        for party in self.parties:
            if party.found.scope.truth is not False:
                yield from self._limits(party)
                yield from self._gates(party)
                yield from self._promises(party)
                yield from self._not_seen(party)

    # ------------------------------------------------------------ one medicine, said differently

    def _said_differently(self) -> Iterator[Conflict]:
        units: list[UnitResult] = []
        claims: dict[str, list[tuple[Party, Claim]]] = {}
        for party in self.parties:
            for unit in party.found.units:
                # what a guideline contradicts itself about, it does not surely say
                said = replace(unit, kind="conditional") if unit.kind == "conflict" else unit
                for claim in claims_of(len(units), said):
                    key = self.who.key(party.place, claim.medicine)
                    claims.setdefault(key, []).append((party, claim))
                units.append(said)
        for key, made in claims.items():
            for (one, first), (other, second) in combinations(made, 2):
                if one.place != other.place:
                    yield from self._between(key, (one, first), (other, second), units)

    def _between(
        self, key: str, one: tuple[Party, Claim], other: tuple[Party, Claim], units: Sequence[UnitResult]
    ) -> Iterator[Conflict]:
        first, second = one[1], other[1]
        if (
            first.give is not None
            and second.give is not None
            and first.stops is False
            and second.stops is False
        ):
            agree = doses_agree_across(first.give, second.give)
            clash: Truth = None if agree is None else not agree
        else:
            clash = contradicts(first, second, units)
        if clash is False:
            return
        certain = bool(clash) and first.sure and second.sure
        stops = first.stops is not False or second.stops is not False
        kind: ConflictKind = "given and stopped" if stops else "different doses"
        what = "is given by one and stopped by the other" if stops else "is given in different doses"
        about = self._called(key)
        names = f"{one[0].graph.head.name} and {other[0].graph.head.name}"
        asked = [need for _, claim in (one, other) for _, need in units[claim.unit].asked]
        waiting = [need for _, claim in (one, other) for need in units[claim.unit].conditions]
        yield Conflict(
            kind=kind,
            severity="critical" if certain else "warning",
            certain=certain,
            about=about,
            text=f"{about} {'' if certain else 'perhaps '}{what}: {names}.",
            sides=tuple(self._claimed(party, claim, units) for party, claim in (one, other)),
            missing=() if certain else need_names(tuple(dict.fromkeys((*waiting, *asked)))),
        )

    def _claimed(self, party: Party, claim: Claim, units: Sequence[UnitResult]) -> Side:
        unit = units[claim.unit]
        if claim.give is not None:
            return self._line(party, unit, claim.give.line.id)
        outcome = self.shown[party.place].outcome(unit.node.id)
        for told in outcome.recommendations:
            if (
                claim.stops is not False
                and told.action == "stop"
                and claim.medicine in (told.medicine, *told.members)
            ):
                return self._side(party, told.node, told.text, told.citations)
        text = f"{outcome.title}: {outcome.reason or outcome.kind}"
        return self._side(party, unit.node.id, text, outcome.citations)

    def _line(self, party: Party, unit: UnitResult, node: str) -> Side:
        """What a guideline says in a line of an outcome, in the words of its own assessment."""
        outcome = self.shown[party.place].outcome(unit.node.id)
        for told in _all_told(outcome):
            if told.node == node:
                return self._side(party, node, told.text, told.citations)
        line = party.graph.node(node)
        name = line.name if isinstance(line, core.GiveNode | core.StopNode) else node
        waits = f", which depends on {', '.join(outcome.conditions)}" if outcome.conditions else ""
        return self._side(party, node, f"{outcome.title}: may give {name}{waits}", outcome.citations)

    def _brought(self, brought: Brought) -> Side:
        return self._line(self.parties[brought.place], brought.unit, brought.give.line.id)

    def _side(self, party: Party, node: str, says: str, citations: tuple[CitationShown, ...]) -> Side:
        head = party.graph.head
        return Side(guideline=head.name, version=head.version, node=node, says=says, citations=citations)

    def _called(self, key: str) -> str:
        """A medicine under every name that a guideline has for it."""
        names = [name for party in self.parties if (name := self.who.name(party.place, key))]
        return " / ".join(sorted(set(names))) or key

    # ------------------------------------------------------------ contraindications, cautions, gates

    def _concerned(self, party: Party, crowds: Sequence[core.Crowd]) -> Iterator[Brought]:
        """What the guidelines bring that is of some crowds of one of them: by its name, its code or its class."""
        wanted = {self.who.key(party.place, name) for crowd in crowds for name in party.graph.members(crowd)}
        classes = {crowd.name for crowd in crowds if crowd.kind == "class"}
        for other in self.parties:
            for brought in other.brings:
                declared = other.graph.medicines.get(brought.medicine)
                theirs = set() if declared is None else set(declared.classes)
                if self.who.key(other.place, brought.medicine) in wanted or theirs & classes:
                    yield brought

    def _stopped(self, party: Party, crowds: Sequence[core.Crowd]) -> Iterator[Side]:
        """What the guidelines stop that is of some crowds of one of them."""
        wanted = {self.who.key(party.place, name) for crowd in crowds for name in party.graph.members(crowd)}
        for other in self.parties:
            for outcome in self.shown[other.place].outcomes:
                for told in _all_told(outcome):
                    stopped = {self.who.key(other.place, name) for name in (told.medicine, *told.members)}
                    if told.action == "stop" and stopped & wanted:
                        yield self._side(other, told.node, told.text, told.citations)

    def _limits(self, party: Party) -> Iterator[Conflict]:
        for node in party.graph.nodes:
            if not isinstance(node, core.WithholdNode):
                continue
            concerned = tuple(self._concerned(party, node.targets))
            for limit in party.graph.children(node.id) if concerned else ():
                if isinstance(limit, core.LimitNode):
                    yield from self._limit(party, node, limit, concerned)

    def _limit(
        self, party: Party, node: core.WithholdNode, limit: core.LimitNode, concerned: Sequence[Brought]
    ) -> Iterator[Conflict]:
        judged = party.joint.judge(limit.condition)
        if judged.truth is False:
            return
        own = party.found.world.judge(limit.condition)
        scope = party.found.scope
        for brought in concerned:
            if brought.place == party.place and own.truth == judged.truth:
                continue  # it has said so itself
            certain = bool(judged.truth) and brought.sure and bool(scope.truth)
            about = self._called(self.who.key(brought.place, brought.medicine))
            said = f"{node.kind} when {words(limit.condition)}"
            giver = self.parties[brought.place].graph.head.name
            stands = "contraindicated" if node.kind == "contraindicate" else "under a caution"
            perhaps = "" if certain else "perhaps "
            with_all = " with the plan of all" if brought.place == party.place else ""
            severity: Severity = "critical" if certain else "warning"
            yield Conflict(
                kind="contraindicated" if node.kind == "contraindicate" else "caution",
                severity=severity if node.kind == "contraindicate" else "note",
                certain=certain,
                about=about,
                text=f"{about}, which {giver} {_verb(brought)}, is {perhaps}{stands}{with_all}: "
                f"{party.graph.head.name}.",
                sides=(
                    self._side(party, limit.id, said, shown_citations(limit.support)),
                    self._brought(brought),
                ),
                notes=notes_of(party.graph, limit),
                missing=need_names(
                    tuple(dict.fromkeys((*judged.needs, *scope.needs, *brought.unit.conditions)))
                ),
            )

    def _gates(self, party: Party) -> Iterator[Conflict]:
        for node in party.graph.nodes:
            if not isinstance(node, core.GateNode):
                continue
            waiting = party.safety.gate(node).waiting
            for brought in self._concerned(party, (node.target,)) if waiting else ():
                if brought.place == party.place or brought.action not in ("start", "start or continue"):
                    continue
                about = self._called(self.who.key(brought.place, brought.medicine))
                names = need_names(waiting)
                checks = ", ".join(
                    need_names(
                        (*(f"fact:{f}" for f in node.facts), *(f"procedure:{p}" for p in node.procedures))
                    )
                )
                giver = self.parties[brought.place].graph.head.name
                yield Conflict(
                    kind="not yet checked",
                    severity="warning",
                    certain=brought.sure and brought.action == "start" and party.found.scope.truth is True,
                    about=about,
                    text=f"{about}, which {giver} {_verb(brought)}, waits for {', '.join(names)}: "
                    f"{party.graph.head.name}.",
                    sides=(
                        self._side(
                            party,
                            node.id,
                            f"before {crowd_words(node.target)}: check {checks}",
                            shown_citations(node.support),
                        ),
                        self._brought(brought),
                    ),
                    missing=names,
                )

    # ------------------------------------------------------------ promises, and what was decided without the others

    def _promises(self, party: Party) -> Iterator[Conflict]:
        for result in party.found.promises:
            if result.plan in ("broken", "outside scope"):
                continue
            conditions = [limit.condition for limit in result.limits]
            if not sees_more(conditions, party.alone, party.promised):
                continue
            joint = check_promise(result.promise, party.now, party.promised, party.found.scope)
            if joint.plan not in ("broken", "open") or joint.plan == result.plan:
                continue
            broken = joint.plan == "broken"
            asked = asked_of_plan(party.graph, conditions)
            crowds = [p.crowd if isinstance(p, core.PlanHas) else p.target for p in asked]
            feeding = [self._brought(brought) for brought in self._concerned(party, crowds)]
            feeding += self._stopped(party, crowds)
            title = result.promise.title or result.promise.name
            state = "broken" if broken else "open"
            yield Conflict(
                kind="broken promise" if broken else "open promise",
                severity="critical" if broken else "warning",
                certain=broken,
                about=title,
                text=f"The plan of all {'breaks' if broken else 'may break'} a promise of {party.graph.head.name}: "
                f"{title}.",
                sides=(
                    self._side(
                        party,
                        result.promise.id,
                        f"never {title}: {state} with the plan of all, {result.plan} with its own",
                        tuple(c for limit in result.limits for c in shown_citations(limit.support)),
                    ),
                    *dict.fromkeys(feeding),
                ),
                notes=tuple(note for limit in result.limits for note in notes_of(party.graph, limit)),
                missing=() if broken else need_names(joint.needs),
            )

    def _not_seen(self, party: Party) -> Iterator[Conflict]:
        if party.found.scope.truth is not True:
            return
        for identifier in party.graph.order:
            node = party.graph.node(identifier)
            conditions = [
                part for part in conditions_below(party.graph, identifier) if _asks_plan(part, party.graph)
            ]
            if not conditions or not sees_more(conditions, party.found.world, party.joint):
                continue
            title = getattr(node, "title", "") or identifier.partition(":")[2]
            yield Conflict(
                kind="decided without",
                severity="note",
                certain=True,
                about=identifier.partition(":")[2],
                text=f"{party.graph.head.name} decided '{title}' by its own plan, and the plan of all has something "
                "else of what it asks: look at it again.",
                sides=(
                    self._side(
                        party, identifier, f"asks: {'; '.join(dict.fromkeys(map(words, conditions)))}", ()
                    ),
                ),
            )


def _asks_plan(condition: core.Expression, graph: DecisionGraph) -> bool:
    return any(isinstance(part, core.PlanHas) for part in asked_of_plan(graph, (condition,)))


def _verb(brought: Brought) -> str:
    """How a guideline brings a medicine: it gives it or continues it, or may."""
    word = "continue" if brought.action in ("continue", "continue or change") else "give"
    return f"{word}s" if brought.sure else f"may {word}"


def _all_told(outcome: Outcome) -> Iterator[Recommendation]:
    yield from outcome.recommendations
    for option in outcome.options:
        yield from option.recommendations
