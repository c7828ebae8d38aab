"""What the benchmarks measure is what they say: right guidelines of the size asked for, hostile files."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from benchmarks.hostile import files
from benchmarks.memory import Watch, together
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


LARGE = 80_000_000
HOLDS_MUCH = f"x = bytearray(b'1') * {LARGE}; print('ready', flush=True); input()"
STARTS_ONE = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLDS_MUCH!r}])"


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells it")
def test_memory_is_that_of_a_process_and_of_all_that_it_starts() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTS_ONE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        with Watch() as watch:
            watch.begin(process.pid)
            found = together(process.pid)
            while not watch.most:
                os.sched_yield()
        process.stdin.close()
    assert LARGE < found < 2 * LARGE
    assert LARGE < watch.most < 2 * LARGE
    assert together(process.pid) == 0
