"""The guideline written by hand gives the answers of the walk: only then is it worth being measured against."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from benchmarks.by_hand.kleene import BIT, NEEDS
from benchmarks.by_hand.myositis import answer
from benchmarks.by_hand.patient import NotByHand
from engine.cohort.results import Results
from engine.compiled.needs import needs_of
from engine.compiled.walked import Answering
from engine.evaluation import walk
from engine.library import load_file
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph
from tests.laws.patients import AS_OF, Patient, Ward

if TYPE_CHECKING:
    import polars

GUIDELINE = (
    Path(__file__).parent.parent / "guidelines" / "inflammatory_myopathy" / "inflammatory_myopathy.guideline"
)
DIAGNOSES = (
    "dermatomyositis", "polymyositis", "inclusion_body_myositis", "juvenile_dermatomyositis", "unspecified_myositis",
)  # fmt: skip


@cache
def graph() -> DecisionGraph:
    return load_file(GUIDELINE)


@cache
def ward() -> Ward:
    return Ward(graph())


def patient(random: Random) -> Patient:
    """A patient at the boundaries: of some nearly everything is known, of some little."""
    made = ward().patient(random)
    if random.random() < 0.9:
        made["facts"]["diagnosis"] = random.choice(DIAGNOSES)
    if random.random() < 0.6:
        for name in graph().facts:
            if random.random() < 0.8 and name not in made["facts"]:
                ward()._add_fact(made, name, random)
        for name in graph().procedures:
            if random.random() < 0.8:
                made["done"].setdefault(name, ward().procedure(random))
    if "medicines" not in made and random.random() < 0.7:
        made["medicines"] = ward().medicines(random)
    return made


def record(seed: int) -> PatientRecord | None:
    return ward().record(patient(Random(seed)))


def compared(seeds: range) -> int:
    """How many patients were compared; those who take what the guideline does not declare are left out."""
    answers, count = Answering(graph()), 0
    for seed in seeds:
        read = record(seed)
        if read is None:
            continue
        try:
            mine = answer(read, AS_OF, graph().hash)
        except NotByHand:
            continue
        theirs = answers.answer(walk(graph(), read, AS_OF))
        for own, other in zip(mine.units, theirs.units, strict=True):
            assert own == other, seed
        assert mine == theirs, seed
        count += 1
    return count


def test_its_needs_are_those_of_the_guideline() -> None:
    assert needs_of(graph()) == NEEDS
    assert not {0, 1} & set(BIT.values())  # no need is equal to a truth


def test_a_few_patients_get_the_answers_of_the_walk() -> None:
    assert compared(range(40)) > 25


@pytest.mark.slow
@pytest.mark.parametrize("part", range(3))
def test_many_patients_get_the_answers_of_the_walk(part: int) -> None:
    assert compared(range(1_000 + part * 300, 1_300 + part * 300)) > 200


# ---------------------------------------------------------------- tables


def made_up(count: int, seed: int, missing: float) -> polars.DataFrame:
    """Patients; many weights, heights and doses have decimals, and some take a dose that was calculated for them."""
    import polars as pl

    from benchmarks.patients import Population, Shares

    frame = next(Population(graph(), seed, Shares(missing, 0.5), AS_OF).frames(count))
    random = Random(seed)
    more = pl.Series([random.choice((0, 0, 100, 250, 125, 999)) for _ in range(count)])
    fine = [
        (pl.col(name) + more / 1000).round(3).alias(name)
        for name in ("weight", "height", "dose.prednisone", "dose.methotrexate", "dose.azathioprine")
    ]
    area = (pl.col("height") * pl.col("weight") / 3600).sqrt() * 15
    dose = (
        pl.when(more == 100)
        .then(((area * 100).floor() / 100).round(2))
        .otherwise(pl.col("dose.methotrexate"))
    )
    return frame.with_columns(fine).with_columns(
        pl.when(pl.col("taking.methotrexate")).then(dose).alias("dose.methotrexate"),
        pl.col("weight").clip(2, 300),
        pl.col("height").clip(40, 230),
    )


def cells_of(frame: polars.DataFrame) -> list[list[object]]:
    """The columns of the results, of the answers in Python; a decimal as the binary number nearest to it."""
    from engine.cohort.rows import RowReader

    reader, results = RowReader(graph(), AS_OF), Results(graph())
    columns = reader.columns(frame.columns)
    found = []
    for number, row in enumerate(frame.iter_rows(), start=1):
        mine = answer(reader.row(columns, row).record, AS_OF, graph().hash)
        cells = results.cells(mine, number, str(row[0]), AS_OF)
        found.append([float(cell) if isinstance(cell, Decimal) else cell for cell in cells])
    return found


def different(frame: polars.DataFrame, told: polars.DataFrame) -> list[object]:
    """The cells in which a table of results is other than the Python."""
    names = [column.name for column in Results(graph()).columns]
    assert told.columns == names
    return [
        (row[0], name, theirs, mine)
        for row, given in zip(cells_of(frame), told.iter_rows(), strict=True)
        for name, mine, theirs in zip(names, row, given, strict=True)
        if mine != theirs
    ]


def by_polars(frame: polars.DataFrame) -> polars.DataFrame:
    """The results of Polars by hand."""
    from benchmarks.by_hand.in_polars import answers

    return answers(frame.lazy(), AS_OF, graph().hash).collect()


def by_sql(frame: polars.DataFrame) -> polars.DataFrame:
    """The results of SQL by hand."""
    import duckdb
    import polars as pl

    from benchmarks.by_hand.in_sql import SETTING, answers

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        source, target = Path(folder) / "source.parquet", Path(folder) / "target.parquet"
        frame.write_parquet(source)
        connection.execute(SETTING)
        asked = answers(connection, source, AS_OF, graph().hash)
        connection.execute(f"copy ({asked}) to '{target}' (format parquet)")
        return pl.read_parquet(target)


def test_polars_by_hand_says_what_the_python_says() -> None:
    for needed in ("polars", "numpy"):
        pytest.importorskip(needed)
    frame = made_up(150, 1, 0.2)
    assert different(frame, by_polars(frame)) == []


@pytest.mark.slow
def test_sql_by_hand_says_what_polars_by_hand_says() -> None:
    for needed in ("polars", "numpy", "duckdb"):
        pytest.importorskip(needed)
    frame = made_up(400, 3, 0.3)
    assert by_sql(frame).rows() == by_polars(frame).rows()


@pytest.mark.slow
@pytest.mark.parametrize("missing", [0.05, 0.4])
def test_polars_and_sql_by_hand_say_what_the_python_says_of_many(missing: float) -> None:
    frame = made_up(2_000, 2, missing)
    told = by_polars(frame)
    assert different(frame, told) == []
    assert by_sql(frame).rows() == told.rows()
