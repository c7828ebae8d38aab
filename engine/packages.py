"""The lines of a branch or an option as one package: given together, or withheld together.

`possible_packages` follows the regimens a branch gives (with their own branches) to the packages that may result;
`Lines.evaluate` says for each line whether it is safe, what it comes to, and whether it starts, continues or
changes something.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from engine.doses import DoseResult, compute_dose, target_rate
from engine.expressions import World
from engine.judged import Judged, defaults_of, merged
from engine.kinds import Action, Status
from engine.numerals import amount_text
from engine.plan import MEDICATION_LIST, another
from engine.record import RecordedMedicine
from engine.safety import Clearance, GateResult, LimitResult, Safety, forbidden_frequency
from guideline_dsl import core, values
from guideline_dsl.frozen import frozen
from guideline_dsl.references import support_of
from guideline_dsl.values import Span, Truth, all_hold, any_holds, negate

_MOST_ALTERNATIVES = 64


@frozen
class GiveResult:
    """One `give` for this patient; `medicine` is "" for any member of a class, `members` are those not withheld."""

    line: core.GiveNode
    medicine: str
    members: tuple[str, ...]
    status: Status
    action: Action
    dose: DoseResult
    taken: Truth
    needs: tuple[str, ...] = ()
    dose_needs: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    withheld_by: tuple[LimitResult, ...] = ()
    unknown_limits: tuple[LimitResult, ...] = ()
    gates: tuple[GateResult, ...] = ()
    choices: tuple[frozenset[str], ...] = ()
    """The sets of medicines of which it brings one into the plan."""
    recorded: RecordedMedicine | None = None
    """What is taken of it now, where it is on the medication list."""
    continued: Truth = False
    """Whether it is taken, and in no way that is forbidden; of any of a class: one that is not withheld."""


@frozen
class DoResult:
    """One `do`."""

    line: core.DoNode
    action: Action


@frozen
class StopResult:
    """One `stop`; `medicines` are those the patient takes, or may take."""

    line: core.StopNode
    medicines: tuple[str, ...]
    taken: Truth


LineResult = GiveResult | DoResult | StopResult


@frozen
class PossiblePackage:
    """Lines that may result together; `holders` are the nodes they stand under, innermost last."""

    lines: tuple[core.Node, ...]
    holders: tuple[str, ...]
    needs: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()


@frozen
class PackageResult:
    """A package for this patient.

    `nothing`: the guideline says that nothing is given. `alternatives` are the sets of medicines it may bring into
    the plan (several only where any member of a class will do).
    """

    holders: tuple[str, ...]
    lines: tuple[LineResult, ...]
    messages: tuple[core.MessageNode, ...]
    status: Status
    nothing: bool
    needs: tuple[str, ...]
    rests_on: tuple[str, ...]

    @property
    def gives(self) -> tuple[GiveResult, ...]:
        """The gives among the lines."""
        return tuple(line for line in self.lines if isinstance(line, GiveResult))

    @property
    def acts(self) -> bool:
        """Whether it does more than note and warn."""
        return self.nothing or bool(self.lines)

    @property
    def dose_needs(self) -> tuple[str, ...]:
        """What would complete its amounts."""
        return merged(give.dose_needs for give in self.gives)

    @property
    def preference_needs(self) -> tuple[str, ...]:
        """What of it would only tell which end of a range is preferred."""
        amounts = [n for give in self.gives for n in give.dose_needs if n not in give.dose.preference_needs]
        return tuple(need for need in self.dose_needs if need not in amounts)

    @property
    def alternatives(self) -> tuple[frozenset[str], ...]:
        """The sets of medicines it may bring into the plan."""
        choices = [give.choices for give in self.gives]
        if not choices:
            return (frozenset(),)
        combined = itertools.islice(itertools.product(*choices), _MOST_ALTERNATIVES)
        return tuple(dict.fromkeys(frozenset().union(*chosen) for chosen in combined))


# ---------------------------------------------------------------- which packages are possible


@frozen
class PossibleBranch:
    """A branch that may be the one; `branch` None: none of them holds."""

    branch: core.BranchNode | None
    judged: Judged


def possible_branches(branches: Iterable[core.BranchNode], world: World) -> tuple[PossibleBranch, ...]:
    """The branches up to the first definite yes, without those that definitely do not hold.

    What is reached rests on what the branches before it were refused on, too.
    """
    possible: list[PossibleBranch] = []
    refused_on: tuple[str, ...] = ()
    for branch in branches:
        judged = Judged(True) if branch.condition is None else world.judge(branch.condition)
        basis = merged((judged.rests_on, refused_on))
        if judged.truth is False:
            refused_on = basis
            continue
        possible.append(PossibleBranch(branch, replace(judged, rests_on=basis)))
        if judged.truth is True:
            return tuple(possible)
    return (*possible, PossibleBranch(None, Judged(True, rests_on=refused_on)))


def possible_packages(owner: core.Node, world: World) -> tuple[PossiblePackage, ...]:
    """The packages the lines under a node may come to, following the regimens they give."""
    found = [PossiblePackage((), (owner.id,))]
    for line in world.graph.children(owner.id):
        if isinstance(line, core.GiveNode) and line.target == "regimen":
            inside = _regimen_packages(line.name, world)
            found = [_together(package, more) for package in found for more in inside]
        elif isinstance(line, core.GiveNode | core.StopNode | core.DoNode | core.MessageNode):
            found = [_together(package, PossiblePackage((line,), ())) for package in found]
    return tuple(found)


def _regimen_packages(name: str, world: World) -> tuple[PossiblePackage, ...]:
    regimen = world.graph.node(f"regimen:{name}")
    plain = possible_packages(regimen, world)
    branches = [n for n in world.graph.children(regimen.id) if isinstance(n, core.BranchNode)]
    if not branches:
        return plain
    possible = possible_branches(branches, world)
    undecided = merged(p.judged.needs for p in possible if p.judged.truth is None)
    found: list[PossiblePackage] = []
    for choice in possible:
        inside = (
            (PossiblePackage((), ()),) if choice.branch is None else possible_packages(choice.branch, world)
        )
        reason = PossiblePackage((), (), undecided, choice.judged.rests_on)
        found.extend(_together(_together(more, reason), part) for more in plain for part in inside)
    return tuple(found)


def _together(first: PossiblePackage, second: PossiblePackage) -> PossiblePackage:
    return PossiblePackage(
        first.lines + second.lines,
        first.holders + second.holders,
        merged((first.needs, second.needs)),
        merged((first.rests_on, second.rests_on)),
    )


# ---------------------------------------------------------------- what they come to


class Lines:
    """Evaluates packages in one world."""

    def __init__(self, world: World, safety: Safety) -> None:
        self._world = world
        self._safety = safety

    def evaluate(self, package: PossiblePackage) -> PackageResult:
        """The package for this patient."""
        results = tuple(self._line_results(package.lines))
        gives = [result for result in results if isinstance(result, GiveResult)]
        status: Status = "clear"
        if any(give.status == "withheld" for give in gives):
            status = "withheld"
        elif any(give.status == "conditional" for give in gives):
            status = "conditional"
        holders = [self._world.graph.node(holder) for holder in package.holders]
        assumed = tuple(f"assumption:{name}" for node in holders for name in support_of(node).assumptions)
        return PackageResult(
            package.holders,
            results,
            tuple(line for line in package.lines if isinstance(line, core.MessageNode)),
            status,
            any(isinstance(line, core.GiveNode) and line.target == "nothing" for line in package.lines),
            merged(give.needs for give in gives if give.status == "conditional"),
            merged((package.rests_on, assumed, *(give.rests_on for give in gives))),
        )

    def again(self, package: PackageResult) -> PackageResult:
        """A package that was found for supposed values, with amounts and actions as they are in this world."""
        return replace(package, lines=tuple(self._again(line) for line in package.lines))

    def _again(self, line: LineResult) -> LineResult:
        match line:
            case GiveResult():
                dose = compute_dose(line.line.dose, self._world)
                if not line.medicine:
                    return replace(line, dose=dose, dose_needs=dose.needs)
                action, needs = self._action(line.medicine, line.line.dose, dose, line.taken)
                return replace(line, dose=dose, action=action, dose_needs=merged((dose.needs, needs)))
            case DoResult():
                return replace(line, action=self._done_already(line.line.procedure))
        return line

    def _line_results(self, lines: Iterable[core.Node]) -> Iterator[LineResult]:
        for line in lines:
            match line:
                case core.GiveNode(target="medicine"):
                    yield self._give(line)
                case core.GiveNode(target="class"):
                    yield self._give_any(line)
                case core.DoNode():
                    yield DoResult(line, self._done_already(line.procedure))
                case core.StopNode():
                    yield self._stop(line)
                case _:
                    pass

    def _done_already(self, procedure: str) -> Action:
        match self._world.done(procedure).truth:
            case True:
                return "already done"
            case False:
                return "do"
        return "do, unless done"

    def _stop(self, line: core.StopNode) -> StopResult:
        world, crowd = self._world, core.Crowd(line.target, line.name)
        medicines = world.graph.members(crowd)
        if world.record.medicines is not None:
            listed = tuple(m for m in medicines if world.taken(m) is not None)
            medicines = (*listed, *_undeclared(line.name, world)) if line.target == "class" else listed
        return StopResult(line, medicines, world.taking(crowd).truth)

    def _give(self, line: core.GiveNode) -> GiveResult:
        clearance = self._safety.clearance(line.name)
        taken = self._world.taking(core.Crowd("medicine", line.name)).truth
        dose = compute_dose(line.dose, self._world)
        status, needs = _status(clearance, taken)
        action, detail_needs = self._action(line.name, line.dose, dose, taken)
        return GiveResult(
            line,
            line.name,
            (line.name,),
            status,
            action,
            dose,
            taken,
            needs,
            merged((dose.needs, detail_needs)),
            merged((dose.rests_on, _safety_basis(clearance, taken))),
            tuple(limit for limit in clearance.limits if limit.judged.truth is True),
            tuple(limit for limit in clearance.limits if limit.judged.truth is None),
            clearance.gates if taken is not True else (),
            (frozenset((line.name,)),),
            self._world.taken(line.name),
            all_hold(
                (taken, negate(forbidden_frequency(self._world, self._world.graph.medicines[line.name])))
            ),
        )

    def _give_any(self, line: core.GiveNode) -> GiveResult:
        """Any member of a class will do: one that is taken and not contraindicated is continued."""
        world = self._world
        members = world.graph.classes.get(line.name, ())
        clearances = {name: self._safety.clearance(name) for name in members}
        taken = {name: world.taking(core.Crowd("medicine", name)).truth for name in members}
        statuses = {name: _status(clearances[name], taken[name]) for name in members}
        open_ones = tuple(name for name in members if statuses[name][0] != "withheld")
        forbidden = {name: forbidden_frequency(world, world.graph.medicines[name]) for name in open_ones}
        continuing = {name: all_hold((taken[name], negate(forbidden[name]))) for name in open_ones}
        clear = [name for name in open_ones if statuses[name][0] == "clear"]
        status: Status = "clear"
        needs: tuple[str, ...] = ()
        if members and not open_ones:
            status = "withheld"
        elif open_ones and not clear:
            status, needs = "conditional", merged(statuses[name][1] for name in open_ones)
        unclear = [
            name
            for name in open_ones
            if taken[name] is not False and clearances[name].contraindicated.truth is None
        ]
        if unclear and not any(taken[name] is True for name in clear):
            # what is taken may have to be replaced: whether it may be continued has to be known first
            unlisted = (MEDICATION_LIST,) if world.record.medicines is None else ()
            needs = merged((needs, unlisted, *(clearances[name].contraindicated.needs for name in unclear)))
            status = "conditional"
        class_taken = world.taking(core.Crowd("class", line.name)).truth
        others = _another_taken(line.name, world)
        shown, action = open_ones, _action_of_any(continuing, forbidden, others)
        if any(continuing[name] is True for name in clear):
            shown, action = tuple(name for name in open_ones if continuing[name] is not False), "continue"
        choices = [frozenset((name,)) for name in shown]
        if action != "continue" and others is not False:
            # one of the class that the guideline does not declare is continued, no second is added
            known = _undeclared(line.name, world) if others else (another(line.name),)
            choices.append(frozenset(known))
        limits = [limit for name in members for limit in clearances[name].limits]
        return GiveResult(
            line,
            "",
            shown,
            status,
            action,
            compute_dose(line.dose, world),
            class_taken,
            needs,
            (),
            merged(_safety_basis(clearances[name], taken[name]) for name in members),
            tuple(limit for limit in limits if limit.judged.truth is True),
            tuple(limit for limit in limits if limit.judged.truth is None and status == "conditional"),
            tuple(g for name in open_ones for g in clearances[name].gates if status == "conditional"),
            tuple(choices) or (frozenset(),),
            world.taken(shown[0]) if action == "continue" and len(shown) == 1 else None,
            any_holds((others, *continuing.values())),
        )

    def _action(
        self, name: str, written: core.Dose, dose: DoseResult, taken: Truth
    ) -> tuple[Action, tuple[str, ...]]:
        """Start, continue or change; what a taken medicine's dose leaves open is asked for as an amount."""
        if taken is None:
            return "start or continue", (MEDICATION_LIST,)
        if taken is False:
            return "start", ()
        recorded = self._world.taken(name)
        assert recorded is not None
        forbidden = forbidden_frequency(self._world, self._world.graph.medicines[name])
        if forbidden is True:
            return "change", ()
        if forbidden is None:
            return "continue or change", (f"medicine:{name}:frequency",)
        allowed = continuing_range(written, dose)
        if allowed is None:
            return ("continue", ()) if not dose.needs else ("continue or change", ())
        if recorded.dose is None:
            return "continue or change", (f"medicine:{name}:dose",)
        inside = _inside(values.exactly(recorded.dose), allowed) or _reads_the_same(recorded.dose, dose)
        return ("continue" if inside else "change"), ()


def _reads_the_same(taken: Fraction, dose: DoseResult) -> bool:
    """Whether a computed dose whose decimal does not end is taken as it is shown."""
    if dose.rate is None or dose.rate_unit is None or dose.rate.point is None:
        return False
    return amount_text(taken, dose.rate_unit) == amount_text(dose.rate.point, dose.rate_unit)


def _undeclared(class_name: str, world: World) -> tuple[str, ...]:
    """The medicines taken that are of a class and that the guideline does not declare."""
    listed = world.record.medicines or ()
    return tuple(m.name for m in listed if not m.declared and class_name in (m.classes or ()))


def _another_taken(class_name: str, world: World) -> Truth:
    """Whether a medicine of a class is taken that the guideline does not declare."""
    if world.record.medicines is None:
        return None
    if _undeclared(class_name, world):
        return True
    return None if any(m.classes is None for m in world.record.medicines) else False


def _action_of_any(continuing: Mapping[str, Truth], forbidden: Mapping[str, Truth], others: Truth) -> Action:
    """What giving any of a class comes to where none of it is surely continued."""
    if others is not False or any(truth is not False for truth in continuing.values()):
        return "start or continue"
    return "change" if True in forbidden.values() else "start"


def _status(clearance: Clearance, taken: Truth) -> tuple[Status, tuple[str, ...]]:
    contraindicated = clearance.contraindicated
    if contraindicated.truth is True:
        return "withheld", ()
    needs = list(contraindicated.needs) if contraindicated.truth is None else []
    unknown = contraindicated.truth is None
    if taken is not True and clearance.gates:
        unknown = True
        needs.extend(clearance.gate_needs)
    return ("conditional", merged((tuple(needs),))) if unknown else ("clear", ())


def _safety_basis(clearance: Clearance, taken: Truth) -> tuple[str, ...]:
    """What is behind what withholds or delays a medicine; of limits that do not hold only defaults are named."""
    absent = [defaults_of(limit.judged.rests_on) for limit in clearance.limits if limit.judged.truth is False]
    holding = [limit.judged.rests_on for limit in clearance.limits if limit.judged.truth is not False]
    gates = [
        tuple(f"assumption:{name}" for name in gate.gate.support.assumptions)
        for gate in clearance.gates
        if taken is not True
    ]
    return merged((*holding, *gates, *absent))


def continuing_range(written: core.Dose, dose: DoseResult) -> Span | None:
    """The rates at which a taken medicine is simply continued; None when nothing can be compared.

    With a target it rises to, or a target not in the source, any dose from the start to the target will do.
    """
    start = dose.rate.lower if dose.rate is not None else None
    if written.amount is None:
        start = Fraction(0) if written.rising_to is not None else None
    if start is None:
        return None
    if written.rising_to is not None:
        target = target_rate(written, dose)
        return None if target is None else Span(start, target.upper)
    if "target" in written.gaps:
        return Span(start, None)
    return Span(start, dose.rate.upper if dose.rate is not None else None)


def _inside(value: Span, allowed: Span) -> bool:
    """Whether a known number lies in a range with known ends."""
    return values.less(value, Span(allowed.lower, allowed.lower)) is False and (
        allowed.upper is None or values.less(Span(allowed.upper, allowed.upper), value) is False
    )
