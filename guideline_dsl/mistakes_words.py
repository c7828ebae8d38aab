"""Mistakes in a line: texts, numbers, units, signs, words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guideline_dsl.diagnostics import Finding, Place
from guideline_dsl.expected import spellings, words_of
from guideline_dsl.nearest import nearest
from guideline_dsl.trouble import (
    WORD,
    Trouble,
    content_end,
    context,
    finding_at,
    line_end,
    line_start,
    mend,
    shortened,
    span_at,
    word_at,
    word_met,
)
from guideline_dsl.units import UnitError, parse_unit
from guideline_dsl.words import ITEM_WORDS

_NUMBER = re.compile(r"[0-9]*(?:[.,]+[0-9]*)+|[0-9]+[eE][+-]?[0-9]+")
_NUMBER_BEFORE = re.compile(r"([0-9][0-9.]*)\s*\Z")  # searched up to a place: `\Z` is that place
_WORD_BEFORE = re.compile(r"([^\W\d]\w*)\s*\Z")
_SIGN = re.compile(r"[<>=!&|*:]+|[;{}]")
_ANNOTATION = re.compile(r"(?<=[\w%\]])\{[^{}\s]*\}|(?<=[0-9] )\{[^{}\s]*\}")
_UNIT_LIKE = re.compile(r"[^\s,()\"#|]+")
_SIGNS = {
    "==": "is",
    "=": "is",
    "===": "is",
    "!=": "is not",
    "<>": "is not",
    "!==": "is not",
    "=>": ">=",
    "=<": "<=",
    ">==": ">=",
    "<==": "<=",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    "**": "^",
    ":": "",
    ";": "",
    "{": "(",
    "}": ")",
}


# ---------------------------------------------------------------- texts, numbers, units, signs


def unclosed_text(trouble: Trouble) -> Finding | None:
    """A text without its closing quotation mark."""
    words, at = trouble.words, min(trouble.stop.at, len(trouble.words))
    start, end = line_start(words, at), line_end(words, at)
    line = words[start:end]
    bare = re.sub(r'"[^"\n]*"', lambda match: "x" * len(match.group()), line)
    comment, quote = bare.find("#"), bare.find('"')
    if quote < 0 or 0 <= comment < quote:
        return None
    close = start + len(line.rstrip())
    return Finding(
        "unclosed-text",
        "error",
        "this text has no closing quotation mark in its line",
        (Place(span_at(trouble, start + quote, close)),),
        'close it with `"`; a text does not go over the end of a line',
        mend(trouble, close, close, '"'),
    )


def number(trouble: Trouble) -> Finding | None:
    """A figure that is written in another way than the language writes numbers."""
    words, at = trouble.words, trouble.stop.at
    if trouble.stop.met != "word":
        return None
    start = at
    while start > 0 and words[start - 1] in "0123456789.,":
        start -= 1
    match = _NUMBER.match(words, start)
    if not match or match.end() < at:
        return None
    figure = match.group()
    if start == at and "NUMBER" not in trouble.stop.expected:
        return None
    if not any(digit.isdigit() for digit in figure) or figure.endswith(","):
        return None
    span = span_at(trouble, match.start(), match.end())
    if re.fullmatch("[0-9]+,[0-9]+", figure):
        point, apart = figure.replace(",", "."), figure.replace(",", ", ")
        edit = mend(trouble, match.start(), match.end(), point)
        if mend(trouble, match.start(), match.end(), apart):
            edit = None  # both can be read, so only the author knows
        hint = f"write `{point}`, or `{apart}` for two numbers"
        if re.fullmatch("[1-9][0-9]*,[0-9]{3}", figure):
            # Thousands or decimals: one is a thousand times the other.
            edit = None
            less = point.rstrip("0") + "0" * point.endswith(".000")
            hint = (
                f"write `{figure.replace(',', '')}` if the comma parts the thousands, `{less}` if it is a "
                f"decimal comma, or `{apart}` for two numbers"
            )
        return Finding(
            "decimal-comma",
            "error",
            f"`{figure}` is not a number: decimals stand after a point",
            (Place(span),),
            hint,
            edit,
        )
    apart = figure.replace(",", ", ")
    if re.fullmatch("[0-9]+(,[0-9]{1,2}){2,}", figure) and mend(trouble, *match.span(), apart):
        return Finding(
            "malformed-number",
            "error",
            f"`{figure}` is not a number: between numbers stand a comma and a space",
            (Place(span),),
            f"write `{apart}`",
            mend(trouble, *match.span(), apart),
        )
    plain = figure.strip(".") if figure.count(".") == 1 and figure.endswith(".") else ""
    if re.fullmatch(r"\.[0-9]+", figure):
        plain = "0" + figure
    return Finding(
        "malformed-number",
        "error",
        f"`{figure}` is not a number",
        (Place(span),),
        f"write `{plain}`" if plain else "write digits with at most one point, for example `1500` or `0.5`",
        mend(trouble, match.start(), match.end(), plain) if plain else None,
    )


def unit(trouble: Trouble) -> Finding | None:
    """After a number or `in`: what stands there is no unit, or a unit is needed."""
    words, stop = trouble.words, trouble.stop
    if "UNIT" not in stop.expected:
        return None
    at = stop.at if stop.met == "word" else content_end(words, stop.at)
    number = _NUMBER_BEFORE.search(words, line_start(words, at), at)
    needs = not (stop.expected & {"_NL", "COMMA", "AND"})
    match = _UNIT_LIKE.match(words, stop.at) if stop.met == "word" else None
    if match and not is_word_of_language(match.group()) and re.match(r"[^\W\d]|[%°/\[{]", match.group()):
        try:
            parse_unit(match.group())
        except UnitError as error:
            edit = None
            if error.suggestion:
                edit = mend(trouble, match.start(), match.end(), error.suggestion)
            near_word = nearest(match.group(), words_of(stop.expected))
            if near_word and not error.suggestion:
                return None
            return Finding(
                "unknown-unit",
                "error",
                str(error),
                (Place(span_at(trouble, match.start(), match.end())),),
                "",
                edit,
            )
    if number and needs:
        return finding_at(
            trouble,
            "unit-missing",
            f"`{number[1]}` needs a unit here",
            number.span(1),
            hint=f"write the unit after it, for example `{number[1]} mg/day`",
        )
    return None


def is_word_of_language(word: str) -> bool:
    """Whether a word is one that the grammar knows."""
    return any(word == spelling.split()[0] for found in spellings().values() for spelling in found)


def sign(trouble: Trouble) -> Finding | None:
    """Signs that other languages use."""
    words, at = trouble.words, trouble.stop.at
    if trouble.stop.met != "word" or at >= len(words):
        return None
    start = at
    while start > 0 and words[start - 1] in "<>=!&|*:":
        start -= 1
    match = _SIGN.match(words, start)
    if not match or match.group() not in _SIGNS:
        return None
    mark, meant = match.group(), _SIGNS[match.group()]
    annotation = _ANNOTATION.match(words, at)
    if annotation:
        return Finding(
            "unknown-sign",
            "error",
            f"`{annotation.group()}` is an annotation of UCUM, which is not read in the text of a guideline",
            (Place(span_at(trouble, *annotation.span())),),
            "write the unit without it, here and where the fact is declared",
        )
    after = words[match.end() :].lstrip()
    if meant == "is" and re.match(r"[0-9(]", after):
        hint, edit = "compare numbers with `<`, `<=`, `>` or `>=`", None
    else:
        spaced = " " * (
            meant != "" and words[:start].endswith(tuple("abcdefghijklmnopqrstuvwxyz0123456789_)"))
        )
        spaced += meant + " " * (meant != "" and words[match.end() : match.end() + 1].strip() != "")
        hint = f"write `{meant}`" if meant else "remove it"
        edit = mend(trouble, match.start(), match.end(), spaced)
    return Finding(
        "unknown-sign",
        "error",
        f"`{mark}` is not a sign of the language",
        (Place(span_at(trouble, match.start(), match.end())),),
        hint,
        edit,
    )


# ---------------------------------------------------------------- words


def capital(trouble: Trouble) -> Finding | None:
    """A word with a capital letter."""
    words, stop = trouble.words, trouble.stop
    match = re.compile(r"[A-Za-z]\w*").match(words, stop.at) if stop.met == "word" else None
    if not match or match.group() == match.group().lower():
        return None
    word = match.group()
    return Finding(
        "capital-letter",
        "error",
        f"`{word}` has a capital letter: names and words of the language are written small",
        (Place(span_at(trouble, match.start(), match.end())),),
        f"write `{word.lower()}`",
        mend(trouble, match.start(), match.end(), word.lower()),
    )


def single_quotes(trouble: Trouble) -> Finding | None:
    """A text in quotation marks of another kind."""
    words, stop = trouble.words, trouble.stop
    match = re.compile(r"'([^'\"\n]*)'|`([^`\"\n]*)`").match(words, stop.at) if stop.met == "word" else None
    if not match:
        return None
    inside = match[1] or match[2] or ""
    return Finding(
        "unknown-sign",
        "error",
        'a text stands in double quotation marks (`"`)',
        (Place(span_at(trouble, match.start(), match.end())),),
        f'write `"{inside}"`',
        mend(trouble, match.start(), match.end(), f'"{inside}"'),
    )


def misspelt(trouble: Trouble) -> Finding | None:
    """The word met, or the one before it, is nearly a word that can stand there."""
    words, stop = trouble.words, trouble.stop
    found = None
    if stop.met == "word":
        match = WORD.match(words, stop.at)
        found = _nearly(trouble, match, words_of(stop.expected)) if match else None
        if found and found.edit:
            return found
    at = stop.at if stop.met == "word" else content_end(words, stop.at)
    before = _WORD_BEFORE.search(words, line_start(words, at), at)
    match = WORD.match(words, before.start(1)) if before else None
    if match and not is_word_of_language(match.group()):
        earlier = _nearly(trouble, match, words_of(spellings()))
        if earlier and earlier.edit:
            return earlier
    return found


def misspelt_or_left_out(trouble: Trouble) -> Finding | None:
    """A misspelt word, or a small word left out: first what makes the item readable, then what is near."""
    near = misspelt(trouble)
    if near and near.edit:
        return near
    missing = left_out(trouble)
    if missing:
        return missing
    return near if near and not is_word_of_language(word_met(trouble)) else None


def _nearly(trouble: Trouble, match: re.Match[str], possible: list[str]) -> Finding | None:
    found = None
    for meant, end in _candidates(trouble, match, possible):
        finding = _meant(trouble, match.start(), end, meant)
        if finding.edit:
            return finding
        found = found or finding
    return found


def _candidates(trouble: Trouble, match: re.Match[str], possible: list[str]) -> Iterator[tuple[str, int]]:
    """Words or phrases near what is written from a place on, with the end of what they replace."""
    words = trouble.words
    line = words[match.start() : line_end(words, match.start())]
    by_length: dict[int, list[str]] = {}
    for word in dict.fromkeys(possible):
        by_length.setdefault(len(word.split()), []).append(word)
    for length in sorted(by_length, reverse=True):
        written = re.match(rf"\w+(?: +\w+){{{length - 1}}}", line)
        near = nearest(" ".join(written.group().split()), by_length[length]) if written else ""
        if near and written:
            yield near, match.start() + written.end()


def _meant(trouble: Trouble, start: int, end: int, meant: str) -> Finding:
    written = trouble.words[start:end]
    return Finding(
        "misspelt-word",
        "error",
        f"`{written}` is no word of the language",
        (Place(span_at(trouble, start, end), f"did you mean `{meant}`?"),),
        "",
        mend(trouble, start, end, meant),
    )


_NOT_A_FACT = frozenset({"has", "have", "on", "with", "if", "takes"})
_LEFT_OUT = ("for", "is", "when", "as", "of", "to", ",")


def left_out(trouble: Trouble) -> Finding | None:
    """One small word is missing: with it the item can be read."""
    words, stop = trouble.words, trouble.stop
    if stop.met != "word":
        return None
    number = _NUMBER_BEFORE.search(words, line_start(words, stop.at), stop.at)
    before_number = number.start(1) if number else stop.at
    possible = {word for name in stop.expected for word in spellings().get(name, ())}
    tries = [(word, stop.at) for word in _LEFT_OUT if word in possible]
    before = _WORD_BEFORE.search(words, line_start(words, stop.at), stop.at)
    if before and before[1] in _NOT_A_FACT:
        tries = [(word, at) for word, at in tries if word != "is"]
    for word, at in [*tries, *([("for", before_number)] if number else [])]:
        missing = mend(trouble, at, at, f"{word} ")
        if missing:
            shown = words[at : line_end(words, at)].split(" #")[0].rstrip()
            return Finding(
                "word-left-out",
                "error",
                f"{context(trouble, at)} I expected `{word}` before `{shortened(shown)}`",
                (Place(span_at(trouble, at, at + len(word_at(words, at)))),),
                f"write `{word} {shortened(shown)}`",
                missing,
            )
    return None


_IS_NOT_ANY_OF = re.compile(r"\bis\s+not\s+any\s+of\b")
_NOT_NOT = re.compile(r"\bnot\s+not\b")


def patterns(trouble: Trouble) -> Finding | None:
    """Forms that read like the language and are not in it."""
    words, at = trouble.words, min(trouble.stop.at, len(trouble.words))
    line = (line_start(words, at), line_end(words, at))
    match = _IS_NOT_ANY_OF.search(words, *line)
    if match:
        return finding_at(
            trouble,
            "is-not-any-of",
            "`is not any of` is not a form of the language",
            match.span(),
            hint="put `not` before the whole comparison: `not sex is any of (female, male)`",
        )
    match = _NOT_NOT.search(words, *line)
    if match:
        return finding_at(
            trouble,
            "double-not",
            "`not not` says nothing that the condition alone does not say",
            match.span(),
            hint="remove both, or put the inner one in parentheses",
        )
    return None


# ---------------------------------------------------------------- what begins no item


def no_item(trouble: Trouble) -> Finding | None:
    """The first word is none that begins an item."""
    words, stop = trouble.words, trouble.stop
    if stop.met != "word" or stop.at > 0:
        return None
    big = capital(trouble)
    if big:
        return big
    match = WORD.match(words)
    word = match.group() if match else word_met(trouble)
    near = next(iter(_candidates(trouble, match, list(ITEM_WORDS))), None) if match else None
    if near:
        meant, end = near
        return _meant(trouble, 0, end, meant)
    return finding_at(
        trouble,
        "unknown-item",
        f"`{word}` begins no item of a guideline",
        (0, len(word)),
        hint="an item begins with a word such as `define`, `decide` or `case`; what belongs to the item "
        "above is indented",
    )
