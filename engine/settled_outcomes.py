"""Outcomes and promises that several looks at a patient agree on, as one (see settling.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal

from engine.agreement import packages_agree
from engine.judged import merged
from engine.outcomes import OptionResult, UnitResult, asked
from engine.packages import Lines, PackageResult
from engine.plan import Contribution, Stopping
from engine.promises import PromiseResult
from guideline_dsl import core
from guideline_dsl.values import Truth

_OPEN = frozenset(("conditional", "insufficient data", "unknown"))

When = Literal["now", "plan"]


def is_definite(unit: UnitResult) -> bool:
    """Whether no missing fact can change the outcome."""
    return unit.kind not in _OPEN


def asked_by_unit(unit: UnitResult) -> tuple[str, ...] | None:
    """What an open outcome depends on; None for a definite one."""
    return None if is_definite(unit) else tuple(need for purpose, need in unit.asked if purpose != "amount")


def with_amounts_of(unit: UnitResult, lines: Lines) -> UnitResult:
    """The outcome with every amount and action as it is for the patient, whatever was supposed."""
    options = tuple(
        replace(option, packages=tuple(lines.again(package) for package in option.packages))
        for option in unit.options
    )
    return replace(unit, packages=tuple(lines.again(package) for package in unit.packages), options=options)


# ---------------------------------------------------------------- outcomes


def units_agree(a: UnitResult, b: UnitResult) -> bool:
    """Whether two definite outcomes are the same."""
    if a.kind != b.kind or a.taper != b.taper:
        return False
    if a.kind != "recommended":
        return True
    if [option.leads for option in a.options] != [option.leads for option in b.options]:
        return False
    mine, theirs = _recommended(a), _recommended(b)
    return len(mine) == len(theirs) and all(map(packages_agree, mine, theirs))


def _recommended(unit: UnitResult) -> tuple[PackageResult, ...]:
    if not unit.options:
        return unit.packages
    return tuple(package for option in unit.options if option.leads for package in option.packages)


def unit_of_looks(looks: Sequence[UnitResult], told: Sequence[str]) -> UnitResult:
    """The outcome that all looks agree on; `told` is what was supposed for them."""
    first = looks[0]
    packages = first.packages
    names = " and ".join(need.partition(":")[2].replace("_", " ") for need in told)
    reasons = " or ".join(dict.fromkeys(look.reason for look in looks if look.reason))
    return replace(
        first,
        reason=f"{reasons}, whatever is found of {names}" if reasons else "",
        options=tuple(_options(looks)),
        withheld_by=tuple(dict.fromkeys(limit for look in looks for limit in look.withheld_by)),
        messages=tuple(_messages(looks)),
        conditions=(),
        asked=asked("amount", merged(package.dose_needs for package in packages)),
        rests_on=merged(look.rests_on for look in looks),
        contributions=tuple(_contributions(looks)),
        stops=tuple(_stops(looks)),
        holds=tuple(node for node in first.holds if all(node in look.holds for look in looks)),
    )


def _messages(looks: Sequence[UnitResult]) -> Iterable[tuple[core.MessageNode, Truth]]:
    """The messages of the outcome as a whole; those of one branch or exception say more than is known."""
    first = looks[0]
    whole = {first.decision.id, first.node.id, *(option.option.id for option in first.options)}
    for message in first.messages:
        if message[0].parent in whole and all(message in look.messages for look in looks):
            yield message


def _options(looks: Sequence[UnitResult]) -> Iterable[OptionResult]:
    """The options that every look has; a choice that is not about the patient in one of them has none there."""
    found = [{option.option.id: option for option in look.options} for look in looks]
    for identifier in found[0]:
        if all(identifier in options for options in found):
            yield _option([options[identifier] for options in found])


def _option(looks: Sequence[OptionResult]) -> OptionResult:
    first = looks[0]
    return replace(
        first,
        eligible=_common([option.eligible for option in looks]),
        preferred=_common([option.preferred for option in looks]),
        available=_common([option.available for option in looks]),
        withheld=all(option.withheld for option in looks),
        rests_on=merged(option.rests_on for option in looks),
    )


def _common(truths: Sequence[Truth]) -> Truth:
    return truths[0] if all(truth is truths[0] for truth in truths) else None


def _contributions(looks: Sequence[UnitResult]) -> Iterable[Contribution]:
    """What each source brings in any look; nothing is among it where one look has it bring nothing."""
    by_source: dict[str, list[Contribution]] = {}
    for look in looks:
        for contribution in look.contributions:
            by_source.setdefault(contribution.source, []).append(contribution)
    for source, found in by_source.items():
        alternatives = dict.fromkeys(one for contribution in found for one in contribution.alternatives)
        if len(found) < len(looks):
            alternatives[frozenset()] = None
        yield Contribution(source, tuple(alternatives), merged(contribution.needs for contribution in found))


def _stops(looks: Sequence[UnitResult]) -> Iterable[Stopping]:
    found = dict.fromkeys((stop.source, stop.medicine) for look in looks for stop in look.stops)
    for key in found:
        each = [stop for look in looks for stop in look.stops if (stop.source, stop.medicine) == key]
        sure = len(each) == len(looks) and all(stop.sure for stop in each)
        yield replace(each[0], sure=sure, needs=merged(stop.needs for stop in each))


# ---------------------------------------------------------------- promises


def asked_by_promise(when: When) -> Callable[[PromiseResult], tuple[str, ...] | None]:
    """What an open promise depends on; None for one that is kept or broken."""
    return lambda result: result.needs if _state(result, when) == "open" else None


def promises_agree(when: When) -> Callable[[PromiseResult, PromiseResult], bool]:
    """Whether two looks find the promise in the same state."""
    return lambda a, b: _state(a, when) == _state(b, when)


def _state(result: PromiseResult, when: When) -> str:
    return result.now if when == "now" else result.plan


def promise_of_looks(when: When, result: PromiseResult, looks: Sequence[PromiseResult]) -> PromiseResult:
    """The promise in the state that all looks agree on."""
    state = looks[0].now if when == "now" else looks[0].plan
    changed = replace(result, now=state) if when == "now" else replace(result, plan=state)
    holding = [limit for limit in result.limits if any(limit in look.broken_by for look in looks)]
    return replace(
        changed,
        broken_by=tuple(holding) if state == "broken" else changed.broken_by,
        needs=() if "open" not in (changed.now, changed.plan) else changed.needs,
        rests_on=merged((changed.rests_on, *(look.rests_on for look in looks))),
    )
