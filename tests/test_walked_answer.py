"""The compact answer of the walk says what the assessment says, on the cases of the shipped guidelines."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from engine.assessment import Assessment, Recommendation
from engine.cases import CasePlayed, play
from engine.cohort.fired import fired
from engine.compiled.answer import Answer, LineAnswer
from engine.compiled.walked import answer_of
from engine.coverage import exercised
from engine.library import load_file
from engine.sentences import need_words
from guideline_dsl import units
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.parse import parse
from guideline_dsl.syntax import Case
from tests.shares import one_in

SHIPPED = Path(__file__).parent.parent / "guidelines"
MOST_CASES = 80
"""Of one guideline; of more, every second or third is played."""
TOLD = {True: "yes", False: "no", None: "unknown"}
FILES = [file for file in sorted(SHIPPED.glob("*/*.guideline")) if file.with_suffix(".cases").exists()]


@cache
def graph_of(file: Path) -> DecisionGraph:
    return load_file(file)


def played(file: Path) -> list[tuple[str, CasePlayed]]:
    items = parse(file.with_suffix(".cases").read_text(encoding="utf-8")).file.items
    cases = [item for item in items if isinstance(item, Case)]
    some = cases[:: 1 + len(cases) // MOST_CASES]
    return [(str(case.title.value), play(graph_of(file), case, {})) for case in some]


@pytest.mark.parametrize("file", one_in(4, FILES), ids=lambda file: file.stem)
def test_it_says_what_the_assessment_says(file: Path) -> None:
    graph = graph_of(file)
    for title, case in played(file):
        if case.evaluation is None or case.assessment is None:
            continue
        answer = answer_of(case.evaluation)
        assert outcomes_of(answer) == outcomes_shown(case.assessment), title
        assert lines_of(answer) == lines_shown(case.assessment), title
        assert others_of(answer, graph) == others_shown(case.assessment), title
        assert fired(answer) - exercised(case.evaluation) - wrongly(answer) == set(), title


def wrongly(answer: Answer) -> set[str]:
    """The limits by which something is taken wrongly: the coverage asks for them where something is withheld."""
    return {limit for wrong in answer.taken_wrongly for limit in wrong.limits}


def outcomes_of(answer: Answer) -> list[object]:
    return [
        (
            unit.node,
            unit.part,
            unit.kind,
            {need_words(need) for need in unit.conditions},
            {need_words(need) for need in (*unit.conditions, *unit.amounts)},
            set(unit.withheld_by),
        )
        for unit in answer.units
    ]


def outcomes_shown(shown: Assessment) -> list[object]:
    return [
        (
            each.id,
            each.part,
            each.kind,
            set(each.conditions),
            set(each.missing),
            {withheld.node for withheld in each.withheld},
        )
        for each in shown.outcomes
    ]


def lines_of(answer: Answer) -> list[object]:
    return sorted(
        (
            line.node,
            line.action,
            TOLD[line.leads],
            len(line.members) > 1 and line.action != "stop",
            dose(line),
        )
        for unit in answer.units
        for line in unit.lines
    )


def dose(line: LineAnswer) -> tuple[str, str, str] | None:
    if line.lower is None or line.upper is None:
        return None
    unit = units.parse_unit(line.unit)
    return (*(rounded(units.from_base(end, unit)) for end in (line.lower, line.upper)), line.unit)


def rounded(number: Fraction) -> str:
    return f"{float(number):.3g}"


def lines_shown(shown: Assessment) -> list[object]:
    said: list[tuple[Recommendation, str]] = []
    for outcome in shown.outcomes:
        if outcome.kind in ("recommended", "conditional"):
            # the line of a taper is its next dose, which an answer has beside its lines
            said += [(each, "yes") for each in outcome.recommendations if not outcome.id.startswith("taper:")]
            for option in outcome.options:
                if option.leads != "no":
                    said += [(each, option.leads) for each in option.recommendations]
    return sorted(
        (each.node, each.action, leads, len(each.members) > 1, dosage_shown(each)) for each, leads in said
    )


def dosage_shown(shown: Recommendation) -> tuple[str, str, str] | None:
    dosage = shown.dosage
    if dosage is None or shown.action == "continue":
        return None
    amount = dosage.amount
    if amount is None or amount.lower is None or amount.upper is None:
        return None
    return (f"{float(amount.lower.value):.3g}", f"{float(amount.upper.value):.3g}", amount.upper.unit)


def others_of(answer: Answer, graph: DecisionGraph) -> list[object]:
    return [
        answer.guideline,
        TOLD[answer.scope],
        [(each.now, each.plan, {need_words(need) for need in each.needs}) for each in answer.promises],
        sorted((each.medicine, each.kind) for each in answer.taken_wrongly),
        [(each.medicine, TOLD[each.shown]) for each in answer.cautions],
        {need_words(need) for need in answer.missing},
        "broken" in {each.now for each in answer.promises} | {each.plan for each in answer.promises},
    ]


def others_shown(shown: Assessment) -> list[object]:
    return [
        shown.guideline.hash,
        shown.scope,
        [(each.now, each.plan, set(each.missing)) for each in shown.promises],
        sorted((each.about, each.kind) for each in shown.alerts if each.kind != "broken promise"),
        [(each.medicine, each.shown) for each in shown.cautions],
        {each.name for each in shown.missing},
        any(each.kind == "broken promise" for each in shown.alerts),
    ]
