"""Tables of 10 thousand to 10 million patients, from Parquet to Parquet: by hand, and by this project.

By the clock: everything may use all cores. The hand-written ones scan, select and write; `guideline cohort` does that
too, with the columns that explain, the summary and the rejects. The smallest is answered alike before it is timed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks.installed import ROOT
from benchmarks.measure import run_with_peak
from benchmarks.ratios import by_the_clock, ratios
from benchmarks.table_readings import Subject, readings, same_answers, write_patients
from benchmarks.tables import megabytes, seconds, table

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
_FEWER_PAIRS_FROM = 1_000_000
_FEWER = 3
_SMALLEST_ONLY = ("compiled", "spark")
"""Engines that take minutes for a million, or long to start: measured on the smallest table, in two pairs."""
_TITLES: Mapping[Subject, str] = {"slice": "the slice", "whole": "the whole guideline"}


def cohorts(pairs: int, most: int) -> str:
    """The tables of sizes, up to `most` patients."""
    return "\n\n".join(_of_subject(subject, pairs, most) for subject in _TITLES)


def _of_subject(subject: Subject, pairs: int, most: int) -> str:
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in (size for size in SIZES if size <= most):
            source = folder / f"{size}.parquet"
            write_patients(subject, size, source)
            if size == SIZES[0]:
                same_answers(subject, source, folder)
            rows += _of_size(subject, source, size, pairs if size < _FEWER_PAIRS_FROM else min(pairs, _FEWER))
            source.unlink()
    figures = ("by", "by the clock", "patients a second", "x by hand (95 %)", "peak memory")
    return table((f"patients, {_TITLES[subject]}", *figures), rows)


def _of_size(subject: Subject, source: Path, size: int, pairs: int) -> list[tuple[str, ...]]:
    timed = {
        name: by_the_clock(partial(run, str(source), str(source.with_name(f"result-{place}.parquet"))))
        for place, (name, run) in enumerate(readings(subject).items())
    }
    rows: list[tuple[str, ...]] = []
    for base, others, often in _held_against(timed, pairs, size):
        is_long = size >= _FEWER_PAIRS_FROM  # where what is done for the first time is little beside the rest
        taken, against = ratios(timed[base], {name: timed[name] for name in others}, often, not is_long)
        known = [row[1] for row in rows]
        found = [
            *([] if base in known else [(base, taken, "1")]),
            *((name, ratio.seconds, ratio.shown) for name, ratio in against.items()),
        ]
        for name, spent, ratio in found:
            most = _peak(subject, name, source)
            rows.append((f"{size:,}", name, seconds(spent), f"{size / spent:,.0f}", ratio, megabytes(most)))
    return rows


def _held_against(
    timed: Mapping[str, object], pairs: int, size: int
) -> Iterator[tuple[str, Sequence[str], int]]:
    """What is held against what, and in how many pairs: DuckDB's reading against SQL, all others against Polars."""
    own = [name for name in timed if name.startswith("guideline")]
    slow = [name for name in own if name.endswith(_SMALLEST_ONLY)]
    sql = [name for name in own if name.endswith("duckdb")]
    yield "polars by hand", [name for name in own if name not in (*slow, *sql)], pairs
    if size == SIZES[0]:
        yield "polars by hand", slow, min(pairs, 2)
    yield "duckdb by hand", sql, pairs


def _peak(subject: Subject, name: str, source: Path) -> int:
    """The most memory that a process of its own has."""
    program = "from benchmarks.table_readings import main; main()"
    arguments = (subject, name, str(source), str(source.with_name("peak.parquet")))
    _, most = run_with_peak(program, arguments, ROOT, {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"})
    return most
