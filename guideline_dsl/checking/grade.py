"""GRADE's own words, for `strength grade` and `evidence grade` in the head of a guideline.

The words are those of the GRADE working group (Guyatt and others, BMJ 336: 924-926, 2008): a recommendation is strong
or conditional (also called weak); the certainty of evidence is high, moderate, low or very low. For or against is said
by the statement itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from guideline_dsl import syntax

GRADE: Mapping[Literal["strength", "evidence"], tuple[str, ...]] = MappingProxyType(
    {"strength": ("strong", "conditional"), "evidence": ("high", "moderate", "low", "very_low")}
)


def scale_of(
    kind: Literal["strength", "evidence"], words: tuple[syntax.Name, ...]
) -> tuple[syntax.Name, ...]:
    """The words of a declared scale; `grade` alone stands for GRADE's."""
    if [word.text for word in words] != ["grade"]:
        return words
    return tuple(syntax.Name(word, span=words[0].span) for word in GRADE[kind])
