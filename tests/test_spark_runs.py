"""`guideline cohort --engine spark`: the bytes and counts of every other engine, as a file and as a folder of parts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.cohort.chunks import Chunk, ChunkDone, Job, Slice
from engine.library import load_file
from guideline_app.cohort.partitions import PartitionedFolder
from guideline_app.cohort.spark import SparkEnded, done_by_spark, repeated
from tests import spark_session
from tests.cohort_sample import Ward
from tests.laws.patients import AS_OF
from tests.test_cohort_partitioned import files, labels, names, summary, table

polars = pytest.importorskip("polars")
pytestmark = spark_session.MARKS

WEIGHTS = [number % 90 - 4 for number in range(400)]


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def given(ward: Ward) -> Path:
    """A folder of three files, one of them empty."""
    empty = {"id": polars.Series([], dtype=polars.String), "weight": polars.Series([], dtype=polars.Int64)}
    return table(
        ward,
        {"a.parquet": labels(0, WEIGHTS[:150]), "b.parquet": empty, "c.parquet": labels(0, WEIGHTS[150:])},
    )


def test_a_folder_of_results_has_the_bytes_and_counts_of_another_engine(spark: Any, ward: Ward) -> None:
    """A session that is there is used, and not ended."""
    patients = given(ward)
    more = ("--partitioned", "--chunk", "60", "--summary")
    assert (
        ward.run(patients, "--engine", "spark", *more, str(ward.folder / "s.json"), results="results.parquet")
        == 1
    )
    assert spark.range(3).count() == 3
    found = files(ward)
    assert (
        ward.run(
            patients, "--engine", "polars", *more, str(ward.folder / "p.json"), results="results.parquet"
        )
        == 1
    )
    assert files(ward) == found
    assert summary(ward, "s.json") == summary(ward, "p.json")
    assert summary(ward, "s.json")["repeated"] > 100
    frame = spark.read.parquet(str(ward.folder / "results.parquet"))
    assert frame.count() == sum(2 <= weight <= 300 for weight in WEIGHTS)


@pytest.mark.parametrize("results", ["results.parquet", "results.csv"])
def test_a_file_of_results_has_the_bytes_of_another_engine(spark: Any, ward: Ward, results: str) -> None:
    patients = given(ward)
    ward.run(patients, "--engine", "polars", "--chunk", "60", results=results)
    expected = files(ward)
    ward.run(patients, "--engine", "spark", "--chunk", "60", results=results)
    assert files(ward) == expected
    assert spark.range(1).count() == 1


def done_twice(marker: Path, keep: Callable[[ChunkDone], ChunkDone]) -> Callable[[ChunkDone], ChunkDone]:
    """Keeps a chunk, and then fails the first time."""

    def kept(done: ChunkDone) -> ChunkDone:
        told = keep(done)
        if done.place == 1 and not marker.exists():
            marker.touch()
            raise RuntimeError("lost after its part was kept")
        return told

    return kept


def test_a_chunk_that_is_done_twice_is_counted_once(spark: Any, ward: Ward) -> None:
    patients = ward.folder / "patients.parquet"
    polars.DataFrame(labels(0, WEIGHTS)).write_parquet(patients)
    graph = load_file(ward.guideline).to_json()
    columns = ("id", "weight")
    job = Job(graph, None, "spark", AS_OF, frozenset(), patients, "parquet", columns, "parquet")
    chunks = [(Chunk(place, Slice(place * 100, 100)), 100) for place in range(4)]
    folder = PartitionedFolder(ward.folder / "results.parquet", ward.folder / "results.parquet.rejects")
    marker = ward.folder / "failed"
    with folder.held({}):
        done = [part for part, _ in done_by_spark(spark, job, chunks, done_twice(marker, folder.keep_there))]
        assert marker.exists()
        assert [(part.place, part.rows, part.results, part.counts) for part in done] == [
            (place, 100, b"", {}) for place in range(4)
        ]
        notes = [folder.note(place) for place in range(4)]
        assert [note.rows for note in notes if note is not None] == [100] * 4
        assert names(folder.results) == [f"part-{place:05d}.parquet" for place in range(4)]
        assert repeated(spark, folder.results) == 0


def test_what_spark_gives_up_is_told_in_one_line(spark: Any, ward: Ward) -> None:
    columns = ("id", "weight")
    lost = ward.folder / "lost.parquet"
    graph = load_file(ward.guideline).to_json()
    job = Job(graph, None, "spark", AS_OF, frozenset(), lost, "parquet", columns, "parquet")
    with pytest.raises(SparkEnded) as told:
        list(done_by_spark(spark, job, [(Chunk(0, Slice(0, 1)), 1)]))
    assert str(told.value).startswith("Spark gave a part up: FileNotFoundError: ")
    assert "\n" not in str(told.value)
    assert lost.name in str(told.value)
