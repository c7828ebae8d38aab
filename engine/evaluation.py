"""Walking the decision graph for one patient at a stated time: everything that is known, before it is put into words.

Scope first; then the decisions and tapers, what reads the plan after what feeds it; then conflicts; then the promises,
on what is taken now and on the plan; then what is wrong with what is taken, and the cautions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from engine.conflicts import with_conflicts
from engine.decisions import Decisions
from engine.expressions import World
from engine.judged import YES, Judged, defaults_of, merged
from engine.outcomes import UnitResult, asked, conditions_of
from engine.packages import Lines
from engine.plan import MEDICATION_LIST, TAKEN, Contribution, Plan, another
from engine.planned_doses import planned_doses
from engine.promises import PromiseResult, TakenWrongly, check_promise, taken_wrongly
from engine.record import PatientRecord
from engine.rivals import with_rivals
from engine.safety import LimitResult, Safety
from engine.settled_outcomes import (
    asked_by_promise,
    asked_by_unit,
    is_definite,
    promise_of_looks,
    promises_agree,
    unit_of_looks,
    units_agree,
    with_amounts_of,
)
from engine.settling import Supposed, SuppositionValue, looks_that_agree
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
    patient = Patient(graph, record, as_of)
    look = patient.known
    look.scope = scope = patient.scope()
    units = with_rivals(with_conflicts(look.units(graph.order), look.world.plan), graph)
    place = {node.id: index for index, node in enumerate(graph.nodes)}
    units = tuple(sorted(units, key=lambda unit: place[unit.node.id]))
    promises = tuple(
        patient.promise(node, look.promise(node, units), scope)
        for node in graph.nodes
        if isinstance(node, core.NeverNode)
    )
    within = scope.truth is True
    return Evaluation(
        look.world,
        scope,
        units,
        promises,
        tuple(taken_wrongly(look.world, look.safety)) if within else (),
        tuple(_cautions(look.world, look.safety, units)) if within else (),
    )


class Look:
    """One evaluation in Kleene's logic, with some values supposed of what is not known.

    `before` is the look with nothing supposed: what does not ask for what is supposed is as it was there.
    """

    def __init__(self, patient: Patient, supposed: Supposed, before: Look | None = None) -> None:
        """Begin with what is taken."""
        graph = patient.graph
        self._patient = patient
        self._supposed = supposed
        self._before = before
        self._found: dict[str, tuple[UnitResult, ...]] = {}
        self._doses: tuple[tuple[UnitResult, ...], Mapping[str, Judged]] | None = None
        self.world = World(graph, patient.record, patient.as_of, patient.taken, supposed=supposed)
        self.safety = Safety(self.world)
        self.scope = YES if graph.head.scope is None else self.world.judge(graph.head.scope)
        if before is not None and before.scope.truth is True:
            self.scope = before.scope

    def units(self, order: Sequence[str]) -> tuple[UnitResult, ...]:
        """The outcomes of some decisions and tapers, given after what feeds the plan they read."""
        if self.scope.truth is not True:
            return tuple(_out_of_scope(self.world.graph, order, self.scope))
        decisions = Decisions(self.world, self.safety)
        for identifier in order:
            if identifier not in self._found:
                self._found[identifier] = self._outcomes(identifier, decisions)
                for unit in self._found[identifier]:
                    self._plan(identifier, unit)
        return tuple(unit for identifier in order for unit in self._found[identifier])

    def _outcomes(self, identifier: str, decisions: Decisions) -> tuple[UnitResult, ...]:
        graph = self.world.graph
        if self._before is not None:
            known = self._before._found.get(identifier)
            if known is not None and not graph.cones.decision(identifier).asks & self._supposed.keys():
                return known
        node = graph.node(identifier)
        if isinstance(node, core.TaperNode):
            own: tuple[UnitResult, ...] = (evaluate_taper(node, self.world),)
        else:
            own = decisions.evaluate(_as_decision(node))
        if self._before is None:
            own = tuple(self._patient.unit(identifier, unit, decisions.lines) for unit in own)
        assumed = defaults_of(self.scope.rests_on)
        return tuple(replace(u, rests_on=merged((u.rests_on, assumed))) for u in own) if assumed else own

    def _plan(self, identifier: str, unit: UnitResult) -> None:
        graph, plan = self.world.graph, self.world.plan
        defaults = tuple(entry for entry in unit.rests_on if entry.startswith("default:"))
        medicines = fed_medicines(graph, identifier) if defaults else frozenset()
        self.world.plan = plan.plus(unit.contributions, unit.stops).resting_on(medicines, defaults)

    def promise(self, promise: core.NeverNode, units: tuple[UnitResult, ...]) -> PromiseResult:
        """A promise, on what is taken now and on the plan."""
        patient = self._patient
        now = World(patient.graph, patient.record, patient.as_of, patient.taken, supposed=self._supposed)
        if self._doses is None or self._doses[0] is not units:
            self._doses = units, planned_doses(units, self.world)
        _, doses = self._doses
        plan = World(patient.graph, patient.record, patient.as_of, self.world.plan, doses, self._supposed)
        return check_promise(promise, now, plan, self.scope)


class Patient:
    """A patient, and what stays the same whichever way a few facts turn out (settling.py)."""

    def __init__(self, graph: DecisionGraph, record: PatientRecord, as_of: date) -> None:
        """Keep what every look at the patient shares."""
        self.graph = graph
        self.record = record
        self.as_of = as_of
        self.taken = plan_of_taken(graph, record)
        self._looks: dict[tuple[tuple[str, SuppositionValue], ...], Look | None] = {}
        self.known = Look(self, {})
        """The look with nothing supposed."""

    def look(self, supposed: Supposed) -> Look | None:
        """A look at the patient; None when that cannot be."""
        key = tuple(sorted(supposed.items(), key=lambda item: item[0]))
        if key not in self._looks:
            look = Look(self, supposed, self.known)
            self._looks[key] = None if look.world.cannot_be() else look
        return self._looks[key]

    def scope(self) -> Judged:
        """Whether the guideline is about the patient."""
        first = self.known.scope
        if first.truth is not None:
            return first

        def look(supposed: Supposed) -> Judged | None:
            found = self.look(supposed)
            return None if found is None else found.scope

        agreed = looks_that_agree(first, self.graph.cones.scope().splits, look, _asked_by_judged, _same_truth)
        if agreed is None:
            return first
        return Judged(agreed[0][0].truth, (), merged(judged.rests_on for judged in agreed[0]))

    def unit(self, identifier: str, unit: UnitResult, lines: Lines) -> UnitResult:
        """An outcome; where it is open, the one that every value of a few facts leads to, if there is one."""
        if is_definite(unit):
            return unit
        cone = self.graph.cones.decision(identifier)

        def look(supposed: Supposed) -> UnitResult | None:
            found = self.look(supposed)
            if found is None:
                return None
            units = found.units((*cone.upstream, identifier))
            return with_amounts_of(next(u for u in units if u.node.id == unit.node.id), lines)

        agreed = looks_that_agree(unit, cone.splits, look, asked_by_unit, units_agree)
        return unit if agreed is None else unit_of_looks(*agreed)

    def promise(self, node: core.NeverNode, result: PromiseResult, scope: Judged) -> PromiseResult:
        """A promise; where it is open, the state that every value of a few facts leads to, if there is one."""
        if scope.truth is not True:
            return result
        cone = self.graph.cones.promise(node.id)

        def look(supposed: Supposed) -> PromiseResult | None:
            found = self.look(supposed)
            if found is None:
                return None
            return found.promise(node, with_conflicts(found.units(cone.upstream), found.world.plan))

        for when in ("now", "plan"):
            agreed = looks_that_agree(result, cone.splits, look, asked_by_promise(when), promises_agree(when))
            if agreed is not None and agreed[1]:
                result = promise_of_looks(when, result, agreed[0])
        return result


def _asked_by_judged(judged: Judged) -> tuple[str, ...] | None:
    return judged.needs if judged.truth is None else None


def _same_truth(a: Judged, b: Judged) -> bool:
    return a.truth is b.truth


def plan_of_taken(graph: DecisionGraph, record: PatientRecord) -> Plan:
    """The plan before anything is decided: what is taken now; with the list unknown, any declared medicine may be."""
    if record.medicines is None:
        classes = tuple((another(name), frozenset((name,))) for name in graph.classes)
        return Plan(others=classes, list_unknown=True).plus(
            tuple(
                Contribution(TAKEN, (frozenset((name,)), frozenset()), (MEDICATION_LIST,))
                for name in graph.medicines
            )
        )
    taken = Plan(
        unknown_classes=tuple(m.name for m in record.medicines if m.classes is None),
        others=tuple(
            (m.name, frozenset(m.classes))
            for m in record.medicines
            if not m.declared and m.classes is not None
        ),
    )
    return taken.plus(
        tuple(Contribution(TAKEN, (frozenset((medicine.name,)),)) for medicine in record.medicines)
    )


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


def _out_of_scope(graph: DecisionGraph, order: Sequence[str], scope: Judged) -> Iterator[UnitResult]:
    for identifier in order:
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
    for medicine in world.graph.medicines:
        if ("caution", medicine) not in world.graph.limits:
            continue
        _, most, _ = world.plan.count(core.Crowd("medicine", medicine), (medicine,))
        if most or medicine in offered:
            yield from (r for r in safety.limits("caution", medicine) if r.judged.truth is not False)


def _offered(units: tuple[UnitResult, ...]) -> Iterator[str]:
    for unit in units:
        for option in unit.options:
            if not option.withheld and option.eligible is not False:
                yield from (name for p in option.packages for give in p.gives for name in give.members)
