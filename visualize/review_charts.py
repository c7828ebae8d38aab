"""The reductions of a case as charts for the review page; its report says the same as a table.

Declared absent: the chart itself (taper_chart.py).
"""

from __future__ import annotations

from html import escape

from engine.assessment import Assessment
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.legible import legible
from visualize.reduction import reduction_of
from visualize.statements import header_of
from visualize.taper_chart import chart_of

_WIDTH = 520.0


def charts_of(graph: DecisionGraph, assessment: Assessment) -> tuple[str, ...]:
    """An `svg` element for each reduction that has steps."""
    return tuple(
        _chart(plan.node, graph, assessment, place)
        for place, plan in enumerate(assessment.tapers)
        if plan.steps
    )


def _chart(node: str, graph: DecisionGraph, assessment: Assessment, place: int) -> str:
    reduction = reduction_of(assessment.tapers[place], header_of(graph.node(node)), assessment.as_of)
    chart = chart_of(reduction, _WIDTH)
    return (
        f'<svg viewBox="0 0 {_WIDTH:g} {chart.height:g}" role="img" aria-label="{escape(legible(reduction.title))}">'
        f"{chart.svg}</svg>"
    )
