"""`MEDICINE is contraindicated`, in a decision: the conditions of its contraindications are put in its place.

So whoever reads the graph sees what is asked, and an unknown contraindication is an unknown condition.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

from guideline_dsl import core
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import Report, at
from guideline_dsl.references import node_expressions, subexpressions

T = TypeVar("T")
_MAY_ASK = (core.DecisionNode, core.ExceptionNode, core.BranchNode, core.OptionNode, core.TaperNode)


def put_contraindications(nodes: list[core.Node], report: Report) -> None:
    """Replace the question in every decision that asks it; find where it cannot be asked."""
    limits = _limits(nodes)
    for place, node in enumerate(nodes):
        asked = {
            part.medicine
            for outer in node_expressions(node)
            for part in subexpressions(outer)
            if isinstance(part, core.Contraindicated)
        }
        if not asked:
            continue
        if not isinstance(node, _MAY_ASK):
            report.add(
                "contraindicated-elsewhere",
                "only a decision asks whether a medicine is contraindicated",
                at(node.span),
                help="ask it in a `when`, a `line ... until`, a `for` or an `only when` of a decision",
            )
            continue
        for medicine in sorted(asked - limits.keys()):
            report.add(
                "never-contraindicated",
                f"nothing contraindicates {quoted(medicine)}, so this is never so",
                at(node.span),
                help=f"declare it with `contraindicate {medicine}`, or leave the question out",
            )
        nodes[place] = _replaced(node, limits)


def _limits(nodes: Iterable[core.Node]) -> Mapping[str, core.Expression]:
    """For each medicine the condition that any of its contraindications holds."""
    listed = list(nodes)
    inside: dict[str, list[core.Expression]] = {}
    for node in listed:
        if isinstance(node, core.LimitNode):
            inside.setdefault(node.parent, []).append(node.condition)
    members: dict[str, list[str]] = {}
    for node in listed:
        if isinstance(node, core.MedicineNode):
            for name in node.classes:
                members.setdefault(name, []).append(node.name)
    found: dict[str, list[core.Expression]] = {}
    for node in listed:
        if isinstance(node, core.WithholdNode) and node.kind == "contraindicate":
            for target in node.targets:
                for medicine in members.get(target.name, []) if target.kind == "class" else [target.name]:
                    found.setdefault(medicine, []).extend(inside.get(node.id, []))
    return {
        name: parts[0] if len(parts) == 1 else core.Apply("or", tuple(parts)) for name, parts in found.items()
    }


def _replaced(tree: T, limits: Mapping[str, core.Expression]) -> T:
    """The tree with each question replaced; other parts as they are."""
    new: object = tree
    if isinstance(tree, core.Contraindicated):
        new = limits.get(tree.medicine, core.TruthConstant(False))
    elif isinstance(tree, tuple):
        new = tuple(_replaced(part, limits) for part in tree)
    elif dataclasses.is_dataclass(tree) and not isinstance(tree, type):
        parts = {field.name: getattr(tree, field.name) for field in dataclasses.fields(tree)}
        changed = {name: found for name, part in parts.items() if (found := _replaced(part, limits)) != part}
        new = dataclasses.replace(tree, **changed) if changed else tree
    return cast(T, new)
