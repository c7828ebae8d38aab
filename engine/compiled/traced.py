"""Answers with their traces, of one patient after the other: the circuit in one pass, or the walk where it cannot tell.

The course is another one than that of answers alone, since everything that is asked is lowered and read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from engine.compiled.answer import Answer
from engine.compiled.answering import Answerer
from engine.compiled.asking import Asking
from engine.compiled.at_once import AtOnce
from engine.compiled.course import Course
from engine.compiled.fast import Fast
from engine.compiled.kinds_met import OFTEN
from engine.compiled.looks import OnlyTheWalk
from engine.compiled.lowered import Lowered
from engine.compiled.not_lowered import NotLowered
from engine.compiled.python_source import function_of_source
from engine.compiled.reading import Reader
from engine.compiled.ready import SCOPE, Ready
from engine.compiled.record_reading import needs_walk
from engine.compiled.shapes import Patient, Run
from engine.compiled.trace import Trace
from engine.compiled.tracing import Tracing
from engine.compiled.walked import Answering
from engine.compiled.walked_trace import trace_of
from engine.evaluation import walk
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph


class Traced:
    """Answers and traces for the patients of one guideline."""

    def __init__(self, graph: DecisionGraph, often: int = OFTEN) -> None:
        """Lower the guideline; one that has no fast reading is walked for everybody.

        `often`: so many of a kind of patients are met before a function is made for them (kinds_met.py).
        """
        self._graph = graph
        self._walking = Answering(graph)
        self.walked = 0
        """How many patients the walk has answered."""
        try:
            self._by_circuit: _ByCircuit | None = _ByCircuit(graph, often)
        except NotLowered:
            self._by_circuit = None

    def answer(self, record: PatientRecord, as_of: date) -> tuple[Answer, Trace]:
        """The answer for one patient at a stated time, and its trace."""
        if self._by_circuit is not None and not needs_walk(record):
            try:
                return self._by_circuit.answer(record, as_of)
            except OnlyTheWalk:
                pass
        self.walked += 1
        evaluation = walk(self._graph, record, as_of)
        return self._walking.answer(evaluation), trace_of(evaluation)


class _ByCircuit:
    """What the circuit answers."""

    def __init__(self, graph: DecisionGraph, often: int) -> None:
        course = Course(graph)
        asking = Asking(course)  # before anything asks for the columns: it reads more of them
        lowered = Lowered(course, asking.keys())
        self._ready = ready = Ready(lowered.shapes, lowered)
        self._reader = Reader(graph, course.columns, course.scales)
        self._scope = ready.run(SCOPE)
        self._fast = Fast(lambda: graph, ready, self._reader)
        self._answerer = Answerer(ready.shapes)
        self._at_once = AtOnce(ready, self._answerer, often)
        self._asking = asking
        self._tracing = Tracing(graph.hash, asking.shape)

    def answer(self, record: PatientRecord, as_of: date) -> tuple[Answer, Trace]:
        """Raises OnlyTheWalk."""
        columns = self._reader.vector_of(record, as_of)
        inside, outside, needs = self._scope(columns)
        if not inside:
            if not outside and needs & self._ready.shapes.scope_reach.open:
                raise OnlyTheWalk
            answer = self._answerer.out_of_scope(bool(outside), needs)
            return answer, self._tracing.out_of_scope(bool(outside), needs)
        keys = self._at_once.keys_of(columns)
        found = keys.run(columns)
        at_once = self._at_once.answer_of(keys, found, columns)
        if at_once is not None:
            return at_once, self._tracing.trace(found, len(keys.groups))
        answer, rows = self._fast.stage_by_stage(columns, self._ready)
        return answer, self._tracing.trace(self._by_ports(self._with_ports(columns, rows)), 0)

    def _with_ports(self, columns: Patient, rows: Sequence[Sequence[Sequence[Any]]]) -> Patient:
        """The columns with the outcomes, which may be settled, as later stages read them."""
        shapes = self._ready.shapes
        values = [*columns, *([None] * (shapes.slots - len(columns)))]
        for stage, found in zip(shapes.rows, rows, strict=True):
            for shape, row in zip(stage, found, strict=True):
                for port in shape.ports:
                    values[port.slot] = row[port.where]
        return values

    @cached_property
    def _by_ports(self) -> Run:
        return function_of_source(self._asking.source_by_ports())
