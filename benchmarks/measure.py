"""Running a process and saying what it cost."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.memory import Watch


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process, or the median of some, cost: seconds by the clock, and of the processor."""

    wall: float
    processor: float


@dataclass(frozen=True, slots=True)
class Run:
    """What one process cost and said; `code` is its exit code."""

    cost: Cost
    code: int
    said: str


def run_of(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], watch: Watch | None = None
) -> Run:
    """Run a command to its end; `watch` looks at its memory meanwhile."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, env=dict(variables), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        if watch is not None:
            watch.begin(process.pid)
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    return Run(Cost(wall, usage.ru_utime + usage.ru_stime), process.returncode, said.decode(errors="replace"))


def median_cost(runs: int, run: Callable[[], Run]) -> Cost:
    """The median of each figure over some runs, after one that does not count.

    Raises RuntimeError when one ends with another exit code than 0.
    """
    done = [run() for _ in range(runs + 1)]
    for each in done:
        if each.code:
            raise RuntimeError(f"exit code {each.code}\n{each.said}")
    costs = [each.cost for each in done[1:]]
    return Cost(
        statistics.median(cost.wall for cost in costs), statistics.median(cost.processor for cost in costs)
    )


# ---------------------------------------------------------------- memory

_TELLING = """
import atexit, os
from benchmarks.measure import peak
atexit.register(lambda: open(os.environ["GUIDELINE_PEAK"], "w").write(str(peak())))
"""


def peak() -> int:
    """The most memory that this process has had, in bytes.

    Linux tells by `getrusage` what the parent had, if that was more: so its own count is read there.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def run_with_peak(
    program: str, arguments: Sequence[str], folder: Path, variables: Mapping[str, str]
) -> tuple[Run, int]:
    """Run a Python program to its end; the second figure is the most memory it and all that it started had, in bytes.

    The program tells its own peak, so that one is never missed; those that it starts are looked at (memory.py).
    """
    with tempfile.TemporaryDirectory() as name:
        told = Path(name) / "peak"
        command = [sys.executable, "-c", f"{_TELLING}\n{program}", *arguments]
        with Watch() as watch:
            run = run_of(command, folder, {**variables, "GUIDELINE_PEAK": str(told)}, watch)
        return run, max(int(told.read_text()), watch.most)
