"""Recommendations and options as they are shown: each sentence carries what it depends on.

A sentence says first whether it is one of several alternatives and what it is conditional on, then what is done, and
last the promise it feeds, the cautions that hold, and the assumed values it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.assessment import OptionShown, Recommendation, Withheld
from engine.evaluation import Evaluation
from engine.kinds import OptionStatus
from engine.outcomes import OptionResult, UnitResult
from engine.packages import DoResult, GiveResult, LineResult, PackageResult, StopResult
from engine.safety import LimitResult
from engine.sentences import do_sentence, dosage_of, give_sentence, need_names, shown_needs, stop_sentence
from engine.taper_view import taper_recommendation
from engine.trace import Tracer, answer, shown_citations
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.references import support_of
from guideline_dsl.values import Truth
from guideline_dsl.wording import words


class Recommender:
    """Puts what is recommended in one evaluation into words."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._world = evaluation.world
        self._graph = evaluation.world.graph
        self._tracer = Tracer(evaluation.world)
        self._troubled = [p for p in evaluation.promises if p.plan in ("open", "broken")]
        self._cautions: dict[str, list[LimitResult]] = {}
        for caution in evaluation.cautions:
            self._cautions.setdefault(caution.medicine, []).append(caution)

    def recommendations(self, unit: UnitResult) -> tuple[Recommendation, ...]:
        """The lines of an outcome that is no choice."""
        if unit.taper is not None and unit.kind in ("recommended", "conditional"):
            shown = taper_recommendation(unit, self._world)
            return (self._qualified(shown, unit, (unit.taper.taper.medicine,), stops=False),)
        if unit.kind not in ("recommended", "conditional") or unit.options:
            return ()
        return tuple(
            self._recommendation(line, package, unit, unit.conditions)
            for package in unit.packages
            for line in package.lines
        )

    # ------------------------------------------------------------ options

    def option(self, option: OptionResult, unit: UnitResult) -> OptionShown:
        """One option of a choice with its lines."""
        waiting = () if option.withheld else option.needs
        if option.leads is True and not waiting:
            waiting = unit.contested  # it leads, and yet another decision may disagree with it
        status = _status(option, waiting)
        limits = [w for p in option.packages for g in p.gives for w in g.withheld_by]
        lines = () if status in ("withheld", "not eligible") else self._option_lines(option, unit, waiting)
        return OptionShown(
            name=option.option.name,
            title=_option_title(option, self._graph),
            status=status,
            eligible=answer(option.eligible),
            preferred=answer(option.preferred),
            leads=answer(option.leads),
            reasons=tuple(self._option_reasons(option)),
            conditions=need_names(waiting),
            recommendations=lines,
            withheld=tuple(self.withheld(limit) for limit in dict.fromkeys(limits)),
        )

    def _option_lines(
        self, option: OptionResult, unit: UnitResult, waiting: tuple[str, ...]
    ) -> tuple[Recommendation, ...]:
        others: tuple[str, ...] = ()
        if not option.continued and option.leads is not False:
            open_ones = [o for o in unit.options if o is not option and o.leads is not False]
            others = tuple(_option_title(other, self._graph) for other in open_ones)
        return tuple(
            self._alternative(self._recommendation(line, package, unit, waiting), option.leads, others, unit)
            for package in option.packages
            for line in package.lines
        )

    def _alternative(
        self, shown: Recommendation, leads: Truth, others: tuple[str, ...], unit: UnitResult
    ) -> Recommendation:
        """A line of one of several options says that one is taken, not all."""
        text = shown.text
        if leads is True and others:
            text = f"One option of several (or {', or '.join(others)}): {text}"
        elif leads is None and not shown.conditions:
            depends = ", ".join(shown_needs(unit.conditions, self._graph))
            text = f"Available now; whether it stands first depends on {depends}: {text}"
        return shown.model_copy(update={"text": text, "alternatives": others, "leads": answer(leads)})

    def _option_reasons(self, option: OptionResult) -> Iterator[str]:
        for lead, clauses in (
            ("only when", option.option.only_when),
            ("preferred when", option.option.prefer_when),
        ):
            for clause in clauses:
                holds = answer(self._world.judge(clause.condition).truth)
                yield f"{lead} {words(self._graph.display.of(clause.condition))}: {holds}"

    def withheld(self, limit: LimitResult) -> Withheld:
        """A contraindication that holds."""
        return Withheld(
            medicine=limit.medicine,
            node=limit.limit.id,
            reason=f"contraindicated when {words(self._graph.display.of(limit.limit.condition))}",
            notes=notes_of(self._graph, limit.limit),
            citations=shown_citations(limit.limit.support),
        )

    # ------------------------------------------------------------ lines

    def _recommendation(
        self, line: LineResult, package: PackageResult, unit: UnitResult, conditions: tuple[str, ...]
    ) -> Recommendation:
        support = combined_support([unit.decision, *(self._graph.node(holder) for holder in package.holders)])
        needs = need_names(conditions)
        shown = self._line(line, unit).model_copy(
            update={
                "strength": support.strength,
                "evidence": support.evidence,
                "conditions": needs,
                "citations": shown_citations(support),
            }
        )
        if needs:
            shown = shown.model_copy(
                update={
                    "text": f"Conditional on {', '.join(shown_needs(conditions, self._graph))}: {shown.text}"
                }
            )
        match line:
            case GiveResult():
                return self._qualified(shown, unit, line.members or (line.medicine,), stops=False)
            case StopResult():
                return self._qualified(shown, unit, line.medicines, stops=True)
        return self._qualified(shown, unit, (), stops=False)

    def _line(self, line: LineResult, unit: UnitResult) -> Recommendation:
        match line:
            case GiveResult():
                dosage = dosage_of(line, self._graph)
                return Recommendation(
                    node=line.line.id,
                    decision=decision_name(unit),
                    action=line.action,
                    medicine=line.medicine or f"any {line.line.name}",
                    members=line.members if not line.medicine else (),
                    dosage=dosage,
                    text=give_sentence(line, self._graph, dosage),
                )
            case DoResult():
                return Recommendation(
                    node=line.line.id,
                    decision=decision_name(unit),
                    action=line.action,
                    procedure=line.line.procedure,
                    text=do_sentence(line, self._graph),
                )
        return Recommendation(
            node=line.line.id,
            decision=decision_name(unit),
            action="stop",
            medicine=line.line.name if line.line.target == "medicine" else f"any {line.line.name}",
            text=stop_sentence(line, self._graph),
        )

    def _qualified(
        self, shown: Recommendation, unit: UnitResult, medicines: tuple[str, ...], *, stops: bool
    ) -> Recommendation:
        """The sentence with what must not be read apart from it: promises it feeds, cautions, assumed values."""
        fed = [p for p in self._troubled if (p.kept_by if stops else p.fed_by).intersection(medicines)]
        said = [f"the promise '{promise.promise.title}' is {promise.plan}" for promise in fed]
        cautions = () if stops else tuple(dict.fromkeys(self._cautions_of(medicines)))
        said.extend(cautions)
        provisional = tuple(
            self._tracer.fact(entry.removeprefix("default:"))
            for entry in unit.rests_on
            if entry.startswith("default:")
        )
        said.extend(f"provisional: {words_of}" for words_of in provisional)
        text = f"{shown.text} [{'; '.join(said)}]" if said else shown.text
        return shown.model_copy(
            update={
                "text": text,
                "feeds": tuple(promise.promise.name for promise in fed),
                "cautions": cautions,
                "provisional": provisional,
            }
        )

    def _cautions_of(self, medicines: Iterable[str]) -> Iterator[str]:
        for medicine in medicines:
            for caution in self._cautions.get(medicine, ()):
                condition = words(self._graph.display.of(caution.limit.condition))
                if caution.judged.truth:
                    notes = " ".join(notes_of(self._graph, caution.limit))
                    yield f"caution: {condition}. {notes}".rstrip(". ")
                else:
                    yield f"caution if {condition}"


def _status(option: OptionResult, waiting: tuple[str, ...]) -> OptionStatus:
    if option.withheld:
        return "withheld"
    if option.continued and not waiting:
        changed = any(give.action == "change" for package in option.packages for give in package.gives[:1])
        return "change" if changed else "continue"
    if option.eligible is False and not option.continued:
        return "not eligible"
    return "conditional" if waiting else "available"


def _option_title(option: OptionResult, graph: DecisionGraph) -> str:
    return option.option.title or graph.display.spaced(option.option.name)


def decision_name(unit: UnitResult) -> str:
    """The name of a decision; of a taper, its medicine."""
    decision = unit.decision
    return decision.medicine if isinstance(decision, core.TaperNode) else decision.name


def notes_of(graph: DecisionGraph, node: core.Node) -> tuple[str, ...]:
    """The notes and warnings that stand under a node."""
    return tuple(n.text for n in graph.children(node.id) if isinstance(n, core.MessageNode))


def combined_support(nodes: Iterable[core.Node]) -> core.Support:
    """What answers for several nodes together; the strength is that of the innermost that states one."""
    supports = [support_of(node) for node in dict.fromkeys(nodes)]
    strengths = [support.strength for support in reversed(supports) if support.strength]
    evidences = [support.evidence for support in reversed(supports) if support.evidence]
    return core.Support(
        tuple(dict.fromkeys(citation for support in supports for citation in support.citations)),
        (),
        strengths[0] if strengths else "",
        evidences[0] if evidences else "",
    )
