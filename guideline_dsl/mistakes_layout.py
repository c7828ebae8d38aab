"""Mistakes of layout: indentation, broken lines, parentheses, what begins no item."""

from __future__ import annotations

import re

from guideline_dsl.diagnostics import Edit, Finding, Place
from guideline_dsl.syntax import Span
from guideline_dsl.trouble import (
    WORD,
    Trouble,
    can_be_read,
    content_end,
    finding_at,
    line_end,
    line_start,
    mend,
    shortened,
    span_at,
    word_met,
)
from guideline_dsl.words import INNER_WORDS

_PIECE = re.compile(r'"[^"\n]*"|#[^\n]*|[()\[\]]')
_GOES_ON_WITH = re.compile(r"[ \t]*([,+*/]|and\b|or\b)[ \t]*")
# ---------------------------------------------------------------- indentation


def indentation(trouble: Trouble) -> Finding | None:
    """A line that stands further right, or less far right, than it can."""
    stop, words = trouble.stop, trouble.words
    if stop.met == "uneven line":
        width = stop.at - line_start(words, stop.at)
        levels = " or ".join(str(level) for level in stop.levels[1:])
        return finding_at(
            trouble,
            "uneven-indentation",
            f"this line is indented by {width} spaces, and the lines above it by {levels}",
            (line_start(words, stop.at), stop.at),
            hint="lines that belong together start in the same column",
        )
    if stop.met == "deeper line":
        return _too_deep(trouble)
    if "_INDENT" in stop.expected and stop.expected <= {"_INDENT"}:
        return _nothing_under(trouble)
    return None


def _too_deep(trouble: Trouble) -> Finding:
    words, at = trouble.words, trouble.stop.at
    above = content_end(words, line_start(words, at) - 1)
    header = words[line_start(words, above) : above].strip()
    remark = re.match(r"(?:cite|assuming)\b", words[at:])
    last = words.startswith(("score ", "define ")) and remark
    return finding_at(
        trouble,
        "too-deeply-indented",
        f"this line is indented further than the one above, but nothing stands under `{shortened(header)}`",
        (at, content_end(words, at)),
        hint=f"write `{last.group()}` once, after the last row or item, in the column of the items"
        if last
        else "start it in the same column as the line above; a line goes on in the next one after `,`, "
        "`|`, `and`, `or` or a sign such as `+`",
    )


def _nothing_under(trouble: Trouble) -> Finding:
    words, stop = trouble.words, trouble.stop
    at = stop.at if stop.met == "word" else len(words)
    above = content_end(words, line_start(words, at) - 1 if stop.met == "word" else stop.at)
    start = line_start(words, above)
    header = words[start:above].strip()
    message = f"`{shortened(header)}` needs indented lines under it"
    if stop.met != "word":
        return finding_at(trouble, "nothing-under", f"{message}, and has none", (above, above))
    line = line_start(words, at)
    finding = finding_at(
        trouble,
        "nothing-under",
        f"{message}, and this line is not indented further",
        (at, content_end(words, at)),
        hint="indent it by two spaces",
    )
    edit = mend(trouble, line, line, "  ")
    return Finding(finding.code, "error", finding.message, finding.places, finding.help, edit)


# ---------------------------------------------------------------- parentheses and line ends


def parentheses(trouble: Trouble) -> Finding | None:
    """A parenthesis without its partner."""
    words, stop = trouble.words, trouble.stop
    open_at: list[tuple[int, str]] = []
    for match in _PIECE.finditer(words, 0, min(stop.at, len(words))):
        piece = match.group()
        if piece in "([":
            open_at.append((match.start(), piece))
        elif piece in ")]" and open_at:
            open_at.pop()
    met = word_met(trouble) if stop.met == "word" else ""
    if met in (")", "]") and not open_at:
        return Finding(
            "unopened-parenthesis",
            "error",
            f"this `{met}` closes nothing",
            (Place(span_at(trouble, stop.at, stop.at + 1)),),
            "remove it, or open the parenthesis before it",
            mend(trouble, stop.at, stop.at + 1, ""),
        )
    if not open_at or (stop.met == "word" and "\n" not in words[open_at[-1][0] : stop.at]):
        return None
    at, sign = open_at[-1]
    close = ")" if sign == "(" else "]"
    end = content_end(words, at)
    return Finding(
        "unclosed-parenthesis",
        "error",
        f"this `{sign}` is not closed",
        (Place(span_at(trouble, at, at + 1)),),
        f"put `{close}` where it ends",
        mend(trouble, end, end, close),
    )


def broken_line(trouble: Trouble) -> Finding | None:
    """A comma (a bar, `and`, `or`, a sign such as `+`) at the end of a line makes the next line part of it."""
    words, stop = trouble.words, trouble.stop
    start = line_start(words, stop.at)
    if stop.met == "word" and start > 0:
        # a word that begins a clause may have been read as a name, if the line above goes on
        so_far = words[start : stop.at].strip()
        after_bar = words[: start - 1].rstrip().endswith("|") and WORD.fullmatch(so_far)
        if so_far and so_far not in INNER_WORDS and not after_bar:
            return None
        follows = so_far or word_met(trouble)
        at = start + len(words[start:]) - len(words[start:].lstrip())
        end = content_end(words, start - 1)
    elif stop.met == "word":
        return None
    else:
        follows, at = "", 0
        end = content_end(words, stop.at)
    match = re.search(r"([,|+*/-]|\band|\bor)$", words[line_start(words, end) : end])
    if not match:
        return None
    begin = line_start(words, end) + match.start()
    places = [Place(span_at(trouble, begin, end))]
    if follows:
        places.append(Place(span_at(trouble, at, at + len(follows))))
    return Finding(
        "broken-line",
        "error",
        f"after `{match.group()}` a line goes on in the next one, "
        + (f"and `{follows}` cannot follow" if follows else "and nothing follows"),
        tuple(places),
        f"remove the `{match.group()}`, or write what is missing after it",
        mend(trouble, begin, end, ""),
    )


def begins_with_sign(trouble: Trouble) -> Finding | None:
    """A line is broken before `+` or `and`, where the word belongs at the end of the line above."""
    words, at = trouble.words, trouble.stop.at
    start = line_start(words, at)
    match = _GOES_ON_WITH.match(words, start)
    if trouble.stop.met not in ("word", "deeper line") or not start or match is None or match.start(1) != at:
        return None
    word = match.group(1)
    above = content_end(words, start - 1)
    between = words[above:start]
    moved = f"{'' if word == ',' else ' '}{word}{between}{' ' * (match.start(1) - start)}"
    return Finding(
        "broken-line",
        "error",
        f"a line cannot begin with `{word}`: a line that goes on in the next one ends with it",
        (Place(span_at(trouble, at, match.end(1))), Place(span_at(trouble, above, above))),
        f"write `{word}` at the end of the line above",
        mend(trouble, above, match.end(), moved),
    )


# ---------------------------------------------------------------- what stands in the wrong column


def not_indented(above: Trouble, below: Trouble) -> Finding:
    """The finding about lines in column 1 that belong to the item above; `below` holds these lines."""
    first = below.words.split("\n", 1)[0].rstrip()
    indented = re.sub(r"^(?=[^\n])", "  ", below.words, flags=re.M)
    between = "\n" * (below.lines - above.lines - above.words.count("\n"))
    edit = None
    whole = above.words + between + indented
    if can_be_read(above, whole, len(whole)):
        edit = Edit(span_at(below, 0, len(below.words)), indented)
    return Finding(
        "not-indented",
        "error",
        f"`{shortened(first)}` belongs to the item above, and is not indented under it",
        (Place(span_at(below, 0, len(first))),),
        "indent it by two spaces, as everything that belongs to an item",
        edit,
    )


def indented_item(trouble: Trouble, column: int) -> Finding:
    """The finding about a first line that does not start in column 1."""
    finding = finding_at(
        trouble,
        "too-deeply-indented",
        "the first line of an item starts in column 1, and nothing stands above this one",
        (0, line_end(trouble.words, 0)),
    )
    span = finding.places[0].span
    place = Span(span.start, span.end, span.line, column, span.end_line, span.end_column + column - 1)
    return Finding(finding.code, "error", finding.message, (Place(place),), "remove the spaces before it")


def nested_too_deeply(trouble: Trouble, most: int) -> Finding:
    """The finding about parentheses that are nested deeper than `most`."""
    return finding_at(
        trouble,
        "nested-too-deeply",
        f"parentheses are nested more than {most} deep here",
        (trouble.stop.at, trouble.stop.at + 1),
        hint="give the inner part a name with `define`",
    )
