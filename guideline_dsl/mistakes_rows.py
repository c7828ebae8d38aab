"""What authors write in scores, rows and expectations that the language says in another order or in words."""

from __future__ import annotations

import re

from guideline_dsl.diagnostics import Finding, Place
from guideline_dsl.trouble import Trouble, first_line, line_end, line_start, mend, span_at

_AMOUNT = r"-?[0-9]+(?:\.[0-9]+)?(?: *[^\s,#]+)?"
_SIGN_BAND = re.compile(rf"(<=|>=|≤|≥|<|>) *({_AMOUNT})")
_BANDS = {
    "<=": "{} or less",
    "≤": "{} or less",
    ">=": "{} or more",
    "≥": "{} or more",
    "<": "less than {}",
    ">": "more than {}",
}
_FROM_TO = rf"-?[0-9]+(?:\.[0-9]+)?(?: +[^\s,#]+)? +to +{_AMOUNT}"
_WORDED_BAND = re.compile(
    rf"(?:(?<=for )|(?<=, ))(under|below|over|above|at least|at most|up to|from) +({_FROM_TO}|{_AMOUNT})"
)
_WORDED = {
    "under": "less than {}",
    "below": "less than {}",
    "over": "more than {}",
    "above": "more than {}",
    "at least": "{} or more",
    "from": "{} or more",
    "at most": "{} or less",
    "up to": "{} or less",
}
_TABLE = re.compile(r"define [^\n]* by |score ")
_ALTERNATIVE = re.compile(r"or [a-z][a-z0-9_]*")
_POINTS_ITEM = re.compile(
    r"(?P<points>[+-]?[0-9]+(?:\.[0-9]+)?)(?: +points?)? *:? *(?:if|when|for) +(?P<rest>[^#\n]*[^#\s])"
)
_POINTS_LAST = re.compile(
    r"(?:if|when) +(?P<rest>[^#\n]*?)[,:]? +(?P<points>[+-]?[0-9]+(?:\.[0-9]+)?)(?: +points?)?(?= *(?:#|$))"
)
_EXPECTED_SIGN = re.compile(r"(?:==?|[<>]=?)")
_COUNTED = re.compile(r"points?\b")


def rows(trouble: Trouble) -> Finding | None:
    """Bands with signs, two words for one band, points in another order, a comparison that is expected."""
    if trouble.stop.met != "word":
        return None
    for recognise in (_band_with_sign, _band_in_other_words, _two_words, _points, _expected):
        found = recognise(trouble)
        if found:
            return found
    return None


def _band_with_sign(trouble: Trouble) -> Finding | None:
    words, stop = trouble.words, trouble.stop
    if not {"LESS_THAN", "MORE_THAN"} <= stop.expected:
        return None
    match = _SIGN_BAND.match(words, stop.at)
    if not match:
        return None
    meant = _BANDS[match[1]].format(match[2])
    return _in_words(trouble, match.span(), meant)


def _band_in_other_words(trouble: Trouble) -> Finding | None:
    """`under 10 years`, `at least 10 years`."""
    words, stop = trouble.words, trouble.stop
    start, end = line_start(words, stop.at), line_end(words, stop.at)
    if not _TABLE.match(first_line(words)) or " when " in words[start:end]:
        return None
    for match in _WORDED_BAND.finditer(words, start, end):
        if match.start() - len("for ") <= stop.at < match.end():
            whole = re.fullmatch(_FROM_TO, match[2])
            meant = match[2] if whole else _WORDED.get(match[1], "{}").format(match[2])
            return _in_words(trouble, match.span(), meant)
    return None


def _two_words(trouble: Trouble) -> Finding | None:
    words, stop = trouble.words, trouble.stop
    match = _ALTERNATIVE.match(words, stop.at)
    row = re.match(r"[^\n]*\S +for +\S", words[line_start(words, stop.at) : stop.at])
    if not match or not row or not re.search(r"\bby\b", words[: stop.at]):
        return None
    return Finding(
        "unexpected-word",
        "error",
        f"a band is one word, and `{match.group()[3:]}` is a second one",
        (Place(span_at(trouble, *match.span())),),
        "write a row for each, with the same value before `for`, or `any` for all",
    )


def _points(trouble: Trouble) -> Finding | None:
    """An item of a score: `1 when`, `+1 when`, `3 points for`, `when COND 3 points`."""
    words, stop = trouble.words, trouble.stop
    if not first_line(words).startswith("score "):
        return None
    start, end = line_start(words, stop.at), line_end(words, stop.at)
    begin = start + len(words[start:end]) - len(words[start:end].lstrip())
    if begin == 0:
        return None
    match = _POINTS_ITEM.match(words, begin, end) or _POINTS_LAST.match(words, begin, end)
    if not match:
        return None
    points = match["points"].removeprefix("+")
    unit = "point" if points in ("1", "-1") else "points"
    meant = f"{points} {unit} when {match['rest']}"
    if meant == match.group() or not mend(trouble, *match.span(), meant):
        return None
    return _in_words(trouble, match.span(), meant)


def _expected(trouble: Trouble) -> Finding | None:
    """`expect score >= 3`, `expect score is 3 points`."""
    words, stop = trouble.words, trouble.stop
    line = words[line_start(words, stop.at) : stop.at]
    if not line.lstrip().startswith("expect "):
        return None
    sign = _EXPECTED_SIGN.match(words, stop.at)
    if sign and "is" not in line.split():
        hint = "write `is`" + (
            "" if sign.group() in ("=", "==") else " and the value it has, as in `expect NAME is 3`"
        )
        edit = mend(trouble, *sign.span(), "is") if sign.group() in ("=", "==") else None
        message = f"`{sign.group()}` is not how a case expects a value"
        return Finding(
            "everyday-words", "error", message, (Place(span_at(trouble, *sign.span())),), hint, edit
        )
    counted = _COUNTED.match(words, stop.at)
    if counted and re.search(r"\bis +[0-9.]+(?: +to +[0-9.]+)? *$", line):
        before = len(line) - len(line.rstrip())
        edit = mend(trouble, stop.at - before, counted.end(), "")
        return Finding(
            "everyday-words",
            "error",
            f"a score is a plain number, so `{counted.group()}` is not written here",
            (Place(span_at(trouble, *counted.span())),),
            "leave it out",
            edit,
        )
    return None


def _in_words(trouble: Trouble, stretch: tuple[int, int], meant: str) -> Finding:
    return Finding(
        "everyday-words",
        "error",
        f"`{trouble.words[slice(*stretch)]}` is not how the language says it",
        (Place(span_at(trouble, *stretch)),),
        f"write `{meant}`",
        mend(trouble, *stretch, meant),
    )
