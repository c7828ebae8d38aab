"""Tapers: the lines of a reduction as meant, and whether its rungs fall."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from guideline_dsl import core, syntax
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.expressions import condition, medicine_known
from guideline_dsl.checking.literals import number
from guideline_dsl.checking.measured import measured_figure
from guideline_dsl.checking.nodes import Nodes
from guideline_dsl.checking.only_frequency import taper_keeps_to_it
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import after, at
from guideline_dsl.checking.stretches import duration, is_duration, time_extent
from guideline_dsl.checking.support import support
from guideline_dsl.diagnostics import Edit
from guideline_dsl.dimensions import compatible, describe
from guideline_dsl.units import parse_unit

_NO_TIME = core.Number(Fraction(0), "day")


def taper(item: syntax.Taper, nodes: Nodes, desk: Desk) -> str:
    """Add the node of a taper; gives its id."""
    medicine_known(item.medicine, desk)
    lines: dict[type, syntax.TaperLine] = {}
    for line in item.lines:
        first = lines.setdefault(type(line), line)
        if first is not line:
            desk.report.add(
                "said-twice", "the taper says this twice", at(line.span), at(first.span, "first here")
            )
    start, hold = lines.get(syntax.TaperStart), lines.get(syntax.TaperHold)
    every, steps = lines.get(syntax.TaperEvery), lines.get(syntax.TaperSteps)
    then, end = lines.get(syntax.TaperThen), lines.get(syntax.TaperEnd)
    earliest: core.Number | None = None
    latest: core.Number | None = None
    start_when: core.Expression | None = None
    if isinstance(start, syntax.TaperStart):
        if is_duration(start.earliest, desk.report):
            earliest = number(start.earliest)  # 0: as soon as the condition holds
        latest = duration(start.latest, desk.report) if start.latest else None
        start_when = condition(start.condition, desk) if start.condition is not None else None
    how_long = time_extent(every.amount, desk.report) if isinstance(every, syntax.TaperEvery) else None
    node = core.TaperNode(
        item.medicine.text,
        item.title.value if item.title else "",
        earliest or _NO_TIME,
        how_long or core.Extent(_NO_TIME, _NO_TIME),
        _rungs(steps, desk) if isinstance(steps, syntax.TaperSteps) else (),
        start_when=start_when,
        latest=latest,
        hold_when=condition(hold.condition, desk) if isinstance(hold, syntax.TaperHold) else None,
        less=_dose_per_time(then.less, then.less.span, desk) if isinstance(then, syntax.TaperThen) else None,
        end=end.text.value if isinstance(end, syntax.TaperEnd) else "",
        applies=condition(item.applies.condition, desk) if item.applies else None,
        support=support(item.remarks, desk),
        id=f"taper:{item.medicine.text}",
        span=item.span,
    )
    _complete(item, lines, desk)
    _in_order(node, lines, desk)
    if isinstance(steps, syntax.TaperSteps) and node.rungs:
        taper_keeps_to_it(item.medicine.text, steps, node.rungs[-1].unit, desk)
    return nodes.put(node)


def _complete(item: syntax.Taper, lines: Mapping[type, syntax.TaperLine], desk: Desk) -> None:
    wanted = (
        (syntax.TaperStart, "start from 2 weeks"),
        (syntax.TaperEvery, "every 2 weeks"),
        (syntax.TaperSteps, "steps 40, 30, 20 mg/day"),
    )
    for kind, example in wanted:
        if kind not in lines:
            desk.report.add(
                "taper-incomplete",
                f"the taper of {quoted(item.medicine.text)} has no `{example.split(maxsplit=1)[0]}`",
                at(item.medicine.span),
                help=f"write it as in `{example}`",
            )


def _rungs(steps: syntax.TaperSteps, desk: Desk) -> tuple[core.Number, ...]:
    """The rungs, each in its own unit or in the one that is written at the end."""
    last = steps.rungs[-1]
    rungs: list[core.Number] = []
    for rung in steps.rungs:
        written = syntax.Quantity(rung.number, rung.unit or last.unit, span=rung.span)
        figure = _dose_per_time(written, last.span, desk)
        if figure is None:
            return tuple(rungs)
        if rungs and base_value(figure) >= base_value(rungs[-1]):
            before = steps.rungs[len(rungs) - 1]
            desk.report.add(
                "rungs-not-falling",
                f"the steps of a taper fall, and {rung.number} is not below {before.number}",
                at(rung.span),
                at(before.span),
                help="write each dose once, the highest first",
            )
        rungs.append(figure)
    return tuple(rungs)


def _dose_per_time(quantity: syntax.Quantity, unit_span: syntax.Span, desk: Desk) -> core.Number | None:
    figure = measured_figure(quantity, desk)
    if figure is None:
        return None
    if figure.kind.basis or not figure.kind.per_time:
        unit = quantity.unit
        desk.report.add(
            "taper-dimension",
            f"a taper goes from one dose per time to the next, and {quoted(unit)} is "
            f"{describe(parse_unit(unit).dimension)}",
            at(quantity.span),
            help=f"write it as in `{quantity.number} mg/day`",
            edit=None if figure.kind.basis else Edit(after(unit_span), "/day"),
        )
        return None
    return figure.extent.lower


def _in_order(item: core.TaperNode, lines: Mapping[type, syntax.TaperLine], desk: Desk) -> None:
    start, then = lines.get(syntax.TaperStart), lines.get(syntax.TaperThen)
    if item.latest is not None and base_value(item.latest) < base_value(item.earliest) and start:
        desk.report.add(
            "limits-reversed",
            "the taper has to start before it may",
            at(start.span),
            help="write the later time after `by`",
        )
    if item.less is not None and item.rungs and then:
        less, last = item.less, item.rungs[-1]
        if not compatible(parse_unit(less.unit).dimension, parse_unit(last.unit).dimension):
            desk.report.add(
                "unlike-dimensions",
                "`then less` is of another kind than the steps",
                at(then.span, describe(parse_unit(less.unit).dimension)),
                at(lines[syntax.TaperSteps].span, describe(parse_unit(last.unit).dimension)),
            )
        elif not 0 < base_value(less) <= base_value(last):
            desk.report.add(
                "limits-reversed",
                "`then less` takes away nothing, or more than the last step leaves",
                at(then.span),
                at(lines[syntax.TaperSteps].span),
                help="write how much less each further dose is",
            )
