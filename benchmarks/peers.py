"""The fixed slice, against the peers: one patient with and without a trace, a cold start, memory."""

from __future__ import annotations

import importlib
import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.own import fast_answer
from benchmarks.ratios import Ratio, Seconds, for_each, ratios
from benchmarks.slice import by_hand, spellings
from benchmarks.slice.agreement import AS_OF, as_told, differences, differs_from_the_walk, graph
from benchmarks.slice.cql_peer import Node, missing
from benchmarks.slice.cql_peer import cold as cql_cold
from benchmarks.slice.names import TOLD, Row
from benchmarks.slice.patients import as_given, patients
from benchmarks.tables import megabytes, seconds, table
from engine.compiled.traced import Traced
from engine.evaluation import walk
from engine.library import evaluate, save_fast
from engine.patient import patient_from_mapping
from engine.record import PatientRecord

_PATIENTS = 300
_WALKED = 30
_BEFORE = 4_000
"""So many other patients are answered first, as in whole.py."""
_ROOT = Path(__file__).resolve().parent.parent

PYTHON_PEERS: Mapping[str, tuple[str, str]] = {
    "zen-engine, one expression node": ("zen", "zen_peer"),
    "common-expression-language": ("cel", "cel_peer"),
    "CLIPS (clipspy)": ("clips", "clips_peer"),
    "rule-engine": ("rule_engine", "rule_engine_peer"),
}
"""By what they are called: what must be installed, and the module here."""


def slice_against_peers(pairs: int) -> str:
    """The tables of the slice. Raises AssertionError where somebody answers otherwise."""
    rows = list(patients(_PATIENTS))
    for row in rows[:_WALKED]:
        assert not differs_from_the_walk(row), row
    told: dict[str, Seconds] = {}
    left_out: list[str] = []
    with ExitStack() as stack:
        told |= _own(rows)
        told["hand-written Python, every step kept"] = for_each(_ready("traced_by_hand"), rows)
        for name, (needed, module) in PYTHON_PEERS.items():
            if importlib.util.find_spec(needed) is None:
                left_out.append(f"{name}: not installed")
                continue
            answer = _ready(module)
            _agrees(name, differences(answer, rows))
            told[name] = for_each(answer, rows)
        if "zen-engine, one expression node" in told:
            traced = importlib.import_module("benchmarks.slice.zen_peer").ready(_written("zen_peer"), True)
            _agrees("zen-engine with its trace", differences(traced, rows))
            told["zen-engine with its trace"] = for_each(traced, rows)
            told["zen-engine, all patients as one batch"] = importlib.import_module(
                "benchmarks.slice.zen_peer"
            ).batch(_written("zen_peer"), rows)
        if why := missing():
            left_out.append(f"cql-execution: {why}")
        else:
            for name, every in (
                ("cql-execution (Node)", False),
                ("cql-execution, every rule a result", True),
            ):
                node = stack.enter_context(Node(rows, every))
                found = node.answers()
                _agrees(
                    name,
                    [row for row, answer in zip(rows, found, strict=True) if answer != by_hand.answer(row)],
                )
                told[name] = node.seconds
        base, found_ratios = ratios(for_each(by_hand.answer, rows), told, pairs)
    text = f"{_latency(base, found_ratios)}\n\n{_cold(pairs, rows[0])}"
    return text + "".join(f"\n\nLeft out: {why}." for why in left_out)


def _ready(module: str) -> Callable[[Row], object]:
    return importlib.import_module(f"benchmarks.slice.{module}").ready(_written(module))  # type: ignore[no-any-return]


def _written(module: str) -> str:
    """The text that a peer is given."""
    write = getattr(spellings, module, None)
    return "" if write is None else str(write())


def _agrees(name: str, differing: Sequence[object]) -> None:
    assert not differing, f"{name} answers otherwise: {differing[0]}"


def _own(rows: Sequence[Row]) -> Mapping[str, Seconds]:
    """This project, of patients that were read: as they are for the walk, the generated source, and the assessment."""
    given = [as_given(row) for row in rows]
    records = [patient_from_mapping(one, graph(), AS_OF) for one in given]
    found: dict[str, Seconds] = {}
    fast = fast_answer(graph())
    if fast is not None:
        for row, record in zip(rows, records, strict=True):
            mine = dict(zip((*TOLD, "lower", "upper"), by_hand.answer(row), strict=True))
            _agrees(
                "the generated source", [n for n, v in as_told(fast(record, AS_OF)).items() if mine[n] != v]
            )

        def generated(record: PatientRecord) -> object:
            return fast(record, AS_OF)

        traced = Traced(graph())
        for row in islice(patients(_PATIENTS + _BEFORE), _PATIENTS, None):
            other = patient_from_mapping(as_given(row), graph(), AS_OF)
            fast(other, AS_OF)
            traced.answer(other, AS_OF)
        found["this project: generated source"] = for_each(generated, records)
        found["this project: generated source, and the whole trace"] = for_each(
            lambda record: traced.answer(record, AS_OF), records
        )
    few = records[:_WALKED]
    found["this project: the walk"] = for_each(lambda record: walk(graph(), record, AS_OF), few)
    found["this project: reading, walk and the whole assessment"] = for_each(
        lambda one: evaluate(graph(), one, AS_OF), given[:_WALKED]
    )
    return found


def _latency(base: float, found: Mapping[str, Ratio]) -> str:
    rows = [("hand-written Python", seconds(base), "1")]
    ordered = sorted(found.items(), key=lambda item: item[1].times)
    rows += [(name, seconds(ratio.seconds), ratio.shown) for name, ratio in ordered]
    return table(("one patient of the slice", "of the processor", "x hand-written (95 %)"), rows)


def _cold(runs: int, row: Row) -> str:
    """New processes, by turns: what they import and load, and the first answer."""
    with tempfile.TemporaryDirectory() as folder:
        starts = _cold_starts(row, str(Path(folder) / "kept"))
        found: dict[str, list[Mapping[str, Any]]] = {name: [] for name in starts}
        for _ in range(runs):
            for name, start in starts.items():
                found[name].append(start())
    shown = [
        (
            name,
            seconds(statistics.median(one["seconds"] for one in each)),
            megabytes(statistics.median(one["memory"] for one in each)),
            ", ".join(each[0].get("heavy", ())) or "none",
        )
        for name, each in found.items()
    ]
    head = ("cold: import, load, first answer", "by the clock", "peak memory", "of lark, networkx, pydantic")
    return table(head, shown)


def _cold_starts(row: Row, kept: str) -> Mapping[str, Callable[[], Mapping[str, Any]]]:
    """By its name what starts a process and tells what it cost; `kept` is where this project's guideline is kept."""
    found = {"hand-written Python": partial(_one_cold, "by_hand", row, "")}
    if fast_answer(graph()) is not None:
        save_fast(graph(), kept)
        found["this project: the kept guideline, the patient read from JSON"] = partial(
            _one_cold, "own_peer", row, kept
        )
    for name, (needed, module) in PYTHON_PEERS.items():
        if importlib.util.find_spec(needed) is not None:
            found[name] = partial(_one_cold, module, row, _written(module))
    return found if missing() else {**found, "cql-execution (Node)": partial(cql_cold, row)}


def _one_cold(module: str, row: Row, written: str) -> Mapping[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.slice.cold_step"],
        cwd=_ROOT,
        input=json.dumps({"module": module, "row": row, "written": written}),
        capture_output=True,
        text=True,
        check=True,
    )
    told: Mapping[str, Any] = json.loads(done.stdout.splitlines()[0])
    return told
