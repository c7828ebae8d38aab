"""The difference of two versions of a guideline as JSON, for programs.

`DIFFERENCE_FORMAT` changes when a field changes its meaning or goes.

Declared absent: how two versions are compared (guideline_dsl/difference.py).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from guideline_dsl.difference import Change, ChangeKind, Difference
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.reviewable import Reviewable
from guideline_dsl.statement_parts import StatementKind

DIFFERENCE_FORMAT: Literal["guideline-difference/1"] = "guideline-difference/1"


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class VersionShown(_Shown):
    """One of the two versions; `content` is its content hash."""

    guideline: str
    title: str
    version: str
    content: str


class StatementShown(_Shown):
    """A statement: `key` names it, `node` is its graph node, `own` and `meaning` are its hashes.

    `line` counts from 1 in the text of `guideline`, "" for the version's own text; `says` are its words.
    """

    key: str
    kind: StatementKind
    title: str
    says: str
    node: str
    line: int
    guideline: str
    own: str
    meaning: str


class FieldShown(_Shown):
    """One thing that is said differently; `was` is "" for what is new, `now` for what is no longer said."""

    label: str
    was: str
    now: str


class ChangeShown(_Shown):
    """What became of one statement: `old` is null for an added one, `new` for a removed one."""

    kind: ChangeKind
    old: StatementShown | None
    new: StatementShown | None
    fields: tuple[FieldShown, ...] = ()
    because: tuple[str, ...] = ()
    after: str = ""
    named_in: tuple[str, ...] = ()


class DifferenceShown(_Shown):
    """What two versions say differently; without a change they have the same content hash."""

    format: Literal["guideline-difference/1"] = DIFFERENCE_FORMAT
    old: VersionShown
    new: VersionShown
    changes: tuple[ChangeShown, ...]

    def to_json(self, indent: int | None = None) -> str:
        """The JSON text, the same for the same difference."""
        return self.model_dump_json(indent=indent)


def difference_shown(found: Difference) -> DifferenceShown:
    """A difference in the form that is written."""
    changes = tuple(map(_change, found.changes))
    return DifferenceShown(old=version_shown(found.old), new=version_shown(found.new), changes=changes)


def version_shown(graph: DecisionGraph) -> VersionShown:
    """A version of a guideline, as it is named."""
    head = graph.head
    return VersionShown(guideline=head.name, title=head.title, version=head.version, content=graph.hash)


def statement_shown(statement: Reviewable) -> StatementShown:
    """A statement in the form that is written."""
    return StatementShown(
        key=statement.key,
        kind=statement.kind,
        title=statement.title,
        says=statement.says,
        node=statement.node,
        line=statement.span.line,
        guideline=statement.span.guideline,
        own=statement.own,
        meaning=statement.meaning,
    )


def _change(change: Change) -> ChangeShown:
    return ChangeShown(
        kind=change.kind,
        old=None if change.old is None else statement_shown(change.old),
        new=None if change.new is None else statement_shown(change.new),
        fields=tuple(FieldShown(label=each.label, was=each.was, now=each.now) for each in change.fields),
        because=change.because,
        after=change.after,
        named_in=change.named_in,
    )
