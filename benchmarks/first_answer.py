"""The first answer of a compiled guideline: new processes, from the first line of the program to the answer."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from benchmarks.installed import ROOT, SHIPPED, environment, installation
from benchmarks.measure import run_of
from benchmarks.patients import AS_OF
from benchmarks.slice.agreement import graph as slice_graph
from benchmarks.slice.patients import as_given, patient
from benchmarks.tables import seconds, table
from engine.compiled.written_records import source_of_records
from engine.library import load_file, save_fast
from engine.patient import patient_from_mapping
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph

_HOW: Mapping[str, str] = {
    "kept": "`load_fast`, a record",
    "kept, read": "`load_fast`, the patient read from JSON",
    "anew": "`load_graph` and `compile_fast`, a record",
}


def first_answers(runs: int) -> str:
    """The table of first answers."""
    shipped = load_file(ROOT / SHIPPED / "inflammatory_myopathy.guideline")
    given = json.loads((ROOT / SHIPPED / "patients" / "first_visit_with_diabetes.json").read_text())
    rows = [
        *_of("the whole guideline", shipped, given, runs),
        *_of("the slice", slice_graph(), as_given(patient(Random(0))), runs),
    ]
    head = ("first answer", "by the clock", "of the processor", "modules", "of lark, networkx, pydantic")
    return table(head, rows)


def _of(name: str, graph: DecisionGraph, given: Mapping[str, object], runs: int) -> Sequence[tuple[str, ...]]:
    with installation() as installed, tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        save_fast(graph, folder / "kept")
        (folder / "anew").write_text(graph.to_json())
        (folder / "record").write_text(_source_of(patient_from_mapping(given, graph, AS_OF)))
        (folder / "patient").write_text(json.dumps(given))
        rows = []
        for how, words in _HOW.items():
            file = folder / ("anew" if how == "anew" else "kept")
            step = (
                str(ROOT / "benchmarks" / "first_answer_step.py"),
                how,
                file,
                folder / "record",
                folder / "patient",
            )
            found = [_told((sys.executable, *map(str, step)), installed) for _ in range(runs + 1)][1:]
            wall, processor = (statistics.median(float(one[place]) for one in found) for place in (0, 1))
            rows.append((f"{name}: {words}", seconds(wall), seconds(processor), found[0][2], found[0][3]))
        return rows


def _told(command: Sequence[str], installed: Path) -> list[str]:
    run = run_of(command, installed, environment(installed, None))
    if run.code:
        raise RuntimeError(run.said)
    return run.said.split()


def _source_of(record: PatientRecord) -> str:
    """A module that makes the record, as a program does that has its patients elsewhere."""
    named = {f"fact{place}": fact for place, fact in enumerate(record.facts.values())}
    done = {f"done{place}": procedure for place, procedure in enumerate(record.procedures.values())}
    text = source_of_records({**named, **done, "medicines": record.medicines})
    facts = ", ".join(f"{name!r}: fact{place}" for place, name in enumerate(record.facts))
    procedures = ", ".join(f"{name!r}: done{place}" for place, name in enumerate(record.procedures))
    return (
        f"{text}from engine.record import PatientRecord\n"
        f"record = PatientRecord({{{facts}}}, medicines, {{{procedures}}})\n"
    )
