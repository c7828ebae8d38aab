"""A place where reading stopped becomes one finding in the author's words.

The mistakes people make are tried first, each by a function that knows its signs; what none of them
recognises is told as what was met and what could have followed. A repair is offered as an edit only if
the item, so mended, can be read.
"""

from __future__ import annotations

from collections.abc import Callable

from guideline_dsl.diagnostics import Finding
from guideline_dsl.expected import in_words
from guideline_dsl.mistakes_everyday import everyday_words
from guideline_dsl.mistakes_layout import begins_with_sign, broken_line, indentation, parentheses
from guideline_dsl.mistakes_phases import taper_in_a_phase
from guideline_dsl.mistakes_rows import rows
from guideline_dsl.mistakes_uses import what_is_used
from guideline_dsl.mistakes_words import (
    capital,
    misspelt_or_left_out,
    no_item,
    number,
    patterns,
    sign,
    single_quotes,
    unclosed_text,
    unit,
)
from guideline_dsl.trouble import (
    LAST_WORDS,
    Trouble,
    clause_of,
    content_end,
    context,
    finding_at,
    first_line,
    line_above,
    line_start,
    word_met,
)


def _in_general(trouble: Trouble) -> Finding:
    words, stop = trouble.words, trouble.stop
    if stop.met == "word":
        word = word_met(trouble)
        expected = in_words(
            stop.expected, clause_of(trouble, stop.at), words[line_start(words, stop.at) : stop.at]
        )
        shown = word if len(word) <= LAST_WORDS else word[:LAST_WORDS] + "..."
        first_in_line = not words[line_start(words, stop.at) : stop.at].strip()
        return finding_at(
            trouble,
            "unexpected-word",
            f"{context(trouble, stop.at)} I expected {expected}, and found `{shown}`",
            (stop.at, stop.at + max(1, len(word))),
            hint="what does not belong under that line starts in the same column as it"
            if first_in_line
            and line_above(words, stop.at)
            and line_above(words, stop.at) != first_line(words)
            else "",
        )
    end = content_end(words, stop.at)
    expected = in_words(stop.expected, clause_of(trouble, end), words[line_start(words, end) : end])
    met = "the line ends" if stop.met == "line end" else "the lines under it end"
    return finding_at(
        trouble, "ends-too-early", f"{context(trouble, end)} I expected {expected}, and {met}", (end, end)
    )


_RECOGNISERS: tuple[Callable[[Trouble], Finding | None], ...] = (
    no_item,
    what_is_used,
    unclosed_text,
    rows,
    taper_in_a_phase,
    begins_with_sign,
    indentation,
    everyday_words,
    number,
    sign,
    single_quotes,
    parentheses,
    broken_line,
    patterns,
    unit,
    capital,
    misspelt_or_left_out,
)


def explain(trouble: Trouble) -> Finding:
    """The one finding about an item that could not be read."""
    for recognise in _RECOGNISERS:
        finding = recognise(trouble)
        if finding is not None:
            return finding
    return _in_general(trouble)
