"""The cache of compiled guidelines, and files that are written whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from guideline_app import cache, output, sources
from guideline_app.output import Unwritable, write_whole
from guideline_app.sources import graph_of, read_source
from guideline_app.starter import start_guideline
from guideline_dsl.graph import DecisionGraph

ROOT = Path(__file__).parent.parent


@pytest.fixture
def entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the cache, which is made when it is first needed."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("GUIDELINE_CACHE", str(folder))
    return folder


@pytest.fixture
def guideline(tmp_path: Path) -> Path:
    start_guideline(tmp_path, "demo")
    return tmp_path / "demo" / "demo.guideline"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the sources that were compiled."""
    compiled: list[str] = []
    compile_source = sources.compile_source

    def counted(source: sources.Source) -> object:
        compiled.append(source.name)
        return compile_source(source)

    monkeypatch.setattr(sources, "compile_source", counted)
    return compiled


def load(file: Path) -> DecisionGraph:
    return graph_of(read_source(str(file)))


def test_a_guideline_is_compiled_once(entries: Path, guideline: Path, compilations: list[str]) -> None:
    first = load(guideline)
    assert load(guideline) == first
    assert len(compilations) == 1


def test_a_changed_text_or_narrative_is_compiled_anew(
    entries: Path, guideline: Path, compilations: list[str]
) -> None:
    load(guideline)
    narrative = guideline.parent / "narrative.md"
    narrative.write_text(narrative.read_text() + "\n\nOne more sentence.\n")
    load(guideline)
    assert len(compilations) == 2
    guideline.write_text(guideline.read_text().replace("500 mg/day", "450 mg/day"))
    narrative.write_text(narrative.read_text().replace("500 mg", "450 mg"))
    guideline.write_text(guideline.read_text().replace("500 mg a day", "450 mg a day"))
    load(guideline)
    assert len(compilations) == 3


def test_a_quote_that_no_longer_stands_in_the_narrative_is_found_although_the_text_is_cached(
    entries: Path, guideline: Path
) -> None:
    load(guideline)
    (guideline.parent / "narrative.md").write_text("Nothing of the kind.\n")
    with pytest.raises(sources.HasErrors):
        load(guideline)


def test_the_same_text_beside_another_narrative_is_not_mistaken(
    entries: Path, guideline: Path, tmp_path: Path
) -> None:
    load(guideline)
    other = tmp_path / "other"
    other.mkdir()
    (other / "demo.guideline").write_text(guideline.read_text())
    (other / "narrative.md").write_text("Nothing of the kind.\n")
    with pytest.raises(sources.HasErrors):
        load(other / "demo.guideline")


def test_another_language_or_engine_does_not_see_the_entry(
    entries: Path, guideline: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(guideline)
    monkeypatch.setattr(cache, "ENGINE_VERSION", "0.0.0")
    load(guideline)
    assert len(compilations) == 2
    monkeypatch.setattr(cache, "_language_fingerprint", lambda: "another")
    load(guideline)
    assert len(compilations) == 3


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"examplin", b"examplon"),
        lambda content: b"\xff" + content,
        lambda content: b"null\n{}",
        lambda content: b"[]\n[]",
    ],
)
def test_a_damaged_entry_is_ignored_and_replaced(
    entries: Path, guideline: Path, compilations: list[str], damage: object
) -> None:
    first = load(guideline)
    whole = {file: file.read_bytes() for file in entries.iterdir()}
    assert callable(damage)
    for file, content in whole.items():
        file.write_bytes(damage(content))
    assert load(guideline) == first
    assert len(compilations) == 2
    assert load(guideline) == first
    assert len(compilations) == 2


def test_without_a_cache_everything_still_works(
    entries: Path, guideline: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIDELINE_CACHE", "off")
    assert load(guideline) == load(guideline)
    assert len(compilations) == 2
    assert not entries.exists()


def test_a_cache_that_cannot_be_written_is_no_mistake(
    guideline: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a_file").write_text("")
    monkeypatch.setenv("GUIDELINE_CACHE", str(tmp_path / "a_file" / "cache"))
    assert load(guideline) == load(guideline)


def test_the_cache_does_not_grow_without_end(entries: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_ENTRIES", 3)
    for number in range(6):
        cache.keep_graph(f"text {number}", cache.Entry("{}"))
    assert len(list(entries.iterdir())) == 3
    assert cache.find_graph("text 5") is not None


def test_the_cache_is_in_the_folder_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GUIDELINE_CACHE", raising=False)
    variable = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    monkeypatch.setenv(variable, str(tmp_path))
    assert cache.cache_folder() == tmp_path / "guideline-engine"
    monkeypatch.setenv(variable, "relative")
    assert cache.cache_folder() == Path.home() / ".cache" / "guideline-engine"


@pytest.mark.slow
def test_many_processes_may_fill_the_cache_at_once(entries: Path, guideline: Path) -> None:
    command = [sys.executable, "-m", "guideline_app.cli", "graph", str(guideline)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GUIDELINE_CACHE": str(entries)}
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        for _ in range(4)
    ]
    results = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0] * 4
    assert {errors for _, errors in results} == {b""}
    assert len({shown for shown, _ in results}) == 1
    assert all(not file.name.startswith(".") for file in entries.iterdir())
    assert load(guideline).to_json().encode() == results[0][0].rstrip(b"\n")


@pytest.mark.slow
def test_a_cached_guideline_is_evaluated_without_parser_and_networkx(entries: Path, guideline: Path) -> None:
    program = (
        "import sys\nfrom guideline_app.cli import main\n"
        "code = main(sys.argv[1:])\n"
        "print(*sys.modules, file=sys.stderr)\nsys.exit(code)"
    )
    patient = guideline.parent / "patient.json"
    command = [sys.executable, "-c", program, "evaluate", str(guideline), str(patient)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GUIDELINE_CACHE": str(entries)}
    cold, warm = (
        subprocess.run(command, capture_output=True, text=True, check=True, env=environment) for _ in range(2)
    )
    assert cold.stdout == warm.stdout
    heavy = {"lark", "networkx", "graphviz", "guideline_dsl.syntax", "guideline_dsl.parse"}
    assert "lark" in cold.stderr.split()
    assert heavy & set(warm.stderr.split()) == set()


# ---------------------------------------------------------------- written whole or not at all


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("before")
    file.chmod(0o640)
    write_whole(file, "after")
    assert file.read_text() == "after"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    write_whole(tmp_path / "ours", "text")
    (tmp_path / "theirs").write_text("text")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("ours", "theirs")}
    assert len(modes) == 1


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("before")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_whole(tmp_path / "link", "after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "after"


def test_what_fails_midway_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output.os, "fsync", full)
    with pytest.raises(Unwritable, match="No space left"):
        write_whole(file, "after")
    assert file.read_text() == "before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    write_whole(Path(os.devnull), "text")
    assert not Path(os.devnull).is_file()
