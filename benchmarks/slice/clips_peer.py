"""The slice in CLIPS: a rule for each bit, which asserts that it holds; a patient is a fact.

What is told is told by a function that the rules call: asking for the facts afterwards slows without bound, for clipspy
keeps them.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import clips

from benchmarks.slice.names import TOLD, Answer, Row, Value


class _Symbols(dict[Value, clips.Symbol]):
    """The symbols that names, words and truths are, each made once."""

    def __missing__(self, value: Value) -> clips.Symbol:
        shown = "yes" if value is True else "no" if value is False else str(value)
        self[value] = clips.Symbol(shown)
        return self[value]


def ready(written: str) -> Callable[[Row], Answer]:
    """A function that answers."""
    environment = clips.Environment()
    holding: set[str] = set()
    doses: list[float] = []

    def told_by_rule(what: str, *figures: float) -> None:
        holding.add(what)
        doses.extend(figures)

    environment.define_function(told_by_rule, "told")
    for text in json.loads(written):
        environment.build(text)
    # without the parser of CLIPS, which asks each router of Python for each character
    state = environment.find_template("patient").assert_fact
    symbol = _Symbols()
    told = [(f"{name}_yes", f"{name}_no") for name in TOLD]

    def answer(row: Row) -> Answer:
        holding.clear()
        doses.clear()
        environment.reset()
        state(**{n: v if v.__class__ is float else symbol[v] for n, v in row.items() if v is not None})
        environment.run()
        lower, upper = doses or (None, None)
        truths = (True if yes in holding else False if no in holding else None for yes, no in told)
        return (*truths, lower, upper)

    return answer
