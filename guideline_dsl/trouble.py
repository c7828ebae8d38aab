"""An item that could not be read, and what its text says about the place."""

from __future__ import annotations

import re

from guideline_dsl.diagnostics import Edit, Finding, Place
from guideline_dsl.frozen import frozen
from guideline_dsl.read import Stop, read_item
from guideline_dsl.syntax import Span

WORD = re.compile(r"[^\W\d]\w*")
TEXT_OR_COMMENT = re.compile(r'"[^"\n]*"|#[^\n]*')
_MET = re.compile(r'"[^"\n]*"?|[^\W\d]\w*|[0-9][0-9.,]*|[<>=!|&*:+]+|.')
LAST_WORDS = 32  # characters of a line that a message repeats
_MOST_REPAIRED = 20_000  # a longer item is not read again to try a repair


@frozen
class Trouble:
    """An item that could not be read: its text, its place in the file, and where reading stopped.

    `repairs` says whether reading it again, to try a repair, is worth the time.
    """

    words: str
    offset: int
    lines: int
    stop: Stop
    repairs: bool


def span_at(trouble: Trouble, start: int, end: int) -> Span:
    """The span in the file of a stretch of the item's text."""
    words = trouble.words
    start, end = min(start, len(words)), min(end, len(words))
    line, column = _line_column(words, start)
    end_line, end_column = _line_column(words, end)
    base, lines = trouble.offset, trouble.lines
    return Span(base + start, base + end, lines + line, column, lines + end_line, end_column)


def _line_column(words: str, at: int) -> tuple[int, int]:
    return words.count("\n", 0, at) + 1, at - (words.rfind("\n", 0, at) + 1) + 1


def line_start(words: str, at: int) -> int:
    """Where the line of a place begins."""
    return words.rfind("\n", 0, at) + 1


def line_end(words: str, at: int) -> int:
    """Where the line of a place ends, without its line end."""
    end = words.find("\n", at)
    return len(words) if end < 0 else end


def content_end(words: str, at: int) -> int:
    """The end of what is written in the line of `at`, comment left out; of a line above, if it is blank."""
    while True:
        start, end = line_start(words, at), line_end(words, at)
        for match in TEXT_OR_COMMENT.finditer(words, start, end):
            if match.group().startswith("#"):
                end = match.start()
                break
        content = words[start:end].rstrip()
        if content or start == 0:
            return start + len(content)
        at = start - 1


def first_line(words: str) -> str:
    """The line that begins the item, without its comment."""
    return words[: content_end(words, 0)].strip()


def goes_on(line: str) -> bool:
    """Whether a line is broken: it ends with `,`, `|`, `and` or `or`."""
    return bool(re.search(r"(?:[,|]|\band|\bor)\s*(?:#.*)?$", line))


def statement_at(words: str, at: int) -> tuple[int, int]:
    """The line of a place, with the lines that it goes on from and to, and all that stands under it."""
    start = line_start(words, at)
    while start > 0:
        above = line_start(words, start - 1)
        if not goes_on(words[above : start - 1]):
            break
        start = above
    width = _width(words, start)
    end = line_end(words, at)
    while end < len(words):
        following = line_end(words, end + 1)
        line = words[end + 1 : following]
        under = not line.strip() or _width(words, end + 1) > width
        if not under and not goes_on(words[line_start(words, end) : end]):
            break
        end = following
    return start, end


def _width(words: str, start: int) -> int:
    """The indentation of the line that begins at a place."""
    line = words[start : line_end(words, start)]
    return len(line) - len(line.lstrip())


def clause_of(trouble: Trouble, at: int) -> str:
    """The first word of the statement in which a place stands, over broken lines."""
    words = trouble.words
    start = line_start(words, at)
    while start > 0:
        above = line_start(words, start - 1)
        if not goes_on(words[above : start - 1]):
            break
        start = above
    match = WORD.match(words, start + len(words[start:]) - len(words[start:].lstrip()))
    return match.group() if match else ""


def word_met(trouble: Trouble) -> str:
    """The word, number, text or sign at which reading stopped."""
    return word_at(trouble.words, trouble.stop.at)


def word_at(words: str, at: int) -> str:
    """The word, number, text or sign that stands at a place."""
    match = _MET.match(words, at)
    return match.group() if match else ""


def _tail(trouble: Trouble, at: int) -> str:
    """The words of the line before a place, shortened at the left; "" at the start of a line."""
    before = trouble.words[line_start(trouble.words, at) : at].strip()
    if len(before) <= LAST_WORDS:
        return before
    cut = before[-LAST_WORDS:]
    return "... " + (cut.split(None, 1)[1] if " " in cut.strip() else cut)


def context(trouble: Trouble, at: int) -> str:
    """Where in the item a place is, as a part of a sentence: after which words, or under which line."""
    tail = _tail(trouble, at)
    if tail:
        return f"after `{tail}`"
    above = line_above(trouble.words, at)
    return f"under `{shortened(above)}`" if above else "here"


def line_above(words: str, at: int) -> str:
    """The line under which the line of a place stands: the nearest above that is indented less."""
    start = line_start(words, at)
    width = len(words[start : line_end(words, at)]) - len(words[start : line_end(words, at)].lstrip())
    while start > 0:
        end = content_end(words, start - 1)
        start = line_start(words, end)
        line = words[start:end]
        if len(line) - len(line.lstrip()) < width:
            return line.strip()
    return ""


def can_be_read(trouble: Trouble, words: str, to: int) -> bool:
    """Whether the item can be read in this form, or at least beyond the offset `to`."""
    if not trouble.repairs or len(words) > _MOST_REPAIRED:
        return False
    found = read_item(words, 0, 0)
    if isinstance(found, Stop):
        return found.at > to
    return not isinstance(found, Finding) or found.places[0].span.start > to


def replaced(trouble: Trouble, start: int, end: int, replacement: str) -> str:
    """The item's text with a stretch of it replaced."""
    return trouble.words[:start] + replacement + trouble.words[end:]


def mend(trouble: Trouble, start: int, end: int, replacement: str) -> Edit | None:
    """The replacement as an edit, if with it the item can be read, at least to the next line."""
    words = replaced(trouble, start, end, replacement)
    if not can_be_read(trouble, words, line_end(words, start + len(replacement))):
        return None
    return Edit(span_at(trouble, start, end), replacement)


def finding_at(
    trouble: Trouble, code: str, message: str, stretch: tuple[int, int], hint: str = ""
) -> Finding:
    """An error about a stretch of the item's text."""
    return Finding(code, "error", message, (Place(span_at(trouble, *stretch)),), hint)


def shortened(line: str) -> str:
    """A line for a message: its first words."""
    return line if len(line) <= 2 * LAST_WORDS else line[: 2 * LAST_WORDS].rsplit(None, 1)[0] + " ..."
