"""Tables of 10 thousand to 10 million patients, from Parquet to Parquet: by hand, and by this project.

By the clock: everything may use all cores. The hand-written ones scan, select and write; `guideline cohort` does that
too, with the columns that explain, the summary and the rejects. The smallest is answered alike before it is timed.
The memory is that of all processes together. The longest table takes minutes: each answers it once, in a process of
its own, whose time and memory are measured in one run.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks.installed import ROOT
from benchmarks.measure import run_with_peak
from benchmarks.ratios import PAIRS, by_the_clock, ratios
from benchmarks.table_readings import Subject, patients_of, readings, same_answers
from benchmarks.tables import line, megabytes, seconds, table

SIZES: Mapping[int, int] = {10_000: PAIRS, 100_000: PAIRS, 1_000_000: 7, 10_000_000: 1}
"""How many patients, and in how many pairs at the most they are measured."""
_SMALLEST = min(SIZES)
_WARMED_BELOW = 1_000_000
"""In longer tables what is done for the first time is little beside the rest."""
_SMALLEST_ONLY = ("compiled", "spark")
"""Engines that take minutes for a million, or long to start: measured on the smallest table, in two pairs."""
_TITLES: Mapping[Subject, str] = {"slice": "the slice", "whole": "the whole guideline"}
_FIGURES = ("by", "pairs", "by the clock", "patients a second", "x by hand (95 %)", "peak memory")

Row = tuple[str, ...]


def cohorts(pairs: int, most: int) -> Iterator[str]:
    """The tables of sizes, up to `most` patients; given anew with each row that is measured."""
    text = ""
    for subject, title in _TITLES.items():
        head = table((f"patients, {title}", *_FIGURES), ())
        text += f"\n\n{head}" if text else head
        for row in _of_subject(subject, pairs, most):
            text += f"\n{line(row)}"
            yield text


def _of_subject(subject: Subject, pairs: int, most: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        patients = patients_of(subject, folder)
        for size, at_most in SIZES.items():
            if size > most:
                continue
            source = folder / f"{size}.parquet"
            patients.write(size, source)
            if size == _SMALLEST:
                same_answers(subject, source, folder)
            often = min(pairs, at_most)
            yield from _in_pairs(subject, source, size, often) if often > 1 else _once(subject, source, size)
            source.unlink()


def _in_pairs(subject: Subject, source: Path, size: int, pairs: int) -> Iterator[Row]:
    timed = {
        name: by_the_clock(partial(run, str(source), str(source.with_name(f"result-{place}.parquet"))))
        for place, (name, run) in enumerate(readings(subject).items())
    }
    shown: set[str] = set()
    for base, others, often in _held_against(timed, pairs, size):
        taken, against = ratios(
            timed[base], {name: timed[name] for name in others}, often, size < _WARMED_BELOW
        )
        found = [(base, taken, "1"), *((name, one.seconds, one.shown) for name, one in against.items())]
        for name, spent, ratio in found:
            if name not in shown:
                shown.add(name)
                _, memory = _apart(subject, name, source)
                yield _row(size, name, often, spent, ratio, memory)


def _once(subject: Subject, source: Path, size: int) -> Iterator[Row]:
    spent: dict[str, float] = {}
    for base, others, _ in _held_against(readings(subject), 1, size):
        for name in (base, *others):
            if name not in spent:
                spent[name], memory = _apart(subject, name, source)
                ratio = "1" if name == base else f"{spent[name] / spent[base]:.2f}"
                yield _row(size, name, 1, spent[name], ratio, memory)


def _row(size: int, name: str, pairs: int, spent: float, ratio: str, memory: int) -> Row:
    return (f"{size:,}", name, str(pairs), seconds(spent), f"{size / spent:,.0f}", ratio, megabytes(memory))


def _held_against(
    known: Mapping[str, object], pairs: int, size: int
) -> Iterator[tuple[str, Sequence[str], int]]:
    """What is held against what, and in how many pairs: DuckDB's reading against SQL, all others against Polars."""
    own = [name for name in known if name.startswith("guideline")]
    slow = [name for name in own if name.endswith(_SMALLEST_ONLY)]
    sql = [name for name in own if name.endswith("duckdb")]
    yield "polars by hand", [name for name in own if name not in (*slow, *sql)], pairs
    if size == _SMALLEST:
        yield "polars by hand", slow, min(pairs, 2)
    yield "duckdb by hand", sql, pairs


def _apart(subject: Subject, name: str, source: Path) -> tuple[float, int]:
    """The seconds of one reading in a process of its own, and the most memory that it and those it starts have."""
    target = source.with_name("apart.parquet")
    program = "from benchmarks.table_readings import main; main()"
    variables = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    run, memory = run_with_peak(program, (subject, name, str(source), str(target)), ROOT, variables)
    if run.code:
        raise RuntimeError(f"{name} ended with exit code {run.code}\n{run.said}")
    target.unlink()
    return float(run.said.split()[-1]), memory
