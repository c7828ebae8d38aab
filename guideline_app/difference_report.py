"""The difference of two versions as text, for people.

Declared absent: JSON (engine/difference_form.py), Markdown (difference_markdown.py), pictures (visualize/changed.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from guideline_app.wrapping import wrapped
from guideline_dsl.difference import Change, ChangeKind, Difference, moved_words
from guideline_dsl.field_changes import change_words
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.legible import legible

NO_DIFFERENCE = "No statement differs in meaning."

SECTIONS: Mapping[ChangeKind, tuple[str, str]] = {
    "changed": ("CHANGED", "says something else"),
    "added": ("ADDED", "new"),
    "removed": ("REMOVED", "no longer said"),
    "moved": ("MOVED", "says the same, in another order"),
    "renamed": ("RENAMED", "says the same, under another name"),
    "affected": ("AFFECTED", "says the same, and rests on something that changed"),
}
"""The kinds of changes in the order in which they are told: the heading, and what it means."""

MOST_NAMED = 5
"""So many reasons, or places that bear a name, are listed; the rest are counted."""


def difference_text(found: Difference) -> str:
    """The whole report."""
    lines = [*wrapped(f"{version_words(found.old)}  ->  {version_words(found.new)}", 0, 2)]
    for kind in SECTIONS:
        changes = found.of(kind)
        if changes:
            heading, means = SECTIONS[kind]
            lines += ["", f"{heading} ({len(changes)}): {means}"]
            for change in changes:
                lines += _change_lines(change)
    return "\n".join([*lines, "", count_words(found), ""])


def version_words(graph: DecisionGraph) -> str:
    """`Title 1.0.0 (content 0123456789ab)`."""
    head = graph.head
    named = " ".join(legible(part) for part in (head.title or head.name, head.version) if part)
    return f"{named} (content {graph.hash[:12]})"


def count_words(found: Difference) -> str:
    """`2 changed, 1 added.`, or that nothing differs."""
    counts = [(len(found.of(kind)), kind) for kind in SECTIONS]
    told = ", ".join(f"{count} {kind}" for count, kind in counts if count)
    return f"{told}." if told else NO_DIFFERENCE


def change_lines(change: Change) -> Iterator[str]:
    """What is told of a change below its title."""
    match change.kind:
        case "added" | "removed":
            yield from (legible(line) for line in change.statement.says.split("\n"))
        case "renamed":
            for each in change.fields:
                yield legible(f"{each.label} {each.was} is now called {each.now}")
            if change.named_in:
                yield f"named so in: {named(change.named_in)}"
        case "moved" if not change.fields:
            yield legible(moved_words(change))
        case _:
            yield from (legible(change_words(each)) for each in change.fields)
    if change.kind == "affected":
        yield (
            f"because of: {named(change.because)}"
            if change.because
            else "because of its place in the guideline"
        )


def named(titles: Sequence[str]) -> str:
    """`a; b; c; and 4 more`."""
    shown = [legible(title) for title in titles[:MOST_NAMED]]
    if len(titles) > MOST_NAMED:
        shown.append(f"and {len(titles) - MOST_NAMED} more")
    return "; ".join(shown)


def place_words(change: Change) -> str:
    """Where a statement stands: `line 21`, `line 4 of renal`; "" for one that is gone."""
    if change.new is None:
        return ""
    of = change.new.span.guideline
    return f"line {change.new.span.line}{of and f' of {of}'}"


def _change_lines(change: Change) -> Iterator[str]:
    place = place_words(change)
    yield from wrapped(f"{legible(change.statement.title)}{place and f'  ({place})'}", 2, 4)
    for line in change_lines(change):
        yield from wrapped(line, 6, 8)
