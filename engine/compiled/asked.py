"""What a trace tells of: the conditions of every statement of a guideline, its gates, definitions and facts, in order.

They are those that a drawing shows (engine/every_statement.py), judged with the whole plan.
"""

from __future__ import annotations

from collections.abc import Iterator

from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph


@frozen
class Asked:
    """A condition of a statement, or the value of a definition or a fact; of a gate, what it checks.

    `lead` is how the statement asks (`for`, `when`, ...).
    """

    node: core.Node
    lead: str
    expression: core.Expression | core.GateNode


def asked_of_graph(graph: DecisionGraph) -> Iterator[Asked]:
    """Everything that is asked, in the order of the file; first whom the guideline is for."""
    head = graph.head
    if head.scope is not None:
        yield Asked(head, "for", head.scope)
    for node in graph.nodes:
        for lead, expression in _of(node):
            yield Asked(node, lead, expression)


def _of(node: core.Node) -> Iterator[tuple[str, core.Expression | core.GateNode]]:
    match node:
        case core.DecisionNode(applies=condition) if condition is not None:
            yield "for", condition
        case core.TaperNode():
            conditions = (
                ("for", node.applies),
                ("start when", node.start_when),
                ("hold when", node.hold_when),
            )
            yield from ((lead, condition) for lead, condition in conditions if condition is not None)
        case core.ExceptionNode():
            yield "except when", node.condition
        case core.BranchNode(condition=condition) if condition is not None:
            yield "when", condition
        case core.OptionNode():
            yield from (("only when", clause.condition) for clause in node.only_when)
            yield from (("preferred when", clause.condition) for clause in node.prefer_when)
        case core.LimitNode():
            yield "when", node.condition
        case core.GateNode():
            yield "check", node
        case core.DefineNode():
            yield "is", core.DefinitionRef(node.name)
        case core.FactNode():
            yield "is", core.FactRef(node.name)
        case _:
            pass
