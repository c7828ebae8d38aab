"""A run that is killed at any moment leaves no half file, and the same command goes on to the same bytes.

More kills than the tests have time for, with every engine:

    python -m tests.test_cohort_ended 20
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest

from engine.cohort.chunks import ChunkDone
from guideline_app.cohort.work_folder import WorkFolder
from guideline_app.output import Unwritable
from tests.cohort_sample import AS_OF, Ward

ROWS = 200
KILLS = 3


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def patients(ward: Ward, rows: int = ROWS) -> Path:
    lines = (f"p{n},{n % 100},{'x' if n % 50 == 7 else n % 200 + 30}\n" for n in range(rows))
    return ward.table("id,age,weight\n" + "".join(lines))


def files(ward: Ward) -> dict[str, bytes]:
    """All that stands under the names of results, also inside a folder."""
    found = (path for path in ward.folder.rglob("*") if path.is_file())
    named = {path.relative_to(ward.folder).as_posix(): path for path in found}
    return {name: path.read_bytes() for name, path in named.items() if name.startswith("results")}


def leftovers(ward: Ward) -> list[str]:
    return [path.name for path in ward.folder.iterdir() if path.name.startswith(".")]


def remove(ward: Ward) -> None:
    for path in list(ward.folder.iterdir()):
        if path.name.startswith("results"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def started(
    ward: Ward, table: Path, results: str, workers: int, engine: str, more: Sequence[str] = ()
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "guideline_app.cli", "cohort", str(ward.guideline), str(table)]
    command += ["-o", str(ward.folder / results), "--as-of", AS_OF, "--chunk", "10"]
    command += ["--workers", str(workers), "--engine", engine, *more]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, _MARKER: str(ward.folder)},
    )


_MARKER = "GUIDELINE_TEST_OF_KILLS"
_LONGEST = 120.0
"""Seconds after which what goes on is held to go on for ever."""


def alive(ward: Ward) -> list[str]:
    """The processes of runs in this ward, by the mark that they hand on to their children."""
    marked = f"{_MARKER}={ward.folder}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if marked in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:200])
        except OSError:  # it ended, or is another's
            continue
    return found


def wait_for(met: Callable[[], object], what: str) -> None:
    began = time.monotonic()
    while not met():
        assert time.monotonic() - began < _LONGEST, what
        time.sleep(0.02)


def kill_all(run: subprocess.Popen[bytes], _ward: Ward) -> None:
    """The whole group, as a terminal that is closed or a scheduler does."""
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def kill_one(run: subprocess.Popen[bytes], _ward: Ward) -> None:
    """The command alone, as the system does that has no memory left."""
    run.kill()
    run.wait()


def has_begun(run: subprocess.Popen[bytes], ward: Ward) -> bool:
    """Whether a part is made, or the run is over."""
    return run.poll() is not None or any(ward.folder.glob(".results*/**/*.note"))


Asked = tuple[str, int, str, *tuple[str, ...]]
"""The name of the results, how many workers, the engine, and what is typed besides."""
Kill = Callable[[subprocess.Popen[bytes], Ward], None]


def killed_and_resumed(ward: Ward, random: Random, kills: int, kill: Kill, asked: Asked) -> None:
    """Hold a run that is killed so many times against one that is not; one of Spark against Polars."""
    results, workers, engine, *more = asked
    table = patients(ward)
    began = time.monotonic()
    first = "polars" if engine == "spark" else engine
    assert started(ward, table, results, workers, first, more).wait() == 1
    long = time.monotonic() - began
    whole = files(ward)
    assert len(whole) >= 2
    remove(ward)
    for _ in range(kills):
        run = started(ward, table, results, workers, engine, more)
        if engine == "spark":  # its start takes longer than all the rest
            wait_for(partial(has_begun, run, ward), "no part was made")
            time.sleep(random.uniform(0.0, 0.5))
        else:
            time.sleep(random.uniform(0.2, 1.0) * long)
        if run.poll() is None:
            kill(run, ward)
        # what has its final name is whole
        assert files(ward).items() <= whole.items()
        wait_for(lambda: alive(ward) == [], f"still there: {alive(ward)}")
    assert started(ward, table, results, workers, engine, more).wait() == 1
    assert files(ward) == whole
    assert leftovers(ward) == []


RUNS: list[Asked] = [
    ("results.csv", 1, "compiled"),
    ("results.ndjson", 2, "compiled"),
    ("results.parquet", 1, "walk"),
    ("results.parquet", 2, "polars"),
    ("results.parquet", 2, "polars", "--partitioned"),
    ("results.csv", 1, "duckdb"),
    ("results.parquet", 1, "spark", "--partitioned", "--master", "local[2]"),
    ("results.csv", 1, "spark", "--master", "local[2]"),
]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("run", RUNS[:7], ids=lambda run: " ".join(map(str, run)))
def test_a_run_killed_again_and_again_ends_with_the_same_bytes(ward: Ward, run: Asked) -> None:
    engine = run[2]
    for module in (
        "polars",
        *({"duckdb": ("duckdb", "pyarrow"), "spark": ("pyspark", "pyarrow")}.get(engine, ())),
    ):
        if find_spec(module) is None:
            pytest.skip(f"needs {module}")
    if engine == "spark" and shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    kills = {"compiled": KILLS, "spark": 1}.get(engine, 2)
    killed_and_resumed(ward, Random(7), kills, kill_one if engine == "spark" else kill_all, run)


def test_what_is_done_is_not_done_again(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.cohort import chunks

    table = patients(ward, 40)
    ward.run(table, "--chunk", "10")
    whole = files(ward)
    done: list[int] = []
    do = chunks.Working.do

    def interrupted(self: chunks.Working, chunk: chunks.Chunk) -> ChunkDone:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(chunk.place)
        return do(self, chunk)

    def counted(self: chunks.Working, chunk: chunks.Chunk) -> ChunkDone:
        done.append(chunk.place)
        return do(self, chunk)

    (ward.folder / "results.csv").unlink()
    monkeypatch.setattr(chunks.Working, "do", interrupted)
    assert ward.run(table, "--chunk", "10") == 130
    assert not (ward.folder / "results.csv").exists()
    monkeypatch.setattr(chunks.Working, "do", counted)
    assert ward.run(table, "--chunk", "10") == 1
    assert done == [0, 1, 2, 3]
    assert files(ward) == whole
    assert leftovers(ward) == []


@pytest.mark.parametrize(("memory", "kept"), [("9GB", True), ("3GB", True), ("1GB", False)])
def test_a_run_with_other_memory_keeps_the_chunk_it_began_with_where_it_fits(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, memory: str, kept: bool
) -> None:
    from engine.cohort import chunks
    from guideline_app.cohort import sizing

    monkeypatch.setattr(sizing, "CHUNKS", {"compiled": 40})
    for name, number in (("_LEAST", 10), ("_STEP", 10), ("_CELL_OF_TEXT", 1_000_000)):
        monkeypatch.setattr(sizing, name, number)
    done: list[int] = []
    do = chunks.Working.do

    def interrupted(self: chunks.Working, chunk: chunks.Chunk) -> ChunkDone:
        if done:
            raise KeyboardInterrupt
        return counted(self, chunk)

    def counted(self: chunks.Working, chunk: chunks.Chunk) -> ChunkDone:
        assert isinstance(chunk.rows, tuple)
        done.append(len(chunk.rows))
        return do(self, chunk)

    table = patients(ward, 45)
    monkeypatch.setattr(chunks.Working, "do", interrupted)
    assert ward.run(table, "--engine", "compiled", "--memory", "4GB") == 130
    monkeypatch.setattr(chunks.Working, "do", counted)
    monkeypatch.setattr(sizing, "CHUNKS", {"compiled": 30})
    ward.run(table, "--engine", "compiled", "--memory", memory)
    assert (done == [40, 5]) is kept


@pytest.mark.parametrize("change", ["table", "guideline", "chunk", "as-of"])
def test_a_run_with_anything_else_begins_anew(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    from engine.cohort import chunks

    do = chunks.Working.do

    def interrupted(self: chunks.Working, chunk: chunks.Chunk) -> ChunkDone:
        if chunk.place == 2:
            raise KeyboardInterrupt
        return do(self, chunk)

    table = patients(ward, 40)
    monkeypatch.setattr(chunks.Working, "do", interrupted)
    ward.run(table, "--chunk", "10")
    monkeypatch.setattr(chunks.Working, "do", do)
    more = ["--chunk", "10"]
    match change:
        case "table":
            table.write_text(table.read_text(encoding="utf-8").replace("p0,0", "p0,9"), encoding="utf-8")
        case "guideline":
            text = ward.guideline.read_text(encoding="utf-8")
            ward.guideline.write_text(text.replace("at most 60", "at most 50"), encoding="utf-8")
        case "chunk":
            more = ["--chunk", "9"]
        case "as-of":
            more += ["--as-of", "2026-01-30"]
    ward.run(table, *more)
    gone_on = files(ward)
    ward.run(table, *more)
    assert files(ward) == gone_on


def test_two_runs_do_not_write_the_same_results(ward: Ward) -> None:
    results = ward.folder / "results.csv"
    with (
        WorkFolder(results, ".csv").held({}),
        pytest.raises(Unwritable, match="another run is writing"),
        WorkFolder(results, ".csv").held({}),
    ):
        pass


def test_a_part_that_was_cut_off_is_done_again(tmp_path: Path) -> None:
    folder = WorkFolder(tmp_path / "results.csv", ".csv")
    with folder.held({"a": 1}):
        folder.keep(ChunkDone(0, 1, b"1,a\r\n", b"", {"rows": 1}, b"12345678"))
        note = folder.note(0)
        assert note is not None
        assert (note.counts, note.labels) == ({"rows": 1}, b"12345678")
        folder.part(0).write_bytes(b"1,")
        assert folder.note(0) is None
    with folder.held({"a": 2}):
        assert [path.name for path in folder.path.iterdir() if "part" in path.name] == []
        assert json.loads((folder.path / "journal.json").read_text(encoding="utf-8")) == {"a": 2}


def test_a_run_from_another_day_keeps_the_day_it_began_with(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    from engine.cohort import chunks
    from guideline_app.cli import main

    table = patients(ward, 20)
    given = ["cohort", str(ward.guideline), str(table), "-o", str(ward.folder / "results.csv")]
    given += ["--workers", "1", "--chunk", "10"]

    class Yesterday(date):
        @classmethod
        def today(cls) -> date:
            return date(2026, 1, 30)

    do = chunks.Working.do

    def interrupted(self: chunks.Working, chunk: chunks.Chunk) -> ChunkDone:
        if chunk.place == 1:
            raise KeyboardInterrupt
        return do(self, chunk)

    monkeypatch.setattr(chunks.Working, "do", interrupted)
    with monkeypatch.context() as patched:
        patched.setattr("guideline_app.cli.date", Yesterday)
        assert main(given) == 130
    monkeypatch.setattr(chunks.Working, "do", do)
    assert main(given) == 1
    assert {row["as_of"] for row in ward.results()} == {"2026-01-30"}


def test_progress_says_how_far_how_fast_and_how_long(capsys: pytest.CaptureFixture[str]) -> None:
    from guideline_app.cohort.progress import Progress

    progress = Progress(1000)
    progress.skip(200)
    progress.add(30, 300)
    assert progress.line(10.0) == "[############------------]  50%  30 patients  3/s  0:17 left"
    progress.end()
    assert capsys.readouterr() == ("", "")


def main() -> None:
    """Many kills of runs with each engine, half of them of the command alone."""
    random = Random()
    for run in RUNS:
        for kill in (kill_all, kill_one):
            with tempfile.TemporaryDirectory() as folder:
                killed_and_resumed(Ward(Path(folder)), random, int(sys.argv[1]) // 2, kill, run)
            print(*run, kill.__name__, "the same bytes", flush=True)


if __name__ == "__main__":
    main()
