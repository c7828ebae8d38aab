"""A run that is killed at any moment leaves no half file, and the same command goes on to the same bytes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
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
    return {path.name: path.read_bytes() for path in ward.folder.iterdir() if path.name.startswith("results")}


def leftovers(ward: Ward) -> list[str]:
    return [path.name for path in ward.folder.iterdir() if path.name.startswith(".")]


def started(ward: Ward, table: Path, results: str, workers: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "guideline_app.cli", "cohort", str(ward.guideline), str(table)]
    command += [
        "-o",
        str(ward.folder / results),
        "--as-of",
        AS_OF,
        "--chunk",
        "10",
        "--workers",
        str(workers),
    ]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("results", "workers"), [("results.csv", 1), ("results.ndjson", 2), ("results.parquet", 1)]
)
def test_a_run_killed_again_and_again_ends_with_the_same_bytes(
    ward: Ward, results: str, workers: int
) -> None:
    table = patients(ward)
    began = time.monotonic()
    assert started(ward, table, results, workers).wait() == 1
    long = time.monotonic() - began
    whole = files(ward)
    assert len(whole) == 2
    for path in whole:
        (ward.folder / path).unlink()
    random = Random(7)
    for _ in range(KILLS):
        run = started(ward, table, results, workers)
        time.sleep(random.uniform(0.2, 1.0) * long)
        run.kill()
        run.wait()
        # what has its final name is whole
        assert files(ward).items() <= whole.items()
    assert started(ward, table, results, workers).wait() == 1
    assert files(ward) == whole
    assert leftovers(ward) == []


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
