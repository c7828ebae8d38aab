"""What answers for a statement, in words: strength, evidence, citations with their quotes, assumptions."""

from __future__ import annotations

from collections.abc import Iterator

from guideline_dsl import core
from guideline_dsl.field import Field, said


def support_fields(support: core.Support, of: str = "") -> Iterator[Field]:
    """The fields of a support; `of` names the part of the statement that it answers for, "" for all of it."""
    behind = f" ({of})" if of else ""
    yield from said(f"strength{behind}", support.strength)
    yield from said(f"evidence{behind}", support.evidence)
    for citation in support.citations:
        yield from said(f"citation{behind}", citation_words(citation))
    yield from said(f"assuming{behind}", ", ".join(support.assumptions))


def citation_words(citation: core.Citation) -> str:
    """`[1, 3] "nearer to 0.5 mg/kg"`."""
    of = f"{citation.guideline} " if citation.guideline else ""
    numbers = ", ".join(map(str, citation.references))
    return ", ".join([f"{of}[{numbers}]", *map(quote_words, citation.quotes)])


def quote_words(quote: core.Quote) -> str:
    """The words in quotation marks, and the sentence around them where it says more."""
    words = f'"{quote.text}"'
    if quote.sentence and quote.sentence != quote.text:
        words += f' (in: "{quote.sentence}")'
    return words + (f" {{{', '.join(quote.statements)}}}" if quote.statements else "")
