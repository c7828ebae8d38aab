"""Two decisions instead of the same one: where both apply to a patient, they must say the same.

If they do, there is no conflict, and equal recommendations merge. If they do not, both are in conflict: nothing says
which goes first. While the one is not decided, the other one is only conditional: else it would turn into a conflict
when more is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from engine.agreement import packages_agree
from engine.judged import merged
from engine.outcomes import UnitResult
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph

_DEFINITE = ("recommended", "nothing recommended", "contraindicated")
_OPEN = ("conditional", "insufficient data")


def with_rivals(units: Sequence[UnitResult], graph: DecisionGraph) -> tuple[UnitResult, ...]:
    """The outcomes, with those marked that are decided instead of the same one and differ, or may."""
    over = [(edge.source, edge.target) for edge in graph.edges if edge.kind == "overrides"]
    marked = list(units)
    place = {unit.node.id: index for index, unit in enumerate(units)}
    for (first, below), (second, also) in combinations(over, 2):
        ordered = (first, second) in over or (second, first) in over
        if below != also or ordered or first not in place or second not in place:
            continue
        one, other = place[first], place[second]
        title = _name(graph.node(below))
        marked[one] = _judged(marked[one], units[one], units[other], title)
        marked[other] = _judged(marked[other], units[other], units[one], title)
    return tuple(marked)


def _judged(marked: UnitResult, unit: UnitResult, other: UnitResult, below: str) -> UnitResult:
    if unit.kind not in _DEFINITE or marked.kind == "conflict":
        return marked
    both = f"{_name(unit.decision)} and {_name(other.decision)} are both decided instead of {below}"
    if other.kind in _DEFINITE:
        if _agree(unit, other):
            return marked
        return replace(marked, kind="conflict", reason=f"{both}, and say different things")
    if other.kind not in _OPEN:
        return marked
    waiting = merged((marked.conditions, other.conditions, tuple(need for _, need in other.asked)))
    return replace(
        marked,
        kind="conditional" if unit.kind == "recommended" else "insufficient data",
        reason=f"{_name(other.decision)} may be decided, too, and say something else",
        conditions=waiting,
        contested=waiting,
        asked=(*marked.asked, *(("condition", need) for need in waiting)),
    )


def _agree(one: UnitResult, other: UnitResult) -> bool:
    """Whether two settled outcomes surely come to the same."""
    if one.kind != other.kind:
        return False
    if len(one.packages) != len(other.packages):
        return False
    return all(packages_agree(a, b) for a, b in zip(one.packages, other.packages, strict=True))


def _name(node: core.Node) -> str:
    return (node.title or node.name) if isinstance(node, core.DecisionNode) else node.id
