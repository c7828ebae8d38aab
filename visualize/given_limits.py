"""What limits a medicine, said where the medicine is given: what is to be known before, and when it is not given.

Declared absent: the limits themselves with their reasons (limit_cards.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from visualize import statements as say
from visualize.plain import plain

LIMITS = "What limits treatment"
"""The title of the section that the lines lead to."""
_LONGEST = 170
"""Signs of the conditions of a limit; longer ones are counted, not cut: a cut condition may say its opposite."""


def limit_lines(graph: DecisionGraph, line: core.Node) -> Iterator[str]:
    """Lines for below a `give`: for each medicine of it the gates, contraindications and cautions, a line for each."""
    for medicine in dict.fromkeys(_medicines(graph, line)):
        name = plain(medicine)
        gates = graph.gates.get(medicine, ())
        checked = [plain(each) for gate in gates for each in (*gate.facts, *gate.procedures)]
        if checked:
            yield f"– before starting {name}: {', '.join(dict.fromkeys(checked))} known"
        if ("contraindicate", medicine) in graph.limits:
            yield f"– {name} is contraindicated {_when(graph.limits['contraindicate', medicine])}"
        if ("caution", medicine) in graph.limits:
            yield f"– caution with {name} {_when(graph.limits['caution', medicine])}"


def limit_conditions(graph: DecisionGraph, line: core.Node) -> Iterator[core.Expression]:
    """The conditions that the lines of a `give` show."""
    for medicine in dict.fromkeys(_medicines(graph, line)):
        for kind in ("contraindicate", "caution"):
            limits = graph.limits.get((kind, medicine), ())
            if len(either(limits)) <= _LONGEST:
                yield from (limit.condition for limit in limits)


def _medicines(graph: DecisionGraph, line: core.Node) -> Iterator[str]:
    match line:
        case core.GiveNode(target="medicine" | "class", name=name):
            yield from graph.classes.get(name, (name,))
        case core.GiveNode(target="regimen", name=name):
            yield from _given_inside(graph, f"regimen:{name}")
        case _:
            return


def _given_inside(graph: DecisionGraph, identifier: str) -> Iterator[str]:
    for child in graph.children(identifier):
        yield from _medicines(graph, child)
        yield from _given_inside(graph, child.id)


def _when(limits: tuple[core.LimitNode, ...]) -> str:
    said = either(limits)
    if len(said) > _LONGEST:
        count = len(limits)
        said = f"in {count} {'case' if count == 1 else 'cases'}"
    return f"{said}: see {LIMITS}"


def either(limits: Sequence[core.LimitNode]) -> str:
    """`when A, or when B`: any of the limits."""
    return ", or ".join(f"when {say.condition_words(limit.condition)}" for limit in limits)
