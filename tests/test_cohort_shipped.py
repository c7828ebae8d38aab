"""Every shipped guideline over a made-up table: columns give the results, rejects and counts of compiled Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.cohort.chunks import Chunk, ChunkDone, Job, Slice, Working
from engine.cohort.formats import Format
from engine.library import load_file
from tests.laws.test_law_fast import SHIPPED
from tests.shares import one_in

polars = pytest.importorskip("polars")
pytest.importorskip("numpy")

ROWS = 60
DOSES = [file for file in SHIPPED if file.stem in ("carboplatin", "burns_fluid")]
"""Guidelines whose doses are quotients with many digits."""


def done(file: Path, table: Path, engine: str, kind: Format) -> ChunkDone:
    """The whole table as one chunk."""
    from benchmarks.patients import AS_OF

    columns = tuple(polars.read_parquet_schema(table))
    job = Job(load_file(file).to_json(), None, engine, AS_OF, frozenset(), table, "parquet", columns, kind)
    return Working(job).do(Chunk(0, Slice(0, polars.read_parquet(table).height)))


def told(found: ChunkDone, kind: Format, folder: Path) -> tuple[Any, ...]:
    """What is to be the same; of Parquet what is read of it, and what each column holds."""
    counts = {name: told for name, told in found.counts.items() if name != "by_columns"}
    if kind != "parquet":
        return found.results, found.rejects, counts
    path = folder / "results.parquet"
    path.write_bytes(found.results)
    read = polars.read_parquet(path)
    return read.rows(), read.schema, found.rejects, counts


def made(file: Path, folder: Path) -> Path:
    """A table of made-up patients."""
    from benchmarks.patients import AS_OF, Population, Shares, write

    table = folder / "patients.parquet"
    write(Population(load_file(file), 1, Shares(), AS_OF), ROWS, table)
    return table


def check(file: Path, folder: Path, kind: Format, engine: str) -> None:
    """Hold an engine of columns against compiled Python."""
    hold(file, made(file, folder), folder, kind, engine)


def hold(file: Path, table: Path, folder: Path, kind: Format, engine: str) -> None:
    """Hold an engine of columns against compiled Python, on a table."""
    by_columns, one_by_one = (
        told(done(file, table, each, kind), kind, folder) for each in (engine, "compiled")
    )
    assert by_columns == one_by_one


@pytest.mark.parametrize("file", one_in(8, SHIPPED), ids=lambda file: file.stem)
def test_columns_give_what_compiled_python_gives(file: Path, tmp_path: Path) -> None:
    check(file, tmp_path, "parquet", "polars")


@pytest.mark.parametrize("file", one_in(8, SHIPPED), ids=lambda file: file.stem)
@pytest.mark.parametrize("width", one_in(3, [0, 3, 1_000]), ids=["nothing", "little", "everything"])
def test_columns_that_say_the_same_in_every_row_are_columns(file: Path, width: int, tmp_path: Path) -> None:
    rows = polars.read_parquet(made(file, tmp_path)).rows(named=True)
    for place, row in enumerate(rows[:3]):
        said = dict(list(row.items())[:width])
        table = tmp_path / f"{place}.parquet"
        polars.DataFrame([{**said, "id": f"p{number}"} for number in range(4)]).write_parquet(table)
        hold(file, table, tmp_path, "parquet", "polars")


@pytest.mark.parametrize("file", one_in(2, DOSES), ids=lambda file: file.stem)
def test_columns_of_duckdb_give_doses_as_compiled_python(file: Path, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    check(file, tmp_path, "parquet", "duckdb")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_text_is_written_by_columns_as_row_by_row(tmp_path: Path, kind: Format) -> None:
    (file,) = (file for file in SHIPPED if file.stem == "atrial_fibrillation_2024")
    check(file, tmp_path, kind, "polars")
