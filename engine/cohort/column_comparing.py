"""Two versions of a guideline compared for the rows of a chunk at once: the same as row by row (comparing.py).

What a version tells is in few different cells (coded.py). So those are compared once each, and rows only by numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy

from engine.cohort.advice import COLUMNS, Told, more_words, transition
from engine.cohort.aligned import Alignment, Aspects, Paired, Sort
from engine.cohort.changes import BEFORE, CHANGED, UNREAD, Changes, Example
from engine.cohort.coded import Coded, together
from engine.cohort.comparing import alerts_words
from engine.cohort.counts import MOST_EXAMPLES
from engine.cohort.different import Whole, different
from engine.cohort.result_table import ResultRows
from engine.cohort.results import Cell
from engine.cohort.row_marks import Bits, RowMarks


class ColumnsTold:
    """What a version tells the rows of a chunk: its results, and what fired. `first` is the number of the first row."""

    def __init__(self, rows: int, first: int, pieces: Sequence[ResultRows], marks: RowMarks) -> None:
        """Find where each row is."""
        self.rows = rows
        self.first = first
        self.marks = marks
        self._pieces = [(piece.numbers - first, piece.columns) for piece in pieces if len(piece)]
        self.there: Bits = numpy.zeros(rows, dtype=bool)
        """Which rows are read."""
        for places, _ in self._pieces:
            self.there[places] = True

    def column(self, name: str) -> Coded:
        """A column of the results for all rows; of those that are not there it says nothing."""
        cells: list[Cell] = [None]
        at = numpy.zeros(self.rows, dtype=numpy.int64)
        for places, columns in self._pieces:
            at[places] = columns[name].at + len(cells)
            cells += columns[name].cells
        return Coded(cells, at)

    def label(self, place: int) -> str:
        """The label of a row."""
        ids = self._ids
        return str(ids.cells[ids.at[place]] or f"row {self.first + place}")

    @cached_property
    def _ids(self) -> Coded:
        return self.column("id")

    def told(self, sort: Sort, name: str) -> _Different:
        """What it tells of an outcome or a promise."""
        state, more = COLUMNS[sort]
        columns = [self.column(f"{name}.{each}") for each in (state, *more)]
        rows = different(((column.at, len(column.cells)) for column in columns), self.rows)
        each = [column.at[rows.first].tolist() for column in columns]
        cells = (
            tuple(column.cells[at] for column, at in zip(columns, places, strict=True))
            for places in zip(*each, strict=True)
        )
        return _Different(
            [Told(str(first), more_words(sort, tuple(rest))) for first, *rest in cells], rows.at
        )


@dataclass(frozen=True, slots=True)
class _Different:
    told: Sequence[Told]
    at: Whole


class ColumnComparing:
    """Compares what two versions tell the rows of a chunk."""

    def __init__(self, alignment: Alignment, old: ColumnsTold, new: ColumnsTold) -> None:
        """Find the rows that both read."""
        self._alignment = alignment
        self._old, self._new = old, new
        self._both: Bits = old.there & new.there

    def compared(self, changes: Changes) -> tuple[Coded, Coded]:
        """Count all rows; what changed, and what was told before."""
        unread = self._new.there & ~self._old.there
        changes.patients += int(self._both.sum())
        changes.unread += int(unread.sum())
        changed = [(name, *found) for name, found in self._differences(changes)]
        otherwise = numpy.zeros(self._new.rows, dtype=bool)
        for _, rows, _ in changed:
            otherwise |= rows
        changes.changed += int(otherwise.sum())
        self._only(changes.only_newer, self._alignment.only_newer, self._new)
        self._only(changes.only_older, self._alignment.only_older, self._old)
        self._statements(changes)
        names = [Coded([None, name], rows.astype(numpy.int64)) for name, rows, _ in changed]
        names.append(Coded([None, UNREAD], unread.astype(numpy.int64)))
        return together(names, self._new.rows), together([was for _, _, was in changed], self._new.rows)

    def _differences(self, changes: Changes) -> Iterator[tuple[str, tuple[Bits, Coded]]]:
        """By the names of what is told otherwise: the rows, and what they were told before."""
        for pair in self._alignment.pairs:
            found = self._outcome(changes, pair)
            if found is not None:
                yield pair.new, found
        yield "alerts", self._alerts(changes)

    def _outcome(self, changes: Changes, pair: Paired) -> tuple[Bits, Coded] | None:
        was, now = self._old.told(pair.old_sort, pair.old), self._new.told(pair.new_sort, pair.new)
        places: dict[Told, int] = {}
        before, after = (
            numpy.array([places.setdefault(told, len(places)) for told in each.told], dtype=numpy.int64)[
                each.at
            ]
            for each in (was, now)
        )
        differ: Bits = self._both & (before != after)
        if not differ.any():
            return None
        told = list(places)
        rows = numpy.flatnonzero(differ)
        found = different([(before[rows], len(told)), (after[rows], len(told))], len(rows))
        steps: dict[str, list[int]] = {}
        for place, row in enumerate(rows[found.first].tolist()):
            step = transition(pair.new_sort, told[before[row]], told[after[row]])
            assert step is not None
            steps.setdefault(step, []).append(place)
        patients = found.patients()
        for step, ways in steps.items():
            mine = numpy.zeros(len(found), dtype=bool)
            mine[ways] = True
            first = rows[numpy.flatnonzero(mine[found.at])[:MOST_EXAMPLES]].tolist()
            examples = [
                Example(self._new.label(row), told[before[row]].words, told[after[row]].words)
                for row in first
            ]
            changes.note(pair.name, step, int(patients[ways].sum()), examples)
        words = [None, *(f"{pair.new}: {each.words}" for each in told)]
        return differ, Coded(words, numpy.where(differ, before + 1, 0))

    def _alerts(self, changes: Changes) -> tuple[Bits, Coded]:
        none = numpy.zeros(self._new.rows, dtype=bool)
        old, new = self._old.marks.alerts, self._new.marks.alerts
        differ = none
        for name in sorted({*old, *new}):
            was, now = old.get(name, none), new.get(name, none)
            _add(changes.alerts_newly, name, now & ~was & self._both)
            _add(changes.alerts_no_longer, name, was & ~now & self._both)
            differ = differ | ((was ^ now) & self._both)
        found = different(((rows.astype(numpy.int64), 2) for rows in old.values()), self._new.rows)
        words = [
            f"alerts: {alerts_words([name for name, rows in old.items() if rows[row]])}"
            for row in found.first.tolist()
        ]
        return differ, Coded([None, *words], numpy.where(differ, found.at + 1, 0))

    def _only(self, counts: dict[str, Counter[str]], aspects: Aspects, version: ColumnsTold) -> None:
        """Outcomes that only one version has."""
        if not self._both.any():
            return
        for name, sort in aspects.items():
            told = version.told(sort, name)
            many = numpy.bincount(told.at[self._both], minlength=len(told.told)).tolist()
            states = counts.setdefault(name, Counter())
            for each, patients in zip(told.told, many, strict=True):
                if patients:
                    states[each.state] += patients

    def _statements(self, changes: Changes) -> None:
        alignment, counts = self._alignment, changes.statements
        none = numpy.zeros(self._new.rows, dtype=bool)
        had: dict[str, Bits] = {}
        for name, rows in self._old.marks.fired.items():
            if name in alignment.statements:
                had[alignment.statements[name]] = rows
            else:
                _add(counts.only_older, name, rows & self._both)
        has = self._new.marks.fired
        for name in {*had, *has}:
            was, now = had.get(name, none), has.get(name, none)
            if name not in alignment.stayed:
                _add(counts.only_newer, name, now & self._both)
                continue
            _add(counts.newly, name, now & ~was & self._both)
            _add(counts.no_longer, name, was & ~now & self._both)


def _add(counter: Counter[str], name: str, rows: Bits) -> None:
    many = int(rows.sum())
    if many:
        counter[name] += many


def with_changes(pieces: Sequence[ResultRows], first: int, changed: Coded, before: Coded) -> list[ResultRows]:
    """Results with two columns more, which are of all rows."""
    return [
        ResultRows(
            piece.numbers,
            {**piece.columns, **_of(piece.numbers - first, {CHANGED.name: changed, BEFORE.name: before})},
        )
        for piece in pieces
    ]


def _of(places: Whole, columns: Mapping[str, Coded]) -> dict[str, Coded]:
    return {name: Coded(column.cells, column.at[places]) for name, column in columns.items()}
