"""Syntax to core: names resolved, types found, and everything that is wrong said at once.

The passes, in order:

1. put what is used beside what is declared (checking/using.py), collect the names (checking/names.py);
2. type the facts, find in what each medicine is given, type the definitions in the order in which they
   are made of each other (fact_types.py, dose_units.py, definitions.py);
3. make the nodes, checking each statement on the way (declarations.py, statements.py, doses.py, ...);
4. look at the whole: circles, decisions that may fall silent, statements nobody answers for, what is never
   used, what the narrative says and nothing cites (circles.py, flow.py, answers.py, unused.py, coverage.py).

Declared absent: files (the shell reads the narrative), patients, the graph.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from types import MappingProxyType
from typing import TypeGuard, assert_never

from guideline_dsl import core, syntax
from guideline_dsl.checking import declarations
from guideline_dsl.checking.answers import unanswered
from guideline_dsl.checking.bodies import check_bodies
from guideline_dsl.checking.circles import check_plan
from guideline_dsl.checking.contraindicated import put_contraindications
from guideline_dsl.checking.coverage import uncited_sentences
from guideline_dsl.checking.definitions import type_definitions
from guideline_dsl.checking.depth import check_depth
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.display_texts import check_texts, texts_node
from guideline_dsl.checking.dose_units import amounts_of_medicines
from guideline_dsl.checking.fact_types import type_facts
from guideline_dsl.checking.flow import check_flow
from guideline_dsl.checking.lines_of_therapy import put_past_lines
from guideline_dsl.checking.names import declared_names
from guideline_dsl.checking.narrative import Narrative
from guideline_dsl.checking.nodes import Nodes
from guideline_dsl.checking.overriding import overrides
from guideline_dsl.checking.phases import in_no_phase, phases_node, second_phases
from guideline_dsl.checking.report import Report, at
from guideline_dsl.checking.statements import statement
from guideline_dsl.checking.texts import empty_texts, unnamed_narrative
from guideline_dsl.checking.unused import unused
from guideline_dsl.checking.using import linked, needed
from guideline_dsl.diagnostics import Finding
from guideline_dsl.frozen import frozen
from guideline_dsl.uses import NotUsable, Usable, Used


@frozen
class Checked:
    """What a file means, and what was found. `core` is None as soon as one finding is an error."""

    core: core.Core | None
    findings: tuple[Finding, ...]


def check(
    own: syntax.File,
    narrative: str | None = None,
    unread: Collection[str] = (),
    usable: Usable = MappingProxyType({}),
) -> Checked:
    """Check a guideline file, all but its `case` items (see checking/cases.py).

    `narrative` is the text its quotes stand in; None leaves quotes unchecked. `unread` are the words of the
    items that could not be read (`unread_words`): a name among them is not called unknown. `usable` are the
    guidelines that its `use` lines name, and those that these use; of them, only errors are told.
    """
    unread = frozenset(unread).union(
        *(unread_words(used.text, used.parsed.file) for used in usable.values() if _half_read(used))
    )
    report = Report(unread)
    _head(own, report)
    whole = linked(own, usable, report)
    file = whole.file
    names = declared_names(file, report)
    names.used_scales = whole.scales
    desk = Desk(names, report, None if narrative is None else Narrative(narrative))
    desk.uses, desk.used_narratives = whole.uses, whole.narratives
    type_facts(desk)
    amounts_of_medicines(file, desk)
    type_definitions(desk)
    nodes = Nodes()
    for item in file.items:
        _node(item, nodes, desk)
    if not report.has_error:
        put_contraindications(nodes.made, report)
        put_past_lines(nodes.made)
        overrides(file, nodes, desk)
    check_bodies(file, desk)
    second_phases(file, report)
    unanswered(file, desk)
    empty_texts((item for item in file.items if not isinstance(item, syntax.Case)), report)
    unnamed_narrative(own, report)
    if not unread:
        uncited_sentences(own, desk)
        if not report.has_error:
            _whole(file, nodes, desk)
            check_texts(own, file, needed(nodes.made), report)
    found = None if report.has_error else core.Core(needed(nodes.made))
    return Checked(found, _in_order(finding for finding in report.findings if _is_told(finding)))


def _half_read(used: Used | NotUsable) -> TypeGuard[Used]:
    return isinstance(used, Used) and bool(used.parsed.findings)


def _is_told(finding: Finding) -> bool:
    """What is doubtful in a guideline that is used, is told when that one is checked."""
    return finding.severity == "error" or not finding.places[0].span.guideline


def unread_words(text: str, file: syntax.File) -> frozenset[str]:
    """The words of a text that belong to no item of `file`, which was read from it."""
    at, unread = 0, []
    for item in file.items:
        unread.append(text[at : item.span.start])
        at = item.span.end
    return frozenset(_WORD.findall("\n".join((*unread, text[at:]))))


_WORD = re.compile(r"[a-z][a-z0-9_]*")


def _head(file: syntax.File, report: Report) -> None:
    heads = [item for item in file.items if isinstance(item, syntax.GuidelineHead)]
    if not heads and "guideline" not in report.unread:
        report.add(
            "missing-head",
            "the file does not say which guideline it is",
            at(file.items[0].span if file.items else syntax.NOWHERE),
            help='begin it with `guideline NAME "Title"` and, under it, `version 1.0.0`',
        )
    for head in heads[1:]:
        report.add(
            "declared-twice",
            "a file is one guideline, and this is a second head",
            at(head.name.span),
            at(heads[0].name.span, "first here"),
        )


def _whole(file: syntax.File, nodes: Nodes, desk: Desk) -> None:
    """What can only be asked of a guideline that is read whole and has no error so far."""
    check_depth(nodes.made, _places(file), desk.report)
    check_plan(nodes.made, _places(file), desk.report)
    check_flow(file, nodes.made, desk.report)
    in_no_phase(file, desk)
    unused(file, desk.names, desk.report)


def _places(file: syntax.File) -> dict[str, syntax.Span]:
    """Where a finding about a whole statement points: its name."""
    places: dict[str, syntax.Span] = {}
    for item in file.items:
        match item:
            case syntax.Decide(name=name):
                places[f"decide:{name.text}"] = name.span
            case syntax.Choose(name=name):
                places[f"choose:{name.text}"] = name.span
            case syntax.Advise(name=name):
                places[f"advise:{name.text}"] = name.span
            case syntax.Taper(medicine=name):
                places[f"taper:{name.text}"] = name.span
            case syntax.Define(name=name):
                places[f"define:{name.text}"] = name.span
            case syntax.Facts(entries=entries):
                places.update({f"fact:{entry.name.text}": entry.name.span for entry in entries})
            case syntax.GuidelineHead(lines=lines):
                for line in lines:
                    if isinstance(line, syntax.For):
                        places["guideline"] = line.span
            case _:
                pass
    return places


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in the order of the file, then those of what it uses."""
    return tuple(sorted(findings, key=_place_of))


def _place_of(finding: Finding) -> tuple[str, int]:
    main = finding.places[0].span
    return main.guideline, main.start


def _node(item: syntax.Item, nodes: Nodes, desk: Desk) -> None:
    match item:
        case syntax.GuidelineHead():
            declarations.head(item, nodes, desk)
        case syntax.References():
            declarations.references(item, nodes)
        case syntax.Facts():
            declarations.facts(item, nodes, desk)
        case syntax.Medicines():
            declarations.medicines(item, nodes, desk)
        case syntax.Procedures():
            declarations.procedures(item, nodes)
        case syntax.ValueSets():
            declarations.value_sets(item, nodes)
        case syntax.Phases():
            phases_node(item, nodes, desk)
        case syntax.Texts():
            texts_node(item, nodes)
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
