"""From what was found (engine/evaluation.py) to the assessment that is shown (engine/assessment.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from engine.assessment import (
    AlertShown,
    Assessment,
    AssumptionUsed,
    CautionShown,
    CitationShown,
    GuidelineStamp,
    MedicineTaken,
    Message,
    NameShown,
    OptionShown,
    Outcome,
    PromiseShown,
    Recommendation,
    ReferenceShown,
    UsedStamp,
)
from engine.effective import in_effect, not_in_effect
from engine.evaluation import Evaluation
from engine.judged import merged
from engine.kinds import Answer
from engine.merging import merge_equal
from engine.outcomes import UnitResult
from engine.packages import GiveResult, PackageResult
from engine.promises import PromiseResult, TakenWrongly
from engine.recommending import Recommender, combined_support, decision_name, notes_of
from engine.requests import requests
from engine.safety import LimitResult
from engine.score_view import scores_shown
from engine.sentences import (
    medicine_title,
    need_names,
    need_words,
    shown_needs,
)
from engine.series import repeated_facts, zone_taken
from engine.taper_view import taper_plan
from engine.trace import Tracer, answer, shown_citations
from engine.value_view import values_shown
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.version import ENGINE_VERSION
from guideline_dsl.wording import frequency_words, words


class Presenter:
    """Puts one evaluation into words."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._found = evaluation
        self._world = evaluation.world
        self._graph = evaluation.world.graph
        self._tracer = Tracer(evaluation.world)
        self._recommender = Recommender(evaluation)

    def assessment(self, as_of: date) -> Assessment:
        """The whole assessment."""
        found = self._found
        outcomes = tuple(self._outcome(unit) for unit in found.units)
        display = self._graph.display
        return Assessment(
            guideline=self._stamp(),
            engine=ENGINE_VERSION,
            as_of=as_of,
            input_hash=self._world.record.input_hash,
            scope=answer(found.scope.truth),
            acceptable=self._acceptable(),
            plan_statement=self._plan_statement(),
            outcomes=outcomes,
            recommendations=merge_equal(_all_recommendations(outcomes), self._gives()),
            tapers=tuple(taper_plan(u, self._world) for u in found.units if u.taper is not None),
            promises=tuple(self._promise(promise) for promise in found.promises),
            alerts=(*self._broken_promises(), *(self._taken_wrongly(wrong) for wrong in found.taken_wrongly)),
            cautions=tuple(self._caution(caution) for caution in found.cautions),
            scores=tuple(scores_shown(self._results(), self._world, self._tracer)),
            values=tuple(values_shown(self._results(), self._world, self._tracer)),
            missing=requests(found),
            assumptions=self._assumptions(),
            references=self._references(outcomes),
            taking=self._taking(),
            of_medicines=bool(self._graph.medicines),
            data_notes=tuple(self._data_notes()),
            language=display.language,
            texts_hash=display.hash,
            names=tuple(NameShown(name=n, text=display.name(n)) for n in display.all_names),
            untranslated=display.untranslated,
            in_effect=in_effect(self._graph.head, as_of),
            not_in_effect=not_in_effect(self._graph.head, as_of),
        )

    def _gives(self) -> dict[str, GiveResult]:
        packages = (p for unit in self._found.units for p in (*unit.packages, *_of_options(unit)))
        return {give.line.id: give for package in packages for give in package.gives}

    def _stamp(self) -> GuidelineStamp:
        head = self._graph.head
        return GuidelineStamp(
            id=head.name,
            title=head.title,
            version=head.version,
            hash=self._graph.hash,
            status=head.status,
            notice=head.notice,
            source=head.source,
            source_date=head.source_date,
            effective_from=head.effective_from,
            effective_to=head.effective_to,
            uses=tuple(
                UsedStamp(id=used.name, title=used.title, version=used.version, status=used.status)
                for used in head.uses
            ),
        )

    # ------------------------------------------------------------ outcomes

    def _outcome(self, unit: UnitResult) -> Outcome:
        support = self._support(unit)
        return Outcome(
            id=unit.node.id,
            decision=decision_name(unit),
            part=unit.part,
            title=self._title(unit),
            kind=unit.kind,
            reason=unit.reason,
            recommendations=self._recommender.recommendations(unit),
            options=tuple(
                sorted((self._recommender.option(option, unit) for option in unit.options), key=_place)
            ),
            withheld=tuple(self._recommender.withheld(limit) for limit in unit.withheld_by),
            conditions=need_names(unit.conditions),
            messages=tuple(
                Message(kind=note.kind, text=note.text, shown=answer(shown), node=note.id)
                for note, shown in unit.messages
            ),
            strength=support.strength,
            evidence=support.evidence,
            missing=tuple(dict.fromkeys(need_words(need) for _, need in unit.asked)),
            assumptions=_named(unit.rests_on, "assumption"),
            provisional=self._provisional(unit.rests_on),
            citations=shown_citations(support),
            trace=self._tracer.unit(unit),
        )

    def _title(self, unit: UnitResult) -> str:
        title = unit.decision.title or self._graph.display.spaced(decision_name(unit))
        if isinstance(unit.node, core.BranchNode) and unit.part and unit.node.condition is not None:
            return f"{title}: when {words(self._graph.display.of(unit.node.condition))}"
        return title

    def _support(self, unit: UnitResult) -> core.Support:
        """What answers for an outcome: what decided it, and what encloses that."""
        nodes: list[core.Node] = [unit.decision, unit.node, *(self._graph.node(held) for held in unit.holds)]
        if unit.kind in ("recommended", "conditional", "nothing recommended", "contraindicated"):
            nodes.extend(self._graph.node(holder) for package in unit.packages for holder in package.holders)
        return combined_support(nodes)

    # ------------------------------------------------------------ promises, alerts, cautions

    def _acceptable(self) -> Answer:
        states = {promise.plan for promise in self._found.promises}
        wrong = {taken.kind for taken in self._found.taken_wrongly}
        if "broken" in states or wrong - {"may be contraindicated"}:
            return "no"
        return "unknown" if "open" in states or wrong else "yes"

    def _plan_statement(self) -> str:
        """Whether the plan may stand: it keeps every promise, and what is taken is not taken wrongly."""
        if self._found.scope.truth is False:
            return "Nothing is planned or promised: the guideline is not about this patient."
        broken = [p.promise.title for p in self._found.promises if p.plan == "broken"]
        faults = [f"it breaks '{title}'" for title in broken]
        faults += [_fault(self._graph, wrong) for wrong in self._found.taken_wrongly if wrong.limits_hold]
        unsettled = [f"'{p.promise.title}'" for p in self._found.promises if p.plan == "open"]
        doubts = [_fault(self._graph, wrong) for wrong in self._found.taken_wrongly if not wrong.limits_hold]
        said = []
        if faults:
            said.append(f"The plan is not acceptable as it stands: {'; '.join(faults)}.")
        if unsettled:
            said.append(f"Whether the plan keeps every promise is not yet known: {', '.join(unsettled)}.")
        if doubts:
            said.append(f"Whether the plan may stand is not yet known: {'; '.join(doubts)}.")
        if not said and self._found.promises:
            said.append("The plan keeps every promise of the guideline.")
        return " ".join(said)

    def _promise(self, result: PromiseResult) -> PromiseShown:
        supports = [limit.support for limit in result.limits]
        strengths = [support.strength for support in supports if support.strength]
        feeding = [
            give.line.id
            for unit in self._found.units
            if unit.kind in ("recommended", "conditional")
            for package in unit.packages
            for give in package.gives
            if result.fed_by.intersection(give.members)
        ]
        settled = result.now == "outside scope" or result.purpose == "scope"
        return PromiseShown(
            name=result.promise.name,
            title=result.promise.title,
            now=result.now,
            plan=result.plan,
            strength=strengths[0] if strengths else "",
            evidence=next((support.evidence for support in supports if support.evidence), ""),
            notes=tuple(note for limit in result.limits for note in notes_of(self._graph, limit)),
            missing=need_names(result.needs),
            fed_by=tuple(dict.fromkeys(feeding)) if result.plan in ("open", "broken") else (),
            assumptions=_named(result.rests_on, "assumption"),
            provisional=self._provisional(result.rests_on),
            citations=tuple(c for support in supports for c in shown_citations(support)),
            trace=()
            if settled
            else tuple(
                self._tracer.condition(limit.condition, limit, "never when") for limit in result.limits
            ),
        )

    def _broken_promises(self) -> Iterator[AlertShown]:
        for result in self._found.promises:
            where = [
                said
                for said, state in (("now", result.now), ("under the plan", result.plan))
                if state == "broken"
            ]
            if not where:
                continue
            limits = result.broken_by or result.limits
            notes = " ".join(note for limit in limits for note in notes_of(self._graph, limit))
            yield AlertShown(
                severity="critical",
                kind="broken promise",
                about=result.promise.name,
                text=f"Never: {result.promise.title}. Broken {' and '.join(where)}. {notes}".strip(),
                provisional=self._provisional(result.rests_on),
                citations=tuple(c for limit in limits for c in shown_citations(limit.support)),
            )

    def _taken_wrongly(self, wrong: TakenWrongly) -> AlertShown:
        title = medicine_title(self._graph, wrong.medicine)
        reasons = "; ".join(words(self._graph.display.of(limit.condition)) for limit in wrong.limits)
        notes = " ".join(note for limit in wrong.limits for note in notes_of(self._graph, limit))
        match wrong.kind:
            case "forbidden frequency":
                only = self._graph.medicines[wrong.medicine].only
                assert only is not None
                recorded = self._world.taken(wrong.medicine)
                written = recorded.written if recorded is not None else title
                text = f"{title} is taken as '{written}'; it may only be taken {frequency_words(only)}."
            case "contraindicated medicine taken":
                text = f"{title} is taken and is contraindicated: {reasons}. {notes}".strip()
            case "may be contraindicated":
                asked = ", ".join(shown_needs(wrong.needs, self._graph))
                text = f"{title} is taken and may be contraindicated ({reasons}): ask for {asked}."
        return AlertShown(
            severity="warning" if wrong.kind == "may be contraindicated" else "critical",
            kind=wrong.kind,
            about=wrong.medicine,
            text=text,
            missing=need_names(wrong.needs),
            provisional=self._provisional(wrong.rests_on),
            citations=tuple(c for limit in wrong.limits for c in shown_citations(limit.support)),
        )

    def _caution(self, result: LimitResult) -> CautionShown:
        notes = " ".join(notes_of(self._graph, result.limit))
        return CautionShown(
            medicine=result.medicine,
            text=f"Caution when {words(self._graph.display.of(result.limit.condition))}. {notes}".strip(),
            shown=answer(result.judged.truth),
            missing=need_names(result.judged.needs),
            provisional=self._provisional(result.judged.rests_on),
            citations=shown_citations(result.limit.support),
        )

    # ------------------------------------------------------------ what the answers rest on

    def _assumptions(self) -> tuple[AssumptionUsed, ...]:
        users: dict[str, dict[str, None]] = {}
        parts: list[tuple[str, tuple[str, ...]]] = [
            (unit.node.id, unit.rests_on) for unit in self._found.units
        ]
        parts.extend((result.promise.id, result.rests_on) for result in self._found.promises)
        parts.extend((result.limit.id, result.judged.rests_on) for result in self._found.cautions)
        parts.extend((node.id, self._world.definition(node.name).rests_on) for node in self._results())
        for wrong in self._found.taken_wrongly:
            parts.extend((limit.id, wrong.rests_on) for limit in wrong.limits)
        for user, rests_on in parts:
            for name in _named(rests_on, "assumption"):
                users.setdefault(name, {})[user] = None
        return tuple(
            AssumptionUsed(
                name=node.name,
                text=node.text,
                because=node.because,
                instead=node.instead,
                used_by=tuple(users[node.name]),
            )
            for node in self._graph.assumptions.values()
            if node.name in users
        )

    def _provisional(self, rests_on: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._tracer.fact(name) for name in _named(rests_on, "default"))

    def _results(self) -> tuple[core.DefineNode, ...]:
        """The definitions that are shown by themselves: scores, and what has a title; in the scope only."""
        if self._found.scope.truth is not True:
            return ()
        named = self._graph.definitions.values()
        return tuple(node for node in named if node.title or isinstance(node.value, core.Score))

    def _references(self, outcomes: Iterable[Outcome]) -> tuple[ReferenceShown, ...]:
        cited: set[tuple[str, int]] = set()
        for outcome in outcomes:
            for citation in _all_citations(outcome):
                cited.update((citation.guideline, number) for number in citation.references)
        for node in self._results():
            for answer_for in node.support.citations:
                cited.update((answer_for.guideline, number) for number in answer_for.references)
        for result in self._found.promises:
            for limit in result.limits:
                for told in limit.support.citations:
                    cited.update((told.guideline, number) for number in told.references)
        return tuple(
            ReferenceShown(
                number=entry.number,
                text=", ".join(part for part in (entry.title, entry.publisher, entry.year) if part),
                missing=entry.missing,
                guideline=entry.guideline,
            )
            for key, entry in self._graph.references.items()
            if key in cited
        )

    def _taking(self) -> tuple[MedicineTaken, ...] | None:
        listed = self._world.record.medicines
        if listed is None:
            return None
        return tuple(
            MedicineTaken(name=m.name, text=m.written, classes=m.classes, declared=m.declared) for m in listed
        )

    def _data_notes(self) -> Iterator[str]:
        record = self._world.record
        undated = [
            name
            for name, node in self._graph.facts.items()
            if node.within is not None and name in record.facts and record.facts[name].observed is None
        ]
        repeated = repeated_facts(self._graph)
        undated += [
            name
            for name in self._graph.facts
            if name in repeated
            and name not in undated
            and name in record.facts
            and record.facts[name].observed is None
        ]
        if undated:
            yield f"Undated, taken as observed at the time of evaluation: {', '.join(undated)}."
        for name, node in self._graph.facts.items():
            if node.default is None or self._found.scope.truth is not True:
                continue
            if f"default:{name}" in self._world.fact(name).rests_on:
                yield self._tracer.fact(name)
        for name, node in self._graph.facts.items():
            if name in record.facts and self._world.too_old(node):
                yield self._tracer.fact(name)
        for name in self._graph.facts:
            if name in record.facts and record.facts[name].series:
                yield self._tracer.observations(name)
        taken_as = zone_taken(record, self._world.as_of)
        if taken_as:
            yield taken_as
        for medicine in record.medicines or ():
            if not medicine.declared:
                classes = ", ".join(medicine.classes) if medicine.classes else ""
                known = f"given with the classes {classes}" if classes else "none of its classes"
                if medicine.classes is None:
                    known = "its classes are not known"
                yield f"{medicine.name} is taken and not declared by this guideline: {known}."


def _of_options(unit: UnitResult) -> tuple[PackageResult, ...]:
    return tuple(package for option in unit.options for package in option.packages)


def _place(option: OptionShown) -> tuple[int, int, int]:
    """A choice is unordered: what leads stands first, then what is preferred, last what is not open."""
    closed = ("withheld", "not eligible")
    answers = ("yes", "unknown", "no")
    return (
        1 + closed.index(option.status) if option.status in closed else 0,
        answers.index(option.leads),
        answers.index(option.preferred),
    )


def _fault(graph: DecisionGraph, wrong: TakenWrongly) -> str:
    title = medicine_title(graph, wrong.medicine)
    match wrong.kind:
        case "forbidden frequency":
            return f"{title} is taken at a frequency it must not have"
        case "contraindicated medicine taken":
            return f"{title} is taken although it is contraindicated"
        case "may be contraindicated":
            return f"{title} is taken and may be contraindicated"


def _name(unit: UnitResult) -> str:
    decision = unit.decision
    return decision.medicine if isinstance(decision, core.TaperNode) else decision.name


def _named(rests_on: tuple[str, ...], kind: str) -> tuple[str, ...]:
    found = (entry.partition(":") for entry in rests_on)
    return merged((tuple(name for which, _, name in found if which == kind),))


def _all_citations(outcome: Outcome) -> Iterator[CitationShown]:
    """Those of an outcome, of what it recommends, and of the definitions that were read on the way."""
    yield from outcome.citations
    for recommendation in _all_of_outcome(outcome):
        yield from recommendation.citations
    waiting = list(outcome.trace)
    while waiting:
        step = waiting.pop()
        if not step.node or step.node.startswith("define:"):
            yield from step.citations
        waiting.extend(step.inside)


def _all_of_outcome(outcome: Outcome) -> Iterator[Recommendation]:
    yield from outcome.recommendations
    for option in outcome.options:
        if option.leads != "no":
            yield from option.recommendations


def _all_recommendations(outcomes: Iterable[Outcome]) -> Iterator[Recommendation]:
    for outcome in outcomes:
        if outcome.kind in ("recommended", "conditional"):
            yield from _all_of_outcome(outcome)
