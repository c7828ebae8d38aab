"""The plan of several guidelines as one of them sees it, and what each brings into it.

A guideline is evaluated without the others. Then its promises, contraindications and cautions are judged once more in
a world in which the plan also has what the others bring and lacks what they stop.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from engine.evaluation import Evaluation, plan_of_taken, walk
from engine.expressions import World
from engine.judged import Judged, merged
from engine.kinds import Action
from engine.outcomes import UnitResult
from engine.packages import GiveResult
from engine.plan import TAKEN, Contribution, Plan, Stopping
from engine.planned_doses import planned_doses
from engine.record import PatientRecord
from engine.safety import Safety
from engine.together_patient import Identities, classes_for
from guideline_dsl import core, values
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.references import node_expressions, operands
from guideline_dsl.values import Span


@frozen
class Brought:
    """A medicine that a guideline gives, or may give, this patient."""

    place: int
    medicine: str
    unit: UnitResult
    give: GiveResult
    sure: bool

    @property
    def action(self) -> Action:
        """Whether it is started, continued or changed."""
        return self.give.action


@frozen
class Party:
    """A guideline at the table: what it found by itself, and the worlds in which it is asked again.

    `joint` has the plan of all; `promised` has its planned doses too, as a promise is judged; `alone` is that world
    with the guideline's own plan, and `now` is what is taken.
    """

    place: int
    graph: DecisionGraph
    found: Evaluation
    joint: World
    safety: Safety
    promised: World
    alone: World
    now: World
    brings: tuple[Brought, ...]


def parties_of(
    graphs: Sequence[DecisionGraph], records: Sequence[PatientRecord], as_of: date, who: Identities
) -> tuple[Party, ...]:
    """Evaluate each guideline, then show each of them the plan of all."""
    found = [walk(graph, record, as_of) for graph, record in zip(graphs, records, strict=True)]
    doses = [planned_doses(each.units, each.world) for each in found]
    parties: list[Party] = []
    for place, (graph, record) in enumerate(zip(graphs, records, strict=True)):
        own = found[place].world
        plan, planned = _with_classes(own.plan, place, graphs, who), dict(doses[place])
        for other, evaluation in enumerate(found):
            if other != place:
                plan = _with_plan_of(plan, evaluation, other, place, graphs, who)
                _add_doses(planned, doses[other], other, place, who)
        joint = World(graph, record, as_of, plan)
        parties.append(
            Party(
                place,
                graph,
                found[place],
                joint,
                Safety(joint),
                World(graph, record, as_of, plan, planned),
                World(graph, record, as_of, own.plan, doses[place]),
                World(graph, record, as_of, plan_of_taken(graph, record)),
                tuple(_brought(place, found[place])),
            )
        )
    return tuple(parties)


def _with_classes(plan: Plan, place: int, graphs: Sequence[DecisionGraph], who: Identities) -> Plan:
    """The plan, where what is taken and unknown to this guideline is of the classes in which others put it.

    Whether it is of further classes stays unknown.
    """
    known = dict(plan.others)
    for name in plan.unknown_classes:
        keys = {who.key(other, name) for other, graph in enumerate(graphs) if name in graph.medicines}
        for key in keys:
            known[name] = classes_for(graphs, place, key, who)[0] | known.get(name, frozenset())
    return replace(plan, others=tuple(sorted(known.items())))


def _with_plan_of(
    plan: Plan,
    evaluation: Evaluation,
    other: int,
    place: int,
    graphs: Sequence[DecisionGraph],
    who: Identities,
) -> Plan:
    """The plan with what another guideline brings and stops, under the names of the first.

    A medicine that the first does not declare is of those of its classes in which another one puts it, by name.
    """
    theirs = evaluation.world.plan
    known = dict(plan.others)

    def here(name: str) -> str:
        key = who.key(other, name)
        return who.name(place, key) or key

    contributions: list[Contribution] = []
    for contribution in theirs.contributions:
        if contribution.source == TAKEN:
            continue  # the list is the same for all
        alternatives = tuple(frozenset(map(here, chosen)) for chosen in contribution.alternatives)
        contributions.append(
            replace(contribution, alternatives=alternatives, source=f"{other}:{contribution.source}")
        )
        for name in sorted(frozenset().union(*contribution.alternatives)):
            key = who.key(other, name)
            if not who.name(place, key):
                classes, _ = classes_for(graphs, place, key, who)
                known[here(name)] = classes | known.get(here(name), frozenset())
    stops = tuple(
        Stopping(f"{other}:{stop.source}", here(stop.medicine), stop.sure, stop.needs, stop.taken)
        for stop in theirs.stops
    )
    return replace(plan, others=tuple(sorted(known.items()))).plus(tuple(contributions), stops)


def _add_doses(
    planned: dict[str, Judged], theirs: Mapping[str, Judged], other: int, place: int, who: Identities
) -> None:
    """The doses that another guideline plans; where both plan one, it may be either."""
    for medicine, judged in theirs.items():
        name = who.name(place, who.key(other, medicine))
        if name in planned:
            before = planned[name]
            rate = values.join(before.span, judged.span)
            assert isinstance(rate, Span)
            needs = merged((before.needs, judged.needs))
            planned[name] = Judged(rate, needs, merged((before.rests_on, judged.rests_on)))
        elif name:
            planned[name] = judged


def _brought(place: int, found: Evaluation) -> Iterator[Brought]:
    for unit in found.units:
        if unit.kind not in ("recommended", "conditional", "conflict", "insufficient data"):
            continue
        packages = [p for p in (*unit.packages, *unit.possible) if p.status != "withheld"]
        alternatives = [chosen for package in packages for chosen in package.alternatives]
        everywhere = frozenset.intersection(*alternatives) if alternatives else frozenset()
        for package in packages:
            for give in package.gives:
                for medicine in give.members:
                    yield Brought(
                        place, medicine, unit, give, unit.kind == "recommended" and medicine in everywhere
                    )


# ---------------------------------------------------------------- whether the plan of all says anything new


def sees_more(conditions: Sequence[core.Expression], alone: World, joint: World) -> bool:
    """Whether something that conditions ask of the plan is otherwise in the plan of all."""
    asked = tuple(asked_of_plan(alone.graph, conditions))
    return any(alone.judge(part).value != joint.judge(part).value for part in asked)


def asked_of_plan(
    graph: DecisionGraph, conditions: Sequence[core.Expression]
) -> Iterator[core.PlanHas | core.MedicineMeasure]:
    """What conditions ask of the plan, by their definitions too: whether it has something, and its doses."""
    waiting, seen = list(conditions), set[str]()
    while waiting:
        part = waiting.pop()
        match part:
            case core.PlanHas() | core.MedicineMeasure():
                yield part
            case core.DefinitionRef(name=name):
                if name not in seen:
                    seen.add(name)
                    waiting.append(graph.definitions[name].value)
            case _:
                waiting.extend(operands(part))


def conditions_below(graph: DecisionGraph, identifier: str) -> Iterator[core.Expression]:
    """The conditions of a decision, of its branches and options, and of the regimens it gives."""
    waiting, seen = [identifier], set[str]()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        node = graph.node(current)
        yield from node_expressions(node)
        waiting.extend(child.id for child in graph.children(current))
        if isinstance(node, core.GiveNode) and node.target == "regimen":
            waiting.append(f"regimen:{node.name}")
