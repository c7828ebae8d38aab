"""What the observations of a fact come to, for the columns of a lowered guideline: worked out as the walk does it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from engine.compiled.columns import SeriesPart
from engine.compiled.read_shapes import SeriesShape
from engine.expressions import World
from engine.record import PatientRecord
from engine.series import counted_within, nothing_observed, windows
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.values import Span, Value

Expression = core.Observed | core.Sustained


class SeriesReading:
    """Fills the columns of `latest X within D` and its kin."""

    def __init__(self, graph: DecisionGraph, series: Sequence[SeriesShape]) -> None:
        """Find the columns of each expression."""
        self._graph = graph
        self._places: dict[Expression, list[SeriesShape]] = {}
        for each in series:
            self._places.setdefault(each.source.expression, []).append(each)

    def fill(self, values: list[object], record: PatientRecord, as_of: date) -> None:
        """Put in what the series of a patient come to."""
        world = World(self._graph, record, as_of)
        for expression, places in self._places.items():
            recorded = expression.fact.name in record.facts
            seen = False
            if recorded and isinstance(expression, core.Observed):
                possible = windows(world, expression.fact.name, counted_within(expression))
                seen = bool(possible) and bool(possible[-1])
            value: Value = None
            if recorded and (seen or not isinstance(expression, core.Observed)):
                value = world.judge(expression).value
            elif isinstance(expression, core.Observed):
                value = _nothing_seen(expression, world, recorded)
            for each in places:
                part = _part(each.source, recorded, seen, value)
                values[each.place.slot] = each.place.held(part) if isinstance(part, Fraction) else part


def _nothing_seen(expression: core.Observed, world: World, recorded: bool) -> Value:
    """The value as it is without an observation, whatever gives the fact a meaning."""
    return nothing_observed(expression, world, recorded)


def _part(source: SeriesPart, recorded: bool, seen: bool, value: Value) -> object:
    match source.part:
        case "recorded":
            return recorded
        case "seen":
            return seen
        case "yes" | "no":
            return value is (source.part == "yes")
        case "word":
            return isinstance(value, frozenset) and source.word in value
    if not isinstance(value, Span):
        raise TypeError("a number was expected")
    end = value.lower if source.part.startswith("lower") else value.upper
    if source.part.endswith("open"):
        return end is None
    return 0 if end is None else end
