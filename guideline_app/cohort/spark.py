"""The chunks of a job done by the executors of Spark, in waves; each comes back as a worker's does (workers.py).

The executors run this program: it has to be installed where they are, and a table of Parquet readable there under the
same path. A session that exists already is used as it is.

Declared absent: Spark's own expressions; columns are computed by Polars, in each executor, chunk by chunk.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from engine.cohort.chunks import Chunk, ChunkDone, Job, Working

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_WAVES = 2
"""Chunks for each slot of an executor at a time: what an ended run loses."""


def done_by_spark(
    job: Job, chunks: Iterable[tuple[Chunk, int]], master: str | None
) -> Iterator[tuple[ChunkDone, int]]:
    """The chunks with their shares, wave after wave."""
    waiting = iter(chunks)
    first = list(islice(waiting, 1))
    if not first:
        return
    session, own = _session(master)
    try:
        spark = session.sparkContext
        given = spark.broadcast(job)
        length = spark.defaultParallelism * _WAVES
        wave = [*first, *islice(waiting, length - 1)]
        while wave:
            chunks_of = spark.parallelize([chunk for chunk, _ in wave], len(wave))
            found = chunks_of.map(lambda chunk: _do(given.value, chunk)).collect()
            yield from zip(found, (share for _, share in wave), strict=True)
            wave = list(islice(waiting, length))
    finally:
        if own:
            session.stop()


def _session(master: str | None) -> tuple[SparkSession, bool]:
    """The session that there is, or one that is made, and whether it was made here."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - where it is asked for

    active = SparkSession.getActiveSession()
    if active is not None:
        return active, False
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("guideline cohort").config("spark.ui.enabled", "false")
    return builder.master(master or f"local[{os.cpu_count() or 1}]").getOrCreate(), True


# ---------------------------------------------------------------- in an executor

_working: dict[Job, Working] = {}
"""One at most: a process of Spark is used again for the next chunk."""


def _do(job: Job, chunk: Chunk) -> ChunkDone:
    if job not in _working:
        _working.clear()
        _working[job] = Working(job)
    return _working[job].do(chunk)
