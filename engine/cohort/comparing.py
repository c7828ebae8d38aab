"""Two versions of a guideline compared, one patient after the other: what both tell is read off their rows of results.

The same for many rows at once, by their columns, is in column_comparing.py; a law holds them against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.cohort.advice import told, transition
from engine.cohort.aligned import Alignment
from engine.cohort.changes import UNREAD, Changes, Example
from engine.cohort.counts import wrongly_names
from engine.cohort.fired import fired
from engine.cohort.results import Cell, ResultColumn
from engine.compiled.answer import Answer
from guideline_dsl.frozen import frozen

NO_ALERTS = "none"


@frozen
class RowTold:
    """What a version tells a patient: the cells of its results, what fired, and what is taken wrongly."""

    cells: Mapping[str, Cell]
    fired: frozenset[str]
    alerts: frozenset[str]


def row_told(columns: Iterable[ResultColumn], answer: Answer, cells: Iterable[Cell]) -> RowTold:
    """What an answer tells, whose cells are these."""
    told = dict(zip((column.name for column in columns), cells, strict=True))
    return RowTold(told, fired(answer), frozenset(wrongly_names(answer.taken_wrongly)))


class Comparing:
    """Compares what two versions of a guideline tell."""

    def __init__(self, alignment: Alignment) -> None:
        """Compare what is the same in both."""
        self._alignment = alignment

    def compared(
        self, changes: Changes, old: RowTold | None, new: RowTold, label: str
    ) -> tuple[str | None, str | None]:
        """Count one patient: what changed, and what was told before; without `old` that version cannot read the row."""
        if old is None:
            changes.unread += 1
            return UNREAD, None
        changes.patients += 1
        before = dict(self._outcomes(changes, old, new, label))
        if old.alerts != new.alerts:
            changes.alerts_newly.update(new.alerts - old.alerts)
            changes.alerts_no_longer.update(old.alerts - new.alerts)
            before["alerts"] = alerts_words(old.alerts)
        self._only(changes, old, new)
        self._statements(changes, old.fired, new.fired)
        changes.changed += bool(before)
        told_before = [f"{name}: {was}" for name, was in before.items()]
        return "; ".join(before) or None, "; ".join(told_before) or None

    def _outcomes(
        self, changes: Changes, old: RowTold, new: RowTold, label: str
    ) -> Iterator[tuple[str, str]]:
        """What is told otherwise, with what was told."""
        for pair in self._alignment.pairs:
            was = told(pair.old_sort, pair.old, old.cells)
            now = told(pair.new_sort, pair.new, new.cells)
            found = transition(pair.new_sort, was, now)
            if found is not None:
                changes.note(pair.name, found, 1, [Example(label, was.words, now.words)])
                yield pair.new, was.words

    def _only(self, changes: Changes, old: RowTold, new: RowTold) -> None:
        """Outcomes that only one version has."""
        alignment = self._alignment
        for counts, aspects, row in (
            (changes.only_newer, alignment.only_newer, new),
            (changes.only_older, alignment.only_older, old),
        ):
            for name, sort in aspects.items():
                counts.setdefault(name, Counter())[told(sort, name, row.cells).state] += 1

    def _statements(self, changes: Changes, old: Collection[str], new: Collection[str]) -> None:
        alignment, counts = self._alignment, changes.statements
        had = {alignment.statements[each] for each in old if each in alignment.statements}
        has = {each for each in new if each in alignment.stayed}
        counts.newly.update(has - had)
        counts.no_longer.update(had - has)
        counts.only_newer.update(each for each in new if each not in alignment.stayed)
        counts.only_older.update(each for each in old if each not in alignment.statements)


def alerts_words(alerts: Collection[str]) -> str:
    """Alerts in an order that is always the same."""
    return ", ".join(sorted(alerts)) or NO_ALERTS
