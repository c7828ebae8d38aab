"""Guideline texts cut into segments: consecutive lines that belong to one statement.

A line belongs to the innermost statement whose span covers it, so segments never overlap and every line of the file
is in one.

Declared absent: files; how a segment looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from guideline_dsl import core
from guideline_dsl.spans import NOWHERE
from visualize.review_payload import Segment, Text

NOBODY = -1


def texts(
    nodes: Sequence[core.Node], place: str, text: str, used: Mapping[str, tuple[str, str]]
) -> tuple[Text, ...]:
    """The guideline's text, then those of the guidelines that it uses; `used` is place and text by name."""
    own = Text("", place, _segments(nodes, "", text))
    others = (Text(name, where, _segments(nodes, name, other)) for name, (where, other) in used.items())
    return (own, *others)


def _segments(nodes: Sequence[core.Node], guideline: str, text: str) -> tuple[Segment, ...]:
    lines = text.splitlines()
    owners = [NOBODY] * (len(lines) + 1)
    for number, node in enumerate(nodes):
        if node.span.guideline == guideline and node.span != NOWHERE:
            # Parents come before children, so that the innermost is written last.
            for line in range(node.span.line, min(node.span.end_line, len(lines)) + 1):
                owners[line] = number
    numbered = groupby(range(1, len(lines) + 1), key=lambda line: owners[line])
    found: list[Segment] = []
    for owner, run in numbered:
        inside = list(run)
        found.append(Segment(owner, inside[0], tuple(lines[line - 1] for line in inside)))
    return tuple(found)
