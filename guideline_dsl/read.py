"""Reads one item: its node, or the finding of a builder, or where reading stopped and what could follow."""

from __future__ import annotations

from typing import Any, Literal

from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.parsers.lalr_analysis import Shift
from lark.parsers.lalr_parser_state import ParserState

from guideline_dsl.build_parts import ITEM, AuthorMistake, NotAName
from guideline_dsl.diagnostics import Finding
from guideline_dsl.frozen import frozen
from guideline_dsl.syntax import Item
from guideline_dsl.tables import UnevenIndentation, parser

Met = Literal["word", "line end", "deeper line", "uneven line", "end"]


@frozen
class Stop:
    """Where the parser could not go on.

    `at` is the offset in the item's text of what it met: a word or sign, the end of a line, the first
    character of a line that is indented further or unevenly, or the end of a block or of the item.
    `expected` holds the terminals of grammar.lark that could have followed, for `expected.py` to put
    into words. `levels` are the indentations still open, where a line is uneven.
    """

    met: Met
    at: int
    expected: frozenset[str] = frozenset()
    levels: tuple[int, ...] = ()


def read_item(words: str, offset: int, lines: int) -> Item | Finding | Stop:
    """Read the text of one item, which begins `offset` characters and `lines` lines into the file."""
    words += "\n"
    outside = ITEM.set((offset, lines, words))
    try:
        item: Item = parser().parse(words)  # type: ignore[assignment]
        return item
    except AuthorMistake as mistake:
        return mistake.finding
    except NotAName as mistake:
        return Stop("word", mistake.token.start_pos or 0, frozenset({"NAME"}))
    except UnevenIndentation as mistake:
        return Stop("uneven line", _after(mistake.line_end), levels=mistake.levels)
    except UnexpectedInput as mistake:
        return _stop(mistake)
    finally:
        ITEM.reset(outside)


def _after(line_end: Token) -> int:
    return line_end.end_pos or 0


def _expected(state: ParserState[Any]) -> frozenset[str]:
    """The terminals that could follow: those with which the parser, after any reductions, would go on.

    The same answer as Lark's `accepts`, without its copies: a file full of mistakes asks often.
    """
    states = state.parse_conf.states
    return frozenset(
        terminal
        for terminal in states[state.position]
        if terminal.isupper() and _would_shift(list(state.state_stack), states, terminal)
    )


def _would_shift(stack: list[Any], states: dict[Any, dict[str, tuple[Any, Any]]], terminal: str) -> bool:
    while terminal in states[stack[-1]]:
        action, target = states[stack[-1]][terminal]
        if action is Shift:
            return True
        if target.expansion:
            del stack[-len(target.expansion) :]
        stack.append(states[stack[-1]][target.origin.name][1])
    return terminal == "$END"


def _stop(mistake: UnexpectedInput) -> Stop:
    interactive = mistake.interactive_parser
    expected = _expected(interactive.parser_state) if interactive else frozenset()
    if isinstance(mistake, UnexpectedCharacters):
        return Stop("word", mistake.pos_in_stream or 0, expected)
    if not isinstance(mistake, UnexpectedToken):  # Lark has no third kind
        raise mistake
    token = mistake.token
    start = token.start_pos or 0
    match token.type:
        case "_NL":
            return Stop("line end", start, expected)
        case "_INDENT":
            return Stop("deeper line", _after(token), expected)
        case "_DEDENT" | "$END":
            return Stop("end", start, expected)
        case _:
            return Stop("word", start, expected)
