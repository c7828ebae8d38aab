"""Boxes with their marks: what is said of each node that a box shows.

Declared absent: what the statements say (statements.py), and where a mark is from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from visualize import statements as say
from visualize.cards import Box, Mark, Marks, State
from visualize.style import MARKS, Kind

# Of several nodes in one box the one that most needs to be seen gives the box its look.
_BY_WEIGHT: tuple[State, ...] = (
    "broken",
    "withheld",
    "unknown",
    "removed",
    "changed",
    "added",
    "affected",
    "kept",
    "met",
    "not met",
    "not reached",
)


def must_be_seen(mark: Mark | None) -> bool:
    """Whether a mark says more than that all is as it should be, or not about this patient."""
    return mark is not None and _BY_WEIGHT.index(mark.state) < _BY_WEIGHT.index("affected")


@frozen
class Part:
    """What a box says of one node."""

    node: str
    paragraphs: tuple[str, ...]


@frozen
class Maker:
    """A graph, and what is marked on it: what the cards are made of.

    `feeders`: by the id of a decision the ids of those that it waits for. `note` is how a note is shown.
    `resting`: by the id of an assumption the ids of the nodes that name it.
    """

    graph: DecisionGraph
    marks: Marks
    feeders: Mapping[str, tuple[str, ...]]
    note: Callable[[str], str]
    resting: Mapping[str, tuple[str, ...]]

    def box(self, kind: Kind, main: Part, support: Sequence[str] = (), more: Iterable[Part] = ()) -> Box:
        """A box about one node, with what stands below it in the file; it has the mark of the one node."""
        parts = [main, *more]
        mark = self.marks.get(main.node)
        return Box(kind, _paragraphs(parts), _nodes(parts), mark, tuple(support))

    def package(self, kind: Kind, parts: Sequence[Part], support: Sequence[str] = (), of: str = "") -> Box:
        """A box of several lines that may be marked differently: each then bears its own sign.

        `of` is the node that they belong to: the first that the box shows if there are no lines.
        """
        marked = [self.marks[part.node] for part in parts if part.node in self.marks]
        nodes = _nodes(parts) or ((of,) if of else ())
        if len({mark.state for mark in marked}) > 1:
            parts = [self._signed(part) for part in parts]
        return Box(kind, _paragraphs(parts), nodes, _joined(marked), tuple(support))

    def line(self, line: core.Node) -> tuple[str, ...]:
        """What a line of a package says."""
        said = say.action_lines(self.graph, [line])
        return tuple(map(self.note, said) if isinstance(line, core.MessageNode) else said)

    def _signed(self, part: Part) -> Part:
        if part.node not in self.marks or not part.paragraphs:
            return part
        first, *rest = part.paragraphs
        return Part(part.node, (f"{MARKS[self.marks[part.node].state].sign} {first}", *rest))


def feeders_of(graph: DecisionGraph) -> Mapping[str, tuple[str, ...]]:
    """By the id of each statement the ids of the decisions that it waits for: it, or a part of it, reads what they
    put into the plan, or it is made only where they are not made instead of it.
    """
    found: dict[str, dict[str, None]] = {}
    for edge in graph.edges:
        match edge.kind:
            case "feeds":
                found.setdefault(whole_of(graph, edge.target), {})[edge.source] = None
            case "overrides":
                found.setdefault(edge.target, {})[edge.source] = None
            case _:
                continue
    return {
        target: tuple(source for source in sources if source != target) for target, sources in found.items()
    }


def resting_on(graph: DecisionGraph) -> Mapping[str, tuple[str, ...]]:
    """By the id of each assumption the ids of the nodes that name it."""
    found: dict[str, list[str]] = {}
    for edge in graph.edges:
        if edge.kind == "assumes":
            found.setdefault(edge.target, []).append(edge.source)
    return {target: tuple(sources) for target, sources in found.items()}


def whole_of(graph: DecisionGraph, identifier: str) -> str:
    """The statement at the top level that a node is a part of."""
    while parent := graph.node(identifier).parent:
        identifier = parent
    return identifier


def _joined(marks: Sequence[Mark]) -> Mark | None:
    if not marks:
        return None
    state = min((mark.state for mark in marks), key=_BY_WEIGHT.index)
    return Mark(state, tuple(dict.fromkeys(line for mark in marks for line in mark.lines)))


def _paragraphs(parts: Iterable[Part]) -> tuple[str, ...]:
    return tuple(text for part in parts for text in part.paragraphs)


def _nodes(parts: Iterable[Part]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.node for part in parts if part.node))
