"""`never`: a promise, checked on what is taken now and on the plan; and what is wrong with what is taken now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engine.expressions import World
from engine.judged import Judged, any_of, defaults_of, merged
from engine.kinds import PromiseState, WronglyKind
from engine.safety import Safety, forbidden_frequency
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.references import operands
from guideline_dsl.values import Truth


@frozen
class PromiseResult:
    """A promise: whether its limits hold now and under the plan, and which."""

    promise: core.NeverNode
    now: PromiseState
    plan: PromiseState
    limits: tuple[core.LimitNode, ...]
    broken_by: tuple[core.LimitNode, ...]
    needs: tuple[str, ...]
    rests_on: tuple[str, ...]
    fed_by: frozenset[str]
    """The medicines whose place in the plan speaks for breaking it."""
    kept_by: frozenset[str]
    """The medicines whose place in the plan speaks for keeping it: to stop one feeds a broken promise."""
    purpose: Literal["scope", "promise"] = "promise"
    """What the needs are needed for."""


def check_promise(promise: core.NeverNode, now: World, plan: World, scope: Judged) -> PromiseResult:
    """Check a promise in the two worlds; outside the scope of the guideline nothing is promised."""
    graph = plan.graph
    limits = tuple(n for n in graph.children(promise.id) if isinstance(n, core.LimitNode))
    fed_by = frozenset(name for limit in limits for name in breaking_medicines(graph, limit.condition))
    denied = [core.Apply("not", (limit.condition,)) for limit in limits]
    kept_by = frozenset(name for condition in denied for name in breaking_medicines(graph, condition))
    if scope.truth is not True:
        state: PromiseState = "outside scope" if scope.truth is False else "open"
        needs = scope.needs if scope.truth is None else ()
        return PromiseResult(
            promise, state, state, limits, (), needs, scope.rests_on, fed_by, kept_by, "scope"
        )
    today = [_limit(limit, now) for limit in limits]
    planned = [_limit(limit, plan) for limit in limits]
    now_broken, plan_broken = any_of(today), any_of(planned)
    broken_by = tuple(
        limit for limit, a, b in zip(limits, today, planned, strict=True) if True in (a.truth, b.truth)
    )
    open_needs = merged(j.needs for j in (now_broken, plan_broken) if j.truth is None)
    # a promise that is kept because nothing of it holds names no reading of the source, but every default
    kept = (now_broken, plan_broken)
    defaults = merged(defaults_of(j.rests_on) for j in (scope, *kept))
    basis = merged((defaults, *(j.rests_on for j in kept if j.truth is not False)))
    return PromiseResult(
        promise,
        _state(now_broken.truth),
        _state(plan_broken.truth),
        limits,
        broken_by,
        open_needs,
        basis,
        fed_by,
        kept_by,
    )


def _limit(limit: core.LimitNode, world: World) -> Judged:
    judged = world.judge(limit.condition)
    assumed = tuple(f"assumption:{name}" for name in limit.support.assumptions)
    return Judged(judged.value, judged.needs, merged((judged.rests_on, assumed)), judged.reasons)


def _state(broken: Truth) -> PromiseState:
    return "open" if broken is None else ("broken" if broken else "kept")


def breaking_medicines(graph: DecisionGraph, condition: core.Expression) -> Iterator[str]:
    """The medicines whose being planned speaks for a condition: those under an even number of `not`s.

    A dose or a time may speak for it either way round.
    """
    waiting: list[tuple[core.Expression, bool]] = [(condition, True)]
    while waiting:
        expression, positive = waiting.pop()
        match expression:
            case core.PlanHas(crowd=crowd) | core.Taking(crowd=crowd):
                if positive:
                    yield from graph.members(crowd)
            case core.MedicineMeasure(target=crowd):
                yield from graph.members(crowd)
            case core.DefinitionRef(name=name):
                waiting.append((graph.definitions[name].value, positive))
            case core.Apply(operator="not"):
                waiting.append((expression.operands[0], not positive))
            case _:
                waiting.extend((inside, positive) for inside in operands(expression))


# ---------------------------------------------------------------- what is wrong with what is taken


@frozen
class TakenWrongly:
    """A medicine that is taken although it is contraindicated or may be, or at a frequency it must not have.

    `limits` are the contraindications that hold, or may hold; `needs` would tell.
    """

    medicine: str
    kind: WronglyKind
    limits: tuple[core.LimitNode, ...] = ()
    rests_on: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def limits_hold(self) -> bool:
        """Whether it is surely wrong."""
        return self.kind != "may be contraindicated"


def taken_wrongly(world: World, safety: Safety) -> Iterator[TakenWrongly]:
    """What is wrong, or may be, with the present medication."""
    for medicine in world.record.medicines or ():
        declared = world.graph.medicines.get(medicine.name)
        if declared is None:
            continue
        clearance = safety.clearance(medicine.name)
        truth = clearance.contraindicated.truth
        if truth is not False:
            concerned = [limit for limit in clearance.limits if limit.judged.truth is truth]
            yield TakenWrongly(
                medicine.name,
                "contraindicated medicine taken" if truth else "may be contraindicated",
                tuple(limit.limit for limit in concerned),
                merged(limit.judged.rests_on for limit in concerned),
                () if truth else clearance.contraindicated.needs,
            )
        if forbidden_frequency(world, declared) is True:
            yield TakenWrongly(medicine.name, "forbidden frequency")
