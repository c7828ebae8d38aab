"""Guidelines evaluated together, made up at random: the order does not matter, each stays as it is alone, and what is
certain stays so when more is known."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from engine.library import evaluate, evaluate_together
from engine.patient import PatientRefused
from engine.together_assessment import TogetherAssessment
from engine.together_patient import GuidelinesDisagree
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from tests.laws.guidelines import FINITE, MEDICINES, WILD, graph_of, guideline
from tests.shares import one_in

DAY = date(2026, 1, 31)
SEEDS = one_in(4, range(8))


def made(random: Random, name: str) -> DecisionGraph:
    kind = WILD if random.random() < 0.5 else FINITE
    return graph_of(
        guideline(random, kind).replace('guideline made "Made up"', f'guideline {name} "{name}"', 1)
    )


def value(fact: core.FactNode, random: Random) -> object:
    match fact.type:
        case core.YesNo():
            return random.random() < 0.5
        case core.OneOf(values=values):
            return random.choice(values)
        case core.NumberBetween(lower=lower, upper=upper, unit=unit):
            return f"{random.randint(int(lower), int(upper))} {unit}".strip()
    return "2025-12-01"


def patient(graphs: list[DecisionGraph], random: Random, known: float) -> dict[str, Any]:
    facts = {fact.name: value(fact, random) for graph in graphs for fact in graph.facts.values()}
    given: dict[str, Any] = {
        "facts": {name: facts[name] for name in sorted(facts) if random.random() < known}
    }
    if random.random() < 0.7:
        declared = sorted({name for graph in graphs for name in graph.medicines} & set(MEDICINES))
        taken = random.sample(declared, random.randint(0, min(2, len(declared))))
        given["medicines"] = [{"name": name, "dose": "10 mg/day", "for": "6 weeks"} for name in taken]
    return given


def more(before: dict[str, Any], graphs: list[DecisionGraph], random: Random) -> dict[str, Any]:
    after = patient(graphs, random, 1.0)
    kept = {**after, **{key: part for key, part in before.items() if key != "facts"}}
    kept["facts"] = after["facts"] | before["facts"]
    return kept


def certain(together: TogetherAssessment) -> set[tuple[str, str]]:
    return {(e.kind, e.about) for e in together.conflicts if e.certain and e.severity == "critical"}


def told_alone(together: TogetherAssessment) -> set[tuple[str, str]]:
    """What a guideline's own assessment tells of its own plan."""
    told = {
        ("broken promise", promise.title)
        for assessment in together.assessments
        for promise in assessment.promises
        if promise.plan == "broken"
    }
    for assessment in together.assessments:
        for outcome in assessment.outcomes:
            for withheld in outcome.withheld:
                told.add(("contraindicated", withheld.medicine))
    return told


@pytest.mark.parametrize("seed", SEEDS)
def test_order_alone_and_more_facts(seed: int) -> None:
    random = Random(seed)
    graphs = [made(random, name) for name in ("one", "two", "three")[: random.randint(2, 3)]]
    for _ in range(4):
        given = patient(graphs, random, random.random())
        try:
            forth = evaluate_together(graphs, given, DAY)
        except (GuidelinesDisagree, PatientRefused):
            continue
        back = evaluate_together(graphs[::-1], given, DAY)
        assert (forth.conflicts, forth.acceptable, forth.plan_statement) == (
            back.conflicts,
            back.acceptable,
            back.plan_statement,
        )
        for graph, shown in zip(graphs, forth.assessments, strict=True):
            if any(entry["name"] not in graph.medicines for entry in given.get("medicines", ())):
                continue
            mine = {**given, "facts": {n: v for n, v in given["facts"].items() if n in graph.facts}}
            assert evaluate(graph, mine, DAY) == shown
        try:
            after = evaluate_together(graphs, more(given, graphs, random), DAY)
        except PatientRefused:
            continue
        assert certain(forth) <= certain(after) | told_alone(after)
