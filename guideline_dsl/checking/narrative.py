"""The narrative, cut into sentences, so that a quote finds the sentence it stands in.

A narrative is Markdown: headings (`#`) and blank lines are skipped. When its sentences carry the ids of
the statements they retell (`... a day. {S07 S13}`), each such line is a sentence, and text without ids is
about the narrative itself. Without any ids, lines are cut after `. `, `? ` and `! `.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from guideline_dsl.frozen import frozen

_IDS = re.compile(r"\s*\{([^{}]*)\}\s*$")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_BULLET = re.compile(r"^(?:[-*+]|\d+[.)])\s+")


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
        self.sentences = _sentences(text)
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
    lines = [
        (number, line.strip())
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    with_ids = [(number, line, ids) for number, line in lines if (ids := _IDS.search(line))]
    if with_ids:
        return tuple(
            Sentence(
                _BULLET.sub("", line[: ids.start()]), tuple(ids.group(1).replace(",", " ").split()), number
            )
            for number, line, ids in with_ids
        )
    return tuple(
        Sentence(part, (), number)
        for number, line in lines
        for part in _SENTENCE_END.split(_BULLET.sub("", line))
        if part
    )
