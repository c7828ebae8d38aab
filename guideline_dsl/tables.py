"""The parser's tables: made from grammar.lark once, kept and given back as bytes.

Making them takes most of a second, loading them some milliseconds. This room touches no user's files:
a shell keeps `grammar_tables()` where it likes, under `grammar_fingerprint()`, and gives it back with
`use_grammar_tables`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from threading import Lock
from types import SimpleNamespace
from typing import Any

import lark
from lark import Lark, Token
from lark.grammar import Rule
from lark.lexer import PatternRE, TerminalDef

from guideline_dsl.build import builders
from guideline_dsl.units import unit_pattern

_LOCK = Lock()
_MADE: list[Lark] = []


class Layout:
    """Turns the indentation after each line end into tokens that open and close a block."""

    # A name may be met anywhere: so a word of the language is never the beginning of a longer word.
    always_accept = ("_NL", "NAME")

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """Pass tokens on, with `_INDENT` and `_DEDENT` added; inside parentheses lines do not count.

        Raises:
            UnevenIndentation: a line stands between two levels of indentation.
        """
        levels = [0]
        depth = 0
        for token in stream:
            kind = token.type
            if kind == "_NL":
                if depth:
                    continue
                yield token
                width = len(token) - token.rindex("\n") - 1
                above = tuple(levels)
                if width > levels[-1]:
                    levels.append(width)
                    yield Token.new_borrow_pos("_INDENT", "", token)
                while width < levels[-1]:
                    levels.pop()
                    yield Token.new_borrow_pos("_DEDENT", "", token)
                if width != levels[-1]:
                    raise UnevenIndentation(token, above)
                continue
            if kind in {"LPAR", "LSQB"}:
                depth += 1
            elif kind in {"RPAR", "RSQB"}:
                depth -= 1
            yield token


class UnevenIndentation(Exception):
    """A line that is indented to none of the levels above it; caught in parse.py."""

    def __init__(self, line_end: Token, levels: tuple[int, ...]) -> None:
        """Keep the line end before the line, and the levels that were open before it."""
        super().__init__()
        self.line_end = line_end
        self.levels = levels


@cache
def _grammar() -> str:
    return resources.files("guideline_dsl").joinpath("grammar.lark").read_text(encoding="utf-8")


@cache
def grammar_fingerprint() -> str:
    """What tables depend on, as a hexadecimal digest: the grammar, the units, Lark's version."""
    parts = (_grammar(), unit_pattern(), lark.__version__, "1")
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()


def _with_units(terminal: TerminalDef) -> TerminalDef:
    if terminal.name == "UNIT":
        terminal.pattern = PatternRE(unit_pattern())
    return terminal


def _options() -> dict[str, Any]:
    return {"postlex": Layout(), "transformer": SimpleNamespace(**builders())}


def make_parser(**options: Any) -> Lark:
    """A parser made from the grammar; `options` are further options of Lark, as `strict=True`."""
    return Lark(
        _grammar(),
        parser="lalr",
        lexer="contextual",
        keep_all_tokens=True,
        maybe_placeholders=False,
        edit_terminals=_with_units,
        **_options(),
        **options,
    )


def parser() -> Lark:
    """The parser, made at the first call unless tables were given."""
    with _LOCK:
        if not _MADE:
            _MADE.append(make_parser())
        return _MADE[0]


def grammar_tables() -> bytes:
    """The tables, for `use_grammar_tables` in another process with the same fingerprint."""
    data, memo = parser().memo_serialize([TerminalDef, Rule])
    data["options"] = {
        key: value
        for key, value in data["options"].items()
        if key not in {"postlex", "transformer", "edit_terminals"}
    }
    document = {"fingerprint": grammar_fingerprint(), "data": _plain(data), "memo": _plain(memo)}
    return json.dumps(document, separators=(",", ":")).encode("utf-8")


def use_grammar_tables(tables: bytes) -> bool:
    """Use tables made by `grammar_tables`; False, and nothing changes, if they are of another grammar."""
    try:
        document = json.loads(tables, object_hook=_restored)
        if document["fingerprint"] != grammar_fingerprint():
            return False
        loaded = Lark._load_from_dict(document["data"], document["memo"], **_options())  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    with _LOCK:
        _MADE[:] = [loaded]
    return True


_PAIRS = "pairs"  # JSON has only texts as keys, the tables have numbers


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value):
            return {key: _plain(member) for key, member in value.items()}
        return {_PAIRS: [[key, _plain(member)] for key, member in value.items()]}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(member) for member in value]
    return value


def _restored(value: dict[str, Any]) -> dict[Any, Any]:
    """An object of the JSON as the dictionary it was; its members are restored already."""
    pairs = value.get(_PAIRS)
    return value if pairs is None else dict(pairs)
