"""The pathway: a decision graph as one picture, for a clinician who reviews it.

Each decision is a box of the left column, in the order in which decisions are made; arrows lead from it,
with the condition in words on them, to what is then given, done and said. Below the decisions stand what
limits them (gates, contraindications, cautions, promises), the regimens, and the names that conditions use.

Declared absent: patients; how a label is escaped (label.py) and what a statement says (statements.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import graphviz

from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.wording import words
from visualize import statements as say
from visualize.label import plain_label, wrapped
from visualize.style import (
    ARROWS,
    BOXES,
    FONT,
    FOOTER_COLUMNS,
    LABEL_COLUMNS,
    MEASURED_SIZE,
    ArrowKind,
    Kind,
)


@frozen
class Drawing:
    """A picture as Graphviz's DOT text, with every line of text that the finished picture must show."""

    dot: str
    lines: tuple[str, ...]


def pathway(graph: DecisionGraph) -> Drawing:
    """Draw a guideline. The same graph gives the same bytes."""
    canvas = _Canvas(_footer(graph.head, graph.hash))
    canvas.row("guideline", _head_lines(graph.head))
    for identifier in graph.order:
        node = graph.node(identifier)
        match node:
            case core.DecisionNode():
                _draw_decision(canvas, graph, node)
            case core.TaperNode():
                _draw_taper(canvas, graph, node)
            case _:
                continue
    _draw_limits(canvas, graph)
    for regimen in (node for node in graph.nodes if isinstance(node, core.RegimenNode)):
        texts = [say.header_of(regimen), *_notes(graph, regimen), *say.support_lines(regimen.support)]
        head = canvas.row("regimen", texts)
        _draw_branches(canvas, graph, head, regimen)
    if graph.definitions:
        canvas.row("definitions", [say.definition_line(d) for d in graph.definitions.values()])
    return canvas.finished()


_IN_ORDER = frozenset({"decide", "choose", "advise", "taper"})


class _Canvas:
    """The picture while it is drawn. Ids are made here, so that no text of the guideline becomes one."""

    def __init__(self, footer: Sequence[str]) -> None:
        self._lines: list[str] = []
        self._boxes = 0
        self._dot = graphviz.Digraph("pathway")
        self._dot.attr(
            "graph",
            rankdir="LR",
            ordering="out",
            nodesep="0.22",
            ranksep="0.5",
            labelloc="b",
            labeljust="l",
            fontname=FONT,
            fontsize=str(MEASURED_SIZE),
            label=self._label(footer, FOOTER_COLUMNS),
        )
        self._dot.attr("node", fontname=FONT, fontsize=str(MEASURED_SIZE), margin="0.14,0.09")
        self._dot.attr("edge", fontname=FONT, fontsize=str(MEASURED_SIZE))
        self._rows: list[str] = []

    def _label(self, paragraphs: Iterable[str], columns: int = LABEL_COLUMNS) -> str:
        lines = [line for text in paragraphs for line in wrapped(text, columns)]
        self._lines += lines
        return plain_label(lines)

    def box(self, kind: Kind, paragraphs: Iterable[str]) -> str:
        """Draw a box and return its id."""
        style = BOXES[kind]
        identifier = f"box{self._boxes}"
        self._boxes += 1
        heading = [style.heading] if style.heading else []
        self._dot.node(
            identifier,
            label=self._label([*heading, *paragraphs]),
            shape=style.shape,
            style=style.style,
            fillcolor=style.fill,
            color=style.line,
            penwidth=str(style.width),
        )
        return identifier

    def row(self, kind: Kind, paragraphs: Iterable[str]) -> str:
        """Draw a box of the left column, below the one before it, and return its id.

        Only decisions follow one another; what limits them stands below.
        """
        identifier = self.box(kind, paragraphs)
        if self._rows:
            follows: ArrowKind = "order" if kind in _IN_ORDER else "below"
            self.arrow(follows, self._rows[-1], identifier)
        self._rows.append(identifier)
        return identifier

    def arrow(self, kind: ArrowKind, source: str, target: str, paragraphs: Iterable[str] = ()) -> None:
        style = ARROWS[kind]
        texts = list(paragraphs)
        label = {"label": self._label(texts)} if texts else {}
        self._dot.edge(
            source,
            target,
            color=style.line,
            style=style.style,
            arrowhead=style.head,
            penwidth=str(style.width),
            **label,
        )

    def finished(self) -> Drawing:
        with self._dot.subgraph(graph_attr={"rank": "same"}) as column:
            for identifier in self._rows:
                column.node(identifier)
        return Drawing(self._dot.source, tuple(self._lines))


# ---------------------------------------------------------------- head and footer


def _head_lines(head: core.GuidelineNode) -> list[str]:
    scope = [f"for {words(head.scope)}"] if head.scope is not None else []
    status = [f"Status: {head.status}"] if head.status else []
    return [head.title or head.name, *status, *scope]


def _footer(head: core.GuidelineNode, content_hash: str) -> list[str]:
    source = f"{head.source} {head.source_date or ''}".strip()
    texts = [
        f"{head.name} {head.version}".strip(),
        say.effective_line(head),
        f"content {content_hash[:12]}",
        f"Status: {head.status}" if head.status else "",
        f"Source: {source}" if source else "",
        head.notice,
        "Decision support for professionals; not a device, not validated.",
    ]
    return [text for text in texts if text]


# ---------------------------------------------------------------- decisions


def _draw_decision(canvas: _Canvas, graph: DecisionGraph, decision: core.DecisionNode) -> None:
    feeders = [
        say.header_of(graph.node(edge.source))
        for edge in graph.edges
        if edge.kind == "feeds" and edge.target == decision.id
    ]
    texts = [
        say.header_of(decision),
        *say.decision_lines(decision, feeders),
        *_notes(graph, decision),
        *say.support_lines(decision.support),
    ]
    head = canvas.row(decision.mode, texts)
    _draw_exceptions(canvas, graph, head, decision)
    _draw_branches(canvas, graph, head, decision)


def _notes(graph: DecisionGraph, node: core.Node) -> list[str]:
    """The notes and warnings that stand directly below a statement."""
    return say.action_lines(graph, (n for n in graph.children(node.id) if isinstance(n, core.MessageNode)))


def _draw_exceptions(canvas: _Canvas, graph: DecisionGraph, head: str, node: core.Node) -> None:
    for exception in graph.children(node.id):
        if isinstance(exception, core.ExceptionNode):
            notes = say.action_lines(graph, graph.children(exception.id))
            box = canvas.box("exception", [*notes, *say.support_lines(exception.support)])
            canvas.arrow("exception", head, box, [_exception_words(graph, exception)])


def _exception_words(graph: DecisionGraph, exception: core.ExceptionNode) -> str:
    over = graph.node(exception.decided_by) if exception.decided_by else None
    if isinstance(over, core.DecisionNode):
        return f"overridden by {over.title or over.name} when {words(exception.condition)}"
    return f"except when {words(exception.condition)}"


def _draw_branches(canvas: _Canvas, graph: DecisionGraph, head: str, node: core.Node) -> None:
    """The plain lines, branches and options of a decision or a regimen, in the order of the file."""
    children = graph.children(node.id)
    lines = [n for n in children if isinstance(n, core.GiveNode | core.StopNode | core.DoNode)]
    if lines:
        canvas.arrow("condition", head, canvas.box("act", say.action_lines(graph, lines)), ["always"])
    numbered = isinstance(node, core.DecisionNode) and node.mode == "decide"
    branches = [n for n in children if isinstance(n, core.BranchNode)]
    for place, branch in enumerate(branches, 1):
        box = _draw_package(canvas, graph, branch, branch.support)
        text = say.branch_line(branch)
        canvas.arrow("condition", head, box, [f"{place}. {text}" if numbered else text])
    for option in children:
        if isinstance(option, core.OptionNode):
            box = _draw_package(canvas, graph, option, option.support)
            canvas.arrow("condition", head, box, say.option_lines(option))


def _draw_package(canvas: _Canvas, graph: DecisionGraph, parent: core.Node, support: core.Support) -> str:
    lines = graph.children(parent.id)
    acts = any(not isinstance(line, core.MessageNode) for line in lines)
    texts = [*say.action_lines(graph, lines), *say.support_lines(support)]
    return canvas.box("act" if acts else "message", texts)


def _draw_taper(canvas: _Canvas, graph: DecisionGraph, taper: core.TaperNode) -> None:
    head = canvas.row("taper", [say.header_of(taper), *say.taper_lines(taper)])
    _draw_exceptions(canvas, graph, head, taper)
    notes = say.action_lines(graph, graph.children(taper.id))
    ladder = canvas.box("act", [*say.ladder_lines(taper), *notes, *say.support_lines(taper.support)])
    canvas.arrow("condition", head, ladder, ["the next dose: the highest rung strictly below"])


# ---------------------------------------------------------------- limits


def _draw_limits(canvas: _Canvas, graph: DecisionGraph) -> None:
    for node in graph.nodes:
        match node:
            case core.GateNode():
                checks = ", ".join([*node.facts, *node.procedures])
                head = canvas.row("gate", [say.header_of(node)])
                box = canvas.box("message", [f"CHECK {checks}", *say.support_lines(node.support)])
                canvas.arrow("forbids", head, box, ["not started until known"])
            case core.WithholdNode():
                head = canvas.row(node.kind, [say.header_of(node)])
                for box, condition in _limit_boxes(canvas, graph, node):
                    arrow: ArrowKind = "cautions" if node.kind == "caution" else "forbids"
                    canvas.arrow(arrow, head, box, [f"when {condition}"])
            case core.NeverNode():
                head = canvas.row("promise", [say.header_of(node)])
                for box, condition in _limit_boxes(canvas, graph, node):
                    canvas.arrow("forbids", head, box, [f"broken when {condition}"])
            case _:
                continue


def _limit_boxes(canvas: _Canvas, graph: DecisionGraph, node: core.Node) -> Iterator[tuple[str, str]]:
    """A box for each limit below a statement, with its condition in words."""
    for limit in graph.children(node.id):
        if isinstance(limit, core.LimitNode):
            texts = [*say.action_lines(graph, graph.children(limit.id)), *say.support_lines(limit.support)]
            yield canvas.box("message", texts or ["(without a note)"]), words(limit.condition)
