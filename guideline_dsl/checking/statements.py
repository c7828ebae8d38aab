"""Statements as nodes: regimens, decisions, gates, limits, promises, assumptions, what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, assert_never

from guideline_dsl import core, syntax
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.doses import dose, no_dose_allowed
from guideline_dsl.checking.expressions import class_known, condition, which
from guideline_dsl.checking.names import known, unknown
from guideline_dsl.checking.nodes import Nodes
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import at
from guideline_dsl.checking.stretches import frequency
from guideline_dsl.checking.support import clause_support, quote, remarks_of, support
from guideline_dsl.checking.tapers import taper

Body = Sequence[syntax.Line | syntax.Branch]
Statement = (
    syntax.Regimen
    | syntax.Decide
    | syntax.Advise
    | syntax.Choose
    | syntax.Before
    | syntax.Withhold
    | syntax.Never
    | syntax.Taper
    | syntax.Assumption
    | syntax.NotEncoded
    | syntax.Case
)
"""Every item that is no declaration."""


def statement(item: Statement, nodes: Nodes, desk: Desk) -> None:
    """Add the nodes of one statement; declarations are added by declarations.py."""
    match item:
        case syntax.Regimen():
            identifier = nodes.put(
                core.RegimenNode(
                    item.name.text,
                    item.title.value if item.title else "",
                    support=support(remarks_of(item.body), desk),
                    id=f"regimen:{item.name.text}",
                    span=item.span,
                )
            )
            _body(item.body, identifier, nodes, desk)
        case syntax.Decide():
            identifier = _decision(item, "decide", remarks_of(item.body), nodes, desk)
            _body(item.body, identifier, nodes, desk)
        case syntax.Advise():
            identifier = _decision(item, "advise", remarks_of(item.body), nodes, desk)
            _body(item.body, identifier, nodes, desk)
        case syntax.Choose():
            identifier = _decision(item, "choose", item.remarks, nodes, desk)
            for option in item.options:
                _option(option, identifier, nodes, desk)
            _lines(item.remarks, identifier, nodes, desk)
        case syntax.Before():
            _gate(item, nodes, desk)
        case syntax.Withhold():
            _withhold(item, nodes, desk)
        case syntax.Never():
            identifier = nodes.put(
                core.NeverNode(item.name.text, item.title.value, id=f"never:{item.name.text}", span=item.span)
            )
            _limits(item.limits, identifier, nodes, desk)
        case syntax.Taper():
            identifier = taper(item, nodes, desk)
            exceptions(item.exceptions, identifier, nodes, desk)
            _lines(item.remarks, identifier, nodes, desk)
        case syntax.Assumption():
            nodes.put(
                core.AssumptionNode(
                    item.name.text,
                    item.text.value,
                    item.because.value if item.because else "",
                    item.instead.value if item.instead else "",
                    id=f"assumption:{item.name.text}",
                    span=item.span,
                )
            )
        case syntax.NotEncoded():
            entries = tuple(
                core.LeftOutEntry(quote(entry.quote, desk, left_out=True), entry.because.value)
                for entry in item.entries
            )
            nodes.put(core.NotEncodedNode(entries, id=nodes.numbered("", "not_encoded"), span=item.span))
        case syntax.Case():
            nodes.put(core.CaseNode(item.title.value, id=nodes.numbered("", "case"), span=item.span))
        case _:
            assert_never(item)


def _decision(
    item: syntax.Decide | syntax.Advise | syntax.Choose,
    mode: Literal["decide", "choose", "advise"],
    remarks: Sequence[syntax.Remark],
    nodes: Nodes,
    desk: Desk,
) -> str:
    identifier = nodes.put(
        core.DecisionNode(
            mode,
            item.name.text,
            item.title.value if item.title else "",
            applies=condition(item.applies.condition, desk) if item.applies else None,
            support=support(remarks, desk),
            id=f"{mode}:{item.name.text}",
            span=item.span,
        )
    )
    exceptions(item.exceptions, identifier, nodes, desk)
    return identifier


def exceptions(items: Sequence[syntax.Except], parent: str, nodes: Nodes, desk: Desk) -> None:
    """The `except when`s of a decision or a taper, with their messages."""
    for item in items:
        identifier = nodes.put(
            core.ExceptionNode(
                condition(item.condition, desk),
                support=support(item.remarks, desk),
                id=nodes.numbered(parent, "except"),
                parent=parent,
                span=item.span,
            )
        )
        _lines(item.remarks, identifier, nodes, desk)


def _body(body: Body, parent: str, nodes: Nodes, desk: Desk) -> None:
    for part in body:
        if isinstance(part, syntax.Branch):
            _branch(part, parent, nodes, desk)
        else:
            _line(part, parent, nodes, desk)


def _branch(branch: syntax.Branch, parent: str, nodes: Nodes, desk: Desk) -> None:
    otherwise = branch.condition is None
    therapy = branch.therapy
    identifier = nodes.put(
        core.BranchNode(
            None if branch.condition is None else condition(branch.condition, desk),
            "" if therapy is None else therapy.name.text,
            "" if therapy is None or therapy.title is None else therapy.title.value,
            support=support(remarks_of(branch.lines), desk),
            id=f"{parent}/otherwise" if otherwise else nodes.numbered(parent, "when"),
            parent=parent,
            span=branch.span,
        )
    )
    _lines(branch.lines, identifier, nodes, desk)


def _option(option: syntax.Option, parent: str, nodes: Nodes, desk: Desk) -> None:
    only: list[core.Clause] = []
    prefer: list[core.Clause] = []
    for line in option.body:
        match line:
            case syntax.OnlyWhen():
                answer = clause_support(line.remarks, "only when", "the option", desk)
                only.append(core.Clause(condition(line.condition, desk), answer))
            case syntax.PreferWhen():
                answer = clause_support(line.remarks, "prefer when", "the option", desk)
                prefer.append(core.Clause(condition(line.condition, desk), answer))
            case _:
                pass
    lines = [line for line in option.body if not isinstance(line, syntax.OnlyWhen | syntax.PreferWhen)]
    identifier = nodes.put(
        core.OptionNode(
            option.name.text,
            option.title.value if option.title else "",
            tuple(only),
            tuple(prefer),
            support=support(remarks_of(lines), desk),
            id=f"{parent}/option:{option.name.text}",
            parent=parent,
            span=option.span,
        )
    )
    _lines(lines, identifier, nodes, desk)


# ---------------------------------------------------------------- lines


def _lines(lines: Sequence[syntax.Line], parent: str, nodes: Nodes, desk: Desk) -> None:
    for line in lines:
        _line(line, parent, nodes, desk)


def _line(line: syntax.Line, parent: str, nodes: Nodes, desk: Desk) -> None:
    match line:
        case syntax.Give():
            _give(line, parent, nodes, desk)
        case syntax.GiveNothing():
            nodes.put(
                core.GiveNode("nothing", id=nodes.numbered(parent, "give"), parent=parent, span=line.span)
            )
        case syntax.Stop(which=written):
            stopped = which(written, desk)
            if stopped is not None:
                identifier = nodes.numbered(parent, "stop")
                nodes.put(
                    core.StopNode(stopped.kind, stopped.name, id=identifier, parent=parent, span=line.span)
                )
        case syntax.Do():
            _do(line, parent, nodes, desk)
        case syntax.Note(text=text):
            identifier = nodes.numbered(parent, "note")
            nodes.put(core.MessageNode("note", text.value, id=identifier, parent=parent, span=line.span))
        case syntax.Warn(text=text):
            identifier = nodes.numbered(parent, "warn")
            nodes.put(core.MessageNode("warn", text.value, id=identifier, parent=parent, span=line.span))
        case syntax.Cite() | syntax.Strength() | syntax.Evidence() | syntax.Assuming():
            pass  # the support of the parent
        case _:
            assert_never(line)


def _give(line: syntax.Give, parent: str, nodes: Nodes, desk: Desk) -> None:
    name = line.which.name
    identifier = nodes.numbered(parent, "give")
    if line.which.any_of_class:
        if class_known(name, desk):
            nodes.put(
                core.GiveNode(
                    "class", name.text, dose(line, desk), id=identifier, parent=parent, span=line.span
                )
            )
    elif name.text in desk.names.regimens:
        desk.names.use("regimen", name.text)
        no_dose_allowed(line, desk)
        if parent.startswith("regimen:"):
            desk.report.add(
                "regimen-in-regimen",
                f"{quoted(name.text)} is a regimen, and a regimen gives medicines only",
                at(name.span),
                help="write its `give` lines here, or name both regimens in the decision",
            )
        nodes.put(core.GiveNode("regimen", name.text, id=identifier, parent=parent, span=line.span))
    elif name.text in desk.names.medicines:
        desk.names.use("medicine", name.text)
        nodes.put(
            core.GiveNode(
                "medicine", name.text, dose(line, desk), id=identifier, parent=parent, span=line.span
            )
        )
    elif name.text in desk.names.classes:
        which(line.which, desk)
    else:
        unknown(name, ("medicine", "regimen"), desk.names, desk.report)


def _do(line: syntax.Do, parent: str, nodes: Nodes, desk: Desk) -> None:
    known(line.procedure, "procedure", desk.names, desk.report)
    how_often: core.Frequency | None = None
    gaps: list[str] = []
    immediately = False
    seen: dict[str, syntax.Span] = {}
    for part in line.parts:
        match part:
            case syntax.Gap(word=word):
                said = f"{word} not in source"
                gaps.append(word)
            case syntax.Immediately():
                said = "immediately"
                immediately = True
            case _:
                said = "how often"
                how_often = how_often or frequency(part, desk.report)
        if said in seen:
            desk.report.add(
                "said-twice", f"{quoted(said)} is said twice", at(part.span), at(seen[said], "first here")
            )
        seen.setdefault(said, part.span)
    nodes.put(
        core.DoNode(
            line.procedure.text,
            how_often,
            immediately,
            tuple(dict.fromkeys(gaps)),
            id=nodes.numbered(parent, "do"),
            parent=parent,
            span=line.span,
        )
    )


# ---------------------------------------------------------------- gates, limits, promises


def _gate(item: syntax.Before, nodes: Nodes, desk: Desk) -> None:
    target = which(item.which, desk)
    facts: dict[str, None] = {}
    procedures: dict[str, None] = {}
    for name in item.checks:
        if name.text in facts or name.text in procedures:
            desk.report.add("said-twice", f"{quoted(name.text)} is checked twice", at(name.span))
        elif name.text in desk.names.procedures:
            desk.names.use("procedure", name.text)
            procedures[name.text] = None
        elif name.text in desk.names.facts:
            desk.names.use("fact", name.text)
            facts[name.text] = None
        else:
            unknown(name, ("fact", "procedure"), desk.names, desk.report)
    if target is None:
        return
    identifier = nodes.put(
        core.GateNode(
            target,
            tuple(facts),
            tuple(procedures),
            support=support(item.remarks, desk),
            id=nodes.numbered("", "before"),
            span=item.span,
        )
    )
    _lines(item.remarks, identifier, nodes, desk)


def _withhold(item: syntax.Withhold, nodes: Nodes, desk: Desk) -> None:
    targets: dict[core.Crowd, None] = {}
    for written in item.whiches:
        target = which(written, desk)
        if target in targets:
            desk.report.add("said-twice", f"{quoted(written.name.text)} is named twice", at(written.span))
        elif target is not None:
            targets[target] = None
    identifier = nodes.put(
        core.WithholdNode(item.kind, tuple(targets), id=nodes.numbered("", item.kind), span=item.span)
    )
    _limits(item.limits, identifier, nodes, desk)


def _limits(limits: Sequence[syntax.Limit], parent: str, nodes: Nodes, desk: Desk) -> None:
    for limit in limits:
        identifier = nodes.put(
            core.LimitNode(
                condition(limit.condition, desk),
                support=support(limit.remarks, desk),
                id=nodes.numbered(parent, "when"),
                parent=parent,
                span=limit.span,
            )
        )
        _lines(limit.remarks, identifier, nodes, desk)
