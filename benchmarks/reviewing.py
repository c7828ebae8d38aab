"""The review page: what it costs to write, how large it is, and how soon it answers in a headless Chromium.

A page is ready when its own script has marked `ready`: everything can be clicked. The time is the browser's own, from
the start of opening; each opening has a fresh profile. Needs Playwright and Debian's Chromium; without them only the
rest is measured.
"""

from __future__ import annotations

import importlib.util
import shutil
import statistics
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from benchmarks.installed import COMMAND, PROGRAM, environment, installation
from benchmarks.measure import median_cost, run_of, run_with_peak
from benchmarks.tables import megabytes, seconds, table

_GUIDELINES = (
    "inflammatory_myopathy/inflammatory_myopathy",
    "atrial_fibrillation/atrial_fibrillation_2024",
    "acute_kidney_injury/acute_kidney_injury",
    "news2/news2",
    "pneumonia/pneumonia",
)
_READY = "() => performance.getEntriesByName('ready')[0]?.startTime"


def review_pages(runs: int) -> str:
    """The table of pages."""
    rows: list[tuple[str, ...]] = []
    with installation() as folder, tempfile.TemporaryDirectory() as name:
        variables = environment(folder, Path(name) / "cache")
        pages: dict[str, Path] = {}
        for guideline in _GUIDELINES:
            page = Path(name) / f"{Path(guideline).name}.html"
            arguments = ("review", f"guidelines/{guideline}.guideline", "-o", str(page))

            cost = median_cost(runs, partial(run_of, (*COMMAND, *arguments), folder, variables))
            _, most = run_with_peak(PROGRAM, arguments, folder, variables)
            pages[guideline] = page
            size = page.stat().st_size
            rows.append((Path(guideline).name, seconds(cost.wall), megabytes(most), megabytes(size)))
        opened = _opened(pages, runs)
    head: tuple[str, ...] = ("guideline", "`guideline review`, by the clock", "peak memory", "page")
    if opened is None:
        return f"{table(head, rows)}\n\nNo Chromium, or no Playwright: how soon the pages answer is not measured."
    found = [(*row, *opened[guideline]) for row, guideline in zip(rows, _GUIDELINES, strict=True)]
    return table((*head, "ready after opening", "the slowest"), found)


def _opened(pages: Mapping[str, Path], runs: int) -> Mapping[str, tuple[str, str]] | None:
    """For each page when it was ready, the median and the slowest."""
    program = shutil.which("chromium")
    if program is None or importlib.util.find_spec("playwright") is None:
        return None
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not needed by the other benchmarks

    found: dict[str, tuple[str, str]] = {}
    with sync_playwright() as playwright:
        for guideline, page in pages.items():
            times: list[float] = []
            for _ in range(runs + 1):  # the first fills the system's caches, and does not count
                browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
                tab = browser.new_page()
                tab.goto(page.as_uri())
                tab.wait_for_function(_READY)
                times.append(float(tab.evaluate(_READY)) / 1000)
                browser.close()
            counted = times[1:]
            found[guideline] = (seconds(statistics.median(counted)), seconds(max(counted)))
    return found
