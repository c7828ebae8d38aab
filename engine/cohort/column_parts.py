"""What rows of outputs say, as cells of results and as counts: each different row of a part is put into words once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import polars

from engine.cohort.coded import Coded, together
from engine.cohort.counts import Counts, wrongly_names
from engine.cohort.fired import fired
from engine.cohort.need_words import NeedWords
from engine.cohort.output_columns import OutputColumns
from engine.cohort.results import Cell, Results, broken_when
from engine.cohort.row_marks import Fires
from engine.cohort.unit_words import UnitWords
from engine.compiled.answer import Answer, CautionAnswer, PromiseAnswer, WronglyAnswer
from engine.compiled.circuit import Wire
from engine.compiled.mask_bits import MaskBits
from engine.compiled.shapes import OF_PROMISE
from engine.compiled.table_course import Part, TableCourse

_ALERT, _CAUTION = " alert", " caution"  # no name of a guideline begins with a space
_MOST_KNOWN = 100_000
"""So many different rows of a part are kept."""
_NEEDS_OF_PROMISE = OF_PROMISE - 1

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a part says of one different row: cells, the statements that fired, and what is counted, by its counter.

    `wrongly` is what is taken wrongly.
    """

    cells: tuple[Cell, ...]
    fired: frozenset[str]
    counted: tuple[tuple[str, str, str], ...]
    wrongly: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Shown(Generic[Told]):
    """A part with the columns of the results that it fills, and how it is put into words and counted.

    `wires` are those that make a difference; the others have no value. `known` are the rows met before.
    """

    part: Part[Told]
    wires: Sequence[Wire]
    names: tuple[str, ...]
    said: Callable[[Sequence[Told]], _Said]
    known: dict[tuple[object, ...], _Said]


class ColumnParts:
    """Puts the outputs of one guideline into words. Raises NoColumns."""

    def __init__(self, course: TableCourse[Any], results: Results) -> None:
        """Find the columns of each part."""
        self._course = course
        self._results = results
        self._hash = course.course.graph.hash
        self._bits = MaskBits()
        places = course.course.lowering.places.needs()
        self._needs = NeedWords(places, course.needs((1 << len(places)) - 1))
        self._units = [
            UnitWords(course, results, place, self._needs) for place in range(len(results.outcomes))
        ]
        self._shown: list[_Shown[Any]] = [*self._promises(), *self._alerts(), *self._cautions()]

    def _fired(self, **parts: object) -> frozenset[str]:
        empty: dict[str, Any] = dict.fromkeys(
            ("units", "promises", "taken_wrongly", "cautions", "missing"), ()
        )
        return fired(Answer(self._hash, True, **(empty | parts)))

    def _promises(self) -> Iterator[_Shown[Any]]:
        for place, part in enumerate(self._course.promises):
            name = self._results.promise_name(place)

            def said(told: Sequence[PromiseAnswer], name: str = name) -> _Said:
                broken = bool(broken_when(told[0]))
                text = self._results.broken_text(name, told[0]) if broken else None
                counted = [("promises", name, str(told[0].plan))]
                if broken:
                    counted.append(("alerts", f"broken promise: {name}", ""))
                now, plan, _ = self._results.promise_cells(told[0])
                return _Said((now, plan, text), self._fired(promises=told), tuple(counted))

            names = (*(f"never.{name}.{which}" for which in ("now", "plan")), f"{_ALERT} {place}")
            yield _Shown(part, part.wires[:_NEEDS_OF_PROMISE], names, said, {})

    def _alerts(self) -> Iterator[_Shown[Any]]:
        def said(told: Sequence[WronglyAnswer]) -> _Said:
            text = "; ".join(map(self._results.wrongly_text, told)) or None
            names = wrongly_names(told)
            counted = tuple(("alerts", name, "") for name in names)
            return _Said((text,), self._fired(taken_wrongly=told), counted, frozenset(names))

        first = len(self._course.promises)
        for place, part in enumerate(self._course.wrongly, start=first):
            yield _Shown(part, part.wires[:5], (f"{_ALERT} {place}",), said, {})

    def _cautions(self) -> Iterator[_Shown[Any]]:
        def said(told: Sequence[CautionAnswer]) -> _Said:
            text = "; ".join(map(self._results.caution_text, told)) or None
            return _Said((text,), self._fired(cautions=told), ())

        for place, part in enumerate(self._course.cautions):
            yield _Shown(part, part.wires[:2], (f"{_CAUTION} {place}",), said, {})

    # ------------------------------------------------------------ cells

    def outputs(self, frame: polars.DataFrame) -> OutputColumns:
        """The outputs by their wires."""
        return OutputColumns(frame, self._course, self._bits)

    def cells(self, frame: polars.DataFrame, counts: Counts, fires: Fires | None = None) -> dict[str, Coded]:
        """The cells of the results but those that every row has, by their columns; and the counts of all rows.

        What fired for each row is added to `fires`, which are empty.
        """
        outputs = self.outputs(frame)
        columns: dict[str, Coded] = {}
        fires = Fires() if fires is None else fires
        for outcome, unit in zip(self._results.outcomes, self._units, strict=True):
            for name, column in unit.columns(outputs, counts, fires.statements):
                columns[f"{outcome.name}.{name}"] = column
        for shown in self._shown:
            columns |= self._told(shown, outputs, counts, fires)
        for place, part in enumerate(self._course.promises):
            waits = self._needs.column(outputs, [part.wires[_NEEDS_OF_PROMISE]])
            columns[f"never.{self._results.promise_name(place)}.waits_for"] = waits
        columns["alerts"] = together(_beginning(columns, _ALERT), len(frame))
        columns["cautions"] = together(_beginning(columns, _CAUTION), len(frame))
        columns["missing"] = self._needs.counted(outputs, self._course.missing, counts.asked)
        fires.statements.count(counts.fired)
        return columns

    def _told(
        self, shown: _Shown[Any], outputs: OutputColumns, counts: Counts, fires: Fires
    ) -> dict[str, Coded]:
        rows = outputs.different(shown.wires)
        said = [self._said(shown, row) for row in outputs.rows(shown.wires, rows.first)]
        for each, many in zip(said, rows.patients().tolist(), strict=True):
            for counter, name, state in each.counted:
                _count(counts, counter, name, state, many)
        fires.statements.note([each.fired for each in said], rows)
        fires.alerts.note([each.wrongly for each in said], rows)
        return {
            name: Coded([each.cells[place] for each in said], rows.at)
            for place, name in enumerate(shown.names)
        }

    def _said(self, shown: _Shown[Any], row: tuple[object, ...]) -> _Said:
        found = shown.known.get(row)
        if found is None:
            if len(shown.known) >= _MOST_KNOWN:
                shown.known.clear()
            rest = [0] * (len(shown.part.wires) - len(row))
            found = shown.known[row] = shown.said(shown.part.told([*row, *rest]))
        return found


def _count(counts: Counts, counter: str, name: str, state: str, many: int) -> None:
    match counter:
        case "promises":
            counts.promises.setdefault(name, Counter())[state] += many
        case "alerts":
            counts.alerts[name] += many
        case _:
            raise ValueError(counter)


def _beginning(columns: Mapping[str, Coded], beginning: str) -> list[Coded]:
    return [column for name, column in columns.items() if name.startswith(beginning)]
