"""Conflict: one medicine recommended in different doses, or given and stopped.

Two sure statements that disagree are both in conflict. A sure one that another, not yet decided, may disagree
with is only conditional: else it would turn into a conflict when more is known. Equal doses are no conflict.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.agreement import doses_agree
from engine.judged import merged
from engine.outcomes import UnitResult
from engine.packages import GiveResult
from engine.plan import MEDICATION_LIST, Plan
from engine.tapers import TaperResult
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.values import Truth, any_holds, exactly


@frozen
class Claim:
    """What one outcome says of one medicine. `give` None: it stops it; or a taper's next dose, or its present one.

    `stops` is unknown while it is not known whether there is anything to stop.
    """

    unit: int
    medicine: str
    sure: bool
    give: GiveResult | None = None
    stops: Truth = False


def with_conflicts(units: Sequence[UnitResult], plan: Plan) -> tuple[UnitResult, ...]:
    """The outcomes, with those that disagree marked.

    What another decision says of a medicine, or does not, may rest on a default; then whether there is a conflict does.
    """
    by_medicine: dict[str, list[Claim]] = {}
    for index, unit in enumerate(units):
        for claim in claims_of(index, unit):
            by_medicine.setdefault(claim.medicine, []).append(claim)
    marked = list(units)
    for medicine, claims in by_medicine.items():
        behind = plan.defaults_behind((medicine,))
        for index in {claim.unit for claim in claims} if behind else ():
            marked[index] = replace(marked[index], rests_on=merged((marked[index].rests_on, behind)))
        for claim in claims:
            if claim.sure:
                others = [other for other in claims if other.unit != claim.unit]
                marked[claim.unit] = _judged(marked[claim.unit], medicine, claim, others, units)
    return tuple(marked)


def claims_of(index: int, unit: UnitResult) -> Iterator[Claim]:
    """What an outcome, the one at `index` among all, says of each medicine."""
    sure = unit.kind == "recommended"
    if not sure and unit.kind not in ("conditional", "insufficient data"):
        return
    if isinstance(unit.decision, core.TaperNode):
        yield Claim(index, unit.decision.medicine, sure)
        return
    packages = [p for p in (*unit.packages, *unit.possible) if p.status != "withheld"]
    # of options that are equal only one is taken: what not all of them bring is not sure
    alternatives = [alternative for package in packages for alternative in package.alternatives]
    everywhere = frozenset.intersection(*alternatives) if alternatives else frozenset()
    for package in packages:
        for give in package.gives:
            for medicine in (give.medicine,) if give.medicine else ():
                yield Claim(index, medicine, sure and medicine in everywhere, give)
    for stop in unit.stops:
        yield Claim(index, stop.medicine, sure and stop.sure, stops=stop.taken)


def _judged(
    unit: UnitResult, medicine: str, claim: Claim, others: Sequence[Claim], units: Sequence[UnitResult]
) -> UnitResult:
    clash = any_holds(_disagrees(claim, other, units) for other in others)
    if clash is False or unit.kind == "conflict":
        return unit
    against = [units[o.unit] for o in others if _disagrees(claim, o, units) is not False]
    names = ", ".join(dict.fromkeys(_name(other) for other in against))
    if clash:
        return replace(unit, kind="conflict", reason=f"{medicine} is said differently in {names}")
    amounts = merged(_needs(other) for other in (unit, *against))
    unlisted = (MEDICATION_LIST,) if None in (claim.stops, *(other.stops for other in others)) else ()
    waiting = merged((unit.conditions, *(other.conditions for other in against), amounts, unlisted))
    return replace(
        unit,
        kind="conditional",
        reason=f"{names} may say something else about {medicine}",
        conditions=waiting,
        contested=waiting,
        asked=(*unit.asked, *(("condition", need) for need in waiting)),
    )


def _needs(unit: UnitResult) -> tuple[str, ...]:
    """What would tell which dose an outcome comes to."""
    doses = (package.dose_needs for package in unit.possible)
    return merged((tuple(need for _, need in unit.asked), unit.possible_needs, *doses))


def _disagrees(claim: Claim, other: Claim, units: Sequence[UnitResult]) -> Truth:
    """Whether two claims about one medicine clash; at most unknown while the other is not sure."""
    truth = contradicts(claim, other, units)
    return None if truth and not other.sure else truth


def contradicts(claim: Claim, other: Claim, units: Sequence[UnitResult]) -> Truth:
    """Whether two claims about one medicine clash if both are made."""
    stops = (claim.stops, other.stops)
    if False not in stops:
        return False
    if stops != (False, False):
        return None if None in stops else True
    if claim.give is not None and other.give is not None:
        agree = doses_agree(claim.give, other.give)
        return None if agree is None else not agree
    if claim.give is None and other.give is None:
        return False
    give = claim.give if claim.give is not None else other.give
    taper = units[claim.unit if claim.give is None else other.unit].taper
    assert give is not None
    return None if taper is None or give.dose.needs else _against_taper(give, taper)


def _against_taper(give: GiveResult, taper: TaperResult) -> Truth:
    """Against the next dose where the step is due, the present one where it is not, both where it may be."""
    clashes: list[bool] = []
    if taper.due is not False:
        clashes.append(taper.next is None or give.dose.rate != exactly(taper.next))
    if taper.due is not True:
        stays = taper.current is not None and give.dose.rate == exactly(taper.current)
        clashes.append(not stays and give.action != "continue")
    return clashes[0] if len(set(clashes)) == 1 else None


def _name(unit: UnitResult) -> str:
    decision = unit.decision
    return f"the taper of {decision.medicine}" if isinstance(decision, core.TaperNode) else decision.name
