"""Drawing: the shipped guideline by a cold command, and graphs of 50, 200 and 1,000 nodes, with either renderer.

`dot` is drawn with where it is installed; without it on the path the build in WebAssembly draws, as on a machine that
has no Graphviz.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks.installed import COMMAND, PROGRAM, SHIPPED, environment, installation
from benchmarks.measure import Run, median_cost, run_of, run_with_peak
from benchmarks.tables import megabytes, seconds, table

NODES = (50, 200, 1_000)
_GUIDELINE = str(SHIPPED / "inflammatory_myopathy.guideline")
_PATIENT = str(SHIPPED / "patients" / "first_visit_with_diabetes.json")
_SLOW_RUNS = 5
"""What takes seconds is run so often at most."""

Variables = Mapping[str, str]


def drawing(runs: int) -> str:
    """The table of commands, and the table of sizes."""
    with installation() as folder:
        return f"{_commands(folder, runs)}\n\n{_sizes(folder, runs)}"


def renderers(variables: Variables) -> Iterator[tuple[str, Variables]]:
    """The renderers of this machine: what each is called, and the variables under which it draws."""
    if shutil.which("dot"):
        yield "dot", variables
    yield "WebAssembly", {**variables, "PATH": ""}


def _commands(folder: Path, runs: int) -> str:
    """`guideline draw` of the shipped guideline, as a cold process."""
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as name:
        cache = Path(name) / "cache"
        for renderer, variables in renderers(environment(folder, cache)):
            for words, options, ending, emptied in _drawn(name):
                arguments = ("draw", _GUIDELINE, *options, "-o", f"{name}/pathway.{ending}")
                times = min(runs, _SLOW_RUNS) if ending in ("pdf", "png") else runs
                cost = median_cost(times, _run(folder, cache, arguments, variables, emptied))
                _, most = run_with_peak(PROGRAM, arguments, folder, variables)
                size = Path(f"{name}/pathway.{ending}").stat().st_size
                figures = (seconds(cost.wall), seconds(cost.processor), megabytes(most), megabytes(size))
                rows.append((words, renderer, *figures))
    head = ("`guideline draw`", "renderer", "by the clock", "of the processor", "peak memory", "file")
    return table(head, rows)


def _drawn(folder: str) -> Iterator[tuple[str, tuple[str, ...], str, bool]]:
    """What is drawn: in words, the options, the ending, and whether the cache is emptied before each run."""
    yield "all of the pathway, nothing in the cache", (), "svg", True
    yield "all of the pathway", (), "svg", False
    yield "the overview", ("--level", "overview"), "svg", False
    yield "one decision", ("--only", "starting_prednisone"), "svg", False
    yield "with a patient", ("--patient", _PATIENT, "--as-of", "2026-01-31"), "svg", False
    yield "as PDF", (), "pdf", False
    yield "as PNG", (), "png", False


def _run(
    folder: Path, cache: Path, arguments: tuple[str, ...], variables: Variables, emptied: bool
) -> Callable[[], Run]:
    def run() -> Run:
        if emptied:
            shutil.rmtree(cache, ignore_errors=True)
        return run_of((*COMMAND, *arguments), folder, variables)

    return run


def _sizes(folder: Path, runs: int) -> str:
    """Graphs of some sizes: compiled already, drawn in a process of their own."""
    rows: list[tuple[str, ...]] = []
    for renderer, variables in renderers(environment(folder, None)):
        for nodes in NODES:
            found = _median(folder, nodes, variables, min(runs, _SLOW_RUNS))
            rows.append(
                (
                    f"{nodes:,} nodes",
                    renderer,
                    f"{found['pages']:.0f}",
                    seconds(found["wall"]),
                    seconds(found["processor"]),
                    megabytes(found["before"]),
                    megabytes(found["peak"]),
                    megabytes(found["bytes"]),
                )
            )
    head = (
        "graph", "renderer", "pages", "by the clock", "of the processor", "memory before", "peak memory", "SVG",
    )  # fmt: skip
    return table(head, rows)


def _median(folder: Path, nodes: int, variables: Variables, runs: int) -> Mapping[str, float]:
    command = [sys.executable, "-m", "benchmarks.drawing_step", str(nodes)]
    found: list[Mapping[str, float]] = []
    for _ in range(runs):
        done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=True)
        found.append(json.loads(done.stdout))
    return {key: statistics.median(figures[key] for figures in found) for key in found[0]}
