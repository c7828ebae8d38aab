"""Text to syntax tree and findings: each top-level item by itself.

A file is split at the lines that start in column 1. An item with a mistake gives a finding and is left
out of the tree; the others are read. Nothing is invented: a caller that sees a finding with severity
`error` does not go on. In an item that is a plain list (facts, medicines, references, cases ...) the
entries after a wrong one are read too, so that their mistakes are also told.

Declared absent: meaning, files (the tables of the parser are kept by the shell, see tables.py).
"""

from __future__ import annotations

import gc
import re
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from guideline_dsl.diagnostics import Finding
from guideline_dsl.frozen import frozen
from guideline_dsl.hygiene import too_large, unclean
from guideline_dsl.mistakes import explain
from guideline_dsl.mistakes_layout import indented_item, nested_too_deeply, not_indented
from guideline_dsl.positions import Lines
from guideline_dsl.read import Stop, read_item
from guideline_dsl.syntax import Comment, File, Item, Span
from guideline_dsl.trouble import Trouble, statement_at
from guideline_dsl.words import INNER_WORDS, ITEM_WORDS

MAX_NESTING = 25  # parentheses in parentheses; later passes may recurse over what is nested
MAX_FINDINGS = 1000
_MOST_WITH_REPAIRS = 100  # findings for which a repair is tried by reading again
_MOST_IN_ITEM = 50  # findings after the first in one item
_MOST_REREAD = 300_000  # characters read again to find them
_LONG = 200_000  # characters from which on the collector of circular garbage is paused
_LISTS = frozenset({"references", "facts", "medicines", "procedures", "value", "not", "case"})

_FIRST_WORDS = frozenset(item.split()[0] for item in ITEM_WORDS)
_GOES_ON = re.compile(r"(?:[,|+*/-]|\band|\bor)\s*(?:#.*)?$")
# Mistakes that no missing line explains.
_REMARKS = frozenset(("assuming", "cite", "evidence", "note", "strength", "warn"))
_BY_THEMSELVES = frozenset(
    {"misspelt-word", "capital-letter", "unclosed-text", "decimal-comma", "malformed-number", "unknown-sign"}
)
_ITEM_START = re.compile(r"^[^\s#]", re.M)
_CONTENT = re.compile(r"^[ \t]*[^\s#]", re.M)
_FIRST_WORD = re.compile(r"[^\W\d]\w*")
_TEXT_OR_COMMENT = re.compile(r'"[^"\n]*"|#[^\n]*')
_PIECE = re.compile(r'"[^"\n]*"|#[^\n]*|[()\[\]]')


@frozen
class Parsed:
    """What was read: the items without a mistake, and every mistake found, in the order of the text."""

    file: File
    findings: tuple[Finding, ...]


@frozen
class Stretch:
    """One top-level item in the text: offsets (end exclusive) and the number of lines before it."""

    start: int
    end: int
    lines: int


def parse(text: str) -> Parsed:
    """Read a guideline or a cases file, of at most MAX_TEXT_BYTES.

    The positions of nodes and findings are character offsets, lines and columns of `text`.
    """
    large = too_large(text)
    if large:
        return Parsed(File(()), (large,))
    with _collector_paused() if len(text) > _LONG else nullcontext():
        return _parse(text)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No search for circular garbage: a tree has no circles, and looking for them doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _parse(text: str) -> Parsed:
    lines = Lines(text)
    findings = unclean(text, lines, MAX_FINDINGS)
    if len(findings) == MAX_FINDINGS:
        return Parsed(File(()), (*findings, _too_many(findings[-1])))
    dirty = [finding.places[0].span.start for finding in findings]
    items: list[Item] = []
    found = _items(text, lines, len(findings), dirty)
    for item in found:
        if isinstance(item, Finding):
            findings.append(item)
            if len(findings) >= MAX_FINDINGS:
                findings.append(_too_many(item))
                break
        else:
            items.append(item)
    findings.sort(key=lambda finding: finding.places[0].span.start)
    return Parsed(File(tuple(items), _comments(text)), tuple(findings))


def _items(text: str, lines: Lines, told: int, dirty: list[int]) -> Iterator[Item | Finding]:
    """The items without a mistake, and what is wrong with the others."""
    whole = list(stretches(text, lines))
    index = 0
    while index < len(whole):
        stretch, after = whole[index], index + 1
        while after < len(whole) and _belongs_above(text, whole[after - 1], whole[after]):
            after += 1
        if after > index + 1:
            below = Stretch(whole[index + 1].start, whole[after - 1].end, whole[index + 1].lines)
            yield _not_indented(text, stretch, below, told < _MOST_WITH_REPAIRS)
            told += 1
        elif not (dirty and _holds(dirty, stretch)):
            for found in _read(text, stretch, told < _MOST_WITH_REPAIRS):
                told += isinstance(found, Finding)
                yield found
        index = after


def _belongs_above(text: str, above: Stretch, stretch: Stretch) -> bool:
    """Whether an unindented stretch is a part of the item above: by its first word, or by a broken line."""
    match = _FIRST_WORD.match(text, stretch.start)
    word = match.group() if match else ""
    if word in INNER_WORDS:
        return True
    last_line = text[max(above.start, text.rfind("\n", above.start, above.end) + 1) : above.end]
    return word not in _FIRST_WORDS and bool(_GOES_ON.search(last_line))


def _not_indented(text: str, above: Stretch, below: Stretch, repairs: bool) -> Finding:
    stop = Stop("word", 0)
    return not_indented(
        Trouble(text[above.start : above.end], above.start, above.lines, stop, repairs),
        Trouble(text[below.start : below.end], below.start, below.lines, stop, repairs),
    )


def _holds(offsets: list[int], stretch: Stretch) -> bool:
    """Whether one of the offsets, which are in order, stands in the stretch."""
    index = bisect_left(offsets, stretch.start)
    return index < len(offsets) and offsets[index] < stretch.end


def _too_many(last: Finding) -> Finding:
    return Finding(
        "too-many-mistakes",
        "error",
        f"{MAX_FINDINGS} mistakes were found, and the rest of the file was not read",
        (last.places[0],),
    )


# ---------------------------------------------------------------- items


def stretches(text: str, lines: Lines) -> Iterator[Stretch]:
    """The items of a text: each from a line that starts in column 1 to the last line under it."""
    first = _CONTENT.search(text)
    if first is None:
        return
    starts = [match.start() for match in _ITEM_START.finditer(text)]
    if first.end() - 1 != (starts[0] if starts else -1):
        starts.insert(0, first.end() - 1)  # indented, though nothing stands above it
    for start, following in zip(starts, [*starts[1:], len(text)], strict=True):
        yield Stretch(start, _last_content(text, start, following), lines.position(start)[0] - 1)


def _last_content(text: str, start: int, end: int) -> int:
    """The end of the last line that is neither blank nor a comment."""
    while True:
        line = text.rfind("\n", start, end)
        if line < 0:
            return end
        rest = text[line + 1 : end].strip()
        if rest and not rest.startswith("#"):
            return end
        end = line


def _comments(text: str) -> tuple[Comment, ...]:
    if "#" not in text:
        return ()
    comments = []
    line = 1
    at = 0
    for match in _TEXT_OR_COMMENT.finditer(text):
        if not match.group().startswith("#"):
            continue
        line += text.count("\n", at, match.start())
        at = match.start()
        line_start = text.rfind("\n", 0, at) + 1
        words = match.group().rstrip()
        column = at - line_start + 1
        span = Span(at, at + len(words), line, column, line, column + len(words))
        comments.append(Comment(words, not text[line_start:at].strip(), span=span))
    return tuple(comments)


# ---------------------------------------------------------------- one item


def _read(text: str, stretch: Stretch, repairs: bool) -> Iterator[Item | Finding]:
    """The item, or what is wrong with it."""
    words = text[stretch.start : stretch.end]
    deep = _nested_too_deeply(words)
    if deep is not None:
        trouble = Trouble(words, stretch.start, stretch.lines, Stop("word", deep), False)
        yield nested_too_deeply(trouble, MAX_NESTING)
        return
    column = stretch.start - text.rfind("\n", 0, stretch.start)
    if column > 1:
        yield indented_item(Trouble(words, stretch.start, stretch.lines, Stop("word", 0), False), column)
        return
    found = read_item(words, stretch.start, stretch.lines)
    if isinstance(found, Stop):
        found = explain(Trouble(words, stretch.start, stretch.lines, found, repairs))
    yield found
    if isinstance(found, Finding):
        yield from _in_other_lines(words, stretch, found, repairs)


def _nested_too_deeply(words: str) -> int | None:
    """The offset of the first parenthesis nested deeper than MAX_NESTING."""
    if words.count("(") <= MAX_NESTING:
        return None
    depth = 0
    for match in _PIECE.finditer(words):
        if match.group() == "(":
            depth += 1
            if depth > MAX_NESTING:
                return match.start()
        elif match.group() == ")":
            depth = max(0, depth - 1)
    return None


def _is_next(words: str, start: int, at: int) -> bool:
    """Whether nothing stands from a blanked line to a place, or only the word that begins a remark.

    Where the last row of a table is blanked, `cite` is read as the value of a row.
    """
    between = words[start:at].split()
    return not between or (len(between) == 1 and between[0] in _REMARKS)


def _in_other_lines(words: str, stretch: Stretch, first: Finding, repairs: bool) -> Iterator[Finding]:
    """The mistakes in other lines of the item: the wrong one is blanked with what stands under it, and the
    rest read again.

    What is met directly after a blanked line may only miss that line, and is not told; in a list, each entry
    stands for itself.
    """
    match = _FIRST_WORD.match(words)
    in_list = match is not None and match.group() in _LISTS
    finding = first
    for _ in range(min(_MOST_IN_ITEM, _MOST_REREAD // (len(words) + 1))):
        start, end = statement_at(words, finding.places[0].span.start - stretch.start)
        if start == 0 or not words[start:end].strip():
            return
        words = words[:start] + re.sub(r"[^\n]", " ", words[start:end]) + words[end:]
        found = read_item(words, stretch.start, stretch.lines)
        if isinstance(found, Stop):
            directly_after = found.met != "line end" and _is_next(words, start, found.at)
            ends = found.met == "end"
            found = explain(Trouble(words, stretch.start, stretch.lines, found, repairs))
            if ends or (directly_after and not in_list and found.code not in _BY_THEMSELVES):
                return
        if not isinstance(found, Finding):
            return
        finding = found
        yield finding
