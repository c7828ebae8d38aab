"""From character offsets to lines and columns."""

from __future__ import annotations

from bisect import bisect_right

from guideline_dsl.spans import Span


class Lines:
    """The line starts of a text: offsets become spans."""

    def __init__(self, text: str) -> None:
        """Find where each line begins."""
        self._length = len(text)
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The span between two offsets, held inside the text."""
        start = max(0, min(start, self._length))
        end = max(start, min(end, self._length))
        return Span(start, end, *self.position(start), *self.position(end))
