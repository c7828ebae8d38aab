"""Tapers: the lines of a reduction as meant, and whether its rungs fall."""

from __future__ import annotations

from fractions import Fraction

from guideline_dsl import core, syntax
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.expressions import condition, duration, medicine_known
from guideline_dsl.checking.literals import number
from guideline_dsl.checking.measured import measured_figure
from guideline_dsl.checking.nodes import Nodes
from guideline_dsl.checking.report import at
from guideline_dsl.checking.stretches import time_extent
from guideline_dsl.checking.support import support

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
        earliest = duration(start.earliest, desk)
        latest = duration(start.latest, desk) if start.latest else None
        start_when = condition(start.condition, desk) if start.condition is not None else None
    how_long = time_extent(every.amount, desk) if isinstance(every, syntax.TaperEvery) else None
    return nodes.put(
        core.TaperNode(
            item.medicine.text,
            item.title.value if item.title else "",
            earliest or _NO_TIME,
            how_long or core.Extent(_NO_TIME, _NO_TIME),
            _rungs(steps, desk) if isinstance(steps, syntax.TaperSteps) else (),
            start_when=start_when,
            latest=latest,
            hold_when=condition(hold.condition, desk) if isinstance(hold, syntax.TaperHold) else None,
            less=_less(then, desk) if isinstance(then, syntax.TaperThen) else None,
            end=end.text.value if isinstance(end, syntax.TaperEnd) else "",
            applies=condition(item.applies.condition, desk) if item.applies else None,
            support=support(item.remarks, desk),
            id=f"taper:{item.medicine.text}",
            span=item.span,
        )
    )


def _rungs(steps: syntax.TaperSteps, desk: Desk) -> tuple[core.Number, ...]:
    """The rungs in the unit that is written at the end."""
    last = steps.rungs[-1]
    if measured_figure(last, desk) is None:
        return ()
    return tuple(number(rung, rung.unit or last.unit) for rung in steps.rungs)


def _less(then: syntax.TaperThen, desk: Desk) -> core.Number | None:
    found = measured_figure(then.less, desk)
    return found.extent.lower if found else None
