"""The slice in rule-engine: a compiled rule for each bit, evaluated one after the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import rule_engine

from benchmarks.slice.names import TOLD, Answer, Row


def ready(written: str) -> Callable[[Row], Answer]:
    """A function that answers."""
    compiled = [(name, rule_engine.Rule(text)) for name, text in json.loads(written).items()]
    young = "(weight < 30 ? weight * 2 : 60.0)"
    lower = rule_engine.Rule(f"juvenile_yes ? {young} : weight * 0.5")
    upper = rule_engine.Rule(f"juvenile_yes ? {young} : weight")
    told = [(f"{name}_yes", f"{name}_no") for name in TOLD]

    def answer(row: Row) -> Answer:
        known: dict[str, Any] = dict(row)
        for name, rule in compiled:
            known[name] = rule.matches(known)
        truths = (True if known[yes] else False if known[no] else None for yes, no in told)
        if not known["starts_yes"] or known["weight"] is None:
            return (*truths, None, None)
        return (*truths, float(lower.evaluate(known)), float(upper.evaluate(known)))

    return answer
