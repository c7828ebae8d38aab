"""Lines of therapy: who takes what a later line gives is past the lines before it.

What moved a patient on need not be so any more once the next line works. So each line's condition also asks that no
medicine of a later line is taken, other than one that this line, or one before it, gives too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from guideline_dsl import core


def put_past_lines(nodes: list[core.Node]) -> None:
    """Complete the conditions of the lines of every decision."""
    children: dict[str, list[core.Node]] = {}
    for node in nodes:
        children.setdefault(node.parent, []).append(node)
    members: dict[str, list[str]] = {}
    for node in nodes:
        if isinstance(node, core.MedicineNode):
            for name in node.classes:
                members.setdefault(name, []).append(node.name)
    place = {node.id: index for index, node in enumerate(nodes)}
    for decision in [node for node in nodes if isinstance(node, core.DecisionNode)]:
        lines = [n for n in children.get(decision.id, []) if isinstance(n, core.BranchNode) and n.name]
        given = [dict.fromkeys(_given(line.id, children, members)) for line in lines]
        for index, line in enumerate(lines):
            before = {medicine for earlier in given[: index + 1] for medicine in earlier}
            later = dict.fromkeys(m for further in given[index + 1 :] for m in further if m not in before)
            if later and line.condition is not None:
                nodes[place[line.id]] = replace(line, condition=_not_past(line.condition, later))


def _given(
    identifier: str, children: Mapping[str, list[core.Node]], members: Mapping[str, list[str]]
) -> Iterable[str]:
    for node in children.get(identifier, []):
        match node:
            case core.GiveNode(target="medicine", name=name):
                yield name
            case core.GiveNode(target="class", name=name):
                yield from members.get(name, [])
            case core.GiveNode(target="regimen", name=name):
                yield from _given(f"regimen:{name}", children, members)
            case core.BranchNode():
                yield from _given(node.id, children, members)
            case _:
                pass


def _not_past(condition: core.Expression, later: Iterable[str]) -> core.Expression:
    match condition:
        case core.Apply(operator="not", operands=(core.Apply(operator="or", operands=parts),)):
            moved_on: tuple[core.Expression, ...] = parts
        case core.Apply(operator="not", operands=(until,)):
            moved_on = (until,)
        case _:
            raise TypeError("a line goes on until something moves the patient on")
    taken = tuple(core.Taking(core.Crowd("medicine", medicine)) for medicine in later)
    return core.Apply("not", (core.Apply("or", (*moved_on, *taken)),))
