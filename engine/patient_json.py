"""JSON text, or Python values, -> an exact, unambiguous tree; what is neither is reported at its place.

Python's own reader takes NaN, infinities, `1e999`, a doubled key and lone halves of characters without a
word. Here numbers stay text until they are read exactly, and what is not fit to be looked at becomes
`SPOILED`: it was reported, and nobody reports it again.

Declared absent: what a patient is made of (patient.py).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final, Literal, TypeAlias

from engine.moments import moment_text
from engine.patient_problems import Intake, Place, shortened
from guideline_dsl.frozen import frozen

LARGEST_INPUT = 1_000_000
"""Bytes. A patient is some kilobytes; what is larger is something else."""

DEEPEST = 6
"""Levels of lists and objects: a patient has five."""

LONGEST_TEXT = 200
"""Characters of one text."""

_LONGEST_WHOLE = 1000
"""Bits. Python writes out no number of thousands of digits, and nobody reads one."""


@frozen
class Numeral:
    """A number as it was written, and as yet unread; also `NaN`, which Python's reader lets through."""

    text: str


class Spoiled(Enum):
    """What stands in place of a value that was reported."""

    SPOILED = "spoiled"


SPOILED: Final = Spoiled.SPOILED

Json: TypeAlias = "str | bool | Numeral | Literal[Spoiled.SPOILED] | list[Json] | dict[str, Json]"

WHOLE = Place("", "the patient")


@frozen
class _Members:
    """An object with all its members, doubled keys too."""

    pairs: tuple[tuple[str, object], ...]


def tree_of_text(text: str | bytes, intake: Intake) -> Json:
    """The tree of a JSON text in UTF-8 (a byte order mark is skipped); SPOILED when it is none."""
    raw = _raw_of_text(text, intake)
    return SPOILED if raw is SPOILED else _tree(raw, (), intake)


def tree_of_row(text: str | bytes, intake: Intake, documents: Collection[str]) -> Json:
    """The tree of one line of a table in JSON, in which a `null` is an empty cell: unknown.

    An object with one of the keys `documents` is a whole patient, in which `null` is refused as in any patient.
    """
    raw = _raw_of_text(text, intake)
    if raw is SPOILED:
        return SPOILED
    if isinstance(raw, _Members) and not any(key in documents for key, _ in raw.pairs):
        raw = _Members(tuple(pair for pair in raw.pairs if pair[1] is not None))
    return _tree(raw, (), intake)


def _raw_of_text(text: str | bytes, intake: Intake) -> object:
    """What Python's reader makes of a text, with every number as written; SPOILED when it is no JSON."""
    if len(text) > LARGEST_INPUT:
        _refuse(
            intake,
            f"{len(text)} {'bytes' if isinstance(text, bytes) else 'characters'}",
            f"at most {LARGEST_INPUT:,} bytes",
            f"the patient is too large: {len(text):,} bytes, and at most {LARGEST_INPUT:,} are read",
        )
        return SPOILED
    decoded = _decoded(text, intake)
    if decoded is None:
        return SPOILED
    try:
        return json.loads(
            decoded,
            parse_int=Numeral,
            parse_float=Numeral,
            parse_constant=Numeral,
            object_pairs_hook=lambda pairs: _Members(tuple(pairs)),
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        says = _IN_WORDS.get(error.msg, error.msg[:1].lower() + error.msg[1:])
        message = f"the patient is not valid JSON, at {where}: {says}"
        intake.refuse(Place(where, "the patient"), "malformed JSON", "JSON", message)
        return SPOILED
    except RecursionError:
        _too_deep(WHOLE, intake)
        return SPOILED


def tree_of_values(values: object, intake: Intake) -> Json:
    """The tree of Python values: mappings, lists, tuples, text, truths, dates and numbers.

    A binary float is taken as the shortest decimal that names it, which is what its author typed.
    """
    return _tree(values, (), intake)


def kind_of(value: Json) -> str:
    """A value as a message shows it: text in quotes, a list or an object by that word."""
    match value:
        case str():
            return f'"{shortened(value)}"'
        case bool():
            return "true" if value else "false"
        case Numeral(text=text):
            return shortened(text)
        case list():
            return "a list"
        case dict():
            return "an object"
    return "something unreadable"


# ---------------------------------------------------------------- text

_IN_WORDS = {
    "Expecting value": "a value is missing here, or is not in quotes",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing here",
    "Expecting ':' delimiter": "a colon is missing here",
    "Expecting property name enclosed in double quotes": "a name in double quotes is expected here",
    "Illegal trailing comma before end of object": "there is a comma too many here",
    "Illegal trailing comma before end of array": "there is a comma too many here",
    "Extra data": "there is something after its end",
    "Unterminated string starting at": "the text that starts here has no closing quote",
    "Invalid control character at": "a text holds a line end or another control character",
    "Invalid \\escape": "there is no such escape",
    "Invalid \\uXXXX escape": "there is no such escape",
}


def _decoded(text: str | bytes, intake: Intake) -> str | None:
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        where = f"byte {error.start + 1}"
        message = f"the patient is not UTF-8 text (at {where}); save the file as UTF-8"
        intake.refuse(Place(where, "the patient"), "other bytes", "UTF-8", message)
        return None
    return decoded.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")


def _refuse(intake: Intake, given: str, expected: str, message: str) -> None:
    intake.refuse(WHOLE, given, expected, message)


# ---------------------------------------------------------------- the tree

Keys: TypeAlias = tuple[str | int, ...]


def _tree(raw: object, keys: Keys, intake: Intake) -> Json:
    """The tree of what Python's reader, or a caller, made."""
    if len(keys) > DEEPEST:
        return _too_deep(_place(keys), intake)
    match raw:
        case _Members(pairs=pairs):
            return _object(pairs, keys, intake)
        case Mapping():
            return _object(tuple(raw.items()), keys, intake)
        case list() | tuple():
            return [_tree(part, (*keys, index), intake) for index, part in enumerate(raw)]
        case str():
            return _text(str(raw), keys, intake)
        case bool():
            return raw
        case date():
            return moment_text(raw)
        case None:
            return _null(keys, intake)
    number = _number_text(raw)
    if number is not None:
        return Numeral(number)
    if isinstance(raw, int):
        return _spoiled(keys, intake, "a whole number", "at most 30 digits", "has more digits than are read")
    given = f"a Python {type(raw).__name__}"
    return _spoiled(
        keys, intake, given, "text, a number or yes/no", f"is given as {given}, which JSON does not have"
    )


def _object(pairs: tuple[tuple[object, object], ...], keys: Keys, intake: Intake) -> Json:
    made: dict[str, Json] = {}
    for key, part in pairs:
        if not isinstance(key, str):
            _spoiled(
                keys, intake, "a name that is no text", "names", f"has a name that is no text: {key!r:.60}"
            )
        elif key in made:
            _spoiled(
                (*keys, key),
                intake,
                "two values",
                "one value",
                "is given twice in one object; keep the right one",
            )
            made[key] = SPOILED
        else:
            made[key] = _tree(part, (*keys, key), intake)
    return made


def _text(text: str, keys: Keys, intake: Intake) -> Json:
    if len(text) > LONGEST_TEXT:
        given = f"a text of {len(text)} characters"
        return _spoiled(
            keys,
            intake,
            given,
            f"at most {LONGEST_TEXT} characters",
            f"is {given}; at most {LONGEST_TEXT} are read",
        )
    if not text.isprintable():
        given = f'"{shortened(text)}"'
        return _spoiled(
            keys,
            intake,
            given,
            "plain characters and spaces",
            f"holds a character that cannot be seen or printed ({given}); type it anew, with plain spaces",
        )
    return text


def _null(keys: Keys, intake: Intake) -> Json:
    if not keys:
        _refuse(intake, "null", "an object", "the patient is null; an object is expected")
        return SPOILED
    remedy = "leave it out where it is not known"
    if keys == ("medicines",):
        remedy = "leave it out where the list is not known, and write [] where nothing is taken"
    return _spoiled(keys, intake, "null", "a value", f"is null, which could mean 'unknown' or 'no'; {remedy}")


def _number_text(raw: object) -> str | None:
    """A number as text, None for what is none. A subclass (numpy's) has another way to write itself."""
    match raw:
        case Numeral(text=text):
            return text
        case float():
            return float.__repr__(raw)
        case Decimal():
            return str(raw)
        case int() if raw.bit_length() < _LONGEST_WHOLE:
            return str(int(raw))
    return None


def _too_deep(place: Place, intake: Intake) -> Json:
    message = f"{place.subject} is nested more than {DEEPEST} levels deep; a patient has five at most"
    intake.refuse(place, "deep nesting", f"at most {DEEPEST} levels", message)
    return SPOILED


def _spoiled(keys: Keys, intake: Intake, given: str, expected: str, says: str) -> Json:
    place = _place(keys)
    intake.refuse(place, given, expected, f"{place.subject} {says}")
    return SPOILED


def _place(keys: Keys) -> Place:
    """The place these keys lead to; a value of a fact or a procedure is named by that fact or procedure."""
    path = ""
    for key in keys:
        path += f"[{key}]" if isinstance(key, int) else f".{shortened(key)}"
    path = path.removeprefix(".")
    if len(keys) > 1 and keys[0] in ("facts", "done") and isinstance(keys[1], str):
        name = shortened(keys[1])
        return Place(path, f"`{name}`", name)
    return Place(path, f"`{path}`" if path else "the patient")
