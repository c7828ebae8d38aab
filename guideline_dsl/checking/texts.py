"""Quoted texts: none is empty, and a quote of a narrative needs a narrative that is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from guideline_dsl import syntax
from guideline_dsl.checking.report import Report, at

_NO_TEXTS = (syntax.Name, syntax.Quantity, syntax.Span, syntax.All, syntax.Any, syntax.Comparison)


def empty_texts(items: Iterable[syntax.Item], report: Report) -> None:
    """Find every quoted text without words."""
    for item in items:
        for text in _texts(item):
            if not text.value.strip():
                report.add(
                    "empty-text",
                    "this text has no words",
                    at(text.span),
                    help="write its words, or leave out what it belongs to",
                )


def unnamed_narrative(file: syntax.File, report: Report) -> None:
    """Say once that quotes cannot be looked up, when the head names no narrative."""
    heads = [item for item in file.items if isinstance(item, syntax.GuidelineHead)]
    if not heads or any(isinstance(line, syntax.NarrativeFile) for line in heads[0].lines):
        return
    quote = next((q for item in file.items for c in _cites(item) for q in c.quotes), None)
    if quote is not None:
        report.add(
            "no-narrative",
            "words are quoted, and the guideline names no narrative in which they could be looked up",
            at(quote.span),
            help='name the text in the head, as in `narrative "narrative.md"`',
        )


def _texts(item: syntax.Item) -> Iterator[syntax.Text]:
    for node in parts_within(item):
        if isinstance(node, syntax.Text):
            yield node


def _cites(item: syntax.Item) -> Iterator[syntax.Cite]:
    for node in parts_within(item):
        if isinstance(node, syntax.Cite):
            yield node


def parts_within(item: object) -> Iterator[object]:
    """The nodes of an item, in the order of the text; conditions have no texts and are not entered."""
    waiting: list[object] = [item]
    while waiting:
        current = waiting.pop()
        if isinstance(current, tuple):
            waiting.extend(reversed(current))
        elif is_dataclass(current) and not isinstance(current, _NO_TEXTS):
            yield current
            waiting.extend(getattr(current, name) for name in _parts(current.__class__))


@cache
def _parts(kind: Any) -> tuple[str, ...]:
    """The names of a node's parts, last first."""
    return tuple(one.name for one in reversed(fields(kind)) if one.name != "span")
