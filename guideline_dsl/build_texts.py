"""The language of a guideline, and its texts in other languages, from the parts of their grammar rules."""

from __future__ import annotations

from lark import Token

from guideline_dsl import syntax
from guideline_dsl.build_parts import Parts, every, span_of, token_span


def language(parts: Parts) -> syntax.Language:
    """`language en`."""
    return syntax.Language(_tag(parts[1]), span=span_of(parts))


def texts(parts: Parts) -> syntax.Texts:
    """The `texts` of one language."""
    return syntax.Texts(_tag(parts[1]), every(parts, syntax.Translation), span=span_of(parts))


def named_text(parts: Parts) -> syntax.Translation:
    """`NAME "text"`, `CHOICE VALUE "text"`."""
    names = every(parts, syntax.Name)
    said = next(part for part in parts if isinstance(part, syntax.Text))
    return syntax.Translation(names[-1], said, names[0] if len(names) > 1 else None, span=span_of(parts))


def text_for_text(parts: Parts) -> syntax.Translation:
    """`"original text" "text"`."""
    original, said = every(parts, syntax.Text)
    return syntax.Translation(original, said, span=span_of(parts))


def _tag(token: Token) -> syntax.Name:
    return syntax.Name(str(token), span=token_span(token))
