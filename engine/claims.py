"""What a case may expect of an assessment, one meaning for each kind of claim.

Numbers are compared at the precision they are written with: `113.8 g` is met by 113.818... g.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import assert_never

from engine.assessment import Assessment, Outcome, Recommendation
from engine.dates import calendar_text
from engine.doses import is_per_time
from engine.evaluation import Evaluation
from engine.frequencies import same_frequency
from engine.judged import Judged
from engine.moments import instant
from engine.numerals import closely, number_with_unit, span_text
from engine.packages import GiveResult
from guideline_dsl import core, syntax, units
from guideline_dsl.base_values import base_value
from guideline_dsl.dimensions import compatible
from guideline_dsl.values import Span, multiply

Verdict = tuple[bool, str]
"""Whether the claim is met, and what was found, for the message when it is not."""

_OPEN = ("available", "conditional", "continue", "change")
_DAY = Fraction(86400)
_PERIODS = {
    "daily": _DAY,
    "weekly": 7 * _DAY,
    "monthly": units.to_base(Fraction(1), units.parse_unit("month")),
}


class Claims:
    """Checks claims against one evaluation and the assessment made of it."""

    def __init__(self, evaluation: Evaluation, assessment: Assessment) -> None:
        self._evaluation = evaluation
        self._world = evaluation.world
        self._assessment = assessment

    def check(self, claim: syntax.Claim) -> Verdict:
        """Whether a claim is met."""
        match claim:
            case syntax.Gives():
                return self._gives(claim)
            case syntax.Does():
                return self._does(claim)
            case syntax.Prefers():
                return self._prefers(claim)
            case syntax.Withholds():
                return self._withholds(claim)
            case syntax.Continues():
                return self._continues(claim)
            case syntax.OutcomeIs():
                return self._outcome_is(claim)
            case syntax.ValueIs():
                return self._value_is(claim)
            case syntax.Missing(names=names):
                asked = [request.name for request in self._assessment.missing]
                return _all_in(names, asked, "missing")
            case syntax.Alert(name=name, absent=absent):
                about = [alert.about for alert in self._assessment.alerts if alert.severity == "critical"]
                met = (name.text in about) is not absent
                return met, f"alerts: {', '.join(about) or 'none'}"
            case syntax.CautionShown(name=name):
                shown = [c.medicine for c in self._assessment.cautions if c.shown == "yes"]
                return name.text in shown, f"cautions: {', '.join(shown) or 'none'}"
            case syntax.PromiseIs():
                states = {promise.name: promise.plan for promise in self._assessment.promises}
                return states.get(claim.name.text) == claim.state, f"it is {states.get(claim.name.text)}"
            case syntax.ExpectAssuming(names=names):
                return _all_in(names, [a.name for a in self._assessment.assumptions], "assumptions")
            case syntax.Shows(text=text):
                shown = list(self._messages())
                return any(text.value in message for message in shown), f"shown: {shown}"
        assert_never(claim)

    def _messages(self) -> Iterator[str]:
        for outcome in self._assessment.outcomes:
            yield from (message.text for message in outcome.messages if message.shown == "yes")
            yield from (note for withheld in outcome.withheld for note in withheld.notes)
        for promise in self._assessment.promises:
            if "broken" in (promise.now, promise.plan):
                yield from promise.notes
        yield from (alert.text for alert in self._assessment.alerts)
        yield from (caution.text for caution in self._assessment.cautions if caution.shown == "yes")
        for taper in self._assessment.tapers:
            if taper.next is not None and taper.next.value == 0:
                yield taper.end_question

    # ------------------------------------------------------------ decisions

    def _outcomes(self, name: syntax.Name, taper: bool = False) -> list[Outcome]:
        kind = "taper:" if taper else ""
        return [
            outcome
            for outcome in self._assessment.outcomes
            if outcome.decision == name.text and outcome.id.startswith("taper:") is bool(kind)
        ]

    def _recommendations(self, name: syntax.Name, taper: bool = False) -> Iterator[Recommendation]:
        for outcome in self._outcomes(name, taper):
            yield from outcome.recommendations
            yield from (
                r for option in outcome.options if option.status in _OPEN for r in option.recommendations
            )

    def _gives(self, claim: syntax.Gives) -> Verdict:
        if claim.taper:
            return self._taper_gives(claim)
        wanted = f"any {claim.which.name.text}" if claim.which.any_of_class else claim.which.name.text
        found: list[str] = []
        conditions = {name.text for name in claim.conditions}
        for recommendation in self._recommendations(claim.decision):
            if recommendation.medicine != wanted:
                continue
            waits = f" if {', '.join(recommendation.conditions)}" if recommendation.conditions else ""
            found.append(f"{recommendation.text}{waits}")
            give = self._line(recommendation.node)
            if set(recommendation.conditions) == conditions and _dose_fits(claim, give):
                return True, ""
        kinds = ", ".join(outcome.kind for outcome in self._outcomes(claim.decision))
        return False, "; ".join(found) or f"it is not given ({kinds})"

    def _does(self, claim: syntax.Does) -> Verdict:
        found: list[str] = []
        conditions = {name.text for name in claim.conditions}
        for recommendation in self._recommendations(claim.decision):
            if not recommendation.procedure:
                continue
            waits = f" if {', '.join(recommendation.conditions)}" if recommendation.conditions else ""
            found.append(f"{recommendation.text}{waits}")
            line = self._world.graph.node(recommendation.node)
            assert isinstance(line, core.DoNode)
            often = claim.frequency is None or (
                line.frequency is not None and same_frequency(_frequency(claim.frequency), line.frequency)
            )
            if (
                recommendation.procedure == claim.procedure.text
                and set(recommendation.conditions) == conditions
                and often
            ):
                return True, ""
        kinds = ", ".join(outcome.kind for outcome in self._outcomes(claim.decision))
        return False, "; ".join(found) or f"nothing is done ({kinds})"

    def _line(self, node: str) -> GiveResult:
        for unit in self._evaluation.units:
            packages = [*unit.packages, *(p for option in unit.options for p in option.packages)]
            for package in packages:
                for give in package.gives:
                    if give.line.id == node:
                        return give
        raise KeyError(node)

    def _taper_gives(self, claim: syntax.Gives) -> Verdict:
        if claim.which.any_of_class or claim.which.name.text != claim.decision.text or claim.parts:
            return False, f"the taper gives {claim.decision.text} and says no more than its next dose"
        for unit in self._evaluation.units:
            result = unit.taper
            if result is None or result.taper.medicine != claim.decision.text:
                continue
            said = "the next step is not known"
            if result.next is not None:
                next_text = span_text(
                    Span(result.next, result.next), units.parse_unit(result.taper.rungs[-1].unit)
                )
                said = f"the next step is {next_text}, due: {result.due}"
            if result.next is None:
                return False, said
            fits = claim.amount is None or _equal(claim.amount, Span(result.next, result.next))
            return fits and (result.due is True or not claim.now), said
        return False, "there is no step"

    def _prefers(self, claim: syntax.Prefers) -> Verdict:
        options = [option for outcome in self._outcomes(claim.decision) for option in outcome.options]
        preferred = [o.name for o in options if o.preferred == "yes" and o.status in _OPEN]
        return _all_in(claim.options, preferred, "preferred")

    def _withholds(self, claim: syntax.Withholds) -> Verdict:
        outcomes = self._outcomes(claim.decision)
        withheld = [w.medicine for outcome in outcomes for w in outcome.withheld]
        withheld.extend(w.medicine for o in outcomes for option in o.options for w in option.withheld)
        return _all_in(claim.medicines, withheld, "withheld")

    def _continues(self, claim: syntax.Continues) -> Verdict:
        continued = [
            name
            for r in self._recommendations(claim.decision)
            if r.action in ("continue", "continue or change")
            for name in (r.medicine, *r.members)
        ]
        return claim.medicine.text in continued, f"continued: {', '.join(continued) or 'none'}"

    def _outcome_is(self, claim: syntax.OutcomeIs) -> Verdict:
        outcomes = self._outcomes(claim.decision, claim.taper)
        if claim.part:
            outcomes = [outcome for outcome in outcomes if outcome.part == int(claim.part)]
        elif claim.outcome not in ("shown", "not shown", "unknown"):
            outcomes = [o for o in outcomes if o.kind not in ("shown", "not shown", "unknown")] or outcomes
        kinds = [outcome.kind for outcome in outcomes]
        return bool(kinds) and set(kinds) == {claim.outcome}, f"it is {', '.join(kinds) or 'no decision'}"

    # ------------------------------------------------------------ values

    def _unit_of(self, claim: syntax.ValueIs) -> str:
        """The unit a value is read out in: the claim's own, so that the two can be laid side by side."""
        match claim.value:
            case syntax.Amount(lower=lower, upper=upper):
                return (upper or lower).unit
            case _:
                graph = self._world.graph
                name = claim.name.text
                return graph.definitions[name].unit if name in graph.definitions else ""

    def _calendar(self, name: str, point: Fraction) -> str:
        """A day or a time as it is read; "" for a number."""
        graph = self._world.graph
        if name in graph.definitions:
            kind = graph.definitions[name].type
        else:
            kinds = {core.CalendarDay: "date", core.DayAndTime: "date and time"}
            kind = kinds.get(type(graph.facts[name].type), "number")  # type: ignore[assignment]
        return calendar_text(kind, point, self._world.as_of)

    def _value_is(self, claim: syntax.ValueIs) -> Verdict:
        graph = self._world.graph
        name = claim.name.text
        judged = self._world.definition(name) if name in graph.definitions else self._world.fact(name)
        unit = units.parse_unit(self._unit_of(claim))
        match judged.value:
            case None | bool() as truth:
                said = "unknown" if truth is None else ("yes" if truth else "no")
            case frozenset() as may_be:
                said = next(iter(may_be)) if len(may_be) == 1 else "unknown"
            case Span() as span:
                if isinstance(claim.value, syntax.Amount):
                    span = _in_measure_of(graph.facts.get(name), span, unit)
                    met = span.absent is False and _equal(claim.value, span)
                    return met, span_text(span, unit) if met else _laid_beside(
                        claim.value, span, unit, judged
                    )
                said = (
                    "none"
                    if span.absent is True
                    else ("unknown" if span.point is None else span_text(span, unit))
                )
                if span.point is not None and (shown := self._calendar(name, span.point)):
                    said = shown
                if isinstance(claim.value, syntax.DateLiteral):
                    return span.point == date.fromisoformat(claim.value.text).toordinal(), f"it is {said}"
                if isinstance(claim.value, syntax.MomentLiteral):
                    wanted_at = instant(datetime.fromisoformat(claim.value.text), self._world.as_of)
                    return span.point == wanted_at, f"it is {said}"
        wanted = claim.value.text if isinstance(claim.value, syntax.Name) else ""
        why = f": {'; '.join(judged.reasons)}" if said == "unknown" and judged.reasons else ""
        return said == wanted, f"it is {said}{why}"


def _in_measure_of(fact: core.FactNode | None, span: Span, unit: units.Unit) -> Span:
    """The value of a fact in the measure of a unit: its own, or the other one by its factor."""
    if fact is None or fact.conversion is None or not isinstance(fact.type, core.NumberBetween):
        return span
    if compatible(units.parse_unit(fact.type.unit).dimension, unit.dimension):
        return span
    factor = base_value(fact.conversion.to) / base_value(fact.conversion.of)
    return multiply(span, Span(factor, factor))


def _laid_beside(expected: syntax.Amount, span: Span, unit: units.Unit, judged: Judged) -> str:
    """What was found, in enough digits to be told from what was expected; why there is nothing, if it is known."""
    if span.point is None:
        return "; ".join((span_text(span, unit), *judged.reasons))
    places = max(len(q.number.partition(".")[2]) for q in (expected.lower, expected.upper or expected.lower))
    return number_with_unit(closely(units.from_base(span.point, unit), places + 2), unit.text)


def _all_in(names: tuple[syntax.Name, ...], found: list[str], what: str) -> Verdict:
    plain = {entry.replace(" ", "_") for entry in found}
    return all(name.text in plain for name in names), f"{what}: {', '.join(found) or 'none'}"


# ---------------------------------------------------------------- doses


def _dose_fits(claim: syntax.Gives, give: GiveResult) -> bool:
    written, dose = give.line.dose, give.dose
    for part in claim.parts:
        match part:
            case syntax.AimingAt(quantity=quantity):
                aim = None if dose.aim is None else Span(dose.aim, dose.aim)
                if aim is None or not _equal(syntax.Amount(quantity), aim):
                    return False
            case syntax.Route(word=word):
                if word != written.route:
                    return False
            case syntax.Times() | syntax.Every() | syntax.Continuously():
                if written.frequency is None or not same_frequency(_frequency(part), written.frequency):
                    return False
    return claim.amount is None or _amount_fits(claim.amount, give)


def _amount_fits(amount: syntax.Amount, give: GiveResult) -> bool:
    """Against the written dose where it is per kilogram or per square metre, else against what it comes to."""
    written, dose = give.line.dose, give.dose
    unit = units.parse_unit((amount.upper or amount.lower).unit)
    if dose.amount is None or dose.unit is None:
        if written.amount is None or written.computed_by is not None:
            return False
        expected = _extent(written.amount)
        return compatible(unit.dimension, units.parse_unit(written.amount.upper.unit).dimension) and _equal(
            amount, expected
        )
    if is_per_time(unit):
        return dose.rate is not None and _equal(amount, dose.rate)
    if not is_per_time(dose.unit):
        return _equal(amount, dose.amount)
    return dose.per_administration is not None and _equal(amount, dose.per_administration)


def _extent(extent: core.Extent) -> Span:
    unit = units.parse_unit(extent.upper.unit)
    return Span(units.to_base(extent.lower.value, unit), units.to_base(extent.upper.value, unit))


def _equal(amount: syntax.Amount, span: Span) -> bool:
    """Whether a span has the written ends, at the precision they are written with."""
    upper = amount.upper or amount.lower
    unit = units.parse_unit(upper.unit)
    return _rounds_to(span.lower, amount.lower, unit) and _rounds_to(span.upper, upper, unit)


def _rounds_to(value: Fraction | None, written: syntax.Quantity, unit: units.Unit) -> bool:
    if value is None:
        return False
    _, _, places = written.number.partition(".")
    return round(units.from_base(value, unit), len(places)) == units.parse_number(written.number)


def _frequency(frequency: syntax.Frequency) -> core.Frequency:
    match frequency:
        case syntax.Times(number=number, period=period):
            every = core.Number(_PERIODS[period] / _DAY, "days")
            return core.Frequency(int(number), core.Extent(every, every))
        case syntax.Every(amount=amount):
            upper = amount.upper or amount.lower
            ends = (core.Number(units.parse_number(q.number), upper.unit) for q in (amount.lower, upper))
            return core.Frequency(1, core.Extent(*ends))
        case syntax.Continuously():
            return core.Frequency(1, None, continuous=True)
    assert_never(frequency)
