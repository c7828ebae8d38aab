"""How the readings grow with the guideline, from 10 to 5,000 rules: made ready, and one patient answered.

The generated source is measured in its steady state: some patients by turns, who were all met often before, so that
what is made for a kind of patients is made. What runs in columns answers 1,000 patients at once, all alike: of a row it
is the circuit that is measured, neither the reading of cells nor the words of results.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import statistics
import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from benchmarks.growth import SIZES, exponent
from benchmarks.own import Answering as Fast
from benchmarks.own import fast_answer
from benchmarks.sized import guideline_of, patient_of
from benchmarks.tables import seconds, table
from engine.compiled.answer import Answer
from engine.compiled.collecting import nothing_collected
from engine.compiled.course import Course
from engine.compiled.reading import Reader
from engine.compiled.walked import Answering
from engine.evaluation import walk
from engine.patient import patient_from_mapping
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph

_DAY = date(2026, 1, 31)
_ROWS = 1_000
_BY_TURNS = 4
_ROUNDS_BEFORE = 120
"""So often each of them was met before: more often than it takes to make a function for a kind of patients."""
_SOURCE, _MAKING = "the generated source, steady", "lowering it and making the source"
_COLUMNS, _MAKING_COLUMNS = f"Polars, a patient of {_ROWS:,}", "lowering it and making the columns"
_READINGS = ("the walk", _SOURCE, _COLUMNS, _MAKING, _MAKING_COLUMNS)


def readings_as_rules_grow(runs: int) -> str:
    """The table. Raises AssertionError where the generated source answers otherwise than the walk."""
    fast_answer(_compiled(10))  # what is imported once is not counted
    found: dict[int, dict[str, float]] = {size: _of_size(size, runs) for size in SIZES}
    kept = [name for name in _READINGS if all(name in figures for figures in found.values())]
    rows = [
        (
            name,
            *(seconds(found[size][name]) for size in SIZES),
            f"{exponent(found, name, SIZES):.2f}",
            f"{exponent(found, name, SIZES[1:]):.2f}",
        )
        for name in kept
    ]
    sizes = tuple(f"{size:,} rules" for size in SIZES)
    return table(("processor", *sizes, "exponent", "exponent from 100"), rows)


def _of_size(rules: int, runs: int) -> dict[str, float]:
    graph = _compiled(rules)
    record = patient_from_mapping(patient_of(rules), graph, _DAY)
    answering = Answering(graph)
    expected = answering.answer(walk(graph, record, _DAY))
    figures = {"the walk": _median(lambda: walk(graph, record, _DAY), runs)}
    began = time.process_time()
    fast = fast_answer(graph)
    if fast is not None:
        assert fast(record, _DAY) == expected, f"another answer with {rules} rules"
        figures[_MAKING] = time.process_time() - began  # the source is made for the first answer
        figures[_SOURCE] = _steady(fast, graph, rules, runs)
    if importlib.util.find_spec("polars") is not None:
        figures |= _in_columns(graph, record, expected, runs)
    return figures


def _steady(fast: Fast, graph: DecisionGraph, rules: int, runs: int) -> float:
    """One patient among some who are answered by turns, again and again."""
    records = [patient_from_mapping(patient_of(rules, turn), graph, _DAY) for turn in range(_BY_TURNS)]

    def all_once() -> None:
        for record in records:
            fast(record, _DAY)

    for _ in range(_ROUNDS_BEFORE):
        all_once()
    return _median(all_once, runs) / len(records)


def _in_columns(graph: DecisionGraph, record: PatientRecord, expected: Answer, runs: int) -> dict[str, float]:
    import polars  # noqa: PLC0415 - where it is installed

    from engine.compiled.array_runs import ArrayRun  # noqa: PLC0415
    from engine.compiled.table_course import TableCourse  # noqa: PLC0415

    began = time.process_time()
    with nothing_collected():
        made = TableCourse(Course(graph), ArrayRun)
    spent = time.process_time() - began
    values = Reader(graph, made.course.columns).vector_of(record, _DAY)
    columns = []
    for column, value in zip(made.course.columns, values, strict=True):
        is_number = column.kind == "number"
        cell = int(Fraction(value) * made.scales[column.name].scale) if is_number else value
        kind = polars.Boolean if column.kind == "bit" else polars.Int64
        columns.append(polars.Series(column.name, [cell] * _ROWS, kind))
    given = made.beforehand.added(polars.DataFrame(columns))
    answered = made.framed.table(given, [])
    assert made.answer(answered.row(0, named=True)) == expected, "another answer in columns"
    return {_MAKING_COLUMNS: spent, _COLUMNS: _median(lambda: made.framed.table(given, []), runs) / _ROWS}


def _compiled(rules: int) -> DecisionGraph:
    graph: DecisionGraph | None = (
        importlib.import_module("engine.library").compile_text(*guideline_of(rules)).graph
    )
    assert graph is not None
    return graph


def _median(work: Callable[[], object], runs: int) -> float:
    work()
    times = []
    for _ in range(runs):
        gc.collect()  # what was made before is looked through now, and not while it is measured
        rounds, began = 0, time.process_time()
        while rounds == 0 or time.process_time() - began < 0.02:
            work()
            rounds += 1
        times.append((time.process_time() - began) / rounds)
    return statistics.median(times)
