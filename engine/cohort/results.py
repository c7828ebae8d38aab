"""The columns of a table of results, and one row of it: an answer laid flat, to be read in a spreadsheet.

    row, id, as_of, scope, NAME.outcome, NAME.decided_by, NAME.recommends, NAME.dose_lower, ..., missing, guideline

The columns are the same for every patient of a guideline. Several entries of one cell are separated by `; `, options of
a choice by ` | `.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from engine.compiled.answer import (
    Answer,
    CautionAnswer,
    LineAnswer,
    PromiseAnswer,
    UnitAnswer,
    WronglyAnswer,
)
from engine.moments import moment_text
from engine.numerals import decimal_of, span_text
from engine.sentences import need_words
from guideline_dsl import core, units
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.statement_parts import parts_of
from guideline_dsl.statement_titles import title_of
from guideline_dsl.values import Span, Truth
from guideline_dsl.version import ENGINE_VERSION

Cell = str | int | Decimal | None
CellType = Literal["text", "whole number", "decimal"]

DEFINITE = ("recommended", "nothing recommended", "contraindicated", "not applicable", "shown", "not shown")
_TOLD: Mapping[Truth, str] = {True: "yes", False: "no", None: "unknown"}


@frozen
class ResultColumn:
    """A column of the results: its name, what a cell holds, and what it says."""

    name: str
    type: CellType
    says: str


@frozen
class Outcome:
    """One outcome that a guideline has for every patient: its name in a table, and the node and part of its answer.

    `acts` is whether it may recommend something; what only notes or warns is shown or not.
    """

    name: str
    node: str
    part: int | None
    acts: bool
    is_taper: bool


_ROW = (
    ResultColumn("row", "whole number", "the row of the table, the first is 1"),
    ResultColumn("id", "text", "the label of the patient"),
    ResultColumn("as_of", "text", "the day or time of evaluation"),
    ResultColumn("scope", "text", "whether the guideline is about the patient: yes, no or unknown"),
)
_OUTCOME = {
    "outcome": "what the decision comes to",
    "decided_by": "the statements that decided",
    "waits_for": "what has to be known first",
}
_ACTS = {
    "recommends": "what is recommended, or may be: options of a choice by ` | `",
    "withheld_by": "the contraindications that withhold something",
    "would_complete": "what would complete or place a dose",
}
_DOSE: Mapping[str, tuple[CellType, str]] = {
    "dose_lower": ("decimal", "the dose, where exactly one is recommended"),
    "dose_upper": ("decimal", "the upper end of its range"),
    "dose_unit": ("text", "the unit of both"),
}
_TAPER: Mapping[str, tuple[CellType, str]] = {
    "due": ("text", "whether the next step is due"),
    "next_dose": ("decimal", "the dose of the next step"),
    "next_unit": ("text", "its unit"),
}
_LAST = (
    ResultColumn("alerts", "text", "broken promises, and what is taken wrongly"),
    ResultColumn("cautions", "text", "the cautions that hold, or may hold (`perhaps`)"),
    ResultColumn("missing", "text", "all that is missing and would matter"),
    ResultColumn("guideline", "text", "the hash of the guideline"),
    ResultColumn("engine", "text", "the version of the engine"),
)


def outcomes_of(graph: DecisionGraph) -> tuple[Outcome, ...]:
    """The outcomes that every answer of a guideline has, in its order."""
    found: list[Outcome] = []
    for node in graph.nodes:
        match node:
            case core.TaperNode(medicine=medicine):
                found.append(Outcome(f"taper.{medicine}", node.id, None, True, True))
            case core.DecisionNode(mode="advise", name=name):
                found.extend(_parts_of_advice(node, name, graph))
            case core.DecisionNode(name=name):
                found.append(Outcome(name, node.id, None, True, False))
            case _:
                pass
    return tuple(found)


def _parts_of_advice(node: core.DecisionNode, name: str, graph: DecisionGraph) -> Iterator[Outcome]:
    if any(_acts(child) for child in graph.children(node.id)):
        yield Outcome(name, node.id, 0, True, False)
    branches = [child for child in graph.children(node.id) if isinstance(child, core.BranchNode)]
    for part, branch in enumerate(branches, start=1):
        acts = any(_acts(line) for line in graph.children(branch.id))
        yield Outcome(f"{name}.{part}", branch.id, part, acts, False)


def _acts(node: core.Node) -> bool:
    return isinstance(node, core.GiveNode | core.DoNode | core.StopNode)


class Results:
    """Lays the answers of one guideline flat."""

    def __init__(self, graph: DecisionGraph) -> None:
        """Find the columns once."""
        self._graph = graph
        self.outcomes = outcomes_of(graph)
        self._promises = tuple(node for node in graph.nodes if isinstance(node, core.NeverNode))
        self._taper_units = {
            node.id: units.parse_unit(node.rungs[0].unit)
            for node in graph.nodes
            if isinstance(node, core.TaperNode) and node.rungs
        }
        self._limits = {
            part.node.id: title_of(part) for part in parts_of(graph) if isinstance(part.node, core.LimitNode)
        }
        self.columns = (*_ROW, *self._of_outcomes(), *self._of_promises(), *_LAST)
        """The columns, in their order."""

    def _of_outcomes(self) -> Iterator[ResultColumn]:
        for outcome in self.outcomes:
            for part, says in _OUTCOME.items():
                yield ResultColumn(f"{outcome.name}.{part}", "text", says)
            if not outcome.acts:
                continue
            if outcome.is_taper:
                for part, (kind, says) in _TAPER.items():
                    yield ResultColumn(f"{outcome.name}.{part}", kind, says)
                continue
            for part, says in _ACTS.items():
                yield ResultColumn(f"{outcome.name}.{part}", "text", says)
            for part, (kind, says) in _DOSE.items():
                yield ResultColumn(f"{outcome.name}.{part}", kind, says)

    def _of_promises(self) -> Iterator[ResultColumn]:
        for promise in self._promises:
            name = f"never.{promise.name}"
            yield ResultColumn(f"{name}.now", "text", "the promise on what is taken now")
            yield ResultColumn(f"{name}.plan", "text", "the promise on the plan")
            yield ResultColumn(f"{name}.waits_for", "text", _OUTCOME["waits_for"])

    def cells(self, answer: Answer, row: int, label: str, as_of: date) -> list[Cell]:
        """One row: the cells in the order of the columns, None where there is nothing to say."""
        cells: list[Cell] = [row, label or None, moment_text(as_of), _TOLD[answer.scope]]
        for outcome, unit in zip(self.outcomes, answer.units, strict=True):
            cells += self.outcome_cells(outcome, unit)
        for promise in answer.promises:
            cells += self.promise_cells(promise)
        cells += [
            _joined(self._alerts(answer)),
            _joined(map(self.caution_text, answer.cautions)),
            needs_text(answer.missing),
            answer.guideline,
            ENGINE_VERSION,
        ]
        return cells

    def same(self, as_of: date) -> dict[str, str]:
        """The cells that are the same for all rows of one time, by their columns."""
        return {"as_of": moment_text(as_of), "guideline": self._graph.hash, "engine": ENGINE_VERSION}

    def width(self, outcome: Outcome) -> int:
        """How many columns an outcome has."""
        return len(_OUTCOME) + (
            len(_TAPER) if outcome.is_taper else len(_ACTS) + len(_DOSE) if outcome.acts else 0
        )

    def promise_name(self, place: int) -> str:
        """The name of a promise."""
        return self._promises[place].name

    def outcome_cells(self, outcome: Outcome, unit: UnitAnswer) -> list[Cell]:
        """The cells of one outcome, in the order of its columns."""
        cells: list[Cell] = [unit.kind, _joined(decided_by(unit)), needs_text(unit.conditions)]
        if outcome.is_taper:
            cells += self._taper(unit)
        elif outcome.acts:
            said = [self.line_text(line) for line in unit.lines]
            cells += [recommends(unit, said), self.withheld_by(unit), needs_text(unit.amounts)]
            cells += _single_dose(unit)
        return cells

    def promise_cells(self, promise: PromiseAnswer) -> list[Cell]:
        """The cells of one promise, in the order of its columns."""
        return [promise.now, promise.plan, needs_text(promise.needs)]

    def taper_unit(self, node: str) -> units.Unit | None:
        """What the doses of a taper are shown in; None for one without steps."""
        return self._taper_units.get(node)

    def _taper(self, unit: UnitAnswer) -> list[Cell]:
        shown = self.taper_unit(unit.node)
        if unit.next is None or shown is None:
            return [None, None, None]
        return [due_text(unit), _decimal(unit.next, shown), shown.text]

    def line_text(self, line: LineAnswer) -> str:
        """`start prednisone 35 to 70 mg/day`."""
        dose = (
            "" if line.lower is None else span_text(Span(line.lower, line.upper), units.parse_unit(line.unit))
        )
        return f"{self.line_start(line)} {dose}".rstrip()

    def line_start(self, line: LineAnswer) -> str:
        """A line without its dose."""
        node = self._graph.node(line.node)
        match node:
            case core.DoNode(procedure=procedure):
                return f"{line.action} {procedure}"
            case core.GiveNode(target="class", name=name):
                what = f"any {name} ({', '.join(line.members)})"
            case core.GiveNode(name=name):
                what = name
            case _:
                what = ", ".join(line.members)
        return f"{line.action} {what}".rstrip()

    def withheld_by(self, unit: UnitAnswer) -> str | None:
        """The contraindications that withhold something, in words."""
        return self._said(unit.withheld_by)

    def named_promises(self, answer: Answer) -> Iterator[tuple[str, PromiseAnswer]]:
        """The promises of an answer with their names."""
        for promise, shown in zip(self._promises, answer.promises, strict=True):
            yield promise.name, shown

    def _alerts(self, answer: Answer) -> Iterator[str]:
        for name, shown in self.named_promises(answer):
            if broken_when(shown):
                yield self.broken_text(name, shown)
        yield from map(self.wrongly_text, answer.taken_wrongly)

    def broken_text(self, name: str, promise: PromiseAnswer) -> str:
        """How a broken promise is told."""
        return f"never {name}: broken {broken_when(promise)} ({self._said(promise.broken_by)})"

    def wrongly_text(self, wrong: WronglyAnswer) -> str:
        """How it is told that a medicine is taken wrongly."""
        limits = f" ({self._said(wrong.limits)})" if wrong.limits else ""
        return f"{wrong.medicine}: {wrong.kind}{limits}"

    def caution_text(self, caution: CautionAnswer) -> str:
        """How a caution is told."""
        return f"{'' if caution.shown else 'perhaps '}{caution.medicine} ({self._said((caution.limit,))})"

    def _said(self, limits: Iterable[str]) -> str | None:
        """Limits in words: `contraindicate methotrexate when pregnant`."""
        return _joined(self._limits[limit] for limit in limits)


def recommends(unit: UnitAnswer, said: Sequence[str]) -> str | None:
    """The lines of an outcome together, each as it is said."""
    options: dict[str, list[str]] = {}
    perhaps = {line.option: line.leads is None for line in unit.lines}
    for line, text in zip(unit.lines, said, strict=True):
        options.setdefault(line.option, []).append(text)
    told = [f"{'perhaps ' if perhaps[option] else ''}{'; '.join(lines)}" for option, lines in options.items()]
    return " | ".join(told) or None


_DOSE_TEXT = re.compile(r" (?:at least |at most )?-?[0-9][^;|]*(?=;| \||$)")
"""No other word of what is recommended begins with a digit: all are names of the guideline's."""


def without_doses(said: str) -> str:
    """What is recommended without its doses."""
    return _DOSE_TEXT.sub("", said)


def due_text(unit: UnitAnswer) -> str:
    """Whether the next step of a taper is due."""
    return _TOLD[unit.due]


def broken_when(promise: PromiseAnswer) -> str:
    """`now and under the plan`; "" where it is not broken."""
    states = (("now", promise.now), ("under the plan", promise.plan))
    return " and ".join(said for said, state in states if state == "broken")


def decided_by(unit: UnitAnswer) -> tuple[str, ...]:
    """The statements that decided: branches, exceptions and options, else the decision itself; () while it is open."""
    if unit.holds:
        return unit.holds
    return (unit.node,) if unit.kind in DEFINITE else ()


def _single_dose(unit: UnitAnswer) -> list[Cell]:
    """The dose where it is one: of several, or of options, no number stands for all."""
    doses = {(line.lower, line.upper, line.unit) for line in unit.lines if line.unit}
    gives = {line.node for line in unit.lines if line.unit}
    if len(doses) != 1 or len(gives) != 1:
        return [None, None, None]
    ((lower, upper, unit_text),) = doses
    shown = units.parse_unit(unit_text)
    return [_decimal(lower, shown), _decimal(upper, shown), unit_text]


def _decimal(base: Fraction | None, unit: units.Unit) -> Decimal | None:
    """Cut off where it does not end, as every number that is shown (engine/numerals.py)."""
    return None if base is None else decimal_of(units.from_base(base, unit))[0]


def needs_text(needs: Sequence[str]) -> str | None:
    """What is needed, in words."""
    return _joined(map(need_words, needs))


def _joined(entries: Iterable[str]) -> str | None:
    return "; ".join(entries) or None
