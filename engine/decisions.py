"""Decisions: the first that holds, alternatives, each that holds.

Each function gives outcomes (engine/outcomes.py) that stay what they are when more is known: a definite outcome is
given only when every package that may still result leads to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.agreement import packages_agree
from engine.expressions import World
from engine.judged import Judged, all_of, any_of, defaults_of, merged, negation
from engine.kinds import CONDITIONS_HOLD, OutcomeKind
from engine.outcomes import Asked, UnitResult, asked, asked_of_doses, conditions_of
from engine.packages import (
    Lines,
    PackageResult,
    PossibleBranch,
    StopResult,
    possible_branches,
    possible_packages,
)
from engine.plan import MEDICATION_LIST, Contribution, Stopping
from engine.safety import Safety
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.references import support_of
from guideline_dsl.values import Truth


@frozen
class Applicability:
    """Whether a decision applies: `for`, and no `except when`."""

    judged: Judged
    exceptions: tuple[core.ExceptionNode, ...]
    """Those that definitely hold."""


def applicability(decision: core.DecisionNode | core.TaperNode, world: World) -> Applicability:
    """`for` and no `except when`, in Kleene's logic: a definite exception makes an unknown `for` irrelevant."""
    parts: list[Judged] = []
    holding: list[core.ExceptionNode] = []
    if decision.applies is not None:
        parts.append(world.judge(decision.applies))
    for node in world.graph.children(decision.id):
        if isinstance(node, core.ExceptionNode):
            judged = world.judge(node.condition)
            if judged.truth is True:
                holding.append(node)
                assumed = tuple(f"assumption:{name}" for name in node.support.assumptions)
                judged = replace(judged, rests_on=merged((judged.rests_on, assumed)))
            parts.append(negation(judged))
    judged = all_of(parts)
    if holding:
        # every exception that holds is shown, so what they rest on is named for all of them
        basis = [n for p in parts if p.truth is False for n in p.rests_on]
        judged = replace(judged, rests_on=merged((judged.rests_on, tuple(basis))))
    return Applicability(judged, tuple(holding))


def not_applicable(
    decision: core.DecisionNode | core.TaperNode,
    node: core.Node,
    part: int | None,
    applies: Applicability,
    world: World,
) -> UnitResult | None:
    """The outcome of a decision that does not apply or may not; None when it applies."""
    truth = applies.judged.truth
    if truth is True:
        return None
    if truth is False:
        notes = [n for e in applies.exceptions for n in world.graph.children(e.id)]
        messages = tuple((n, True) for n in notes if isinstance(n, core.MessageNode))
        reason = _why_not(applies, world)
        return UnitResult(
            node, decision, "not applicable", reason, part,
            messages=messages, rests_on=applies.judged.rests_on, holds=tuple(e.id for e in applies.exceptions),
        )  # fmt: skip
    questions = asked("applicability", applies.judged.needs)
    return UnitResult(
        node, decision, "insufficient data", "whether it applies is not known", part,
        conditions=conditions_of(questions), asked=questions, rests_on=applies.judged.rests_on,
    )  # fmt: skip


def _why_not(applies: Applicability, world: World) -> str:
    """Why a decision does not apply: what is decided instead is named."""
    if not applies.exceptions:
        return "it is not about this patient"
    over = [world.graph.node(e.decided_by) for e in applies.exceptions if e.decided_by]
    named = [n.title or n.name for n in over if isinstance(n, core.DecisionNode)]
    return f"{' and '.join(named)} is decided instead" if named else "an exception holds"


def also_asking(unit: UnitResult, needs: tuple[str, ...]) -> UnitResult:
    """The outcome, with further conditions to ask for."""
    questions = (*unit.asked, *asked("condition", needs))
    return replace(unit, asked=questions, conditions=conditions_of(questions)) if needs else unit


def resting_on_defaults(unit: UnitResult, basis: Iterable[tuple[str, ...]]) -> UnitResult:
    """An undecided outcome also rests on the defaults by which it may bring less, or something else, into the plan.

    A package that an assumed value withholds may come back: what speaks of its medicine is provisional until then.
    """
    return replace(unit, rests_on=merged((unit.rests_on, defaults_of(merged(basis)))))


class Decisions:
    """Evaluates decisions in one world."""

    def __init__(self, world: World, safety: Safety) -> None:
        self._world = world
        self._safety = safety
        self.lines = Lines(world, safety)

    def evaluate(self, decision: core.DecisionNode) -> tuple[UnitResult, ...]:
        """The outcomes of a decision, in the order of the file."""
        applies = applicability(decision, self._world)
        match decision.mode:
            case "decide":
                return (self._decide(decision, applies),)
            case "choose":
                from engine.choices import choose  # noqa: PLC0415 - choices.py builds on this module

                return (choose(decision, applies, self._world, self.lines),)
            case "advise":
                return tuple(self._advise(decision, applies))

    # ------------------------------------------------------------ decide

    def _decide(self, decision: core.DecisionNode, applies: Applicability) -> UnitResult:
        settled = not_applicable(decision, decision, None, applies, self._world)
        if settled is not None and settled.kind == "not applicable":
            return settled
        branches = [n for n in self._world.graph.children(decision.id) if isinstance(n, core.BranchNode)]
        possible = (
            possible_branches(branches, self._world) if branches else (PossibleBranch(None, Judged(True)),)
        )
        packages = self._packages_of(decision, possible, bool(branches))
        if settled is None:
            return self._resolved(decision, decision, None, applies.judged, possible, packages)
        falls_through = [package is None or not package.acts for package, _ in packages]
        if all(falls_through):
            return self._resolved(decision, decision, None, applies.judged, possible, packages)
        conditions = merged(judged.needs for _, judged in packages if judged.truth is None)
        waiting = conditions if any(falls_through) else ()
        settled = resting_on_defaults(settled, (choice.judged.rests_on for choice in possible))
        return self._undecided(settled, [p for p, _ in packages if p is not None], waiting, conditions)

    def _packages_of(
        self, decision: core.DecisionNode, possible: Sequence[PossibleBranch], branched: bool
    ) -> list[tuple[PackageResult | None, Judged]]:
        """The packages that may result, each with the judgement of its branch; None for falling through."""
        found: list[tuple[PackageResult | None, Judged]] = []
        for choice in possible:
            if choice.branch is None and branched:
                found.append((None, Judged(True)))
                continue
            owner: core.Node = decision if choice.branch is None else choice.branch
            packages = possible_packages(owner, self._world)
            for package in packages:
                # a regimen whose own branches are undecided leaves the outcome undecided as well
                judged = (
                    choice.judged
                    if len(packages) == 1
                    else replace(
                        choice.judged, value=None, needs=merged((choice.judged.needs, package.needs))
                    )
                )
                found.append((self.lines.evaluate(package), judged))
        return found

    def _resolved(
        self,
        decision: core.DecisionNode,
        node: core.Node,
        part: int | None,
        applies: Judged,
        possible: Sequence[PossibleBranch],
        packages: list[tuple[PackageResult | None, Judged]],
    ) -> UnitResult:
        """The outcome of what may result: definite when all of it leads to the same."""
        kinds = [package_kind(package) for package, _ in packages]
        undecided = merged(judged.needs for _, judged in packages if judged.truth is None)
        results = [package for package, _ in packages if package is not None]
        basis = merged(
            (
                applies.rests_on,
                *(p.judged.rests_on for p in possible),
                *(package.rests_on for package in results),
                _assumed(decision),
            )
        )
        kind = _common_kind(kinds, results)
        holds = tuple(p.branch.id for p in possible if p.branch is not None and p.judged.truth is True)
        messages = self._messages(decision, results[0] if len(results) == 1 else None)
        if kind is None:
            questions = _questions("condition", undecided, results)
            return UnitResult(
                node, decision, "insufficient data", _undecided_reason(packages), part, tuple(results),
                messages=messages, conditions=conditions_of(questions), asked=questions, rests_on=basis,
                contributions=_contributions(node, results, conditions_of(questions), sure=False, maybe_none=True),
                stops=stops_of(node, results, False, conditions_of(questions)),
            )  # fmt: skip
        chosen = results[:1] if kind in ("recommended", "conditional", "nothing recommended") else results
        waiting = merged(package.needs for package in chosen) if kind == "conditional" else ()
        # the branches that are still open all lead here, so nothing about them is asked
        questions = _questions("condition", waiting, chosen) if kind in ("recommended", "conditional") else ()
        sure = kind == "recommended"
        giving = chosen if kind in ("recommended", "conditional") else []
        return UnitResult(
            node, decision, kind, _reason(kind, chosen), part, tuple(chosen),
            withheld_by=tuple(w for p in chosen for g in p.gives for w in g.withheld_by),
            messages=messages, conditions=waiting, asked=questions, rests_on=basis, holds=holds,
            contributions=_contributions(node, giving, waiting, sure=sure, maybe_none=not sure) if giving else (),
            stops=stops_of(node, giving, sure, waiting),
        )  # fmt: skip

    def _undecided(
        self,
        settled: UnitResult,
        results: list[PackageResult],
        conditions: tuple[str, ...] = (),
        which: tuple[str, ...] = (),
    ) -> UnitResult:
        """A decision that may not apply may still bring something into the plan.

        `conditions` are the needs of what would make it not applicable as well, `which` those of what would tell which
        of the packages it is.
        """
        open_ones = [package for package in results if package.status != "withheld"]
        settled = also_asking(settled, conditions)
        settled = resting_on_defaults(settled, (package.rests_on for package in results))
        needs = merged((which, *(package.needs for package in open_ones)))
        planned = merged((settled.conditions, needs))
        return replace(
            settled,
            possible=tuple(open_ones),
            possible_needs=needs,
            contributions=_contributions(settled.node, open_ones, planned, sure=False, maybe_none=True),
            stops=stops_of(settled.node, open_ones, False, planned),
        )

    # ------------------------------------------------------------ advise

    def _advise(self, decision: core.DecisionNode, applies: Applicability) -> Iterable[UnitResult]:
        children = self._world.graph.children(decision.id)
        plain = [n for n in children if isinstance(n, core.GiveNode | core.DoNode | core.StopNode)]
        if plain:
            yield self._advise_part(decision, decision, 0, applies, Judged(True))
        branches = [n for n in children if isinstance(n, core.BranchNode)]
        for number, branch in enumerate(branches, start=1):
            condition = Judged(True) if branch.condition is None else self._world.judge(branch.condition)
            yield self._advise_part(decision, branch, number, applies, condition)

    def _advise_part(
        self,
        decision: core.DecisionNode,
        node: core.DecisionNode | core.BranchNode,
        part: int,
        applies: Applicability,
        condition: Judged,
    ) -> UnitResult:
        possible = possible_packages(node, self._world)
        packages = [self.lines.evaluate(p) for p in possible]
        lines = self._world.graph.children(node.id)
        if not any(isinstance(line, core.GiveNode | core.DoNode | core.StopNode) for line in lines):
            return self._message_part(decision, node, part, applies, condition)
        settled = not_applicable(decision, node, part, applies, self._world)
        if settled is not None and settled.kind == "not applicable":
            return settled
        basis = merged((applies.judged.rests_on, condition.rests_on, *(p.rests_on for p in possible)))
        if condition.truth is False or not any(package.acts for package in packages):
            why = "its condition does not hold" if condition.truth is False else "none of its branches holds"
            return UnitResult(node, decision, "not applicable", why, part, rests_on=basis)
        # where a regimen may come to nothing, what tells so is asked for, too
        which = merged(p.needs for p in possible)
        branches = () if all(p.acts for p in packages) else which
        if settled is not None:
            needs = condition.needs if condition.truth is None else ()
            settled = resting_on_defaults(settled, (basis,))
            return self._undecided(settled, packages, merged((needs, branches)), merged((needs, which)))
        if condition.truth is None:
            questions = _questions("condition", merged((condition.needs, branches)), packages)
            unit = UnitResult(
                node, decision, "insufficient data", "whether its condition holds is not known", part,
                tuple(packages), conditions=conditions_of(questions), asked=questions,
                rests_on=merged((applies.judged.rests_on, condition.rests_on)),
            )  # fmt: skip
            unit = resting_on_defaults(unit, (basis,))
            return self._undecided(unit, packages, (), which)
        branch = PossibleBranch(node if isinstance(node, core.BranchNode) else None, condition)
        found: list[tuple[PackageResult | None, Judged]] = [
            (p, condition if len(packages) == 1 else replace(condition, value=None, needs=of.needs))
            for p, of in zip(packages, possible, strict=True)
        ]
        return self._resolved(decision, node, part, applies.judged, (branch,), found)

    def _message_part(
        self,
        decision: core.DecisionNode,
        node: core.DecisionNode | core.BranchNode,
        part: int,
        applies: Applicability,
        condition: Judged,
    ) -> UnitResult:
        """What only notes or warns is shown, not shown, or unknown."""
        judged = all_of((applies.judged, condition))
        kinds: dict[Truth, OutcomeKind] = {True: "shown", False: "not shown", None: "unknown"}
        kind = kinds[judged.truth]
        notes = [n for n in self._world.graph.children(node.id) if isinstance(n, core.MessageNode)]
        questions: Asked = ()
        if judged.truth is None:
            first = asked("applicability", applies.judged.needs if applies.judged.truth is None else ())
            questions = (*first, *asked("condition", condition.needs if condition.truth is None else ()))
        messages = tuple((note, judged.truth) for note in notes) if judged.truth is not False else ()
        if applies.exceptions and part <= 1:
            # an exception says why, once for the whole of the advice
            why = [n for e in applies.exceptions for n in self._world.graph.children(e.id)]
            messages = tuple((n, True) for n in why if isinstance(n, core.MessageNode))
        held = (node.id,) if judged.truth else tuple(exception.id for exception in applies.exceptions)
        return UnitResult(
            node, decision, kind, "", part, messages=messages, conditions=conditions_of(questions), asked=questions,
            rests_on=merged((judged.rests_on, _assumed(node))), holds=held,
        )  # fmt: skip

    def _messages(
        self, decision: core.DecisionNode, package: PackageResult | None
    ) -> tuple[tuple[core.MessageNode, Truth], ...]:
        own = [n for n in self._world.graph.children(decision.id) if isinstance(n, core.MessageNode)]
        inside = package.messages if package is not None else ()
        return tuple((note, True) for note in dict.fromkeys((*own, *inside)))


# ---------------------------------------------------------------- what possible packages have in common


def package_kind(package: PackageResult | None) -> OutcomeKind:
    """The outcome a single package leads to; None, and a regimen of which no branch holds, is falling through."""
    if package is None or not package.acts:
        return "not applicable"
    if package.nothing:
        return "nothing recommended"
    match package.status:
        case "withheld":
            return "contraindicated"
        case "conditional":
            return "conditional"
        case "clear":
            return "recommended"


def _common_kind(kinds: Sequence[OutcomeKind], results: Sequence[PackageResult]) -> OutcomeKind | None:
    """The outcome that all of them lead to; None when they differ."""
    if len(set(kinds)) != 1:
        return None
    kind = kinds[0]
    if kind in ("recommended", "conditional") and not all(packages_agree(results[0], p) for p in results[1:]):
        return None
    return kind


def _reason(kind: OutcomeKind, packages: Sequence[PackageResult]) -> str:
    match kind:
        case "recommended":
            return CONDITIONS_HOLD
        case "nothing recommended":
            return "the guideline says that nothing is given"
        case "contraindicated":
            several = any(len(package.gives) > 1 for package in packages)
            return (
                "a medicine of it is contraindicated; what belongs together is withheld together"
                if several
                else ("it is contraindicated for this patient")
            )
        case "conditional":
            return "something has to be known or checked first"
        case "not applicable":
            return "none of its branches holds"
    return ""


def _undecided_reason(packages: Sequence[tuple[PackageResult | None, Judged]]) -> str:
    reasons = merged(judged.reasons for _, judged in packages)
    why = f" ({'; '.join(reasons)})" if reasons else ""
    return f"which of its branches holds is not known{why}"


def _questions(purpose: str, needs: tuple[str, ...], packages: Iterable[PackageResult]) -> Asked:
    results = list(packages)
    conditions = merged((needs, *(p.needs for p in results if p.status == "conditional")))
    return (
        *asked("condition", conditions),
        *asked_of_doses(package for package in results if package.status != "withheld"),
    )


def _assumed(node: core.Node) -> tuple[str, ...]:
    return tuple(f"assumption:{name}" for name in support_of(node).assumptions)


def _contributions(
    node: core.Node,
    packages: Sequence[PackageResult],
    needs: tuple[str, ...],
    *,
    sure: bool,
    maybe_none: bool,
) -> tuple[Contribution, ...]:
    """What the packages may bring into the plan: a sure one fully, others from nothing to their most."""
    found = [
        alternative
        for package in packages
        if package.status != "withheld"
        for alternative in package.alternatives
    ]
    if maybe_none or not sure:
        found.append(frozenset())
    alternatives = tuple(dict.fromkeys(found))
    if not alternatives or alternatives == (frozenset(),):
        return ()
    return (Contribution(node.id, alternatives, needs),)


def stops_of(
    node: core.Node, packages: Sequence[PackageResult], sure: bool, needs: tuple[str, ...]
) -> tuple[Stopping, ...]:
    """What the packages stop."""
    return tuple(
        Stopping(
            node.id,
            medicine,
            sure,
            merged((needs, (MEDICATION_LIST,) if line.taken is None else ())),
            line.taken,
        )
        for package in packages
        if package.status != "withheld"
        for line in package.lines
        if isinstance(line, StopResult)
        for medicine in line.medicines
    )


def any_condition(clauses: Iterable[core.Clause], world: World) -> Judged:
    """Kleene's `or` of some clauses, with the assumptions of those that hold."""
    return any_of(_clause(clause, world) for clause in clauses)


def every_condition(clauses: Iterable[core.Clause], world: World) -> Judged:
    """Kleene's `and` of some clauses."""
    return all_of(_clause(clause, world) for clause in clauses)


def _clause(clause: core.Clause, world: World) -> Judged:
    judged = world.judge(clause.condition)
    assumed = tuple(f"assumption:{name}" for name in clause.support.assumptions)
    return replace(judged, rests_on=merged((judged.rests_on, assumed)))
