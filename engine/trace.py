"""The trace: each question that was asked of the guideline, its answer, and the facts it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from engine.assessment import CitationShown, Step
from engine.dates import calendar_text
from engine.expressions import World
from engine.kinds import Answer
from engine.moments import age, moment_text
from engine.numerals import amount_text, span_text, time_text
from engine.outcomes import UnitResult
from engine.packages import GiveResult, PackageResult
from engine.record import Observation, RecordedMedicine
from engine.series import counted_within, windows
from guideline_dsl import core, units
from guideline_dsl.references import operands, subexpressions, support_of
from guideline_dsl.remembered import by_identity
from guideline_dsl.values import Span, Truth
from guideline_dsl.wording import closer_words, words

_MOST_SHOWN = 12
"""So many observations are listed one by one."""
_BY_ROWS = (core.Score, core.Table)
_CONNECTIVES = frozenset(("and", "or", "not"))


def answer(truth: Truth) -> Answer:
    """A truth in a word."""
    return "unknown" if truth is None else ("yes" if truth else "no")


def shown_citations(support: core.Support) -> tuple[CitationShown, ...]:
    """The citations of a statement, as they are shown."""
    return tuple([_shown_citation(citation) for citation in support.citations])


@by_identity
def _shown_citation(citation: core.Citation) -> CitationShown:
    return CitationShown(
        references=citation.references,
        quotes=tuple(quote.text for quote in citation.quotes),
        sentences=tuple(dict.fromkeys(quote.sentence for quote in citation.quotes if quote.sentence)),
        statements=tuple(dict.fromkeys(s for quote in citation.quotes for s in quote.statements)),
        guideline=citation.guideline,
    )


def in_order(node: core.DefineNode, may_be: frozenset[str]) -> list[str]:
    """The words of a choice as the file has them, then those that come from elsewhere."""
    return [word for word in dict.fromkeys((*_words_of(node), *sorted(may_be))) if word in may_be]


def _words_of(node: core.DefineNode) -> tuple[str, ...]:
    return tuple(part.value for part in subexpressions(node.value) if isinstance(part, core.Symbol))


class Tracer:
    """Explains, in one world, what the evaluation found."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._display = world.graph.display
        self._explained: dict[int, tuple[core.Expression, Step]] = {}
        """What was explained: in one world an expression is the same wherever it is asked."""

    def condition(self, condition: core.Expression, node: core.Node, lead: str) -> Step:
        """A condition that was asked, with what it rests on; `lead` are the words before it (`when`, `for`)."""
        inner = self._explain(condition)
        return Step(
            node=node.id,
            says=f"{lead} {inner.says}".strip(),
            answer=inner.answer,
            facts=inner.facts,
            inside=inner.inside,
            line=node.span.line,
            citations=shown_citations(support_of(node)),
        )

    def _explain(self, expression: core.Expression) -> Step:
        found = self._explained.get(id(expression))
        if found is not None and found[0] is expression:
            return found[1]
        step = self._explanation(expression)
        self._explained[id(expression)] = (expression, step)
        return step

    def _explanation(self, expression: core.Expression) -> Step:
        judged = self._world.judge(expression)
        truth = judged.truth
        inside: tuple[Step, ...] = ()
        facts: tuple[str, ...] = ()
        citations: tuple[CitationShown, ...] = ()
        match expression:
            case core.Apply(operator=operator) if operator in _CONNECTIVES:
                inside = tuple(self._explain(part) for part in expression.operands)
            case core.CountOf(operands=parts):
                inside = tuple(self._explain(part) for part in parts)
            case core.DefinitionRef(name=name):
                node = self._world.graph.definitions[name]
                inside = (self.condition(node.value, node, f"{self._display.name(name)}:"),)
            case _:
                facts = tuple(dict.fromkeys(self._facts(expression)))
                citations = tuple(dict.fromkeys(self._of_definitions(expression)))
        if judged.reasons:
            facts = (*facts, *judged.reasons)
        return Step(
            node="",
            says=words(self._display.of(expression)),
            answer=answer(truth),
            facts=facts,
            inside=inside,
            citations=citations,
        )

    def _of_definitions(self, expression: core.Expression) -> Iterator[CitationShown]:
        """What answers for the numbers that an expression reads: a formula, and what it is made of."""
        waiting, seen = [expression], set[str]()
        while waiting:
            for part in subexpressions(waiting.pop()):
                if isinstance(part, core.DefinitionRef) and part.name not in seen:
                    seen.add(part.name)
                    node = self._world.graph.definitions[part.name]
                    yield from shown_citations(node.support)
                    waiting.append(node.value)

    def read(self, expression: core.Expression) -> tuple[str, ...]:
        """The values an expression was judged by."""
        return tuple(dict.fromkeys(self._facts(expression)))

    # ------------------------------------------------------------ what a comparison rests on

    def _facts(self, expression: core.Expression) -> Iterator[str]:
        for part in _asked(expression):
            match part:
                case core.FactRef(name=name):
                    yield self.fact(name)
                case core.Observed():
                    yield from self._series(part, part.fact.name, counted_within(part))
                case core.Sustained(fact=fact, within=within):
                    yield from self._series(None, fact.name, within)
                case core.DefinitionRef(name=name):
                    yield self._definition(name)
                    yield from self._series_below(name)
                case core.Taking():
                    yield self._list()
                case core.PlanHas(crowd=crowd):
                    least, most, _ = self._world.plan.count(crowd, self._world.graph.members(crowd))
                    count = str(least) if least == most else f"{least} to {most}"
                    yield f"the plan has {count} of {self._display.name(crowd.name)}"
                case core.MedicineMeasure(measure=measure, target=target):
                    of = "of" if measure in ("dose", "starting dose", "time at dose") else "on"
                    yield f"{measure} {of} {self._display.name(target.name)} = {self._measured(part)}"
                case core.Done(procedure=procedure):
                    yield f"{self._display.name(procedure)}: {_done(self._world.done(procedure).truth)}"
                case _:
                    pass
        yield from self._computed(expression)

    def fact(self, name: str) -> str:
        """A fact with its value as it was given, or why it has none."""
        world = self._world
        node = world.graph.facts[name]
        shown = self._display.name(name)
        recorded = world.record.facts.get(name)
        if recorded is not None:
            last = recorded.observations[-1]
            said = self._observation(node, last)
            if world.too_old(node):
                assert node.within is not None
                assert last.observed is not None
                old = time_text(age(last.observed, world.as_of)[1])
                return f"{shown}: the last value, {said}, is {old} old and counts for {words(node.within)}, so unknown"
            several = f", the last of {len(recorded.series)}" if recorded.series else ""
            return f"{shown} = {said}{several}"
        judged = world.fact(name)
        if f"default:{name}" in judged.rests_on and node.default is not None:
            assumed = words(self._display.of(node.default.value))
            return f"{shown} = {assumed} (assumed, not recorded: {node.default.reason})"
        if judged.value is False and node.only_when is not None:
            return f"{shown} = no (it has a meaning only when {words(self._display.of(node.only_when))})"
        return f"{shown}: not recorded"

    def _written(self, node: core.FactNode, value: str) -> str:
        """A value as it was given; a word of a choice as it is shown."""
        return self._display.value(value, node.name) if isinstance(node.type, core.OneOf) else value

    def observations(self, name: str) -> str:
        """All observations of a fact that has several: `creatinine: 0.9 mg/dL (observed ...), 1.2 mg/dL (...)`."""
        recorded = self._world.record.facts[name]
        twice = f"; {recorded.doubled} given twice, counted once" if recorded.doubled else ""
        return f"{self._display.name(name)}: {self._listed(name, recorded.observations)}{twice}"

    def _listed(self, name: str, found: Sequence[Observation]) -> str:
        node = self._world.graph.facts[name]
        shown = [self._observation(node, one) for one in found[-_MOST_SHOWN:]]
        more = f"{len(found) - len(shown)} earlier, " if len(found) > len(shown) else ""
        return f"{more}{', '.join(shown)}"

    def _series_below(self, definition: str) -> Iterator[str]:
        """The observations that a definition was computed from, through those it reads."""
        waiting, seen = [definition], {definition}
        while waiting:
            for part in _asked(self._world.graph.definitions[waiting.pop(0)].value):
                match part:
                    case core.DefinitionRef(name=name) if name not in seen:
                        seen.add(name)
                        waiting.append(name)
                    case core.Observed():
                        yield from self._series(part, part.fact.name, counted_within(part))
                    case core.Sustained(fact=fact, within=within):
                        yield from self._series(None, fact.name, within)
                    case _:
                        pass

    def _series(self, measure: core.Observed | None, name: str, within: core.Number | None) -> Iterator[str]:
        """The observations that were looked at, and what they come to."""
        if self._world.record.facts.get(name) is None:
            yield self.fact(name)
            return
        called = self._display.name(name)
        found = windows(self._world, name, within)[-1]
        node = self._world.graph.facts[name]
        back = "" if within is None else f" within {words(within)}"
        yield f"{called}: {self._listed(name, found)}" if found else f"{called}: no observation{back}"
        if measure is None:
            return
        judged = self._world.judge(measure)
        if isinstance(judged.value, Span) and judged.span.lower is not None and judged.span.upper is not None:
            declared = node.type
            unit = declared.unit if isinstance(declared, core.NumberBetween) else ""
            shown_in = units.parse_unit("" if measure.measure == "count" else unit)
            yield f"{words(self._display.of(measure))} = {span_text(judged.span, shown_in)}"
        yield from judged.reasons

    def _observation(self, node: core.FactNode, one: Observation) -> str:
        """`1.2 mg/dL (observed 2026-01-30T08:15)`; a word of a choice as it is shown."""
        return observation_words(one, self._written(node, one.written))

    def _definition(self, name: str) -> str:
        shown = self._display.name(name)
        node = self._world.graph.definitions[name]
        judged = self._world.definition(name)
        match judged.value:
            case Span() as span if span.absent is True:
                return f"{shown}: there is no such number for this patient"
            case Span() as span if span.point is not None and node.type in ("date", "date and time"):
                return f"{shown} = {calendar_text(node.type, span.point, self._world.as_of)}"
            case Span() as span if span.point is not None:
                return f"{shown} = {amount_text(span.point, units.parse_unit(node.unit))}"
            case frozenset() as may_be if len(may_be) == 1:
                return f"{shown} = {self._display.value(next(iter(may_be)), name)}"
            case bool() as truth:
                return f"{shown} = {'yes' if truth else 'no'}"
            case Span(lower=Fraction(), upper=Fraction()) as span if isinstance(node.value, _BY_ROWS):
                return f"{shown} = {span_text(span, units.parse_unit(node.unit))}"
            case frozenset() as may_be if 0 < len(may_be & {*_words_of(node)}) < len({*_words_of(node)}):
                possible = (self._display.value(word, name) for word in in_order(node, may_be))
                return f"{shown}: {' or '.join(possible)}"
        return f"{shown}: not known"

    def _measured(self, measure: core.MedicineMeasure) -> str:
        judged = self._world.judge(measure)
        point = judged.span.point
        if point is None:
            return "not known"
        if measure.measure in ("time", "time at dose"):
            return amount_text(point, units.parse_unit("weeks"))
        recorded = self._world.taken(measure.target.name)
        unit = recorded.dose_unit if recorded is not None and recorded.dose_unit else "mg/day"
        return amount_text(point, units.parse_unit(unit))

    def _list(self) -> str:
        listed = self._world.record.medicines
        if listed is None:
            return "medication list: not recorded"
        return f"medication list: {', '.join(map(self._medicine, listed)) or 'nothing'}"

    def _medicine(self, medicine: RecordedMedicine) -> str:
        return self._display.name(medicine.name) if medicine.declared else medicine.name

    def _computed(self, expression: core.Expression) -> Iterator[str]:
        """`dose of prednisone / weight = 0.8571 mg/kg/day`: what was compared, where it was calculated."""
        match expression:
            case core.Apply(operator="<" | "<=" | ">" | ">=", operands=(left, core.Number(unit=unit))):
                if not operands(left):
                    return
                span = self._world.judge(left).span
                if span.absent is False and span.lower is not None and span.upper is not None:
                    yield f"{words(self._display.of(left))} = {span_text(span, units.parse_unit(unit))}"
            case _:
                return

    # ------------------------------------------------------------ the steps of an outcome

    def unit(self, unit: UnitResult) -> tuple[Step, ...]:
        """The steps that led to an outcome, in the order in which they were asked."""
        return tuple(self._steps(unit))

    def _steps(self, unit: UnitResult) -> Iterator[Step]:
        graph = self._world.graph
        if (unit.asked and unit.asked[0][0] == "scope") or unit.kind in ("outside scope",):
            if graph.head.scope is not None:
                yield self.condition(graph.head.scope, graph.head, "for")
            return
        decision = unit.decision
        if decision.applies is not None:
            yield self.condition(decision.applies, decision, "for")
        for node in graph.children(decision.id):
            if isinstance(node, core.ExceptionNode):
                yield self.condition(node.condition, node, "except when")
        if unit.kind in ("not applicable", "not shown") and not self._applied(decision):
            return
        if isinstance(decision, core.TaperNode):
            yield from self._taper_steps(decision)
            return
        yield from self._branch_steps(unit, decision)
        for option in unit.options:
            for clause, lead in [(c, "only when") for c in option.option.only_when] + [
                (c, "prefer when") for c in option.option.prefer_when
            ]:
                step = self.condition(
                    clause.condition,
                    option.option,
                    f"{self._display.called(option.option.name, option.option.title)}: {lead}",
                )
                yield step.model_copy(update={"citations": shown_citations(clause.support)})
        packages = [p for option in unit.options for p in option.packages] or [*unit.packages, *unit.possible]
        for package in packages:
            yield from self._package_steps(package)

    def _applied(self, decision: core.DecisionNode | core.TaperNode) -> bool:
        applies = decision.applies is None or self._world.judge(decision.applies).truth is not False
        excepted = any(
            self._world.judge(n.condition).truth is True
            for n in self._world.graph.children(decision.id)
            if isinstance(n, core.ExceptionNode)
        )
        return applies and not excepted

    def _branch_steps(self, unit: UnitResult, decision: core.DecisionNode) -> Iterator[Step]:
        if decision.mode == "advise":
            branches = [unit.node] if isinstance(unit.node, core.BranchNode) else []
        else:
            children = self._world.graph.children(decision.id)
            branches = [n for n in children if isinstance(n, core.BranchNode)]
        for branch in branches:
            if branch.condition is None:
                says = branch.title or branch.name or "otherwise"
                yield Step(
                    node=branch.id, says=says, answer="yes", line=branch.span.line,
                    citations=shown_citations(branch.support),
                )  # fmt: skip
                continue
            lead = f"{branch.title or branch.name}: when" if branch.name else "when"
            step = self.condition(branch.condition, branch, lead)
            yield step
            if step.answer == "yes":
                return

    def _package_steps(self, package: PackageResult) -> Iterator[Step]:
        for holder in package.holders[1:]:
            node = self._world.graph.node(holder)
            if isinstance(node, core.BranchNode) and node.condition is not None:
                yield self.condition(node.condition, node, "when")
        for give in package.gives:
            yield from self._safety_steps(give)
            for closer in give.line.dose.closers:
                step = self.condition(closer.condition, give.line, "")
                says = closer_words(self._display.of(closer))
                yield step.model_copy(update={"says": says, "citations": shown_citations(closer.support)})
                if step.answer != "no":
                    break

    def _safety_steps(self, give: GiveResult) -> Iterator[Step]:
        graph = self._world.graph
        for result in (*give.withheld_by, *give.unknown_limits):
            yield self.condition(
                result.limit.condition,
                result.limit,
                f"contraindicate {self._display.name(result.medicine)} when",
            )
        for gate in give.gates:
            target = self._display.name(give.medicine or give.line.name)
            needs = ", ".join(self._display.name(need.partition(":")[2]) for need in gate.waiting)
            checks = ", ".join(map(self._display.name, (*gate.gate.facts, *gate.gate.procedures)))
            yield Step(
                node=gate.gate.id, says=f"before {target} check {checks}", answer="no",
                facts=(f"not yet known: {needs}",), line=graph.node(gate.gate.id).span.line,
                citations=shown_citations(gate.gate.support),
            )  # fmt: skip

    def _taper_steps(self, taper: core.TaperNode) -> Iterator[Step]:
        crowd = core.Crowd("medicine", taper.medicine)
        yield Step(
            node=taper.id, says=f"taking {self._display.name(taper.medicine)}",
            answer=answer(self._world.taking(crowd).truth), facts=(self._list(),), line=taper.span.line,
        )  # fmt: skip
        measures = tuple(
            core.MedicineMeasure(name, crowd) for name in ("dose", "starting dose", "time", "time at dose")
        )
        reduced = core.Apply("<", (measures[0], measures[1]))
        yield self.condition(reduced, taper, "reduced before:")
        yield self.condition(core.Apply(">=", (measures[2], taper.earliest)), taper, "may start:")
        if taper.start_when is not None:
            yield self.condition(taper.start_when, taper, "start when")
        if taper.latest is not None:
            yield self.condition(core.Apply(">=", (measures[2], taper.latest)), taper, "must start:")
        yield self.condition(
            core.Apply(">=", (measures[3], taper.every.lower)), taper, "long enough at this dose:"
        )
        if taper.hold_when is not None:
            yield self.condition(taper.hold_when, taper, "once reduced, on hold when")


def _asked(expression: core.Expression) -> Iterator[core.Expression]:
    """The expression and what is inside it; the fact of a series belongs to its word."""
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        yield part
        match part:
            case core.Observed():
                pass
            case core.Sustained(bound=bound):
                waiting.append(bound)
            case _:
                waiting.extend(reversed(operands(part)))


def observation_words(one: Observation, written: str) -> str:
    """`1.2 mg/dL (observed 2026-01-30T08:15)`, `0.4 mL/kg/h (from 2026-01-30T04:00 to 2026-01-30T12:00)`."""
    if one.observed is None:
        return written
    if one.since is None:
        return f"{written} (observed {moment_text(one.observed)})"
    return f"{written} (from {moment_text(one.since)} to {moment_text(one.observed)})"


def _done(truth: Truth) -> str:
    return {True: "done", False: "not done", None: "not recorded whether done"}[truth]
