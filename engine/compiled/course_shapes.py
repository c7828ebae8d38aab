"""What is known of a lowered guideline, taken out of its course as plain records (shapes.py)."""

from __future__ import annotations

from collections.abc import Sequence

from engine.compiled.course import Course
from engine.compiled.given import CircuitDo, CircuitGive, CircuitLine
from engine.compiled.needs import NeedOrder
from engine.compiled.ports import LinePlaces, Row
from engine.compiled.shapes import (
    CautionShape,
    Grouping,
    InOnePiece,
    LineShape,
    Named,
    PortShape,
    PromiseShape,
    Shapes,
    Telling,
    UnitShape,
    WronglyShape,
)
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph

_APART = InOnePiece(Grouping((), Telling((), ())), (), (), ())


def answer_order(course: Course) -> tuple[tuple[int, int], ...]:
    """The outcomes in the order of the answer: stage and part."""
    places = {node.id: place for place, node in enumerate(course.graph.nodes)}
    found = [
        (places[row.unit.node.id], stage, part)
        for stage, rows in enumerate(course.rows)
        for part, row in enumerate(rows)
    ]
    return tuple((stage, part) for _, stage, part in sorted(found))


def shapes_of(course: Course, at_once: InOnePiece = _APART) -> Shapes:
    """All that answering needs of a course besides its functions; `at_once` where these give all in one piece."""
    graph, ends = course.graph, course.cut_ends
    order = _Order(graph)
    rows = tuple(
        tuple(_unit_shape(course, order, row, slots) for row, slots in zip(stage, ports, strict=True))
        for stage, ports in zip(course.rows, course.ports, strict=True)
    )
    reaches = tuple(course.reach(place) for place in range(len(rows)))
    promise_reaches = tuple(course.promise_reach(place) for place in range(len(ends.promises)))
    scope_reach = course.scope_reach
    return Shapes(
        graph.hash,
        rows,
        answer_order(course),
        tuple(PromiseShape(each.node.id, order.named(_names(each.broken_by))) for each in ends.promises),
        tuple(
            WronglyShape(each.medicine, order.named(_names(each.holding)), order.named(_names(each.open)))
            for each in ends.wrongly
        ),
        tuple(CautionShape(each.limit, each.medicine) for each in ends.cautions),
        needs_of_masks(course),
        reaches,
        promise_reaches,
        scope_reach,
        tuple(tuple(sorted(read)) for read in course.reads),
        at_once,
        len(course.slots),
    )


def needs_of_masks(course: Course) -> Named:
    """The needs that masks stand for, in the order of the guideline."""
    place_of = {need: place for place, need in enumerate(course.lowering.places.needs())}
    return tuple((place_of[need], need) for need in NeedOrder(course.graph).sorted(place_of))


def _names(bits: Sequence[tuple[str, object]]) -> list[str]:
    return [name for name, _ in bits]


class _Order:
    """The order of the nodes of a graph."""

    def __init__(self, graph: DecisionGraph) -> None:
        self.places = {node.id: place for place, node in enumerate(graph.nodes)}

    def named(self, names: Sequence[str]) -> Named:
        """Names with their places in a mask, in this order."""
        return tuple(sorted(enumerate(names), key=lambda each: self.places[each[1]]))


def _unit_shape(course: Course, order: _Order, row: Row, slots: Sequence[tuple[int, int]]) -> UnitShape:
    unit = row.unit
    slot_of = {where: slot for slot, where in slots}
    return UnitShape(
        unit.node.id,
        unit.part,
        unit.part is None or unit.part == 0 or _acts(course.graph, unit.node.id),
        unit.taper is not None,
        len(row.wires),
        tuple(entry.option for entry in unit.entries),
        row.of_entry,
        tuple(_line_shape(line) for line in row.lines),
        tuple(PortShape(port.merging, at, beside, slot_of[at]) for port, at, beside in row.ports),
        order.named(row.withheld),
        order.named(row.holds),
    )


def _acts(graph: DecisionGraph, identifier: str) -> bool:
    return any(
        isinstance(child, core.GiveNode | core.DoNode | core.StopNode) for child in graph.children(identifier)
    )


def _line_shape(places: LinePlaces) -> LineShape:
    line: CircuitLine = places.line
    at = (places.action, places.known, places.lower, places.upper, places.members, places.again)
    match line:
        case CircuitGive(line=node, dose=dose, members=members):
            names = tuple(name for name, _ in members)
            return LineShape(node.id, "give", node.target == "class", dose.unit, names, *at)
        case CircuitDo(line=done):
            return LineShape(done.id, "do", False, "", (), *at)
    return LineShape(line.line.id, "stop", False, "", tuple(name for name, _ in line.members), *at)
