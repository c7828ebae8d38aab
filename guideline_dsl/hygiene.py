"""What a text may be made of, before any of it is read as language.

Refused, each with its place: what nobody can see (NUL, byte order mark, bidirectional and zero-width
marks, control characters), white space that only looks like a space, letters outside a quoted text that
only look like a-z, typographic signs with a plain spelling, tabs in the indentation, and a text longer
than MAX_TEXT_BYTES. What cannot be seen can make a guideline read otherwise than it is meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from guideline_dsl.diagnostics import Edit, Finding, Place
from guideline_dsl.positions import Lines
from guideline_dsl.spans import Span
from guideline_dsl.units import unit_pattern

MAX_TEXT_BYTES = 5 * 1024 * 1024

_MOST_CHARACTERS = 50_000  # bad ones, after which the rest is not looked through

_NOT_PLAIN = re.compile(r"[^\n\t -~]")
_TEXT_OR_COMMENT = re.compile(r'"[^"\n]*"|#[^\n]*')
_TAB_INDENT = re.compile(r"^ *\t[ \t]*(?=[^\s#])", re.M)
_TYPOGRAPHIC_QUOTES = re.compile(r"[“”„‟«»‘’‚‹›]([^“”„‟«»‘’‚‹›\"\n]*)[“”„‟«»‘’‚‹›]")

_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS = frozenset("\u200c\u200d")  # some scripts need them inside a quoted text
_PLAIN_SPELLING = {
    "≥": ">=",
    "≤": "<=",
    "≠": "is not",
    "−": "-",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "×": "*",
    "÷": "/",
    "∧": "and",
    "∨": "or",
    "¬": "not ",
    "…": "...",
    "“": '"',
    "”": '"',
    "„": '"',
    "‟": '"',
    "«": '"',
    "»": '"',
    "‘": '"',
    "’": '"',
    "‚": '"',
    "‹": '"',
    "›": '"',
}
_TITLES = {
    "nul-character": "a NUL character stands here, which no text holds",
    "byte-order-mark": "the file begins with a byte order mark, which cannot be seen",
    "bidirectional-mark": "an invisible mark stands here that changes the order in which text is shown",
    "invisible-character": "an invisible character stands here",
    "control-character": "a control character stands here, which is no part of a text",
    "odd-space": "this looks like a space and is another character",
}


def too_large(text: str) -> Finding | None:
    """The finding of a text longer than MAX_TEXT_BYTES (in UTF-8), or None."""
    if len(text) * 4 <= MAX_TEXT_BYTES:
        return None
    size = len(text.encode("utf-8", "surrogatepass"))
    if size <= MAX_TEXT_BYTES:
        return None
    return Finding(
        "file-too-large",
        "error",
        f"the file has {size} bytes, and a guideline has at most {MAX_TEXT_BYTES}",
        (Place(Span(0, 0, 1, 1, 1, 1)),),
        help="split it into several guidelines",
    )


def unclean(text: str, lines: Lines, most: int) -> list[Finding]:
    """The findings about characters, in order of place, at most `most` of them.

    Characters of the same kind that stand together are one finding. After a great many the rest of the text
    is not looked through: it has an error already, and is no guideline.
    """
    findings: list[Finding] = []
    left = _MOST_CHARACTERS
    for at, zone in _suspicious(text):
        if findings and at < findings[-1].places[0].span.end:
            continue  # the second of two quotation marks
        finding = _character(text, at, zone, lines)
        if finding is None:
            continue
        left -= 1
        if findings and _continues(findings[-1], finding):
            findings[-1] = _joined(findings[-1], finding)
        else:
            findings.append(finding)
        if len(findings) >= most or not left:
            break
    findings += _tabs(text, lines, most)
    return sorted(findings, key=lambda finding: finding.places[0].span.start)[:most]


def _continues(before: Finding, finding: Finding) -> bool:
    same = before.code == finding.code and before.code != "typographic-sign"
    return same and before.places[0].span.end >= finding.places[0].span.start


def _joined(before: Finding, finding: Finding) -> Finding:
    first, last = before.places[0].span, finding.places[0].span
    span = Span(first.start, last.end, first.line, first.column, last.end_line, last.end_column)
    edit = None
    if before.edit and finding.edit:
        edit = Edit(span, before.edit.replacement + finding.edit.replacement)
    return replace(before, places=(Place(span),), edit=edit)


def _tabs(text: str, lines: Lines, most: int) -> list[Finding]:
    if "\t" not in text:
        return []
    findings: list[Finding] = []
    for match in _TAB_INDENT.finditer(text):
        if len(findings) == most:
            break
        span = lines.span(match.start(), match.end())
        findings.append(
            Finding(
                "tab-in-indentation",
                "error",
                "this line is indented with a tab, which is shown with another width in every program",
                (Place(span),),
                help="indent with two spaces for each level",
                edit=Edit(span, match.group().replace("\t", "  ")),
            )
        )
    for match in _TEXT_OR_COMMENT.finditer(text):
        at = match.group().find("\t")
        if at < 0 or match.group().startswith("#") or len(findings) >= most:
            continue
        span = lines.span(match.start() + at, match.start() + at + 1)
        findings.append(_space(span, "a tab stands inside a text, where a space is meant"))
    return findings


def _space(span: Span, message: str) -> Finding:
    return Finding(
        "odd-space",
        "error",
        message,
        (Place(span),),
        help="type an ordinary space",
        edit=Edit(span, " "),
    )


def _suspicious(text: str) -> Iterator[tuple[int, str]]:
    """Each character to look at, with where it stands: in a `text`, a `comment`, or the `language` itself.

    Inside texts and comments only what cannot be seen: most of a guideline in another language is letters.
    """
    end = 0
    for stretch in _TEXT_OR_COMMENT.finditer(text):
        for match in _NOT_PLAIN.finditer(text, end, stretch.start()):
            yield match.start(), "language"
        end = stretch.end()
        if not stretch.group().isprintable():
            zone = "comment" if stretch.group().startswith("#") else "text"
            for match in _NOT_PLAIN.finditer(text, stretch.start(), end):
                if not match.group().isprintable():
                    yield match.start(), zone
    for match in _NOT_PLAIN.finditer(text, end):
        yield match.start(), "language"


def _character(text: str, at: int, zone: str, lines: Lines) -> Finding | None:
    character = text[at]
    if character == "\r" and text[at + 1 : at + 2] == "\n":
        return None
    span = lines.span(at, at + 1)
    code = _unseen(character, at)
    if code == "odd-space":
        if unicodedata.category(character) == "Zs" and zone == "comment":
            return None
        name = unicodedata.name(character, f"character {ord(character):04X}").lower()
        return _space(span, f"{_TITLES[code]} ({name})")
    if code:
        if character in _JOINERS and zone == "text":
            return None
        name = unicodedata.name(character, f"character {ord(character):04X}").lower()
        message = _TITLES[code] + ("" if code in {"nul-character", "byte-order-mark"} else f" ({name})")
        return Finding(code, "error", message, (Place(span),), help="remove it", edit=Edit(span, ""))
    if character in _unit_signs() or zone != "language":
        return None
    return _seen(text, at, lines)


def _unseen(character: str, at: int) -> str:
    """The code of a character that cannot be seen for what it is; "" for any other."""
    category = unicodedata.category(character)
    if character == "\0":
        return "nul-character"
    if character == "\ufeff" and at == 0:
        return "byte-order-mark"
    if character in _BIDIRECTIONAL:
        return "bidirectional-mark"
    if category in {"Zs", "Zl", "Zp"} or character in "\r\v\f\x85":
        return "odd-space"
    if category == "Cf":
        return "invisible-character"
    return "control-character" if category.startswith("C") else ""


@cache
def _unit_signs() -> frozenset[str]:
    """The signs outside ASCII that a unit may be written with, as in `µmol`, `m²`."""
    return frozenset(sign for sign in unit_pattern() if not sign.isascii())


def _seen(text: str, at: int, lines: Lines) -> Finding:
    """A visible character that the language itself is not written with."""
    character = text[at]
    span = lines.span(at, at + 1)
    name = unicodedata.name(character, f"character {ord(character):04X}").lower()
    quotes = _TYPOGRAPHIC_QUOTES.match(text, at)
    if quotes:
        return Finding(
            "typographic-sign",
            "error",
            'a text stands in straight quotation marks (")',
            (Place(lines.span(quotes.start(), quotes.end())),),
            help=f'write `"{quotes[1]}"`',
            edit=Edit(lines.span(quotes.start(), quotes.end()), f'"{quotes[1]}"'),
        )
    plain = _PLAIN_SPELLING.get(character)
    if plain is not None:
        return Finding(
            "typographic-sign",
            "error",
            f"`{character}` is written `{plain.strip()}` here",
            (Place(span),),
            help=f"write `{plain.strip()}`",
            edit=Edit(span, plain),
        )
    if unicodedata.category(character).startswith(("L", "M", "N")):
        return Finding(
            "foreign-letter",
            "error",
            f"`{character}` ({name}) cannot stand in a name or a word of the language, even where it "
            "looks like a letter of a-z",
            (Place(span),),
            help="write names with a-z, 0-9 and _; other letters belong into quoted texts",
        )
    return Finding(
        "unknown-sign",
        "error",
        f"the sign `{character}` ({name}) has no meaning in the language",
        (Place(span),),
        help="remove it, or put it into a quoted text",
    )
