"""The answers of a guideline for a frame of Spark: those of the walk, whatever Spark itself would make of a cell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.cohort.chunks import Chunk, Held, Job, Working
from engine.cohort.columns import UnknownColumns
from engine.cohort.lines import NoTable
from engine.cohort.on_spark import REJECTED, SparkAnswers, answers_on_spark
from guideline_dsl.graph import DecisionGraph
from tests import spark_session
from tests.cohort_sample import GUIDELINE
from tests.laws.law import compiled

polars = pytest.importorskip("polars")
pytestmark = spark_session.MARKS

AS_OF = date(2026, 1, 31)
GRAPH = compiled(GUIDELINE)
Told = dict[int, Any]


def walked(graph: DecisionGraph, cells: Any, as_of: date = AS_OF) -> Told:
    """What the walk says of the rows of a table of cells: results, or reasons."""
    job = Job(
        graph.to_json(),
        None,
        "walk",
        as_of,
        frozenset(),
        Path(),
        "parquet",
        tuple(cells.columns),
        "arrow",
    )
    done = Working(job).do(Chunk(0, Held(0, cells)))
    found: Told = {row["row"]: row for row in polars.read_ipc_stream(done.results).to_dicts()}
    return found | {each["row"]: each["reasons"] for each in map(json.loads, done.rejects.splitlines())}


def told(answers: SparkAnswers) -> Told:
    """The same of the answers of Spark; fails where a row is there twice."""
    rows = [row.asDict() for row in answers.told.collect()]
    found: Told = {}
    for row in rows:
        assert row["row"] not in found
        rejected = row.pop(REJECTED)
        found[row["row"]] = row if rejected is None else json.loads(rejected)["reasons"]
    return found


def frame(spark: Any, kinds: str, rows: Sequence[Sequence[Any]], parts: int = 2) -> Any:
    """A frame of cells with the number of each row in `n`, in so many partitions."""
    numbered = [(number, *row) for number, row in enumerate(rows)]
    return spark.createDataFrame(numbered, f"n long, {kinds}").repartition(parts)


def check(
    spark: Any, kinds: str, rows: Sequence[Sequence[Any]], types: Any = None, as_of: date = AS_OF
) -> Told:
    """Hold Spark against the walk, on the same cells in columns of Polars; what both say."""
    given = frame(spark, kinds, rows)
    names = given.columns[1:]
    cells = polars.DataFrame([list(row) for row in rows], schema=types or names, orient="row", strict=False)
    cells.columns = names
    found = told(answers_on_spark(GRAPH, given, as_of, row="n"))
    assert found == walked(GRAPH, cells, as_of)
    return found


@contextmanager
def setting(spark: Any, **settings: str) -> Iterator[None]:
    before = {name: spark.conf.get(f"spark.sql.{name.replace('_', '.')}") for name in settings}
    try:
        for name, value in settings.items():
            spark.conf.set(f"spark.sql.{name.replace('_', '.')}", value)
        yield
    finally:
        for name, value in before.items():
            spark.conf.set(f"spark.sql.{name.replace('_', '.')}", value)


WHOLE = "age int, weight double, diabetes boolean, medicines_known boolean, diagnosed date"
PATIENT = (55, 70.0, False, True, date(2024, 5, 1))


def test_null_is_unknown_and_neither_no_nor_zero(spark: Any) -> None:
    rows = [[cell if place != gap else None for place, cell in enumerate(PATIENT)] for gap in range(6)]
    found = check(spark, WHOLE, [*rows, [None] * 5])
    outcomes = [(found[row]["steroid.outcome"], found[row]["steroid.dose_lower"]) for row in range(7)]
    unknown = ("insufficient data", None)
    assert outcomes == [
        unknown,
        ("recommended", None),
        unknown,
        ("recommended", Decimal(35)),
        unknown,
        ("recommended", Decimal(35)),
        unknown,
    ]


def test_numbers_decide_as_they_are_written_whatever_their_type(spark: Any) -> None:
    """Spark's NaN is larger than everything and its 2.0000000000000004 no 2; a decimal has 18 places."""
    doubles = [1.9999999999999998, 2.0, 2.0000000000000004, float("nan"), float("inf"), -0.0, 1e300, 0.1]
    check(spark, "creatinine double", [[each] for each in doubles])
    check(
        spark,
        "creatinine float",
        [[each] for each in (0.1, 2.0, 1.9999998807907104)],
        {"creatinine": polars.Float32},
    )
    places = [
        Decimal(text) for text in ("1.999999999999999999", "2", "2.000000000000000001", "9" * 20, "0.1")
    ]
    found = check(
        spark, "creatinine decimal(38,18)", [[each] for each in places], {"c": polars.Decimal(38, 18)}
    )
    assert "has too many digits" in found[3][0]


def test_a_decimal_that_overflows_in_spark_is_rejected_and_not_null(spark: Any) -> None:
    """`0.5 mg/kg` of the largest decimal has no type in Spark; here it is a weight that nobody has."""
    rows = [[Decimal("9" * 38)], [Decimal("-" + "9" * 38)], [Decimal(70)]]
    found = check(spark, "weight decimal(38,0)", rows, {"weight": polars.Decimal(38, 0)})
    assert [isinstance(found[row], list) for row in range(3)] == [True, True, False]


@pytest.mark.parametrize("kind", ["tinyint", "smallint", "int", "bigint"])
def test_whole_numbers_are_divided_and_halved_exactly(spark: Any, kind: str) -> None:
    found = check(
        spark,
        f"age {kind}, weight {kind}, diabetes boolean, diagnosed date",
        [(55, weight, False, date(2024, 5, 1)) for weight in (71, 3, 2, 1, 127)],
    )
    doses = [found[row]["steroid.dose_lower"] for row in (0, 1, 2, 4)]
    assert doses == [Decimal(text) for text in ("35.5", "1.5", "1", "60")]


@pytest.mark.parametrize("mode", ["true", "false"])
def test_the_mode_of_ansi_changes_nothing(spark: Any, mode: str) -> None:
    """With it an overflow ends the query, without it the number is another or null: here it is rejected."""
    with setting(spark, ansi_enabled=mode):
        found = check(spark, "weight bigint", [[2**63 - 1], [-(2**63)], [70], [0]])
        text = check(
            spark,
            "weight string",
            [["70"], ["70 kg"], ["154 lb"], ["1_000"], ["inf"], ["abc"], [""], [" 70 "]],
        )
    assert [row for row, said in found.items() if isinstance(said, list)] != [2]
    assert sorted(row for row, said in text.items() if not isinstance(said, list)) == [0, 1, 2, 7]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "UTC"])
def test_a_moment_is_the_same_in_every_zone_of_the_session(spark: Any, zone: str) -> None:
    """On the 8th of March the clocks of New York show half past two not at all: a text has it, Spark moves it."""
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    moments = [noon, noon - timedelta(days=31), noon + timedelta(days=31), None]
    as_of = datetime(2026, 1, 31, 11, 59, tzinfo=UTC)
    with setting(spark, session_timeZone=zone):
        found = check(
            spark,
            "weight int, `weight.at` timestamp",
            [(70, moment) for moment in moments],
            {"weight": polars.Int32, "at": polars.Datetime("us", "UTC")},
            as_of,
        )
    assert [isinstance(found[row], list) for row in range(4)] == [False, False, True, False]


def test_a_time_without_a_zone_stays_as_the_clock_showed_it(spark: Any) -> None:
    times = [
        datetime(2026, 1, 31),
        datetime(2025, 3, 9, 2, 30),
        datetime(2026, 2, 1),
        datetime(1600, 1, 1, 5),
    ]
    check(spark, "weight int, `weight.at` timestamp_ntz", [(70, time) for time in times])
    found = check(spark, "age int, diagnosed timestamp_ntz", [(55, time) for time in times])
    assert [isinstance(found[row], list) for row in range(4)] == [False, True, True, True]


def test_days_and_moments_that_no_calendar_has_reject_their_rows(spark: Any) -> None:
    """Spark counts days beyond the year 9999 and before the year 1, for which Python has no word."""
    given = spark.range(4).selectExpr(
        "id as n",
        "70 as weight",
        "case id when 1 then date_add(date'9999-12-31', 5) when 2 then date_add(date'0001-01-01', -9) end as diagnosed",
        "case id when 3 then timestamp_micros(300000000000000000) end as `weight.at`",
    )
    found = told(answers_on_spark(GRAPH, given, AS_OF, row="n"))
    assert [isinstance(found[row], list) for row in range(4)] == [False, True, True, True]
    assert "`diagnosed`" in found[1][0]


def test_capital_letters_are_told(spark: Any) -> None:
    """Spark takes `Weight` for `weight`, and does not know which of two is meant."""
    with pytest.raises(UnknownColumns, match="no column is called `Weight`; did you mean `weight`"):
        answers_on_spark(GRAPH, frame(spark, "Weight int", [[70]]), AS_OF)
    both = frame(spark, "Weight int, weight int", [[1000, 70]])
    found = told(answers_on_spark(GRAPH, both, AS_OF, row="n", ignored=["Weight"]))
    assert found == walked(GRAPH, polars.DataFrame({"weight": [70]}))


def test_a_dot_in_a_name_is_no_field_inside_another_column(spark: Any) -> None:
    kinds = "age int, `taking.prednisone` boolean, medicines_known boolean, taking struct<prednisone: int>, `a``b` int"
    given = frame(spark, kinds, [(55, True, True, (0,), 1), (55, False, True, (1,), 2)])
    answers = answers_on_spark(GRAPH, given, AS_OF, row="n", ignored=["taking", "a`b"])
    cells = polars.DataFrame(
        {"age": [55, 55], "taking.prednisone": [True, False], "medicines_known": [True, True]}
    )
    assert told(answers) == walked(GRAPH, cells)
    outcomes = answers.results.select("row", "`bones.1.outcome`").orderBy("row").collect()
    assert [tuple(row) for row in outcomes] == [(0, "recommended"), (1, "not applicable")]


def test_what_no_cell_can_be_is_refused_before_anything_is_computed(spark: Any) -> None:
    for kinds, says in (
        ("weight array<int>", "the column `weight` holds array<int>"),
        ("weight binary", "the column `weight` holds binary"),
        ("weight struct<a: int>", "the column `weight` holds struct<a:int>"),
        ("weight interval day to second", "the column `weight` holds interval day to second"),
    ):
        with pytest.raises(NoTable, match=says):
            answers_on_spark(GRAPH, frame(spark, kinds, []), AS_OF, row="n")
    with pytest.raises(UnknownColumns, match="there twice"):
        answers_on_spark(GRAPH, frame(spark, "weight int, weight int", []), AS_OF, row="n")
    with pytest.raises(UnknownColumns, match="no column of the frame means anything"):
        answers_on_spark(GRAPH, frame(spark, "weigth int", []), AS_OF, row="n", ignored=["weigth"])
    with pytest.raises(UnknownColumns, match="0 columns `m`"):
        answers_on_spark(GRAPH, frame(spark, "weight int", []), AS_OF, row="m")
    with pytest.raises(NoTable, match="`id` holds string; whole numbers are expected"):
        answers_on_spark(GRAPH, frame(spark, "id string", []), AS_OF, row="id", ignored=["n"])


def test_rows_are_numbered_in_their_order_and_none_is_lost(spark: Any) -> None:
    """Rejected ones, empty partitions, batches of three rows, and several thousand rows in a partition."""
    many = 25_000
    made = spark.range(0, many, 1, 3).selectExpr(
        "concat('p', id) as id", "cast(if(id % 100 = 7, -1, id % 200 + 10) as int) as weight"
    )
    with setting(spark, execution_arrow_maxRecordsPerBatch="3000"):
        rows = answers_on_spark(GRAPH, made, AS_OF).told.select("row", "id", "rejected").collect()
    starts = [0, many // 3, many * 2 // 3, many]
    assert [row["row"] for row in rows] == [
        (part << 33) + place + 1 for part in range(3) for place in range(starts[part + 1] - starts[part])
    ]
    assert [row["id"] for row in rows] == [f"p{number}" for number in range(many)]
    rejected = [number for number, row in enumerate(rows) if row["rejected"] is not None]
    assert rejected == list(range(7, many, 100))
    assert json.loads(rows[107]["rejected"])["row"] == rows[107]["row"]


def test_partitions_that_are_put_into_one_keep_their_numbers(spark: Any) -> None:
    made = spark.range(0, 12, 1, 4).selectExpr("cast(id as int) as weight")
    answers = answers_on_spark(GRAPH, made, AS_OF)
    numbers = [(part << 33) + place for part in range(4) for place in (1, 2, 3)]
    assert [row["row"] for row in answers.told.coalesce(1).select("row").collect()] == numbers


def test_a_key_tells_the_rows_after_any_shuffle(spark: Any) -> None:
    rows = [(f"p{number}", number % 9 * 40 - 10) for number in range(60)]
    given = frame(spark, "id string, weight int", rows, 3)
    answers = answers_on_spark(GRAPH, given.repartition(2, "id"), AS_OF, row="n")
    assert told(answers) == walked(GRAPH, polars.DataFrame(rows, schema=["id", "weight"], orient="row"))
    ordered = answers.results.orderBy("row").select("id").collect()
    assert [row["id"] for row in ordered] == [name for name, weight in rows if 2 <= weight <= 300]
    rejected = answers.rejects.orderBy("row").collect()
    assert [(row["row"], row["id"]) for row in rejected] == [
        (number, name) for number, (name, weight) in enumerate(rows) if not 2 <= weight <= 300
    ]
    assert [json.loads(row["rejected"])["row"] for row in rejected] == [row["row"] for row in rejected]


def test_a_key_may_be_the_label_too_and_a_row_without_it_is_not_lost(spark: Any) -> None:
    given = spark.createDataFrame([(3, 70), (None, 70), (9, -1)], "id long, weight int")
    rows = answers_on_spark(GRAPH, given, AS_OF, row="id").told.collect()
    told = sorted((row["id"] or "", row["row"], row["rejected"] is None) for row in rows)
    assert told == [("", None, True), ("3", 3, True), ("9", 9, False)]


def test_nothing_is_computed_before_it_is_asked_for_and_a_frame_may_be_empty(spark: Any) -> None:
    broken = spark.range(1).selectExpr("cast(raise_error('computed') as int) as weight")
    answers = answers_on_spark(GRAPH, broken, AS_OF)
    with pytest.raises(Exception, match="computed"):
        answers.told.collect()
    assert answers_on_spark(GRAPH, frame(spark, "weight int", [], 3), AS_OF, row="n").told.collect() == []


def test_a_partition_that_is_run_twice_is_answered_once(spark: Any, tmp_path: Path) -> None:
    """The first time it fails behind its first rows, which were answered by then."""
    marker = tmp_path / "failed"

    def fails_once(batches: Any) -> Any:
        from pyspark import TaskContext

        for batch in batches:
            yield batch
            if TaskContext.get().partitionId() == 1 and not marker.exists():
                marker.touch()
                raise RuntimeError("lost")

    with setting(spark, execution_arrow_maxRecordsPerBatch="20"):
        given = spark.range(0, 200, 1, 2).selectExpr("id as n", "cast(id as int) as weight")
        failing = given.mapInArrow(fails_once, given.schema)
        found = told(answers_on_spark(GRAPH, failing, AS_OF, row="n"))
    assert marker.exists()
    assert found == walked(GRAPH, polars.DataFrame({"weight": range(200)}))
