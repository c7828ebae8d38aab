"""The review file: what reviewers said of the statements of a guideline, as JSON.

A mark is one reviewer's verdict on one statement, bound to the two hashes that the statement had then (`own`,
`meaning`: guideline_dsl/reviewable.py), with its words as they were read. Several reviewers may mark one statement, and
the files of several reviewers may be read together. The review page writes the same format.

`REVIEW_FORMAT` changes when a field changes its meaning or goes.

Declared absent: the guideline as it is now, and what has become of the marks (review_marks.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

REVIEW_FORMAT: Literal["guideline-review/1"] = "guideline-review/1"

LARGEST_REVIEW = 32 * 1024 * 1024
"""Characters. A reviewer's marks on some hundreds of statements are some hundred thousand."""

MOST_PROBLEMS = 20
"""A refusal lists at most so many problems, and counts the rest."""

Verdict = Literal["agreed", "disagreed", "question"]

_Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_Short = Annotated[str, Field(max_length=500)]


class ReviewRefused(ValueError):
    """A review cannot be read; `problems` say where, what is wrong there and what to do, one in a line each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep the problems; as text they are one a line."""
        super().__init__("\n".join(problems))
        self.problems = problems


def _day(text: object) -> date:
    if not isinstance(text, str) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
        raise ValueError("no day")
    return date.fromisoformat(text)


def _name(text: object) -> object:
    if isinstance(text, str) and not text.strip():
        raise ValueError("no name")
    return text


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Mark(_Written):
    """One reviewer's verdict on one statement.

    `key` and `title` name the statement; `own` and `meaning` are its hashes, and `says` its words, when it was marked.
    """

    key: Annotated[str, Field(min_length=1)]
    own: _Hash
    meaning: _Hash
    title: str = ""
    says: str
    verdict: Verdict
    comment: Annotated[str, Field(max_length=100_000)] = ""
    reviewer: Annotated[_Short, BeforeValidator(_name)]
    role: _Short = ""
    date: Annotated[date, BeforeValidator(_day)]


class Review(_Written):
    """The marks of one or several reviewers on a guideline; `content` is its content hash when the file was saved."""

    format: Literal["guideline-review/1"] = REVIEW_FORMAT
    guideline: Annotated[str, Field(min_length=1)]
    version: str = ""
    content: _Hash
    marks: tuple[Mark, ...] = ()

    def to_json(self) -> str:
        """The file's text: indented, ending in a line end, the same for the same review."""
        return f"{self.model_dump_json(indent=2)}\n"


def read_review(text: str) -> Review:
    """The review that a file holds.

    Raises ReviewRefused for what is no JSON, or has a doubled, unknown, missing or wrong field.
    """
    if len(text) > LARGEST_REVIEW:
        _refuse(f"the review has {len(text):,} characters, and at most {LARGEST_REVIEW:,} are read; split it")
    form = _json(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))
    if not isinstance(form, dict):
        _refuse("a review is a JSON object, { ... }, as the review page saves it")
    if form.get("format") != REVIEW_FORMAT:
        _refuse(f'`format` is {_shown(form.get("format"))}; a review has "{REVIEW_FORMAT}" there')
    if isinstance(form.get("marks"), list):
        form["marks"] = tuple(form["marks"])
    try:
        return Review.model_validate(form)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        problems = [f"{_place(each['loc'])} {_says(each)}" for each in found[:MOST_PROBLEMS]]
        if len(found) > MOST_PROBLEMS:
            problems.append(f"and {len(found) - MOST_PROBLEMS} more")
        raise ReviewRefused(tuple(problems)) from error


# ---------------------------------------------------------------- JSON


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_each_key_once)
    except ReviewRefused:
        raise
    except json.JSONDecodeError as error:
        _refuse(
            f"line {error.lineno}, column {error.colno}: this is not JSON ({error.msg}); save the review anew"
        )
    except RecursionError:
        _refuse("the review is nested too deeply to be one")
    except ValueError as error:  # a number of thousands of digits
        _refuse(f"this is not what a review holds ({error})")


def _no_number(word: str) -> NoReturn:
    _refuse(f"{word} is no JSON, and a review holds no numbers; leave it out")


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    form = dict(pairs)
    if len(form) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                inside = f" of the mark on {_shown(form['key'])}" if "key" in form else ""
                _refuse(f"`{_short(key)}` is given twice in one object{inside}; keep the right one")
            seen.add(key)
    return form


def _refuse(problem: str) -> NoReturn:
    raise ReviewRefused((problem,))


# ---------------------------------------------------------------- problems in words


def _place(keys: tuple[int | str, ...]) -> str:
    path = "".join(f"[{key}]" if isinstance(key, int) else f".{_short(key)}" for key in keys)
    return f"`{path.removeprefix('.')}`"


def _says(problem: Mapping[str, Any]) -> str:
    given, field = problem["input"], problem["loc"][-1] if problem["loc"] else ""
    match problem["type"], field:
        case "missing", _:
            return "is missing"
        case "extra_forbidden", _:
            return "is no field of a review; leave it out"
        case "literal_error", "verdict":
            return f'is {_shown(given)}; it is "agreed", "disagreed" or "question"'
        case "string_pattern_mismatch", _:
            return f"is {_shown(given)}; a hash is 64 digits of 0-9 and a-f, copied from the statement"
        case "string_too_short", _:
            return "is empty; say which"
        case "string_too_long", _:
            return f"has {len(given):,} characters; shorten it"
        case "string_type", _:
            return f"is {_shown(given)}; a text in quotation marks is expected"
        case "string_unicode", _:
            return "holds half of a character; type it anew"
        case "value_error", "date":
            return f"is {_shown(given)}; write a day that there is, as 2026-01-31"
        case "value_error", "reviewer":
            return "is empty; say who reviewed"
        case "tuple_type", _:
            return f"is {_shown(given)}; a list of marks, [ ... ], is expected"
        case (("model_type" | "model_attributes_type"), _):
            return f"is {_shown(given)}; a mark is an object, {{ ... }}"
    return f"is not as it must be ({problem['msg']})"


def _shown(value: object) -> str:
    match value:
        case None:
            return "not given"
        case str():
            return f'"{_short(value)}"'
        case list() | tuple():
            return "a list"
        case dict():
            return "an object"
    return _short(json.dumps(value))


def _short(text: str) -> str:
    shown = text if len(text) <= 60 else f"{text[:60]}..."
    return shown.encode("unicode_escape").decode() if not shown.isprintable() else shown
