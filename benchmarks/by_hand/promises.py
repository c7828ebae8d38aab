"""The three promises, on what is taken now and on the plan."""

from __future__ import annotations

from functools import lru_cache

from benchmarks.by_hand.kleene import BIT, LIST, Kleene, both, either, negate, told
from benchmarks.by_hand.looks import Looks
from benchmarks.by_hand.patient import CORTICOSTEROID, PREDNISONE, STEROID_SPARING, WEEK, Patient
from benchmarks.by_hand.plan import Plan, has
from benchmarks.by_hand.taper import Range, prolonged
from engine.compiled.answer import PromiseAnswer
from engine.kinds import PromiseState

_STEROIDS = ("prednisone", "other_corticosteroid", "methylprednisolone")


def _state(broken: Kleene) -> PromiseState:
    return "broken" if broken is True else "kept" if broken is False else "open"


def promises(
    p: Patient, looks: Looks, steroid: Kleene, plan: Plan, now: Range, planned: Range
) -> tuple[PromiseAnswer, ...]:
    """What must never be, and whether it is."""
    sparing = has(STEROID_SPARING, p.taken, p.medicines is None, plan)
    today = both(p.takes_corticosteroid, negate(p.takes_sparing))
    then = both(steroid, negate(sparing))
    anti = p.truth("anti_hmgcr")
    return (
        _alone("never:steroid_alone", today, then, looks, True),
        _alone("never:steroid_alone_in_anti_hmgcr", both(anti, today), both(anti, then), looks, anti),
        _prolonged(p, now, planned),
    )


def _alone(node: str, today: Kleene, then: Kleene, looks: Looks, also: Kleene) -> PromiseAnswer:
    settled = then if then is True or then is False else looks.steroid_alone(then, also)
    return _alone_answer(node, today, then, settled)


@lru_cache(65536)
def _alone_answer(node: str, today: Kleene, then: Kleene, settled: Kleene) -> PromiseAnswer:
    states = _state(today), _state(settled)
    needs = _open_needs(today, then) if "open" in states else 0
    broken_by = (f"{node}/when:1",) if "broken" in states else ()
    return PromiseAnswer(node, *states, broken_by, told(needs))


def _open_needs(*broken: Kleene) -> int:
    needs = 0
    for truth in broken:
        if truth is not True and truth is not False:
            needs |= truth
    return needs


def _prolonged(p: Patient, now: Range, planned: Range) -> PromiseAnswer:
    return _prolonged_answer(prolonged(p, now), prolonged(p, planned), _another_kept_high(p))


# what is open with no needs (0) is not what is no: the kinds of the values are told apart
@lru_cache(65536, typed=True)
def _prolonged_answer(today: Kleene, then: Kleene, other: Kleene) -> PromiseAnswer:
    node = "never:prolonged_high_dose"
    broken = either(today, other), either(then, other)
    held = today is True or then is True, other is True
    broken_by = tuple(f"{node}/when:{place}" for place, holds in enumerate(held, start=1) if holds)
    return PromiseAnswer(node, _state(broken[0]), _state(broken[1]), broken_by, told(_open_needs(*broken)))


def _another_kept_high(p: Patient) -> Kleene:
    """Another corticosteroid, or several, in a high dose for more than four weeks."""
    high = p.truth("other_corticosteroid_high_dose")
    if p.medicines is None:
        return both(LIST, high)
    steroids = p.taken & CORTICOSTEROID
    if not steroids or steroids == PREDNISONE or high is False:
        return False
    needs = 0
    for name in _STEROIDS:
        taken = p.medicines.get(name)
        if taken is not None:
            time = taken.time_on
            if time is None:
                needs |= BIT[f"medicine:{name}:time"]
            elif time.numerator > 4 * WEEK * time.denominator:
                return high
    return both(needs, high) if needs else False
