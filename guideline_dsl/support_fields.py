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
        yield _of_citation(citation, f"citation{behind}")
    yield from said(f"assuming{behind}", ", ".join(support.assumptions))


def _of_citation(citation: core.Citation, label: str) -> Field:
    of = f"{citation.guideline} " if citation.guideline else ""
    numbers = f"{of}[{', '.join(map(str, citation.references))}]"
    quoted = ", ".join(f'"{quote.text}"' for quote in citation.quotes)
    in_full = ", ".join(map(quote_words, citation.quotes))
    return Field(
        label,
        ", ".join(part for part in (numbers, quoted) if part),
        f"{label}: {', '.join(part for part in (numbers, in_full) if part)}",
        details=(
            Field(label, numbers),
            Field(f"words quoted by the {label}", quoted),
            Field(f"sentence quoted by the {label}", _sentences(citation), background=True),
        ),
    )


def _sentences(citation: core.Citation) -> str:
    return ", ".join(f'"{quote.sentence}" {" ".join(quote.statements)}'.strip() for quote in citation.quotes)


def quote_words(quote: core.Quote) -> str:
    """The words in quotation marks, and the sentence around them where it says more."""
    words = f'"{quote.text}"'
    if quote.sentence and quote.sentence not in (quote.text, f"{quote.text}."):
        words += f' (in: "{quote.sentence}")'
    return words + (f" {{{', '.join(quote.statements)}}}" if quote.statements else "")
