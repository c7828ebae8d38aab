"""What each statement of a guideline says in a drawing: its lines of text, not yet wrapped.

Declared absent: shapes, colours and layout (style.py, pathway.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from engine.effective import effective_words
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.wording import (
    closer_words,
    crowd_words,
    do_words,
    dose_words,
    extent_words,
    number_words,
    words,
)

_MOST_NAMED = 3


def action_lines(graph: DecisionGraph, lines: Iterable[core.Node]) -> list[str]:
    """The lines of a package: what is given, stopped, done, noted and warned of."""
    said: list[str] = []
    for line in lines:
        match line:
            case core.GiveNode():
                said += _give_lines(graph, line)
            case core.StopNode(target=target, name=name):
                said.append(f"STOP {_target_words(target, name)}")
            case core.DoNode(procedure=procedure):
                how = do_words(line)
                said.append(f"DO {graph.procedures[procedure].title or procedure}{how and f', {how}'}")
            case core.MessageNode():
                said.append(message_line(line))
            case _:
                continue
    return said


def message_line(message: core.MessageNode) -> str:
    """A note or a warning, marked by a word."""
    return f"{'Warning' if message.kind == 'warn' else 'Note'}: {message.text}"


def support_lines(support: core.Support) -> list[str]:
    """Strength, certainty of evidence and the numbers of the references, in one line; [] without any."""
    numbers = sorted({(cite.guideline, number) for cite in support.citations for number in cite.references})
    parts = [
        f"Strength: {support.strength}" if support.strength else "",
        f"Evidence: {support.evidence}" if support.evidence else "",
        f"[{', '.join(f'{of} {number}'.strip() for of, number in numbers)}]" if numbers else "",
    ]
    said = "  ".join(part for part in parts if part)
    return [said] if said else []


def decision_lines(decision: core.DecisionNode, feeders: Sequence[str]) -> list[str]:
    """Who a decision is about, and which decisions it waits for."""
    lines = [f"for {words(decision.applies)}"] if decision.applies is not None else []
    if len(feeders) > _MOST_NAMED:
        lines.append(f"reads what {len(feeders)} decisions above put into the plan")
    elif feeders:
        lines.append(f"reads the plan after: {', '.join(feeders)}")
    return lines


def branch_line(branch: core.BranchNode) -> str:
    """`when CONDITION`, or `otherwise`."""
    line = f"{branch.title or branch.name}, " if branch.name else ""
    if branch.condition is None:
        return f"{line}for good" if line else "otherwise"
    match branch.condition:
        case core.Apply(operator="not", operands=(until,)) if line:
            return f"{line}until {words(until)}"
        case condition:
            return f"{line}when {words(condition)}"


def option_lines(option: core.OptionNode) -> list[str]:
    """An option's name with the conditions that open it and make it preferred."""
    return [
        f"option {option.title or option.name}",
        *(f"only when {words(clause.condition)}" for clause in option.only_when),
        *(f"preferred when {words(clause.condition)}" for clause in option.prefer_when),
    ]


def taper_lines(taper: core.TaperNode) -> list[str]:
    """When a reduction begins, goes on and waits."""
    start = f"from {number_words(taper.earliest)}"
    if taper.start_when is not None:
        start += f" when {words(taper.start_when)}"
    if taper.latest is not None:
        start += f", at the latest by {number_words(taper.latest)}"
    lines = [f"for {words(taper.applies)}"] if taper.applies is not None else []
    lines += [start, f"a step every {extent_words(taper.every)}"]
    if taper.hold_when is not None:
        lines.append(f"on hold when {words(taper.hold_when)}")
    return lines


def ladder_lines(taper: core.TaperNode) -> list[str]:
    """The rungs of a reduction, what follows below them, and what the guideline leaves open at zero."""
    lines = [", then ".join(number_words(rung) for rung in taper.rungs)]
    if taper.less is not None:
        lines.append(f"then less {number_words(taper.less)} each step")
    if taper.end:
        lines.append(f"At the end: {taper.end}")
    return lines


def definition_line(definition: core.DefineNode) -> str:
    """A name and what it stands for."""
    return f"{definition.name}: {words(definition.value)}"


def targets_words(targets: Iterable[core.Crowd]) -> str:
    """The medicines or classes a limit is about."""
    return ", ".join(crowd_words(target) for target in targets)


def _give_lines(graph: DecisionGraph, give: core.GiveNode) -> list[str]:
    if give.target == "nothing":
        return ["GIVE NOTHING"]
    if give.target == "regimen":
        return [f"GIVE the regimen {regimen_title(graph, give.name)}"]
    how = dose_words(give)
    line = f"GIVE {_target_words(give.target, give.name)}{how and f' {how}'}"
    return [line, *(f"   {closer_words(closer)}" for closer in give.dose.closers)]


def regimen_title(graph: DecisionGraph, name: str) -> str:
    """The title of a regimen, or its name."""
    node = graph.node(f"regimen:{name}")
    return node.title if isinstance(node, core.RegimenNode) and node.title else name


def _target_words(target: Literal["medicine", "class"], name: str) -> str:
    return f"any {name}" if target == "class" else name


def effective_line(head: core.GuidelineNode) -> str:
    """The days on which a guideline is effective; "" when it does not say."""
    said = effective_words(head)
    return f"{said[:1].upper()}{said[1:]}"


def header_of(node: core.Node) -> str:
    """The title under which a top-level statement is drawn."""
    match node:
        case (
            core.DecisionNode(name=name, title=title)
            | core.RegimenNode(name=name, title=title)
            | core.NeverNode(name=name, title=title)
            | core.GuidelineNode(name=name, title=title)
        ):
            return title or name
        case core.TaperNode(medicine=medicine, title=title):
            return title or medicine
        case core.GateNode(target=target):
            return crowd_words(target)
        case core.WithholdNode(targets=targets):
            return targets_words(targets)
        case _:
            return node.id
