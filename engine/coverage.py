"""Which statements of a guideline an evaluation exercised: they held, led, withheld, waited, or were broken.

A row of a table, an item of a score and a case of a definition are statements too: each has a figure of its own, which
is exercised where something asks for the definition and the figure is what it gets.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.evaluation import Evaluation
from engine.reached import figures, reached
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.spans import Span

_STATEMENTS = (
    core.DecisionNode,
    core.BranchNode,
    core.ExceptionNode,
    core.OptionNode,
    core.LimitNode,
    core.GateNode,
    core.TaperNode,
)


@frozen
class Statement:
    """What cases should exercise: a node, or one figure of a definition, whose words it then has."""

    id: str
    span: Span
    says: str = ""


def statements(graph: DecisionGraph) -> tuple[Statement, ...]:
    """What cases should exercise, in the order of the file; of decisions those that say something themselves.

    What is taken over from another guideline is exercised by the cases of that one.
    """
    return tuple(
        statement for node in graph.nodes if not node.span.guideline for statement in _of_node(node, graph)
    )


def _of_node(node: core.Node, graph: DecisionGraph) -> Iterator[Statement]:
    if isinstance(node, core.DefineNode):
        for figure in figures(node):
            yield Statement(f"{node.id} {figure.name}", figure.span, figure.says)
    elif isinstance(node, _STATEMENTS) and not _is_silent(node, graph):
        yield Statement(node.id, node.span)


def _is_silent(node: core.Node, graph: DecisionGraph) -> bool:
    """Whether it is a decision whose branches or options alone say something."""
    if not isinstance(node, core.DecisionNode):
        return False
    lines = (core.GiveNode, core.DoNode, core.StopNode)
    return node.mode == "choose" or not any(isinstance(part, lines) for part in graph.children(node.id))


def exercised(evaluation: Evaluation) -> frozenset[str]:
    """The ids of what an evaluation exercised."""
    return frozenset(_exercised(evaluation))


def _exercised(evaluation: Evaluation) -> Iterator[str]:
    for unit in evaluation.units:
        yield from unit.holds
        yield from (limit.limit.id for limit in unit.withheld_by)
        if unit.kind in ("recommended", "nothing recommended", "contraindicated"):
            yield unit.node.id
            yield from (holder for package in unit.packages for holder in package.holders)
        for option in unit.options:
            if option.leads is True:
                yield option.option.id
        gives = [give for package in unit.packages for give in package.gives]
        gives.extend(give for option in unit.options for package in option.packages for give in package.gives)
        yield from (gate.gate.id for give in gives for gate in give.gates)
        yield from (limit.limit.id for give in gives for limit in give.withheld_by)
    for promise in evaluation.promises:
        yield from (limit.id for limit in promise.broken_by)
    for caution in evaluation.cautions:
        if caution.judged.truth is True:
            yield caution.limit.id
    world = evaluation.world
    for name in world.judged_definitions():
        definition = world.graph.definitions[name]
        yield from (f"{definition.id} {figure}" for figure in reached(definition, world))
    for wrong in evaluation.taken_wrongly:
        yield from (limit.id for limit in wrong.limits)
