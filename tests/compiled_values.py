"""Every value of a guideline as its circuit has it for a patient, told as the walk tells it: for laws that compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from engine.compiled.circuit import Wire
from engine.compiled.kleene import Kleene
from engine.compiled.lower_values import Values
from engine.compiled.lowering import Lowering, lowering_of
from engine.compiled.python_source import function_of
from engine.compiled.reading import Reader
from engine.compiled.symbolic import Symbolic, SymbolicNumber
from engine.expressions import World
from engine.record import PatientRecord
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.references import node_expressions
from guideline_dsl.values import Span, Value

Told = tuple[Value, frozenset[str]]
"""A value, and what would settle it."""


def expressions(graph: DecisionGraph) -> Iterator[core.Expression]:
    """Every definition and every expression of every statement."""
    for node in graph.nodes:
        if isinstance(node, core.DefineNode):
            yield core.DefinitionRef(node.name)
        else:
            yield from node_expressions(node)


class CompiledValues:
    """All expressions of a guideline, lowered to one function; nothing is planned."""

    def __init__(self, graph: DecisionGraph) -> None:
        self.graph = graph
        self.lowering = lowering_of(graph)
        self.values = Values(self.lowering, plan_has=lambda _: self.lowering.truths.fails)
        self.expressions = tuple(dict.fromkeys(expressions(graph)))
        self.symbolic = [self.values.judge(expression) for expression in self.expressions]
        wires = [wire for each in self.symbolic for wire in wires_of(each)]
        self.columns = self.lowering.inputs.columns
        slots = {column.name: place for place, column in enumerate(self.columns)}
        self.run = function_of(wires, slots)
        self.reader = Reader(graph, self.columns)

    def told(self, record: PatientRecord, as_of: date) -> dict[core.Expression, Told]:
        """What each expression is worth."""
        found = iter(self.run(self.reader.vector_of(record, as_of)))
        return {
            expression: told_of(symbolic, found, self.lowering)
            for expression, symbolic in zip(self.expressions, self.symbolic, strict=True)
        }


def walked(
    graph: DecisionGraph, record: PatientRecord, as_of: date, some: CompiledValues
) -> Mapping[core.Expression, Told]:
    """The same by the walk."""
    world = World(graph, record, as_of)
    judged = {expression: world.judge(expression) for expression in some.expressions}
    return {expression: (_plain(one.value), frozenset(one.needs)) for expression, one in judged.items()}


def _plain(value: Value) -> Value:
    """A number that there surely is none of has no bounds to speak of."""
    return Span(None, None, True) if isinstance(value, Span) and value.absent is True else value


def wires_of(symbolic: Symbolic) -> tuple[Wire, ...]:
    """The wires that `told_of` reads."""
    match symbolic:
        case Kleene():
            return symbolic.yes, symbolic.no, symbolic.needs
        case SymbolicNumber(lower=lower, upper=upper):
            ends = (lower.at, lower.open, upper.at, upper.open)
            return (*ends, symbolic.absent, symbolic.present, symbolic.point, symbolic.needs)
    return (*symbolic.may_be.values(), symbolic.settled, symbolic.needs)


def told_of(symbolic: Symbolic, found: Iterator[object], lowering: Lowering) -> Told:
    """The value that the wires say."""

    def needs() -> frozenset[str]:
        mask = next(found)
        assert isinstance(mask, int)
        return frozenset(lowering.places.named(mask))

    match symbolic:
        case Kleene():
            yes, no = next(found), next(found)
            assert not (yes and no)
            return (True if yes else False if no else None), needs()
        case SymbolicNumber():
            low, low_open, high, high_open, absent, present, point = (next(found) for _ in range(7))
            assert isinstance(low, Fraction)
            assert isinstance(high, Fraction)
            gone = True if absent else False if present else None
            span = Span(None if low_open else low, None if high_open else high, gone)
            if absent:
                span = Span(None, None, True)
            assert (span.point is not None) is point, (span, point)
            return span, needs()
    words = frozenset([word for word in symbolic.may_be if next(found)])
    assert next(found) is (len(words) == 1)
    return words, needs()
