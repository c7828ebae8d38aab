"""What belongs together: a statement, its lines of the text, its boxes, and the sentences that answer for it.

A line of a statement (what is given, a note) has no citation of its own; the statement around it answers for it. A
statement without a citation is answered for by the nearest one around it that has some, and a heading by those below.

Declared absent: how partners are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.references import citations_of
from visualize.review_narrative import quoted_passage
from visualize.review_payload import Links, Passage, Reference, Text

Places = tuple[int, ...]

_PARTS = (core.BranchNode, core.ExceptionNode, core.OptionNode, core.LimitNode)
"""What has a box of its own beside those of its lines."""
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
        self._cited: dict[str, Places] = {}
        self._references: dict[str, Places] = {}
        for node in graph.nodes:
            self._cited[node.id] = _once(
                sentences.get((of, said), sentences.get(("", said), -1)) for of, said in _quoted(node)
            )
            self._references[node.id] = _once(listed.get(key, -1) for key in _numbers(node))

    def of(self, node: core.Node) -> Links:
        """The links of a node."""
        return Links(
            segments=self._text_of(node),
            passages=self._answering(node, self._cited),
            references=self._answering(node, self._references),
            boxes=self._boxes_of(node),
            read_by=self._readers.get(node.id, ()),
        )

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


def _once(places: Iterable[int]) -> Places:
    return tuple(dict.fromkeys(place for place in places if place >= 0))
