"""What the observations of a fact come to, for the columns of a lowered guideline: worked out as the walk does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from engine.compiled.columns import Column, SeriesPart
from engine.compiled.reading_places import Place
from engine.record import PatientRecord
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.values import Span, Value

Expression = core.Observed | core.Sustained


class SeriesReading:
    """Fills the columns of `latest X within D` and its kin."""

    def __init__(
        self,
        graph: DecisionGraph,
        columns: Sequence[Column],
        scales: Mapping[str, Fraction] = MappingProxyType({}),
    ) -> None:
        """Find the columns of each expression; numbers are read times the scale of their column."""
        self._graph = graph
        self._places: dict[Expression, list[tuple[Place, SeriesPart]]] = {}
        for slot, column in enumerate(columns):
            if isinstance(column.source, SeriesPart):
                place = Place(slot, column.source, scales.get(column.name, Fraction(1)))
                self._places.setdefault(column.source.expression, []).append((place, column.source))

    def fill(self, values: list[object], record: PatientRecord, as_of: date) -> None:
        """Put in what the series of a patient come to."""
        if not self._places:
            return
        from engine.expressions import World  # noqa: PLC0415 - read by few guidelines
        from engine.series import counted_within, windows  # noqa: PLC0415 - read by few guidelines

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
            for place, source in places:
                part = _part(source, recorded, seen, value)
                values[place.slot] = place.held(part) if isinstance(part, Fraction) else part


def _nothing_seen(expression: core.Observed, world: object, recorded: bool) -> Value:
    """The value as it is without an observation, whatever gives the fact a meaning."""
    from engine.expressions import World  # noqa: PLC0415 - read by few guidelines
    from engine.series import nothing_observed  # noqa: PLC0415 - read by few guidelines

    assert isinstance(world, World)
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
