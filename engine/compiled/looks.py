"""Settling for one patient: an open outcome is looked at again with values supposed (engine/settling.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.compiled.ready import ENDS, SCOPE, Ready, promise_name, stage_name
from engine.compiled.shapes import (
    AMOUNTS,
    ASKED,
    CONDITIONS,
    DOSES,
    HOLDS,
    KIND,
    LEADS,
    LEADS_NOT,
    OF_PROMISE,
    PRESENT,
    TAPER,
    WALK,
    WITHHELD,
    Patient,
    Reach,
    Trial,
    UnitShape,
    asked_of,
)
from engine.kinds import KINDS
from guideline_dsl.values import Truth

_RECOMMENDED = KINDS.index("recommended")

Values = Sequence[Any]
"""The values that a stage gave (ports.py)."""
Key = tuple[tuple[int, int], ...]


class OnlyTheWalk(Exception):
    """What only the walk can tell."""


class _Look:
    """A patient with values supposed, as far as the stages were run."""

    def __init__(self, values: Patient) -> None:
        """`values` are the columns with what is supposed, and ports that are filled when a stage is."""
        self.values = values
        self.rows: dict[int, list[Values]] = {}
        self.filled: set[int] = set()


class Looking:
    """One patient, whose outcomes are settled one after the other."""

    def __init__(self, ready: Ready, columns: Patient, rows: Sequence[Sequence[Values]]) -> None:
        """`rows` are the outcomes of the stages with nothing settled."""
        self._ready = ready
        self._shapes = ready.shapes
        self._rows = [list(found) for found in rows]
        self._width = len(columns)
        self._values = [*columns, *([None] * (ready.shapes.slots - len(columns)))]
        self._looks: dict[Key, _Look | None] = {}
        self._supposed: dict[int, int] = {}
        self._changed: set[int] = set()

    def settled(self) -> tuple[list[list[Values]], Values | None]:
        """The outcomes of all stages, and what follows from them where any was settled. Raises OnlyTheWalk."""
        shapes = self._shapes
        for place in range(len(shapes.rows)):
            if self._changed and not self._changed.isdisjoint(shapes.reads[place]):
                self._rows[place] = self._stage(place, self._values)
                changed = True
            else:
                changed = False
            for part, row in enumerate(self._rows[place]):
                if row[WALK]:
                    raise OnlyTheWalk
                merged = self._settle(place, part, row)
                if merged is not None:
                    self._rows[place][part] = merged
                self._fill(self._values, place, part, self._rows[place][part], changed or merged is not None)
        return self._rows, self._ready.run(ENDS)(self._values) if self._changed else None

    def _fill(self, values: Patient, place: int, part: int, row: Values, changed: bool) -> None:
        for port in self._shapes.rows[place][part].ports:
            values[port.slot] = row[port.where]
            if changed:
                self._changed.add(port.slot)

    def _stage(self, place: int, values: Patient) -> list[Values]:
        """The outcomes of a stage."""
        found = self._ready.run(stage_name(place))(values)
        return cut(found, self._shapes.rows[place])

    # ------------------------------------------------------------ looks

    def _look(self, supposed: dict[int, Trial], key: Key) -> _Look | None:
        """A look at the patient; None when that cannot be."""
        if key not in self._looks:
            values = [*self._values[: self._width], *([None] * (len(self._values) - self._width))]
            for trial in supposed.values():
                for slot, value in trial.changes:
                    values[slot] = value
            self._looks[key] = None if self._ready.cannot_be(values) else _Look(values)
        return self._looks[key]

    def _run(self, look: _Look, places: Sequence[int], here: int, supposed: int) -> None:
        """Run the stages of a look that are not run yet; what asks for nothing supposed is as it is known to be."""
        for place in places:
            if place in look.filled:
                continue
            look.filled.add(place)
            if place < here and not self._shapes.reaches[place].asks & supposed:
                rows = self._rows[place]
            else:
                rows = self._stage(place, look.values)
                if any(row[WALK] for row in rows):
                    raise OnlyTheWalk
            look.rows[place] = rows
            for part, row in enumerate(rows):
                for port in self._shapes.rows[place][part].ports:
                    look.values[port.slot] = row[port.where]

    def _agreed(
        self,
        first: Values,
        reach: Reach,
        asks: Callable[[Values], int | None],
        found_by: Callable[[_Look, int], Values],
        alike: Callable[[Values, Values], bool],
    ) -> tuple[list[Values], bool] | None:
        """The definite looks, all alike, and whether anything was supposed for them."""
        found: list[Values] = []
        told = False
        waiting: list[tuple[dict[int, int], dict[int, Trial], Values]] = [({}, {}, first)]
        while waiting:
            chosen, supposed, current = waiting.pop()
            asked = asks(current)
            if asked is None:
                if found and not alike(found[0], current):
                    return None
                found.append(current)
                continue
            split = next((s for s in reach.splits if s[0] & asked and s[0] not in supposed), None)
            if split is None:
                return None
            told = True
            bit, trials = split
            for place in range(len(trials) - 1, -1, -1):
                more = {**supposed, bit: trials[place]}
                key_of = {**chosen, bit: place}
                look = self._look(more, tuple(sorted(key_of.items())))
                if look is not None:
                    waiting.append((key_of, more, found_by(look, sum(more))))
        return (found, told) if found else None

    # ------------------------------------------------------------ outcomes

    def _settle(self, place: int, part: int, row: Values) -> list[Any] | None:
        """The outcome that every value of a few facts leads to; None where there is none, or nothing to settle."""
        asked = asked_of(row)
        reach = self._shapes.reaches[place]
        if asked is None or not asked & reach.open:
            return None

        def found_by(look: _Look, supposed: int) -> Values:
            self._run(look, (*reach.upstream, place), place, supposed)
            return look.rows[place][part]

        agreed = self._agreed(
            row, reach, asked_of, found_by, lambda a, b: self._units_agree(place, part, a, b)
        )
        return None if agreed is None else self._merged(place, part, row, agreed[0])

    def _units_agree(self, place: int, part: int, a: Values, b: Values) -> bool:
        """Whether two definite outcomes are the same."""
        if a[KIND] != b[KIND]:
            return False
        shape = self._shapes.rows[place][part]
        if shape.tapers and not _tapers_agree(a, b):
            return False
        if a[KIND] != _RECOMMENDED:
            return True
        if (a[LEADS], a[LEADS_NOT]) != (b[LEADS], b[LEADS_NOT]):
            return False
        mine, theirs = _recommended(a), _recommended(b)
        if len(mine) != len(theirs):
            return False
        for one, other in zip(mine, theirs, strict=True):
            if one != other:
                told = self._ready.related(place, part, one, other)
                if told == "depends":
                    raise OnlyTheWalk
                if told == "other" or (callable(told) and not told(self._values)[0]):
                    return False
        return True

    def _merged(self, place: int, part: int, row: Values, looks: Sequence[Values]) -> list[Any]:
        """The outcome that all looks agree on, with the amounts and actions that are known."""
        shape = self._shapes.rows[place][part]
        made = list(looks[0])
        for look in looks[1:]:
            made[HOLDS] = made[HOLDS] & look[HOLDS]
            made[WITHHELD] = made[WITHHELD] | look[WITHHELD]
        made[CONDITIONS] = made[ASKED] = 0
        for line in shape.lines:
            kept = [line.known, line.lower, line.upper, line.again]
            if not line.is_class:
                kept.append(line.action)
            for where in kept:
                if where >= 0:
                    made[where] = row[where]
        doses = 0
        for entry, lines in enumerate(shape.of_entry):
            if made[PRESENT] >> entry & 1:
                for line in (shape.lines[number] for number in lines):
                    if line.again >= 0:
                        doses |= row[line.again]
        made[DOSES] = made[AMOUNTS] = doses
        for port in shape.ports:
            made[port.where] = _merged_port(port.merging, port.where, port.beside, row, looks)
        return made

    # ------------------------------------------------------------ scope

    def scope(self, first: Values) -> Truth:
        """Whether the guideline is about the patient, where every value of a few facts leads to the same."""

        def asks(found: Values) -> int | None:
            return None if found[0] or found[1] else found[2]

        agreed = self._agreed(
            first,
            self._shapes.scope_reach,
            asks,
            lambda look, _: self._ready.run(SCOPE)(look.values),
            lambda a, b: bool(a[0]) is bool(b[0]),
        )
        return None if agreed is None else bool(agreed[0][0][0])

    # ------------------------------------------------------------ promises

    def promise(self, place: int, found: list[Any]) -> bool:
        """Settle a promise, whose values are given and changed; whether it was changed."""
        reach = self._shapes.promise_reaches[place]
        last = len(self._shapes.rows)
        changed = False

        def found_by(look: _Look, supposed: int) -> Values:
            self._run(look, reach.upstream, last, supposed)
            values = self._ready.run(promise_name(place))(look.values)
            if values[OF_PROMISE]:
                raise OnlyTheWalk
            return values

        for when in (0, 2):

            def asks(values: Values, when: int = when) -> int | None:
                return None if values[when] or values[when + 1] else values[5]

            def alike(a: Values, b: Values, when: int = when) -> bool:
                return bool(a[when]) is bool(b[when])

            asked = asks(found)
            if asked is None or not asked & reach.open:
                continue
            agreed = self._agreed(tuple(found), reach, asks, found_by, alike)
            if agreed is None or not agreed[1]:
                continue
            changed = True
            looks = agreed[0]
            found[when], found[when + 1] = looks[0][when], looks[0][when + 1]
            if found[when]:
                found[4] = 0
                for look in looks:
                    found[4] |= look[4]
            if (found[0] or found[1]) and (found[2] or found[3]):
                found[5] = 0
        return changed


def _tapers_agree(a: Values, b: Values) -> bool:
    if not a[TAPER] or not b[TAPER]:
        return bool(a[TAPER]) is bool(b[TAPER])
    same = [bool(a[TAPER + n]) is bool(b[TAPER + n]) for n in (2, 3, 4, 5, 6)]
    return all(same) and a[TAPER + 1] == b[TAPER + 1] and (not a[TAPER + 6] or a[TAPER + 7] == b[TAPER + 7])


def _recommended(row: Values) -> list[int]:
    """The packages that are recommended, by their places."""
    mask = row[PRESENT] & row[LEADS]
    return [place for place in range(mask.bit_length()) if mask >> place & 1]


def _merged_port(merging: str, where: int, beside: int, row: Values, looks: Sequence[Values]) -> object:
    first = looks[0][where]
    match merging:
        case "any":
            if isinstance(first, bool):
                return any(look[where] for look in looks)
            mask = 0
            for look in looks:
                mask |= look[where]
            return mask
        case "all":
            return all(look[where] for look in looks)
        case "none":
            brings = [look[beside] or look[where] for look in looks]
            return any(look[where] for look in looks) or (any(brings) and not all(brings))
        case "gone":
            return 0
        case "beside":
            return row[beside]
    return first


def cut(values: Values, rows: Sequence[UnitShape]) -> list[Values]:
    """The rows of some outcomes among their values."""
    found: list[Values] = []
    start = 0
    for row in rows:
        found.append(values[start : start + row.width])
        start += row.width
    return found
