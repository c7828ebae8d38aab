"""A TextMate grammar, by which editors colour the language: made from the tables of the language, nothing by hand.

It colours words, and does not know whether a file is right: an item word counts at the beginning of a line in column
1, a clause word at the beginning of an indented line, a phrase anywhere. `editors/guideline.tmLanguage.json` is what
`guideline grammar` prints; a test compares.

Declared absent: files, editors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lark.lexer import PatternStr

from guideline_dsl.expected import PHRASES
from guideline_dsl.operators import FUNCTIONS
from guideline_dsl.tables import parser
from guideline_dsl.units import unit_pattern
from guideline_dsl.words import INNER_WORDS, ITEM_WORDS

Rule = dict[str, object]

_NAME = r"[a-z][a-z0-9_]*"
_CONSTANTS = frozenset(("yes", "no", "none", "nothing", "unknown"))
_LISTS = ("facts", "medicines", "procedures", "value sets")
"""Items whose indented lines each declare a name."""
_SAYING = ("OUTCOME", "ROUTE", "PERIOD", "ONCE_OR_TWICE", "CODE_SYSTEM", "GAP")
"""Closed lists of words that say something by themselves; the other phrases hold a statement together."""


def textmate_grammar() -> dict[str, object]:
    """The grammar as JSON values: the same for the same tables."""
    return {
        "name": "Guideline",
        "scopeName": "source.guideline",
        "fileTypes": ["guideline", "cases"],
        "patterns": [{"include": f"#{name}"} for name in _OUTERMOST],
        "repository": _repository(),
    }


_OUTERMOST = (
    "comment", "text", "lists", "texts", "item", "option", "clause", "citation", "code",
    "date", "version", "quantity", "in_unit", "number", "function",
    "phrase", "saying", "constant", "word", "operator", "name",
)  # fmt: skip


def _repository() -> dict[str, Rule]:
    return {
        "comment": _match("comment.line.number-sign", "#.*$"),
        "text": _match("string.quoted.double", r'"[^"\n]*"'),
        "lists": {"patterns": [_list(item) for item in _LISTS]},
        "list": {"patterns": [_declared(), *_included("item", "option")]},
        "texts": _captures(
            rf"^(texts)[ \t]+({_terminal('LANGUAGE')})", "keyword.control.item", "constant.other.language"
        ),
        "item": {
            "patterns": [
                _captures(
                    rf"^({_either(ITEM_WORDS)})\b[ \t]+({_NAME})\b",
                    "keyword.control.item",
                    "entity.name.function",
                ),
                _match("keyword.control.item", rf"^(?:{_either(ITEM_WORDS)})\b"),
            ]
        },
        "option": _captures(rf"^[ \t]+(option)[ \t]+({_NAME})\b", "keyword.control.clause", "entity.name.function"),
        "clause": _match("keyword.control.clause", rf"^[ \t]+(?:{_either(_clauses())})\b"),
        "citation": _match("constant.other.reference", r"\[[0-9, \t]+\]"),
        "code": _captures(
            rf"\b({_either(PHRASES['CODE_SYSTEM'])})[ \t]+({_terminal('CODE')}(?:,[ \t]*{_terminal('CODE')})*)",
            "support.type.code-system",
            "constant.other.code",
        ),
        "date": _match("constant.other.date", rf"\b{_terminal('DAY')}"),
        "version": _match("constant.other.version", rf"\b{_terminal('VERSION_NUMBER')}"),
        "quantity": _captures(
            rf"\b({_terminal('NUMBER')})[ \t]*({unit_pattern()})", "constant.numeric", "keyword.other.unit"
        ),
        "in_unit": _captures(
            rf"\b(in)[ \t]+({unit_pattern()})", "keyword.operator.word", "keyword.other.unit"
        ),
        "number": _match("constant.numeric", rf"\b{_terminal('NUMBER')}"),
        "function": _match("support.function", rf"\b(?:{_either(FUNCTIONS)})(?=\()"),
        "phrase": _match("keyword.operator.phrase", rf"\b(?:{_either(_phrases())})\b"),
        "saying": _match("support.constant", rf"\b(?:{_either(_sayings())})\b"),
        "constant": _match("constant.language", rf"\b(?:{_either(_CONSTANTS)})\b"),
        "word": _match("keyword.operator.word", rf"\b(?:{_either(_words())})\b"),
        "operator": _match("keyword.operator", "<=|>=|[<>+*/^|-]"),
        "name": _match("variable.other", rf"\b{_NAME}\b"),
    }  # fmt: skip


def _list(item: str) -> Rule:
    return {
        "begin": rf"^({_spaced(item)})\b",
        "beginCaptures": {"1": {"name": "keyword.control.item.guideline"}},
        "end": r"^(?=[^\s#])",
        "patterns": _included(
            "comment", "list", *(name for name in _OUTERMOST if name not in ("comment", "lists"))
        ),
    }


def _declared() -> Rule:
    """A name at the least indentation of an item; deeper lines are clauses of it."""
    return _captures(rf"^ {{2}}({_NAME})\b", "entity.name.function")


def _included(*names: str) -> list[Rule]:
    return [{"include": f"#{name}"} for name in names]


def _match(scope: str, pattern: str) -> Rule:
    return {"name": f"{scope}.guideline", "match": pattern}


def _captures(pattern: str, *scopes: str) -> Rule:
    named = {str(place): {"name": f"{scope}.guideline"} for place, scope in enumerate(scopes, 1)}
    return {"match": pattern, "captures": named}


def _either(words: Iterable[str]) -> str:
    """A pattern of words and phrases, the longest first."""
    return "|".join(_spaced(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _spaced(phrase: str) -> str:
    return "[ ]+".join(re.escape(word) for word in phrase.split(" "))


def _terminal(name: str) -> str:
    """The pattern of a terminal of the grammar, without groups that would be counted."""
    found = next(terminal for terminal in parser().terminals if terminal.name == name)
    return re.sub(r"\((?!\?)", "(?:", str(found.pattern.value))


def _words() -> list[str]:
    """Every word of the grammar that is a terminal by itself."""
    single = (str(t.pattern.value) for t in parser().terminals if isinstance(t.pattern, PatternStr))
    phrases = (word for name, said in PHRASES.items() if name not in _SAYING for word in said)
    return sorted({word for word in (*single, *phrases) if word.isalpha()} - _CONSTANTS)


def _phrases() -> list[str]:
    """What is said in several words, but the closed lists."""
    return sorted({p for name, said in PHRASES.items() if name not in _SAYING for p in said if " " in p})


def _sayings() -> list[str]:
    return sorted({phrase for name in _SAYING for phrase in PHRASES[name]})


def _clauses() -> list[str]:
    """What may begin an indented line: a clause word, or a phrase that begins with one."""
    single = set(_words())
    phrases = (phrase for phrase in _phrases() if phrase.split()[0] in INNER_WORDS)
    return sorted({*(word for word in INNER_WORDS if word in single), *phrases} - {"and", "or"})
