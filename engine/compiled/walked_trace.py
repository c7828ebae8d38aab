"""The trace of the walk: what the one of the circuit is held against, and what stands in for it."""

from __future__ import annotations

from fractions import Fraction

from engine.compiled.asked import Asked, asked_of_graph
from engine.compiled.needs import NeedOrder
from engine.compiled.trace import Told, Trace
from engine.evaluation import Evaluation
from engine.safety import Safety
from guideline_dsl import core
from guideline_dsl.values import Span, Truth, Value


def trace_of(evaluation: Evaluation) -> Trace:
    """The trace of an evaluation."""
    graph = evaluation.world.graph
    order = NeedOrder(graph)
    asked = tuple(asked_of_graph(graph))
    found: list[Told] = []
    if graph.head.scope is not None:
        scope = evaluation.scope
        found.append(Told(graph.head.id, "for", scope.truth, None, order.sorted(scope.needs)))
        asked = asked[1:]
    if evaluation.scope.truth is True:
        found.extend(_told(each, evaluation, order) for each in asked)
    return Trace(graph.hash, tuple(found))


def _told(asked: Asked, evaluation: Evaluation, order: NeedOrder) -> Told:
    if isinstance(asked.expression, core.GateNode):
        return _gate(asked, asked.expression, evaluation, order)
    judged = evaluation.world.judge(asked.expression)
    truth: Truth = judged.value if isinstance(judged.value, bool) else None
    return Told(asked.node.id, asked.lead, truth, _known(judged.value), order.sorted(judged.needs))


def _gate(asked: Asked, gate: core.GateNode, evaluation: Evaluation, order: NeedOrder) -> Told:
    """A gate asks for what is recorded: a procedure recorded as not done is known not to be done."""
    world = evaluation.world
    waiting = Safety(world).gate(gate).waiting
    done = [world.record.procedures.get(name) for name in gate.procedures]
    surely_not = any(found is not None and not found.done for found in done)
    passed: Truth = True if not waiting else False if surely_not else None
    return Told(asked.node.id, asked.lead, passed, None, order.sorted(waiting))


def _known(value: Value) -> Fraction | str | None:
    match value:
        case Span():
            return value.point
        case frozenset() if len(value) == 1:
            return next(iter(value))
    return None
