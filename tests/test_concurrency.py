"""One guideline, many at once: threads that share a graph, processes that share a cache."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.cases import CASE_TIME, patient_of
from engine.evaluation import walk
from engine.library import compile_text, evaluate
from engine.patient import patient_from_mapping
from engine.record import PatientRecord
from guideline_app.cache import Entry, FileRead, find_graph, find_tables, keep_graph, text_hash
from guideline_app.sources import graph_of, read_source
from guideline_dsl import syntax
from guideline_dsl.parse import parse
from guideline_dsl.read_graph import read_graph
from tests.shares import one_in

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "guidelines/inflammatory_myopathy"
GUIDELINE = SHIPPED / "inflammatory_myopathy.guideline"


@cache
def graph_json() -> str:
    text = GUIDELINE.read_text(encoding="utf-8")
    graph = compile_text(text, (SHIPPED / "narrative.md").read_text(encoding="utf-8")).graph
    assert graph is not None
    return graph.to_json()


def patients(every: int) -> list[dict[str, object]]:
    """The patients of every so-manieth case of the shipped guideline."""
    file = parse((SHIPPED / "inflammatory_myopathy.cases").read_text(encoding="utf-8")).file
    return [patient_of(case) for case in file.items if isinstance(case, syntax.Case)][::every]


def at_once(tasks: Sequence[Callable[[], None]]) -> None:
    """Run the tasks in threads that begin together and are switched as often as can be."""
    start = threading.Barrier(len(tasks))
    failures: list[BaseException] = []

    def run(task: Callable[[], None]) -> None:
        start.wait()
        try:
            task()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


@pytest.fixture
def hasty_switches() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


# ---------------------------------------------------------------- threads


@pytest.mark.slow
@pytest.mark.usefixtures("hasty_switches")
def test_threads_that_share_a_graph_say_what_one_thread_says() -> None:
    given = patients(every=18)
    graph = read_graph(graph_json())
    alone = [evaluate(graph, patient, CASE_TIME).to_json() for patient in given]
    shared = read_graph(graph_json())  # fresh, so that what it finds out when first asked is raced for
    found: list[dict[int, str]] = [{} for _ in range(3)]

    def evaluate_all(number: int) -> None:
        places = list(range(len(given)))
        Random(number).shuffle(places)
        for place in places:
            found[number][place] = evaluate(shared, given[place], CASE_TIME).to_json()

    at_once([lambda number=number: evaluate_all(number) for number in range(3)])  # type: ignore[misc]
    for each in found:
        assert [each[place] for place in range(len(given))] == alone
    assert shared == graph
    assert shared.to_json() == graph_json()


@pytest.mark.usefixtures("hasty_switches")
def test_threads_that_share_a_patient_say_what_one_thread_says() -> None:
    graph = read_graph(graph_json())
    record = patient_from_mapping(patients(every=9)[3], graph, CASE_TIME)
    alone = evaluate(graph, record, CASE_TIME).to_json()
    found: list[str] = []
    at_once([lambda: found.append(evaluate(graph, record, CASE_TIME).to_json())] * 4)
    assert found == [alone] * 4


@pytest.mark.usefixtures("hasty_switches")
def test_threads_may_compile_at_the_same_time() -> None:
    texts = [
        f'guideline made_{number} "Made {number}"\n  version 1.0.{number}\n\nfacts\n  f{number} yes | no\n\n'
        f'advise words\n  when f{number}\n    note "{number}"\n    cite [1]\n\n'
        f'references\n  1 book "B{number}"\n' + ("decide (\n" if number % 2 else "")
        for number in range(4)
    ]

    def outcome(text: str) -> tuple[object, ...]:
        compiled = compile_text(text)
        return compiled.findings, compiled.graph.to_json() if compiled.graph else ""

    alone = [outcome(text) for text in texts]
    found: dict[int, tuple[object, ...]] = {}

    def compile_one(number: int) -> None:
        for _ in range(3):
            found[number] = outcome(texts[number])

    at_once([lambda number=number: compile_one(number) for number in range(4)])  # type: ignore[misc]
    assert [found[number] for number in range(4)] == alone
    assert [bool(findings) for findings, _ in alone] == [False, True, False, True]


def test_threads_that_ask_for_the_networkx_form_get_equal_ones() -> None:
    shared = read_graph(graph_json())
    forms: list[Any] = []
    at_once([lambda: forms.append(shared.as_networkx())] * 4)
    assert len(forms) == 4
    found = {frozenset(form.edges(keys=True)) for form in forms}
    assert found == {frozenset((edge.source, edge.target, edge.kind) for edge in shared.edges)}


# ---------------------------------------------------------------- what cannot be changed


def test_a_patient_record_cannot_be_changed() -> None:
    graph = read_graph(graph_json())
    record = patient_from_mapping(patients(every=9)[3], graph, CASE_TIME)
    for field in dataclasses.fields(PatientRecord):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(record, field.name, None)
    with pytest.raises(TypeError):
        record.facts["weight"] = None  # type: ignore[index]
    with pytest.raises(TypeError):
        record.procedures["dexa_scan"] = None  # type: ignore[index]
    assert isinstance(record.medicines, tuple | None)
    parts: list[Any] = [*record.facts.values(), *(record.medicines or ()), *record.procedures.values()]
    for recorded in parts:
        for field in dataclasses.fields(recorded):
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(recorded, field.name, None)


@pytest.mark.slow
def test_evaluating_leaves_graph_record_and_what_was_given_as_they_were() -> None:
    graph = read_graph(graph_json())
    for patient in patients(every=30):
        before = repr(patient)
        record = patient_from_mapping(patient, graph, CASE_TIME)
        seen = repr(record)
        walk(graph, record, CASE_TIME)
        evaluate(graph, record, CASE_TIME)
        assert repr(record) == seen
        assert repr(patient) == before
    assert graph.to_json() == graph_json()
    with pytest.raises(dataclasses.FrozenInstanceError):
        graph.hash = "other"  # type: ignore[misc]


# ---------------------------------------------------------------- processes that share a cache


WRITER = """
import sys
from guideline_app.cache import Entry, FileRead, find_graph, find_tables, keep_graph, keep_tables

number, rounds = int(sys.argv[1]), int(sys.argv[2])
for turn in range(rounds):
    body = f"{number} {turn} " + str(number) * 50_000
    keep_graph("the text", Entry(body, (FileRead("", "", "hash", "narrative.md"),)))
    keep_tables("the tables", body.encode())
    found = find_graph("the text")
    assert found is not None and found.files[0].narrative == "narrative.md", found
    first, second, rest = found.graph_json.split(" ")
    assert rest == first * 50_000, found.graph_json[:50]
    first, second, rest = find_tables("the tables").decode().split(" ")
    assert rest == first * 50_000
"""


@pytest.fixture
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GUIDELINE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_processes_that_write_one_entry_never_read_half_of_it(cache_folder: Path) -> None:
    writers = [started("-c", WRITER, str(number), "40") for number in range(3)]
    for writer in writers:
        _, complaint = writer.communicate(timeout=120)
        assert writer.returncode == 0, complaint
    assert find_graph("the text") is not None
    assert find_tables("the tables") is not None
    assert sorted(file.suffix for file in cache_folder.iterdir()) == [".json", ".json"]


@pytest.mark.slow
def test_a_writer_that_is_killed_leaves_a_whole_entry_or_none(cache_folder: Path) -> None:
    for pause in (0.2, 0.5, 0.9):
        writer = started("-c", WRITER, "7", "100000")
        try:
            writer.wait(timeout=pause)
        except subprocess.TimeoutExpired:
            writer.kill()
        writer.communicate()
        found = find_graph("the text")
        assert found is None or found.graph_json.endswith("7" * 50_000)
    keep_graph("the text", Entry("anew"))
    assert find_graph("the text") == Entry("anew")


PATIENT = SHIPPED / "patients/first_visit_with_diabetes.json"


COMMAND = "import sys; from guideline_app.cli import main; sys.exit(main())"


def evaluation() -> subprocess.Popen[str]:
    return started(
        "-c", COMMAND, "evaluate", str(GUIDELINE), str(PATIENT), "--as-of", "2026-01-31", "--format", "json",
    )  # fmt: skip


def answer(process: subprocess.Popen[str]) -> str:
    said, complaint = process.communicate(timeout=120)
    assert process.returncode == 0, complaint
    assert complaint == ""
    return said


@pytest.mark.slow
def test_commands_that_start_together_on_an_empty_cache_say_the_same(cache_folder: Path) -> None:
    together = {answer(process) for process in [evaluation() for _ in range(2)]}
    assert len(together) == 1
    assert {answer(evaluation())} == together
    os.environ["GUIDELINE_CACHE"] = "off"  # restored with the fixture's own setting
    assert {answer(evaluation())} == together
    assert list(cache_folder.glob("*.json"))


@pytest.mark.parametrize(
    "damage", one_in(3, ["cut short", "emptied", "other bytes", "a byte", "a folder", "of another format"])
)
def test_a_damaged_cache_costs_time_and_nothing_else(cache_folder: Path, damage: str) -> None:
    text = GUIDELINE.read_text(encoding="utf-8")
    narrative = text_hash((SHIPPED / "narrative.md").read_text(encoding="utf-8"))
    keep_graph(text, Entry(graph_json(), (FileRead("", "", narrative, "narrative.md"),)))
    (file,) = cache_folder.glob("*.json")
    content = file.read_bytes()
    match damage:
        case "cut short":
            file.write_bytes(content[: len(content) // 2])
        case "emptied":
            file.write_bytes(b"")
        case "other bytes":
            file.write_bytes(bytes(range(256)) * 100)
        case "a byte":
            file.write_bytes(content[:-1000] + bytes([content[-1000] ^ 1]) + content[-999:])
        case "a folder":
            file.unlink()
            file.mkdir()
        case _:
            file.write_bytes(content.replace(b'"format": 2', b'"format": 0', 1))
    assert find_graph(text) is None
    assert graph_of(read_source(str(GUIDELINE))).to_json() == graph_json()
    entry = find_graph(text)
    assert (entry.graph_json if entry else "") == ("" if damage == "a folder" else graph_json())
