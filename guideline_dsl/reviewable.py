"""The statements of a guideline that a reviewer can agree with, each with two hashes.

`own` changes when what the statement itself says does; `meaning` also when anything changes that it rests on
(statement_rests.py): what was agreed with is then no longer what stands there. Layout, comments, the spelling of
numbers and units and the order of independent items change neither, as with the content hash of the whole
(content_hash.py).

Declared absent: reviewers, their marks, and the difference of two guidelines.
"""

from __future__ import annotations

from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.spans import Span
from guideline_dsl.statement_fields import fields_of, says_of
from guideline_dsl.statement_parts import Part, StatementKind, parts_of
from guideline_dsl.statement_rests import Foundations, Rest
from guideline_dsl.statement_titles import title_of


@frozen
class Reviewable:
    """One statement.

    `key` is its name among the statements of this guideline: the id of its graph node where that says no place in the
    file. `nodes` are the ids of the graph nodes that say it, `node` first; rows, items, references and the like share
    the node of their block. `says` are its words, a line for each thing that is said. `span` is where it stands,
    `span.guideline` the used guideline in whose text that is. `rests` is what it rests on, directly or round about.
    """

    key: str
    kind: StatementKind
    title: str
    says: str
    node: str
    nodes: tuple[str, ...]
    item: str
    span: Span
    own: str
    meaning: str
    rests: tuple[Rest, ...]


def reviewable(graph: DecisionGraph) -> tuple[Reviewable, ...]:
    """The statements of a guideline, in the order of the file.

    Raises ValueError for a graph that is shown in another language: a reviewer signs what is written.
    """
    if graph.display.language:
        raise ValueError("the statements are those of the guideline as it is written")
    parts = parts_of(graph)
    foundations = Foundations(graph, parts)
    return tuple(_statement(part, foundations) for part in parts)


def _statement(part: Part, foundations: Foundations) -> Reviewable:
    rests = foundations.of(part.key)
    return Reviewable(
        key=part.key,
        kind=part.kind,
        title=title_of(part),
        says=says_of(fields_of(part)),
        node=part.node.id,
        nodes=(part.node.id, *(line.id for line in part.lines)),
        item=part.item,
        span=part.node.span,
        own=foundations.own(part.key),
        meaning=foundations.meaning(part.key, rests),
        rests=rests,
    )
