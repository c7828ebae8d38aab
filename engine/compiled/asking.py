"""What every statement asks, in the circuit: the sources and shapes of a trace (tracing.py runs them)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from engine.compiled.asked import Asked, asked_of_graph
from engine.compiled.circuit import Wire
from engine.compiled.course import Course
from engine.compiled.course_shapes import needs_of_masks
from engine.compiled.kleene import Kleene
from engine.compiled.symbolic import Symbolic, SymbolicNumber, SymbolicWord
from engine.compiled.trace import AskedShape, TraceShape
from guideline_dsl import core

_FEW = 4
"""Entries that are told together though they belong to different statements: more would seldom be met again."""


class Asking:
    """The trace of a course, in one piece. Raises NotLowered."""

    def __init__(self, course: Course) -> None:
        """Lower what no outcome asks, too."""
        self._course = course
        self._judging = course.judging
        graph = course.graph
        asked = tuple(asked_of_graph(graph))
        if graph.head.scope is not None:
            asked = asked[1:]
        groups: list[tuple[AskedShape, ...]] = []
        self._keys: list[list[Wire]] = []
        self._numbers: list[Wire] = []
        for together in _groups(asked):
            key = _Key(course, self._numbers)
            entries = tuple(key.entry(each, self._symbolic(each)) for each in together)
            groups.append(entries)
            self._keys.append(list(key.places))
        scope = "" if graph.head.scope is None else graph.head.id
        self.shape = TraceShape(tuple(groups), scope, needs_of_masks(course))

    def keys(self) -> list[list[Wire]]:
        """The keys of all groups, and after them the numbers, in one piece."""
        return [self._course.in_one_piece(key) for key in (*self._keys, self._numbers)]

    def source_by_ports(self) -> str:
        """The source of a function that gives the same by the ports of all outcomes, where something was settled."""
        return self._course.grouped_source([*self._keys, self._numbers])

    def _symbolic(self, asked: Asked) -> Symbolic:
        if isinstance(asked.expression, core.GateNode):
            return self._gate(asked.expression)
        return self._judging.values.judge(asked.expression)

    def _gate(self, gate: core.GateNode) -> Kleene:
        judging, circuit = self._judging, self._judging.circuit
        waiting = [(circuit.no(judging.recorded(name)), f"fact:{name}") for name in gate.facts]
        waiting += [
            (circuit.no(judging.recorded_done(name)), f"procedure:{name}") for name in gate.procedures
        ]
        waits = circuit.any(bit for bit, _ in waiting)
        surely_not = circuit.any(judging.done(name).no for name in gate.procedures)
        needs = circuit.union(circuit.when(bit, judging.places.mask(need)) for bit, need in waiting)
        return Kleene(circuit.no(waits), circuit.all((waits, surely_not)), needs)


def _groups(asked: Sequence[Asked]) -> Iterator[list[Asked]]:
    """What is told together: the parts of one statement, or a few small statements and facts one after the other."""
    together: list[Asked] = []
    for _, group in groupby(asked, key=_statement):
        more = list(group)
        if together and len(together) + len(more) > _FEW:
            yield together
            together = []
        together += more
    if together:
        yield together


def _statement(asked: Asked) -> str:
    """The statement that it is a part of; a fact by itself."""
    node = asked.node
    return node.id if isinstance(node, core.FactNode) else node.parent or node.id


class _Key:
    """What tells the entries of one group apart, each wire once; numbers are beside it."""

    def __init__(self, course: Course, numbers: list[Wire]) -> None:
        self._course = course
        self._numbers = numbers
        self.places: dict[Wire, int] = {}

    def entry(self, asked: Asked, symbolic: Symbolic) -> AskedShape:
        """One entry."""
        node, lead, needs = asked.node.id, asked.lead, self._place(symbolic.needs)
        match symbolic:
            case Kleene(yes=yes, no=no):
                return AskedShape(node, lead, (self._place(yes), self._place(no)), (), -1, -1, needs)
            case SymbolicWord(may_be=may_be, settled=settled):
                words = tuple((word, self._place(bit)) for word, bit in may_be.items())
                return AskedShape(node, lead, None, words, self._place(settled), -1, needs)
        return AskedShape(node, lead, None, (), *self._number(symbolic), needs)

    def _number(self, number: SymbolicNumber) -> tuple[int, int]:
        """Where it says that it is known, and where its value is, of those that need not be looked at otherwise."""
        lowering = self._course.lowering
        self._numbers.append(lowering.circuit.select(number.point, number.lower.at, lowering.numbers.zero))
        return self._place(number.point), len(self._numbers) - 1

    def _place(self, wire: Wire) -> int:
        return self.places.setdefault(wire, len(self.places))
