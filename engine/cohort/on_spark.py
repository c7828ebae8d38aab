"""A guideline for the patients of a Spark session: a frame of patients in, a frame of answers out, lazily.

The executors compute, batch by batch, by the columns of the `cohort` command; the driver has nothing of a row. They
are sent the guideline as JSON, and need this program installed. Spark compares, adds and casts nothing: what a cell
means is decided where that of a file is (rows.py), so neither ANSI mode nor the zone of the session changes an answer.

Declared absent: a session of one's own, files, and counting (`groupBy` on the answers counts).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cohort.changes import result_columns
from engine.cohort.chunks import Chunk, Held, Job, Working
from engine.cohort.columns import UnknownColumns
from engine.cohort.formats import CHUNKS
from engine.cohort.lines import NoTable
from engine.cohort.results import CellType
from engine.cohort.rows import RowReader
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph

if TYPE_CHECKING:
    import polars
    import pyarrow
    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType, StructType

REJECTED = "rejected"
"""The column of what cannot be read: the row as the command writes it into its file of rejects; else null."""

_ROWS_HANDED_ON = 4_000
"""Text that is the same in many rows is spelled out for Spark: so few rows at a time, or it takes much memory."""


@frozen
class SparkAnswers:
    """`told` has a row for every patient: the columns of results, which are null where it is rejected, and `rejected`.

    `results` and `rejects` are its two halves. Whoever writes both keeps `told` first (`persist`, or written as it
    is): else it is computed for each.
    """

    told: DataFrame

    @property
    def results(self) -> DataFrame:
        """The patients that were answered, in the columns of the command."""
        return self.told.where(self.told[REJECTED].isNull()).drop(REJECTED)

    @property
    def rejects(self) -> DataFrame:
        """The rows that cannot be read: their numbers, labels, and the reasons with the row."""
        return self.told.where(self.told[REJECTED].isNotNull()).select("row", "id", REJECTED)


def answers_on_spark(
    graph: DecisionGraph,
    patients: DataFrame,
    as_of: date,
    *,
    row: str | None = None,
    ignored: Collection[str] = (),
) -> SparkAnswers:
    """The answers of a guideline for a frame of patients, with columns as `guideline schema --of table` lists them.

    `row` is a column of whole numbers that tells a row, and becomes that of the results. Without it the rows of each
    partition are counted, 2**33 apart: in the order of the frame, each once, and the same again only where Spark comes
    to the same partitions again. Columns that are `ignored` may hold anything. Raises UnknownColumns and NoTable.
    """
    from pyspark.sql import functions  # noqa: PLC0415 - where there is a session

    names = tuple(patients.columns)
    if row is not None and names.count(row) != 1:
        raise UnknownColumns(
            f"the frame has {names.count(row)} columns {quoted(row)}, which is to tell a row"
        )
    aside = frozenset(ignored) | (frozenset() if row is None else {row})
    meant = RowReader(graph, as_of, aside).columns(names)
    own = [place for place, column in enumerate(meant) if column is not None]
    if not own:
        raise UnknownColumns("no column of the frame means anything for the guideline")
    _check_types(patients, own, row)
    job = Job(
        graph.to_json(),
        None,
        "spark",
        as_of,
        frozenset(),
        Path(),
        "parquet",
        tuple(names[place] for place in own),
        "arrow",
    )
    # by their places: Spark takes a dot in a name for a field inside, and does not tell capital letters
    by_place = patients.toDF(*(f"c{place}" for place in range(len(names))))
    # numbered by Spark: the number of a task is not that of the partition where several are put into one
    number = functions.monotonically_increasing_id() + 1 if row is None else by_place[f"c{names.index(row)}"]
    chosen = by_place.select(*(by_place[f"c{place}"] for place in own), number.cast("long").alias("number"))
    return SparkAnswers(chosen.mapInArrow(_answering(_sent(patients, job)), _schema(graph)))


def _sent(patients: DataFrame, job: Job) -> Callable[[], Job]:
    """What gives it in an executor: it is broadcast, or, through Spark Connect, goes with each task."""
    session = patients.sparkSession
    if not hasattr(session, "sparkContext"):
        return lambda: job
    broadcast = session.sparkContext.broadcast(job)
    return lambda: broadcast.value


def _check_types(patients: DataFrame, own: Collection[int], row: str | None) -> None:
    from pyspark.sql import types  # noqa: PLC0415 - where there is a session

    read = (
        types.NumericType,
        types.StringType,
        types.CharType,
        types.VarcharType,
        types.BooleanType,
        types.DateType,
        types.TimestampType,
        types.TimestampNTZType,
        types.NullType,
    )
    fields = patients.schema.fields
    for place in own:
        field = fields[place]
        if not isinstance(field.dataType, read):
            raise NoTable(
                f"the column {quoted(field.name)} holds {field.dataType.simpleString()}; "
                "text, numbers, yes/no, dates and times are read"
            )
    for field in fields:
        if field.name == row and not isinstance(field.dataType, types.IntegralType):
            raise NoTable(
                f"the column {quoted(field.name)} holds {field.dataType.simpleString()}; "
                "whole numbers are expected of what tells a row"
            )


def _schema(graph: DecisionGraph) -> StructType:
    from pyspark.sql import types  # noqa: PLC0415 - where there is a session

    kinds: Mapping[CellType, DataType] = {
        "text": types.StringType(),
        "whole number": types.LongType(),
        "decimal": types.DecimalType(38, 12),
    }
    fields = [types.StructField(column.name, kinds[column.type]) for column in result_columns(graph, False)]
    return types.StructType([*fields, types.StructField(REJECTED, types.StringType())])


# ---------------------------------------------------------------- in an executor


Batches = Iterator["pyarrow.RecordBatch"]


def _answering(sent: Callable[[], Job]) -> Callable[[Batches], Batches]:
    """What is done with the batches of a partition."""

    def answered(batches: Batches) -> Batches:
        job = sent()
        for table in _gathered(batches):
            yield from _told(job, table)

    return answered


def _gathered(batches: Batches) -> Iterator[pyarrow.Table]:
    """Batches together, as many as make the rows of a chunk."""
    import pyarrow  # noqa: PLC0415 - in an executor

    held: list[pyarrow.RecordBatch] = []
    many = 0
    for batch in batches:
        held.append(batch)
        many += batch.num_rows
        if many >= CHUNKS["spark"]:
            yield pyarrow.Table.from_batches(held)
            held, many = [], 0
    if many:
        yield pyarrow.Table.from_batches(held)


def _told(job: Job, table: pyarrow.Table) -> Batches:
    """The answers for some rows of a partition, and those that are rejected; the last column tells a row."""
    import polars  # noqa: PLC0415 - in an executor
    import pyarrow  # noqa: PLC0415

    from engine.cohort import parquet  # noqa: PLC0415

    cells = polars.DataFrame(table.select(range(len(job.columns))).rename_columns(job.columns))
    done = working_of_process(job).do(Chunk(0, Held(0, parquet.cells_of(_in_utc(cells)))))
    told = polars.concat([polars.read_ipc_stream(done.results), _rejected(done.rejects)], how="diagonal")
    numbers = polars.Series(table.column(len(job.columns)))
    told = told.sort("row").with_columns(row=numbers.gather(told["row"].sort()))
    told = told.with_columns(_with_the_row())
    for few in told.iter_slices(_ROWS_HANDED_ON):
        arrow = few.to_arrow(compat_level=polars.CompatLevel.oldest())
        # Spark knows text of one kind only
        kinds = [
            (f.name, pyarrow.string() if pyarrow.types.is_large_string(f.type) else f.type)
            for f in arrow.schema
        ]
        yield from arrow.cast(pyarrow.schema(kinds)).to_batches()


def _in_utc(cells: polars.DataFrame) -> polars.DataFrame:
    """A `timestamp` is a moment; that it is shown in the zone of the session is a setting, not a fact."""
    from polars import selectors  # noqa: PLC0415 - in an executor

    return cells.with_columns(selectors.datetime(time_zone="*").dt.convert_time_zone("UTC"))


def _with_the_row() -> polars.Expr:
    """The rejected row, with the number that tells it."""
    import polars  # noqa: PLC0415 - in an executor

    row = polars.col("row").cast(polars.String).fill_null("null")
    start = '{"row": '
    rest = polars.col(REJECTED).str.strip_prefix(start).str.replace("^[0-9]+", "")
    return polars.concat_str(polars.lit(start), row, rest).alias(REJECTED)


def _rejected(lines: bytes) -> polars.DataFrame:
    import polars  # noqa: PLC0415 - in an executor

    told = [(line.decode(), json.loads(line)) for line in lines.splitlines()]
    schema = {"row": polars.Int64, "id": polars.String, REJECTED: polars.String}
    return polars.DataFrame(
        [(reject["row"], reject.get("id"), line) for line, reject in told], schema=schema, orient="row"
    )


_working: dict[Job, Working] = {}
"""One at most: a process of Spark is used again, mostly for the same."""


def working_of_process(job: Job) -> Working:
    """What does the chunks of a job in this process."""
    if job not in _working:
        _working.clear()
        _working[job] = Working(job)
    return _working[job]
