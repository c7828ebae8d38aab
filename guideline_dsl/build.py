"""From the rules of grammar.lark to the nodes of syntax.py: which function builds which rule.

The parser calls a builder as soon as a rule is complete, so no tree is walked and depth costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guideline_dsl import (
    build_calendar,
    build_cases,
    build_decisions,
    build_expressions,
    build_items,
    build_lines,
    build_phases,
    build_scores,
    build_series,
    build_texts,
)

Builder = Callable[[list[Any]], Any]


def builders() -> dict[str, Builder]:
    """The builder of each rule and alias of the grammar, by its name."""
    found: dict[str, Builder] = {}
    modules = (
        build_calendar,
        build_expressions,
        build_lines,
        build_items,
        build_decisions,
        build_scores,
        build_series,
        build_phases,
        build_texts,
        build_cases,
    )
    for module in modules:
        for rule, function in vars(module).items():
            own = getattr(function, "__module__", "") == module.__name__
            if own and callable(function) and not rule.startswith("_"):
                found[rule] = function
    return found
