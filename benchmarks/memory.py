"""The memory of a process and of all that it starts, taken together, looked at every few hundredths of a second.

What several processes share, as the code of a library, is counted once: each has its part of it. Only Linux tells.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

_PROCESSES = Path("/proc")
_SOONEST, _LATEST = 0.02, 0.5
_LOOKS = 200
"""A long process is looked at less often: so many times until now."""


class Watch:
    """Looks at a process while it runs: `begin` is told which; afterwards `most` is the most there was, in bytes."""

    def __init__(self) -> None:
        """Nothing is looked at yet."""
        self.most = 0
        self._ended = Event()
        self._looking: Thread | None = None

    def begin(self, process: int) -> None:
        """Look at a process from now on."""
        self._looking = Thread(target=self._look, args=(process,), daemon=True)
        self._looking.start()

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._looking is not None:
            self._looking.join()

    def _look(self, process: int) -> None:
        began = time.monotonic()
        while not self._ended.is_set():
            self.most = max(self.most, together(process))
            self._ended.wait(min(_LATEST, max(_SOONEST, (time.monotonic() - began) / _LOOKS)))


def together(process: int) -> int:
    """The memory of a process and its descendants at this moment, in bytes; 0 where that is not told."""
    started = _started_by()
    found, left = 0, [process]
    while left:
        one = left.pop()
        found += _own_part(one)
        left += started.get(one, [])
    return found


def _started_by() -> Mapping[int, list[int]]:
    """By a process those that it started and that still run."""
    found: dict[int, list[int]] = {}
    for folder in _PROCESSES.glob("[0-9]*"):
        told = _told(folder / "stat")
        if told:  # the name, in parentheses, may hold anything; then come the state and the parent
            found.setdefault(int(told.rpartition(")")[2].split()[1]), []).append(int(folder.name))
    return found


def _own_part(process: int) -> int:
    for line in _told(_PROCESSES / str(process) / "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _told(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return ""  # it has ended meanwhile, or is somebody else's
