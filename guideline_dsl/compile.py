"""core -> decision graph: who reads what, what leads to what, and in which order decisions are made."""

from __future__ import annotations

import graphlib
from collections.abc import Iterator, Mapping, Sequence

from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph, Edge, content_hash
from guideline_dsl.references import assumptions_of, node_expressions, subexpressions


def compile_core(checked: core.Core) -> DecisionGraph:
    """Compile a checked guideline.

    Raises ValueError on a circle through the plan, which the checker refuses.
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


class _Circle(ValueError):
    def __init__(self, path: tuple[str, ...]) -> None:
        super().__init__("these decisions read the plan of what they feed: " + ", ".join(path))
        self.path = path


class PlanReading:
    """Which decision feeds the plan with which medicines, and which statement reads the plan of which."""

    def __init__(self, nodes: Sequence[core.Node]) -> None:
        self._nodes = nodes
        self._by_id = {node.id: node for node in nodes}
        self._children: dict[str, list[core.Node]] = {}
        self._classes: dict[str, set[str]] = {}
        for node in nodes:
            self._children.setdefault(node.parent, []).append(node)
            if isinstance(node, core.MedicineNode):
                for name in node.classes:
                    self._classes.setdefault(name, set()).add(node.name)
        self._definitions = {n.name: n for n in nodes if isinstance(n, core.DefineNode)}
        self._facts = {n.name: n for n in nodes if isinstance(n, core.FactNode)}
        self._read_by_name: dict[str, frozenset[str]] = {}
        self.decisions = [n for n in nodes if isinstance(n, core.DecisionNode | core.TaperNode)]
        self._limits_of = self._contraindications()
        self.fed = {decision.id: self._fed_by(decision) for decision in self.decisions}

    def members(self, kind: str, name: str) -> set[str]:
        """The medicines a target stands for."""
        return {name} if kind == "medicine" else self._classes.get(name, set())

    def below(self, identifier: str) -> Iterator[core.Node]:
        """A node and everything below it, with the lines of the regimens it gives."""
        waiting = [identifier]
        while waiting:
            current = self._by_id[waiting.pop()]
            yield current
            waiting.extend(child.id for child in reversed(self._children.get(current.id, [])))
            if isinstance(current, core.GiveNode) and current.target == "regimen":
                waiting.append(f"regimen:{current.name}")

    def reads(self, expressions: Iterator[core.Expression]) -> frozenset[str]:
        """The medicines whose place in the plan the expressions ask for, through definitions too."""
        found: set[str] = set()
        for outer in expressions:
            for expression in subexpressions(outer):
                match expression:
                    case core.PlanHas(crowd=crowd):
                        found |= self.members(crowd.kind, crowd.name)
                    case core.DefinitionRef(name=name):
                        found |= self._reads_of_name(f"define:{name}")
                    case core.FactRef(name=name):
                        found |= self._reads_of_name(f"fact:{name}")
                    case _:
                        pass
        return frozenset(found)

    def _reads_of_name(self, identifier: str) -> frozenset[str]:
        if identifier not in self._read_by_name:
            node = self._by_id.get(identifier)
            self._read_by_name[identifier] = frozenset()  # a circle of definitions is the checker's finding
            if node is not None:
                self._read_by_name[identifier] = self.reads(node_expressions(node))
        return self._read_by_name[identifier]

    def _contraindications(self) -> dict[str, list[core.LimitNode]]:
        limits: dict[str, list[core.LimitNode]] = {}
        for node in self._nodes:
            if isinstance(node, core.WithholdNode) and node.kind == "contraindicate":
                inside = [n for n in self._children.get(node.id, []) if isinstance(n, core.LimitNode)]
                for target in node.targets:
                    for medicine in self.members(target.kind, target.name):
                        limits.setdefault(medicine, []).extend(inside)
        return limits

    def _fed_by(self, decision: core.Node) -> frozenset[str]:
        fed: set[str] = set()
        for node in self.below(decision.id):
            if isinstance(node, core.GiveNode | core.StopNode) and node.target in ("medicine", "class"):
                fed |= self.members(node.target, node.name)
        return frozenset(fed)

    def _read_by(self, decision: core.Node) -> frozenset[str]:
        found: set[str] = set()
        for node in self.below(decision.id):
            found |= self.reads(node_expressions(node))
        for medicine in self.fed[decision.id]:
            for limit in self._limits_of.get(medicine, []):
                found |= self.reads(node_expressions(limit))
        return frozenset(found)

    def order(self) -> tuple[str, ...]:
        """The decisions and tapers, each after what feeds the plan it reads; otherwise in the order of the
        file.

        Raises ValueError when there is a circle.
        """
        feeders: dict[str, list[str]] = {}
        for decision in self.decisions:
            for medicine in self.fed[decision.id]:
                feeders.setdefault(medicine, []).append(decision.id)
        before: dict[str, set[str]] = {}
        for decision in self.decisions:
            read = self._read_by(decision)
            before[decision.id] = {feeder for medicine in read for feeder in feeders.get(medicine, [])}
            if decision.id in before[decision.id]:
                raise _Circle((decision.id,))
        place = {decision.id: index for index, decision in enumerate(self.decisions)}
        sorter = graphlib.TopologicalSorter(before)
        try:
            sorter.prepare()
        except graphlib.CycleError as error:
            raise _Circle(tuple(error.args[1][1:])) from error
        ordered: list[str] = []
        while sorter.is_active():
            ready = sorted(sorter.get_ready(), key=place.__getitem__)
            ordered.extend(ready)
            sorter.done(*ready)
        return tuple(ordered)


def _edges(nodes: Sequence[core.Node], plan: PlanReading) -> Iterator[Edge]:
    previous_branch: dict[str, str] = {}
    for node in nodes:
        if node.parent:
            yield Edge("contains", node.parent, node.id)
        if isinstance(node, core.BranchNode):
            before = previous_branch.get(node.parent)
            if before is not None:
                yield Edge("next", before, node.id)
            previous_branch[node.parent] = node.id
        yield from _reading_edges(node, plan)
        yield from _acting_edges(node, plan)
        for assumption in assumptions_of(node):
            yield Edge("assumes", node.id, f"assumption:{assumption}")
    yield from _feeding_edges(nodes, plan)


def _reading_edges(node: core.Node, plan: PlanReading) -> Iterator[Edge]:
    for outer in node_expressions(node):
        for expression in subexpressions(outer):
            match expression:
                case core.FactRef(name=name):
                    yield Edge("reads", node.id, f"fact:{name}")
                case core.DefinitionRef(name=name):
                    yield Edge("reads", node.id, f"define:{name}")
                case core.Done(procedure=procedure):
                    yield Edge("reads", node.id, f"procedure:{procedure}")
                case (
                    core.Taking(crowd=crowd) | core.PlanHas(crowd=crowd) | core.MedicineMeasure(target=crowd)
                ):
                    for medicine in sorted(plan.members(crowd.kind, crowd.name)):
                        yield Edge("reads", node.id, f"medicine:{medicine}")
                case _:
                    pass


def _acting_edges(node: core.Node, plan: PlanReading) -> Iterator[Edge]:
    match node:
        case core.GiveNode(target="regimen", name=name):
            yield Edge("gives", node.id, f"regimen:{name}")
        case core.GiveNode(target="medicine" | "class" as target, name=name):
            for medicine in sorted(plan.members(target, name)):
                yield Edge("gives", node.id, f"medicine:{medicine}")
        case core.StopNode(target=target, name=name):
            for medicine in sorted(plan.members(target, name)):
                yield Edge("stops", node.id, f"medicine:{medicine}")
        case core.DoNode(procedure=procedure):
            yield Edge("does", node.id, f"procedure:{procedure}")
        case core.GateNode(target=crowd):
            for medicine in sorted(plan.members(crowd.kind, crowd.name)):
                yield Edge("gates", node.id, f"medicine:{medicine}")
            for fact in node.facts:
                yield Edge("checks", node.id, f"fact:{fact}")
            for procedure in node.procedures:
                yield Edge("checks", node.id, f"procedure:{procedure}")
        case core.WithholdNode(targets=targets):
            for crowd in targets:
                for medicine in sorted(plan.members(crowd.kind, crowd.name)):
                    yield Edge("limits", node.id, f"medicine:{medicine}")
        case core.TaperNode(medicine=medicine):
            yield Edge("tapers", node.id, f"medicine:{medicine}")
        case _:
            return


def _feeding_edges(nodes: Sequence[core.Node], plan: PlanReading) -> Iterator[Edge]:
    readers: Mapping[str, frozenset[str]] = {
        node.id: plan.reads(
            e for e in node_expressions(node) if any(isinstance(x, core.PlanHas) for x in subexpressions(e))
        )
        for node in nodes
    }
    for decision in plan.decisions:
        for reader, medicines in readers.items():
            if medicines & plan.fed[decision.id]:
                yield Edge("feeds", decision.id, reader)
