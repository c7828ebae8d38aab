"""Conditions and calculations in words, with what their own words leave out."""

from __future__ import annotations

from collections.abc import Iterator

from guideline_dsl import core
from guideline_dsl.field import Field, said
from guideline_dsl.references import subexpressions
from guideline_dsl.wording import number_words, words


def condition_fields(
    label: str, condition: core.Expression | None, link: str | None = None
) -> Iterator[Field]:
    """A condition; `link` is the word it is read with (its label, if None). None has no words."""
    if condition is not None:
        text = words(condition)
        yield from said(label, text, f"{label if link is None else link} {text}")
        yield from conversion_fields(condition)


def conversion_fields(*expressions: core.Expression) -> Iterator[Field]:
    """The factors by which the two measures of a fact are converted: they stand with the fact, and count here."""
    factors = dict.fromkeys(
        f"{number_words(part.of)} is {number_words(part.to)}"
        for expression in expressions
        for part in subexpressions(expression)
        if isinstance(part, core.Converted)
    )
    yield from said("converted by", ", ".join(factors))
