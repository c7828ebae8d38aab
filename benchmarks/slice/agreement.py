"""Who is timed answers as the walk does: each peer is held against the hand-written slice, that against the walk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path

from benchmarks.slice import by_hand
from benchmarks.slice.names import TOLD, Answer, Row
from benchmarks.slice.patients import as_given
from engine.compiled.answer import Answer as WalkedAnswer
from engine.compiled.walked import answer_of
from engine.evaluation import walk
from engine.library import load_file
from engine.patient import patient_from_mapping
from guideline_dsl import units
from guideline_dsl.graph import DecisionGraph

AS_OF = date(2026, 1, 31)
GUIDELINE = Path(__file__).with_name("slice.guideline")
_LEADS = ("methotrexate", "azathioprine", "mycophenolate")
_STATES = {"broken": True, "kept": False, "open": None}
_KINDS = {"not applicable": False, "insufficient data": None}


@cache
def graph() -> DecisionGraph:
    """The slice, compiled."""
    return load_file(GUIDELINE)


def walked(row: Row) -> dict[str, bool | float | None]:
    """What the walk of the graph says of a patient, by the names of the slice; without what it does not tell."""
    record = patient_from_mapping(as_given(row), graph(), AS_OF)
    return as_told(answer_of(walk(graph(), record, AS_OF)))


def as_told(answer: WalkedAnswer) -> dict[str, bool | float | None]:
    """An answer by the names of the slice."""
    start, choice = answer.units
    told: dict[str, bool | float | None] = {
        "starts": _KINDS.get(start.kind, True),
        "first_line": _KINDS.get(choice.kind, True),
        "lower": None,
        "upper": None,
    }
    for line in start.lines:
        if line.lower is not None and line.upper is not None:
            of = units.parse_unit(line.unit)
            told["lower"], told["upper"] = (
                float(units.from_base(end, of)) for end in (line.lower, line.upper)
            )
    if told["first_line"]:
        found = {line.option.rpartition(":")[2]: line.leads for line in choice.lines}
        told |= {f"{name}_leads": found.get(name, False) for name in _LEADS}
    alone, in_anti_hmgcr = answer.promises
    told["steroid_alone_now"], told["steroid_alone_planned"] = _STATES[alone.now], _STATES[alone.plan]
    told["anti_hmgcr_alone_now"] = _STATES[in_anti_hmgcr.now]
    told["anti_hmgcr_alone_planned"] = _STATES[in_anti_hmgcr.plan]
    return told


def differences(answer: Callable[[Row], Answer], rows: Iterable[Row]) -> list[tuple[Row, Answer, Answer]]:
    """The patients whom somebody answers otherwise than the hand-written slice."""
    found = []
    for row in rows:
        theirs, mine = answer(row), by_hand.answer(row)
        if tuple(theirs) != mine:
            found.append((row, tuple(theirs), mine))
    return found


def differs_from_the_walk(row: Row) -> dict[str, tuple[object, object]]:
    """Where the hand-written slice and the walk differ: by name, what each says."""
    mine = dict(zip((*TOLD, "lower", "upper"), by_hand.answer(row), strict=True))
    return {name: (mine[name], value) for name, value in walked(row).items() if mine[name] != value}
