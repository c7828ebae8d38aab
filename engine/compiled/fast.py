"""One patient through the stages of a guideline: in one piece, and stage by stage where something may be settled.

What the circuit cannot tell, the walk tells: `Fast.walked` counts these patients. A guideline of which a part has no
fast reading is walked for everybody; `Fast.not_lowered` says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from engine.compiled.answer import Answer
from engine.compiled.answering import Answerer
from engine.compiled.at_once import AtOnce
from engine.compiled.course import OF_PROMISE, Course, Patient
from engine.compiled.looks import Looking, OnlyTheWalk, asked_of
from engine.compiled.not_lowered import NotLowered
from engine.compiled.ports import WALK
from engine.compiled.reading import Reader, needs_walk
from engine.compiled.walked import Answering
from engine.evaluation import walk
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph

Row = Sequence[Any]


class Fast:
    """Answers for the patients of one guideline."""

    def __init__(self, graph: DecisionGraph, course: Course | None, not_lowered: NotLowered | None) -> None:
        """Keep what was made of the guideline; without a course everybody is walked."""
        self.graph = graph
        self.not_lowered = not_lowered
        self.walked = 0
        """How many patients the walk has answered."""
        self.settled = 0
        """How many had something that might be settled."""
        self._walking = Answering(graph)
        self._course = course
        if course is not None:
            self._reader = Reader(graph, course.columns, course.scales)
            self._answerer = Answerer(course)
            self._at_once = AtOnce(course, self._answerer)
            self._reaches = [course.reach(place).open for place in range(len(course.rows))]
            self._promise_reaches = [
                course.promise_reach(place).open for place in range(len(course.cut_ends.promises))
            ]
            self._ends_at = 0
            self._slices: list[list[slice]] = []
            start = 0
            for rows in course.rows:
                slices: list[slice] = []
                for row in rows:
                    slices.append(slice(start, start + len(row.wires)))
                    start += len(row.wires)
                self._slices.append(slices)
            self._ends_at = start

    def answer(self, record: PatientRecord, as_of: date) -> Answer:
        """The answer for one patient at a stated time."""
        if self._course is not None and not needs_walk(record):
            try:
                return self._answer(self.columns(record, as_of), self._course)
            except OnlyTheWalk:
                pass
        self.walked += 1
        return self._walking.answer(walk(self.graph, record, as_of))

    def columns(self, record: PatientRecord, as_of: date) -> Patient:
        """The columns of one patient, as the functions of the course read them."""
        return self._reader.vector_of(record, as_of)

    def _answer(self, columns: Patient, course: Course) -> Answer:
        """The answer for the columns of one patient. Raises OnlyTheWalk."""
        inside, outside, needs = course.scope(columns)
        if not inside:
            asked = needs
            if not outside and asked & course.scope_reach.open:
                told = Looking(course, columns, ()).scope((inside, outside, asked))
                if told:
                    raise OnlyTheWalk  # it is for the patient, and the looks that say so are in no scope by themselves
                outside = told is False
            return self._answerer.out_of_scope(bool(outside), asked)
        at_once = self._at_once.answer(columns)
        return at_once if at_once is not None else self._stage_by_stage(columns, course)

    def _stage_by_stage(self, columns: Patient, course: Course) -> Answer:
        """The answer for a patient in whom something may be settled. Raises OnlyTheWalk."""
        found = course.whole(columns)
        rows: Sequence[Sequence[Row]] = [[found[part] for part in slices] for slices in self._slices]
        ends: Row = found[self._ends_at :]
        looking: Looking | None = None
        if self._may_settle(rows):
            self.settled += 1
            looking = Looking(course, columns, rows)
            settled, after = looking.settled()
            rows, ends = settled, ends if after is None else after
        if any(row[WALK] for stage in rows for row in stage) or ends[-1]:
            raise OnlyTheWalk
        ends = self._promises_settled(columns, rows, ends, looking, course)
        return self._answerer.answer(rows, ends)

    def _may_settle(self, rows: Sequence[Sequence[Row]]) -> bool:
        """Whether an outcome is open and asks for what is tried out."""
        for reach, stage in zip(self._reaches, rows, strict=True):
            if reach:
                for row in stage:
                    asked = asked_of(row)
                    if asked is not None and asked & reach:
                        return True
        return False

    def _promises_settled(
        self,
        columns: Patient,
        rows: Sequence[Sequence[Row]],
        ends: Row,
        looking: Looking | None,
        course: Course,
    ) -> Row:
        for place, reach in enumerate(self._promise_reaches):
            start = place * OF_PROMISE
            if not ends[start + 5] & reach:
                continue
            if looking is None:
                looking = Looking(course, columns, rows)
                looking.settled()
            promise = list(ends[start : start + OF_PROMISE])
            if looking.promise(place, promise):
                ends = (*ends[:start], *promise, *ends[start + OF_PROMISE :])
        return ends


def compile_fast(graph: DecisionGraph) -> Fast:
    """A guideline made ready for many patients."""
    try:
        return Fast(graph, Course(graph), None)
    except NotLowered as why:
        return Fast(graph, None, why)
