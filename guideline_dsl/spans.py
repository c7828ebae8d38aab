"""A stretch of the guideline text: what both trees, and every finding, point with.

In a file of its own because a loaded graph needs it, and not the hundred classes of syntax.py.
"""

from __future__ import annotations

from guideline_dsl.frozen import frozen


@frozen
class Span:
    """A stretch of the guideline text.

    `start` and `end` are character offsets into the whole file (end exclusive); `line` and `column`
    count from 1. `guideline` names the used guideline in whose text it is, "" for the text itself.
    """

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    guideline: str = ""


NOWHERE = Span(0, 0, 1, 1, 1, 1)
