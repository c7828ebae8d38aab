"""The phases of treatment: each decision and each taper belongs to one, so that the drawing shows all of them.

Declared absent: in which order anything is decided. Phases are where a statement is drawn, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator

from guideline_dsl import core, syntax
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.names import Names, unknown
from guideline_dsl.checking.nodes import Nodes
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import Report, after, at, begins
from guideline_dsl.diagnostics import Edit
from guideline_dsl.spans import Span

Decision = syntax.Decide | syntax.Choose | syntax.Advise


def phases_node(item: syntax.Phases, nodes: Nodes, desk: Desk) -> None:
    """The `phases` block as a node."""
    titles: dict[str, Span] = {}
    placed: dict[str, tuple[Span, str]] = {}
    entries = tuple(_phase(phase, titles, placed, desk) for phase in item.entries)
    nodes.put(core.PhasesNode(entries, id=nodes.numbered("", "phases"), span=item.span))


def second_phases(file: syntax.File, report: Report) -> None:
    """Find a second `phases` block: what is drawn has one order."""
    blocks = [item for item in file.items if isinstance(item, syntax.Phases)]
    for other in blocks[1:]:
        report.add(
            "declared-twice",
            "the phases are named a second time, and a guideline has one order of phases",
            at(begins(other.span, "phases")),
            at(begins(blocks[0].span, "phases"), "first here"),
            help="put these phases under the first `phases`",
        )


def in_no_phase(file: syntax.File, desk: Desk) -> None:
    """Find what a guideline with phases decides and puts in none of them."""
    block = next((item for item in file.items if isinstance(item, syntax.Phases)), None)
    if block is None:
        return
    placed = {_key(part) for phase in block.entries for part in phase.parts}
    for item in file.items:
        for key, name, called in _placeable(item):
            if key not in placed:
                desk.report.add(
                    "in-no-phase",
                    f"{called} belongs to no phase",
                    at(name.span),
                    at(begins(block.span, "phases"), "the phases"),
                    help=f"name `{_written(key)}` in the phase in which it is to be drawn",
                )


def _placeable(item: syntax.Item) -> Iterator[tuple[tuple[str, bool], syntax.Name, str]]:
    match item:
        case syntax.Decide(name=name) | syntax.Choose(name=name) | syntax.Advise(name=name):
            yield (name.text, False), name, f"the decision {quoted(name.text)}"
        case syntax.Taper(medicine=medicine):
            yield (medicine.text, True), medicine, f"the taper of {quoted(medicine.text)}"
        case _:
            return


def _key(part: syntax.PhasePart) -> tuple[str, bool]:
    return part.name.text, part.taper


def _written(key: tuple[str, bool]) -> str:
    name, taper = key
    return f"{name} taper" if taper else name


# ---------------------------------------------------------------- one phase


def _phase(
    phase: syntax.Phase, titles: dict[str, Span], placed: dict[str, tuple[Span, str]], desk: Desk
) -> core.Phase:
    title = phase.title.value
    first = titles.setdefault(title, phase.title.span)
    if first is not phase.title.span:
        desk.report.add(
            "declared-twice",
            f'two phases are called "{title}"',
            at(phase.title.span),
            at(first, "first here"),
        )
    if not phase.parts:
        desk.report.add(
            "empty-phase",
            f'nothing belongs to the phase "{title}"',
            at(phase.title.span),
            help="name the decisions and tapers of this phase behind its title, or leave it out",
        )
    return core.Phase(title, tuple(_statements(phase, placed, desk)))


def _statements(phase: syntax.Phase, placed: dict[str, tuple[Span, str]], desk: Desk) -> Iterator[str]:
    """The ids of what belongs to a phase."""
    title = phase.title.value
    for part in phase.parts:
        identifier = _statement(part, desk.names, desk.report)
        if not identifier:
            continue
        if identifier in placed:
            where, other = placed[identifier]
            said = f'belongs to "{other}" already' if other != title else "is named twice in this phase"
            desk.report.add(
                "in-two-phases",
                f"`{_written(_key(part))}` {said}",
                at(part.span),
                at(where, "first here"),
                help="it is drawn in one place: leave out one of the two",
            )
            continue
        placed[identifier] = part.span, title
        yield identifier


def _statement(part: syntax.PhasePart, names: Names, report: Report) -> str:
    """The id of a decision or a taper, "" with a finding if there is none."""
    name = part.name
    decision, taper = names.decisions.get(name.text), name.text in names.tapers
    if part.taper and taper:
        return f"taper:{name.text}"
    if not part.taper and decision is not None:
        return f"{_word(decision)}:{name.text}"
    if part.taper and decision is not None:
        _no_taper(part, report)
    elif taper:
        report.add(
            "wrong-kind",
            f"{quoted(name.text)} is a medicine; what belongs to a phase is its taper",
            at(part.span),
            edit=Edit(after(part.span), " taper"),
        )
    else:
        unknown(name, ("taper",) if part.taper else ("decision",), names, report)
    return ""


def _no_taper(part: syntax.PhasePart, report: Report) -> None:
    report.add(
        "wrong-kind",
        f"{quoted(part.name.text)} is a decision, and a medicine has a taper",
        at(part.span),
        edit=Edit(part.span, part.name.text),
    )


def _word(decision: Decision) -> str:
    match decision:
        case syntax.Decide():
            return "decide"
        case syntax.Choose():
            return "choose"
        case syntax.Advise():
            return "advise"
