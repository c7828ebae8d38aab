"""What an expression is worth for a patient whose facts may be unknown.

`World` is the patient, at a time, with a plan so far. `World.judge` gives for each expression a `Judged`: its value
(guideline_dsl/values.py), what would have to be known to settle it (only what is left after Kleene
simplification: nothing that is settled is asked for), and what it rests on (assumptions and defaults).

Every rule here is inclusion isotone: a definite value stays what it is when more is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, assert_never

from engine.calculations import calculated
from engine.dates import day_of_moment, elapsed, shifted, time_between
from engine.judged import NO, YES, Judged, all_of, any_of, defaults_of, merged, negation
from engine.moments import age, at_most, day_of, instant
from engine.plan import MEDICATION_LIST, NOTHING_PLANNED, Plan
from engine.record import FactValue, PatientRecord, RecordedMedicine
from engine.scores import ScoreResult, extreme_value, score_result, score_value
from engine.series import observed_value, sustained_value
from engine.tables import table_value
from guideline_dsl import core, units, values
from guideline_dsl.base_values import base_value
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.values import ANYTHING, NOT_NEGATIVE, NOTHING_GIVEN, Span, Truth, Value

if TYPE_CHECKING:
    from guideline_dsl.regions import SplitValue


class World:
    """One patient at one time, as one guideline sees them.

    `plan` is what is planned so far; `plan_doses` replaces the dose taken by the planned one, for promises that
    are checked on the plan. `supposed` are values of what is not known, by need, that settling.py tries out. A world is
    used by one evaluation only; it remembers what it has judged.
    """

    def __init__(
        self,
        graph: DecisionGraph,
        record: PatientRecord,
        as_of: date,
        plan: Plan | None = None,
        plan_doses: Mapping[str, Judged] | None = None,
        supposed: Mapping[str, SplitValue] | None = None,
    ) -> None:
        self.graph = graph
        self.record = record
        self.as_of = as_of
        self.plan = plan if plan is not None else NOTHING_PLANNED
        self.plan_doses = plan_doses if plan_doses is not None else {}
        self.supposed = supposed if supposed is not None else {}
        self._facts: dict[str, Judged] = {}
        self._definitions: dict[str, Judged] = {}
        self._scores: dict[str, ScoreResult] = {}
        self.tries_scores = True
        """Whether the items of scores are held against each other; not where this is done already."""

    # ------------------------------------------------------------ facts

    def fact(self, name: str) -> Judged:
        """The value of a fact: recorded, settled by its `only when`, assumed by its default, or unknown."""
        if name not in self._facts:
            self._facts[name] = self._judge_fact(self.graph.facts[name])
        return self._facts[name]

    def too_old(self, fact: core.FactNode) -> bool:
        """Whether the last recorded value is older than the fact's `within` allows, or may be."""
        recorded = self.record.facts.get(fact.name)
        if recorded is None or recorded.observed is None or fact.within is None:
            return False
        return at_most(age(recorded.observed, self.as_of), base_value(fact.within)) is not True

    def is_recorded(self, name: str) -> bool:
        """Whether a fact is known from the record itself, and by no default.

        It is when it is recorded and not too old, or has no meaning by `only when`.
        """
        fact = self.graph.facts[name]
        if name in self.record.facts:
            return not self.too_old(fact)
        if fact.only_when is None:
            return False
        meaningful = self.judge(fact.only_when)
        return meaningful.truth is False and not defaults_of(meaningful.rests_on)

    def cannot_be(self) -> bool:
        """Whether what is supposed contradicts a recorded yes, whose `only when` is then no."""
        return any(
            recorded.value is True and self._meaningless(name) for name, recorded in self.record.facts.items()
        )

    def _meaningless(self, name: str) -> bool:
        """Whether the `only when` of a recorded fact is no, and by no default."""
        fact = self.graph.facts[name]
        if fact.only_when is None or self.too_old(fact):
            return False
        meaningful = self.judge(fact.only_when)
        return meaningful.truth is False and not defaults_of(meaningful.rests_on)

    def _judge_fact(self, fact: core.FactNode) -> Judged:
        recorded = self.record.facts.get(fact.name)
        if recorded is not None and not self.too_old(fact):
            return Judged(_value_of(recorded.value, self.as_of))
        asked_first: tuple[str, ...] = ()
        if fact.only_when is not None:
            meaningful = self.judge(fact.only_when)
            if meaningful.truth is False:
                return replace(meaningful, value=False)
            asked_first = meaningful.needs
        need = f"fact:{fact.name}"
        if need in self.supposed:
            return Judged(_value_of(self.supposed[need], self.as_of))
        if recorded is None and fact.default is not None:
            assumed = self._default(fact.name, fact.default)
            if assumed is not None:
                return assumed
        return Judged(_unknown(fact.type), merged((asked_first, (need,))))

    def _default(self, name: str, default: core.DefaultValue) -> Judged | None:
        applies = YES if default.condition is None else self.judge(default.condition)
        if applies.truth is not True:
            return None
        value = self.judge(default.value)
        return replace(value, rests_on=merged((applies.rests_on, value.rests_on, (f"default:{name}",))))

    # ------------------------------------------------------------ observations (series.py)

    def meaningful(self, fact: core.FactNode) -> Judged:
        """Whether a fact has a meaning for this patient, by its `only when`."""
        return YES if fact.only_when is None else self.judge(fact.only_when)

    def anything(self, name: str) -> Value:
        """Everything that a fact may be."""
        return _unknown(self.graph.facts[name].type)

    def value_of(self, recorded: FactValue) -> Value:
        """A recorded value, as expressions have it."""
        return _value_of(recorded, self.as_of)

    # ------------------------------------------------------------ expressions

    def supposing(self, more: Mapping[str, SplitValue]) -> World:
        """This world with values supposed of what is not known."""
        return World(
            self.graph, self.record, self.as_of, self.plan, self.plan_doses, {**self.supposed, **more}
        )

    def trying(self, more: Mapping[str, SplitValue]) -> World:
        """This world with values supposed, for judging the items of a score."""
        world = self.supposing(more)
        world.tries_scores = False
        return world

    def judge(self, expression: core.Expression) -> Judged:
        """What an expression is worth in this world."""
        match expression:
            case core.Number():
                return Judged(values.exactly(base_value(expression)))
            case core.TruthConstant(value=truth):
                return Judged(truth)
            case core.Symbol(value=word):
                return Judged(frozenset((word,)))
            case core.Day(value=day):
                return Judged(values.exactly(day.toordinal()))
            case core.FactRef(name=name):
                return self.fact(name)
            case core.DefinitionRef(name=name):
                return self.definition(name)
            case core.Apply():
                return self._apply(expression)
            case core.Member(subject=subject, values=words):
                return _member(self.judge(subject), frozenset(words))
            case core.CountOf():
                return _count(tuple(self.judge(part) for part in expression.operands), expression)
            case core.Cases():
                return self._cases(expression)
            case core.Taking(crowd=crowd):
                return self.taking(crowd)
            case core.PlanHas(crowd=crowd):
                return self._plan_has(crowd)
            case core.Done(procedure=procedure, within=within):
                return self.done(procedure, within)
            case core.MedicineMeasure():
                return self._measure(expression)
            case core.Contraindicated():
                raise TypeError("the checker puts the contraindications in the place of the question")
            case core.Converted(value=value, of=of, to=to):
                return _converted(self.judge(value), of, to)
            case core.Table():
                return table_value(expression, self.judge)
            case core.Score():
                raise TypeError("a score is judged by its name, as `definition` does")
            case core.Observed():
                return observed_value(expression, self)
            case core.Sustained(operator=operator):
                return sustained_value(expression, self, _COMPARED[operator])
            case core.Today():
                return Judged(values.exactly(day_of(self.as_of).toordinal()))
            case core.Now():
                return Judged(values.exactly(instant(self.as_of, self.as_of)))
            case core.TimeBetween(start=start, end=end):
                return time_between(self.judge(start), self.judge(end))
            case core.DateOf(moment=moment):
                return day_of_moment(self.judge(moment), self.as_of)
            case core.Elapsed(unit=unit, start=start, end=end):
                return elapsed(unit, self.judge(start), self.judge(end))
            case core.DateShift(day=of, count=count, unit=unit):
                return shifted(self.judge(of), count, unit)
            case core.ExtremeItem(extreme=extreme, score=score):
                return extreme_value(self.graph.definitions[score.name], extreme, self)
        assert_never(expression)

    def definition(self, name: str) -> Judged:
        """The value of a definition, with the assumptions it is made under."""
        if name not in self._definitions:
            node = self.graph.definitions[name]
            scored = isinstance(node.value, core.Score)
            judged = score_value(node, self) if scored else self.judge(node.value)
            made_under = tuple(f"assumption:{assumption}" for assumption in node.support.assumptions)
            self._definitions[name] = replace(judged, rests_on=merged((judged.rests_on, made_under)))
        return self._definitions[name]

    def judged_definitions(self) -> frozenset[str]:
        """The names of the definitions that anything has asked for so far."""
        return frozenset(self._definitions)

    def score(self, name: str) -> ScoreResult:
        """The items of a score, each with what it gives."""
        if name not in self._scores:
            self._scores[name] = score_result(self.graph.definitions[name], self)
        return self._scores[name]

    def _apply(self, expression: core.Apply) -> Judged:
        operands = tuple(self.judge(operand) for operand in expression.operands)
        match expression.operator:
            case "and":
                return all_of(operands)
            case "or":
                return any_of(operands)
            case "not":
                return negation(operands[0])
            case "in":
                return _in_unit(operands[0], expression.unit)
            case "<" | "<=" | ">" | ">=" | "is":
                return _compared(expression.operator, operands[0], operands[1])
            case _:
                return _calculated(expression, operands)

    def _cases(self, expression: core.Cases) -> Judged:
        asked: list[Judged] = []
        possible: list[Judged] = []
        for arm in expression.arms:
            condition = self.judge(arm.condition)
            asked.append(condition)
            if condition.truth is False:
                continue
            possible.append(self.judge(arm.value))
            if condition.truth is True:
                break
        else:
            last = expression.otherwise
            possible.append(self.judge(last) if last is not None else Judged(values.NO_NUMBER))
        value = reduce(values.join, (case.value for case in possible))
        undecided = [condition for condition in asked if condition.truth is None]
        settled = values.is_settled(value)
        return Judged(
            value,
            () if settled else merged([c.needs for c in undecided] + [case.needs for case in possible]),
            merged([c.rests_on for c in asked] + [case.rests_on for case in possible]),
            () if settled else merged([c.reasons for c in undecided] + [case.reasons for case in possible]),
        )

    # ------------------------------------------------------------ medicines and procedures

    def taken(self, name: str) -> RecordedMedicine | None:
        """The entry of the medication list; None when the list is unknown or does not have it."""
        for medicine in self.record.medicines or ():
            if medicine.name == name:
                return medicine
        return None

    def taking(self, crowd: core.Crowd) -> Judged:
        """Whether the patient takes a medicine, or enough members of a class, now."""
        if self.record.medicines is None:
            return Judged(None, (MEDICATION_LIST,))
        if crowd.kind == "medicine":
            return YES if self.taken(crowd.name) is not None else NO
        sure = sum(1 for m in self.record.medicines if m.classes is not None and crowd.name in m.classes)
        open_ones = [m.name for m in self.record.medicines if m.classes is None]
        if sure >= crowd.at_least:
            return YES
        if sure + len(open_ones) < crowd.at_least:
            return NO
        return Judged(None, tuple(f"medicine:{name}:classes" for name in open_ones))

    def _plan_has(self, crowd: core.Crowd) -> Judged:
        members = self.graph.members(crowd)
        least, most, needs = self.plan.count(crowd, members)
        rests_on = self.plan.defaults_behind(members)
        if least >= crowd.at_least:
            return Judged(True, rests_on=rests_on)
        if most < crowd.at_least:
            return Judged(False, rests_on=rests_on)
        return Judged(None, needs, rests_on)

    def done(self, procedure: str, within: core.Number | None = None) -> Judged:
        """Whether a procedure was done, within a time if one is stated; undated counts as done now."""
        recorded = self.record.procedures.get(procedure)
        need = f"procedure:{procedure}"
        if recorded is None:
            supposed = self.supposed.get(need)
            return Judged(supposed) if isinstance(supposed, bool) else Judged(None, (need,))
        if not recorded.done:
            return NO
        if within is None or recorded.on is None:
            return YES
        recent = at_most(age(recorded.on, self.as_of), base_value(within))
        return Judged(None, (need,)) if recent is None else YES if recent else NO

    def _measure(self, expression: core.MedicineMeasure) -> Judged:
        target = expression.target
        if expression.measure == "dose" and target.name in self.plan_doses:
            return self.plan_doses[target.name]
        if self.record.medicines is None:
            return Judged(NOT_NEGATIVE, (MEDICATION_LIST,))
        if target.kind == "medicine":
            found = self.taken(target.name)
            return Judged(NOTHING_GIVEN) if found is None else _detail(found, expression.measure)
        return self._longest(expression)

    def _longest(self, expression: core.MedicineMeasure) -> Judged:
        """The measure of a class is the greatest of its members': time on a class is the longest of its members."""
        span, needs = NOTHING_GIVEN, []
        for medicine in self.record.medicines or ():
            if medicine.classes is not None and expression.target.name not in medicine.classes:
                continue
            judged = _detail(medicine, expression.measure)
            if medicine.classes is None:
                judged = Judged(Span(Fraction(0), judged.span.upper), (f"medicine:{medicine.name}:classes",))
            span = values.greatest(span, judged.span)
            needs.append(judged.needs)
        return Judged(span, () if span.point is not None else merged(needs))


def _detail(medicine: RecordedMedicine, measure: str) -> Judged:
    recorded: Fraction | None
    unknown = NOT_NEGATIVE
    match measure:
        case "dose":
            recorded = medicine.dose
        case "starting dose":
            recorded = medicine.starting_dose
        case "time":
            recorded = medicine.time_on
        case _:
            recorded = medicine.time_at_dose
            unknown = Span(Fraction(0), medicine.time_on)
    if recorded is not None:
        return Judged(values.exactly(recorded))
    return Judged(unknown, (f"medicine:{medicine.name}:{measure}",))


def _value_of(recorded: bool | str | Fraction | date, as_of: date) -> Value:
    match recorded:
        case bool():
            return recorded
        case str():
            return frozenset((recorded,))
        case datetime():
            return values.exactly(instant(recorded, as_of))
        case date():
            return values.exactly(recorded.toordinal())
    return values.exactly(recorded)


def _unknown(kind: core.FactType) -> Value:
    """Everything a fact may be: what is outside its plausible range is refused, so it bounds what is unknown."""
    match kind:
        case core.YesNo():
            return None
        case core.OneOf(values=words):
            return frozenset(words)
        case core.NumberBetween(lower=lower, upper=upper, unit=unit):
            return Span(base_value(core.Number(lower, unit)), base_value(core.Number(upper, unit)))
        case core.CalendarDay() | core.DayAndTime():
            return ANYTHING
    assert_never(kind)


def _member(subject: Judged, words: frozenset[str]) -> Judged:
    may_be = subject.value
    if not isinstance(may_be, frozenset):
        raise TypeError("`is any of` asks for a word")
    if may_be <= words:
        return Judged(True, (), subject.rests_on, subject.reasons)
    perhaps = may_be & words
    return Judged(
        None if perhaps else False, subject.needs if perhaps else (), subject.rests_on, subject.reasons
    )


def _count(parts: tuple[Judged, ...], expression: core.CountOf) -> Judged:
    sure = sum(part.truth is True for part in parts)
    possible = sum(part.truth is not False for part in parts)
    most = len(parts) if expression.at_most is None else expression.at_most
    rests_on = merged(part.rests_on for part in parts)
    if sure >= expression.at_least and possible <= most:
        return Judged(True, rests_on=rests_on)
    if possible < expression.at_least or sure > most:
        return Judged(False, rests_on=rests_on)
    unknown = [part for part in parts if part.truth is None]
    return Judged(None, merged(p.needs for p in unknown), rests_on, merged(p.reasons for p in unknown))


def _compared(operator: str, left: Judged, right: Judged) -> Judged:
    a, b = left.value, right.value
    truth = values.same(a, b) if operator == "is" else _ORDER[operator](left.span, right.span)
    rests_on = merged((left.rests_on, right.rests_on))
    if truth is not None:
        return Judged(truth, rests_on=rests_on)
    return Judged(None, merged((left.needs, right.needs)), rests_on, merged((left.reasons, right.reasons)))


_COMPARED: dict[str, Callable[[Judged, Judged], Truth]] = {
    "<": lambda a, b: values.less(a.span, b.span),
    "<=": lambda a, b: values.less_or_equal(a.span, b.span),
    ">": lambda a, b: values.less(b.span, a.span),
    ">=": lambda a, b: values.less_or_equal(b.span, a.span),
    "is": lambda a, b: values.same(a.value, b.value),
    "is not": lambda a, b: values.negate(values.same(a.value, b.value)),
}

_ORDER: dict[str, Callable[[Span, Span], Truth]] = {
    "<": values.less,
    "<=": values.less_or_equal,
    ">": lambda a, b: values.less(b, a),
    ">=": lambda a, b: values.less_or_equal(b, a),
}


def _calculated(expression: core.Apply, operands: tuple[Judged, ...]) -> Judged:
    value, reason = calculated(expression, tuple(operand.span for operand in operands))
    return Judged(
        value,
        () if value.point is not None else merged(operand.needs for operand in operands),
        merged(operand.rests_on for operand in operands),
        merged((*(operand.reasons for operand in operands), (reason,) if reason else ())),
    )


def _converted(operand: Judged, of: core.Number, to: core.Number) -> Judged:
    factor = values.exactly(base_value(to) / base_value(of))
    return replace(operand, value=values.multiply(operand.span, factor))


def _in_unit(operand: Judged, unit: str) -> Judged:
    span, of = operand.span, units.parse_unit(unit)
    lower = None if span.lower is None else units.from_base(span.lower, of)
    upper = None if span.upper is None else units.from_base(span.upper, of)
    return replace(operand, value=Span(lower, upper, span.absent))
