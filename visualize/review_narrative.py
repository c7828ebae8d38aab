"""The narrative as passages in its order, with what the guideline quotes that does not stand in it.

Declared absent: files; which statement cites which passage (review_links.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from guideline_dsl import core
from guideline_dsl.checking.narrative import Narrative, Sentence
from guideline_dsl.references import citations_of
from visualize.review_payload import Passage, SourceText

_BLANK = re.compile(r"\n[^\S\n]*\n")
_HEADING = re.compile(r"^(#+)\s*(.*?)\s*#*$")


def passages(narrative: str | None, nodes: Iterable[core.Node]) -> tuple[Passage, ...]:
    """Headings, what stands before the first sentence, and the sentences; then quotes of other narratives."""
    nodes = tuple(nodes)
    left_out = {
        entry.quote.sentence or entry.quote.text: entry.because
        for node in nodes
        if isinstance(node, core.NotEncodedNode)
        for entry in node.entries
    }
    own = list(_own(narrative, left_out)) if narrative is not None else []
    standing = {passage.text for passage in own if passage.kind == "sentence"}
    elsewhere: dict[tuple[str, str], Passage] = {}
    for citation in (citation for node in nodes for citation in citations_of(node)):
        for quote in citation.quotes:
            said = quoted_passage(quote)
            if citation.guideline or said not in standing:
                elsewhere.setdefault(
                    (citation.guideline, said),
                    Passage("quoted", said, quote.statements, source=citation.guideline),
                )
    return (*own, *elsewhere.values())


def quoted_passage(quote: core.Quote) -> str:
    """The whole sentence of a quote; where no narrative is known, the quote itself."""
    return quote.sentence or quote.text


def source_text(place: str, text: str) -> SourceText:
    """The source as it was given: what blank lines part are its paragraphs, whose own lines stay."""
    parts = (part.strip("\n").rstrip() for part in _BLANK.split(text))
    return SourceText(place, tuple(part for part in parts if part.strip()))


def _own(text: str, left_out: dict[str, str]) -> Iterator[Passage]:
    narrative = Narrative(text)
    headings = [
        Passage("heading", found[2], level=len(found[1]), line=number)
        for number, line in enumerate(text.splitlines(), 1)
        if (found := _HEADING.match(line.strip()))
    ]
    about = [Passage("about", one.text, line=one.line) for one in narrative.about]
    sentences = [_sentence(one, left_out) for one in narrative.sentences]
    yield from sorted([*headings, *about, *sentences], key=lambda passage: passage.line)


def _sentence(one: Sentence, left_out: dict[str, str]) -> Passage:
    reason = left_out.get(one.text, "")
    return Passage("sentence", one.text, one.statements, line=one.line, left_out=reason)
