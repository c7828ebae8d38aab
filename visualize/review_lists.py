"""The lists of the review page that are read off the graph: assumptions, medicines with their limits, facts.

Declared absent: how a list looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.json_form import write_fraction
from guideline_dsl.wording import frequency_words, number_words, words
from visualize import statements as say
from visualize.review_payload import Assumption, Fact, Limit, Medicine


class Lists:
    """The lists of one graph; nodes are numbered in the order of the graph."""

    def __init__(self, graph: DecisionGraph) -> None:
        """Number the nodes, and index the arrows by where they end."""
        self._graph = graph
        self._number: Mapping[str, int] = {node.id: number for number, node in enumerate(graph.nodes)}
        self._into: dict[str, list[tuple[str, str]]] = {}
        for edge in graph.edges:
            self._into.setdefault(edge.target, []).append((edge.kind, edge.source))

    def assumptions(self) -> tuple[Assumption, ...]:
        """Each reading of the source with what rests on it."""
        return tuple(
            Assumption(
                node.name,
                self._number[node.id],
                node.text,
                node.because,
                node.instead,
                self._sources(node.id, "assumes"),
            )
            for node in self._graph.assumptions.values()
        )

    def medicines(self) -> tuple[Medicine, ...]:
        """Each medicine with what gives it and what limits it."""
        return tuple(
            Medicine(
                node.name,
                node.title,
                self._number[node.id],
                node.classes,
                tuple(map(number_words, node.tablets)),
                frequency_words(node.only) if node.only is not None else "",
                _codes(node.codes),
                tuple(self._limits(node)),
                self._sources(node.id, "gives"),
            )
            for node in self._graph.medicines.values()
        )

    def facts(self) -> tuple[Fact, ...]:
        """Each fact of a patient, with what asks for it."""
        return tuple(
            Fact(
                node.name,
                node.question,
                self._number[node.id],
                fact_type_words(node.type),
                _codes(node.codes),
                number_words(node.within) if node.within is not None else "",
                words(node.only_when) if node.only_when is not None else "",
                _default_words(node.default),
                self._sources(node.id, "reads", "checks"),
            )
            for node in self._graph.facts.values()
        )

    def _sources(self, target: str, *kinds: str) -> tuple[int, ...]:
        found = (source for kind, source in self._into.get(target, ()) if kind in kinds)
        return tuple(dict.fromkeys(self._number[source] for source in found))

    def _limits(self, medicine: core.MedicineNode) -> Iterator[Limit]:
        graph = self._graph
        for gate in graph.gates.get(medicine.name, ()):
            checks = ", ".join([*gate.facts, *gate.procedures])
            yield Limit("gate", f"before starting: {checks} known", (), self._number[gate.id])
        for kind in ("contraindicate", "caution"):
            for limit in graph.limits.get((kind, medicine.name), ()):
                word = "contraindication" if kind == "contraindicate" else kind
                yield Limit(
                    word, f"when {words(limit.condition)}", self._notes(limit), self._number[limit.id]
                )
        for node in graph.nodes:
            if isinstance(node, core.NeverNode) and self._asks_for(node, medicine):
                said = f"never: {node.title or node.name}"
                yield Limit("promise", said, (), self._number[node.id])

    def _asks_for(self, promise: core.NeverNode, medicine: core.MedicineNode) -> bool:
        below = {child.id for child in self._graph.children(promise.id)}
        return any(source in below for _, source in self._into.get(medicine.id, ()))

    def _notes(self, limit: core.LimitNode) -> tuple[str, ...]:
        notes = self._graph.children(limit.id)
        return tuple(say.message_line(note) for note in notes if isinstance(note, core.MessageNode))


def fact_type_words(kind: core.FactType) -> str:
    """The values that a fact may have."""
    match kind:
        case core.YesNo():
            return "yes, no"
        case core.OneOf(values=values):
            return ", ".join(values)
        case core.NumberBetween(lower=lower, upper=upper, unit=unit):
            return f"{write_fraction(lower)} to {write_fraction(upper)} {unit}".rstrip()
        case core.CalendarDay():
            return "a date"
        case core.DayAndTime():
            return "a date and time"
    assert_never(kind)


def _default_words(default: core.DefaultValue | None) -> str:
    if default is None:
        return ""
    condition = f" when {words(default.condition)}" if default.condition is not None else ""
    return f"{words(default.value)}{condition}: {default.reason}"


def _codes(codes: tuple[core.CodeList, ...]) -> tuple[str, ...]:
    return tuple(f"{listed.system} {code}" for listed in codes for code in listed.codes)
