"""One run: a table in, a table of results, the rows that were rejected, and what it all came to.

The results come last: where they are, everything is. Until then the work folder has what is done, and the same
command goes on with it, to the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cohort import label_marks
from engine.cohort.changes import Changes, changes_of_json, result_columns
from engine.cohort.chunks import Chunk, ChunkDone, Job
from engine.cohort.columns import UnknownColumns
from engine.cohort.counts import Counts, counts_of_json, mapping_of_json, whole_of_json
from engine.cohort.engines import COLUMN_ENGINES
from engine.cohort.formats import Format
from engine.cohort.lines import NoTable
from engine.cohort.rows import RowReader
from engine.cohort.version_reading import names_known
from engine.moments import moment_text
from guideline_app.cohort.joining import appear, join_results
from guideline_app.cohort.partitions import PartitionedFolder
from guideline_app.cohort.progress import Progress
from guideline_app.cohort.sizing import Asked, Sizes, sizes, sizes_again
from guideline_app.cohort.spark import LONG_WAVES, done_by_spark, repeated, spark_session
from guideline_app.cohort.summary import Summary
from guideline_app.cohort.tables import Table, installed_polars
from guideline_app.cohort.work_folder import Note, WorkFolder
from guideline_app.cohort.workers import done
from guideline_app.output import Unwritable
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.version import ENGINE_VERSION

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_ENDINGS: dict[Format, str] = {"csv": ".csv", "ndjson": ".ndjson", "parquet": ".parquet"}


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
    memory: int
    """Bytes that all processes together may take."""
    ignored: frozenset[str] = frozenset()
    master: str | None = None
    partitioned: bool = False
    """The results are a folder of parts, and so are the rejects."""

    @property
    def rejects(self) -> Path:
        """Where the rows go that cannot be read."""
        ending = "rejects" if self.partitioned else "rejects.ndjson"
        return self.output.with_name(f"{self.output.name}.{ending}")


def job_of(run: Run, as_of: date) -> Job:
    """What is done with every chunk of a run."""
    old = None if run.old is None else run.old.to_json()
    return Job(
        run.graph.to_json(),
        old,
        run.engine,
        as_of,
        run.ignored,
        run.table.path.absolute(),
        run.table.format,
        run.table.columns,
        run.result_format,
    )


def perform(run: Run) -> Summary:
    """Do it, or go on with it. Raises NoTable, Unwritable, WorkerEnded (workers.py) and SparkEnded (spark.py)."""
    check_columns(run)
    folder = _folder(run)
    state = run.table.state()
    settings = _settings(run, folder)
    size = sizes_again(_asked(run), whole_of_json(settings["chunk"]))
    assert size is not None
    progress = Progress(run.table.size)
    try:
        with folder.held(settings), _session(run) as session:
            job = job_of(run, _as_of(run, folder))
            places = _do_chunks(run, size, job, folder, progress, session)
            if run.table.state() != state:
                folder.remove()
                raise NoTable(f"{run.table.path}: the table was written to while it was read; run it again")
            # before the parts have their place, where a run that is ended here would not find them
            found = _counted(run, folder, places, session)
            _show(run, folder, places)
            folder.remove()
            return _summary(run, job, found, progress)
    finally:
        progress.end()


def _folder(run: Run) -> WorkFolder:
    if run.partitioned:
        folder = PartitionedFolder(run.output, run.rejects)
        folder.check_names()
        return folder
    if run.output.is_dir():
        raise Unwritable(f"{run.output}: is a folder; --partitioned writes one")
    return WorkFolder(run.output, _ENDINGS[run.result_format])


def _session(run: Run) -> AbstractContextManager[SparkSession | None]:
    return spark_session(run.master) if run.engine == "spark" else nullcontext()


def _show(run: Run, folder: WorkFolder, places: int) -> None:
    """Bring the results to their place, after the rejects."""
    if isinstance(folder, PartitionedFolder):
        folder.publish()
        return
    _write_rejects(run, folder, places)
    columns = result_columns(run.graph, run.old is not None)
    join_results(run.output, run.result_format, columns, [folder.part(place) for place in range(places)])


def check_columns(run: Run) -> None:
    """Raise NoTable where the table has a column that means nothing, or nothing that does."""
    known = names_known(run.old)
    try:
        RowReader(run.graph, run.today, run.ignored | known).columns(run.table.columns)
    except UnknownColumns as problem:
        raise NoTable(f"{run.table.path}: {problem}") from None


def _do_chunks(
    run: Run, size: Sizes, job: Job, folder: WorkFolder, progress: Progress, session: SparkSession | None
) -> int:
    """Do what is not done yet; how many parts there are."""
    places = 0

    def missing() -> Iterator[tuple[Chunk, int]]:
        nonlocal places
        for chunk, share in run.table.chunks(size.chunk):
            places += 1
            if folder.note(chunk.place) is None:
                yield chunk, share
            else:
                progress.skip(share)

    for part, share in _parts(job, missing(), folder, session, size.workers):
        progress.add(part.rows, share)
    return places


def _parts(
    job: Job,
    missing: Iterator[tuple[Chunk, int]],
    folder: WorkFolder,
    session: SparkSession | None,
    workers: int,
) -> Iterator[tuple[ChunkDone, int]]:
    """The parts that are done and kept, here or where they were made."""
    if session is not None and isinstance(folder, PartitionedFolder):
        yield from done_by_spark(session, job, missing, folder.keep_there, LONG_WAVES)
        return
    for part, share in (
        done(job, missing, workers) if session is None else done_by_spark(session, job, missing)
    ):
        folder.keep(part)
        yield part, share


def _notes(folder: WorkFolder, places: int) -> Iterator[Note]:
    for place in range(places):
        note = folder.note(place)
        if note is None:
            raise Unwritable(f"{folder.path}: a part was lost while the run went on; run it again")
        yield note


def _settings(run: Run, folder: WorkFolder) -> dict[str, object]:
    """What the bytes of the results depend on; the day and the chunk that were chosen before, where none is said."""
    settings: dict[str, object] = {
        "table": run.table.fingerprint(),
        "table_format": run.table.format,
        "guideline": run.graph.hash,
        "old": None if run.old is None else run.old.hash,
        "engine": run.engine,
        "version": ENGINE_VERSION,
        "polars": installed_polars()
        if run.engine in COLUMN_ENGINES or run.result_format == "parquet"
        else None,
        "as_of": moment_text(run.as_of or run.today),
        "as_of_said": run.as_of is not None,
        "chunk": sizes(_asked(run)).chunk,
        "chunk_said": run.chunk is not None,
        "ignored": sorted(run.ignored),
        "results": run.result_format,
        "partitioned": run.partitioned,
    }
    before = folder.journal()
    chosen = {name: None for name, said in (("as_of", run.as_of), ("chunk", run.chunk)) if said is None}
    if {**before, **chosen} == {**settings, **chosen}:
        chunk = whole_of_json(before["chunk"])
        if sizes_again(_asked(run), chunk) is not None:
            settings.update({name: before[name] for name in chosen})
    return settings


def _asked(run: Run) -> Asked:
    columns = len(result_columns(run.graph, run.old is not None))
    columns += 0 if run.old is None else len(result_columns(run.old, compared=False))
    rows = run.table.size if run.table.format == "parquet" else None
    by_columns = run.engine in COLUMN_ENGINES
    return Asked(run.engine, by_columns, run.result_format, columns, run.memory, run.chunk, run.workers, rows)


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


@frozen
class _Counted:
    counts: Counts
    changes: Changes | None
    doubled: int


def _counted(run: Run, folder: WorkFolder, places: int, session: SparkSession | None) -> _Counted:
    """What all parts come to."""
    counts = Counts()
    changes = None if run.old is None else Changes()
    labels = bytearray()
    for note in _notes(folder, places):
        labels += note.labels
        counts.plus(counts_of_json(note.counts))
        if changes is not None:
            changes.plus(changes_of_json(mapping_of_json(note.counts["changes"])))
    if session is not None and isinstance(folder, PartitionedFolder):
        return _Counted(counts, changes, repeated(session, folder.results))
    return _Counted(counts, changes, label_marks.repeated(labels))


def _summary(run: Run, job: Job, found: _Counted, progress: Progress) -> Summary:
    return Summary(
        run.graph,
        run.old,
        run.table.path.name,
        run.output.name,
        run.rejects.name,
        run.engine,
        job.as_of,
        found.counts,
        found.changes,
        found.doubled,
        progress.rows,
        progress.seconds,
    )
