"""The decision graph: what everything else reads.

A `DecisionGraph` is the nodes of core.py and typed edges between them. It is immutable, safe to share
between threads, has a JSON form that loads without the text (read_graph.py), and a content hash of its
meaning (content_hash.py). As a `networkx` graph it is had by `DecisionGraph.as_networkx()`.

Edges (source -> target):

- contains: a statement -> a part of it
- next: a branch of a `decide` or a regimen -> the branch asked after it
- reads: a statement -> a fact, definition, procedure or medicine of its conditions, values or dose
- gives: a line -> a regimen, or the medicines it gives
- stops: a line -> the medicines it stops
- does: a line -> a procedure
- gates: a gate -> the medicines it holds back
- checks: a gate -> a fact or a procedure that has to be known or done
- limits: a contraindication or a caution -> the medicines it is about
- tapers: a taper -> its medicine
- assumes: a statement -> an assumption
- feeds: a decision -> what asks, itself or by a definition, for the plan of a medicine it gives or stops
- overrides: a decision -> a decision it is made instead of

A class stands for each of its members, and a regimen for what it gives.

Declared absent: evaluation and drawing; the text the guideline was written in.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NoReturn

from guideline_dsl import core
from guideline_dsl.display import AS_WRITTEN, Display, display_in, displayed, languages, texts_hashes
from guideline_dsl.frozen import frozen, refuse_deleting, refuse_setting
from guideline_dsl.json_form import encode

if TYPE_CHECKING:
    import networkx

    from guideline_dsl.cones import Cones
    from guideline_dsl.dimensions import Dimension

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
    "overrides",
]


@frozen
class Edge:
    """An arrow between two nodes, by their ids."""

    kind: EdgeKind
    source: str
    target: str


class DecisionGraph:
    """A compiled guideline.

    `nodes` are in the order of the file, parents before children; `order` are the ids of the decisions and
    tapers in the order in which they are evaluated (what reads the plan after what feeds it); `hash` is the
    content hash (sha256, hexadecimal). `display` says how its names are shown; its texts are shown already.
    """

    nodes: tuple[core.Node, ...]
    edges: tuple[Edge, ...]
    order: tuple[str, ...]
    hash: str
    display: Display
    _by_id: Mapping[str, core.Node]
    _children: Mapping[str, tuple[core.Node, ...]]

    def __init__(
        self,
        nodes: tuple[core.Node, ...],
        edges: tuple[Edge, ...],
        order: tuple[str, ...],
        hash: str,
        display: Display = AS_WRITTEN,
    ) -> None:
        """Keep all of it; what is looked up is found when it is first asked for."""
        children: dict[str, list[core.Node]] = {}
        for node in nodes:
            children.setdefault(node.parent, []).append(node)
        inside = {parent: tuple(each) for parent, each in children.items()}
        vars(self).update(
            nodes=nodes,
            edges=edges,
            order=order,
            hash=hash,
            display=display,
            _by_id=MappingProxyType({node.id: node for node in nodes}),
            _children=MappingProxyType(inside),
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DecisionGraph):
            return NotImplemented
        return self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash(self._compared())

    def _compared(self) -> tuple[object, ...]:
        """What makes two graphs one: how they are shown is no part of it."""
        return self.nodes, self.edges, self.order, self.hash

    def __repr__(self) -> str:
        return f"<DecisionGraph {self.head.name} {self.head.version}, content {self.hash[:12]}>"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        refuse_setting(self, name, value)

    def __delattr__(self, name: str) -> NoReturn:
        refuse_deleting(self, name)

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
    def references(self) -> Mapping[tuple[str, int], core.ReferenceEntry]:
        """The reference lists: the entries by the used guideline ("" for its own list) and number."""
        blocks = (n for n in self.nodes if isinstance(n, core.ReferencesNode))
        return MappingProxyType(
            {(entry.guideline, entry.number): entry for block in blocks for entry in block.entries}
        )

    @cached_property
    def amounts(self) -> Mapping[str, Dimension]:
        """In which dimension each medicine is measured, where anything tells it."""
        from guideline_dsl.amounts import amounts_given  # noqa: PLC0415 - it reads this module

        return MappingProxyType(dict(amounts_given(self)))

    @cached_property
    def cones(self) -> Cones:
        """What each decision and promise hangs on more than once."""
        from guideline_dsl.cones import Cones  # noqa: PLC0415 - read by few patients, and it reads this module

        return Cones(self)

    @cached_property
    def limits(self) -> Mapping[tuple[str, str], tuple[core.LimitNode, ...]]:
        """The limits of contraindications and cautions, by kind (`contraindicate`, `caution`) and medicine."""
        found: dict[tuple[str, str], list[core.LimitNode]] = {}
        for node in self.nodes:
            if isinstance(node, core.WithholdNode):
                inside = [child for child in self.children(node.id) if isinstance(child, core.LimitNode)]
                for medicine in dict.fromkeys(m for target in node.targets for m in self.members(target)):
                    found.setdefault((node.kind, medicine), []).extend(inside)
        return MappingProxyType({key: tuple(limits) for key, limits in found.items()})

    @cached_property
    def gates(self) -> Mapping[str, tuple[core.GateNode, ...]]:
        """The gates of each medicine that has any."""
        found: dict[str, list[core.GateNode]] = {}
        for node in self.nodes:
            if isinstance(node, core.GateNode):
                for medicine in self.members(node.target):
                    found.setdefault(medicine, []).append(node)
        return MappingProxyType({medicine: tuple(gates) for medicine, gates in found.items()})

    @cached_property
    def phases(self) -> tuple[core.Phase, ...]:
        """The phases of treatment in their order, () where the guideline names none."""
        blocks = (node for node in self.nodes if isinstance(node, core.PhasesNode))
        return tuple(phase for block in blocks for phase in block.entries)

    @cached_property
    def repeated_facts(self) -> frozenset[str]:
        """The facts of which some condition asks for their observations, and not for the latest value alone."""
        from guideline_dsl.references import node_expressions, subexpressions  # noqa: PLC0415 - seldom asked

        return frozenset(
            part.fact.name
            for node in self.nodes
            for outer in node_expressions(node)
            for part in subexpressions(outer)
            if isinstance(part, core.Observed | core.Sustained)
        )

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that it has texts in, besides its own."""
        return languages(self.nodes)

    @cached_property
    def _in_languages(self) -> dict[str, DecisionGraph]:
        return {}

    def in_language(self, language: str) -> DecisionGraph:
        """The same guideline, shown in a language that it has texts in; "" and its own are as it is written.

        It decides the same: names, conditions, edges, order and hash are the same. Raises UnknownLanguage
        (display.py), which names the languages there are.
        """
        if language in ("", self.head.language):
            return self
        if language not in self._in_languages:
            display = display_in(self.nodes, language, self.hash)
            nodes = tuple(displayed(node, display) for node in self.nodes)
            self._in_languages[language] = DecisionGraph(nodes, self.edges, self.order, self.hash, display)
        return self._in_languages[language]

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
        made: networkx.MultiDiGraph[str] = networkx.freeze(drawn)
        return made

    def to_json(self) -> str:
        """The JSON form: one line, the same bytes for the same graph.

        Raises ValueError for a graph that is shown in another language: its form holds all languages.
        """
        if self.display.language:
            raise ValueError("the JSON form is that of the guideline as it is written")
        form = {
            "format": GRAPH_FORMAT,
            "hash": self.hash,
            "texts": texts_hashes(self.nodes, self.hash),
            "order": list(self.order),
            "nodes": [encode(node) for node in self.nodes],
            "edges": [[edge.kind, edge.source, edge.target] for edge in self.edges],
        }
        import json  # noqa: PLC0415 - few who read a graph write one

        return json.dumps(form, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
