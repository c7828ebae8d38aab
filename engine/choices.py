"""`choose`: unordered alternatives of which the preferred available one leads.

    leads(o) = available(o) and (preferred(o) or no other option is available and preferred)

in Kleene's logic. The outcome is `recommended` only when it is known of every option whether it leads: no missing
fact can then make a waiting option lead. Ties stay ties. An option whose first medicine is taken is continued, and the
others are not asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.agreement import packages_agree
from engine.decisions import (
    Applicability,
    also_asking,
    any_condition,
    every_condition,
    not_applicable,
    resting_on_defaults,
    stops_of,
)
from engine.expressions import World
from engine.judged import Judged, all_of, defaults_of, merged
from engine.outcomes import Asked, OptionResult, UnitResult, asked, asked_of_doses, conditions_of
from engine.packages import GiveResult, Lines, PackageResult, possible_packages
from engine.plan import MEDICATION_LIST, Contribution, Stopping
from engine.safety import LimitResult, forbidden_frequency
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.references import support_of
from guideline_dsl.values import Truth, all_hold, any_holds, negate


@frozen
class _Candidate:
    """An option before it is known which one leads.

    `continued`: it is taken and may be continued; None when the record does not tell.
    """

    option: core.OptionNode
    packages: tuple[PackageResult, ...]
    eligible: Judged
    preferred: Judged
    available: Truth
    continued: Truth
    continuing_is_clear: bool
    withheld: bool
    needs: tuple[str, ...]
    undecided: tuple[str, ...]
    """The needs that tell which package of a regimen it comes to."""
    rests_on: tuple[str, ...]


def choose(decision: core.DecisionNode, applies: Applicability, world: World, lines: Lines) -> UnitResult:
    """The outcome of a choice."""
    settled = not_applicable(decision, decision, None, applies, world)
    if settled is not None and settled.kind == "not applicable":
        return settled
    nodes = [n for n in world.graph.children(decision.id) if isinstance(n, core.OptionNode)]
    candidates = [_candidate(option, world, lines) for option in nodes]
    eligible = any_holds(candidate.eligible.truth for candidate in candidates)
    taken = any(candidate.continued is not False for candidate in candidates)
    if settled is not None and eligible is False and not taken:
        options = tuple(_option_result(c, False) for c in candidates)
        return _none_open(decision, candidates, options, settled.rests_on, world)
    if settled is not None:
        if eligible is None:
            # were no option for this patient, the choice would not be, either
            settled = also_asking(settled, merged(c.eligible.needs for c in candidates))
        # what cannot lead if it applies cannot lead at all
        leads = [None if lead is not False else False for lead in _leads(candidates)]
        which = _needs(candidates, leads)
        settled = resting_on_defaults(settled, (candidate.rests_on for candidate in candidates))
        planned = merged((settled.conditions, which))
        open_ones = [c for c, lead in zip(candidates, leads, strict=True) if lead is None]
        return replace(
            settled,
            possible=tuple(p for c in open_ones for p in c.packages if p.status != "withheld"),
            possible_needs=which,
            contributions=_choice_contribution(decision, candidates, leads, planned, True),
            stops=_choice_stops(candidates, leads, planned),
        )
    continued = [c for c in candidates if c.continued is True]
    if continued and all(c.continued is not None for c in candidates):
        return _continue(decision, applies, candidates, continued, world)
    return _select(decision, applies, candidates, world)


# ---------------------------------------------------------------- one option


def _candidate(option: core.OptionNode, world: World, lines: Lines) -> _Candidate:
    possible = possible_packages(option, world)
    packages = tuple(lines.evaluate(package) for package in possible)
    # what has no value at all, as a division by zero, leaves it open which package it is, and nothing to ask for
    one_package = _all_agree(packages)
    undecided = () if one_package else merged(package.needs for package in possible)
    eligible = every_condition(option.only_when, world)
    acts = [package.acts for package in packages]
    if not all(acts):
        # where no branch of its regimen holds there is nothing here for this patient
        comes_to_something = Judged(
            None if any(acts) else False, merged(package.needs for package in possible)
        )
        eligible = all_of((eligible, comes_to_something))
    preferred = any_condition(option.prefer_when, world)
    withheld = all(package.status == "withheld" for package in packages)
    continued = _continued(packages)
    needs = merged(
        (
            eligible.needs if eligible.truth is None else (),
            undecided,
            *(package.needs for package in packages),
            tuple(_continuing_needs(packages, world)) if continued is None else (),
        )
    )
    return _Candidate(
        option,
        packages[:1] if one_package else packages,
        eligible,
        preferred,
        _available(packages, eligible.truth, continued, one_package, withheld),
        continued,
        all(package.status == "clear" for package in packages) and one_package,
        withheld,
        needs,
        undecided,
        merged((eligible.rests_on, preferred.rests_on, _assumed(option), *(p.rests_on for p in packages))),
    )


def _all_agree(packages: Sequence[PackageResult]) -> bool:
    return all(packages_agree(packages[0], package) for package in packages[1:])


def _lead(package: PackageResult) -> GiveResult | None:
    """The first medicine of an option: taking it is taking the option."""
    return next(iter(package.gives), None)


def _continued(packages: Sequence[PackageResult]) -> Truth:
    """Whether the option is taken and may go on; unknown where its packages differ in that."""
    found = set[Truth]()
    for package in packages:
        lead = _lead(package)
        found.add(False if lead is None or package.status == "withheld" else lead.continued)
    return found.pop() if len(found) == 1 else None


def _continuing_needs(packages: Sequence[PackageResult], world: World) -> Iterator[str]:
    """What would tell whether the option is taken, and as it may be."""
    if world.record.medicines is None:
        yield MEDICATION_LIST
        return
    for lead in filter(None, map(_lead, packages)):
        names = (lead.medicine,) if lead.medicine else world.graph.classes.get(lead.line.name, ())
        for name in names:
            if forbidden_frequency(world, world.graph.medicines[name]) is None:
                yield f"medicine:{name}:frequency"
        if not lead.medicine:
            yield from (f"medicine:{m.name}:classes" for m in world.record.medicines if m.classes is None)


def _available(
    packages: Sequence[PackageResult], eligible: Truth, continued: Truth, one_package: bool, withheld: bool
) -> Truth:
    """Open to the patient, with nothing to wait for; unknown when it may be taken already."""
    if withheld:
        return False
    if continued is None:
        return None
    clear: Truth = True
    if not one_package or any(package.status != "clear" for package in packages):
        clear = None
    return all_hold((eligible, clear))


def _assumed(node: core.Node) -> tuple[str, ...]:
    return tuple(f"assumption:{name}" for name in support_of(node).assumptions)


# ---------------------------------------------------------------- continuing


def _continue(
    decision: core.DecisionNode,
    applies: Applicability,
    candidates: Sequence[_Candidate],
    continued: Sequence[_Candidate],
    world: World,
) -> UnitResult:
    """An option is taken: it is continued, and the others are not asked about."""
    clear = all(candidate.continuing_is_clear for candidate in continued)
    leads = _leads(candidates)
    open_ones = [c for c, lead in zip(candidates, leads, strict=True) if lead is not False]
    packages = tuple(package for candidate in open_ones for package in candidate.packages)
    own = [package for candidate in continued for package in candidate.packages]
    unclear = [p.needs for p in own if p.status != "clear"]
    waiting = () if clear else merged((*unclear, *(c.undecided for c in continued)))
    reason = (
        "it is already taken"
        if clear
        else "it is already taken, and whether it may be continued is not known"
    )
    questions = (*asked("condition", waiting), *asked_of_doses(own))
    names = {candidate.option.id for candidate in continued}
    assumed = [defaults_of(candidate.rests_on) for candidate in candidates]
    options = tuple(_option_result(c, lead) for c, lead in zip(candidates, leads, strict=True))
    return UnitResult(
        decision, decision, "recommended" if clear else "conditional", reason, None, packages, options,
        withheld_by=_withheld_by(candidates), messages=_messages(decision, options, world),
        conditions=waiting, asked=questions,
        rests_on=merged((applies.judged.rests_on, _assumed(decision), *(c.rests_on for c in continued), *assumed)),
        contributions=_continuing(decision, candidates, continued, leads, waiting),
        stops=_choice_stops(candidates, leads, waiting), holds=tuple(sorted(names)),
    )  # fmt: skip


def _continuing(
    decision: core.DecisionNode,
    candidates: Sequence[_Candidate],
    continued: Sequence[_Candidate],
    leads: Sequence[Truth],
    waiting: tuple[str, ...],
) -> tuple[Contribution, ...]:
    """Each option that is surely continued; while that is not known of any, another one may take its place."""
    clear = [candidate for candidate in continued if candidate.continuing_is_clear]
    if not clear:
        return _choice_contribution(decision, candidates, leads, waiting, False)
    return tuple(
        Contribution(c.option.id, _alternatives([c], c not in clear), () if c in clear else waiting)
        for c in continued
    )


# ---------------------------------------------------------------- choosing


def _select(
    decision: core.DecisionNode, applies: Applicability, candidates: Sequence[_Candidate], world: World
) -> UnitResult:
    leads = _leads(candidates)
    options = tuple(_option_result(c, lead) for c, lead in zip(candidates, leads, strict=True))
    open_ones = [c for c, lead in zip(candidates, leads, strict=True) if lead is not False]
    # what is withheld is shown with its reason, so the readings behind it are named as well
    named = [c for c in candidates if c in open_ones or c.withheld or not open_ones]
    assumed = [defaults_of(c.rests_on) for c in candidates]
    basis = merged((applies.judged.rests_on, _assumed(decision), *(c.rests_on for c in named), *assumed))
    if not open_ones:
        return _none_open(decision, candidates, options, basis, world)
    undecided = None in leads
    questions = _questions(candidates, leads) if undecided else ()
    waiting = _needs(candidates, leads) if undecided else ()
    amounts = asked_of_doses(p for c in open_ones for p in c.packages)
    reason = "no missing fact can make another option lead"
    if undecided:
        reason = "a missing fact may make another option lead"
        if not any(c.available is True for c in open_ones):
            reason = "something has to be known or checked first"
    elif len(open_ones) > 1:
        reason = "these options are equal for this patient; the guideline does not rank them"
    return UnitResult(
        decision, decision, "conditional" if undecided else "recommended", reason, None,
        tuple(p for c in open_ones for p in c.packages), options,
        withheld_by=_withheld_by(candidates), messages=_messages(decision, options, world),
        conditions=waiting, asked=(*questions, *amounts), rests_on=basis,
        contributions=_choice_contribution(decision, candidates, leads, waiting, False),
        stops=_choice_stops(candidates, leads, waiting),
        holds=tuple(c.option.id for c, lead in zip(candidates, leads, strict=True) if lead is True),
    )  # fmt: skip


def _leads(candidates: Sequence[_Candidate]) -> list[Truth]:
    leads: list[Truth] = []
    maybe_continued = [c for c in candidates if c.continued is not False]
    if any(c.continued is True and c.continuing_is_clear for c in candidates):
        # what is surely continued leads, together with what else is taken and may be continued
        return [
            False if c not in maybe_continued else (c.continued is True and c.continuing_is_clear) or None
            for c in candidates
        ]
    for candidate in candidates:
        others = (
            all_hold((other.available, other.preferred.truth))
            for other in candidates
            if other is not candidate
        )
        lead = all_hold(
            (candidate.available, any_holds((candidate.preferred.truth, negate(any_holds(others)))))
        )
        if maybe_continued and not candidate.withheld:
            # whichever turns out to be taken leads, and then no other does
            lead = None if lead is not False or candidate in maybe_continued else False
        leads.append(lead)
    return leads


def _questions(candidates: Sequence[_Candidate], leads: Sequence[Truth]) -> Asked:
    """What would tell which option leads."""
    waiting = merged(c.needs for c, lead in zip(candidates, leads, strict=True) if lead is None)
    preferences = merged(
        c.preferred.needs for c in candidates if c.available is not False and c.preferred.truth is None
    )
    return (*asked("condition", waiting), *asked("preference", preferences))


def _needs(candidates: Sequence[_Candidate], leads: Sequence[Truth]) -> tuple[str, ...]:
    return merged((tuple(need for _, need in _questions(candidates, leads)),))


def _none_open(
    decision: core.DecisionNode,
    candidates: Sequence[_Candidate],
    options: tuple[OptionResult, ...],
    basis: tuple[str, ...],
    world: World,
) -> UnitResult:
    """No option can lead: all that are open to the patient are withheld, or none is open to the patient."""
    withheld = any_holds(c.eligible.truth for c in candidates if c.withheld)
    common = UnitResult(
        decision, decision, "contraindicated", "every option open to this patient is contraindicated", None,
        options=options, withheld_by=_withheld_by(candidates), messages=_messages(decision, options, world),
        rests_on=basis,
    )  # fmt: skip
    if withheld is True:
        return common
    if withheld is False:
        return replace(common, kind="not applicable", reason="none of the options is for this patient")
    needs = merged(c.eligible.needs for c in candidates if c.withheld and c.eligible.truth is None)
    questions = asked("condition", needs)
    return replace(
        common, kind="insufficient data", reason="whether an option is for this patient is not known",
        conditions=conditions_of(questions), asked=questions,
    )  # fmt: skip


def _choice_contribution(
    decision: core.DecisionNode,
    candidates: Sequence[_Candidate],
    leads: Sequence[Truth],
    needs: tuple[str, ...],
    maybe_none: bool,
) -> tuple[Contribution, ...]:
    """One of the options that may lead; none of them only where nothing is surely available."""
    open_ones = [c for c, lead in zip(candidates, leads, strict=True) if lead is not False and not c.withheld]
    sure = any(c.available is True or (c.continued is True and c.continuing_is_clear) for c in candidates)
    nothing = maybe_none or not sure
    alternatives = _alternatives(open_ones, nothing and True not in leads)
    return (Contribution(decision.id, alternatives, needs),) if open_ones else ()


def _choice_stops(
    candidates: Sequence[_Candidate], leads: Sequence[Truth], needs: tuple[str, ...]
) -> tuple[Stopping, ...]:
    """What the leading option stops; not sure while another one may lead, too."""
    open_ones = [(c, lead) for c, lead in zip(candidates, leads, strict=True) if lead is not False]
    return tuple(
        stop
        for candidate, lead in open_ones
        for stop in stops_of(
            candidate.option, candidate.packages, lead is True and len(open_ones) == 1, needs
        )
    )


def _alternatives(candidates: Sequence[_Candidate], maybe_none: bool) -> tuple[frozenset[str], ...]:
    found = [a for c in candidates for p in c.packages if p.status != "withheld" for a in p.alternatives]
    if maybe_none:
        found.append(frozenset())
    return tuple(dict.fromkeys(found))


def _option_result(candidate: _Candidate, leads: Truth) -> OptionResult:
    return OptionResult(
        candidate.option,
        candidate.packages,
        candidate.eligible.truth,
        candidate.preferred.truth,
        candidate.available,
        leads,
        candidate.continued is True,
        candidate.withheld,
        candidate.needs,
        candidate.preferred.needs,
        candidate.rests_on,
    )


def _withheld_by(candidates: Sequence[_Candidate]) -> tuple[LimitResult, ...]:
    limits = [w for c in candidates if c.withheld for p in c.packages for g in p.gives for w in g.withheld_by]
    return tuple(dict.fromkeys(limits))


def _messages(
    decision: core.DecisionNode, options: Sequence[OptionResult], world: World
) -> tuple[tuple[core.MessageNode, Truth], ...]:
    own = [(n, True) for n in world.graph.children(decision.id) if isinstance(n, core.MessageNode)]
    inside = [(n, o.leads) for o in options if o.leads is not False for p in o.packages for n in p.messages]
    return tuple(dict.fromkeys((*own, *inside)))
