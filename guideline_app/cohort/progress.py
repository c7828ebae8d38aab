"""How far a run is, how fast, and how long it will take: one line on standard error, only where that is a terminal."""

from __future__ import annotations

import sys
import time

_WIDTH = 24
_EVERY = 0.2


class Progress:
    """The line of one run; `total` is in whatever the chunks are counted in."""

    def __init__(self, total: int) -> None:
        """Begin now."""
        self._total = max(total, 1)
        self._began = time.monotonic()
        self._shown = 0.0
        self._kept = 0
        self._shows = sys.stderr.isatty()
        self.rows = 0
        """Rows done in this run."""
        self._share = 0

    def skip(self, share: int) -> None:
        """A chunk that an earlier run did."""
        self._kept += share

    def add(self, rows: int, share: int) -> None:
        """A chunk that was done."""
        self.rows += rows
        self._share += share
        now = time.monotonic()
        if self._shows and now - self._shown >= _EVERY:
            self._shown = now
            print(f"\r{self.line(now - self._began)}\x1b[K", end="", file=sys.stderr, flush=True)

    def line(self, seconds: float) -> str:
        """`[########----------------]  33 %  1,200 patients  410/s  5:20 left`."""
        done = min((self._kept + self._share) / self._total, 1.0)
        filled = int(done * _WIDTH)
        bar = "#" * filled + "-" * (_WIDTH - filled)
        rate = self.rows / seconds if seconds > 0 else 0.0
        left = (self._total - self._kept - self._share) * seconds / self._share if self._share else 0.0
        return f"[{bar}] {done:4.0%}  {self.rows:,} patients  {rate:,.0f}/s  {_clock(max(left, 0.0))} left"

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._began

    def end(self) -> None:
        """Leave nothing on the terminal."""
        if self._shows:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
