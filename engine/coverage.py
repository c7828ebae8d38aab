"""Which statements of a guideline an evaluation exercised: they held, led, withheld, waited, or were broken."""

from __future__ import annotations

from collections.abc import Iterator

from engine.evaluation import Evaluation
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph

_STATEMENTS = (
    core.DecisionNode,
    core.BranchNode,
    core.ExceptionNode,
    core.OptionNode,
    core.LimitNode,
    core.GateNode,
    core.TaperNode,
)


def statements(graph: DecisionGraph) -> tuple[core.Node, ...]:
    """What cases should exercise; of decisions those that say something themselves.

    What is taken over from another guideline is exercised by the cases of that one.
    """
    return tuple(
        node
        for node in graph.nodes
        if isinstance(node, _STATEMENTS)
        and not node.span.guideline
        and not (isinstance(node, core.DecisionNode) and not _speaks(node, graph))
    )


def _speaks(decision: core.DecisionNode, graph: DecisionGraph) -> bool:
    lines = (core.GiveNode, core.DoNode, core.StopNode)
    return decision.mode != "choose" and any(isinstance(n, lines) for n in graph.children(decision.id))


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
    for wrong in evaluation.taken_wrongly:
        yield from (limit.id for limit in wrong.limits)
