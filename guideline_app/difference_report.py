"""The difference of two versions as text, for people.

Declared absent: JSON (engine/difference_form.py), Markdown (difference_markdown.py), pictures (visualize/changed.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from guideline_app.difference_order import Affected, AffectedItem, affected, left_out, told_directly
from guideline_app.wrapping import wrapped
from guideline_dsl.difference import Change, ChangeKind, Difference, moved_words
from guideline_dsl.field_changes import change_words
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.legible import legible
from visualize.plain import every_name

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

LEFT_OUT = ("NOT ENCODED", "what the guideline leaves out, and why")
"""The heading of what is no clinical content, told at the end."""

Say = Callable[[str], str]
"""How words of the guideline are shown."""

MOST_NAMED = 5
"""So many reasons, or places that bear a name, are listed; the rest are counted."""


def difference_text(found: Difference) -> str:
    """The whole report."""
    lines = [*wrapped(f"{version_words(found.old)}  ->  {version_words(found.new)}", 0, 2)]
    say = shown_words(found)
    for kind, (heading, means) in SECTIONS.items():
        changes = told_directly(found, kind)
        if changes:
            lines += ["", f"{heading} ({len(changes)}): {means}"]
            lines += (
                _affected_lines(found, say)
                if kind == "affected"
                else [line for change in changes for line in _change_lines(change, say)]
            )
    if others := left_out(found):
        heading, means = LEFT_OUT
        lines += ["", f"{heading} ({len(others)}): {means}"]
        lines += [line for change in others for line in _change_lines(change, say, f"{change.kind}: ")]
    return "\n".join([*lines, "", count_words(found), ""])


def shown_words(found: Difference) -> Say:
    """Words of both versions as a clinician reads them: names lose their underscores, and unseen signs are seen."""
    plainly = every_name(found.old, found.new)
    return lambda said: legible(plainly(said))


def version_words(graph: DecisionGraph) -> str:
    """`Title 1.0.0 (content 0123456789ab)`."""
    head = graph.head
    named = " ".join(legible(part) for part in (head.title or head.name, head.version) if part)
    return f"{named} (content {graph.hash[:12]})"


def count_words(found: Difference) -> str:
    """`2 changed, 1 added.`, or that nothing differs."""
    counts = [(len(told_directly(found, kind)), str(kind)) for kind in SECTIONS]
    counts.append((len(left_out(found)), "not encoded"))
    told = ", ".join(f"{count} {kind}" for count, kind in counts if count)
    return f"{told}." if told else NO_DIFFERENCE


def change_lines(change: Change, say: Say) -> Iterator[str]:
    """What is told of a change below its title."""
    match change.kind:
        case "added" | "removed":
            yield from (say(line) for line in change.statement.says.split("\n"))
        case "renamed":
            for each in change.fields:
                yield legible(f"{each.label} {each.was} is now called {each.now}")
            if change.named_in:
                yield f"named so in: {named(change.named_in, say)}"
        case "moved" if not change.fields:
            yield say(moved_words(change))
        case _:
            yield from (say(change_words(each)) for each in change.fields)


def reason_words(group: Affected, say: Say) -> str:
    """`because of: child; severe`."""
    if not group.because:
        return "because of its place in the guideline"
    return f"because of: {named(group.because, say)}"


def item_words(item: AffectedItem, say: Say) -> tuple[str, str]:
    """What an affected item is called, with the number of its statements, and where these stand."""
    count = f", {item.statements} statements" if item.statements > 1 else ""
    lines = f"line {item.first}" if item.first == item.last else f"lines {item.first} to {item.last}"
    return f"{say(item.title)}{count}", f"{lines}{item.of and f' of {item.of}'}"


def named(titles: Sequence[str], say: Say) -> str:
    """`a; b; c; and 4 more`."""
    shown = [say(title) for title in titles[:MOST_NAMED]]
    if len(titles) > MOST_NAMED:
        shown.append(f"and {len(titles) - MOST_NAMED} more")
    return "; ".join(shown)


def place_words(change: Change) -> str:
    """Where a statement stands: `line 21`, `line 4 of renal`; "" for one that is gone."""
    if change.new is None:
        return ""
    of = change.new.span.guideline
    return f"line {change.new.span.line}{of and f' of {of}'}"


def _change_lines(change: Change, say: Say, before: str = "") -> Iterator[str]:
    place = place_words(change)
    yield from wrapped(f"{before}{say(change.statement.title)}{place and f'  ({place})'}", 2, 4)
    for line in change_lines(change, say):
        yield from wrapped(line, 6, 8)


def _affected_lines(found: Difference, say: Say) -> Iterator[str]:
    for group in affected(found):
        yield from wrapped(reason_words(group, say), 2, 4)
        for item in group.items:
            title, place = item_words(item, say)
            yield from wrapped(f"{title}  ({place})", 6, 8)
