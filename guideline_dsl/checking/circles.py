"""Circles through the plan, and statements that ask for the plan before there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from guideline_dsl import core
from guideline_dsl.checking.phrasing import listed
from guideline_dsl.checking.report import Report, at
from guideline_dsl.compile import plan_circles
from guideline_dsl.references import node_expressions, subexpressions
from guideline_dsl.syntax import Span


def check_plan(nodes: Sequence[core.Node], places: Mapping[str, Span], report: Report) -> None:
    """Find decisions that read the plan they make, and plans asked for where none can be.

    `places` are the spans by which decisions are named. The nodes must be without error.
    """
    _too_early(nodes, places, report)
    for found in plan_circles(nodes):
        start = min(range(len(found)), key=lambda index: places[found[index]].start)
        circle = (*found[start:], *found[:start])
        names = [identifier.partition(":")[2] for identifier in circle]
        if len(circle) == 1:
            message = f"{listed(names)} asks for the plan of what it gives itself"
        else:
            message = f"{listed(names, 'and')} ask for the plan of what they give each other, in a circle"
        report.add(
            "plan-circle",
            message,
            *(at(places[identifier]) for identifier in circle[:12]),
            help="let one of them ask `taking` (what is taken now) where it asks `plan has`",
        )


def _too_early(nodes: Sequence[core.Node], places: Mapping[str, Span], report: Report) -> None:
    readers = _definitions_that_ask(nodes)
    for node in nodes:
        if isinstance(node, core.GuidelineNode | core.FactNode) and any(
            _asks(expression, readers) for expression in node_expressions(node)
        ):
            what = (
                "whom a guideline is for"
                if isinstance(node, core.GuidelineNode)
                else "whether a fact is asked for"
            )
            report.add(
                "plan-too-early",
                f"{what} is settled before there is a plan, and this asks `plan has`",
                at(places.get(node.id, node.span)),
                help="write `taking` for what is taken now",
            )


def _asks(expression: core.Expression, readers: Set[str]) -> bool:
    return any(
        isinstance(inner, core.PlanHas) or (isinstance(inner, core.DefinitionRef) and inner.name in readers)
        for inner in subexpressions(expression)
    )


def _definitions_that_ask(nodes: Sequence[core.Node]) -> Set[str]:
    """The definitions that ask for the plan, themselves or by others."""
    found: set[str] = set()
    read_by: dict[str, list[str]] = {}
    for node in nodes:
        if isinstance(node, core.DefineNode):
            for inner in subexpressions(node.value):
                if isinstance(inner, core.PlanHas):
                    found.add(node.name)
                elif isinstance(inner, core.DefinitionRef):
                    read_by.setdefault(inner.name, []).append(node.name)
    waiting = list(found)
    while waiting:
        for reader in read_by.get(waiting.pop(), []):
            if reader not in found:
                found.add(reader)
                waiting.append(reader)
    return found
