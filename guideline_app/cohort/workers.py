"""The chunks of a job, done one after the other here or by worker processes; each is given back when it is done.

Workers are started fresh (no copy of this process), take no interrupt of their own, and end when this process does,
even where it is killed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for

from engine.cohort.chunks import Chunk, ChunkDone, Job, Working

_AHEAD = 2
"""Chunks waiting for each worker, so that none stands idle, and memory holds few."""


class WorkerEnded(Exception):
    """A worker process ended before its chunk was done."""


def done(job: Job, chunks: Iterable[tuple[Chunk, int]], workers: int) -> Iterator[tuple[ChunkDone, int]]:
    """The chunks with their shares, in the order in which they are done; raises WorkerEnded."""
    waiting = iter(chunks)
    first = list(_some(waiting, 2))
    if workers == 1 or len(first) < 2:
        working = Working(job)
        for chunk, share in _chained(first, waiting):
            yield working.do(chunk), share
        return
    with ProcessPoolExecutor(workers, _context(), _begin, (job,)) as pool:
        running: dict[Future[ChunkDone], int] = {}
        rest = _chained(first, waiting)
        try:
            while True:
                for chunk, share in _some(rest, workers * _AHEAD - len(running)):
                    running[pool.submit(_do, chunk)] = share
                if not running:
                    return
                ended, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in ended:
                    yield future.result(), running.pop(future)
        except BrokenProcessPool as problem:
            raise WorkerEnded from problem
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _some(chunks: Iterator[tuple[Chunk, int]], many: int) -> Iterator[tuple[Chunk, int]]:
    for _, each in zip(range(many), chunks, strict=False):
        yield each


def _chained(
    first: list[tuple[Chunk, int]], rest: Iterator[tuple[Chunk, int]]
) -> Iterator[tuple[Chunk, int]]:
    yield from first
    yield from rest


def _context() -> multiprocessing.context.BaseContext:
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")


# ---------------------------------------------------------------- in a worker

_working: list[Working] = []


def _begin(job: Job) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _working.append(Working(job))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _do(chunk: Chunk) -> ChunkDone:
    return _working[0].do(chunk)
