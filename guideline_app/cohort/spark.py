"""The chunks of a job done by the executors of Spark, in waves; each comes back as a worker's does (workers.py).

The executors run this program: it has to be installed where they are, and a table of Parquet readable there under the
same path, as the folder has to be where they are to keep what they did. A session that exists already is used as it is,
and not ended. For frames of Spark there is engine/cohort/on_spark.py.

Declared absent: Spark's own expressions; columns are computed by Polars, in each executor, chunk by chunk.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cohort.chunks import Chunk, ChunkDone, Job
from engine.cohort.on_spark import working_of_process

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_WAVES = 2
"""Chunks for each slot of an executor at a time: what an ended run loses, and what the driver holds."""
LONG_WAVES = 8
"""The same where executors keep what they did."""

Keep = Callable[[ChunkDone], ChunkDone]
"""What an executor does with a chunk that is done, and what of it goes to the driver."""


class SparkEnded(Exception):
    """Spark could not be started, or gave a chunk up; the message says why in one line."""


@contextmanager
def _told(what: str) -> Iterator[None]:
    """What Spark raises, told by the line that says what it is."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 - where it is asked for
    from pyspark.errors import PySparkException  # noqa: PLC0415

    try:
        yield
    except (PySparkException, Py4JError) as problem:
        raise SparkEnded(f"{what}: {_line_of(str(problem)) or type(problem).__name__}") from problem


def _line_of(said: str) -> str:
    """Of Java it is the line of the exception, behind a colon; of Python the last one of its traceback."""
    lines = [line for line in said.partition("JVM stacktrace:")[0].splitlines() if line.strip()]
    of_java = [line.removeprefix(": ") for line in lines if line.startswith(": ")]
    return next(iter(of_java or [line for line in reversed(lines) if not line.startswith((" ", "\t"))]), "")


def done_by_spark(
    session: SparkSession,
    job: Job,
    chunks: Iterable[tuple[Chunk, int]],
    keep: Keep = lambda done: done,
    waves: int = _WAVES,
) -> Iterator[tuple[ChunkDone, int]]:
    """The chunks with their shares, wave after wave."""
    waiting = iter(chunks)
    spark = session.sparkContext
    given = spark.broadcast(job)
    length = spark.defaultParallelism * waves
    while wave := list(islice(waiting, length)):
        chunks_of = spark.parallelize([chunk for chunk, _ in wave], len(wave))
        done = chunks_of.map(lambda chunk: keep(working_of_process(given.value).do(chunk)))
        with _told("Spark gave a part up"):
            found = done.collect()
        yield from zip(found, (share for _, share in wave), strict=True)


@contextmanager
def spark_session(master: str | None) -> Iterator[SparkSession]:
    """The session that there is, or one that is made and ended here."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - where it is asked for

    active = SparkSession.getActiveSession()
    if active is not None:
        yield active
        return
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("guideline cohort").master(
        master or f"local[{os.cpu_count() or 1}]"
    )
    for setting in ("spark.ui.enabled", "spark.ui.showConsoleProgress"):
        builder = builder.config(setting, "false")
    with _told(f"Spark cannot be started at {master or 'this machine'}"):
        session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


def repeated(session: SparkSession, results: Path) -> int:
    """How many rows of a folder of results have the label and the time of a row before, counted by the executors."""
    from pyspark.sql import functions  # noqa: PLC0415 - where it is asked for

    labels = session.read.schema("id string, as_of string").parquet(str(results.resolve()))
    each = labels.where("id is not null").groupBy("id", "as_of").count()
    with _told("Spark gave the count of labels up"):
        (found,) = each.agg(functions.sum(each["count"] - 1)).collect()
    return int(found[0] or 0)
