"""What the benchmarks measure is what they say: right guidelines of the size asked for, hostile files."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks.hostile import files
from benchmarks.sized import RULES_IN_A_MODULE, guideline_of, guideline_with_nodes, patient_of
from benchmarks.tables import megabytes, seconds, table
from engine.library import compile_text, evaluate
from guideline_dsl import core
from guideline_dsl.hygiene import MAX_TEXT_BYTES


@pytest.mark.parametrize("rules", [10, 50])
def test_a_guideline_of_some_size_is_right_and_has_so_many_rules(rules: int) -> None:
    text, narrative = guideline_of(rules)
    compiled = compile_text(text, narrative)
    assert compiled.findings == ()
    assert compiled.graph is not None
    counted = core.BranchNode | core.ExceptionNode | core.OptionNode | core.LimitNode | core.GateNode
    assert sum(isinstance(node, counted) for node in compiled.graph.nodes) == rules
    assert rules % RULES_IN_A_MODULE == 0
    assessment = evaluate(compiled.graph, patient_of(rules), date(2026, 1, 31))
    kinds = {outcome.kind for outcome in assessment.outcomes}
    assert "recommended" in kinds
    assert rules == RULES_IN_A_MODULE or kinds >= {"contraindicated", "insufficient data"}


@pytest.mark.parametrize("nodes", [50, 200])
def test_a_guideline_with_so_many_nodes_has_them(nodes: int) -> None:
    compiled = compile_text(*guideline_with_nodes(nodes))
    assert compiled.graph is not None
    assert len(compiled.graph.nodes) == nodes


def test_hostile_files_are_as_large_as_they_say() -> None:
    sizes = {words: len(text.encode()) for words, text in files()}
    assert MAX_TEXT_BYTES - 20_000 < sizes["5 MB of a right guideline"] <= MAX_TEXT_BYTES
    assert sizes["5 MB and one byte"] == MAX_TEXT_BYTES + 1
    assert sizes["100,000 nested parentheses"] > 200_000


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.5, "2.50 s"),
        (61.0, "61.0 s"),
        (0.0123, "12.3 ms"),
        (0.0000123, "12.3 µs"),
        (0.0000000123, "0.01 µs"),
    ],
)
def test_times_are_shown_with_three_digits(value: float, text: str) -> None:
    assert seconds(value) == text


def test_a_table_is_markdown() -> None:
    shown = table(("what", "how large"), [("text", megabytes(1_500_000))])
    assert shown == "| what | how large |\n| --- | --: |\n| text | 1.50 MB |"
