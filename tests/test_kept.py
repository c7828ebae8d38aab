"""A guideline made ready and kept in a file answers like a fresh one; a file that cannot be used is refused."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest

from engine.compiled import keeping, kept
from engine.compiled.answer import Answer
from engine.compiled.fast import Fast, compile_fast
from engine.library import Unusable, load_fast, load_file, load_text, save_fast
from engine.library import compile_fast as compiled_in
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph
from tests.laws.guidelines import DATED, OBSERVED, SCORED, WILD, Kind, guideline
from tests.laws.law import compiled
from tests.laws.patients import AS_OF, Ward
from tests.shares import examples, one_in

ROOT = Path(__file__).parent.parent
SHIPPED = sorted(
    file for file in (ROOT / "guidelines").glob("*/*.guideline") if file.parent.name != "library"
)
SMALL = """guideline made "Made up"
  version 1.0.0

facts
  fever yes | no

medicines
  aprine blocker

decide treating "Treating"
  for fever
  when fever
    give aprine 100 mg once daily
"""
HEAVY = {
    "lark", "networkx", "pydantic", "polars", "duckdb", "dataclasses", "pathlib", "json", "guideline_dsl.core",
    "guideline_dsl.graph", "guideline_dsl.units", "engine.evaluation", "engine.compiled.circuit",
}  # fmt: skip
"""What the first answer of a kept guideline must not import: each takes a share of the 30 ms that it may take."""


@pytest.fixture(scope="module")
def small() -> DecisionGraph:
    return load_text(SMALL)


@pytest.fixture
def file(small: DecisionGraph, tmp_path: Path) -> Path:
    """A small guideline, kept."""
    save_fast(small, tmp_path / "made.fast")
    return tmp_path / "made.fast"


def fast_again(graph: DecisionGraph) -> Fast:
    """A guideline as it is read from what was kept of it."""
    return kept.fast_of(keeping.content_of(graph), "kept")


def alike(graph: DecisionGraph, random: Random, patients: int) -> None:
    """Hold a kept guideline against a fresh one, by so many patients."""
    ward, fresh, again = Ward(graph), compile_fast(graph), fast_again(graph)
    for _ in range(patients):
        record = ward.given(ward.patient(random))
        assert again.answer(record, AS_OF) == fresh.answer(record, AS_OF)
    assert (again.walked, again.settled) == (fresh.walked, fresh.settled)
    assert again.guideline == graph.hash
    assert again.graph == graph


@pytest.mark.parametrize("path", one_in(12, SHIPPED), ids=lambda path: path.stem)
def test_a_shipped_guideline_that_was_kept_answers_like_a_fresh_one(path: Path) -> None:
    alike(load_file(path), Random(path.stem), 12)


@pytest.mark.parametrize("kind", one_in(4, (WILD, OBSERVED, SCORED, DATED)), ids=lambda kind: kind.name)
def test_a_generated_guideline_that_was_kept_answers_like_a_fresh_one(kind: Kind) -> None:
    for seed in range(examples(4)):
        random = Random(seed)
        alike(compiled(guideline(random, kind)), random, 8)


def test_the_first_answer_imports_nothing_that_takes_long(file: Path) -> None:
    program = f"""
from engine.library import load_fast
from engine.record import PatientRecord
from datetime import date
print(load_fast({str(file)!r}).answer(PatientRecord(), date(2026, 1, 31)).units[0].kind)
import sys
print(*sys.modules)
"""
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    kind, modules = run.stdout.splitlines()
    assert kind == "insufficient data"
    assert set(modules.split()) & HEAVY == set()


def test_what_is_rare_reads_the_guideline_then(file: Path, small: DecisionGraph) -> None:
    again = load_fast(file)
    record = Ward(small).given({"medicines": [{"name": "zoledronate"}]})
    assert again.answer(record, AS_OF) == compile_fast(small).answer(record, AS_OF)
    assert again.walked == 1


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda content: b"", "no guideline that was made ready"),
        (lambda content: b"null\n", "no guideline that was made ready"),
        (lambda content: content[: content.index(b"\n")], "no guideline that was made ready"),
        (lambda content: content[: len(content) // 2], "is damaged"),
        (lambda content: content[:-1], "is damaged"),
        (lambda content: content + b"\0", "is damaged"),
        (lambda content: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:], "is damaged"),
        (lambda content: content.replace(b"cpython-", b"cpython_", 1), "another version"),
        (lambda content: content.replace(b"fast/1", b"fast/0", 1), "another version"),
        (lambda content: content.replace(b" ", b" \xff", 1), "another version"),
    ],
)
def test_a_file_that_is_torn_or_of_another_version_is_refused(
    file: Path, damage: Callable[[bytes], bytes], why: str
) -> None:
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(Unusable, match=why) as told:
        load_fast(file)
    assert str(told.value).startswith(f"{file}: ")
    assert "make it anew with `save_fast`" in str(told.value)


def test_a_file_of_another_engine_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "ENGINE_VERSION", "0.0.0")
    with pytest.raises(Unusable, match="another version of the engine"):
        load_fast(file)


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="cannot be read"):
        load_fast(tmp_path / "no.fast")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
@pytest.mark.parametrize("mode", [0o664, 0o646])
def test_a_file_that_others_may_write_is_refused_since_it_is_run(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(Unusable, match="others may have written it"):
        load_fast(file)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_file_is_kept_so_that_nobody_else_may_write_it(small: DecisionGraph, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        save_fast(small, tmp_path / "made.fast")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "made.fast").stat().st_mode) == 0o644


# ---------------------------------------------------------------- a folder of what was kept


def first_answer(fast: Fast) -> Answer:
    return fast.answer(PatientRecord(), date(2026, 1, 31))


@pytest.fixture
def makings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes of the guidelines that were made ready."""
    made: list[str] = []
    content_of = keeping.content_of

    def counted(graph: DecisionGraph) -> bytes:
        made.append(graph.hash)
        return content_of(graph)

    monkeypatch.setattr(keeping, "content_of", counted)
    return made


def test_in_a_folder_a_guideline_is_made_once(
    small: DecisionGraph, tmp_path: Path, makings: list[str]
) -> None:
    folder = tmp_path / "kept"
    one, other = (first_answer(compiled_in(small, folder)) for _ in range(2))
    assert one == other == first_answer(compile_fast(small))
    assert len(makings) == 1
    changed = load_text(SMALL.replace("100 mg", "200 mg"))
    assert first_answer(compiled_in(changed, folder)).guideline == changed.hash
    assert len(makings) == 2


def test_a_torn_file_and_one_of_another_engine_are_made_anew(
    small: DecisionGraph, tmp_path: Path, makings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = first_answer(compiled_in(small, tmp_path))
    (kept_file,) = tmp_path.iterdir()
    kept_file.write_bytes(kept_file.read_bytes()[:500])
    assert first_answer(compiled_in(small, tmp_path)) == expected
    assert len(makings) == 2
    monkeypatch.setattr(kept, "ENGINE_VERSION", "0.0.0")
    assert first_answer(compiled_in(small, tmp_path)) == expected
    assert len(makings) == 3


def test_a_file_in_the_place_of_another_guideline_is_made_anew(
    small: DecisionGraph, tmp_path: Path, makings: list[str]
) -> None:
    changed = load_text(SMALL.replace("100 mg", "200 mg"))
    compiled_in(small, tmp_path)
    (kept_file,) = tmp_path.iterdir()
    kept_file.rename(tmp_path / kept_file.name.replace(small.hash, changed.hash))
    assert first_answer(compiled_in(changed, tmp_path)).guideline == changed.hash
    assert len(makings) == 2


def test_a_folder_that_cannot_be_written_is_no_mistake(small: DecisionGraph, tmp_path: Path) -> None:
    (tmp_path / "a_file").write_text("")
    assert first_answer(compiled_in(small, tmp_path / "a_file" / "kept")) == first_answer(compile_fast(small))
