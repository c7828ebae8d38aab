"""In which dimension each medicine of a guideline is measured: a mass, an activity, a volume."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from guideline_dsl import core, units
from guideline_dsl.dimensions import MASS, Dimension, dimension
from guideline_dsl.references import node_expressions, subexpressions
from guideline_dsl.types import dose_kind

if TYPE_CHECKING:
    from guideline_dsl.graph import DecisionGraph


def amounts_given(graph: DecisionGraph) -> Mapping[str, Dimension]:
    """In which dimension each medicine is measured: as its tablets, its gives and its taper are written.

    A medicine whose amount nobody wrote is not in it, unless its dose is compared: then it is a mass, as the
    checker takes it.
    """
    found: dict[str, Dimension] = {}
    by_class: dict[str, Dimension] = {}
    for node in graph.nodes:
        match node:
            case core.MedicineNode(name=name, tablets=(tablet, *_)):
                _note(found, name, tablet.unit)
            case core.TaperNode(medicine=name, rungs=(*_, rung)):
                _note(found, name, rung.unit)
            case core.GiveNode(target="medicine" | "class" as target, name=name, dose=dose):
                for extent in (dose.amount, dose.rising_to):
                    if extent is not None:
                        _note(found if target == "medicine" else by_class, name, extent.upper.unit)
            case _:
                pass
    for name, amount in by_class.items():
        for member in graph.classes.get(name, ()):
            found.setdefault(member, amount)
    for name in _compared(graph):
        found.setdefault(name, MASS)
    return found


def _compared(graph: DecisionGraph) -> set[str]:
    """The medicines whose dose an expression reads."""
    measures = (
        part
        for node in graph.nodes
        for outer in node_expressions(node)
        for part in subexpressions(outer)
        if isinstance(part, core.MedicineMeasure) and part.measure in ("dose", "starting dose")
    )
    return {name for measure in measures for name in graph.members(measure.target)}


def _note(found: dict[str, Dimension], name: str, unit: str) -> None:
    kind = dose_kind(units.parse_unit(unit).dimension)
    if kind is not None and kind.amount != "count":
        found.setdefault(name, dimension({kind.amount: 1}))
