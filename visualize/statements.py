"""What each statement of a guideline says in a drawing: its lines of text, not yet wrapped.

Declared absent: shapes, colours and layout (style.py, deck.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from engine.effective import effective_words
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.wording import (
    band_words,
    closer_words,
    crowd_words,
    do_words,
    dose_words,
    extent_words,
    keys_words,
    number_words,
    points_words,
    words,
)
from visualize.plain import plain

_MOST_NAMED = 3


def condition_words(condition: core.Expression) -> str:
    """A condition or a value as a clinician reads it."""
    return plain(words(condition))


def crowd_title(crowd: core.Crowd) -> str:
    """A medicine or a class as a clinician reads it."""
    return plain(crowd_words(crowd))


def action_lines(graph: DecisionGraph, lines: Iterable[core.Node]) -> list[str]:
    """The lines of a package: what is given, stopped, done, noted and warned of."""
    said: list[str] = []
    for line in lines:
        match line:
            case core.GiveNode():
                said += _give_lines(graph, line)
            case core.StopNode(target=target, name=name):
                said.append(f"STOP {_target_words(target, name)}")
            case core.DoNode():
                said.append(f"DO {_done(graph, line)}")
            case core.MessageNode():
                said.append(message_line(line))
            case _:
                continue
    return said


def message_line(message: core.MessageNode) -> str:
    """A note or a warning, marked by a word."""
    return f"{'Warning' if message.kind == 'warn' else 'Note'}: {message.text}"


def support_lines(*supports: core.Support) -> tuple[str, ...]:
    """What answers for a box: strength, certainty of evidence, the numbers of the references, and how many
    assumptions; in one line, () without any.
    """
    cites = [cite for support in supports for cite in support.citations]
    numbers = sorted({(cite.guideline, number) for cite in cites for number in cite.references})
    strengths = dict.fromkeys(plain(support.strength) for support in supports if support.strength)
    evidences = dict.fromkeys(plain(support.evidence) for support in supports if support.evidence)
    assumed = len({name for support in supports for name in support.assumptions})
    parts = [
        f"Strength: {', '.join(strengths)}" if strengths else "",
        f"Evidence: {', '.join(evidences)}" if evidences else "",
        f"[{', '.join(f'{of} {number}'.strip() for of, number in numbers)}]" if numbers else "",
        f"{assumed} {'assumption' if assumed == 1 else 'assumptions'}" if assumed else "",
    ]
    said = " · ".join(part for part in parts if part)
    return (said,) if said else ()


def decision_lines(decision: core.DecisionNode, feeders: Sequence[str]) -> list[str]:
    """Who a decision is about, and which decisions it waits for."""
    lines = [f"for {condition_words(decision.applies)}"] if decision.applies is not None else []
    if len(feeders) > _MOST_NAMED:
        lines.append(f"after {len(feeders)} other decisions: reads what they put into the plan")
    elif feeders:
        lines.append(f"after: {'; '.join(feeders)}")
    return lines


def branch_line(branch: core.BranchNode) -> str:
    """`when CONDITION`, or `otherwise`."""
    line = f"{branch.title or plain(branch.name)}, " if branch.name else ""
    if branch.condition is None:
        return f"{line}for good" if line else "otherwise"
    match branch.condition:
        case core.Apply(operator="not", operands=(until,)) if line:
            return f"{line}until {condition_words(until)}"
        case condition:
            return f"{line}when {condition_words(condition)}"


def option_lines(option: core.OptionNode) -> list[str]:
    """An option's name with the conditions that open it and make it preferred."""
    return [
        f"option {option.title or plain(option.name)}",
        *(f"only when {condition_words(clause.condition)}" for clause in option.only_when),
        *(f"preferred when {condition_words(clause.condition)}" for clause in option.prefer_when),
    ]


def taper_lines(taper: core.TaperNode) -> list[str]:
    """When a reduction begins, goes on and waits."""
    start = f"from {number_words(taper.earliest)}"
    if taper.start_when is not None:
        start += f" when {condition_words(taper.start_when)}"
    if taper.latest is not None:
        start += f", at the latest by {number_words(taper.latest)}"
    lines = [f"for {condition_words(taper.applies)}"] if taper.applies is not None else []
    lines += [start, f"a step every {extent_words(taper.every)}"]
    if taper.hold_when is not None:
        lines.append(f"once reduced, on hold when {condition_words(taper.hold_when)}")
    return lines


NEXT_DOSE = "The next dose: of these steps the highest that is below the dose taken now"
"""How a step follows on a dose, whether or not that dose is a step itself."""


def ladder_lines(taper: core.TaperNode) -> list[str]:
    """The rungs of a reduction, what follows below them, and what the guideline leaves open at zero."""
    lines = [", then ".join(number_words(rung) for rung in taper.rungs)]
    if taper.less is not None:
        lines.append(f"then less {number_words(taper.less)} each step")
    if taper.end:
        lines.append(f"At the end: {taper.end}")
    return lines


def definition_title(definition: core.DefineNode) -> str:
    """A name, with the title of its result."""
    name = plain(definition.name)
    return f"{definition.title} ({name})" if definition.title else name


def value_lines(value: core.Expression) -> list[str]:
    """What a name stands for; a line for each case, where it goes by cases."""
    if not isinstance(value, core.Cases):
        return [condition_words(value)]
    arms = [f"{condition_words(arm.value)} when {condition_words(arm.condition)}" for arm in value.arms]
    last = "none" if value.otherwise is None else condition_words(value.otherwise)
    return [*arms, f"otherwise {last}"]


def table_lines(table: core.Table) -> tuple[str, list[str]]:
    """By what a table is read, and a line for each of its rows."""
    return f"by {plain(keys_words(table))}", [_row_line(plain(words(row.value)), row) for row in table.rows]


def item_lines(item: core.ScoreItem) -> tuple[str, list[str]]:
    """When an item of a score gives points, and how many."""
    only = "" if item.condition is None else f"when {condition_words(item.condition)}"
    match item.points:
        case core.Table() as table:
            rows = [_row_line(_points(row.value), row) for row in table.rows]
            return f"by {plain(keys_words(table))}{only and f', {only}'}", rows
        case points:
            return only or "always", [_points(points)]


def _row_line(value: str, row: core.TableRow) -> str:
    return f"{value} for {', '.join(plain(band_words(band)) for band in row.bands)}"


def _points(points: core.Expression) -> str:
    return points_words(points.value) if isinstance(points, core.Number) else condition_words(points)


def fact_lines(fact: core.FactNode) -> list[str]:
    """What a fact is asked with, what it may be, for how long it counts, and what is assumed where it is missing."""
    lines = [fact.question, _type_words(fact.type)]
    if fact.within is not None:
        lines.append(f"counts for {number_words(fact.within)}")
    if fact.only_when is not None:
        lines.append(f"only when {condition_words(fact.only_when)}")
    if fact.default is not None:
        when = "" if fact.default.condition is None else f" when {condition_words(fact.default.condition)}"
        assumed = condition_words(fact.default.value)
        lines.append(f"not recorded: assumed to be {assumed}{when}, because {fact.default.reason}")
    return [line for line in lines if line]


def _type_words(of: core.FactType) -> str:
    match of:
        case core.YesNo():
            return "yes or no"
        case core.OneOf(values=values):
            return plain(" | ".join(values))
        case core.NumberBetween(lower=lower, upper=upper, unit=unit):
            return extent_words(core.Extent(core.Number(lower, unit), core.Number(upper, unit)))
        case core.CalendarDay():
            return "a date"
        case core.DayAndTime():
            return "a date and time"


def medicine_title(medicine: core.MedicineNode) -> str:
    """A medicine by its name, with its title where it has one."""
    name = plain(medicine.name)
    return f"{name} ({medicine.title})" if medicine.title else name


def deeds(graph: DecisionGraph, identifier: str) -> str:
    """In a few words what a decision may come to: `gives prednisone, folic acid; does DEXA scan`."""
    given, stopped, done = dict[str, None](), dict[str, None](), dict[str, None]()
    for node in _below(graph, identifier):
        match node:
            case core.GiveNode(target="regimen", name=name):
                inside = (
                    child for child in _below(graph, f"regimen:{name}") if isinstance(child, core.GiveNode)
                )
                given |= dict.fromkeys(_target_words(child.target, child.name) for child in inside)
            case core.GiveNode(target="medicine" | "class", name=name):
                given[_target_words(node.target, name)] = None
            case core.StopNode(target=target, name=name):
                stopped[_target_words(target, name)] = None
            case core.DoNode(procedure=name):
                done[graph.procedures[name].title or plain(name)] = None
            case _:
                continue
    parts = (("gives", given), ("stops", stopped), ("does", done))
    return "; ".join(f"{verb} {', '.join(names)}" for verb, names in parts if names)


def _below(graph: DecisionGraph, identifier: str) -> Iterator[core.Node]:
    for child in graph.children(identifier):
        yield child
        yield from _below(graph, child.id)


def targets_words(targets: Iterable[core.Crowd]) -> str:
    """The medicines or classes a limit is about."""
    return ", ".join(crowd_title(target) for target in targets)


def _give_lines(graph: DecisionGraph, give: core.GiveNode) -> list[str]:
    if give.target == "nothing":
        return ["GIVE NOTHING"]
    if give.target == "regimen":
        return [f"GIVE {regimen_title(graph, give.name)}:", *_regimen_lines(graph, give.name)]
    return [f"GIVE {_given(give)}", *_closers(give)]


def _given(give: core.GiveNode) -> str:
    how = plain(dose_words(give))
    return f"{_target_words(give.target, give.name)}{how and f' {how}'}"


def _regimen_lines(graph: DecisionGraph, name: str) -> list[str]:
    """What a regimen gives, stops and does, so that the dose stands where it is decided; what is noted and warned of
    stands in the regimen itself.
    """
    lines: list[str] = []
    for child in graph.children(f"regimen:{name}"):
        match child:
            case core.GiveNode():
                lines += [f"• {_in_short(graph, child)}", *_closers(child)]
            case core.StopNode() | core.DoNode():
                lines.append(f"• {_in_short(graph, child)}")
            case core.BranchNode():
                inside = (line for line in graph.children(child.id) if isinstance(line, _ACTS))
                done = "; ".join(_in_short(graph, line) for line in inside)
                lines.append(f"• {branch_line(child)}: {done or 'nothing'}")
            case _:
                continue
    return lines


_ACTS = (core.GiveNode, core.StopNode, core.DoNode)


def _in_short(graph: DecisionGraph, line: core.GiveNode | core.StopNode | core.DoNode) -> str:
    """A line of a regimen among others: of what is given the verb is left out."""
    match line:
        case core.GiveNode(target="nothing"):
            return "nothing"
        case core.GiveNode():
            return _given(line)
        case core.StopNode(target=target, name=name):
            return f"stop {_target_words(target, name)}"
        case core.DoNode():
            return f"do {_done(graph, line)}"


def _done(graph: DecisionGraph, line: core.DoNode) -> str:
    how = do_words(line)
    return f"{graph.procedures[line.procedure].title or plain(line.procedure)}{how and f', {how}'}"


def _closers(give: core.GiveNode) -> list[str]:
    return [f"– {plain(closer_words(closer))}" for closer in give.dose.closers]


def regimen_title(graph: DecisionGraph, name: str) -> str:
    """The title of a regimen, or its name."""
    node = graph.node(f"regimen:{name}")
    return node.title if isinstance(node, core.RegimenNode) and node.title else plain(name)


def _target_words(target: Literal["medicine", "class", "regimen", "nothing"], name: str) -> str:
    return plain(f"any {name}" if target == "class" else name)


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
            return title or plain(name)
        case core.TaperNode(medicine=medicine, title=title):
            return title or plain(medicine)
        case core.GateNode(target=target):
            return crowd_title(target)
        case core.WithholdNode(targets=targets):
            return targets_words(targets)
        case _:
            return node.id
