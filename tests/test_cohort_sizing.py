"""How many rows at a time and how many processes: all of them together stay within the memory that is given."""

from __future__ import annotations

from argparse import ArgumentTypeError
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cohort.formats import CHUNKS
from engine.cohort.lines import NoTable
from guideline_app.cohort.sizing import MEGABYTE, Asked, Sizes, sizes, sizes_again
from guideline_app.cohort.typed import _memory

GB = 1000 * MEGABYTE
MANY = Asked("polars", True, "parquet", 240, 2 * GB, None, 2, 10_000_000)


def test_two_processes_and_as_many_rows_as_fit_are_usual() -> None:
    assert sizes(MANY) == Sizes(90_000, 2)
    assert sizes(replace(MANY, memory=4 * GB)) == Sizes(100_000, 2)
    assert sizes(replace(MANY, memory=1 * GB)) == Sizes(20_000, 2)


def test_more_processes_than_fit_are_not_started() -> None:
    assert sizes(replace(MANY, workers=64)).workers == 6
    assert sizes(replace(MANY, workers=64, memory=32 * GB)).workers == 64
    assert sizes(replace(MANY, memory=500 * MEGABYTE)) == Sizes(34_000, 1)


def test_text_waits_for_its_turn_so_there_are_fewer_rows() -> None:
    assert sizes(replace(MANY, result_format="ndjson")) == Sizes(20_000, 2)
    assert sizes(replace(MANY, result_format="csv", memory=1 * GB)) == Sizes(6_000, 2)


def test_each_process_gets_a_share_of_a_short_table() -> None:
    assert sizes(replace(MANY, rows=100_500)) == Sizes(51_000, 2)
    assert sizes(replace(MANY, rows=8)) == Sizes(20_000, 2)


def test_rows_that_are_answered_one_by_one_are_done_in_small_chunks() -> None:
    assert sizes(replace(MANY, by_columns=False)).chunk == 20_000
    assert sizes(replace(MANY, engine="compiled", by_columns=False)).chunk == CHUNKS["compiled"]
    assert sizes(replace(MANY, engine="walk", by_columns=False)).chunk == CHUNKS["walk"]


def test_executors_of_spark_are_bounded_by_spark() -> None:
    assert sizes(replace(MANY, engine="spark", memory=MEGABYTE)) == Sizes(CHUNKS["spark"], 2)


def test_what_is_said_is_done_with_as_many_processes_as_fit_or_refused() -> None:
    assert sizes(replace(MANY, chunk=200_000)) == Sizes(200_000, 1)
    with pytest.raises(
        NoTable, match=r"--memory 500MB is not enough for 200,000 rows at a time; 1690MB are needed"
    ):
        sizes(replace(MANY, chunk=200_000, memory=500 * MEGABYTE))
    with pytest.raises(NoTable, match=r"--memory 200MB is not enough; 265MB are needed"):
        sizes(replace(MANY, memory=200 * MEGABYTE))


def test_a_chunk_that_was_chosen_before_is_kept_where_it_fits() -> None:
    assert sizes_again(MANY, 50_000) == Sizes(50_000, 2)
    assert sizes_again(MANY, 150_000) == Sizes(150_000, 1)
    assert sizes_again(MANY, 1_000_000) is None


@given(
    st.sampled_from(["polars", "duckdb", "compiled", "walk"]),
    st.sampled_from(["parquet", "csv", "ndjson"]),
    st.integers(6, 3000),
    st.integers(300, 20_000),
    st.integers(1, 256),
    st.one_of(st.none(), st.integers(0, 10**8)),
)
def test_more_memory_never_makes_less_of_it(
    engine: str, kind: str, columns: int, megabytes: int, workers: int, rows: int | None
) -> None:
    asked = Asked(
        engine, engine in ("polars", "duckdb"), kind, columns, megabytes * MEGABYTE, None, workers, rows
    )  # type: ignore[arg-type]
    try:
        found = sizes(asked)
    except NoTable:
        assert megabytes < 1000
        return
    assert 1 <= found.workers <= workers
    assert 1 <= found.chunk <= CHUNKS[engine]
    assert sizes_again(asked, found.chunk) is not None
    more = sizes(replace(asked, memory=asked.memory * 2))
    assert more.workers >= found.workers


@pytest.mark.parametrize(
    ("text", "megabytes"), [("2GB", 2000), ("1500MB", 1500), ("4 gb", 4000), ("1gb", 1000)]
)
def test_memory_is_written_with_its_unit(text: str, megabytes: int) -> None:
    assert _memory(text) == megabytes * MEGABYTE


@pytest.mark.parametrize("text", ["2", "GB", "0GB", "2TB", "1.5GB", "-1GB", "99999999GB", ""])
def test_what_is_no_amount_of_memory_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="is no amount of memory; write `1500MB` or `2GB`"):
        _memory(text)
