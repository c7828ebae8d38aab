"""What a decision comes to, before it is put into words: one `UnitResult` for each outcome.

An outcome unit is a `decide`, a `choose`, the unconditional lines of an `advise`, each `when` of an `advise`, or a
taper.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from engine.judged import merged
from engine.kinds import OutcomeKind
from engine.packages import LineResult, PackageResult
from engine.plan import Contribution, Stopping
from engine.safety import LimitResult
from guideline_dsl import core
from guideline_dsl.frozen import field, frozen
from guideline_dsl.values import Truth

if TYPE_CHECKING:
    from engine.tapers import TaperResult

Purpose = Literal["scope", "applicability", "condition", "promise", "amount", "preference"]
PURPOSES: tuple[Purpose, ...] = ("scope", "applicability", "condition", "promise", "amount", "preference")
"""In the order of asking."""

Asked = tuple[tuple[Purpose, str], ...]
"""What is missing, each with what it is needed for."""


def asked(purpose: Purpose, needs: tuple[str, ...]) -> Asked:
    """The needs, each with its purpose."""
    return tuple((purpose, need) for need in needs)


@frozen
class OptionResult:
    """One option of a `choose` for this patient.

    `packages` are those it may come to (one, unless its regimen is undecided). `available` is Kleene: eligible, and not
    withheld, with nothing to wait for.
    """

    option: core.OptionNode
    packages: tuple[PackageResult, ...]
    eligible: Truth
    preferred: Truth
    available: Truth
    leads: Truth
    continued: bool
    withheld: bool
    needs: tuple[str, ...]
    preference_needs: tuple[str, ...]
    rests_on: tuple[str, ...]


@frozen
class UnitResult:
    """One outcome.

    `node` is what it is about, `part` counts the `when`s of an `advise`. `packages` are the packages of the
    outcome: one when it is settled, several when several are possible. `possible` are those of a decision that
    may not apply. `conditions` are the needs a conditional outcome waits for. `contributions` and `stops` are
    what it may bring into or take out of the plan.
    """

    node: core.Node
    decision: core.DecisionNode | core.TaperNode
    kind: OutcomeKind
    reason: str
    part: int | None = None
    packages: tuple[PackageResult, ...] = ()
    options: tuple[OptionResult, ...] = ()
    withheld_by: tuple[LimitResult, ...] = ()
    messages: tuple[tuple[core.MessageNode, Truth], ...] = ()
    conditions: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()
    """What would tell whether another decision says something else about one of its medicines."""
    asked: Asked = ()
    rests_on: tuple[str, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    stops: tuple[Stopping, ...] = ()
    taper: TaperResult | None = None
    possible: tuple[PackageResult, ...] = ()
    possible_needs: tuple[str, ...] = ()
    """What tells which of `possible` it would be; asked for by what depends on it."""
    holds: tuple[str, ...] = field(default=())
    """The branches, exceptions and clauses that decided, for the trace and the coverage."""

    @property
    def lines(self) -> tuple[LineResult, ...]:
        """The lines of all its packages."""
        return tuple(line for package in self.packages for line in package.lines)


def asked_of_doses(packages: Iterable[PackageResult]) -> Asked:
    """What would complete the doses: amounts, then preferences inside them."""
    found = list(packages)
    needs = merged(package.dose_needs for package in found)
    amounts = {n for p in found for n in p.dose_needs if n not in p.preference_needs}
    return (
        *asked("amount", tuple(need for need in needs if need in amounts)),
        *asked("preference", tuple(need for need in needs if need not in amounts)),
    )


def conditions_of(questions: Asked) -> tuple[str, ...]:
    """What an undecided outcome depends on: all that is asked for but amounts and preferences."""
    return merged([tuple(need for purpose, need in questions if purpose not in ("amount", "preference"))])
