"""Syntax to core: names resolved, types found, and everything that is wrong said at once.

The passes, in order:

1. collect the declared names (checking/names.py);
2. type the facts, find in what each medicine is given, type the definitions in the order in which they
   are made of each other (fact_types.py, dose_units.py, definitions.py);
3. make the nodes, checking each statement on the way (declarations.py, statements.py, doses.py, ...);
4. look at the whole: circles, decisions that may fall silent, statements nobody answers for, what is never
   used, what the narrative says and nothing cites (circles.py, flow.py, answers.py, unused.py, coverage.py).

Declared absent: files (the shell reads the narrative), patients, the graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from guideline_dsl import core, syntax
from guideline_dsl.checking import declarations
from guideline_dsl.checking.definitions import type_definitions
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.dose_units import amounts_of_medicines
from guideline_dsl.checking.fact_types import type_facts
from guideline_dsl.checking.names import declared_names
from guideline_dsl.checking.narrative import Narrative
from guideline_dsl.checking.nodes import Nodes
from guideline_dsl.checking.report import Report
from guideline_dsl.checking.statements import statement
from guideline_dsl.diagnostics import Finding


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file means, and what was found. `core` is None as soon as one finding is an error."""

    core: core.Core | None
    findings: tuple[Finding, ...]


def check(file: syntax.File, narrative: str | None = None, cases: bool = False) -> Checked:
    """Check a guideline file.

    `narrative` is the text its quotes stand in; None leaves quotes unchecked. `cases`: also check the `case`
    items of the file, which are no part of the guideline's meaning.
    """
    report = Report()
    desk = Desk(declared_names(file, report), report, None if narrative is None else Narrative(narrative))
    type_facts(desk)
    amounts_of_medicines(file, desk)
    type_definitions(desk)
    nodes = Nodes()
    for item in file.items:
        _node(item, nodes, desk)
    found = core.Core(tuple(nodes.made))
    return Checked(None if report.has_error else found, tuple(report.findings))


def _node(item: syntax.Item, nodes: Nodes, desk: Desk) -> None:
    match item:
        case syntax.GuidelineHead():
            declarations.head(item, nodes, desk)
        case syntax.References():
            declarations.references(item, nodes, desk)
        case syntax.Facts():
            declarations.facts(item, nodes, desk)
        case syntax.Medicines():
            declarations.medicines(item, nodes, desk)
        case syntax.Procedures():
            declarations.procedures(item, nodes)
        case syntax.ValueSets():
            declarations.value_sets(item, nodes)
        case syntax.Define():
            declarations.define(item, nodes, desk)
        case (
            syntax.Regimen()
            | syntax.Decide()
            | syntax.Choose()
            | syntax.Advise()
            | syntax.Before()
            | syntax.Withhold()
            | syntax.Never()
            | syntax.Taper()
            | syntax.Assumption()
            | syntax.NotEncoded()
            | syntax.Case()
        ):
            statement(item, nodes, desk)
        case _:
            assert_never(item)
