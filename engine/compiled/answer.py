"""The answer for one patient, small enough for a nation: what every reading of the graph gives, and must give equally.

Nothing here is put into words; the words, the arithmetic and the trace are the assessment's (engine/assessment.py),
which is made of the walk when somebody asks for it. Numbers are exact, in the base unit of their dimension. Ids are
those of graph nodes; needs are those of engine/judged.py. All sets are tuples without doubles in the order of the
graph (of needs: engine/compiled/needs.py), so that equal answers are equal values.
"""

from __future__ import annotations

from fractions import Fraction

from engine.kinds import Action, OutcomeKind, PromiseState, Status, WronglyKind
from guideline_dsl.frozen import frozen
from guideline_dsl.values import Truth


@frozen
class LineAnswer:
    """One line (`give`, `do`, `stop`) that is recommended, or may be.

    `lower` to `upper` is the rate (amount per time) of a dose where it has one, else the amount as written (each time,
    or of a whole course), in base units; `unit` is the unit it is shown in ("" where the dose is not known). What is
    continued goes on as it is taken: it has no dose here. `members` are the medicines of which one will do; of a
    `stop`, those that are taken or may be. `option` is the option of a choice that it belongs to, `leads` whether
    that leads.
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

    `part` counts the parts of an `advise`. `holds` are the branches, exceptions and options that decided. `lines` are
    there where it is recommended or conditional: of its packages, or of the options that lead or may lead, as they are
    written. `withheld_by` are the limits that withhold a line. `conditions` are the needs an undecided outcome waits
    for, `amounts` what is asked for besides: what would only complete or place a dose. For a taper `next` is the next
    dose (a rate in base units) and `due` whether it is due.
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
    """What a guideline says about one patient.

    `guideline` is its hash. `missing` are the needs of outcomes, promises and of what is taken wrongly, each once.
    `taken_wrongly` and `cautions` are in the order of the medicines.
    """

    guideline: str
    scope: Truth
    units: tuple[UnitAnswer, ...]
    promises: tuple[PromiseAnswer, ...]
    taken_wrongly: tuple[WronglyAnswer, ...]
    cautions: tuple[CautionAnswer, ...]
    missing: tuple[str, ...]
