"""How many rows at a time and how many processes, so that all of them together stay within some memory.

What is reckoned with was measured (docs/performance.md): what a process takes before its first row, and what a cell of
the results takes while it is made. Text waits for its turn to be written, so its cells take more.

Declared absent: executors of Spark, whose memory Spark bounds; DuckDB's and Polars' own limits.
"""

from __future__ import annotations

from dataclasses import replace

from engine.cohort.engines import COLUMN_ENGINES
from engine.cohort.formats import CHUNKS, Format
from engine.cohort.lines import NoTable
from guideline_dsl.frozen import frozen

MEGABYTE = 10**6
_MAIN, _WORKER, _WORKER_OF_COLUMNS = 200, 170, 250
"""Megabytes of the process that keeps the parts, and of one that makes them."""
_CELL, _CELL_OF_TEXT = 30, 100
"""Bytes."""
_MOST_OF_TEXT = 20_000
_LEAST, _STEP = 2_000, 1_000
_LEAST_SHARED = 20_000
"""A process takes longer to start than so many rows take."""


@frozen
class Sizes:
    """Rows of a chunk, and processes beside each other."""

    chunk: int
    workers: int


@frozen
class Asked:
    """What a run is: `chunk` None where it is to be chosen, at most so many workers, and rows where it is known.

    `by_columns`: results are made many at once, not compared one by one.
    """

    engine: str
    by_columns: bool
    result_format: Format
    columns: int
    memory: int
    chunk: int | None
    workers: int
    rows: int | None


def sizes(asked: Asked) -> Sizes:
    """What fits into the memory; raises NoTable where not even one process does."""
    if asked.engine == "spark":
        return Sizes(asked.chunk or CHUNKS[asked.engine], asked.workers)
    least = asked.chunk or min(_LEAST, CHUNKS[asked.engine])
    workers = asked.workers
    while workers > 1 and _taken(asked, workers, least) > asked.memory:
        workers -= 1
    if _taken(asked, workers, least) > asked.memory:
        needed = -(-_taken(asked, workers, least) // MEGABYTE)
        said = "" if asked.chunk is None else f" for {asked.chunk:,} rows at a time"
        raise NoTable(f"--memory {asked.memory // MEGABYTE}MB is not enough{said}; {needed}MB are needed")
    if asked.chunk is not None:
        return Sizes(asked.chunk, workers)
    return Sizes(_shared(asked, workers, _largest(asked, workers, least)), workers)


def sizes_again(asked: Asked, chunk: int) -> Sizes | None:
    """With a chunk that was chosen before; None where that does not fit."""
    try:
        return sizes(replace(asked, chunk=chunk))
    except NoTable:
        return None


def _taken(asked: Asked, workers: int, chunk: int) -> int:
    """Bytes of all processes; where there is one it makes the parts and keeps them."""
    worker = _WORKER_OF_COLUMNS if asked.engine in COLUMN_ENGINES else _WORKER
    cell = _CELL_OF_TEXT if _is_text(asked) else _CELL
    own = worker * MEGABYTE + chunk * asked.columns * cell
    return own if workers == 1 else _MAIN * MEGABYTE + workers * own


def _is_text(asked: Asked) -> bool:
    """Whether results are text, or rows of Python, which take as much."""
    return asked.result_format not in ("parquet", "arrow") or not asked.by_columns


def _largest(asked: Asked, workers: int, least: int) -> int:
    """The most rows that fit, up to what is usual."""
    most = min(CHUNKS[asked.engine], _MOST_OF_TEXT) if _is_text(asked) else CHUNKS[asked.engine]
    while most > least and _taken(asked, workers, most) > asked.memory:
        most = max(least, most - _STEP)
    return most


def _shared(asked: Asked, workers: int, most: int) -> int:
    """Not more than leaves each process its share of a short table."""
    if asked.rows is None:
        return most
    share = -(-asked.rows // workers)
    return min(most, max(_LEAST_SHARED, -(-share // _STEP) * _STEP))
