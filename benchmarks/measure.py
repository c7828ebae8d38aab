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


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process, or the median of some, cost: seconds by the clock, and of the processor."""

    wall: float
    processor: float


def cost_of(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], allowed: Sequence[int] = (0,)
) -> Cost:
    """Run a command to its end. Raises RuntimeError when it ends with an exit code that is not allowed."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, env=dict(variables), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        complaint = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise RuntimeError(f"{command}: exit code {process.returncode}\n{complaint.decode()}")
    return Cost(wall, usage.ru_utime + usage.ru_stime)


def median_cost(runs: int, run: Callable[[], Cost]) -> Cost:
    """The median of each figure over some runs, after one that does not count."""
    run()
    costs = [run() for _ in range(runs)]
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


def peak_of(program: str, arguments: Sequence[str], folder: Path, variables: Mapping[str, str]) -> int:
    """The most memory of a Python program, in bytes; its output is dropped."""
    with tempfile.TemporaryDirectory() as name:
        told = Path(name) / "peak"
        subprocess.run(
            [sys.executable, "-c", f"{_TELLING}\n{program}", *arguments],
            cwd=folder,
            env={**variables, "GUIDELINE_PEAK": str(told)},
            capture_output=True,
            check=False,
        )
        return int(told.read_text())
