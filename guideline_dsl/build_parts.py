"""What the builders of nodes share: positions, choosing parts by kind, refusing an author's mistake.

A rule's parts come as a list of tokens and of nodes already built, in the order of the text. A builder
picks what it needs by kind, so that it does not depend on commas and line ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any, TypeVar

from lark import Token

from guideline_dsl.diagnostics import Edit, Finding, Place
from guideline_dsl.frozen import frozen
from guideline_dsl.syntax import Remark, Span

Parts = list[Any]
T = TypeVar("T")

# The item being parsed: (its character offset in the file, lines before it, its text). An item is parsed
# from its own stretch of text; its first line starts in column 1, so columns need no shift.
ITEM: ContextVar[tuple[int, int, str]] = ContextVar("ITEM", default=(0, 0, ""))

LAYOUT_TOKENS = frozenset({"_NL", "_INDENT", "_DEDENT"})


class AuthorMistake(Exception):
    """Carries one finding out of the parser; caught in parse.py and returned, never shown raised."""

    def __init__(self, finding: Finding) -> None:
        """Keep the finding that describes the mistake."""
        super().__init__(finding.message)
        self.finding = finding


class NotAName(Exception):
    """A word of the language where a name is expected; caught in read.py."""

    def __init__(self, token: Token) -> None:
        """Keep the word."""
        super().__init__()
        self.token = token


@frozen
class Marked:
    """A part whose meaning is its role in the sentence (`ago`, `if`): unwrapped by the rule above."""

    role: str
    value: Any
    span: Span


def refuse(
    code: str, message: str, *places: Place, hint: str = "", edit: Edit | None = None
) -> AuthorMistake:
    """The exception to raise for an author's mistake found while a node is built."""
    return AuthorMistake(Finding(code, "error", message, places, hint, edit))


def token_span(token: Token) -> Span:
    """The span of a token in the whole file."""
    offset, lines, _ = ITEM.get()
    return Span(
        offset + (token.start_pos or 0),
        offset + (token.end_pos or 0),
        lines + (token.line or 1),
        token.column or 1,
        lines + (token.end_line or 1),
        token.end_column or 1,
    )


def written(start: int, end: int) -> str:
    """The text of the item being parsed between two offsets of the file."""
    offset, _, text = ITEM.get()
    return text[start - offset : end - offset]


def span_of(parts: Parts) -> Span:
    """The span from the first part to the last that is not layout, in the whole file."""
    index = len(parts) - 1
    last = parts[index]
    while isinstance(last, Token) and last.type in LAYOUT_TOKENS:
        index -= 1
        last = parts[index]
    first = parts[0]
    start = token_span(first) if isinstance(first, Token) else first.span
    if index == 0:
        return start
    end = token_span(last) if isinstance(last, Token) else last.span
    return Span(start.start, end.end, start.line, start.column, end.end_line, end.end_column)


def every(parts: Iterable[Any], kind: type[T]) -> tuple[T, ...]:
    """All parts of one kind, in order."""
    return tuple(part for part in parts if type(part) is kind)


def maybe(parts: Iterable[Any], kind: type[T]) -> T | None:
    """The first part of a kind, or None."""
    for part in parts:
        if type(part) is kind:
            return part
    return None


def role(parts: Iterable[Any], name: str) -> Any:
    """The value of the part marked with a role, or None."""
    for part in parts:
        if type(part) is Marked and part.role == name:
            return part.value
    return None


def once(parts: Iterable[Any], kind: type[T], words: str) -> T | None:
    """The only part of a kind, or None; two are refused: `words` names what may be said once."""
    found = every(parts, kind)
    if len(found) > 1:
        raise said_twice(words, found[0], found[1])
    return found[0] if found else None


def role_once(parts: Iterable[Any], name: str, words: str) -> Any:
    """The only value marked with a role, or None; two are refused."""
    found = [part for part in parts if type(part) is Marked and part.role == name]
    if len(found) > 1:
        raise said_twice(words, found[0], found[1])
    return found[0].value if found else None


def said_twice(words: str, first: Any, second: Any) -> AuthorMistake:
    """The mistake of saying twice what has one place in the language."""
    return refuse(
        "said-twice",
        f"{words} is said twice here, and it can be said once",
        Place(second.span, "the second"),
        Place(first.span, "the first"),
        hint="remove one of the two",
    )


def remarks_among(parts: Iterable[Any]) -> tuple[Remark, ...]:
    """The parts that are remarks."""
    return tuple(part for part in parts if isinstance(part, Remark))
