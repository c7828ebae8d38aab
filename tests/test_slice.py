"""The fixed slice of the benchmarks: who is timed gives the answers of the walk, whoever it is."""

from __future__ import annotations

import importlib
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.ratios import interval_place, ratios
from benchmarks.slice import by_hand, spellings
from benchmarks.slice.agreement import differences, differs_from_the_walk
from benchmarks.slice.cql_peer import Node, missing
from benchmarks.slice.names import INPUTS, TOLD
from benchmarks.slice.patients import patients
from benchmarks.slice.traced_by_hand import ready


def test_the_slice_by_hand_gives_the_answers_of_the_walk() -> None:
    for row in patients(150, seed=1):
        assert not differs_from_the_walk(row), row


def test_its_patients_are_of_every_kind_and_a_tenth_of_what_may_be_missing_is() -> None:
    rows = list(patients(600, seed=2))
    answers = [by_hand.answer(row) for row in rows]
    for place, name in enumerate(TOLD):
        expected = (
            {True, False} if name == "steroid_alone_now" else {True, False, None}
        )  # what is taken is known
        assert {answer[place] for answer in answers} == expected, name
    gaps = Counter(name for row in rows for name in INPUTS if row[name] is None)
    assert {"diagnosis", "sex", "takes_prednisone"}.isdisjoint(gaps)
    assert 30 < gaps["weight"] < 90
    assert list(patients(3)) == list(patients(3)) != list(patients(3, seed=1))


def test_the_table_of_the_slice_says_what_is_written_by_hand() -> None:
    answer = ready()
    for row in patients(400, seed=3):
        told, steps = answer(row)
        assert told == by_hand.answer(row)
        assert dict(steps)["starts"] is told[0]


@pytest.mark.parametrize("peer", ["zen_peer", "cel_peer", "rule_engine_peer", "clips_peer"])
def test_a_peer_gives_the_answers_of_the_slice(peer: str) -> None:
    pytest.importorskip(
        {"zen_peer": "zen", "cel_peer": "cel", "clips_peer": "clips"}.get(peer, "rule_engine")
    )
    answer = importlib.import_module(f"benchmarks.slice.{peer}").ready(getattr(spellings, peer)())
    assert differences(answer, patients(60, seed=4)) == []


@pytest.mark.skipif(bool(missing()), reason=missing())
def test_clinical_quality_language_gives_the_answers_of_the_slice() -> None:
    rows = list(patients(60, seed=5))
    with Node(rows) as node:
        assert node.answers() == [by_hand.answer(row) for row in rows]


def test_polars_by_hand_gives_the_answers_of_the_slice() -> None:
    polars = pytest.importorskip("polars")
    from benchmarks.slice.polars_by_hand import answers, schema

    rows = list(patients(500, seed=6))
    found = answers(polars.DataFrame(rows, schema=schema()).lazy()).collect().rows()
    assert found == [by_hand.answer(row) for row in rows]


def test_duckdb_by_hand_gives_the_answers_of_the_slice() -> None:
    polars, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    from benchmarks.slice.duckdb_by_hand import answers
    from benchmarks.slice.polars_by_hand import schema

    rows = list(patients(500, seed=7))
    with duckdb.connect() as connection:
        connection.register("patients", polars.DataFrame(rows, schema=schema()).to_arrow())
        found = connection.execute(answers()).fetchall()
    assert found == [by_hand.answer(row) for row in rows]


def test_a_ratio_is_the_median_of_its_pairs() -> None:
    base = iter([1.0, 1.0, 2.0, 4.0, 1.0, 1.0])
    other = iter([9.0, 3.0, 6.0, 8.0, 2.0, 5.0])
    _, found = ratios(lambda: next(base), {"it": lambda: next(other)}, 5)
    assert (found["it"].times, found["it"].lower, found["it"].upper) == (3.0, 2.0, 5.0)


def test_the_interval_of_a_median_of_fifteen_goes_from_the_fourth_to_the_twelfth() -> None:
    assert interval_place(15) == 3
    assert interval_place(3) == 0


def test_a_table_of_the_slice_is_answered_alike_by_polars_sql_and_python(tmp_path: Path) -> None:
    for needed in ("polars", "duckdb", "numpy"):
        pytest.importorskip(needed)
    from benchmarks.table_readings import patients_of, same_answers

    patients_of("slice", tmp_path).write(2_000, tmp_path / "patients.parquet")
    same_answers("slice", tmp_path / "patients.parquet", tmp_path)
