"""What belongs together: a statement, its lines of the text, its boxes, and the sentences that answer for it.

A line of a statement (what is given, a note) has no citation of its own; the statement around it answers for it. A
statement without a citation is answered for by the nearest one around it that has some, and a heading by those below.
The doses of a regimen stand elsewhere than where it is given, and the meaning of a condition in its definitions: both
belong to what names them, behind what it says itself.

Declared absent: how partners are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.references import citations_of, node_expressions, subexpressions
from visualize.review_narrative import quoted_passage
from visualize.review_payload import Links, Passage, Reference, Text

Places = tuple[int, ...]

_PARTS = (core.BranchNode, core.ExceptionNode, core.OptionNode, core.LimitNode)
"""What has a box of its own beside those of its lines."""
_CONDITIONAL = (
    core.BranchNode,
    core.ExceptionNode,
    core.OptionNode,
    core.LimitNode,
    core.DecisionNode,
    core.TaperNode,
)
"""What has conditions of its own, which may be named by definitions."""
_LINES = (core.GiveNode, core.StopNode, core.DoNode, core.MessageNode)


class Partners:
    """Finds the links of each node."""

    def __init__(
        self,
        graph: DecisionGraph,
        texts: Sequence[Text],
        passages: Sequence[Passage],
        references: Sequence[Reference],
        boxes: Sequence[tuple[str, tuple[str, ...]]],
    ) -> None:
        """Index the texts, the passages, the references and the boxes by what they name."""
        self._graph = graph
        numbers = {node.id: number for number, node in enumerate(graph.nodes)}
        segments = [segment for text in texts for segment in text.segments]
        self._segments = _by_key((graph.nodes[s.node].id, at) for at, s in enumerate(segments) if s.node >= 0)
        self._boxes = _by_key((node, at) for at, (_, nodes) in enumerate(boxes) for node in nodes)
        self._readers = _by_key(
            (edge.target, numbers[edge.source]) for edge in graph.edges if edge.kind != "contains"
        )
        sentences = {
            (p.source, p.text): at for at, p in reversed(list(enumerate(passages))) if p.kind != "heading"
        }
        listed = {(reference.used, reference.number): at for at, reference in enumerate(references)}
        self._named = {node.id: tuple(dict.fromkeys(self._names(node))) for node in graph.nodes}
        self._givers: dict[str, list[core.Node]] = {}
        for node in graph.nodes:
            if isinstance(node, core.GiveNode) and node.target == "regimen":
                self._givers.setdefault(f"regimen:{node.name}", []).append(node)
        self._cited: dict[str, Places] = {}
        self._references: dict[str, Places] = {}
        for node in graph.nodes:
            self._cited[node.id] = _once(
                sentences.get((of, said), sentences.get(("", said), -1)) for of, said in _quoted(node)
            )
            self._references[node.id] = _once(listed.get(key, -1) for key in _numbers(node))

    def of(self, node: core.Node) -> Links:
        """The links of a node."""
        named = [self._graph.node(name) for name in self.named_by(node)]
        return Links(
            segments=_joined(self._text_of(node), map(self._whole_text_of, named)),
            passages=_joined(
                self._answering(node, self._cited), (self._answering(each, self._cited) for each in named)
            ),
            references=_joined(
                self._answering(node, self._references),
                (self._answering(each, self._references) for each in named),
            ),
            boxes=_joined(self._boxes_of(node), map(self._boxes_of, self._givers_of(node))),
            read_by=self._readers.get(node.id, ()),
        )

    def named_by(self, node: core.Node) -> tuple[str, ...]:
        """The regimens that a statement gives, and the definitions that its conditions name: their nodes, by id."""
        if isinstance(node, _LINES) and isinstance(around := self._graph.node(node.parent), _PARTS):
            return self.named_by(around)
        lines = (child for child in self._graph.children(node.id) if isinstance(child, core.GiveNode))
        return tuple(dict.fromkeys(name for each in (*lines, node) for name in self._named[each.id]))

    def _names(self, node: core.Node) -> Iterator[str]:
        if isinstance(node, core.GiveNode) and node.target == "regimen":
            yield f"regimen:{node.name}"
        if isinstance(node, _CONDITIONAL):
            for outer in node_expressions(node):
                for expression in subexpressions(outer):
                    if isinstance(expression, core.DefinitionRef):
                        yield f"define:{expression.name}"

    def _givers_of(self, node: core.Node) -> Iterator[core.Node]:
        """What gives the regimen that a node is, or is a line of."""
        regimen = next((up for up in (node, *self._around(node)) if isinstance(up, core.RegimenNode)), None)
        return iter(self._givers.get(regimen.id, ()) if regimen is not None else ())

    def _whole_text_of(self, node: core.Node) -> Places:
        found = (self._segments.get(each.id, ()) for each in (node, *self._below(node)))
        return tuple(sorted({place for places in found for place in places}))

    def citing(self, passage: int) -> Places:
        """The nodes that cite a passage themselves."""
        return tuple(at for at, node in enumerate(self._graph.nodes) if passage in self._cited[node.id])

    def referring(self, reference: int) -> Places:
        """The nodes that name an entry of the reference list themselves."""
        return tuple(
            at for at, node in enumerate(self._graph.nodes) if reference in self._references[node.id]
        )

    def answered_by(self, node: core.Node) -> str:
        """Where the citation of a statement stands: `own`, `around`, `below`, or "" for none."""
        if self._references[node.id] or self._cited[node.id]:
            return "own"
        if any(self._references[up.id] or self._cited[up.id] for up in self._around(node)):
            return "around"
        below = any(self._references[down.id] or self._cited[down.id] for down in self._below(node))
        return "below" if below else ""

    def _text_of(self, node: core.Node) -> Places:
        if isinstance(node, _LINES):
            return self._text_of(self._graph.node(node.parent))
        own = sorted({place for each in self._with_lines(node) for place in self._segments.get(each.id, ())})
        # A node that shares its line with another one has no segment of its own.
        around = (found for up in self._around(node) if (found := self._segments.get(up.id, ())))
        return tuple(own) or next(around, ())

    def _with_lines(self, node: core.Node) -> Iterator[core.Node]:
        yield node
        yield from (child for child in self._graph.children(node.id) if isinstance(child, _LINES))

    def _boxes_of(self, node: core.Node) -> Places:
        """The boxes that show a node or its lines; else those around it, of its readers, or below it."""
        if isinstance(node, _LINES) and isinstance(self._graph.node(node.parent), _PARTS):
            return self._boxes_of(self._graph.node(node.parent))
        own = _once(place for each in self._with_lines(node) for place in self._boxes.get(each.id, ()))
        if own or isinstance(node, core.BlockNode):
            return own
        reading = (self._graph.nodes[at] for at in self._readers.get(node.id, ()))
        for candidates in (self._around(node), reading, self._below(node)):
            found = _once(place for each in candidates for place in self._boxes.get(each.id, ()))
            if found:
                return found
        return ()

    def _answering(self, node: core.Node, by_node: Mapping[str, Places]) -> Places:
        own = by_node[node.id]
        if own and not isinstance(node, _LINES):
            return own
        around = next((found for up in self._around(node) if (found := by_node[up.id])), ())
        if own or around:
            return _once((*own, *around))
        return _once(place for down in self._below(node) for place in by_node[down.id])

    def _around(self, node: core.Node) -> Iterator[core.Node]:
        while node.parent:
            node = self._graph.node(node.parent)
            yield node

    def _below(self, node: core.Node) -> Iterator[core.Node]:
        for child in self._graph.children(node.id):
            yield child
            yield from self._below(child)


def _quoted(node: core.Node) -> Iterator[tuple[str, str]]:
    for citation in citations_of(node):
        yield from ((citation.guideline, quoted_passage(quote)) for quote in citation.quotes)
    if isinstance(node, core.NotEncodedNode):
        yield from (("", quoted_passage(entry.quote)) for entry in node.entries)


def _numbers(node: core.Node) -> Iterator[tuple[str, int]]:
    for citation in citations_of(node):
        yield from ((citation.guideline, number) for number in citation.references)
    if isinstance(node, core.FactNode) and node.conversion is not None:
        yield from ((node.span.guideline, number) for number in node.conversion.references)


def _by_key(pairs: Iterable[tuple[str, int]]) -> dict[str, Places]:
    found: dict[str, dict[int, None]] = {}
    for key, place in pairs:
        found.setdefault(key, {})[place] = None
    return {key: tuple(places) for key, places in found.items()}


def _joined(own: Places, others: Iterable[Places]) -> Places:
    return _once((*own, *(place for places in others for place in places)))


def _once(places: Iterable[int]) -> Places:
    return tuple(dict.fromkeys(place for place in places if place >= 0))
