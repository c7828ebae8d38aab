"""Commands as cold processes: what one waits for at the keyboard."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.installed import COMMAND, PROGRAM, SHIPPED, environment, installation
from benchmarks.measure import Run, median_cost, run_of, run_with_peak
from benchmarks.tables import megabytes, seconds, table

_GUIDELINE = str(SHIPPED / "inflammatory_myopathy.guideline")
_PATIENT = str(SHIPPED / "patients" / "first_visit_with_diabetes.json")
_CHECK = ("check", _GUIDELINE)
_DRAW = ("draw", _GUIDELINE, "--output")
_EVALUATE = ("evaluate", _GUIDELINE, _PATIENT, "--as-of", "2026-01-31")


def cold_processes(runs: int) -> str:
    """The table of commands on the shipped guideline."""
    with installation() as folder, tempfile.TemporaryDirectory() as name:
        cache = Path(name) / "cache"
        drawing = str(Path(name) / "pathway")
        commands = [
            ("`guideline check`, nothing in the cache", _CHECK, True),
            ("`guideline check`, the parser's tables in the cache", _CHECK, False),
            ("`guideline evaluate`, nothing in the cache", _EVALUATE, True),
            ("`guideline evaluate`, the guideline in the cache", _EVALUATE, False),
            ("the same, `--format json`", (*_EVALUATE, "--format", "json"), False),
            ("`guideline draw` to SVG, the guideline in the cache", (*_DRAW, f"{drawing}.svg"), False),
            ("`guideline draw` to DOT, the guideline in the cache", (*_DRAW, f"{drawing}.dot"), False),
            ("`guideline test`, the parser's tables in the cache", ("test", _GUIDELINE), False),
        ]
        bare = median_cost(
            runs, lambda: run_of((sys.executable, "-c", "pass"), folder, environment(folder, None))
        )
        rows = [("`python -c pass`, for comparison", seconds(bare.wall), seconds(bare.processor), "")]
        for words, arguments, emptied in commands:
            times = runs if arguments[0] != "test" else max(1, runs // 5)  # it takes as long as all others
            cost = median_cost(times, _run(folder, cache, arguments, emptied))
            _, most = run_with_peak(PROGRAM, arguments, folder, environment(folder, cache))
            rows.append((words, seconds(cost.wall), seconds(cost.processor), megabytes(most)))
    return table(("command, as a cold process", "by the clock", "of the processor", "peak memory"), rows)


def _run(folder: Path, cache: Path, arguments: tuple[str, ...], emptied: bool) -> Callable[[], Run]:
    def run() -> Run:
        if emptied:
            shutil.rmtree(cache, ignore_errors=True)
        return run_of((*COMMAND, *arguments), folder, environment(folder, cache))

    return run
