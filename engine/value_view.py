"""Definitions with a title as they are shown: the value, what it was computed by, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from engine.assessment import FigureRange, ValueShown
from engine.dates import calendar_text
from engine.expressions import World
from engine.figures import figure_range
from engine.judged import Judged
from engine.numerals import span_text
from engine.sentences import need_names
from engine.trace import Tracer, answer, in_order, shown_citations
from guideline_dsl import core, units
from guideline_dsl.display import Display
from guideline_dsl.values import Span


def values_shown(results: Iterable[core.DefineNode], world: World, tracer: Tracer) -> Iterator[ValueShown]:
    """The values among the results, for this patient; scores are shown by score_view.py."""
    for node in results:
        if not isinstance(node.value, core.Score):
            yield _value(node, world, tracer)


def _value(node: core.DefineNode, world: World, tracer: Tracer) -> ValueShown:
    judged = world.definition(node.name)
    return ValueShown(
        name=node.name,
        title=node.title,
        text=_text(node, judged, world.graph.display, world.as_of),
        amount=_amount(node, judged),
        facts=tracer.read(node.value),
        reasons=judged.reasons,
        missing=need_names(judged.needs),
        assumptions=_named(judged.rests_on, "assumption"),
        provisional=tuple(tracer.fact(name) for name in _named(judged.rests_on, "default")),
        citations=shown_citations(node.support),
    )


def _text(node: core.DefineNode, judged: Judged, display: Display, as_of: date) -> str:
    match judged.value:
        case Span() as span if span.absent is True:
            return "no such number for this patient"
        case Span() as span if node.type in ("date", "date and time"):
            return "unknown" if span.point is None else calendar_text(node.type, span.point, as_of)
        case Span() as span if span.absent is False and (span.lower is not None or span.upper is not None):
            text = span_text(span, units.parse_unit(node.unit))
            return text if span.point is not None else f"unknown ({text})"
        case bool() as truth:
            return answer(truth)
        case frozenset() as may_be if may_be:
            return " or ".join(display.value(word, node.name) for word in in_order(node, may_be))
    return "unknown"


def _amount(node: core.DefineNode, judged: Judged) -> FigureRange | None:
    span = judged.value
    if node.type != "number" or not isinstance(span, Span) or span.absent is not False:
        return None
    bounded = span.lower is not None and span.upper is not None
    return figure_range(span, units.parse_unit(node.unit)) if bounded else None


def _named(rests_on: tuple[str, ...], kind: str) -> tuple[str, ...]:
    return tuple(entry.partition(":")[2] for entry in rests_on if entry.startswith(f"{kind}:"))
