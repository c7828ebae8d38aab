"""The words of the language: one table that says what may not be used as a name, and why.

Words of the first group may stand inside a condition or a value, so that neither a name nor a value of
a fact may be one of them. Words of the second group begin a clause or an item, or stand in a dose or a
case: a name may not be one of them, a value of a fact may (`alert`, `low`). `yes` and `no` are values.
"""

from __future__ import annotations

from guideline_dsl.units import reserved_unit_words

_CONDITION_WORDS = """
and or not is any in of when otherwise for to by taking done within none nothing unknown
known yes no ago then now today if exactly until contraindicated latest first highest lowest mean
"""
_CLAUSE_WORDS = """
line guideline version effective narrative source status notice strength evidence language use references facts
date where assume only medicines tablets procedures define as score regimen decide advise choose
option give stop do times every continuously immediately orally intravenously subcutaneously
intramuscularly rectally topically inhaled once twice daily weekly monthly doses apart usually cite
note warn assuming before check contraindicate caution never taper hold steps end assumption because
instead case given expect gives does prefers withholds continues missing alert kept open broken shows part
texts phases loinc rxnorm snomed icd10 atc ucum points point
"""
_FUNCTIONS = "sqrt ln log10 exp min max abs round floor ceil"

# What may stand at the start of a line in column 1, and the words of an item that is still to come.
ITEM_WORDS = (
    "guideline",
    "references",
    "facts",
    "medicines",
    "procedures",
    "value sets",
    "define",
    "score",
    "regimen",
    "decide",
    "choose",
    "advise",
    "before",
    "contraindicate",
    "caution",
    "never",
    "taper",
    "assumption",
    "not encoded",
    "phases",
    "texts",
    "case",
)
# Words that begin a line inside an item, and none of which begins an item.
INNER_WORDS = frozenset(
    [
        "by",
        "version",
        "language",
        "effective",
        "use",
        "narrative",
        "source",
        "status",
        "notice",
        "strength",
        "evidence",
        "for",
        "except",
        "when",
        "line",
        "otherwise",
        "option",
        "prefer",
        "only",
        "give",
        "stop",
        "do",
        "closer",
        "cite",
        "note",
        "warn",
        "assuming",
        "check",
        "start",
        "hold",
        "every",
        "steps",
        "then",
        "end",
        "because",
        "instead",
        "given",
        "expect",
        "assume",
        "and",
        "or",
    ]
)


def _reserved() -> dict[str, str]:
    table = dict.fromkeys(reserved_unit_words(), "a unit")
    table |= dict.fromkeys(_FUNCTIONS.split(), "a function of the language")
    table |= dict.fromkeys((_CLAUSE_WORDS + _CONDITION_WORDS).split(), "a word of the language")
    return table


RESERVED_FOR_NAMES: dict[str, str] = _reserved()
RESERVED_FOR_VALUES: dict[str, str] = dict.fromkeys(
    set(_CONDITION_WORDS.split()) - {"yes", "no", "none"}, "a word of the language"
)
