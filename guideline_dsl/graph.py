"""The decision graph: what everything else reads.

A `DecisionGraph` is the nodes of core.py and typed edges between them. It is immutable, safe to share
between threads, has a JSON form that loads without the text, and a content hash of its meaning. As a
`networkx` graph it is had by `DecisionGraph.as_networkx()`.

Edges (source -> target):

    contains   a statement -> a part of it                    next      a branch -> the branch asked after
    it reads      a statement -> a fact, definition, medicine    gives     a line -> a medicine or a regimen
    stops      a line -> a medicine                           does      a line -> a procedure gates      a
    gate -> a medicine                           checks    a gate -> a fact or a procedure limits     a
    contraindication or caution -> a medicine    tapers    a taper -> a medicine assumes    a statement ->
    an assumption                   feeds     a decision -> what reads the plan of what it gives or stops

Declared absent: evaluation and drawing; the text the guideline was written in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from guideline_dsl import core
from guideline_dsl.json_form import MalformedJson, decode, encode

if TYPE_CHECKING:
    import networkx

GRAPH_FORMAT = "guideline-graph/1"

EdgeKind = Literal[
    "contains",
    "next",
    "reads",
    "gives",
    "stops",
    "does",
    "gates",
    "checks",
    "limits",
    "tapers",
    "assumes",
    "feeds",
]


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow between two nodes, by their ids."""

    kind: EdgeKind
    source: str
    target: str


@dataclass(frozen=True)
class DecisionGraph:
    """A compiled guideline.

    `nodes` are in the order of the file, parents before children; `order` are the ids of the decisions and
    tapers in the order in which they are evaluated (what reads the plan after what feeds it); `hash` is the
    content hash (sha256, hexadecimal).
    """

    nodes: tuple[core.Node, ...]
    edges: tuple[Edge, ...]
    order: tuple[str, ...]
    hash: str
    _by_id: Mapping[str, core.Node] = field(init=False, repr=False, compare=False)
    _children: Mapping[str, tuple[core.Node, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        children: dict[str, list[core.Node]] = {}
        for node in self.nodes:
            children.setdefault(node.parent, []).append(node)
        object.__setattr__(self, "_by_id", MappingProxyType({node.id: node for node in self.nodes}))
        frozen = {parent: tuple(inside) for parent, inside in children.items()}
        object.__setattr__(self, "_children", MappingProxyType(frozen))

    def node(self, identifier: str) -> core.Node:
        """The node of that id; raises KeyError."""
        return self._by_id[identifier]

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._by_id

    def children(self, identifier: str) -> tuple[core.Node, ...]:
        """The nodes directly below a node ("" for the top level), in the order of the file."""
        return self._children.get(identifier, ())

    @cached_property
    def head(self) -> core.GuidelineNode:
        """The `guideline` item."""
        return next(node for node in self.nodes if isinstance(node, core.GuidelineNode))

    @cached_property
    def facts(self) -> Mapping[str, core.FactNode]:
        """The facts by name, in the order of the file."""
        return MappingProxyType({n.name: n for n in self.nodes if isinstance(n, core.FactNode)})

    @cached_property
    def medicines(self) -> Mapping[str, core.MedicineNode]:
        """The medicines by name, in the order of the file."""
        return MappingProxyType({n.name: n for n in self.nodes if isinstance(n, core.MedicineNode)})

    @cached_property
    def classes(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the medicines of each class."""
        members: dict[str, list[str]] = {}
        for medicine in self.medicines.values():
            for name in medicine.classes:
                members.setdefault(name, []).append(medicine.name)
        return MappingProxyType({name: tuple(inside) for name, inside in members.items()})

    @cached_property
    def procedures(self) -> Mapping[str, core.ProcedureNode]:
        """The procedures by name."""
        return MappingProxyType({n.name: n for n in self.nodes if isinstance(n, core.ProcedureNode)})

    @cached_property
    def definitions(self) -> Mapping[str, core.DefineNode]:
        """The definitions by name."""
        return MappingProxyType({n.name: n for n in self.nodes if isinstance(n, core.DefineNode)})

    @cached_property
    def assumptions(self) -> Mapping[str, core.AssumptionNode]:
        """The assumptions by name."""
        return MappingProxyType({n.name: n for n in self.nodes if isinstance(n, core.AssumptionNode)})

    @cached_property
    def references(self) -> Mapping[int, core.ReferenceEntry]:
        """The reference list by number."""
        blocks = (n for n in self.nodes if isinstance(n, core.ReferencesNode))
        return MappingProxyType({entry.number: entry for block in blocks for entry in block.entries})

    def members(self, crowd: core.Crowd) -> tuple[str, ...]:
        """The declared medicines a crowd stands for."""
        return (crowd.name,) if crowd.kind == "medicine" else self.classes.get(crowd.name, ())

    def as_networkx(self) -> networkx.MultiDiGraph[str]:
        """The graph as a frozen `networkx.MultiDiGraph`.

        Each node has the attributes `kind` (its class name) and `node` (the typed node); each edge has
        `kind`, which is also its key.
        """
        return self._networkx

    @cached_property
    def _networkx(self) -> networkx.MultiDiGraph[str]:
        import networkx  # noqa: PLC0415 - 0.2 s that evaluating does not need

        drawn: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(hash=self.hash, format=GRAPH_FORMAT)
        for node in self.nodes:
            drawn.add_node(node.id, kind=type(node).__name__, node=node)
        for edge in self.edges:
            drawn.add_edge(edge.source, edge.target, key=edge.kind, kind=edge.kind)
        frozen: networkx.MultiDiGraph[str] = networkx.freeze(drawn)
        return frozen

    def to_json(self) -> str:
        """The JSON form: one line, the same bytes for the same graph."""
        form = {
            "format": GRAPH_FORMAT,
            "hash": self.hash,
            "order": list(self.order),
            "nodes": [encode(node) for node in self.nodes],
            "edges": [[edge.kind, edge.source, edge.target] for edge in self.edges],
        }
        return json.dumps(form, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    @staticmethod
    def from_json(text: str) -> DecisionGraph:
        """Load the JSON form.

        Raises MalformedJson when it is not a guideline graph, is of another format, or when its content
        does not have the hash it states.
        """
        try:
            form: Any = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise MalformedJson(f"this is not JSON: {error}") from error
        if not isinstance(form, dict) or form.get("format") != GRAPH_FORMAT:
            raise MalformedJson(f"this is not a guideline graph of the format {GRAPH_FORMAT}")
        try:
            nodes = decode(form["nodes"])
            edges = tuple(Edge(kind, source, target) for kind, source, target in form["edges"])
            graph = DecisionGraph(nodes, edges, tuple(form["order"]), form["hash"])  # type: ignore[arg-type]
            expected = content_hash(graph.nodes)
        except MalformedJson:
            raise
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise MalformedJson("a part of this guideline graph is missing or of the wrong kind") from error
        if expected != graph.hash:
            raise MalformedJson(
                "the content of this guideline graph does not have the hash it states; make it anew"
            )
        return graph


# ---------------------------------------------------------------- the content hash

_LAYOUT = frozenset({"id", "parent", "span"})
_UNORDERED = (core.ExceptionNode, core.OptionNode, core.LimitNode)


def content_hash(nodes: tuple[core.Node, ...]) -> str:
    """The sha256 of the normalised meaning, with citations, notes, strengths and assumptions.

    Layout, comments, the splitting of blocks, and the order of independent items (top-level items,
    declarations, options, exceptions, limits) do not change it; anything else does. Cases are no part of
    the meaning.
    """
    children: dict[str, list[core.Node]] = {}
    for node in nodes:
        children.setdefault(node.parent, []).append(node)
    top = sorted(text for node in children.get("", []) for text in _top_level_forms(node, children))
    return hashlib.sha256("\n".join(top).encode()).hexdigest()


def _top_level_forms(node: core.Node, children: Mapping[str, list[core.Node]]) -> Iterator[str]:
    match node:
        case core.CaseNode():
            return
        case core.BlockNode():
            for inside in children.get(node.id, []):
                yield _canonical(inside, children)
        case core.ReferencesNode(entries=entries) | core.ValueSetsNode(entries=entries):
            for entry in entries:
                yield _text(_without_layout(encode(entry)))
        case core.NotEncodedNode(entries=left_out):
            for reason in left_out:
                yield _text(_without_layout(encode(reason)))
        case _:
            yield _canonical(node, children)


def _canonical(node: core.Node, children: Mapping[str, list[core.Node]]) -> str:
    unordered: list[str] = []
    ordered: list[str] = []
    for inside in children.get(node.id, []):
        (unordered if isinstance(inside, _UNORDERED) else ordered).append(_canonical(inside, children))
    return _text([_without_layout(encode(node)), sorted(unordered), ordered])


def _without_layout(form: object) -> object:
    match form:
        case dict():
            return {key: _without_layout(part) for key, part in form.items() if key not in _LAYOUT}
        case list():
            return [_without_layout(part) for part in form]
    return form


def _text(form: object) -> str:
    return json.dumps(form, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
