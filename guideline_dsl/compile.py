"""core -> decision graph: who reads what, what leads to what, and in which order decisions are made."""

from __future__ import annotations

import graphlib
from collections.abc import Iterator, Mapping, Sequence

from guideline_dsl import core
from guideline_dsl.content_hash import content_hash
from guideline_dsl.graph import DecisionGraph, Edge
from guideline_dsl.references import assumptions_of, node_expressions, subexpressions


def compile_core(checked: core.Core) -> DecisionGraph:
    """Compile a checked guideline.

    Raises ValueError on a circle through the plan or of definitions, and on a regimen in a regimen, which
    the checker refuses.
    """
    plan = PlanReading(checked.nodes)
    order = plan.order()
    edges = tuple(dict.fromkeys(_edges(checked.nodes, plan)))
    return DecisionGraph(checked.nodes, edges, order, content_hash(checked.nodes))


def plan_circles(nodes: Sequence[core.Node]) -> tuple[tuple[str, ...], ...]:
    """The decisions that read, directly or round about, the plan of what they themselves feed.

    Each circle is the ids of its decisions; at most one is reported, and () says that there is none.
    """
    try:
        PlanReading(nodes).order()
    except _Circle as circle:
        return (circle.path,)
    return ()


def edges_of(nodes: Sequence[core.Node]) -> tuple[Edge, ...]:
    """The arrows between the nodes of a guideline, each once.

    Raises ValueError on a circle of definitions and on a regimen in a regimen.
    """
    return tuple(dict.fromkeys(_edges(nodes, PlanReading(nodes))))


class _Circle(ValueError):
    def __init__(self, path: tuple[str, ...]) -> None:
        super().__init__("these decisions read the plan of what they feed: " + ", ".join(path))
        self.path = path


class PlanReading:
    """What each node reads, which decision feeds the plan with which medicines, and who asks for them there.

    Everything is found in one pass over the nodes, so that a guideline of thousands of rules costs in
    proportion to its size.
    """

    def __init__(self, nodes: Sequence[core.Node]) -> None:
        self._by_id = {node.id: node for node in nodes}
        self._children: dict[str, list[core.Node]] = {}
        self._classes: dict[str, list[str]] = {}
        for node in nodes:
            self._children.setdefault(node.parent, []).append(node)
            if isinstance(node, core.MedicineNode):
                for name in node.classes:
                    self._classes.setdefault(name, []).append(node.name)
        self.decisions = [n for n in nodes if isinstance(n, core.DecisionNode | core.TaperNode)]
        self.read: dict[str, tuple[str, ...]] = {}
        """The ids of what the expressions of a node name, in reading order."""
        asked: dict[str, frozenset[str]] = {}
        for node in nodes:
            self.read[node.id], asked[node.id] = self._named(node)
        self.asked: Mapping[str, frozenset[str]] = self._by_definitions(asked)
        """The medicines whose place in the plan a node asks for, itself or by a definition."""
        self.fed = {decision.id: self._fed_by(decision) for decision in self.decisions}
        """The medicines a decision gives or stops, itself or by a regimen."""

    def members(self, kind: str, name: str) -> Sequence[str]:
        """The medicines a target stands for, in the order of the file."""
        return (name,) if kind == "medicine" else self._classes.get(name, ())

    def _named(self, node: core.Node) -> tuple[tuple[str, ...], frozenset[str]]:
        read: dict[str, None] = {}
        asked: set[str] = set()
        for outer in node_expressions(node):
            for expression in subexpressions(outer):
                match expression:
                    case core.FactRef(name=name):
                        read[f"fact:{name}"] = None
                    case core.DefinitionRef(name=name):
                        read[f"define:{name}"] = None
                    case core.Done(procedure=procedure):
                        read[f"procedure:{procedure}"] = None
                    case (
                        core.Taking(crowd=crowd)
                        | core.PlanHas(crowd=crowd)
                        | core.MedicineMeasure(target=crowd)
                    ):
                        members = self.members(crowd.kind, crowd.name)
                        read.update(dict.fromkeys(f"medicine:{medicine}" for medicine in members))
                        if isinstance(expression, core.PlanHas):
                            asked.update(members)
                    case _:
                        pass
        return tuple(read), frozenset(asked)

    def _by_definitions(self, asked: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
        """Each node asks for what the definitions it reads ask for; a chain of these may be long."""
        above = {
            name: [read for read in self.read[name] if read.startswith("define:")]
            for name, node in self._by_id.items()
            if isinstance(node, core.DefineNode)
        }
        whole = dict(asked)
        for name in graphlib.TopologicalSorter(above).static_order():
            whole[name] = whole.get(name, frozenset()).union(*(whole[read] for read in above.get(name, ())))
        for name, read in self.read.items():
            if name not in above:
                whole[name] = whole[name].union(*(whole[each] for each in read if each in above))
        return whole

    def _below(self, identifier: str) -> Iterator[core.Node]:
        """A node and everything below it, with the lines of the regimens it gives."""
        waiting = [(identifier, False)]
        while waiting:
            name, in_regimen = waiting.pop()
            current = self._by_id[name]
            yield current
            waiting.extend((child.id, in_regimen) for child in reversed(self._children.get(name, [])))
            if isinstance(current, core.GiveNode) and current.target == "regimen":
                if in_regimen:
                    raise ValueError(f"`{current.name}` is a regimen, and given in a regimen")
                waiting.append((f"regimen:{current.name}", True))

    def _contraindications(self) -> Mapping[str, list[str]]:
        """The ids of the limits that may withhold a medicine."""
        limits: dict[str, list[str]] = {}
        for node in self._by_id.values():
            if isinstance(node, core.WithholdNode) and node.kind == "contraindicate":
                inside = [n.id for n in self._children.get(node.id, []) if isinstance(n, core.LimitNode)]
                for target in node.targets:
                    for medicine in self.members(target.kind, target.name):
                        limits.setdefault(medicine, []).extend(inside)
        return limits

    def _fed_by(self, decision: core.Node) -> frozenset[str]:
        fed: set[str] = set()
        for node in self._below(decision.id):
            if isinstance(node, core.GiveNode | core.StopNode) and node.target in ("medicine", "class"):
                fed.update(self.members(node.target, node.name))
        return frozenset(fed)

    def order(self) -> tuple[str, ...]:
        """The decisions and tapers, each after what feeds the plan it reads; otherwise in the order of the
        file.

        Raises ValueError when there is a circle.
        """
        limits = self._contraindications()
        # A medicine's place in the plan stands between those who feed it and those who ask for it: so the
        # arrows are as many as both together, and not as many as their pairs.
        sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
        decided = frozenset().union(*self.fed.values())
        for decision in self.decisions:
            asking = {node.id for node in self._below(decision.id)}
            asking.update(limit for medicine in self.fed[decision.id] for limit in limits.get(medicine, ()))
            read = {medicine for identifier in asking for medicine in self.asked[identifier]}
            sorter.add(decision.id, *(f"medicine:{medicine}" for medicine in read & decided))
            for medicine in self.fed[decision.id]:
                sorter.add(f"medicine:{medicine}", decision.id)
        place = {decision.id: index for index, decision in enumerate(self.decisions)}
        try:
            sorter.prepare()
        except graphlib.CycleError as error:
            raise _Circle(tuple(step for step in error.args[1][1:] if step in place)) from error
        ordered: list[str] = []
        while sorter.is_active():
            ready = sorter.get_ready()
            ordered.extend(sorted((step for step in ready if step in place), key=place.__getitem__))
            sorter.done(*ready)
        return tuple(ordered)


def _edges(nodes: Sequence[core.Node], plan: PlanReading) -> Iterator[Edge]:
    previous_branch: dict[str, str] = {}
    every_branch = {n.id for n in nodes if isinstance(n, core.DecisionNode) and n.mode == "advise"}
    for node in nodes:
        if node.parent:
            yield Edge("contains", node.parent, node.id)
        if isinstance(node, core.BranchNode) and node.parent not in every_branch:
            before = previous_branch.get(node.parent)
            if before is not None:
                yield Edge("next", before, node.id)
            previous_branch[node.parent] = node.id
        for target in plan.read[node.id]:
            yield Edge("reads", node.id, target)
        yield from _acting_edges(node, plan)
        for assumption in assumptions_of(node):
            yield Edge("assumes", node.id, f"assumption:{assumption}")
    yield from _feeding_edges(nodes, plan)


def _acting_edges(node: core.Node, plan: PlanReading) -> Iterator[Edge]:
    match node:
        case core.GiveNode(target="regimen", name=name):
            yield Edge("gives", node.id, f"regimen:{name}")
        case core.GiveNode(target="medicine" | "class" as target, name=name):
            for medicine in plan.members(target, name):
                yield Edge("gives", node.id, f"medicine:{medicine}")
        case core.StopNode(target=target, name=name):
            for medicine in plan.members(target, name):
                yield Edge("stops", node.id, f"medicine:{medicine}")
        case core.DoNode(procedure=procedure):
            yield Edge("does", node.id, f"procedure:{procedure}")
        case core.GateNode(target=crowd):
            for medicine in plan.members(crowd.kind, crowd.name):
                yield Edge("gates", node.id, f"medicine:{medicine}")
            for fact in node.facts:
                yield Edge("checks", node.id, f"fact:{fact}")
            for procedure in node.procedures:
                yield Edge("checks", node.id, f"procedure:{procedure}")
        case core.WithholdNode(targets=targets):
            for crowd in targets:
                for medicine in plan.members(crowd.kind, crowd.name):
                    yield Edge("limits", node.id, f"medicine:{medicine}")
        case core.ExceptionNode(decided_by=decision) if decision:
            yield Edge("overrides", decision, node.parent)
        case core.TaperNode(medicine=medicine):
            yield Edge("tapers", node.id, f"medicine:{medicine}")
        case _:
            return


def _feeding_edges(nodes: Sequence[core.Node], plan: PlanReading) -> Iterator[Edge]:
    readers: dict[str, list[str]] = {}
    place: dict[str, int] = {}
    for index, node in enumerate(nodes):
        place[node.id] = index
        for medicine in plan.asked[node.id]:
            readers.setdefault(medicine, []).append(node.id)
    for decision in plan.decisions:
        fed = {reader for medicine in plan.fed[decision.id] for reader in readers.get(medicine, ())}
        for reader in sorted(fed, key=place.__getitem__):
            yield Edge("feeds", decision.id, reader)
