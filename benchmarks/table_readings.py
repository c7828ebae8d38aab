"""Who answers a table of patients, from Parquet to Parquet: Polars and SQL by hand, and `guideline cohort`."""

from __future__ import annotations

import importlib
import importlib.util
import io
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from benchmarks.installed import ROOT, SHIPPED
from benchmarks.parts import Parts

Subject = Literal["slice", "whole"]
Reading = Callable[[str, str], None]
"""Reads one file, and writes another."""

DAY = date(2026, 1, 31)
GUIDELINES: Mapping[Subject, Path] = {
    "slice": ROOT / "benchmarks" / "slice" / "slice.guideline",
    "whole": ROOT / SHIPPED / "inflammatory_myopathy.guideline",
}


def readings(subject: Subject) -> Mapping[str, Reading]:
    """What is measured, by its name; the walk takes milliseconds a patient, and is no way for a table."""
    known = importlib.import_module("engine.cohort.engines").ENGINES
    by_hand: dict[str, Reading] = {"polars by hand": whole_by_polars, "duckdb by hand": whole_by_duckdb}
    if subject == "slice":
        by_hand = {"polars by hand": slice_by_polars, "duckdb by hand": slice_by_duckdb}
    own = {
        f"guideline cohort --engine {name}": by_project(subject, name) for name in known if _is_measured(name)
    }
    return {**by_hand, **own}


def _is_measured(engine: str) -> bool:
    return engine != "walk" and (engine != "spark" or importlib.util.find_spec("pyspark") is not None)


def patients_of(subject: Subject, folder: Path) -> Parts:
    """Patients for tables of any length, a tenth of what may be missing is; they are kept in the folder."""
    if subject == "slice":
        return Parts(importlib.import_module("benchmarks.slice.tables").block, folder)
    made = importlib.import_module("benchmarks.patients")
    graph = importlib.import_module("engine.library").load_file(GUIDELINES["whole"])
    return Parts(made.Population(graph, 1, made.Shares(), DAY).block, folder)


def whole_by_polars(source: str, target: str) -> None:
    """The whole guideline in Polars, streaming."""
    import polars as pl  # noqa: PLC0415 - only the benchmarks need it

    from benchmarks.by_hand.in_polars import answers  # noqa: PLC0415

    answers(pl.scan_parquet(source), DAY, hash_of_whole()).sink_parquet(target, statistics=False)


def whole_by_duckdb(source: str, target: str) -> None:
    """The whole guideline in SQL."""
    import duckdb  # noqa: PLC0415 - only the benchmarks need it

    from benchmarks.by_hand.in_sql import SETTING, answers  # noqa: PLC0415

    with duckdb.connect() as connection:
        connection.execute(SETTING)
        asked = answers(connection, Path(source), DAY, hash_of_whole())
        connection.execute(f"copy ({asked}) to '{target}' (format parquet, compression zstd)")


@cache
def hash_of_whole() -> str:
    """What results name their guideline by."""
    return str(importlib.import_module("engine.library").load_file(GUIDELINES["whole"]).hash)


def slice_by_polars(source: str, target: str) -> None:
    """The slice in Polars, streaming."""
    import polars as pl  # noqa: PLC0415 - only the benchmarks need it

    from benchmarks.slice.polars_by_hand import answers  # noqa: PLC0415

    given = pl.scan_parquet(source).rename(lambda name: name.replace("taking.", "takes_"))
    answers(given, "id").sink_parquet(target)


def slice_by_duckdb(source: str, target: str) -> None:
    """The slice in SQL."""
    import duckdb  # noqa: PLC0415 - only the benchmarks need it

    from benchmarks.slice.duckdb_by_hand import answers  # noqa: PLC0415

    taken = ", ".join(
        f'"taking.{name}" as takes_{name}' for name in ("prednisone", "other_corticosteroid", "rituximab")
    )
    with duckdb.connect() as connection:
        connection.execute(
            f'create view patients as select * exclude ("taking.prednisone", "taking.other_corticosteroid",'
            f" \"taking.rituximab\"), {taken} from read_parquet('{source}')"
        )
        connection.execute(f"copy ({answers('id')}) to '{target}' (format parquet)")


def by_project(subject: Subject, engine: str) -> Reading:
    """`guideline cohort` with one of its engines, in this process."""

    def run(source: str, target: str) -> None:
        main = importlib.import_module("guideline_app.cli").main
        Path(target).unlink(missing_ok=True)
        arguments = [
            "cohort",
            str(GUIDELINES[subject]),
            source,
            "-o",
            target,
            "--as-of",
            DAY.isoformat(),
            "--engine",
            engine,
        ]
        said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with redirect_stdout(said), redirect_stderr(said):
            code = main(arguments)
        if code:
            said.seek(0)
            raise RuntimeError(said.read())

    return run


def same_answers(subject: Subject, source: Path, folder: Path) -> None:
    """Raises AssertionError where two of those who answer differ on a table."""
    if subject == "slice":
        _same_of_slice(source, folder)
    else:
        _same_of_whole(source, folder)


def _same_of_whole(source: Path, folder: Path) -> None:
    """By hand all columns are those of `guideline cohort`; numbers are binary, nearest to the decimals."""
    import polars as pl  # noqa: PLC0415 - only the benchmarks need it
    from polars import selectors  # noqa: PLC0415

    known = readings("whole")
    found = {name: folder / f"same-{place}.parquet" for place, name in enumerate(known)}
    for name, target in found.items():
        known[name](str(source), str(target))
    tables = {
        name: pl.read_parquet(target).with_columns(
            selectors.decimal().cast(pl.Float64), selectors.enum().cast(pl.String)
        )
        for name, target in found.items()
    }
    (first, mine), *others = tables.items()
    for name, theirs in others:
        different = [column for column in mine.columns if not mine[column].equals(theirs[column])]
        assert not different, f"{first} and {name} differ in {different}"


def _same_of_slice(source: Path, folder: Path) -> None:
    """Polars, SQL and plain Python by hand."""
    import polars as pl  # noqa: PLC0415 - only the benchmarks need it

    from benchmarks.slice import by_hand  # noqa: PLC0415
    from benchmarks.slice.names import INPUTS  # noqa: PLC0415

    slice_by_polars(str(source), str(folder / "p.parquet"))
    slice_by_duckdb(str(source), str(folder / "d.parquet"))
    first, second = (pl.read_parquet(folder / name) for name in ("p.parquet", "d.parquet"))
    assert first.equals(second), "Polars and SQL differ"
    given = pl.read_parquet(source).rename(lambda name: name.replace("taking.", "takes_"))
    mine = [by_hand.answer(row) for row in given.select(INPUTS).iter_rows(named=True)]
    assert first.drop("id").rows() == mine, "Polars and Python differ"


def main() -> None:
    """One reading, in a process of its own: the subject, its name, the file it reads, the file it writes.

    Prints its seconds by the clock, last.
    """
    subject, name, source, target = sys.argv[1:]
    run = readings("slice" if subject == "slice" else "whole")[name]
    began = time.perf_counter()
    run(source, target)
    print(time.perf_counter() - began)
