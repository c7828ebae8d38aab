"""What to ask, in the order of asking: by what it is needed for, then by how many outcomes it could change."""

from __future__ import annotations

from collections.abc import Iterator

from engine.assessment import Request
from engine.evaluation import Evaluation
from engine.kinds import RequestKind
from engine.outcomes import PURPOSES, Purpose
from engine.plan import MEDICATION_LIST
from engine.sentences import need_words
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.json_form import write_fraction


def requests(found: Evaluation) -> tuple[Request, ...]:
    """Every missing fact once. With the scope unknown only what tells the scope is asked for."""
    graph, scope_unknown = found.world.graph, found.scope.truth is None
    purposes: dict[str, Purpose] = {}
    outcomes: dict[str, dict[str, None]] = {}
    for purpose, need, outcome in _all_asked(found):
        if scope_unknown and purpose != "scope":
            continue
        if need not in purposes or PURPOSES.index(purpose) < PURPOSES.index(purposes[need]):
            purposes[need] = purpose
        outcomes.setdefault(need, {})[outcome] = None
    place = {name: index for index, name in enumerate(graph.facts)}

    def order(need: str) -> tuple[int, int, int, str]:
        _, _, name = need.partition(":")
        return (PURPOSES.index(purposes[need]), -len(outcomes[need]), place.get(name, len(place)), need)

    return tuple(
        Request(
            name=need_words(need),
            kind=_kind(need),
            question=_question(need, found),
            purpose=purposes[need],
            outcomes=tuple(outcomes[need]),
        )
        for need in sorted(purposes, key=order)
    )


def _all_asked(found: Evaluation) -> Iterator[tuple[Purpose, str, str]]:
    for unit in found.units:
        for purpose, need in unit.asked:
            yield purpose, need, unit.node.id
    for promise in found.promises:
        for need in promise.needs:
            yield promise.purpose, need, promise.promise.id
    for wrong in found.taken_wrongly:
        for need in wrong.needs:
            yield "condition", need, wrong.limits[0].parent


def _kind(need: str) -> RequestKind:
    if need == MEDICATION_LIST:
        return "medication list"
    kinds: dict[str, RequestKind] = {"fact": "fact", "procedure": "procedure"}
    return kinds.get(need.partition(":")[0], "medicine detail")


def _question(need: str, found: Evaluation) -> str:
    graph = found.world.graph
    kind, _, name = need.partition(":")
    if need == MEDICATION_LIST:
        return "Which medicines are taken now, with dose and since when? (an empty list says: none)"
    if kind == "fact":
        question = _fact_question(graph.facts[name], graph)
        if found.world.is_recorded(name) and name in found.world.record.facts:
            return f"{question}; further observations with their times, or how long it was so"
        return question
    if kind == "procedure":
        return f"Has it been done: {graph.procedures[name].title}?"
    medicine, _, detail = name.partition(":")
    if medicine in graph.medicines:
        medicine = graph.display.name(medicine)
    return {
        "dose": f"At which dose and how often is {medicine} taken?",
        "starting dose": f"At which dose was {medicine} started?",
        "time": f"Since when is {medicine} taken?",
        "time at dose": f"Since when is {medicine} taken at the present dose?",
        "frequency": f"How often is {medicine} taken?",
    }.get(detail, f"Which classes does {medicine} belong to?")


def _fact_question(fact: core.FactNode, graph: DecisionGraph) -> str:
    match fact.type:
        case core.YesNo():
            answers = "yes or no"
        case core.OneOf(values=words):
            answers = ", ".join(graph.display.value(word, fact.name) for word in words)
        case core.NumberBetween(lower=lower, upper=upper, unit=unit):
            answers = f"{write_fraction(lower)} to {write_fraction(upper)} {unit}".strip()
        case core.DayAndTime():
            answers = "a date and time"
        case core.CalendarDay():
            answers = "a date"
    asked = fact.question or graph.display.spaced(fact.name)
    return f"{asked}: {answers}"
