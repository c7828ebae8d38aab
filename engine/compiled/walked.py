"""The answer of the walk: what every fast reading of the graph is held against, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.compiled.answer import (
    Answer,
    CautionAnswer,
    LineAnswer,
    PromiseAnswer,
    UnitAnswer,
    WronglyAnswer,
)
from engine.compiled.needs import NeedOrder
from engine.evaluation import Evaluation
from engine.outcomes import UnitResult
from engine.packages import DoResult, GiveResult, LineResult, StopResult
from engine.promises import PromiseResult, TakenWrongly
from engine.safety import LimitResult
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.values import Truth

_SAYS_LINES = ("recommended", "conditional")


def answer_of(evaluation: Evaluation) -> Answer:
    """The answer that an evaluation comes to."""
    return Answering(evaluation.world.graph).answer(evaluation)


class Answering:
    """Makes the answers of many evaluations of one guideline."""

    def __init__(self, graph: DecisionGraph) -> None:
        """Look up the order of everything once."""
        self._graph = graph
        self._needs = NeedOrder(graph)
        self._places: Mapping[str, int] = {node.id: place for place, node in enumerate(graph.nodes)}
        self._medicines: Mapping[str, int] = {name: place for place, name in enumerate(graph.medicines)}

    def answer(self, evaluation: Evaluation) -> Answer:
        """The answer that an evaluation comes to."""
        wrong = sorted(evaluation.taken_wrongly, key=lambda each: (self._medicines[each.medicine], each.kind))
        return Answer(
            self._graph.hash,
            evaluation.scope.truth,
            tuple(self._unit(unit) for unit in evaluation.units),
            tuple(self._promise(promise) for promise in evaluation.promises),
            tuple(self._wrongly(each) for each in wrong),
            tuple(self._caution(caution) for caution in evaluation.cautions),
            self._needs.sorted(_all_needs(evaluation)),
        )

    def _unit(self, unit: UnitResult) -> UnitAnswer:
        taper = unit.taper
        conditions = set(unit.conditions)
        return UnitAnswer(
            unit.node.id,
            unit.part,
            unit.kind,
            self._nodes(unit.holds),
            tuple(_lines(unit)),
            self._nodes(limit.limit.id for limit in unit.withheld_by),
            self._needs.sorted(conditions),
            self._needs.sorted(need for _, need in unit.asked if need not in conditions),
            None if taper is None else taper.next,
            None if taper is None else taper.due,
        )

    def _promise(self, promise: PromiseResult) -> PromiseAnswer:
        return PromiseAnswer(
            promise.promise.id,
            promise.now,
            promise.plan,
            self._nodes(limit.id for limit in promise.broken_by),
            self._needs.sorted(promise.needs),
        )

    def _wrongly(self, wrong: TakenWrongly) -> WronglyAnswer:
        limits = self._nodes(limit.id for limit in wrong.limits)
        return WronglyAnswer(wrong.medicine, wrong.kind, limits, self._needs.sorted(wrong.needs))

    def _caution(self, caution: LimitResult) -> CautionAnswer:
        judged = caution.judged
        needs = self._needs.sorted(judged.needs)
        return CautionAnswer(caution.limit.id, caution.medicine, judged.truth, needs)

    def _nodes(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(ids), key=self._places.__getitem__))


def _lines(unit: UnitResult) -> Iterator[LineAnswer]:
    """The lines that are recommended, or may be: of a choice, those of every option that leads or may lead."""
    if unit.kind not in _SAYS_LINES:
        return
    if not unit.options:
        yield from (_line(line, "", True) for line in unit.lines)
    for option in unit.options:
        if option.leads is not False:
            for package in option.packages:
                yield from (_line(line, option.option.id, option.leads) for line in package.lines)


def _line(line: LineResult, option: str, leads: Truth) -> LineAnswer:
    match line:
        case GiveResult(dose=dose):
            span, unit = (dose.rate, dose.rate_unit) if dose.rate is not None else (dose.amount, dose.unit)
            if line.action == "continue":
                span = None  # it goes on as it is taken; how it is started is no advice for this patient
            return LineAnswer(
                line.line.id,
                line.action,
                line.status,
                line.members,
                None if span is None else span.lower,
                None if span is None else span.upper,
                "" if span is None or unit is None else unit.text,
                option,
                leads,
            )
        case DoResult():
            return LineAnswer(line.line.id, line.action, "clear", option=option, leads=leads)
        case StopResult():
            return LineAnswer(line.line.id, "stop", "clear", line.medicines, option=option, leads=leads)


def _all_needs(evaluation: Evaluation) -> Iterator[str]:
    for unit in evaluation.units:
        yield from (need for _, need in unit.asked)
    for promise in evaluation.promises:
        yield from promise.needs
    for wrong in evaluation.taken_wrongly:
        yield from wrong.needs
