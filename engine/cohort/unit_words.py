"""One outcome in the columns of the results: each different outcome is put into words once, and each different dose.

Doses differ between patients as their weights do, and what is missing as their records do; what an outcome comes to
differs little. So these are told apart: an outcome with places left open for its doses, the doses, and the needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy
from numpy.typing import NDArray

from engine.cohort.coded import Coded
from engine.cohort.counts import Counts
from engine.cohort.different import Different, Whole, different
from engine.cohort.fired import fired
from engine.cohort.fired_counts import FiredCounts
from engine.cohort.need_words import NeedWords
from engine.cohort.output_columns import OutputColumns
from engine.cohort.results import Cell, Outcome, Results, decided_by, due_text, recommends
from engine.cohort.shown_numbers import Shown
from engine.compiled.answer import Answer, LineAnswer, UnitAnswer
from engine.compiled.circuit import Wire
from engine.compiled.column_figures import NoColumns
from engine.compiled.shapes import (
    AMOUNTS,
    ASKED,
    CLEAR,
    CONDITIONS,
    DOSES,
    HELD_BACK,
    TAPER,
    WALK,
    UnitShape,
)
from engine.compiled.table_course import TableCourse
from engine.numerals import range_text
from guideline_dsl import units

_APART = (CONDITIONS, ASKED, DOSES, AMOUNTS, CLEAR, HELD_BACK, WALK)
"""What no cell shows but those of needs."""
_NEXT, _AFTER_DUE = TAPER + 1, TAPER + 4
_SLOT = "\0"
_MOST_KNOWN = 100_000


@dataclass(frozen=True, slots=True)
class _Said:
    """An outcome in words. `recommends` has texts and, between them, the lines whose doses are to be filled in.

    `dose` is the line whose dose is the only one; `due` is there where a taper has a next dose.
    """

    kind: str
    decided_by: str | None
    withheld_by: str | None
    recommends: tuple[str | int, ...]
    dose: int | None
    due: str | None
    fired: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Dose:
    """The doses of a line: for some patients the place of its ends among those that differ, from 1 on; else 0."""

    at: Whole
    ends: Sequence[tuple[Decimal, Decimal]]
    unit: str

    def texts(self) -> list[str]:
        return [range_text(lower, upper, units.parse_unit(self.unit).text) for lower, upper in self.ends]


class UnitWords:
    """Puts one outcome into words."""

    def __init__(
        self,
        course: TableCourse[Any],
        results: Results,
        place: int,
        needs: NeedWords,
    ) -> None:
        """Find its wires and columns."""
        self._outcome: Outcome = results.outcomes[place]
        self._results = results
        self._needs = needs
        self._answerer = course.answerer
        self._wires: Sequence[Wire] = course.units[place].wires
        _, _, self._shape = course.answerer.units[place]
        apart = {*_APART, *_doses(self._shape)}
        if self._shape.tapers:
            apart |= {_NEXT, *range(_AFTER_DUE, _AFTER_DUE + 4)}
        self._compared = [number for number in range(len(self._wires)) if number not in apart]
        self._hash = course.course.graph.hash
        self._known: dict[tuple[object, ...], _Said] = {}
        _one_dose_for_one_line(self._wires, self._shape)

    def columns(
        self, outputs: OutputColumns, counts: Counts, fires: FiredCounts
    ) -> Iterator[tuple[str, Coded]]:
        """The columns, by their names without that of the outcome; what is counted is added."""
        compared = [self._wires[number] for number in self._compared]
        rows = outputs.different(compared)
        said = [self._said(row) for row in outputs.rows(compared, rows.first)]
        patients = rows.patients().tolist()
        states = counts.outcomes.setdefault(self._outcome.name, type(counts.fired)())
        for each, many in zip(said, patients, strict=True):
            states[each.kind] += many
        fires.note([each.fired for each in said], rows)
        yield "outcome", Coded([each.kind for each in said], rows.at)
        yield "decided_by", Coded([each.decided_by for each in said], rows.at)
        yield "waits_for", self._needs.column(outputs, [self._wires[CONDITIONS]])
        if self._outcome.is_taper:
            yield from self._taper(outputs, rows, said)
        elif self._outcome.acts:
            yield "withheld_by", Coded([each.withheld_by for each in said], rows.at)
            asked = [self._wires[ASKED], self._wires[DOSES]]
            yield "would_complete", self._needs.column(outputs, asked, self._wires[CONDITIONS])
            yield from self._recommended(outputs, rows, said)

    # ------------------------------------------------------------ what an outcome says

    def _said(self, row: tuple[object, ...]) -> _Said:
        found = self._known.get(row)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[row] = self._put(row)
        return found

    def _put(self, row: tuple[object, ...]) -> _Said:
        values: list[object] = [0] * len(self._wires)
        for number, value in zip(self._compared, row, strict=True):
            values[number] = value
        unit = self._answerer.unit(values, self._shape)
        lines = list(self._answerer.lines(values, self._shape))
        return _Said(
            unit.kind,
            "; ".join(decided_by(unit)) or None,
            self._results.withheld_by(unit),
            self._recommends(unit, lines),
            _only_dose(lines),
            None if unit.next is None else due_text(unit),
            fired(Answer(self._hash, True, (unit,), (), (), (), ())),
        )

    def _recommends(self, unit: UnitAnswer, lines: Sequence[tuple[int, LineAnswer]]) -> tuple[str | int, ...]:
        said = [
            self._results.line_start(line)
            if line.lower is None
            else f"{self._results.line_start(line)} {_SLOT}{number}{_SLOT}"
            for number, line in lines
        ]
        cut = (recommends(unit, said) or "").split(_SLOT)
        return tuple(int(part) if place % 2 else part for place, part in enumerate(cut))

    # ------------------------------------------------------------ doses

    def _recommended(
        self, outputs: OutputColumns, rows: Different, said: Sequence[_Said]
    ) -> Iterator[tuple[str, Coded]]:
        lines = sorted({part for each in said for part in each.recommends if isinstance(part, int)})
        doses = {line: self._dose(outputs, line, rows, said) for line in lines}
        found = rows
        if doses:
            digits = [(dose.at, len(dose.ends) + 1) for dose in doses.values()]
            found = different([rows.digit, *digits], outputs.patients)
        each = [said[place] for place in rows.at[found.first].tolist()]
        ends = {line: dose.at[found.first].tolist() for line, dose in doses.items()}
        told = _filled(each, {line: ["", *dose.texts()] for line, dose in doses.items()}, ends)
        yield "recommends", Coded(told, found.at)
        lower: list[Cell] = [None] * len(each)
        upper, unit = list(lower), list(lower)
        for place, one in enumerate(each):
            if one.dose is not None:
                dose = doses[one.dose]
                lower[place], upper[place] = dose.ends[ends[one.dose][place] - 1]
                unit[place] = dose.unit
        yield "dose_lower", Coded(lower, found.at)
        yield "dose_upper", Coded(upper, found.at)
        yield "dose_unit", Coded(unit, found.at)

    def _dose(self, outputs: OutputColumns, line: int, rows: Different, said: Sequence[_Said]) -> _Dose:
        places = self._shape.lines[line]
        patients = _who(rows, [line in each.recommends for each in said])
        shown_in = units.parse_unit(places.unit)
        lower = outputs.shown(self._wires[places.lower], patients, shown_in)
        upper = (
            lower
            if self._wires[places.upper] is self._wires[places.lower]
            else outputs.shown(self._wires[places.upper], patients, shown_in)
        )
        pairs = different([_digit(lower), _digit(upper)], len(patients))
        at = numpy.zeros(outputs.patients, dtype=numpy.int64)
        at[patients] = pairs.at + 1
        ends = zip(lower.at[pairs.first].tolist(), upper.at[pairs.first].tolist(), strict=True)
        return _Dose(at, [(lower.numbers[a], upper.numbers[b]) for a, b in ends], places.unit)

    def _taper(
        self, outputs: OutputColumns, rows: Different, said: Sequence[_Said]
    ) -> Iterator[tuple[str, Coded]]:
        unit = self._results.taper_unit(self._shape.node)
        nothing: list[Cell] = [None] * len(said)
        patients = _who(rows, [each.due is not None for each in said])
        if unit is None or not len(patients):
            yield from ((name, Coded(nothing, rows.at)) for name in ("due", "next_dose", "next_unit"))
            return
        yield "due", Coded([each.due for each in said], rows.at)
        yield "next_unit", Coded([None if each.due is None else unit.text for each in said], rows.at)
        dose = outputs.shown(self._wires[_NEXT], patients, unit)
        at = numpy.zeros(outputs.patients, dtype=numpy.int64)
        at[patients] = dose.at + 1
        yield "next_dose", Coded([None, *dose.numbers], at)


def _who(rows: Different, are: Sequence[bool]) -> Whole:
    """The patients whose different row is one of these."""
    mine: NDArray[numpy.bool_] = numpy.array(are, dtype=bool)
    return numpy.flatnonzero(mine[rows.at])


def _digit(numbers: Shown) -> tuple[Whole, int]:
    return numbers.at, len(numbers.numbers)


def _filled(
    said: Sequence[_Said], doses: Mapping[int, Sequence[str]], ends: Mapping[int, Sequence[int]]
) -> list[str | None]:
    """What is recommended, with the doses."""
    return [
        "".join(
            [part if isinstance(part, str) else doses[part][ends[part][place]] for part in each.recommends]
        )
        or None
        for place, each in enumerate(said)
    ]


def _doses(shape: UnitShape) -> Iterator[int]:
    """Where a row has the ends of doses, and what is asked for when they are looked at again."""
    for line in shape.lines:
        if line.lower >= 0:
            yield from (line.lower, line.upper, line.again)


def _only_dose(lines: Sequence[tuple[int, LineAnswer]]) -> int | None:
    """The line whose dose stands for all; lines of one give have one dose (see below)."""
    shown = [(number, line) for number, line in lines if line.unit]
    if len({line.node for _, line in shown}) != 1:
        return None
    return shown[0][0]


def _one_dose_for_one_line(wires: Sequence[Wire], shape: UnitShape) -> None:
    """Raise NoColumns where a line that is written once may have several doses."""
    known: dict[str, tuple[Wire, Wire]] = {}
    for line in shape.lines:
        if line.lower >= 0:
            ends = (wires[line.lower], wires[line.upper])
            if known.setdefault(line.node, ends) != ends:
                raise NoColumns("a line with several doses")
