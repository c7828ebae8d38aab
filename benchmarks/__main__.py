"""`python -m benchmarks [--only NAME] [--runs N] [--most N] [--write PAGE]`: measure, print the tables as Markdown.

With `--write docs/performance.md` the tables that the page has a place for are replaced in it, too. Tables of patients
are printed and written row by row, as they are measured: a run that is ended keeps what it measured.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.page import has_place, write_table
from benchmarks.ratios import PAIRS

_TABLES: Mapping[str, tuple[str, str, str, int]] = {
    "cold": ("Commands as cold processes", "cold", "cold_processes", 15),
    "first": ("The first answer", "first_answer", "first_answers", 15),
    "growth": ("Growth with the size of the guideline", "growth", "growth", 3),
    "patients": ("One patient after the other", "each_patient", "each_patient", 5),
    "drawing": ("Drawing", "drawing", "drawing", 9),
    "review": ("The review page", "reviewing", "review_pages", 5),
    "slice": ("The fixed slice, against the peers", "peers", "slice_against_peers", PAIRS),
    "whole": ("The whole guideline, against plain Python", "whole", "whole_guideline", PAIRS),
    "rules": ("The readings as rules grow", "rules", "readings_as_rules_grow", 5),
    "cohorts": ("Tables of patients", "cohorts", "cohorts", PAIRS),
    "hostile": ("Hostile files", "hostile", "hostile_files", 1),
}
"""By name: the title, the module and its function, how often each is run; imported when it is measured."""

_MOST = 10_000_000


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=_TABLES, action="append", help="one table; may be said again")
    parser.add_argument("--runs", type=int, help="how often each is run; the median is shown")
    parser.add_argument(
        "--most", type=int, default=_MOST, help=f"the longest table of patients; default: {_MOST:,}"
    )
    parser.add_argument("--write", type=Path, metavar="PAGE", help="a page whose tables are replaced")
    chosen = parser.parse_args()
    print(f"Measured on: {machine()}.")
    for name in chosen.only or _TABLES:
        title, module, function, usual = _TABLES[name]
        measured: Callable[..., str | Iterator[str]] = getattr(
            importlib.import_module(f"benchmarks.{module}"), function
        )
        runs = chosen.runs or usual
        often = f"Medians of {runs} runs." if runs > 1 else "One run."
        arguments = {}
        if name == "cohorts":
            often, arguments = "Medians of the pairs that are told.", {"most": chosen.most}
        print(f"\n## {title}\n\n{often}\n", flush=True)
        found = measured(runs, **arguments)
        shown = ""
        for text in [found] if isinstance(found, str) else found:  # a text goes on where the one before ended
            print(text.removeprefix(shown).removeprefix("\n"), flush=True)
            shown = text
            if chosen.write is not None and has_place(chosen.write.read_text(encoding="utf-8"), name):
                write_table(chosen.write, name, f"{often} Measured on: {machine()}.\n\n{text}")


if __name__ == "__main__":
    main()
