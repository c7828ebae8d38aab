"""The order in which a difference is told: what is done to a patient first, what was left out of the guideline last.

Statements that only rest on what changed are told by what they rest on, one line for each item they stand in, so that
they do not bury the changes.

Declared absent: the words and their layout (difference_report.py, difference_markdown.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from guideline_dsl.difference import Change, ChangeKind, Difference
from guideline_dsl.frozen import frozen
from guideline_dsl.statement_parts import StatementKind
from guideline_dsl.statement_titles import item_title

_ORDER: tuple[tuple[StatementKind, ...], ...] = (
    (
        "scope",
        "decision",
        "exception",
        "branch",
        "option",
        "line",
        "regimen",
        "taper",
        "gate",
        "limit",
        "promise",
    ),
    ("definition", "row", "item"),
    ("medicine", "fact", "procedure", "value set"),
    ("assumption",),
    ("head", "use"),
    ("reference",),
)
_RANK: Mapping[StatementKind, int] = {kind: at for at, kinds in enumerate(_ORDER) for kind in kinds}


def told_directly(found: Difference, kind: ChangeKind) -> tuple[Change, ...]:
    """The changes of a kind, clinical ones first; in the order of the file where they weigh the same."""
    changes = (change for change in found.of(kind) if change.statement.kind != "not encoded")
    return tuple(sorted(changes, key=lambda change: _RANK[change.statement.kind]))


def left_out(found: Difference) -> tuple[Change, ...]:
    """What changed in the list of what the guideline does not encode."""
    return tuple(change for change in found.changes if change.statement.kind == "not encoded")


@frozen
class AffectedItem:
    """A decision, or another item, whose statements say the same and rest on what changed."""

    title: str
    statements: int
    first: int
    last: int
    of: str


@frozen
class Affected:
    """The items that are affected for the same reasons; no reason: by their place in the guideline."""

    because: tuple[str, ...]
    items: tuple[AffectedItem, ...]


def affected(found: Difference) -> tuple[Affected, ...]:
    """What is affected, by its reasons; each item once."""
    by_item: dict[str, list[Change]] = {}
    for change in told_directly(found, "affected"):
        by_item.setdefault(change.statement.item, []).append(change)
    by_reason: dict[tuple[str, ...], list[AffectedItem]] = {}
    for item, changes in by_item.items():
        reasons = _once(reason for change in changes for reason in change.because)
        by_reason.setdefault(reasons, []).append(_item(found, item, changes))
    return tuple(Affected(reasons, tuple(items)) for reasons, items in by_reason.items())


def _item(found: Difference, item: str, changes: list[Change]) -> AffectedItem:
    spans = [change.statement.span for change in changes]
    alone = len(changes) == 1
    title = changes[0].statement.title if alone else item_title(found.new.node(item))
    lines = [span.line for span in spans]
    return AffectedItem(title, len(changes), min(lines), max(lines), spans[0].guideline)


def _once(titles: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(titles))
