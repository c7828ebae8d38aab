"""A write that fails leaves what was there, whole, and nothing else: each command that writes a file, each way to fail.

The disk is really full here, or seems so to this process: a limit to the size of files makes the write end midway.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from guideline_app import output
from guideline_app.starter import start_guideline
from tests.shares import one_in
from tests.test_cli import BAD_INPUT, FINDINGS, FINE, Result, run

BEFORE = b"what was there before"
DRAW = ("draw", "demo/demo.guideline")
PATIENT = ("--patient", "demo/patient.json", "--as-of", "2026-01-31")
COMMANDS: dict[str, tuple[str, ...]] = {
    "out/drawn.svg": (*DRAW, "-o"),
    "out/drawn.dot": (*DRAW, "-o"),
    "out/drawn.pdf": (*DRAW, "-o"),
    "out/drawn.png": (*DRAW, "--only", "treatment", "-o"),
    "out/overview.svg": (*DRAW, "--level", "overview", "-o"),
    "out/patient.svg": (*DRAW, *PATIENT, "-o"),
    "out/changed.svg": ("diff", "demo/demo.guideline", "other.guideline", "-o"),
    "out/review.html": ("review", "demo/demo.guideline", "-o"),
}
EACH_COMMAND = pytest.mark.parametrize("file", one_in(8, COMMANDS), ids=list(COMMANDS))
HAS_A_FULL_DEVICE = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A guideline, another version of it, and a folder for what is written."""
    monkeypatch.setenv("GUIDELINE_CACHE", "off")
    monkeypatch.chdir(tmp_path)
    start_guideline(tmp_path, "demo")
    text = (tmp_path / "demo" / "demo.guideline").read_text(encoding="utf-8")
    (tmp_path / "other.guideline").write_text(text.replace("500 mg/day", "400 mg/day"), encoding="utf-8")
    (tmp_path / "narrative.md").write_bytes((tmp_path / "demo" / "narrative.md").read_bytes())
    (tmp_path / "out").mkdir()
    return tmp_path


def written(file: str) -> Result:
    return run(*COMMANDS[file], file)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fails(folder: Path, file: str, why: str) -> None:
    """The command fails, says of which file and why, and all files are as they were."""
    before = files(folder)
    result = written(file)
    assert result.exit_code == BAD_INPUT, result
    assert file in result.stderr
    assert why in result.stderr
    assert "Traceback" not in result.stderr
    assert files(folder) == before


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file of this process grows beyond a size: a write ends midway with an error, as on a full disk."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@EACH_COMMAND
def test_each_command_writes_its_file(folder: Path, file: str) -> None:
    assert written(file).exit_code in (FINE, FINDINGS)
    assert (folder / file).stat().st_size > 500
    assert list(files(folder / "out")) == [Path(file).name]


@EACH_COMMAND
def test_a_disk_that_is_full_midway(folder: Path, file: str) -> None:
    with files_of_at_most(500):
        fails(folder, file, "cannot be written")
    (folder / file).write_bytes(BEFORE)
    with files_of_at_most(500):
        fails(folder, file, "cannot be written")


@EACH_COMMAND
def test_a_disk_that_is_full_at_the_end(folder: Path, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    (folder / file).write_bytes(BEFORE)
    monkeypatch.setattr(output.os, "fsync", full)
    fails(folder, file, "No space left on device")


@EACH_COMMAND
def test_who_interrupts_a_write_finds_what_was_there(
    folder: Path, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    (folder / file).write_bytes(BEFORE)
    before = files(folder)
    monkeypatch.setattr(output.os, "fsync", interrupted)
    assert written(file).exit_code == 130
    assert files(folder) == before


@EACH_COMMAND
def test_a_folder_that_is_not_there(folder: Path, file: str) -> None:
    (folder / "out").rmdir()
    fails(folder, file, "No such file or directory")
    (folder / "out").write_bytes(BEFORE)
    fails(folder, file, "Not a directory")


@EACH_COMMAND
def test_a_folder_where_the_file_should_be(folder: Path, file: str) -> None:
    (folder / file).mkdir()
    fails(folder, file, "Is a directory")
    assert list((folder / file).iterdir()) == []


@EACH_COMMAND
def test_a_folder_that_may_not_be_written_to(folder: Path, file: str) -> None:
    (folder / file).write_bytes(BEFORE)
    (folder / "out").chmod(0o500)
    try:
        if os.access(folder / "out", os.W_OK):
            pytest.skip("whoever runs this may write everywhere")
        fails(folder, file, "Permission denied")
    finally:
        (folder / "out").chmod(0o700)


@HAS_A_FULL_DEVICE
@EACH_COMMAND
def test_a_link_to_a_device_that_is_full(folder: Path, file: str) -> None:
    (folder / file).symlink_to("/dev/full")
    result = written(file)
    assert (result.exit_code, "No space left on device" in result.stderr) == (BAD_INPUT, True)
    assert (folder / file).is_symlink()
    assert not Path("/dev/full").is_file()


def test_a_guideline_is_not_half_formatted(folder: Path) -> None:
    file = folder / "demo" / "demo.guideline"
    file.write_text(file.read_text(encoding="utf-8").replace("  version    ", "  version "), encoding="utf-8")
    before = files(folder)
    with files_of_at_most(500):
        result = run("fmt", "demo/demo.guideline")
    assert (result.exit_code, "cannot be written" in result.stderr) == (BAD_INPUT, True)
    assert files(folder) == before


def test_a_new_guideline_is_not_left_half_made(folder: Path) -> None:
    before = files(folder)
    with files_of_at_most(500):
        result = run("new", "another")
    assert (result.exit_code, "cannot be written" in result.stderr) == (BAD_INPUT, True)
    assert files(folder) == before
    assert not (folder / "another").exists()


def test_a_cache_on_a_full_disk_costs_nothing_but_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDELINE_CACHE", str(folder / "cache"))
    evaluate = ("evaluate", "demo/demo.guideline", "demo/patient.json", "--as-of", "2026-01-31")
    with files_of_at_most(500):
        kept_nowhere = run(*evaluate)
    assert kept_nowhere.exit_code == FINE
    assert files(folder / "cache") == {}
    assert run(*evaluate).stdout == kept_nowhere.stdout


@pytest.mark.slow
@HAS_A_FULL_DEVICE
def test_standard_output_that_is_full_is_told(folder: Path) -> None:
    with Path("/dev/full").open("wb") as device:
        done = subprocess.run(
            [sys.executable, "-m", "guideline_app.cli", "check", "demo/demo.guideline"],
            stdout=device,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
            check=False,
        )
    told = b"guideline: standard output: cannot be written (No space left on device)\n"
    assert (done.returncode, done.stderr) == (BAD_INPUT, told)
