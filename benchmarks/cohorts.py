"""Tables of 10 thousand to 10 million patients of the slice, from Parquet to Parquet: by hand, and by this project.

By the clock: everything may use both cores. The hand-written ones scan, select and write; `guideline cohort` does that
too, with the columns that explain, the summary and the rejects. Each answers the smallest table as the others do first.
"""

from __future__ import annotations

import importlib
import io
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from benchmarks.installed import ROOT
from benchmarks.measure import run_with_peak
from benchmarks.ratios import by_the_clock, ratios
from benchmarks.tables import megabytes, seconds, table

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
_FEWER_PAIRS_FROM = 10_000_000
_GUIDELINE = str(ROOT / "benchmarks" / "slice" / "slice.guideline")
_DAY = "2026-01-31"


def by_polars(source: str, target: str) -> None:
    """The slice in Polars, streaming."""
    import polars as pl  # noqa: PLC0415 - only the benchmarks need it

    from benchmarks.slice.polars_by_hand import answers  # noqa: PLC0415

    given = pl.scan_parquet(source).rename(lambda name: name.replace("taking.", "takes_"))
    answers(given, "id").sink_parquet(target)


def by_duckdb(source: str, target: str) -> None:
    """The slice in SQL."""
    import duckdb  # noqa: PLC0415 - only the benchmarks need it

    from benchmarks.slice.duckdb_by_hand import answers  # noqa: PLC0415

    taken = ", ".join(
        f'"taking.{name}" as takes_{name}' for name in ("prednisone", "other_corticosteroid", "rituximab")
    )
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = true")
        connection.execute(
            f'create view patients as select * exclude ("taking.prednisone", "taking.other_corticosteroid",'
            f" \"taking.rituximab\"), {taken} from read_parquet('{source}')"
        )
        connection.execute(f"copy ({answers('id')}) to '{target}' (format parquet)")


def by_project(engine: str) -> Callable[[str, str], None]:
    """`guideline cohort` with one of its engines, in this process."""

    def run(source: str, target: str) -> None:
        main = importlib.import_module("guideline_app.cli").main
        Path(target).unlink(missing_ok=True)
        arguments = ["cohort", _GUIDELINE, source, "-o", target, "--as-of", _DAY, "--engine", engine]
        said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with redirect_stdout(said), redirect_stderr(said):
            code = main(arguments)
        if code:
            said.seek(0)
            raise RuntimeError(said.read())

    return run


def engines() -> Mapping[str, Callable[[str, str], None]]:
    """What is measured, by its name here and on the command line of one process."""
    known = importlib.import_module("engine.cohort.engines").ENGINES
    return {
        "polars by hand": by_polars,
        "duckdb by hand": by_duckdb,
        **{f"guideline cohort --engine {name}": by_project(name) for name in known},
    }


def cohorts(pairs: int, most: int) -> str:
    """The table of sizes, up to `most` patients."""
    tables_of = importlib.import_module("benchmarks.slice.tables")
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in (size for size in SIZES if size <= most):
            source = folder / f"{size}.parquet"
            tables_of.write(size, source)
            if size == SIZES[0]:
                same_answers(source, folder)
            rows += _of_size(size, source, folder, pairs if size < _FEWER_PAIRS_FROM else min(pairs, 3))
            source.unlink()
    head = (
        "patients of the slice",
        "by",
        "by the clock",
        "patients a second",
        "x by hand (95 %)",
        "peak memory",
    )
    return table(head, rows)


def _of_size(size: int, source: Path, folder: Path, pairs: int) -> list[tuple[str, ...]]:
    # the walk takes milliseconds a patient: it is no way for a table, and `whole` has its figures
    found = {name: run for name, run in engines().items() if not name.endswith("walk")}
    timed = {
        name: by_the_clock(
            lambda run=run, place=place: run(str(source), str(folder / f"result-{place}.parquet"))
        )
        for place, (name, run) in enumerate(found.items())
    }
    rows: list[tuple[str, ...]] = []
    for base, others in _held_against(timed).items():
        if base not in timed:
            continue
        taken, against = ratios(timed[base], {name: timed[name] for name in others}, pairs)
        rows.append(_row(size, base, taken, "1", source, folder))
        rows += (
            _row(size, name, ratio.seconds, ratio.shown, source, folder) for name, ratio in against.items()
        )
    return rows


def _held_against(timed: Mapping[str, object]) -> Mapping[str, list[str]]:
    """DuckDB's readings against SQL by hand, all others against Polars by hand."""
    own = [name for name in timed if name.startswith("guideline")]
    sql = [name for name in own if name.endswith("duckdb")]
    return {"polars by hand": [name for name in own if name not in sql], "duckdb by hand": sql}


def _row(size: int, name: str, taken: float, ratio: str, source: Path, folder: Path) -> tuple[str, ...]:
    program = (
        "from benchmarks.cohorts import engines; import sys; engines()[sys.argv[1]](sys.argv[2], sys.argv[3])"
    )
    arguments = (name, str(source), str(folder / "peak.parquet"))
    _, most = run_with_peak(program, arguments, ROOT, {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"})
    return f"{size:,}", name, seconds(taken), f"{size / taken:,.0f}", ratio, megabytes(most)


def same_answers(source: Path, folder: Path) -> None:
    """Raises AssertionError where Polars, SQL and plain Python by hand differ on a table."""
    import polars as pl  # noqa: PLC0415 - only the benchmarks need it

    from benchmarks.slice import by_hand  # noqa: PLC0415
    from benchmarks.slice.names import INPUTS  # noqa: PLC0415

    by_polars(str(source), str(folder / "p.parquet"))
    by_duckdb(str(source), str(folder / "d.parquet"))
    first, second = (pl.read_parquet(folder / name) for name in ("p.parquet", "d.parquet"))
    assert first.equals(second), "Polars and SQL differ"
    given = pl.read_parquet(source).rename(lambda name: name.replace("taking.", "takes_"))
    mine = [by_hand.answer(row) for row in given.select(INPUTS).iter_rows(named=True)]
    assert first.drop("id").rows() == mine, "Polars and Python differ"


if __name__ == "__main__":
    print(cohorts(1, int(sys.argv[1])))
