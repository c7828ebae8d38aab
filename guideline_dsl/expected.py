"""What could have followed, in the author's words: the only place that knows both terminals and prose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from lark.lexer import PatternStr

from guideline_dsl.tables import parser

# The spellings of a phrase or of a closed list of words; single words come from the grammar itself.
PHRASES: dict[str, tuple[str, ...]] = {
    "AT_MOST": ("at most",),
    "AT_LEAST": ("at least",),
    "ANY_OF": ("any of",),
    "AIMING_AT": ("aiming at",),
    "CLOSER_TO": ("closer to",),
    "RISING_TO": ("rising to",),
    "EXTENDABLE_TO": ("extendable to",),
    "AS_COMPUTED_BY": ("as computed by",),
    "IN_TOTAL_OVER": ("in total over",),
    "GAP": (
        "dose not in source",
        "frequency not in source",
        "duration not in source",
        "interval not in source",
        "target not in source",
        "steps not in source",
        "maximum not in source",
    ),
    "NOT_ENCODED": ("not encoded",),
    "EXCEPT_WHEN": ("except when",),
    "INSTEAD_OF": ("instead of",),
    "PREFER_WHEN": ("prefer when",),
    "ONLY_WHEN": ("only when",),
    "WHEN_NOT_RECORDED": ("when not recorded",),
    "TO_THE_NEAREST": ("to the nearest",),
    "PLAN_HAS": ("plan has",),
    "STARTING_DOSE_OF": ("starting dose of",),
    "TIME_AT_DOSE_OF": ("time at dose of",),
    "DOSE_OF": ("dose of",),
    "TIME_ON": ("time on",),
    "AT_DOSE_FOR": ("at dose for",),
    "STARTED_AT": ("started at",),
    "START_FROM": ("start from",),
    "THEN_LESS": ("then less",),
    "VALUE_SETS": ("value sets",),
    "ROUNDED": ("rounded half up to", "rounded half to even to", "rounded up to", "rounded down to"),
    "AS_OF": ("as of",),
    "FULL_SINCE": ("full years since", "full months since", "full weeks since", "full days since"),
    "FULL_FROM": ("full years from", "full months from", "full weeks from", "full days from"),
    "TODAY": ("today",),
    "TIME_SINCE": ("time since",),
    "TIME_FROM": ("time from",),
    "DATE_OF": ("date of",),
    "DATE_AND_TIME": ("date and time",),
    "EXTREME_ITEM_OF": ("highest item of", "lowest item of"),
    "SERIES": ("latest", "first", "highest", "lowest", "mean"),
    "CHANGE_OF": ("rise of", "fall of", "count of"),
    "FOR_AT_LEAST": ("for at least",),
    "OR_LESS": ("or less",),
    "OR_MORE": ("or more",),
    "LESS_THAN": ("less than",),
    "MORE_THAN": ("more than",),
    "TO_LESS_THAN": ("to less than",),
    "POINTS": ("points", "point"),
    "OUTCOME": (
        "recommended",
        "conditional",
        "contraindicated",
        "conflict",
        "nothing recommended",
        "not applicable",
        "insufficient data",
        "outside scope",
        "shown",
        "not shown",
    ),
    "ONCE_OR_TWICE": ("once", "twice"),
    "PERIOD": ("daily", "weekly", "monthly"),
    "ROUTE": (
        "by mouth",
        "orally",
        "intravenously",
        "subcutaneously",
        "intramuscularly",
        "rectally",
        "topically",
        "inhaled",
    ),
    "CODE_SYSTEM": ("loinc", "rxnorm", "snomed", "icd10", "atc", "ucum"),
    "AND": ("and",),
    "OR": ("or",),
    "THEN": ("then",),
    "COMMA": (",",),
    "BAR": ("|",),
    "PLUS": ("+",),
    "MINUS": ("-",),
    "STAR": ("*",),
    "SLASH": ("/",),
}

# What the author writes freely.
DESCRIPTIONS: dict[str, str] = {
    "NAME": "a name",
    "NUMBER": "a number",
    "UNIT": "a unit such as `mg/day`",
    "TEXT": 'a text in quotation marks (`"..."`)',
    "REFERENCE": "the number of a reference",
    "LANGUAGE": "a language such as `de` or `pt-BR`",
    "MOMENT": "a time such as `2025-12-06T08:15`",
    "DAY": "a date such as `2025-12-06`",
    "VERSION_NUMBER": "a version such as `1.0.0`",
    "CODE": "a code",
    "CODE_SYSTEM": "a code such as `loinc 29463-7`",
    "COMPARE": "a comparison such as `>=`",
    "OUTCOME": "an outcome such as `recommended`",
    "PERIOD": "`daily`, `weekly` or `monthly`",
    "_NL": "the end of the line",
    "_INDENT": "indented lines under it",
    "_DEDENT": "the end of these lines",
    "$END": "the end of the item",
}

# In a line that begins with the first word, the terminal means this.
IN_CLAUSE: dict[tuple[str, str], str] = {
    ("give", "NUMBER"): "a dose such as `35 mg/day`",
    ("give", "NAME"): "a medicine or a regimen",
    ("give", "UNIT"): "a unit such as `mg/day`",
    ("stop", "NAME"): "a medicine",
    ("do", "NAME"): "a procedure",
    ("before", "NAME"): "a medicine",
    ("contraindicate", "NAME"): "a medicine",
    ("caution", "NAME"): "a medicine",
    ("taper", "NAME"): "a medicine",
    ("check", "NAME"): "a fact",
    ("assuming", "NAME"): "the name of an assumption",
    ("strength", "NAME"): "a word of the guideline's scale of strengths",
    ("evidence", "NAME"): "a word of the guideline's scale of evidence",
    ("every", "NUMBER"): "a time such as `2 weeks`",
    ("start", "NUMBER"): "a time such as `2 weeks`",
    ("steps", "NUMBER"): "the doses of the steps such as `60, 40, 20 mg/day`",
    ("then", "NUMBER"): "a dose such as `2.5 mg/day`",
    ("closer", "NUMBER"): "a dose such as `0.5 mg/kg/day`",
    ("given", "NAME"): "a fact",
    ("cite", "TEXT"): 'words of the narrative in quotation marks (`"..."`)',
}


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Terminals that belong together are named together: (all of these are needed, these are then covered, words).
_GROUPS: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    (
        _names("NAME LPAR NOT TAKING"),
        _names(
            "NAME LPAR NOT TAKING NUMBER DAY MINUS PLAN_HAS DONE AT_LEAST AT_MOST EXACTLY "
            "DOSE_OF STARTING_DOSE_OF TIME_ON TIME_AT_DOSE_OF EXTREME_ITEM_OF SERIES CHANGE_OF "
            "FULL_SINCE FULL_FROM TODAY NOW TIME_SINCE TIME_FROM DATE_OF"
        ),
        "a condition",
    ),
    (
        _names("NAME LPAR TAKING"),
        _names(
            "NAME LPAR TAKING NUMBER DAY MINUS PLAN_HAS DONE AT_LEAST AT_MOST EXACTLY DOSE_OF "
            "STARTING_DOSE_OF TIME_ON TIME_AT_DOSE_OF EXTREME_ITEM_OF SERIES CHANGE_OF "
            "FULL_SINCE FULL_FROM TODAY NOW TIME_SINCE TIME_FROM DATE_OF"
        ),
        "a condition without a second `not`",
    ),
    (
        _names("NAME LPAR DOSE_OF"),
        _names(
            "NAME LPAR NUMBER DAY MINUS DOSE_OF STARTING_DOSE_OF TIME_ON TIME_AT_DOSE_OF EXTREME_ITEM_OF "
            "SERIES CHANGE_OF "
            "FULL_SINCE FULL_FROM TODAY NOW TIME_SINCE TIME_FROM DATE_OF"
        ),
        "a value",
    ),
    (
        _names("AND OR COMPARE"),
        _names("AND OR COMPARE IS PLUS MINUS STAR SLASH CIRCUMFLEX IN ROUNDED LPAR"),
        "`and`, `or`, a comparison such as `>=`",
    ),
    (
        _names("AND OR"),
        _names("AND OR PLUS MINUS STAR SLASH CIRCUMFLEX IN ROUNDED LPAR"),
        "`and` or `or`",
    ),
    (
        _names("ANY LESS_THAN MORE_THAN"),
        _names("ANY LESS_THAN MORE_THAN NAME NUMBER MINUS"),
        "a band such as `9 to 11` or `25 or more`",
    ),
    (
        _names("STAR SLASH"),
        _names("PLUS MINUS STAR SLASH CIRCUMFLEX IN ROUNDED LPAR"),
        "a sign such as `+` or `*`",
    ),
    (
        _names("BY AT_MOST ROUTE USUALLY"),
        _names(
            "BY AT_MOST AT_LEAST ROUTE USUALLY ONCE_OR_TWICE EVERY CONTINUOUSLY FOR "
            "AS_COMPUTED_BY IN_TOTAL_OVER RISING_TO EXTENDABLE_TO GAP IMMEDIATELY COMMA"
        ),
        "more about the dose such as `orally`",
    ),
    (
        _names("GIVE STOP DO CITE"),
        _names("GIVE STOP DO CITE NOTE WARN STRENGTH EVIDENCE ASSUMING"),
        "a line such as `give`, `do`, `note` or `cite`",
    ),
    (
        _names("CITE NOTE ASSUMING"),
        _names("CITE NOTE WARN STRENGTH EVIDENCE ASSUMING"),
        "a remark such as `cite` or `note`",
    ),
    (
        _names("ONCE_OR_TWICE EVERY CONTINUOUSLY"),
        _names("ONCE_OR_TWICE EVERY CONTINUOUSLY"),
        "a frequency such as `once weekly`",
    ),
    (
        _names("MISSING ALERT KEPT"),
        _names("NAME MISSING ALERT NO CAUTION KEPT OPEN BROKEN ASSUMING SHOWS NOT"),
        "a claim such as `DECISION gives MEDICINE`",
    ),
    (_names("DAY MOMENT"), _names("DAY MOMENT"), "a date such as `2025-12-06`"),
)
_MOST_NAMED = 5


@cache
def spellings() -> dict[str, tuple[str, ...]]:
    """The spellings of every terminal that is a word, a phrase or a sign."""
    words: dict[str, tuple[str, ...]] = dict(PHRASES)
    for terminal in parser().terminals:
        if isinstance(terminal.pattern, PatternStr):
            words.setdefault(terminal.name, (terminal.pattern.value,))
    return words


def words_of(expected: Iterable[str]) -> list[str]:
    """All words and phrases, without signs, that these terminals are spelled with."""
    found = [word for name in sorted(expected) for word in spellings().get(name, ())]
    return [word for word in found if re.match("[a-z]", word)]


def in_words(expected: frozenset[str], clause: str, before: str) -> str:
    """What could have followed `before` in a line that begins with `clause`, as part of a sentence."""
    left = set(expected) - {"$END", "_DEDENT"} or set(expected)
    if clause == "give" and re.search("[0-9]", before):
        left.discard("NUMBER")  # the dose is said; what else begins with a number is rare
    groups: list[str] = []
    for needed, covered, words in _GROUPS:
        if needed <= left:
            left -= covered
            groups.append(words)
    singles = [_one(name, clause) for name in sorted(left, key=_order) if name != "_NL"]
    free = sum(name in DESCRIPTIONS for name in left - {"_NL"})
    phrases = (singles[:free] + groups + singles[free:])[: _MOST_NAMED - ("_NL" in left)]
    if "_NL" in left:
        phrases.append(DESCRIPTIONS["_NL"])
    if not phrases and "NUMBER" in expected:
        return "a number"
    if not phrases:
        return "nothing more"
    if len(phrases) == 1:
        return phrases[0]
    return ", ".join(phrases[:-1]) + " or " + phrases[-1]


def _order(name: str) -> tuple[int, str]:
    """What the author writes freely first, then words, then signs."""
    if name in DESCRIPTIONS:
        return (0, name)
    return (1 if re.match("[a-z]", spellings().get(name, ("",))[0]) else 2, name)


def _one(name: str, clause: str) -> str:
    if (clause, name) in IN_CLAUSE:
        return IN_CLAUSE[clause, name]
    if name in DESCRIPTIONS:
        return DESCRIPTIONS[name]
    words = spellings()[name]
    return f"`{words[0]}`" if len(words) <= 3 or name == "GAP" else f"a word such as `{words[0]}`"
