"""`instead of`: to whom one decision applies, another does not.

The overridden decision gets an exception whose condition is that the other applies (its `for`, and none of its own
exceptions). So a decision that is itself overridden overrides no longer, and what is not known of the one is not
known of the other.
"""

from __future__ import annotations

import graphlib

from guideline_dsl import core, syntax
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.names import known
from guideline_dsl.checking.nodes import Nodes
from guideline_dsl.checking.phrasing import listed, quoted
from guideline_dsl.checking.report import at


def overrides(file: syntax.File, nodes: Nodes, desk: Desk) -> None:
    """Find what is wrong with the `instead of` lines; put in the exceptions they stand for."""
    said = {
        item.name.text: item
        for item in file.items
        if isinstance(item, syntax.Decide | syntax.Choose) and item.instead_of is not None
    }
    over = {name: _names(item, desk) for name, item in said.items()}
    if desk.report.has_error or not over:
        return
    try:
        # what overrides comes before what it overrides, so that its own exceptions are complete
        below: dict[str, list[str]] = {}
        for name, named in over.items():
            for target in named:
                below.setdefault(target, []).append(name)
        order = tuple(graphlib.TopologicalSorter(below).static_order())
    except graphlib.CycleError as error:
        circle = tuple(error.args[1][1:])
        desk.report.add(
            "instead-circle",
            f"{listed(circle, 'and')} are decided instead of each other, in a circle",
            *(at(said[name].name.span) for name in circle),
            help="leave out one of the `instead of` lines",
        )
        return
    _deep(said, below, order, desk)
    if not desk.report.has_error:
        for target in order:
            for name in below.get(target, ()):
                _put(target, said[name], nodes)


def _names(item: syntax.Decide | syntax.Choose, desk: Desk) -> tuple[str, ...]:
    """The decisions that one is instead of."""
    assert item.instead_of is not None
    if item.applies is None:
        desk.report.add(
            "instead-of-for-all",
            f"{quoted(item.name.text)} is about every patient, so what it is instead of would never be decided",
            at(item.instead_of.span),
            help="say whom it is about, with `for CONDITION` above it",
        )
    found: dict[str, None] = {}
    for name in item.instead_of.names:
        if name.text == item.name.text:
            desk.report.add("instead-circle", f"{quoted(name.text)} is instead of itself", at(name.span))
        elif name.text in found:
            desk.report.add("said-twice", f"{quoted(name.text)} is named twice", at(name.span))
        else:
            known(name, "decision", desk.names, desk.report)
            found[name.text] = None
    return tuple(found)


MOST_ABOVE = 8
"""So many decisions may stand above one another: each doubles, at most, the condition of the lowest exception."""


def _deep(
    said: dict[str, syntax.Decide | syntax.Choose],
    below: dict[str, list[str]],
    order: tuple[str, ...],
    desk: Desk,
) -> None:
    """Decisions that are instead of each other in too long a row; `order` has the uppermost first."""
    above: dict[str, int] = {}
    for name in order:
        above[name] = max((above[over] + 1 for over in below.get(name, ())), default=0)
    deepest = max(order, key=above.__getitem__)
    if above[deepest] > MOST_ABOVE:
        first = min(below[deepest], key=lambda name: said[name].span.start)
        desk.report.add(
            "instead-too-deep",
            f"above {quoted(deepest)} stand {above[deepest]} decisions, each instead of the one below it, and "
            f"{MOST_ABOVE} is the most",
            at(said[first].name.span),
            help="put several of them into one decision, with a `when` for each",
        )


def _put(target: str, item: syntax.Decide | syntax.Choose, nodes: Nodes) -> None:
    """The exception of `target` that stands for `item`."""
    assert item.instead_of is not None
    decisions = {n.name: n for n in nodes.made if isinstance(n, core.DecisionNode)}
    if item.name.text not in decisions or target not in decisions:
        return  # its text has a mistake, of which the parser has told
    by, overridden = decisions[item.name.text], decisions[target]
    assert by.applies is not None
    exceptions = [n for n in nodes.made if isinstance(n, core.ExceptionNode) and n.parent == by.id]
    parts = (by.applies, *(core.Apply("not", (n.condition,)) for n in exceptions))
    node = core.ExceptionNode(
        parts[0] if len(parts) == 1 else core.Apply("and", parts),
        id=nodes.numbered(overridden.id, "except"),
        parent=overridden.id,
        span=next(name.span for name in item.instead_of.names if name.text == target),
        decided_by=by.id,
    )
    place = max(
        index
        for index, made in enumerate(nodes.made)
        if made.id == overridden.id or (isinstance(made, core.ExceptionNode) and made.parent == overridden.id)
    )
    nodes.made.insert(place + 1, node)
