"""All outcomes of a patient at once: the circuit in one piece, and each outcome that was met before kept as it was.

Of an outcome only that is worked out which tells it from others; the figures of its doses only where they are shown. A
patient in whom something may be settled, or whom only the walk can tell about, is told apart here: `None`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.compiled.answer import Answer, UnitAnswer
from engine.compiled.answering import Answerer, EndsAnswer, line_places
from engine.compiled.doses_shown import DosesShown
from engine.compiled.kinds_met import MOST_KEPT, Keys, Kinds
from engine.compiled.ready import Ready, figure_name
from engine.compiled.shapes import (
    ASKED,
    DOSES,
    OF_PROMISE,
    WALK,
    Group,
    Patient,
    Telling,
    UnitShape,
    asked_of,
)
from engine.compiled.staying_open import StayingOpen
from guideline_dsl.frozen import frozen


@frozen
class _Kept:
    """An outcome that was met: its answer, what it asks for, and whether it must be looked at otherwise.

    `dosed` where it shows a dose. `tried` is what it asks for, where it is open and a fact of that is supposed then.
    """

    unit: UnitAnswer
    missing: int
    dosed: DosesShown | None
    walk: bool
    tried: int


@frozen
class Together:
    """The outcomes of a group that were met together.

    `apart` are those of which more is to be asked of the patient, each with its place from the end.
    """

    units: tuple[UnitAnswer, ...]
    missing: int
    apart: tuple[tuple[int, _Unit, _Kept], ...]


class _Unit:
    """One outcome: what of it was met."""

    def __init__(self, place: tuple[int, int], row: UnitShape, ready: Ready) -> None:
        """`place` is that of its stage, and its own there."""
        self.place = place
        self.row = row
        self.staying = StayingOpen(ready, place)
        self.kept: dict[tuple[Any, ...], _Kept] = {}


class AtOnce:
    """Answers for those in whom nothing is to be settled."""

    def __init__(self, ready: Ready, answerer: Answerer, often: int) -> None:
        """`often`: so many of a kind of patients are met before a function is made for them."""
        self._ready = ready
        self._answerer = answerer
        shapes = ready.shapes
        self._units = {
            (stage, part): _Unit((stage, part), shape, ready) for stage, part, shape in answerer.units
        }
        self._kinds = Kinds(ready, often)
        self._open_promises = [reach.open for reach in shapes.promise_reaches]
        self._hash = shapes.guideline

    def answer(self, columns: Patient) -> Answer | None:
        """The answer; None where something may be settled, or only the walk can tell."""
        keys = self.keys_of(columns)
        return self.answer_of(keys, keys.run(columns), columns)

    def keys_of(self, columns: Patient) -> Keys:
        """What is asked of such a patient."""
        return self._kinds.of(columns)

    def answer_of(self, keys: Keys, found: Sequence[Any], columns: Patient) -> Answer | None:
        """The answer, by what was found; None as for `answer`."""
        units: list[UnitAnswer] = []
        missing = 0
        for (group, kept), key in zip(keys.groups, found, strict=False):
            met = kept.get(key)
            if met is None:
                met = self._met(keys.most, group, kept, key)
            units += met.units
            if met.missing:
                missing |= met.missing
            if met.apart:
                for place, unit, each in met.apart:
                    if each.walk or (each.tried and not unit.staying.stays_open(columns, each.tried)):
                        return None
                    if each.dosed is not None:
                        units[place] = each.dosed.of(columns)
        ends_key = found[-1]
        after = keys.kept_ends.get(ends_key)
        if after is None:
            after = self._met_ends(keys, ends_key)
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

    def _met(
        self, most: int, group: Group, kept: dict[tuple[Any, ...], Together], key: tuple[Any, ...]
    ) -> Together:
        each = [
            (unit, self._met_unit(unit, tuple(row_of(telling, key))))
            for unit, telling in zip(map(self._units.__getitem__, group.places), group.tellings, strict=True)
        ]
        missing = 0
        for _, found in each:
            missing |= found.missing
        if len(kept) >= most:
            kept.clear()
        made = kept[key] = Together(
            tuple(found.unit for _, found in each),
            missing,
            tuple(
                (place - len(each), unit, found)
                for place, (unit, found) in enumerate(each)
                if found.walk or found.tried or found.dosed
            ),
        )
        return made

    def _met_unit(self, unit: _Unit, row: tuple[Any, ...]) -> _Kept:
        found = unit.kept.get(row)
        if found is not None:
            return found
        asked = asked_of(row) or 0
        tried = asked if asked & unit.staying.reach.open else 0
        made = self._answerer.unit(row, unit.row)
        if len(unit.kept) >= MOST_KEPT:
            unit.kept.clear()
        found = unit.kept[row] = _Kept(
            made, row[ASKED] | row[DOSES], self._dosed(unit, row, made), bool(row[WALK]), tried
        )
        return found

    def _dosed(self, unit: _Unit, row: tuple[Any, ...], made: UnitAnswer) -> DosesShown | None:
        """The doses that an outcome shows."""
        stage, part = unit.place
        read = self._ready.shapes.at_once.doses[stage][part]
        lines = [
            (place, number)
            for place, (line, (_, number)) in enumerate(
                zip(made.lines, line_places(row, unit.row), strict=False)
            )
            if line.lower is not None
        ]
        if not lines:
            return None
        figured = [(place, self._ready.run(figure_name(stage, part, number))) for place, number in lines]
        return DosesShown(made, figured, sorted({slot for _, number in lines for slot in read[number]}))

    def _met_ends(self, keys: Keys, key: tuple[Any, ...]) -> tuple[EndsAnswer, bool]:
        row = row_of(keys.ends, key)
        otherwise = bool(row[-1]) or any(
            row[place * OF_PROMISE + 5] & reach for place, reach in enumerate(self._open_promises)
        )
        if len(keys.kept_ends) >= keys.most:
            keys.kept_ends.clear()
        found = keys.kept_ends[key] = self._answerer.ends(row), otherwise
        return found


def row_of(telling: Telling, key: Sequence[Any]) -> list[Any]:
    """The row that a key stands for, without figures."""
    row = list(telling.fixed)
    for where, place in telling.of_key:
        row[where] = key[place]
    for where, place, table in telling.by_code:
        value = key[place]
        row[where] = next(told for code, told in table if code == value)
    return row
