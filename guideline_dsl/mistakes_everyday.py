"""Everyday and prescription words that the language says in another way."""

from __future__ import annotations

import re

from guideline_dsl.diagnostics import Finding, Place
from guideline_dsl.trouble import Trouble, line_end, line_start, mend, span_at

_FIGURE = r"[0-9]+(?:\.[0-9]+)?"
# What is written, and what the language says; the first that covers the place where reading stopped.
_EVERYDAY: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(written), meant)
    for written, meant in (
        (rf"\b({_FIGURE}) ?(?:-|–) ?({_FIGURE})\b", r"\1 to \2"),
        (r"\byes ?(?:/|or) ?no\b", "yes | no"),
        (r"\b(?:once (?:a|per) day|1 ?x (?:daily|a day))(?!\w)", "once daily"),
        (r"\b(?:twice (?:a|per) day|2 ?x (?:daily|a day))(?!\w)", "twice daily"),
        (r"\b(once|twice) (?:a|per) week\b", r"\1 weekly"),
        (r"\b([0-9]+) ?x (?:daily|a day)\b", r"\1 times daily"),
        (r"\b(?:max|maximum|up to|no more than)(?= [0-9])", "at most"),
        (r"\b(?:min|minimum|no less than)(?= [0-9])", "at least"),
        (r"(?<![^ ])if\b", "when"),
        (r"(?<![^ ])else\b", "otherwise"),
        (r"\b(?:over|above)(?= [0-9])", ">"),
        (r"\b(?:under|below)(?= [0-9])", "<"),
        (r"\bincrease of(?= [a-z])", "rise of"),
        (r"\b(?:decrease|drop) of(?= [a-z])", "fall of"),
        (r"\b(rise|fall|count) ((?!of\b)[a-z]\w*)", r"\1 of \2"),
        (r"\b(latest|first|highest|lowest|mean) (?:of|value of)(?= [a-z])", r"\1"),
        (r"\baverage (?:of )?([a-z]\w*)", r"mean \1"),
        (r"([<>]=? ?[^,\"\n]{1,30}?) for(?= [0-9])", r"\1 for at least"),
        (r"\b(?:po|p\.o\.)(?!\w)", "orally"),
        (r"\b(?:iv|i\.v\.)(?!\w)", "intravenously"),
        (r"\b(?:sc|s\.c\.)(?!\w)", "subcutaneously"),
        (r"\b(?:im|i\.m\.)(?!\w)", "intramuscularly"),
        (r"\bqd\b", "once daily"),
        (r"\b(?:bid|bd)\b", "twice daily"),
        (r"\b(?:tid|tds)\b", "3 times daily"),
        (r"\b(?:qid|qds)\b", "4 times daily"),
    )
)


def everyday_words(trouble: Trouble) -> Finding | None:
    """Words of every day where the language has its own."""
    words, stop = trouble.words, trouble.stop
    if stop.met != "word":
        return None
    start, end = line_start(words, stop.at), line_end(words, stop.at)
    for pattern, meant in _EVERYDAY:
        for match in pattern.finditer(words, start, end):
            if match.start() <= stop.at < match.end():
                return _said(trouble, match, match.expand(meant))
    return None


def _said(trouble: Trouble, match: re.Match[str], meant: str) -> Finding | None:
    edit = mend(trouble, match.start(), match.end(), meant)
    return Finding(
        "everyday-words",
        "error",
        f"`{match.group()}` is not how the language says it",
        (Place(span_at(trouble, match.start(), match.end())),),
        f"write `{meant}`",
        edit,
    )
