"""One run: a table in, a table of results, the rows that were rejected, and what it all came to.

The results come last: where they are, everything is. Until then the work folder has what is done, and the same
command goes on with it, to the same bytes.
"""

from __future__ import annotations

import itertools
import operator
from array import array
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from engine.cohort.changes import Changes, changes_of_json, result_columns
from engine.cohort.chunks import Chunk, Job, names_known
from engine.cohort.columns import UnknownColumns
from engine.cohort.counts import Counts, counts_of_json, mapping_of_json
from engine.cohort.formats import CHUNKS, Format
from engine.cohort.lines import NoTable
from engine.cohort.rows import RowReader
from engine.moments import moment_text
from guideline_app.cohort.joining import appear, join_results
from guideline_app.cohort.progress import Progress
from guideline_app.cohort.spark import done_by_spark
from guideline_app.cohort.summary import Summary
from guideline_app.cohort.tables import Table
from guideline_app.cohort.work_folder import Note, WorkFolder
from guideline_app.cohort.workers import done
from guideline_app.output import Unwritable
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.version import ENGINE_VERSION

_ENDINGS: dict[Format, str] = {"csv": ".csv", "ndjson": ".ndjson", "parquet": ".parquet"}
_MOST_IN_A_SET = 2_000_000


@frozen
class Run:
    """What is asked for. `as_of` None: today, or the day of the run that is gone on with."""

    graph: DecisionGraph
    old: DecisionGraph | None
    table: Table
    output: Path
    result_format: Format
    engine: str
    as_of: date | None
    today: date
    chunk: int | None
    workers: int
    ignored: frozenset[str] = frozenset()
    master: str | None = None

    @property
    def rejects(self) -> Path:
        """Where the rows go that cannot be read."""
        return self.output.with_name(f"{self.output.name}.rejects.ndjson")


def job_of(run: Run, as_of: date) -> Job:
    """What is done with every chunk of a run."""
    old = None if run.old is None else run.old.to_json()
    return Job(
        run.graph.to_json(),
        old,
        run.engine,
        as_of,
        run.ignored,
        run.table.path,
        run.table.format,
        run.table.columns,
        run.result_format,
    )


def perform(run: Run) -> Summary:
    """Do it, or go on with it. Raises NoTable, Unwritable, and WorkerEnded (workers.py)."""
    check_columns(run)
    if run.output.is_dir():
        raise Unwritable(f"{run.output}: is a folder")
    folder = WorkFolder(run.output, _ENDINGS[run.result_format])
    state = run.table.state()
    settings = _settings(run, folder)
    progress = Progress(run.table.size)
    try:
        with folder.held(settings):
            job = job_of(run, _as_of(run, folder))
            places = _do_chunks(run, job, folder, progress)
            if run.table.state() != state:
                folder.remove()
                raise NoTable(f"{run.table.path}: the table was written to while it was read; run it again")
            _write_rejects(run, folder, places)
            columns = result_columns(run.graph, run.old is not None)
            join_results(run.output, run.result_format, columns, [folder.part(p) for p in range(places)])
            summary = _summary(run, job, _notes(folder, places), progress)
            folder.remove()
            return summary
    finally:
        progress.end()


def check_columns(run: Run) -> None:
    """Raise NoTable where the table has a column that means nothing, or nothing that does."""
    known = names_known(run.old)
    try:
        RowReader(run.graph, run.today, run.ignored | known).columns(run.table.columns)
    except UnknownColumns as problem:
        raise NoTable(f"{run.table.path}: {problem}") from None


def _do_chunks(run: Run, job: Job, folder: WorkFolder, progress: Progress) -> int:
    """Do what is not done yet; how many parts there are."""
    places = 0

    def missing() -> Iterator[tuple[Chunk, int]]:
        nonlocal places
        for chunk, share in run.table.chunks(run.chunk or CHUNKS[run.engine]):
            places += 1
            if folder.note(chunk.place) is None:
                yield chunk, share
            else:
                progress.skip(share)

    parts = (
        done_by_spark(job, missing(), run.master)
        if run.engine == "spark"
        else done(job, missing(), run.workers)
    )
    for part, share in parts:
        folder.keep(part)
        progress.add(part.rows, share)
    return places


def _notes(folder: WorkFolder, places: int) -> Iterator[Note]:
    for place in range(places):
        note = folder.note(place)
        if note is None:
            raise Unwritable(f"{folder.path}: a part was lost while the run went on; run it again")
        yield note


def _settings(run: Run, folder: WorkFolder) -> dict[str, object]:
    """What the bytes of the results depend on; the day that was chosen before, where none is said."""
    settings: dict[str, object] = {
        "table": run.table.fingerprint(),
        "table_format": run.table.format,
        "guideline": run.graph.hash,
        "old": None if run.old is None else run.old.hash,
        "engine": run.engine,
        "version": ENGINE_VERSION,
        "as_of": moment_text(run.as_of or run.today),
        "as_of_said": run.as_of is not None,
        "chunk": run.chunk or CHUNKS[run.engine],
        "ignored": sorted(run.ignored),
        "results": run.result_format,
    }
    before = folder.journal()
    if run.as_of is None and {**before, "as_of": ""} == {**settings, "as_of": ""}:
        settings["as_of"] = before["as_of"]
    return settings


def _as_of(run: Run, folder: WorkFolder) -> date:
    return run.as_of or date.fromisoformat(str(folder.journal()["as_of"]))


def _write_rejects(run: Run, folder: WorkFolder, places: int) -> None:
    if not any(note.rejects for note in _notes(folder, places)):
        run.rejects.unlink(missing_ok=True)  # of an earlier run: now it would be a lie
        return

    def fill(target: Path) -> None:
        with target.open("wb") as file:
            file.writelines(note.rejects for note in _notes(folder, places))

    appear(run.rejects, fill)


def _summary(run: Run, job: Job, notes: Iterator[Note], progress: Progress) -> Summary:
    counts = Counts()
    changes = None if run.old is None else Changes()
    labels = bytearray()
    for note in notes:
        labels += note.labels
        counts.plus(counts_of_json(note.counts))
        if changes is not None:
            changes.plus(changes_of_json(mapping_of_json(note.counts["changes"])))
    return Summary(
        run.graph,
        run.old,
        run.table.path.name,
        run.output.name,
        run.rejects.name,
        run.engine,
        job.as_of,
        counts,
        changes,
        _doubled(bytes(labels)),
        progress.rows,
        progress.seconds,
    )


def _doubled(marks: bytes) -> int:
    """How many rows have the label and the time of a row before."""
    each = array("Q", marks)
    if len(each) <= _MOST_IN_A_SET:
        return len(each) - len(set(each))
    ordered = sorted(each)  # slower, and in less memory
    return sum(map(operator.eq, ordered, itertools.islice(ordered, 1, None)))
