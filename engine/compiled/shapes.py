"""What is known of a guideline once it is lowered, in plain records: what its functions give, and what that says.

It is all that answering a patient needs besides the functions, so that it can be kept (kept.py) and read again without
lowering anything. Names are ids of graph nodes; a place is a bit of a mask, or the place of a value in a row.

Declared absent: wires, the graph, the functions themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from engine.kinds import KINDS
from guideline_dsl.frozen import frozen

Patient = list[Any]
"""The values of one patient: columns, then ports."""

Run = Callable[[Patient], tuple[Any, ...]]

(
    KIND,
    HOLDS,
    PRESENT,
    LEADS,
    LEADS_NOT,
    WITHHELD,
    CONDITIONS,
    ASKED,
    DOSES,
    AMOUNTS,
    CLEAR,
    HELD_BACK,
    WALK,
) = range(13)
"""The places of what every outcome has: masks, but for the kind (a code) and the last (a bit)."""

TAPER = 13
"""From here on, of a taper: known, next, due (yes, no), on hold (yes, no), whether there is a wait, and the wait."""

OF_TAPER = 8

OF_PROMISE, OF_WRONGLY, OF_CAUTION = 6, 6, 3
"""So many values has each of them in what a course ends with."""

OPEN = frozenset(KINDS.index(kind) for kind in ("conditional", "insufficient data", "unknown"))
SAYS_LINES = frozenset(KINDS.index(kind) for kind in ("recommended", "conditional"))
"""The kinds of outcomes, as codes, that are open; and those whose lines an answer has."""

Named = tuple[tuple[int, str], ...]
"""Names with their places in a mask, in the order of the guideline."""


@frozen
class LineShape:
    """Where a row has what a line comes to; -1: it has none.

    `is_class`: any member of a class will do. `members` are the places of the medicines in the mask at `who`, `again`
    stands for the needs of the dose when it is looked at again. `unit` is the one in which its dose is shown.
    """

    node: str
    does: Literal["give", "do", "stop"]
    is_class: bool
    unit: str
    members: tuple[str, ...]
    action: int
    known: int
    lower: int
    upper: int
    who: int
    again: int


@frozen
class PortShape:
    """Where a row has what later stages read, and what is beside it; `merging` as in stages.py."""

    merging: str
    where: int
    beside: int
    slot: int


@frozen
class UnitShape:
    """One outcome: how its row of `width` values is read.

    `acts`: it recommends something where it is decided. `options` has the option of each package ("" for none),
    `of_entry` the places of its lines among `lines`.
    """

    node: str
    part: int | None
    acts: bool
    tapers: bool
    width: int
    options: tuple[str, ...]
    of_entry: tuple[tuple[int, ...], ...]
    lines: tuple[LineShape, ...]
    ports: tuple[PortShape, ...]
    withheld: Named
    holds: Named


@frozen
class Telling:
    """What tells one outcome of another patient apart: its row is `fixed`, with values of a key where `of_key` says.

    `by_code`: where a value of the key at a place tells another one of the row, by its values.
    """

    fixed: tuple[object, ...]
    of_key: tuple[tuple[int, int], ...]
    by_code: tuple[tuple[int, int, tuple[tuple[int, object], ...]], ...] = ()


@frozen
class Group:
    """Outcomes that are told apart together, by one key: stage and part of each, and its telling."""

    places: tuple[tuple[int, int], ...]
    tellings: tuple[Telling, ...]


@frozen
class Grouping:
    """All outcomes in the order of the answer, and what follows from them: the keys that a function gives."""

    groups: tuple[Group, ...]
    ends: Telling


Slots = tuple[int, ...]
"""Places among the values of a patient."""


@frozen
class InOnePiece:
    """What is known of all outcomes at once (at_once.py).

    For each stage and outcome, `looks` are the values that decide whether it waits for something (staying_open.py), and
    `doses` those that the dose of each of its lines hangs on. `contradicts` are those that say whether what is supposed
    cannot be.
    """

    grouping: Grouping
    looks: tuple[tuple[Slots, ...], ...]
    doses: tuple[tuple[tuple[Slots, ...], ...], ...]
    contradicts: Slots


@frozen
class PromiseShape:
    """A promise, and the limits that break it."""

    node: str
    limits: Named


@frozen
class WronglyShape:
    """A medicine that may be taken wrongly, with the limits that hold and those that may."""

    medicine: str
    holding: Named
    open: Named


@frozen
class CautionShape:
    """A caution of a medicine."""

    limit: str
    medicine: str


@frozen
class Trial:
    """A value that a fact or procedure may be supposed to have: what its columns then hold."""

    value: object
    changes: tuple[tuple[int, object], ...]


@frozen
class Reach:
    """What an outcome or a promise hangs on more than once (guideline_dsl/cones.py).

    `asks` and `open` are masks of needs: those it asks for, and those that are tried out; `splits` are the latter,
    each by its bit, with the values tried.
    """

    upstream: tuple[int, ...]
    asks: int
    open: int
    splits: tuple[tuple[int, tuple[Trial, ...]], ...]


@frozen
class Shapes:
    """A guideline: the outcomes of its stages, what follows from them, and what all of it may ask for.

    `guideline` is its hash. `order` are the outcomes in the order of the answer: stage and part. `needs` are those that
    masks stand for, in the order of the guideline. `reads` are the ports that each stage reads, `slots` counts the
    values of a patient.
    """

    guideline: str
    rows: tuple[tuple[UnitShape, ...], ...]
    order: tuple[tuple[int, int], ...]
    promises: tuple[PromiseShape, ...]
    wrongly: tuple[WronglyShape, ...]
    cautions: tuple[CautionShape, ...]
    needs: Named
    reaches: tuple[Reach, ...]
    promise_reaches: tuple[Reach, ...]
    scope_reach: Reach
    reads: tuple[tuple[int, ...], ...]
    at_once: InOnePiece
    slots: int


def slots_supposed(reach: Reach) -> frozenset[int]:
    """The values that are supposed of what an outcome hangs on."""
    return frozenset(slot for _, trials in reach.splits for trial in trials for slot, _ in trial.changes)


def asked_of(row: Sequence[Any]) -> int | None:
    """What an open outcome depends on, as a mask; None for a definite one."""
    if row[KIND] not in OPEN:
        return None
    asked: int = row[ASKED] | (row[DOSES] & ~row[AMOUNTS])
    return asked
