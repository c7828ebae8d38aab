"""The narrative, cut into sentences, so that a quote finds the sentence it stands in.

A narrative is Markdown: headings (`#`) and blank lines are skipped, the lines of a paragraph are joined. What
ends with the ids of the statements that it retells (`... a day. {S07 S13}`) is one sentence; other paragraphs
are cut after `. `, `? ` and `! `. What stands before the first ids is about the narrative itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from guideline_dsl.frozen import frozen

_IDS = re.compile(r"\s*\{([^{}]*)\}\s*$")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_BULLET = re.compile(r"^(?:[-*+]|\d+[.)])\s+")

_Lines = list[tuple[int, str]]
"""Line numbers (from 1) with their words."""


@frozen
class Sentence:
    """One sentence with the ids of the statements it retells, and its line in the narrative (from 1)."""

    text: str
    statements: tuple[str, ...]
    line: int


class Narrative:
    """The sentences of a narrative, searchable for quotes word for word."""

    def __init__(self, text: str) -> None:
        """Cut `text` into sentences."""
        found = _sentences(text)
        first = next((index for index, sentence in enumerate(found) if sentence.statements), 0)
        self.about = found[:first]
        """What stands before the first ids."""
        self.sentences = found[first:]
        self._whole = "\n".join(sentence.text for sentence in self.sentences)
        starts, offset = [], 0
        for sentence in self.sentences:
            starts.append(offset)
            offset += len(sentence.text) + 1
        self._starts = starts
        self._words: list[frozenset[str]] | None = None

    def standing_in(self, quote: str) -> tuple[int, ...]:
        """The indexes of the sentences that hold the quote word for word, at most the first three."""
        found: list[int] = []
        quote = " ".join(quote.split())
        start = self._whole.find(quote) if quote.strip() else -1
        while start >= 0 and len(found) < 3:
            index = bisect_right(self._starts, start) - 1
            found.append(index)
            following = index + 1
            if following >= len(self._starts):
                break
            start = self._whole.find(quote, self._starts[following])
        return tuple(found)

    def nearest(self, quote: str) -> str:
        """The sentence that shares most words with a quote that stands nowhere ("" when none shares half)."""
        if self._words is None:
            self._words = [_words(sentence.text) for sentence in self.sentences]
        wanted = _words(quote)
        best, best_score = "", max(1.0, len(wanted) / 2)
        for sentence, words in zip(self.sentences, self._words, strict=True):
            score = len(wanted & words)
            if score > best_score or (score == best_score and not best):
                best, best_score = sentence.text, score
        return best


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


def _sentences(text: str) -> tuple[Sentence, ...]:
    return tuple(sentence for paragraph in _paragraphs(text) for sentence in _of_paragraph(paragraph))


def _paragraphs(text: str) -> list[_Lines]:
    """The lines of each paragraph; a blank line, a heading, a bullet and ids end the one before."""
    paragraphs: list[_Lines] = []
    goes_on = False
    for number, written in enumerate(text.splitlines(), 1):
        line = written.strip()
        if not line or line.startswith("#"):
            goes_on = False
            continue
        bullet = _BULLET.match(line)
        if not goes_on or bullet:
            paragraphs.append([])
        paragraphs[-1].append((number, " ".join(line[bullet.end() if bullet else 0 :].split())))
        goes_on = _IDS.search(line) is None
    return paragraphs


def _of_paragraph(lines: _Lines) -> Iterator[Sentence]:
    whole = " ".join(line for _, line in lines)
    ids = _IDS.search(whole)
    if ids:
        yield Sentence(whole[: ids.start()], tuple(ids.group(1).replace(",", " ").split()), lines[0][0])
        return
    starts = list(accumulate((len(line) + 1 for _, line in lines), initial=0))
    at = 0
    for part in _SENTENCE_END.split(whole):
        at = whole.index(part, at)
        if part:
            yield Sentence(part, (), lines[bisect_right(starts, at) - 1][0])
        at += len(part)
