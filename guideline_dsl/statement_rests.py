"""What a statement rests on: what else must be as it is for the statement to mean what it meant.

Who agrees with `when severe: give the pulse` agrees to it with `severe` as it is defined and the pulse as it is
written. So a statement rests, directly or round about, on

- the definitions, facts, procedures and medicines that it names; of a medicine in a condition only who it is, of a
  class its members, of a regimen that is given all that it says;
- its references and assumptions, and the value set of a fact;
- within a decision, a regimen or a taper: the title and `for` of the whole, its exceptions and, where branches are
  asked in turn, the conditions above its own. They decide whether it is reached;
- where it asks for the plan: the conditions of the decisions that feed it, and what they give (not how much). A
  promise about a dose rests on whatever gives or reduces that medicine.

It does not rest on the scope of the guideline, nor on gates, contraindications, cautions and promises that act on a
medicine it gives: these are statements of their own, each agreed with by itself. If they were mixed in, every edit of
one limit would undo what was agreed about every medicine it touches, and a reviewer would be asked again about words
that did not change.

Declared absent: patients; how a statement reads (statement_fields.py).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal

from guideline_dsl import core
from guideline_dsl.content_hash import digest_of, meaning_form
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.references import node_expressions, subexpressions, support_of
from guideline_dsl.statement_parts import Part, own_content

Aspect = Literal[
    "whole",  # all that the statement says
    "identity",  # of a medicine: who it is, not how it is dosed
    "heading",  # of a decision, regimen, taper or promise: its title, `for`, strength and citations
    "condition",  # of a branch or an exception: when it holds
    "plan",  # of a part of a decision: when it acts, and on which medicines
]


@frozen
class Rest:
    """An aspect of a statement, by its key, with the hash of what it says.

    `called` is what the item it stands in is called: a condition counts as that of a decision, known by its title.
    """

    key: str
    aspect: Aspect
    digest: str
    called: str


def placeless(rest: Rest) -> str:
    """What is rested on, wherever it stands: it may move and be numbered anew."""
    return f"{rest.aspect} {rest.digest} {rest.called}"


_Node = tuple[str, Aspect]


def own_hash(part: Part) -> str:
    """The hash of what a statement says itself."""
    return digest_of([part.kind, *(meaning_form(value) for value in own_content(part))])


class Foundations:
    """What each statement of a guideline rests on."""

    def __init__(self, graph: DecisionGraph, parts: Sequence[Part]) -> None:
        """Find where everything stands; nothing is followed yet."""
        self._graph = graph
        self._parts = {part.key: part for part in parts}
        self._of_item: dict[str, list[Part]] = {}
        self._of_node: dict[str, Part] = {}
        for part in parts:
            self._of_item.setdefault(part.item, []).append(part)
            if part.piece is None:
                self._of_node[part.node.id] = part
        self._entries = {
            _entry(part.piece): part.key
            for part in parts
            if isinstance(part.piece, core.ReferenceEntry | core.ValueSetEntry)
        }
        self._feeders: dict[str, list[str]] = {}
        for edge in graph.edges:
            if edge.kind == "feeds":
                self._feeders.setdefault(edge.target, []).append(edge.source)
        self._direct: dict[_Node, tuple[_Node, ...]] = {}
        self._rests: dict[_Node, Rest] = {}

    def own(self, key: str) -> str:
        """The own hash of a statement."""
        return self._rest((key, "whole")).digest

    def of(self, key: str) -> tuple[Rest, ...]:
        """Everything a statement rests on, without itself, in the order in which it is met."""
        start: _Node = (key, "whole")
        found: dict[_Node, None] = {}
        waiting = list(reversed(self._below(start)))
        while waiting:
            node = waiting.pop()
            if node not in found and node != start:
                found[node] = None
                waiting.extend(reversed(self._below(node)))
        return tuple(self._rest(node) for node in found)

    def meaning(self, key: str, rests: Iterable[Rest]) -> str:
        """The hash of what a statement says and of all that it rests on, wherever that stands."""
        return digest_of([self.own(key), sorted({placeless(rest) for rest in rests})])

    def _rest(self, node: _Node) -> Rest:
        if node not in self._rests:
            key, aspect = node
            part = self._parts[key]
            digest = own_hash(part) if aspect == "whole" else digest_of(_said(part, aspect))
            item = self._graph.node(part.item)
            called = getattr(item, "title", "") or getattr(item, "name", "")
            self._rests[node] = Rest(key, aspect, digest, called)
        return self._rests[node]

    def _below(self, node: _Node) -> tuple[_Node, ...]:
        if node not in self._direct:
            key, aspect = node
            self._direct[node] = tuple(dict.fromkeys(_RESTS_OF[aspect](self, self._parts[key])))
        return self._direct[node]

    # ------------------------------------------------------------ what the aspects rest on

    def _of_whole(self, part: Part) -> Iterator[_Node]:
        yield from self._of_around(part)
        if part.piece is not None:
            yield from self._of_piece(part.piece)
            return
        for node in (part.node, *part.lines):
            yield from self._of_spoken(node)
            yield from self._of_acts(node)
        yield from self._of_plan_asked(part)
        match part.node:
            case core.FactNode(value_set=value_set, conversion=conversion):
                if value_set:
                    yield from self._entry_of(("value set", value_set))
                if conversion is not None:
                    for number in conversion.references:
                        yield from self._entry_of(("reference", part.node.span.guideline, number))
            case core.GateNode(target=target, facts=facts, procedures=procedures):
                yield from self._crowd(target)
                yield from (self._named(f"fact:{name}") for name in facts)
                yield from (self._named(f"procedure:{name}") for name in procedures)
            case core.TaperNode(medicine=medicine):
                yield from self._medicine(medicine, "whole")
                yield from self._exceptions(part.item)
            case core.LimitNode() if isinstance(part.around, core.WithholdNode):
                for target in part.around.targets:
                    yield from self._crowd(target)
            case core.LimitNode() if isinstance(part.around, core.NeverNode):
                yield from self._doses_asked(part.node)
            case _:
                return

    def _of_identity(self, _part: Part) -> Iterator[_Node]:
        yield from ()

    def _of_heading(self, part: Part) -> Iterator[_Node]:
        yield from self._of_spoken(part.node)
        yield from self._of_plan_asked(part)

    def _of_condition(self, part: Part) -> Iterator[_Node]:
        yield from self._of_expressions(node_expressions(part.node))
        yield from self._of_plan_asked(part)

    def _of_plan(self, part: Part) -> Iterator[_Node]:
        """When a part of a decision acts, and on what."""
        if not isinstance(part.node, core.GiveNode):
            yield from self._of_condition(part)
        for line in (part.node, *part.lines):
            match line:
                case core.GiveNode(target="regimen", name=name):
                    yield from ((inside.key, "plan") for inside in self._of_item[f"regimen:{name}"])
                case core.GiveNode(target="class", name=name) | core.StopNode(target="class", name=name):
                    yield from self._crowd(core.Crowd("class", name))
                case _:
                    continue

    # ------------------------------------------------------------ steps

    def _of_around(self, part: Part) -> Iterator[_Node]:
        """What decides whether a part of an item is reached, and what it is a part of."""
        if part.around is None or isinstance(part.around, core.WithholdNode):
            return
        whole = isinstance(part.around, core.DefineNode)
        yield (part.item, "whole" if whole else "heading")
        if part.kind in ("branch", "option", "line"):
            yield from self._exceptions(part.item)
        if part.kind == "branch" and _in_turn(part.around):
            for earlier in self._of_item[part.item]:
                if earlier.key == part.key:
                    return
                if earlier.kind == "branch":
                    yield (earlier.key, "condition")

    def _exceptions(self, item: str) -> Iterator[_Node]:
        yield from ((part.key, "condition") for part in self._of_item[item] if part.kind == "exception")

    def _of_piece(self, piece: object) -> Iterator[_Node]:
        match piece:
            case core.TableRow(value=value):
                yield from self._of_expressions((value,))
            case core.ScoreItem(points=points, condition=condition):
                yield from self._of_expressions((points,) if condition is None else (condition, points))
            case core.ReferenceEntry() | core.ValueSetEntry() | core.LeftOutEntry() | core.UsedGuideline():
                return
            case _:
                yield from self._of_expressions((piece,))  # type: ignore[arg-type] # the scope is an expression

    def _of_spoken(self, node: core.Node) -> Iterator[_Node]:
        """The names in a node, and what answers for it."""
        yield from self._of_expressions(_spoken(node))
        supports = [support_of(node)]
        match node:
            case core.OptionNode(only_when=only, prefer_when=prefer):
                supports += [clause.support for clause in (*only, *prefer)]
            case core.GiveNode(dose=dose):
                supports += [closer.support for closer in dose.closers]
            case _:
                pass
        for support in supports:
            for citation in support.citations:
                for number in citation.references:
                    yield from self._entry_of(("reference", citation.guideline, number))
            yield from (self._named(f"assumption:{name}") for name in support.assumptions)

    def _of_acts(self, node: core.Node) -> Iterator[_Node]:
        match node:
            case core.GiveNode(target="regimen", name=name):
                yield from ((inside.key, "whole") for inside in self._of_item[f"regimen:{name}"])
            case core.GiveNode(target="medicine", name=name):
                yield from self._medicine(name, "whole")
            case core.GiveNode(target="class", name=name):
                for member in self._graph.members(core.Crowd("class", name)):
                    yield from self._medicine(member, "whole")
            case core.StopNode(target=target, name=name):
                yield from self._crowd(core.Crowd(target, name))
            case core.DoNode(procedure=procedure):
                yield self._named(f"procedure:{procedure}")
            case _:
                return

    def _of_expressions(self, expressions: Iterable[core.Expression]) -> Iterator[_Node]:
        for outer in expressions:
            for expression in subexpressions(outer):
                match expression:
                    case core.FactRef(name=name):
                        yield self._named(f"fact:{name}")
                    case core.DefinitionRef(name=name):
                        yield from ((inside.key, "whole") for inside in self._of_item[f"define:{name}"])
                    case core.Done(procedure=procedure):
                        yield self._named(f"procedure:{procedure}")
                    case core.Taking(crowd=crowd) | core.PlanHas(crowd=crowd):
                        yield from self._crowd(crowd)
                    case core.MedicineMeasure(target=crowd):
                        yield from self._crowd(crowd)
                    case _:
                        continue

    def _of_plan_asked(self, part: Part) -> Iterator[_Node]:
        for decision in self._feeders.get(part.node.id, ()):
            if decision != part.item:
                yield from ((inside.key, "plan") for inside in self._of_item[decision])

    def _doses_asked(self, limit: core.Node) -> Iterator[_Node]:
        """Everything that gives, stops or reduces a medicine whose dose a promise bounds."""
        for outer in node_expressions(limit):
            for expression in self._followed(outer):
                if isinstance(expression, core.MedicineMeasure):
                    for medicine in self._graph.members(expression.target):
                        for part in self._acting.get(medicine, ()):
                            yield (part.key, "whole")

    def _followed(self, outer: core.Expression) -> Iterator[core.Expression]:
        """The parts of an expression and of the definitions it names."""
        waiting, met = [outer], set[str]()
        while waiting:
            for expression in subexpressions(waiting.pop()):
                yield expression
                if isinstance(expression, core.DefinitionRef) and expression.name not in met:
                    met.add(expression.name)
                    waiting.append(self._graph.definitions[expression.name].value)

    @cached_property
    def _acting(self) -> Mapping[str, list[Part]]:
        acting: dict[str, list[Part]] = {}
        for edge in self._graph.edges:
            if edge.kind in ("gives", "stops", "tapers") and edge.target.startswith("medicine:"):
                part = self._holder(edge.source)
                if part is not None:
                    acting.setdefault(edge.target.removeprefix("medicine:"), []).append(part)
        return acting

    def _holder(self, identifier: str) -> Part | None:
        """The statement that a node is said with."""
        while identifier and identifier not in self._of_node:
            identifier = self._graph.node(identifier).parent
        return self._of_node.get(identifier)

    def _named(self, identifier: str) -> _Node:
        return (self._of_node[identifier].key, "whole")

    def _crowd(self, crowd: core.Crowd) -> Iterator[_Node]:
        for medicine in self._graph.members(crowd):
            yield from self._medicine(medicine, "identity")

    def _medicine(self, name: str, aspect: Aspect) -> Iterator[_Node]:
        yield (self._of_node[f"medicine:{name}"].key, aspect)

    def _entry_of(self, name: tuple[object, ...]) -> Iterator[_Node]:
        key = self._entries.get(name)
        if key is not None:
            yield (key, "whole")


_RESTS_OF: Mapping[Aspect, Callable[[Foundations, Part], Iterator[_Node]]] = {
    "whole": Foundations._of_whole,
    "identity": Foundations._of_identity,
    "heading": Foundations._of_heading,
    "condition": Foundations._of_condition,
    "plan": Foundations._of_plan,
}


def _entry(piece: object) -> tuple[object, ...]:
    match piece:
        case core.ReferenceEntry(guideline=guideline, number=number):
            return ("reference", guideline, number)
        case core.ValueSetEntry(name=name):
            return ("value set", name)
    raise TypeError(type(piece).__name__)


def _in_turn(item: core.Node) -> bool:
    """Whether the branches of an item are asked one after the other."""
    return isinstance(item, core.RegimenNode) or (
        isinstance(item, core.DecisionNode) and item.mode == "decide"
    )


def _spoken(node: core.Node) -> Iterable[core.Expression]:
    """The expressions of a node, without the rows and items of a definition, which are statements of their own."""
    match node:
        case core.GuidelineNode():
            return ()
        case core.DefineNode(value=core.Table(columns=columns)):
            return tuple(column.key for column in columns)
        case core.DefineNode(value=core.Score()):
            return ()
        case _:
            return node_expressions(node)


def _said(part: Part, aspect: Aspect) -> list[object]:
    """What a statement says in one aspect."""
    match aspect, part.node:
        case "identity", core.MedicineNode() as medicine:
            who = dataclasses.replace(medicine, classes=(), tablets=(), only=None)
            return [aspect, meaning_form(who)]
        case "heading", node:
            return [aspect, meaning_form(_without_name(node))]
        case "plan", _:
            return [aspect, *_conditions(part.node), *_acts(part)]
        case _:
            return [aspect, *_conditions(part.node)]


def _without_name(node: core.Node) -> core.Node:
    """A titled item without its name, which is for the author alone: another name is no other decision."""
    match node:
        case core.DecisionNode(title=title) | core.RegimenNode(title=title) | core.NeverNode(title=title) if (
            title
        ):
            return dataclasses.replace(node, name="")
        case _:
            return node


def _conditions(node: core.Node) -> list[object]:
    if isinstance(node, core.GiveNode | core.StopNode | core.DoNode):
        return []
    return [meaning_form(expression) for expression in node_expressions(node)]


def _acts(part: Part) -> list[object]:
    return [
        [type(line).__name__, line.target, line.name]
        for line in (part.node, *part.lines)
        if isinstance(line, core.GiveNode | core.StopNode)
    ]
