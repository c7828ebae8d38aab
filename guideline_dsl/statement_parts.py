"""A graph -> its statements, each with the nodes that say it: the one place where it is decided what a statement is.

A statement is what a reviewer can agree with in one go. A branch is one together with what it gives, does and notes;
the row of a table and the item of a score are one each, because each is a figure of the source. A contraindication is
said by its limits, each with the medicines it is about; a promise has its name, and its limits.

Cases, phases and texts in other languages are no statements: they are no part of the meaning (content_hash.py).

Declared absent: what a statement rests on (statement_rests.py), and how it reads (statement_fields.py).
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from typing import Literal

from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph

StatementKind = Literal[
    "head",
    "scope",
    "use",
    "reference",
    "fact",
    "medicine",
    "procedure",
    "value set",
    "definition",
    "row",
    "item",
    "regimen",
    "decision",
    "exception",
    "branch",
    "option",
    "line",
    "gate",
    "limit",
    "promise",
    "taper",
    "assumption",
    "not encoded",
]

Scope = core.Expression
Piece = (
    core.ReferenceEntry
    | core.ValueSetEntry
    | core.LeftOutEntry
    | core.UsedGuideline
    | core.TableRow
    | core.ScoreItem
    | Scope
)
"""What of a node a statement is, when it is not the whole of it."""


@frozen
class Part:
    """One statement: the node that says it, and what stands below that node and is said with it.

    `key` tells it from every other statement of the guideline. `item` is the top-level node it stands in; `around` is
    the node directly around it, for the parts of an item. `piece`: the statement is this part of the node only.
    """

    key: str
    kind: StatementKind
    node: core.Node
    lines: tuple[core.Node, ...] = ()
    item: str = ""
    around: core.Node | None = None
    piece: Piece | None = None


_LINES = (core.GiveNode, core.StopNode, core.DoNode)
_PACKAGE = (*_LINES, core.MessageNode)


def parts_of(graph: DecisionGraph) -> tuple[Part, ...]:
    """The statements, in the order of the file."""
    keys = _Keys()
    return tuple(part for node in graph.children("") for part in _of_top_level(graph, node, keys))


class _Keys:
    """Keys of what has no name: by what it is about, since its place in the file is no part of what it says."""

    def __init__(self) -> None:
        self._times: dict[str, int] = {}

    def make(self, key: str) -> str:
        self._times[key] = self._times.get(key, 0) + 1
        return key if self._times[key] == 1 else f"{key}~{self._times[key]}"


def _of_top_level(graph: DecisionGraph, node: core.Node, keys: _Keys) -> Iterator[Part]:
    match node:
        case core.GuidelineNode():
            yield from _of_head(node)
        case core.BlockNode():
            for inside in graph.children(node.id):
                yield from _of_declaration(inside)
        case core.ReferencesNode(entries=references):
            for reference in references:
                key = f"reference:{reference.guideline and f'{reference.guideline}/'}{reference.number}"
                yield Part(keys.make(key), "reference", node, item=node.id, piece=reference)
        case core.ValueSetsNode(entries=value_sets):
            for value_set in value_sets:
                key = keys.make(f"value_set:{value_set.name}")
                yield Part(key, "value set", node, item=node.id, piece=value_set)
        case core.NotEncodedNode(entries=left_out):
            for entry in left_out:
                words = hashlib.sha256(entry.quote.text.encode()).hexdigest()[:12]
                yield Part(keys.make(f"not_encoded:{words}"), "not encoded", node, item=node.id, piece=entry)
        case core.DefineNode():
            yield from _of_definition(node)
        case core.RegimenNode():
            below = graph.children(node.id)
            lines = tuple(n for n in below if isinstance(n, _PACKAGE))
            yield Part(node.id, "regimen", node, lines, node.id)
            yield from _inside(graph, node)
        case core.DecisionNode():
            yield Part(node.id, "decision", node, _messages(graph, node), node.id)
            yield from _inside(graph, node)
        case core.TaperNode():
            yield Part(node.id, "taper", node, _messages(graph, node), node.id)
            yield from _inside(graph, node)
        case core.GateNode():
            key = keys.make(f"before:{_crowd_key(node.target)}")
            yield Part(key, "gate", node, graph.children(node.id), node.id)
        case core.WithholdNode():
            key = keys.make(f"{node.kind}:{','.join(map(_crowd_key, node.targets))}")
            yield from _limits(graph, node, key)
        case core.NeverNode():
            yield Part(node.id, "promise", node, item=node.id)
            yield from _limits(graph, node, node.id)
        case core.AssumptionNode():
            yield Part(node.id, "assumption", node, item=node.id)
        case _:  # cases, phases and texts say nothing; what stands inside an item is met with the item
            return


def _of_head(head: core.GuidelineNode) -> Iterator[Part]:
    yield Part(head.id, "head", head, item=head.id)
    if head.scope is not None:
        yield Part(f"{head.id}#scope", "scope", head, item=head.id, piece=head.scope)
    for used in head.uses:
        yield Part(f"{head.id}#use:{used.name}", "use", head, item=head.id, piece=used)


def _of_declaration(node: core.Node) -> Iterator[Part]:
    match node:
        case core.FactNode():
            yield Part(node.id, "fact", node, item=node.id)
        case core.MedicineNode():
            yield Part(node.id, "medicine", node, item=node.id)
        case core.ProcedureNode():
            yield Part(node.id, "procedure", node, item=node.id)
        case _:
            return


def _of_definition(node: core.DefineNode) -> Iterator[Part]:
    yield Part(node.id, "definition", node, item=node.id)
    match node.value:
        case core.Table(rows=rows):
            for place, row in enumerate(rows, 1):
                yield Part(f"{node.id}#{place}", "row", node, item=node.id, around=node, piece=row)
        case core.Score(items=items):
            for place, item in enumerate(items, 1):
                yield Part(f"{node.id}#{place}", "item", node, item=node.id, around=node, piece=item)
        case _:
            return


def _messages(graph: DecisionGraph, node: core.Node) -> tuple[core.Node, ...]:
    return tuple(n for n in graph.children(node.id) if isinstance(n, core.MessageNode))


def _inside(graph: DecisionGraph, item: core.Node) -> Iterator[Part]:
    """The exceptions, branches and options of a decision, a regimen or a taper, and the plain lines of a decision."""
    for node in graph.children(item.id):
        below = graph.children(node.id)
        match node:
            case core.ExceptionNode():
                yield Part(node.id, "exception", node, below, item.id, item)
            case core.BranchNode():
                yield Part(node.id, "branch", node, below, item.id, item)
            case core.OptionNode():
                yield Part(node.id, "option", node, below, item.id, item)
            case core.GiveNode() | core.StopNode() | core.DoNode() if isinstance(item, core.DecisionNode):
                yield Part(node.id, "line", node, below, item.id, item)
            case _:
                continue


def _limits(graph: DecisionGraph, item: core.Node, key: str) -> Iterator[Part]:
    limits = (n for n in graph.children(item.id) if isinstance(n, core.LimitNode))
    for place, node in enumerate(limits, 1):
        yield Part(f"{key}/when:{place}", "limit", node, graph.children(node.id), item.id, item)


def _crowd_key(crowd: core.Crowd) -> str:
    return crowd.name if crowd.at_least == 1 else f"{crowd.at_least}_of_{crowd.name}"


# ---------------------------------------------------------------- what a statement says itself


def own_content(part: Part) -> tuple[object, ...]:
    """Everything a statement says itself, and nothing that another statement says, as frozen values.

    Parts of an item do not repeat what the item says of itself, so that another title of a decision is one change and
    not one of each of its branches; a limit says what is limited, because no other statement does.
    """
    match part.node, part.piece:
        case core.GuidelineNode() as head, None:
            return (dataclasses.replace(head, scope=None, uses=()),)
        case core.DefineNode(value=core.Table() as table) as define, None:
            return (dataclasses.replace(define, value=dataclasses.replace(table, rows=())),)
        case core.DefineNode(value=core.Score() as score) as define, None:
            return (dataclasses.replace(define, value=dataclasses.replace(score, items=())),)
        case core.DefineNode(name=name), core.TableRow() | core.ScoreItem() as piece:
            return (name, piece)
        case _, None:
            limited = (part.around,) if isinstance(part.around, core.WithholdNode) else ()
            return (*limited, part.node, *part.lines)
        case _, piece:
            return (part.kind, piece)
