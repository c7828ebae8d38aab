"""The JSON form of a decision graph -> the graph, without the text, the parser or the checker.

Declared absent: files.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NoReturn

from guideline_dsl import core
from guideline_dsl.display import texts_hashes
from guideline_dsl.graph import GRAPH_FORMAT, DecisionGraph, Edge
from guideline_dsl.json_form import MalformedJson, decode, revive
from guideline_dsl.references import node_expressions, subexpressions

_PARTS = {"format", "hash", "texts", "order", "nodes", "edges"}


def read_graph(text: str) -> DecisionGraph:
    """The graph that `DecisionGraph.to_json` wrote.

    It is compiled anew from its nodes, and must come out as it says: the same content hash, edges and
    order. Raises MalformedJson when it does not, when it is not a guideline graph, or when it is one of
    another format.
    """
    form = _json(text)
    if not isinstance(form, dict) or form.get("format") != GRAPH_FORMAT:
        raise MalformedJson(f"this is not a guideline graph of the format {GRAPH_FORMAT}")
    if form.keys() != _PARTS:
        wrong = ", ".join(sorted(f"`{part[:100]}`" for part in form.keys() ^ _PARTS))
        raise MalformedJson(f"a guideline graph has the parts {', '.join(sorted(_PARTS))}; look at {wrong}")
    try:
        graph = _compiled(_nodes(form["nodes"]))
    except RecursionError as error:
        raise MalformedJson("this guideline graph is nested too deeply") from error
    if form["hash"] != graph.hash:
        raise MalformedJson(
            "the content of this guideline graph does not have the hash it states; make it anew"
        )
    if form["texts"] != texts_hashes(graph.nodes, graph.hash):
        raise MalformedJson(
            "the texts of this guideline graph in other languages do not have the hash it states; make it anew"
        )
    if form["edges"] != [[edge.kind, edge.source, edge.target] for edge in graph.edges]:
        raise MalformedJson("the edges of this guideline graph are not those of its nodes; make it anew")
    if form["order"] != list(graph.order):
        raise MalformedJson("the order of this guideline graph is not that of its nodes; make it anew")
    _phases_fit(graph)
    return graph


def _phases_fit(graph: DecisionGraph) -> None:
    """The hash says nothing of phases, so they are looked at: what is drawn is there, and stands in one phase."""
    seen: set[str] = set()
    for phase in graph.phases:
        for statement in phase.statements:
            node = graph.node(statement) if statement in graph else None
            if not isinstance(node, core.DecisionNode | core.TaperNode):
                raise MalformedJson(
                    f"a phase names `{statement[:100]}`, which is no decision and no taper of this guideline graph"
                )
            if statement in seen:
                raise MalformedJson(f"`{statement[:100]}` stands in two phases of this guideline graph")
            seen.add(statement)


def read_unchanged_graph(text: str) -> DecisionGraph:
    """The graph of a JSON form whose bytes are known to be those that `to_json` wrote, as in a checked cache.

    What it says is taken as it stands, in a quarter of the time of `read_graph`. Raises MalformedJson when it
    is no guideline graph.
    """
    try:
        form = json.loads(text, object_hook=revive)
        if form["format"] != GRAPH_FORMAT:
            raise ValueError(form["format"])
        edges = tuple([Edge(kind, source, target) for kind, source, target in form["edges"]])
        return DecisionGraph(tuple(form["nodes"]), edges, tuple(form["order"]), form["hash"])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise MalformedJson("this is not what a guideline graph was written as") from error


def _json(text: str) -> object:
    try:
        form: object = json.loads(text, parse_constant=_no_number, object_pairs_hook=_each_key_once)
    except MalformedJson:
        raise
    except RecursionError as error:
        raise MalformedJson("this guideline graph is nested too deeply") from error
    except ValueError as error:
        raise MalformedJson(f"this is not JSON: {error}") from error
    return form


def _no_number(word: str) -> NoReturn:
    raise MalformedJson(f"this is not JSON: {word} is no number")


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    form = dict(pairs)
    if len(form) != len(pairs):
        twice = next(key for index, (key, _) in enumerate(pairs) if key in dict(pairs[:index]))
        raise MalformedJson(f"`{twice[:100]}` stands twice in one place of this guideline graph")
    return form


def _nodes(form: object) -> tuple[core.Node, ...]:
    if not isinstance(form, list):
        raise MalformedJson("the nodes of a guideline graph are a list")
    nodes: list[core.Node] = []
    seen = {""}
    for each in form:
        try:
            node = decode(each)
        except MalformedJson as problem:
            raise MalformedJson(f"{problem} (in {_called(each)})") from problem
        if not isinstance(node, core.Node):
            raise MalformedJson(f"a {type(node).__name__} is no node of a guideline graph")
        if node.id in seen:
            raise MalformedJson(f"two nodes of this guideline graph have the id `{node.id[:100]}`")
        if node.parent not in seen:
            raise MalformedJson(f"`{node.id[:100]}` is a part of what does not stand before it")
        if any(
            isinstance(part, core.Contraindicated)
            for outer in node_expressions(node)
            for part in subexpressions(outer)
        ):
            raise MalformedJson(
                f"`{node.id[:100]}` asks whether a medicine is contraindicated; a guideline graph has the conditions "
                "of the contraindications in the place of that question"
            )
        seen.add(node.id)
        nodes.append(node)
    if sum(isinstance(node, core.GuidelineNode) for node in nodes) != 1:
        raise MalformedJson("a guideline graph has one node that says which guideline it is")
    return tuple(nodes)


def _called(form: object) -> str:
    identifier = form.get("id") if isinstance(form, dict) else None
    return f"the node `{identifier[:100]}`" if isinstance(identifier, str) else "a node without an id"


def _compiled(nodes: Sequence[core.Node]) -> DecisionGraph:
    from guideline_dsl.compile import compile_core  # noqa: PLC0415 - what was checked before needs no compiling

    try:
        graph = compile_core(core.Core(tuple(nodes)))
    except (ValueError, KeyError) as error:
        raise MalformedJson(f"the nodes of this guideline graph do not fit together: {error}") from error
    for edge in graph.edges:
        if edge.target not in graph:
            raise MalformedJson(f"`{edge.source[:100]}` names `{edge.target[:100]}`, which is not there")
    return graph
