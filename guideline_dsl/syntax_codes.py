"""The codes of what is found while reading a text: characters, layout, words.

Each example is a text by itself: reading stops before any meaning, so it needs no guideline round it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from guideline_dsl.code_row import CodeRow

_CHARACTERS = {
    "file-too-large": CodeRow(
        "error",
        "the file is longer than a guideline may be",
        "# " + "x" * (5 * 1024 * 1024),
        "# x\n",
    ),
    "nul-character": CodeRow(
        "error",
        "a NUL character stands in the text",
        "define adult as age >= 18\0 years\n",
        "define adult as age >= 18 years\n",
    ),
    "byte-order-mark": CodeRow(
        "error",
        "the file begins with a byte order mark",
        "\ufeffdefine adult as age >= 18 years\n",
        "define adult as age >= 18 years\n",
    ),
    "bidirectional-mark": CodeRow(
        "error",
        "an invisible mark changes the order in which text is shown",
        'assumption weight "Actual \u202eweight."\n',
        'assumption weight "Actual weight."\n',
    ),
    "invisible-character": CodeRow(
        "error",
        "an invisible character stands in the text",
        "define adult as ag\u200be >= 18 years\n",
        "define adult as age >= 18 years\n",
    ),
    "control-character": CodeRow(
        "error",
        "a control character stands in the text",
        "define adult as age\x07 >= 18 years\n",
        "define adult as age >= 18 years\n",
    ),
    "odd-space": CodeRow(
        "error",
        "something looks like a space and is another character",
        "define adult as age >= 18\u00a0years\n",
        "define adult as age >= 18 years\n",
    ),
    "tab-in-indentation": CodeRow(
        "error",
        "a line is indented with a tab",
        "before azathioprine\n\tcheck tpmt_activity\n",
        "before azathioprine\n  check tpmt_activity\n",
    ),
    "foreign-letter": CodeRow(
        "error",
        "a letter outside a-z stands in a name or a word of the language",
        "define \u0430dult as age >= 18 years\n",
        "define adult as age >= 18 years\n",
    ),
    "typographic-sign": CodeRow(
        "error",
        "a sign has a plain spelling in the language",
        "define adult as age ≥ 18 years\n",
        "define adult as age >= 18 years\n",
    ),
    "unknown-sign": CodeRow(
        "error",
        "a sign is no sign of the language",
        "define woman as sex == female\n",
        "define woman as sex is female\n",
    ),
}

_LAYOUT = {
    "unknown-item": CodeRow(
        "error",
        "a line in column 1 begins no item of a guideline",
        "treatment prednisone\n",
        'decide treatment "Treatment"\n  give prednisone 60 mg/day\n',
    ),
    "not-indented": CodeRow(
        "error",
        "a line that belongs to the item above is not indented",
        "decide treatment\ngive prednisone 60 mg/day\n",
        "decide treatment\n  give prednisone 60 mg/day\n",
    ),
    "nothing-under": CodeRow(
        "error",
        "a line needs indented lines under it",
        "decide treatment\n  when adult\n  give prednisone 60 mg/day\n",
        "decide treatment\n  when adult\n    give prednisone 60 mg/day\n",
    ),
    "too-deeply-indented": CodeRow(
        "error",
        "a line is indented further than the one above, and nothing can stand under that",
        'decide treatment\n  note "One."\n    note "Two."\n',
        'decide treatment\n  note "One."\n  note "Two."\n',
    ),
    "uneven-indentation": CodeRow(
        "error",
        "a line starts in another column than the lines it belongs to",
        "decide treatment\n    give prednisone 60 mg/day\n  give folic_acid 1 mg/day\n",
        "decide treatment\n  give prednisone 60 mg/day\n  give folic_acid 1 mg/day\n",
    ),
    "broken-line": CodeRow(
        "error",
        "a line is broken before `,`, `and`, `or` or a sign such as `+`, or after it and does not go on",
        "decide treatment\n  give prednisone 60 mg/day,\n  cite [1]\n",
        "decide treatment\n  give prednisone 60 mg/day\n  cite [1]\n",
    ),
    "unclosed-text": CodeRow(
        "error",
        "a text has no closing quotation mark in its line",
        'assumption actual_weight "Actual body weight.\n',
        'assumption actual_weight "Actual body weight."\n',
    ),
    "unclosed-parenthesis": CodeRow(
        "error",
        "a parenthesis is not closed",
        "decide treatment\n  when adult and (diabetes or glaucoma\n    give prednisone 60 mg/day\n",
        "decide treatment\n  when adult and (diabetes or glaucoma)\n    give prednisone 60 mg/day\n",
    ),
    "unopened-parenthesis": CodeRow(
        "error",
        "a parenthesis closes nothing",
        "define risk as diabetes or glaucoma)\n",
        "define risk as diabetes or glaucoma\n",
    ),
    "nested-too-deeply": CodeRow(
        "error",
        "parentheses are nested too deeply",
        "define risk as " + "(" * 30 + "diabetes" + ")" * 30 + "\n",
        "define risk as ((diabetes))\n",
    ),
    "too-many-mistakes": CodeRow(
        "error",
        "there are so many mistakes that the rest was not read",
        "x\n" * 1001,
        "define risk as diabetes\n",
    ),
}

_WORDS = {
    "misspelt-word": CodeRow(
        "error",
        "a word is no word of the language, and nearly one that can stand there",
        "decide treatment\n  whem adult\n    give prednisone 60 mg/day\n",
        "decide treatment\n  when adult\n    give prednisone 60 mg/day\n",
    ),
    "word-left-out": CodeRow(
        "error",
        "a small word is missing",
        "decide treatment\n  give prednisone 60 mg/day 2 weeks\n",
        "decide treatment\n  give prednisone 60 mg/day for 2 weeks\n",
    ),
    "capital-letter": CodeRow(
        "error",
        "a name or a word of the language is written with a capital letter",
        "define Adult as age >= 18 years\n",
        "define adult as age >= 18 years\n",
    ),
    "reserved-name": CodeRow(
        "error",
        "a name is a word of the language or a unit",
        "facts\n  dose  yes | no\n  week  yes | no\n",
        "facts\n  dose        yes | no\n  first_week  yes | no\n",
    ),
    "unexpected-word": CodeRow(
        "error",
        "something stands where it cannot stand",
        "decide treatment\n  give prednisone daily 60 mg\n",
        "decide treatment\n  give prednisone 60 mg once daily\n",
    ),
    "ends-too-early": CodeRow(
        "error",
        "a line or an item ends, and something is missing",
        "define adult as age >=\n",
        "define adult as age >= 18 years\n",
    ),
    "mixed-and-or": CodeRow(
        "error",
        "`and` and `or` are mixed without parentheses",
        "define risk as diabetes or osteoporosis and glaucoma\n",
        "define risk as diabetes or (osteoporosis and glaucoma)\n",
    ),
    "rounding-rule": CodeRow(
        "error",
        "a number is rounded, and it is not said by which rule",
        "define thirds as age in years rounded to 3\n",
        "define thirds as age in years rounded down to 3\n",
    ),
    "rounded-in-part": CodeRow(
        "error",
        "a sum or a product is rounded, and it is not said whether all of it or only its last part",
        "define total as 2 * age in years + 0.5 rounded half up to 1\n",
        "define total as (2 * age in years + 0.5) rounded half up to 1\n",
    ),
    "double-not": CodeRow(
        "error",
        "`not not` says nothing that the condition alone does not say",
        "define risk as not not diabetes\n",
        "define risk as diabetes\n",
    ),
    "is-not-any-of": CodeRow(
        "error",
        "`is not any of` is not a form of the language",
        "define risk as response is not any of (adequate, unclear)\n",
        "define risk as not response is any of (adequate, unclear)\n",
    ),
    "branch-after-otherwise": CodeRow(
        "error",
        "a branch follows `otherwise`",
        "decide treatment\n  otherwise\n    give nothing\n  when adult\n    give prednisone 60 mg/day\n",
        "decide treatment\n  when adult\n    give prednisone 60 mg/day\n  otherwise\n    give nothing\n",
    ),
    "line-beside-branches": CodeRow(
        "error",
        "a plain line stands beside branches, in a decision that has one or the other",
        "decide treatment\n  give folic_acid 1 mg/day\n  when adult\n    give prednisone 60 mg/day\n",
        "decide treatment\n  when adult\n    give prednisone 60 mg/day\n    give folic_acid 1 mg/day\n",
    ),
    "otherwise-in-advise": CodeRow(
        "error",
        "an `advise` has an `otherwise`",
        "advise care\n  when adult\n    do dexa_scan\n  otherwise\n    do vaccination\n",
        "advise care\n  when adult\n    do dexa_scan\n  when not adult\n    do vaccination\n",
    ),
    "line-in-advise": CodeRow(
        "error",
        "an `advise` has lines of therapy",
        'advise care\n  line early "Early" until severe\n    do dexa_scan\n',
        'decide care\n  line early "Early" until severe\n    do dexa_scan\n  otherwise\n    give nothing\n',
    ),
    "is-known": CodeRow(
        "error",
        "a condition asks whether something is known",
        "decide treatment\n  when tpmt_activity is known\n    give nothing\n",
        "decide treatment\n  when tpmt_activity is normal\n    give nothing\n",
    ),
    "everyday-words": CodeRow(
        "error",
        "words of every day stand where the language has its own",
        "decide treatment\n  give prednisone 60 mg tid\n",
        "decide treatment\n  give prednisone 60 mg 3 times daily\n",
    ),
    "name-too-long": CodeRow(
        "error",
        "a name is longer than a name may be",
        f"define {'adult' * 13} as age >= 18 years\n",
        "define adult as age >= 18 years\n",
    ),
    "used-by-path": CodeRow(
        "error",
        "a guideline is used by a path or in quotation marks",
        'guideline example "Example"\n  version 1.0.0\n  use "../renal/renal.guideline"\n',
        'guideline example "Example"\n  version 1.0.0\n  use renal\n',
    ),
    "decimal-comma": CodeRow(
        "error",
        "a number is written with a comma",
        "decide treatment\n  give prednisone 0,5 mg/kg/day by weight\n",
        "decide treatment\n  give prednisone 0.5 mg/kg/day by weight\n",
    ),
    "malformed-number": CodeRow(
        "error",
        "a figure is not a number",
        "decide treatment\n  give prednisone .5 mg/kg/day by weight\n",
        "decide treatment\n  give prednisone 0.5 mg/kg/day by weight\n",
    ),
    "number-too-long": CodeRow(
        "error",
        "a number has too many digits",
        "define adult as age >= 18.0000000000000000000000000000001 years\n",
        "define adult as age >= 18 years\n",
    ),
    "unit-missing": CodeRow(
        "error",
        "a number needs a unit",
        "decide treatment\n  give prednisone 60 once daily\n",
        "decide treatment\n  give prednisone 60 mg once daily\n",
    ),
    "no-such-date": CodeRow(
        "error",
        "a date is not in the calendar",
        "define recent as onset >= 2025-02-30\n",
        "define recent as onset >= 2025-02-28\n",
    ),
}

SYNTAX_CODES: Mapping[str, CodeRow] = MappingProxyType({**_CHARACTERS, **_LAYOUT, **_WORDS})
