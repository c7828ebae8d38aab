"""Findings as text for people, and as JSON: the only place where the prose of a finding is laid out.

error[unknown-fact]: no fact is called `wieght`
  ┌─ inflammatory_myopathy.guideline:41:36
41 │     give prednisone 0.5 mg/kg/day by wieght
   │                                      ^^^^^^ did you mean `weight`?
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from guideline_dsl.diagnostics import Edit, Finding, Place
from guideline_dsl.syntax import Span

MOST_COLUMNS = 110  # of a line of the guideline; a longer one is shown around its carets
_BEFORE_CARET = 30  # columns kept before the first caret of a line that is cut
_LOOKED_AT = 4 * MOST_COLUMNS  # characters of a line on each side of its first caret
_TAB = "    "


@dataclass(frozen=True, slots=True)
class _Mark:
    """A caret or several under a shown line: display columns from 0, end exclusive, and their words."""

    start: int
    end: int
    says: str


Texts = Mapping[str, tuple[str, str]]
"""Of each guideline that is used: what its file is called, and its text."""
_ALONE: Texts = MappingProxyType({})


def render(finding: Finding, text: str, filename: str, used: Texts = _ALONE) -> str:
    """The finding with the lines it is about, ready to print; no line end at the end."""
    return _render(finding, _lines_of(text, filename, used))


def render_text(findings: Iterable[Finding], text: str, filename: str, used: Texts = _ALONE) -> str:
    """All findings about one file and what it uses, separated by blank lines."""
    lines = _lines_of(text, filename, used)
    return "\n\n".join(_render(finding, lines) for finding in findings)


def _lines_of(text: str, filename: str, used: Texts) -> dict[str, tuple[str, Sequence[str]]]:
    """Of each guideline ("" for the file itself) what its file is called, and its lines."""
    lines: dict[str, tuple[str, Sequence[str]]] = {"": (filename, text.split("\n"))}
    lines |= {name: (place, words.split("\n")) for name, (place, words) in used.items()}
    return lines


def _render(finding: Finding, texts: Mapping[str, tuple[str, Sequence[str]]]) -> str:
    rows = [f"{finding.severity}[{finding.code}]: {visible(finding.message)}"]
    width = max((len(str(place.span.line)) for place in finding.places), default=1)
    for guideline in dict.fromkeys(place.span.guideline for place in finding.places):
        places = [place for place in finding.places if place.span.guideline == guideline]
        filename, lines = texts.get(guideline, (guideline, ()))
        main = places[0].span
        rows.append(f"{' ' * width}┌─ {filename}:{main.line}:{main.column}")
        rows += _snippets(places, lines, width)
    if finding.help:
        rows.append(f"{' ' * width} = {visible(finding.help)}")
    return "\n".join(rows)


def _snippets(places: Sequence[Place], lines: Sequence[str], width: int) -> list[str]:
    rows: list[str] = []
    above = 0
    for number in sorted({place.span.line for place in places}):
        if above and number > above + 1:
            rows.append(f"{' ' * width} ·")
        above = number
        written = lines[number - 1] if number <= len(lines) else ""
        here = [place for place in places if place.span.line == number]
        shown, marks = _shown_line(written, here)
        rows.append(f"{number:>{width}} │ {shown}".rstrip())
        rows += [f"{' ' * width} │ {row}" for row in _mark_rows(marks)]
    return rows


def _shown_line(written: str, places: Sequence[Place]) -> tuple[str, list[_Mark]]:
    """The line as it is shown, cut if it is long, and the marks under it."""
    written = written.rstrip("\r")
    # A line may be megabytes long, and stand under a thousand findings: only what may be shown is looked at.
    before = max(0, min(place.span.column for place in places) - 1 - _LOOKED_AT)
    part = written[before : before + 2 * _LOOKED_AT]
    cells = [visible(character) for character in part]
    columns = [0]
    for cell in cells:
        columns.append(columns[-1] + _display_width(cell))
    marks = [_mark(place, columns, before) for place in places]
    if columns[-1] <= MOST_COLUMNS and part == written:
        return "".join(cells), marks
    first = max(0, min(mark.start for mark in marks) - _BEFORE_CARET)
    first = 0 if first <= 1 else first
    last = first + MOST_COLUMNS
    kept = [
        cell
        for cell, start, end in zip(cells, columns, columns[1:], strict=False)
        if start >= first and end <= last
    ]
    begin = next((start for start in columns if start >= first), 0)
    left = "…" if first or before else ""
    right = "…" if columns[-1] > last or before + len(part) < len(written) else ""
    shift = len(left) - begin
    moved = [
        _Mark(
            min(mark.start, last - 1) + shift,
            max(min(mark.end, last), min(mark.start, last - 1) + 1) + shift,
            mark.says,
        )
        for mark in marks
    ]
    return left + "".join(kept) + right, moved


def _mark(place: Place, columns: Sequence[int], before: int) -> _Mark:
    """The carets of a place; one that goes over the end of its line is marked to the end.

    `columns` are those of the line from its character `before` on.
    """
    span, last = place.span, len(columns) - 1
    begin = min(span.column - 1 - before, last)
    end = min(span.end_column - 1 - before, last) if span.end_line == span.line else last
    start = columns[begin]
    return _Mark(start, max(columns[max(end, begin)], start + 1), visible(place.says))


def _mark_rows(marks: list[_Mark]) -> list[str]:
    """The row of carets with the words of the last one, then the words of the others, from the right."""
    marks = sorted(marks, key=lambda mark: (mark.start, mark.end))
    row = ""
    for mark in marks:
        row = row[: mark.start].ljust(mark.start) + "^" * (mark.end - mark.start)
    rows = [f"{row} {marks[-1].says}".rstrip()]
    rows += [" " * mark.start + mark.says for mark in reversed(marks[:-1]) if mark.says]
    return rows


def visible(text: str) -> str:
    """The text with tabs as spaces, and with a sign for every character that cannot be seen."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_TAB if c == "\t" else c if _can_be_seen(c) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _can_be_seen(character: str) -> bool:
    return character == " " or unicodedata.category(character)[0] not in "CZ"


def _display_width(text: str) -> int:
    """Columns that a text takes in a terminal: East Asian wide characters take two, accents none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


# ---------------------------------------------------------------- for programs


def finding_to_json(finding: Finding, text: str, used: Texts = _ALONE) -> dict[str, Any]:
    """The finding as plain values for JSON.

    Offsets count characters of `text` from 0, ends are exclusive; lines and columns count from 1. Each
    place carries the words it stands for as `text`; one in a guideline that is used says its `file`.
    """
    document: dict[str, Any] = {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "places": [
            _in_file(place.span, used)
            | _span_to_json(place.span)
            | {"text": _text_of(place.span, text, used)[place.span.start : place.span.end]}
            | ({"says": place.says} if place.says else {})
            for place in finding.places
        ],
    }
    if finding.help:
        document["help"] = finding.help
    if finding.edit:
        document["edit"] = _in_file(finding.edit.span, used) | edit_to_json(finding.edit)
    return document


def _in_file(span: Span, used: Texts) -> dict[str, Any]:
    return {"file": used[span.guideline][0]} if span.guideline in used else {}


def _text_of(span: Span, text: str, used: Texts) -> str:
    return used[span.guideline][1] if span.guideline in used else text


def edit_to_json(edit: Edit) -> dict[str, Any]:
    """The edit as plain values for JSON."""
    return _span_to_json(edit.span) | {"replacement": edit.replacement}


def _span_to_json(span: Span) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
