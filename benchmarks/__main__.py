"""`python -m benchmarks [--only NAME] [--runs N]`: measure, and print the tables as Markdown."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from benchmarks.cold import cold_processes
from benchmarks.drawing import drawing
from benchmarks.each_patient import each_patient
from benchmarks.growth import growth
from benchmarks.hostile import hostile_files
from benchmarks.machine import machine
from benchmarks.reviewing import review_pages

_TABLES: Mapping[str, tuple[str, Callable[[int], str], int]] = {
    "cold": ("Commands as cold processes", cold_processes, 15),
    "growth": ("Growth with the size of the guideline", growth, 3),
    "patients": ("One patient after the other", each_patient, 5),
    "drawing": ("Drawing", drawing, 9),
    "review": ("The review page", review_pages, 5),
    "hostile": ("Hostile files", lambda _: hostile_files(), 1),
}


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=_TABLES, action="append", help="one table; may be said again")
    parser.add_argument("--runs", type=int, help="how often each is run; the median is shown")
    chosen = parser.parse_args()
    print(f"Measured on: {machine()}.")
    for name in chosen.only or _TABLES:
        title, measured, usual = _TABLES[name]
        runs = chosen.runs or usual
        print(
            f"\n## {title}\n\n{'Medians of ' + str(runs) + ' runs.' if runs > 1 else 'One run.'}\n",
            flush=True,
        )
        print(measured(runs), flush=True)


if __name__ == "__main__":
    main()
