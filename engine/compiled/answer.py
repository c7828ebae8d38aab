"""The answer for one patient, small enough for a nation: what every reading of the graph gives, and must give equally.

Nothing here is put into words; the words, the arithmetic and the trace are the assessment's (engine/assessment.py),
which is made of the walk when somebody asks for it. Numbers are exact, in the base unit of their dimension. Ids are
those of graph nodes; needs are those of engine/judged.py. All sets are sorted tuples in the order of the graph.
"""

from __future__ import annotations

from fractions import Fraction

from engine.kinds import Action, OutcomeKind, PromiseState, WronglyKind
from engine.packages import Status
from guideline_dsl.frozen import frozen
from guideline_dsl.values import Truth


@frozen
class LineAnswer:
    """One line (`give`, `do`, `stop`) that is recommended, possible or withheld.

    `lower` to `upper` is the rate (amount per time) of a dose where it has one, else the amount given each time, in
    base units; `unit` is the unit it is shown in ("" without a dose). `members` are the medicines of which one will do.
    """

    node: str
    action: Action
    status: Status
    members: tuple[str, ...] = ()
    lower: Fraction | None = None
    upper: Fraction | None = None
    unit: str = ""
    option: str = ""
    leads: Truth = True


@frozen
class UnitAnswer:
    """The outcome of a decision, of one `when` of an `advise`, or of a taper.

    `holds` are the statements that decided. `withheld_by` are the limits that withhold a line. `conditions` are the
    needs an undecided outcome waits for, `amounts` those that would only complete or place a dose. For a taper `next`
    is the next dose (a rate in base units) and `due` whether it is due.
    """

    node: str
    part: int | None
    kind: OutcomeKind
    holds: tuple[str, ...] = ()
    lines: tuple[LineAnswer, ...] = ()
    withheld_by: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    next: Fraction | None = None
    due: Truth = None


@frozen
class PromiseAnswer:
    """A promise, on what is taken now and on the plan; the limits that break it, and what would settle it."""

    node: str
    now: PromiseState
    plan: PromiseState
    broken_by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@frozen
class WronglyAnswer:
    """A medicine that is taken and must not be, or may not be."""

    medicine: str
    kind: WronglyKind
    limits: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@frozen
class CautionAnswer:
    """A caution that is shown, or may be."""

    limit: str
    medicine: str
    shown: Truth
    needs: tuple[str, ...] = ()


@frozen
class Answer:
    """What a guideline says about one patient. `missing` are all needs, in the order of asking."""

    guideline: str
    scope: Truth
    units: tuple[UnitAnswer, ...]
    promises: tuple[PromiseAnswer, ...]
    taken_wrongly: tuple[WronglyAnswer, ...]
    cautions: tuple[CautionAnswer, ...]
    missing: tuple[str, ...]
