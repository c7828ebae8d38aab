"""A taper as it is shown: the next dose as a recommendation, and the steps as a table with dates and tablets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from fractions import Fraction

from engine.assessment import Dosage, FigureRange, Recommendation, TaperPlan, TaperStep
from engine.expressions import World
from engine.figures import figure
from engine.kinds import Action
from engine.moments import day_of
from engine.numerals import amount_text, decimal_of
from engine.outcomes import UnitResult
from engine.sentences import medicine_title, need_names, shown_needs
from engine.tablets import Counts, counts_text, table
from engine.tapers import Rung, TaperResult, rungs_from
from engine.trace import answer, shown_citations
from guideline_dsl import core, units
from guideline_dsl.base_values import base_value
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.wording import extent_words, number_words

_DAY = 86400


def taper_recommendation(unit: UnitResult, world: World) -> Recommendation:
    """The next dose now, or the present dose for the time being."""
    result = _result(unit)
    taper = result.taper
    unit_of = _unit(taper)
    assert result.current is not None
    assert result.next is not None
    name = medicine_title(world.graph, taper.medicine)
    current, following = amount_text(result.current, unit_of), amount_text(result.next, unit_of)
    dose, action = result.current, "continue"
    ends = f"the steps end after {current}; {taper.end}".rstrip("; ")
    if result.due is False:
        text = f"Continue {name} {current}: {unit.reason}{_when(result, world)}"
        if result.on_hold:
            text = f"{text}; {ends if result.next == 0 else f'the next step would be {following}'}"
    elif result.next == 0:
        # at zero the guideline leaves open what follows: no dose of 0 is ever said
        text = f"Conditional on {', '.join(shown_needs(unit.conditions, world.graph))}: {name}: {ends}"
    else:
        dose, action = result.next, "change"
        text = f"Change {name} from {current} to {following}"
        if result.due is None:
            text = f"Conditional on {', '.join(shown_needs(unit.conditions, world.graph))}: {text}"
    shown = figure(dose, unit_of)
    tablets = _tablets_of(dose, taper, world.graph)
    return Recommendation(
        node=taper.id,
        decision=taper.medicine,
        action=_action(action),
        medicine=taper.medicine,
        dosage=Dosage(
            text=amount_text(dose, unit_of),
            amount=FigureRange(lower=shown, upper=shown, text=amount_text(dose, unit_of)),
            tablets=""
            if tablets is None
            else f"{counts_text(tablets, _tablet_unit(taper, world.graph))} a day",
            arithmetic=(_arithmetic(result),) if action == "change" else (),
        ),
        strength=taper.support.strength,
        evidence=taper.support.evidence,
        conditions=need_names(unit.conditions),
        text=text,
        citations=shown_citations(taper.support),
    )


def _action(action: str) -> Action:
    return "change" if action == "change" else "continue"


def _when(result: TaperResult, world: World) -> str:
    if result.wait is None or result.on_hold:
        return ""
    day = day_of(world.as_of) + timedelta(days=-(-int(result.wait) // _DAY))
    return f" (on {day.isoformat()}, in {amount_text(result.wait, units.parse_unit('days'))})"


def _arithmetic(result: TaperResult) -> str:
    unit_of = _unit(result.taper)
    assert result.current is not None
    assert result.next is not None
    current, following = amount_text(result.current, unit_of), amount_text(result.next, unit_of)
    if any(base_value(rung) == result.next for rung in result.taper.rungs):
        return f"highest step strictly below {current}: {following}"
    less = result.taper.less
    return (
        f"{current} - {number_words(less)} = {following}"
        if less is not None
        else f"after {current}: {following}"
    )


def taper_plan(unit: UnitResult, world: World) -> TaperPlan:
    """The reduction as a value."""
    result = _result(unit)
    taper, unit_of = result.taper, _unit(result.taper)
    due_on = None
    if result.wait is not None:
        due_on = day_of(world.as_of) + timedelta(days=-(-int(result.wait) // _DAY))
    off = ""
    if result.neighbours and result.current is not None:
        rungs = " and ".join(amount_text(rung, unit_of) for rung in result.neighbours)
        off = f"{amount_text(result.current, unit_of)} is off the ladder, beside {rungs}"
    total_unit = units.parse_unit(".".join(unit_of.over))
    return TaperPlan(
        medicine=taper.medicine,
        node=taper.id,
        outcome=unit.kind,
        current=None if result.current is None else figure(result.current, unit_of),
        next=None if result.next is None else figure(result.next, unit_of),
        due=answer(result.due),
        due_on=due_on,
        on_hold=answer(result.on_hold),
        off_ladder=off,
        steps=tuple(_steps(result.rungs, taper, world.graph)),
        total=None if result.total is None else figure(result.total, total_unit),
        tablets_total=_tablets_total(result.rungs, taper, world.graph),
        end_question=taper.end,
    )


def _steps(rungs: Sequence[Rung], taper: core.TaperNode, graph: DecisionGraph) -> Iterator[TaperStep]:
    unit_of = _unit(taper)
    total_unit = units.parse_unit(".".join(unit_of.over))
    longest = base_value(taper.every.upper) / _DAY
    given = Fraction(0)
    for rung in rungs:
        given += rung.dose * rung.days * _DAY
        counts = _tablets_of(rung.dose, taper, graph)
        tablets = "" if not graph.medicines[taper.medicine].tablets else "no tablet dose fits"
        if counts is not None:
            tablets = counts_text(counts, _tablet_unit(taper, graph))
        yield TaperStep(
            starts=rung.starts,
            dose=figure(rung.dose, unit_of),
            lasts=extent_words(taper.every),
            tablets=tablets,
            days=decimal_of(rung.days)[0],
            days_at_most=decimal_of(longest)[0],
            cumulative=figure(given, total_unit),
        )


def ladder_plan(taper: core.TaperNode, graph: DecisionGraph) -> TaperPlan:
    """The steps of a reduction as the guideline has them, from its highest rung, for no patient."""
    rungs = tuple(rungs_from(taper, base_value(taper.rungs[0]), None))
    total = sum((rung.dose * rung.days * _DAY for rung in rungs), Fraction(0))
    return TaperPlan(
        medicine=taper.medicine,
        node=taper.id,
        outcome="",
        current=None,
        next=None,
        due="unknown",
        steps=tuple(_steps(rungs, taper, graph)),
        total=figure(total, units.parse_unit(".".join(_unit(taper).over))),
        tablets_total=_tablets_total(rungs, taper, graph),
        end_question=taper.end,
    )


def _tablets_of(dose: Fraction, taper: core.TaperNode, graph: DecisionGraph) -> Counts | None:
    """The tablets of a day."""
    strengths = tuple(base_value(s) for s in graph.medicines[taper.medicine].tablets)
    if not strengths or dose == 0:
        return None
    most = max(dose, *(base_value(rung) for rung in taper.rungs)) * _DAY
    return table(strengths, most).counts(dose * _DAY)


def _tablets_total(rungs: Iterable[Rung], taper: core.TaperNode, graph: DecisionGraph) -> tuple[str, ...]:
    """`84 x 20 mg`: all tablets of the reduction, per strength."""
    totals: dict[Fraction, Fraction] = {}
    for rung in rungs:
        for strength, number in _tablets_of(rung.dose, taper, graph) or ():
            totals[strength] = totals.get(strength, Fraction(0)) + number * rung.days
    unit_of = _tablet_unit(taper, graph) if totals else None
    return tuple(
        f"{int(number)} x {amount_text(strength, unit_of)}"
        for strength, number in sorted(totals.items(), reverse=True)
        if unit_of is not None
    )


def _tablet_unit(taper: core.TaperNode, graph: DecisionGraph) -> units.Unit:
    return units.parse_unit(graph.medicines[taper.medicine].tablets[0].unit)


def _unit(taper: core.TaperNode) -> units.Unit:
    return units.parse_unit(taper.rungs[-1].unit)


def _result(unit: UnitResult) -> TaperResult:
    if unit.taper is None:
        raise ValueError(f"{unit.node.id} has no taper")
    return unit.taper
