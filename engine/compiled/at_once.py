"""All outcomes of a patient at once: the circuit in one piece, and each outcome that was met before kept as it was.

Of an outcome only that is worked out which tells it from others; the figures of its doses only where they are shown. A
patient in whom something may be settled, or whom only the walk can tell about, is told apart here: `None`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.compiled.answer import Answer, LineAnswer, UnitAnswer
from engine.compiled.answering import Answerer, EndsAnswer, line_places
from engine.compiled.ready import AT_ONCE, Ready, figure_name, look_name
from engine.compiled.shapes import (
    ASKED,
    DOSES,
    OF_PROMISE,
    OPEN,
    WALK,
    Patient,
    Reach,
    Run,
    Telling,
    Trial,
    UnitShape,
    asked_of,
)
from guideline_dsl.frozen import frozen

_MOST_KEPT = 4096
"""So many different answers of one outcome are kept."""


@frozen
class _Kept:
    """An outcome that was met: its answer, what it asks for, and whether it must be looked at otherwise.

    `figured` are the lines of the answer in which a dose is shown, each with the function of its ends: of these the
    answer has those of the first such patient. `tried` are the bit and the values of the fact that is supposed first,
    where the outcome is open and asks for one.
    """

    unit: UnitAnswer
    missing: int
    figured: tuple[tuple[int, Run], ...]
    walk: bool
    tried: tuple[int, tuple[Trial, ...]] | None


class _Unit:
    """One outcome: what tells it apart, and how its row is made of that."""

    def __init__(self, place: tuple[int, int], row: UnitShape, reach: Reach, telling: Telling) -> None:
        """`place` is that of its stage, and its own there."""
        self.place = place
        self.row = row
        self.reach = reach
        self.telling = telling
        self.kept: dict[tuple[Any, ...], _Kept] = {}

    def full(self, key: Sequence[Any]) -> list[Any]:
        """The row that a key stands for, without figures."""
        row = list(self.telling.fixed)
        for where, place in self.telling.of_key:
            row[where] = key[place]
        return row


class AtOnce:
    """Answers for those in whom nothing is to be settled."""

    def __init__(self, ready: Ready, answerer: Answerer) -> None:
        """Make the function of the circuit in one piece."""
        self._ready = ready
        self._answerer = answerer
        shapes = ready.shapes
        self._of_all: list[tuple[_Unit, dict[tuple[Any, ...], _Kept], slice]] = []
        width = 0
        for stage, part, shape in answerer.units:
            telling = shapes.tellings[stage][part]
            unit = _Unit((stage, part), shape, shapes.reaches[stage], telling)
            self._of_all.append((unit, unit.kept, slice(width, width + telling.width)))
            width += telling.width
        self._ends = slice(width, None)
        self._run = ready.run(AT_ONCE)
        self._kept_ends: dict[tuple[Any, ...], tuple[EndsAnswer, bool]] = {}
        self._open_promises = [reach.open for reach in shapes.promise_reaches]
        self._hash = shapes.guideline

    def answer(self, columns: Patient) -> Answer | None:
        """The answer; None where something may be settled, or only the walk can tell."""
        found = self._run(columns)
        units: list[UnitAnswer] = []
        missing = 0
        for unit, kept, of_key in self._of_all:
            key = found[of_key]
            met = kept.get(key)
            if met is None:
                met = self._met(unit, key)
            if met.walk or (met.tried is not None and not self._stays_open(unit, *met.tried, columns)):
                return None
            missing |= met.missing
            units.append(_with_figures(met, columns) if met.figured else met.unit)
        ends_key = found[self._ends]
        after = self._kept_ends.get(ends_key)
        if after is None:
            after = self._met_ends(ends_key)
        ends, otherwise = after
        if otherwise:
            return None
        return Answer(
            self._hash,
            True,
            tuple(units),
            ends.promises,
            ends.wrongly,
            ends.cautions,
            self._answerer.needs(missing | ends.missing),
        )

    def _met(self, unit: _Unit, key: tuple[Any, ...]) -> _Kept:
        row = unit.full(key)
        asked = asked_of(row)
        tried = None
        if asked is not None:
            tried = next((split for split in unit.reach.splits if split[0] & asked), None)
        made = self._answerer.unit(row, unit.row)
        figured = tuple(
            (place, self._ready.run(figure_name(*unit.place, number)))
            for place, (line, (_, number)) in enumerate(
                zip(made.lines, line_places(row, unit.row), strict=False)
            )
            if line.lower is not None
        )
        if len(unit.kept) >= _MOST_KEPT:
            unit.kept.clear()
        found = unit.kept[key] = _Kept(made, row[ASKED] | row[DOSES], figured, bool(row[WALK]), tried)
        return found

    def _stays_open(self, unit: _Unit, bit: int, trials: Sequence[Trial], columns: Patient) -> bool:
        """Whether it can be seen at the first fact supposed that an open outcome is not settled.

        It is not where a value leaves it open with nothing more to suppose, or two values lead to two kinds. What it
        reads is not settled, either: so all is looked at in one piece.
        """
        looked = self._ready.run(look_name(*unit.place))
        more = unit.reach.open & ~bit
        kinds = set[int]()
        for trial in trials:
            supposed = columns.copy()
            for slot, value in trial.changes:
                supposed[slot] = value
            found: Sequence[Any] = looked(supposed)
            kind, asked, doses, amounts, doubtful = found
            if doubtful:
                return False
            if kind in OPEN:
                if not (asked | (doses & ~amounts)) & more and not self._ready.cannot_be(supposed):
                    return True
            elif kind not in kinds and not self._ready.cannot_be(supposed):
                kinds.add(kind)
                if len(kinds) > 1:
                    return True
        return False

    def _met_ends(self, key: tuple[Any, ...]) -> tuple[EndsAnswer, bool]:
        otherwise = bool(key[-1]) or any(
            key[place * OF_PROMISE + 5] & reach for place, reach in enumerate(self._open_promises)
        )
        if len(self._kept_ends) >= _MOST_KEPT:
            self._kept_ends.clear()
        found = self._kept_ends[key] = self._answerer.ends(key), otherwise
        return found


def _with_figures(met: _Kept, columns: Patient) -> UnitAnswer:
    """An outcome that was met, with the doses of this patient."""
    unit = met.unit
    lines = list(unit.lines)
    for place, run in met.figured:
        line, ends = lines[place], run(columns)
        lines[place] = LineAnswer(
            line.node,
            line.action,
            line.status,
            line.members,
            ends[0],
            ends[-1],
            line.unit,
            line.option,
            line.leads,
        )
    return UnitAnswer(
        unit.node, unit.part, unit.kind, unit.holds, tuple(lines), unit.withheld_by, unit.conditions, unit.amounts,
        unit.next, unit.due,
    )  # fmt: skip
