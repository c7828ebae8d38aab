"""How the work grows with the guideline: 10, 100, 1,000, 5,000 rules, each in a process of its own.

Times are of the processor, which other work on the machine disturbs least.
"""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence

from benchmarks.installed import environment, installation
from benchmarks.tables import megabytes, seconds, table

SIZES = (10, 100, 1_000, 5_000)
STEPS = ("parse", "check", "compile", "hash", "to JSON", "from JSON", "evaluate", "all")

Figures = Mapping[str, float]


def growth(runs: int) -> str:
    """The tables of times and of memory, with the exponent that fits the growth."""
    measured: dict[int, list[Figures]] = {size: [] for size in SIZES}
    with installation() as folder:
        variables = environment(folder, None)
        for _ in range(runs):
            for size in SIZES:
                command = [sys.executable, "-m", "benchmarks.growth_step", str(size)]
                done = subprocess.run(
                    command, cwd=folder, env=variables, capture_output=True, text=True, check=True
                )
                measured[size].append(json.loads(done.stdout))
    found = {size: _median(figures) for size, figures in measured.items()}
    return f"{_times(found)}\n\n{_memory(found)}"


def _median(figures: Sequence[Figures]) -> Figures:
    return {key: statistics.median(each[key] for each in figures) for key in figures[0]}


def _times(found: Mapping[int, Figures]) -> str:
    rows = [
        (
            step,
            *(seconds(found[size][step]) for size in SIZES),
            f"{exponent(found, step, SIZES[1:]):.2f}",
            f"{exponent(found, step, SIZES[2:]):.2f}",
        )
        for step in STEPS
    ]
    sizes = tuple(f"{size:,} rules" for size in SIZES)
    return table(("step", *sizes, "exponent from 100", "exponent from 1,000"), rows)


def _memory(found: Mapping[int, Figures]) -> str:
    rows = [
        ("text", *(megabytes(found[size]["text"]) for size in SIZES)),
        ("nodes of the graph", *(f"{found[size]['nodes']:,.0f}" for size in SIZES)),
        ("edges of the graph", *(f"{found[size]['edges']:,.0f}" for size in SIZES)),
        ("peak memory of the process", *(megabytes(found[size]["peak"]) for size in SIZES)),
        ("of which before the guideline was read", *(megabytes(found[size]["before"]) for size in SIZES)),
    ]
    return table(("size and memory", *(f"{size:,} rules" for size in SIZES)), rows)


def exponent(found: Mapping[int, Figures], step: str, sizes: Sequence[int]) -> float:
    """The slope of the logarithms by least squares: 1 is linear, 2 is quadratic."""
    xs = [math.log(size) for size in sizes]
    ys = [math.log(found[size][step]) for size in sizes]
    x, y = statistics.fmean(xs), statistics.fmean(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)
