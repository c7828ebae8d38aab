"""Decisions, tapers and regimens as cards: the head says what is decided for whom, the rows what is done when.

Declared absent: limits (limit_cards.py), names (name_cards.py), layout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.taper_view import ladder_plan
from guideline_dsl import core
from visualize import statements as say
from visualize.boxes import Maker, Part
from visualize.cards import Box, Card, Row
from visualize.given_limits import limit_lines
from visualize.reduction import ladder_reduction

Line = core.GiveNode | core.StopNode | core.DoNode | core.MessageNode


def decision_card(maker: Maker, decision: core.DecisionNode) -> Card:
    """A `decide`, `choose` or `advise`."""
    feeders = maker.feeders.get(decision.id, ())
    said = say.decision_lines(decision, [say.header_of(maker.graph.node(feeder)) for feeder in feeders])
    title = say.header_of(decision)
    support = say.support_lines(decision.support)
    main = Part(decision.id, (title, *said))
    head = maker.box(decision.mode, main, support, _notes(maker, decision.id))
    rows = (*_exceptions(maker, decision.id), *_branches(maker, decision))
    gist = say.deeds(maker.graph, decision.id)
    return Card(decision.id, title, head, rows, decision.mode == "decide", feeders, _whom(decision), gist)


def _whom(statement: core.DecisionNode | core.TaperNode) -> str:
    return f"for {say.condition_words(statement.applies)}" if statement.applies is not None else ""


def taper_card(maker: Maker, taper: core.TaperNode) -> Card:
    """How a dose is reduced: when it begins and waits, and its steps."""
    title = say.header_of(taper)
    head = maker.box("taper", Part(taper.id, (title, *say.taper_lines(taper))))
    messages = _parts(maker, _lines(maker, taper.id))
    ladder = Part(taper.id, tuple(say.ladder_lines(taper)))
    support = say.support_lines(taper.support)
    mark = maker.marks.get(taper.id)
    steps = maker.box("act", ladder, support, messages)
    condition = Box("condition", (say.NEXT_DOSE,), (taper.id,), mark)
    rows = (*_exceptions(maker, taper.id), Row(condition, steps))
    gist = say.ladder_lines(taper)[0]
    steps_drawn = ladder_reduction(ladder_plan(taper, maker.graph), title)
    after = maker.feeders.get(taper.id, ())
    return Card(taper.id, title, head, rows, after=after, whom=_whom(taper), gist=gist, reduction=steps_drawn)


def regimen_card(maker: Maker, regimen: core.RegimenNode) -> Card:
    """Doses that decisions give by name."""
    title = say.header_of(regimen)
    support = say.support_lines(regimen.support, *_closer_supports(maker, regimen.id))
    head = maker.box("regimen", Part(regimen.id, (title,)), support, _notes(maker, regimen.id))
    return Card(regimen.id, title, head, tuple(_branches(maker, regimen)))


# ---------------------------------------------------------------- rows


def _exceptions(maker: Maker, identifier: str) -> Iterator[Row]:
    for exception in maker.graph.children(identifier):
        if isinstance(exception, core.ExceptionNode):
            said = Part(exception.id, (_exception_words(maker, exception),))
            notes = _parts(maker, _lines(maker, exception.id))
            support = say.support_lines(exception.support)
            result = maker.package("exception", notes, support, of=exception.id)
            yield Row(maker.box("condition", said), result, "exception")


def _exception_words(maker: Maker, exception: core.ExceptionNode) -> str:
    over = maker.graph.node(exception.decided_by) if exception.decided_by else None
    condition = say.condition_words(exception.condition)
    if isinstance(over, core.DecisionNode):
        return f"overridden by {say.header_of(over)} when {condition}"
    return f"except when {condition}"


def _branches(maker: Maker, node: core.DecisionNode | core.RegimenNode) -> Iterator[Row]:
    """The plain lines, branches and options, in the order of the file."""
    always = [line for line in _lines(maker, node.id) if not isinstance(line, core.MessageNode)]
    if always:
        yield Row(None, maker.package("act", _parts(maker, always), _closers_said(maker, always)))
    numbered = isinstance(node, core.DecisionNode) and node.mode == "decide"
    children = maker.graph.children(node.id)
    for place, branch in enumerate((n for n in children if isinstance(n, core.BranchNode)), 1):
        text = say.branch_line(branch)
        said = Part(branch.id, (f"{place}. {text}" if numbered else text,))
        result = _result(maker, branch, branch.support)
        condition = maker.box("condition", said)
        if branch.name:  # a line of therapy says until when it holds: there is no yes and no
            yield Row(condition, result, asked=False, passing="then")
        else:
            yield Row(condition, result, asked=branch.condition is not None)
    for option in children:
        if isinstance(option, core.OptionNode):
            clauses = [clause.support for clause in (*option.only_when, *option.prefer_when)]
            said = Part(option.id, tuple(say.option_lines(option)))
            condition = maker.box("condition", said, say.support_lines(*clauses))
            yield Row(condition, _result(maker, option, option.support))


def _result(maker: Maker, parent: core.Node, support: core.Support) -> Box:
    lines = _lines(maker, parent.id)
    acts = any(not isinstance(line, core.MessageNode) for line in lines)
    supports = [support, *_supports_of_closers(lines)]
    return maker.package(
        "act" if acts else "message", _parts(maker, lines), say.support_lines(*supports), of=parent.id
    )


# ---------------------------------------------------------------- lines


def _lines(maker: Maker, identifier: str) -> list[Line]:
    return [child for child in maker.graph.children(identifier) if isinstance(child, Line)]


def _parts(maker: Maker, lines: Sequence[Line]) -> list[Part]:
    return [Part(line.id, (*maker.line(line), *limit_lines(maker.graph, line))) for line in lines]


def _notes(maker: Maker, identifier: str) -> list[Part]:
    """The notes and warnings that stand directly below a statement."""
    return _parts(maker, [line for line in _lines(maker, identifier) if isinstance(line, core.MessageNode)])


def _supports_of_closers(lines: Sequence[Line]) -> list[core.Support]:
    gives = (line for line in lines if isinstance(line, core.GiveNode))
    return [closer.support for give in gives for closer in give.dose.closers]


def _closers_said(maker: Maker, lines: Sequence[Line]) -> tuple[str, ...]:
    return say.support_lines(*_supports_of_closers(lines))


def _closer_supports(maker: Maker, identifier: str) -> list[core.Support]:
    return _supports_of_closers(_lines(maker, identifier))
