"""Walking the decision graph for one patient at a stated time: everything that is known, before it is put into words.

Scope first; then the decisions and tapers, what reads the plan after what feeds it; then conflicts; then the promises, on
what is taken now and on the plan; then what is wrong with what is taken, and the cautions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.conflicts import with_conflicts
from engine.decisions import Decisions
from engine.expressions import YES, Judged, World
from engine.outcomes import UnitResult, asked, conditions_of
from engine.plan import MEDICATION_LIST, TAKEN, Contribution, Plan, another
from engine.planned_doses import planned_doses
from engine.promises import PromiseResult, TakenWrongly, check_promise, taken_wrongly
from engine.record import PatientRecord
from engine.safety import LimitResult, Safety, limits_by_medicine
from engine.tapers import evaluate_taper
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph


@frozen
class Evaluation:
    """All that was found; `world` is the patient with the whole plan."""

    world: World
    scope: Judged
    units: tuple[UnitResult, ...]
    promises: tuple[PromiseResult, ...]
    taken_wrongly: tuple[TakenWrongly, ...]
    cautions: tuple[LimitResult, ...]


def walk(graph: DecisionGraph, record: PatientRecord, as_of: date) -> Evaluation:
    """Evaluate a guideline for a patient. Raises nothing for a checked graph and a read patient."""
    world = World(graph, record, as_of, plan_of_taken(graph, record))
    safety = Safety(world)
    scope = YES if graph.head.scope is None else world.judge(graph.head.scope)
    taken = world.plan
    if scope.truth is True:
        found = tuple(_in_order_of_plan(graph, world, safety))
        units = with_conflicts(found, world.plan)
    else:
        units = tuple(_out_of_scope(graph, scope))
    place = {node.id: index for index, node in enumerate(graph.nodes)}
    units = tuple(sorted(units, key=lambda unit: place[unit.node.id]))
    now = World(graph, record, as_of, taken)
    planned = World(graph, record, as_of, world.plan, planned_doses(units, world))
    promises = tuple(
        check_promise(node, now, planned, scope) for node in graph.nodes if isinstance(node, core.NeverNode)
    )
    return Evaluation(
        world,
        scope,
        units,
        promises,
        tuple(taken_wrongly(world, safety)) if scope.truth is True else (),
        tuple(_cautions(world, safety, units)) if scope.truth is True else (),
    )


def plan_of_taken(graph: DecisionGraph, record: PatientRecord) -> Plan:
    """The plan before anything is decided: what is taken now; with the list unknown, any declared medicine may be."""
    if record.medicines is None:
        return Plan(
            tuple(
                Contribution(TAKEN, (frozenset((name,)), frozenset()), (MEDICATION_LIST,))
                for name in graph.medicines
            ),
            others=tuple((another(name), frozenset((name,))) for name in graph.classes),
            list_unknown=True,
        )
    return Plan(
        tuple(Contribution(TAKEN, (frozenset((medicine.name,)),)) for medicine in record.medicines),
        unknown_classes=tuple(m.name for m in record.medicines if m.classes is None),
        others=tuple(
            (m.name, frozenset(m.classes))
            for m in record.medicines
            if not m.declared and m.classes is not None
        ),
    )


def _in_order_of_plan(graph: DecisionGraph, world: World, safety: Safety) -> Iterator[UnitResult]:
    decisions = Decisions(world, safety)
    for identifier in graph.order:
        node = graph.node(identifier)
        found = (
            (evaluate_taper(node, world),)
            if isinstance(node, core.TaperNode)
            else decisions.evaluate(_as_decision(node))
        )
        for unit in found:
            defaults = tuple(entry for entry in unit.rests_on if entry.startswith("default:"))
            medicines = fed_medicines(graph, identifier) if defaults else frozenset()
            world.plan = world.plan.plus(unit.contributions, unit.stops).resting_on(medicines, defaults)
        yield from found


def fed_medicines(graph: DecisionGraph, identifier: str) -> frozenset[str]:
    """The medicines that a decision may give, stop or taper, through its regimens too."""
    found: set[str] = set()
    waiting = [identifier]
    while waiting:
        node = graph.node(waiting.pop())
        waiting.extend(child.id for child in graph.children(node.id))
        match node:
            case core.GiveNode(target="regimen", name=name):
                waiting.append(f"regimen:{name}")
            case core.TaperNode(medicine=name):
                found.add(name)
            case (
                core.GiveNode(target="medicine" | "class" as target, name=name)
                | core.StopNode(target=target, name=name)
            ):
                found.update(graph.members(core.Crowd(target, name)))
            case _:
                pass
    return frozenset(found)


def _as_decision(node: core.Node) -> core.DecisionNode:
    if not isinstance(node, core.DecisionNode):
        raise TypeError(f"{node.id} is no decision")
    return node


# ---------------------------------------------------------------- outside the scope, or perhaps


def _out_of_scope(graph: DecisionGraph, scope: Judged) -> Iterator[UnitResult]:
    for identifier in graph.order:
        node = graph.node(identifier)
        if isinstance(node, core.TaperNode):
            yield _unscoped(node, node, None, scope, True)
            continue
        decision = _as_decision(node)
        if decision.mode != "advise":
            yield _unscoped(decision, decision, None, scope, True)
            continue
        children = graph.children(decision.id)
        if any(_acts(child) for child in children):
            yield _unscoped(decision, decision, 0, scope, True)
        branches = [child for child in children if isinstance(child, core.BranchNode)]
        for part, branch in enumerate(branches, start=1):
            acts = any(_acts(line) for line in graph.children(branch.id))
            yield _unscoped(branch, decision, part, scope, acts)


def _acts(node: core.Node) -> bool:
    return isinstance(node, core.GiveNode | core.DoNode | core.StopNode)


def _unscoped(
    node: core.Node, decision: core.DecisionNode | core.TaperNode, part: int | None, scope: Judged, acts: bool
) -> UnitResult:
    if scope.truth is False:
        kind = "outside scope" if acts else "not shown"
        reason = "the guideline is not about this patient"
        return UnitResult(node, decision, kind, reason, part, rests_on=scope.rests_on)  # type: ignore[arg-type]
    questions = asked("scope", scope.needs)
    reason = "whether the guideline is about this patient is not known"
    return UnitResult(
        node, decision, "insufficient data" if acts else "unknown", reason, part,
        conditions=conditions_of(questions), asked=questions, rests_on=scope.rests_on,
    )  # fmt: skip


# ---------------------------------------------------------------- cautions


def _cautions(world: World, safety: Safety, units: tuple[UnitResult, ...]) -> Iterator[LimitResult]:
    """The cautions about what is taken, may be given, or is offered as an option, that hold or may hold."""
    offered = frozenset(_offered(units))
    kinds = limits_by_medicine(world.graph)
    for medicine in world.graph.medicines:
        if ("caution", medicine) not in kinds:
            continue
        _, most, _ = world.plan.count(core.Crowd("medicine", medicine), (medicine,))
        if most or medicine in offered:
            yield from (r for r in safety.limits("caution", medicine) if r.judged.truth is not False)


def _offered(units: tuple[UnitResult, ...]) -> Iterator[str]:
    for unit in units:
        for option in unit.options:
            if not option.withheld and option.eligible is not False:
                yield from (name for p in option.packages for give in p.gives for name in give.members)
