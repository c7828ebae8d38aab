"""The difference of two versions as Markdown, for a change request.

Every word of a guideline is shown as it is, whatever it holds: signs that Markdown reads are escaped, and a word that
would become a link, a mention or a picture sign is shown as code. No table and no HTML is written.

Declared absent: text for people at a terminal (difference_report.py), whose sentences these are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guideline_app.difference_order import affected, left_out, told_directly
from guideline_app.difference_report import (
    LEFT_OUT,
    NO_DIFFERENCE,
    SECTIONS,
    Say,
    change_lines,
    count_words,
    item_words,
    place_words,
    reason_words,
    shown_words,
)
from guideline_dsl.difference import Change, Difference
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.legible import legible

_SIGNS = re.compile(r"[\\`*_\[\]<>&|~!#]")
_AT_THE_START = re.compile(r"^(?:[-+=]+|\d+(?=[.)]$))")
"""What begins a list, a heading or a rule."""
_LINKED = re.compile(r"@|://|www\.|mailto:|xmpp:|#\d|\bGH-\d|\b[0-9a-f]{7,40}\b|\$|:[\w+-]+:", re.IGNORECASE)
"""What sites that show Markdown make of plain words: links, mentions, formulas, signs."""


def difference_markdown(found: Difference) -> str:
    """The whole report."""
    head = found.new.head
    lines = [f"## {escaped(head.title or head.name)}: what changes", ""]
    lines += [f"- from {_version(found.old)}", f"- to {_version(found.new)}"]
    if not found.changes:
        return "\n".join([*lines, "", NO_DIFFERENCE, ""])
    lines += ["", f"**{count_words(found)}**"]
    say = shown_words(found)
    for kind, (heading, means) in SECTIONS.items():
        changes = told_directly(found, kind)
        if changes:
            lines += ["", f"### {heading.capitalize()}: {means}", ""]
            lines += (
                _of_affected(found, say)
                if kind == "affected"
                else [line for change in changes for line in _of_change(change, say)]
            )
    if others := left_out(found):
        heading, means = LEFT_OUT
        lines += ["", f"### {heading.capitalize()}: {means}", ""]
        lines += [line for change in others for line in _of_change(change, say, f"{change.kind}: ")]
    return "\n".join([*lines, ""])


def escaped(text: str) -> str:
    """The text on one line, which Markdown shows letter by letter."""
    return " ".join(_word(word, at) for at, word in enumerate(legible(text).split(" ")))


def _word(word: str, at: int) -> str:
    if _LINKED.search(word):
        fence = "`" * (1 + max((len(run) for run in re.findall("`+", word)), default=0))
        edge = " " if word.startswith("`") or word.endswith("`") else ""
        return f"{fence}{edge}{word}{edge}{fence}"
    begins = _AT_THE_START.match(word) if at == 0 else None
    if begins is None:
        return _escaped_signs(word)
    first, rest = begins[0], word[begins.end() :]
    return f"\\{_escaped_signs(word)}" if first[0] in "-+=" else f"{first}\\{rest}"


def _escaped_signs(word: str) -> str:
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", word)


def _version(graph: DecisionGraph) -> str:
    return f"version {escaped(graph.head.version) or 'without a number'}, content `{graph.hash[:12]}`"


def _of_change(change: Change, say: Say, before: str = "") -> Iterator[str]:
    place = place_words(change)
    yield f"- {before}**{escaped(say(change.statement.title))}**{place and f' ({escaped(place)})'}"
    yield from (f"  - {escaped(line)}" for line in change_lines(change, say))


def _of_affected(found: Difference, say: Say) -> Iterator[str]:
    for group in affected(found):
        yield f"- {escaped(reason_words(group, say))}"
        for item in group.items:
            title, place = item_words(item, say)
            yield f"  - **{escaped(title)}** ({escaped(place)})"
