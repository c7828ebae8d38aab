"""How deep a definition goes through those that it reads.

An answer is explained question by question down to the facts; readers of the graph follow it as deep as that.
What is nested in one expression is bounded by the parser; what definitions and `only when`s add is bounded here.
"""

from __future__ import annotations

import graphlib
from collections.abc import Mapping, Sequence

from guideline_dsl import core
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import Report, at
from guideline_dsl.references import node_expressions, operands, subexpressions
from guideline_dsl.syntax import Span

MOST_DEEP = 40
"""So many questions may stand one below the other in what a definition or a fact hangs on."""


def check_depth(nodes: Sequence[core.Node], places: Mapping[str, Span], report: Report) -> None:
    """Find the definitions and facts that go too deep: the first of a chain, not those that read it.

    `places` are the spans by which they are named. The nodes must be without error.
    """
    named = {node.id: node for node in nodes if isinstance(node, core.DefineNode | core.FactNode)}
    parts = {name: tuple(node_expressions(node)) for name, node in named.items()}
    below = {
        name: [read for each in expressions for part in subexpressions(each) if (read := _named(part))]
        for name, expressions in parts.items()
    }
    depths: dict[str, int] = {}
    told: set[str] = set()
    for name in graphlib.TopologicalSorter(below).static_order():
        depths[name] = max((_depth(each, depths) for each in parts[name]), default=0)
        if any(read in told for read in below[name]):
            told.add(name)
        elif depths[name] > MOST_DEEP:
            told.add(name)
            node = named[name]
            report.add(
                "definition-too-deep",
                f"{quoted(node.name)} is {depths[name]} questions deep, with the definitions and facts it reads; "
                f"at most {MOST_DEEP} can be followed",
                at(places.get(name, node.span)),
                help="say some of these definitions in one",
            )


def _named(part: core.Expression) -> str:
    match part:
        case core.DefinitionRef(name=name):
            return f"define:{name}"
        case core.FactRef(name=name):
            return f"fact:{name}"
        case _:
            return ""


def _depth(expression: core.Expression, depths: Mapping[str, int]) -> int:
    """How many questions stand one below the other; the parser bounds how far this calls itself."""
    inner = max((_depth(part, depths) for part in operands(expression)), default=0)
    return 1 + max(inner, depths.get(_named(expression), 0))
