"""One patient through the stages of a guideline: in one piece, and stage by stage where something may be settled.

What the circuit cannot tell, the walk tells: `Fast.walked` counts these patients. A guideline of which a part has no
fast reading is walked for everybody; `Fast.not_lowered` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.compiled.answer import Answer
from engine.compiled.answering import Answerer
from engine.compiled.at_once import AtOnce
from engine.compiled.kinds_met import OFTEN
from engine.compiled.looks import Looking, OnlyTheWalk, cut
from engine.compiled.ready import SCOPE, WHOLE, Ready
from engine.compiled.record_reading import RecordReading, needs_walk
from engine.compiled.shapes import OF_PROMISE, WALK, Patient, asked_of
from engine.record import PatientRecord

if TYPE_CHECKING:
    from engine.compiled.course import Course
    from engine.compiled.not_lowered import NotLowered
    from engine.compiled.trace import Trace
    from engine.compiled.traced import Traced
    from engine.compiled.walked import Answering
    from guideline_dsl.graph import DecisionGraph

Row = Sequence[Any]


class Fast:
    """Answers for the patients of one guideline."""

    def __init__(
        self,
        graph: Callable[[], DecisionGraph],
        ready: Ready | None,
        reader: RecordReading | None,
        not_lowered: NotLowered | None = None,
        often: int = OFTEN,
    ) -> None:
        """Keep what was made of the guideline; without it everybody is walked. `graph` is read when one is.

        `often`: so many of a kind of patients are met before a function is made for them (kinds_met.py).
        """
        self._graph = graph
        self.not_lowered = not_lowered
        self.walked = 0
        """How many patients the walk has answered."""
        self.settled = 0
        """How many had something that might be settled."""
        self._walking: Answering | None = None
        self._traced: Traced | None = None
        self._ready = ready
        self._reader = reader
        self._often = often
        if ready is not None:
            self._answerer = Answerer(ready.shapes)
            self._scope = ready.run(SCOPE)
            self._reaches = [reach.open for reach in ready.shapes.reaches]
            self._promise_reaches = [reach.open for reach in ready.shapes.promise_reaches]

    @property
    def graph(self) -> DecisionGraph:
        """The guideline."""
        return self._graph()

    @property
    def guideline(self) -> str:
        """The hash of the guideline."""
        return self.graph.hash if self._ready is None else self._ready.shapes.guideline

    def answer(self, record: PatientRecord, as_of: date) -> Answer:
        """The answer for one patient at a stated time."""
        if self._ready is not None and not needs_walk(record):
            try:
                return self._answer(self.columns(record, as_of), self._ready)
            except OnlyTheWalk:
                pass
        self.walked += 1
        return self._walk(record, as_of)

    def settle(self, columns: Patient) -> Answer | None:
        """The answer for the columns of a patient in whom something may be settled; None where only the walk tells."""
        if self._ready is None:
            return None
        try:
            outside = self._out_of_scope(columns, self._ready)
            return self.stage_by_stage(columns, self._ready)[0] if outside is None else outside
        except OnlyTheWalk:
            return None

    def _walk(self, record: PatientRecord, as_of: date) -> Answer:
        from engine.compiled.walked import Answering  # noqa: PLC0415 - the walk is needed for few patients
        from engine.evaluation import walk  # noqa: PLC0415

        if self._walking is None:
            self._walking = Answering(self.graph)
        return self._walking.answer(walk(self.graph, record, as_of))

    def traced(self, record: PatientRecord, as_of: date) -> tuple[Answer, Trace]:
        """The answer, and beside it what every statement of the guideline comes to."""
        if self._traced is None:
            from engine.compiled.traced import Traced  # noqa: PLC0415 - made for those who ask for traces

            self._traced = Traced(self.graph)
        return self._traced.answer(record, as_of)

    def columns(self, record: PatientRecord, as_of: date) -> Patient:
        """The columns of one patient, as the functions of the course read them."""
        assert self._reader is not None
        return self._reader.vector_of(record, as_of)

    def _answer(self, columns: Patient, ready: Ready) -> Answer:
        """The answer for the columns of one patient. Raises OnlyTheWalk."""
        outside = self._out_of_scope(columns, ready)
        if outside is not None:
            return outside
        at_once = self._at_once.answer(columns)
        return at_once if at_once is not None else self.stage_by_stage(columns, ready)[0]

    @cached_property
    def _at_once(self) -> AtOnce:
        assert self._ready is not None
        return AtOnce(self._ready, self._answerer, self._often)

    def _out_of_scope(self, columns: Patient, ready: Ready) -> Answer | None:
        """The answer for a patient whom the guideline is not about, or perhaps not; None for others."""
        inside, outside, needs = self._scope(columns)
        if inside:
            return None
        if not outside and needs & ready.shapes.scope_reach.open:
            told = Looking(ready, columns, ()).scope((inside, outside, needs))
            if told:
                raise OnlyTheWalk  # it is for the patient, and the looks that say so are in no scope by themselves
            outside = told is False
        return self._answerer.out_of_scope(bool(outside), needs)

    def stage_by_stage(self, columns: Patient, ready: Ready) -> tuple[Answer, Sequence[Sequence[Row]]]:
        """The answer for a patient in whom something may be settled, and the rows of all stages. Raises OnlyTheWalk."""
        found = ready.run(WHOLE)(columns)
        rows: list[list[Row]] = []
        start = 0
        for shapes in ready.shapes.rows:
            rows.append(cut(found[start:], shapes))
            start += sum(shape.width for shape in shapes)
        ends: Row = found[start:]
        looking: Looking | None = None
        if self._may_settle(rows):
            self.settled += 1
            looking = Looking(ready, columns, rows)
            settled, after = looking.settled()
            rows, ends = settled, ends if after is None else after
        if any(row[WALK] for stage in rows for row in stage) or ends[-1]:
            raise OnlyTheWalk
        ends = self._promises_settled(columns, rows, ends, looking, ready)
        return self._answerer.answer(rows, ends), rows

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
        ready: Ready,
    ) -> Row:
        for place, reach in enumerate(self._promise_reaches):
            start = place * OF_PROMISE
            if not ends[start + 5] & reach:
                continue
            if looking is None:
                looking = Looking(ready, columns, rows)
                looking.settled()
            promise = list(ends[start : start + OF_PROMISE])
            if looking.promise(place, promise):
                ends = (*ends[:start], *promise, *ends[start + OF_PROMISE :])
        return ends


def compile_fast(graph: DecisionGraph, often: int = OFTEN) -> Fast:
    """A guideline made ready for many patients; `often` as in `Fast`."""
    from engine.compiled.collecting import nothing_collected  # noqa: PLC0415 - as course.py
    from engine.compiled.course import Course  # noqa: PLC0415 - lowering is what a kept guideline does without
    from engine.compiled.not_lowered import NotLowered  # noqa: PLC0415

    try:
        with nothing_collected():
            return fast_of(Course(graph), often)
    except NotLowered as why:
        return Fast(lambda: graph, None, None, why)


def fast_of(course: Course, often: int = OFTEN) -> Fast:
    """The same for a guideline that is lowered. Raises NotLowered."""
    from engine.compiled.lowered import Lowered  # noqa: PLC0415 - as above
    from engine.compiled.reading import Reader  # noqa: PLC0415

    lowered = Lowered(course)
    reader = Reader(course.graph, course.columns, course.scales)
    return Fast(lambda: course.graph, Ready(lowered.shapes, lowered), reader, often=often)
