"""The statements of a guideline: each has its words, and hashes that change when its meaning does and only then."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from engine.library import compile_text
from engine.used_files import used_by
from guideline_dsl import core
from guideline_dsl.difference import difference
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.parse import parse
from guideline_dsl.reviewable import Reviewable, reviewable
from tests.laws.guidelines import graph_of, guideline
from tests.shares import one_in
from tests.test_content_hash import OTHER_MEANING, SAME_MEANING, SAMPLE, changed, graph, items_of

ROOT = Path(__file__).parent.parent
SHIPPED = sorted((ROOT / "guidelines").rglob("*.guideline"))
STATEMENTS = reviewable(graph(SAMPLE))


def shipped_graph(path: Path, text: str | None = None) -> DecisionGraph | None:
    text = path.read_text(encoding="utf-8") if text is None else text
    parsed = parse(text)
    narrative = next(iter(path.parent.glob(f"{path.stem}.md")), path.parent / "narrative.md")
    if path.stem == "atrial_fibrillation_2024":
        narrative = path.parent / "narrative_2024.md"
    words = narrative.read_text(encoding="utf-8") if narrative.exists() else None
    return compile_text(text, words, used_by(path.parent, parsed.file).usable).graph


def hashes(statements: tuple[Reviewable, ...]) -> Counter[tuple[str, str]]:
    return Counter((statement.own, statement.meaning) for statement in statements)


def statement(key: str, statements: tuple[Reviewable, ...] = STATEMENTS) -> Reviewable:
    (found,) = (each for each in statements if each.key == key)
    return found


# ---------------------------------------------------------------- what the statements are


@pytest.mark.parametrize("path", one_in(10, SHIPPED), ids=lambda path: path.stem)
def test_every_node_is_said_by_a_statement_and_every_statement_has_words(path: Path) -> None:
    made = shipped_graph(path)
    assert made is not None
    statements = reviewable(made)
    said = {node for each in statements for node in each.nodes}
    unsaid = {n.id for n in made.nodes if n.id not in said}
    outside = (core.BlockNode, core.CaseNode, core.TextsNode, core.PhasesNode, core.WithholdNode)
    assert [i for i in unsaid if not isinstance(made.node(i), outside)] == []
    assert len({each.key for each in statements}) == len(statements)
    assert [each.key for each in statements if not each.says or not each.title] == []


def test_a_branch_is_said_with_what_it_gives_and_notes() -> None:
    branch = statement("decide:beginning/when:1")
    assert branch.title == "Beginning: when risk is high and at least 2 of (frail, smoker, coded)"
    assert branch.says.splitlines() == [
        "when risk is high and at least 2 of (frail, smoker, coded)",
        "give course",
        "do scan, every 4 weeks, immediately",
        "strength: strong",
        "evidence: poor",
        "assuming: reading",
    ]


def test_a_contraindication_is_named_by_what_it_is_about_wherever_it_stands() -> None:
    assert statement("contraindicate:gamma,delta/when:1").says.splitlines()[:2] == [
        "contraindicate gamma, delta",
        "when pregnant",
    ]


# ---------------------------------------------------------------- what changes no hash


@pytest.mark.parametrize(("old", "new"), [pair for pair in SAME_MEANING if SAMPLE.count(pair[0]) == 1])
def test_layout_and_spelling_change_no_hash(old: str, new: str) -> None:
    assert hashes(reviewable(graph(changed(old, new)))) == hashes(STATEMENTS)


def test_the_order_of_items_changes_no_hash() -> None:
    for seed in range(3):
        items = items_of(SAMPLE)
        Random(seed).shuffle(items)
        assert hashes(reviewable(graph("\n".join(items)))) == hashes(STATEMENTS)


# ---------------------------------------------------------------- what does


@pytest.mark.parametrize(("old", "new"), one_in(8, OTHER_MEANING))
def test_whatever_is_said_otherwise_changes_an_own_hash_and_the_words(old: str, new: str) -> None:
    now = reviewable(graph(changed(old, new)))
    assert Counter(each.own for each in now) != Counter(each.own for each in STATEMENTS)
    words = {each.own: each.says for each in (*STATEMENTS, *now)}
    gone = {each.own for each in STATEMENTS} - {each.own for each in now}
    come = {each.own for each in now} - {each.own for each in STATEMENTS}
    assert {words[own] for own in gone}.isdisjoint(words[own] for own in come)


def rests_on(key: str, changed_to: tuple[Reviewable, ...]) -> set[str]:
    """The statements that another wording of one statement leaves with their own words and another meaning."""
    before = {each.key: each for each in STATEMENTS}
    return {
        each.key
        for each in changed_to
        if each.key != key and each.own == before[each.key].own and each.meaning != before[each.key].meaning
    }


def test_another_definition_changes_the_meaning_of_exactly_what_rests_on_it() -> None:
    now = reviewable(graph(changed("define early        as onset <", "define early        as onset <=")))
    assert rests_on("define:early", now) == {
        "decide:beginning/when:2",  # asks for it
        "decide:beginning/otherwise",  # is reached where it does not hold
        "define:treated",  # asks whether a medicine that this decision gives is in the plan
        "choose:next_step",
        "choose:next_step/option:first_way",
        "choose:next_step/option:second_way",
        "choose:next_step/option:third_way",
        "never:alone/when:1",
    }


def test_another_dose_does_not_change_what_only_asks_whether_it_is_given() -> None:
    now = reviewable(graph(changed("give beta 0.5 to 1 mg/kg/day", "give beta 0.5 to 2 mg/kg/day")))
    assert rests_on("decide:beginning/when:2", now) == set()


def test_a_limit_is_no_part_of_what_gives_its_medicine() -> None:
    now = reviewable(graph(changed("age < 18 years", "age < 17 years")))
    assert rests_on("contraindicate:gamma,delta/when:2", now) == set()


def test_another_name_of_a_titled_decision_leaves_its_branches_as_they_are() -> None:
    now = reviewable(graph(re.sub(r"\bbeginning\b", "start", SAMPLE)))
    for key in ("when:1", "when:2", "otherwise"):
        branch = statement(f"decide:start/{key}", now)
        assert branch.meaning == statement(f"decide:beginning/{key}").meaning


def test_another_title_of_a_decision_changes_the_meaning_of_its_branches() -> None:
    now = reviewable(graph(changed('decide beginning "Beginning"', 'decide beginning "Ending"')))
    assert {"decide:beginning/when:1", "decide:beginning/except:1"} <= rests_on("decide:beginning", now)


def test_the_tablets_of_a_medicine_do_not_change_who_takes_it() -> None:
    now = reviewable(graph(changed("tablets 2.5 mg, 5 mg", "tablets 2.5 mg")))
    resting = rests_on("medicine:alpha", now)
    assert "taper:alpha" in resting
    assert "regimen:course/when:1" in resting
    assert "define:treated" not in resting


def test_equal_contents_are_equal_statements_on_generated_guidelines() -> None:
    for seed in range(8):
        text = guideline(Random(seed))
        items = items_of(text)
        Random(seed + 1).shuffle(items)
        assert hashes(reviewable(graph_of("\n".join(items)))) == hashes(reviewable(graph_of(text)))


def test_the_statements_are_those_of_the_guideline_as_it_is_written() -> None:
    with pytest.raises(ValueError, match="as it is written"):
        reviewable(graph(SAMPLE.replace("  language   en\n", "  language   en\n")).in_language("de"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", [p for p in SHIPPED if p.stem in ("inflammatory_myopathy", "news2", "ranson")]
)
def test_every_figure_of_a_shipped_guideline_is_in_a_statement(path: Path) -> None:
    """Each figure, one at a time, is another one: the guideline is refused, or a statement says so."""
    text = path.read_text(encoding="utf-8")
    made = shipped_graph(path)
    assert made is not None
    own = Counter(each.own for each in reviewable(made))
    places = list(re.finditer(r"(?<![\w.\-:#])\d+(?![\w.\-:])", text))
    tried = 0
    for place in Random(1).sample(places, min(len(places), 25)):
        other = f"{text[: place.start()]}{int(place[0]) + 1}{text[place.end() :]}"
        graph_then = shipped_graph(path, other)
        if graph_then is None or graph_then.hash == made.hash:
            continue
        tried += 1
        where = text[place.start() - 40 : place.end() + 40]
        assert Counter(each.own for each in reviewable(graph_then)) != own, where
        changes = difference(made, graph_then).of("changed")
        assert changes, where
        assert all(change.fields for change in changes), where
    assert tried > 5
