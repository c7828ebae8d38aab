"""Made-up tables of patients: always the same for one seed, and nobody in them is rejected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import parts
from engine.library import load_file
from guideline_app.cli import main
from tests.shares import one_in

polars = pytest.importorskip("polars")
pytest.importorskip("numpy")
patients = pytest.importorskip("benchmarks.patients")

SHIPPED = Path(__file__).parent.parent / "guidelines"
FILES = [
    "pneumonia/pneumonia",
    "atrial_fibrillation/atrial_fibrillation",
    "news2/news2",
    "calculators/carboplatin",
]
SEVERAL = 60


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patients, "BLOCK", 40)


@pytest.mark.parametrize("file", one_in(4, FILES))
def test_no_made_patient_is_rejected(tmp_path: Path, file: str) -> None:
    guideline = SHIPPED / f"{file}.guideline"
    table = tmp_path / "patients.parquet"
    population = patients.Population(load_file(guideline), 3, patients.Shares())
    patients.write(population, SEVERAL, table)
    command = ["cohort", str(guideline), str(table), "-o", str(tmp_path / "results.ndjson"), "--workers", "1"]
    assert main([*command, "--as-of", "2026-01-31", "--summary", str(tmp_path / "s.json")]) == 0
    assert json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))["answered"] == SEVERAL


def test_the_same_seed_makes_the_same_patients_and_a_longer_table_begins_with_the_shorter(
    tmp_path: Path,
) -> None:
    graph = load_file(SHIPPED / "pneumonia/pneumonia.guideline")

    def made(count: int, seed: int = 1) -> object:
        return polars.concat(patients.Population(graph, seed, patients.Shares()).frames(count))

    short, long = made(50), made(90)
    assert short.equals(made(50))  # type: ignore[attr-defined]
    assert long.head(50).equals(short)  # type: ignore[attr-defined]
    assert not short.equals(made(50, seed=2))  # type: ignore[attr-defined]


def test_blocks_are_made_once_for_tables_of_all_lengths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "BLOCK", 40)
    population = patients.Population(
        load_file(SHIPPED / "pneumonia/pneumonia.guideline"), 1, patients.Shares()
    )
    made: list[int] = []

    def block(number: int) -> Any:
        made.append(number)
        return population.block(number)

    tables = parts.Parts(block, tmp_path)
    tables.write(50, tmp_path / "short.parquet")
    tables.write(90, tmp_path / "long.parquet")
    assert made == [0, 1, 2]
    short, long = (polars.read_parquet(tmp_path / f"{name}.parquet") for name in ("short", "long"))
    assert long.equals(polars.concat(population.frames(90)))
    assert short.equals(long.head(50))


def test_the_share_of_what_is_missing_is_as_it_was_asked_for() -> None:
    graph = load_file(SHIPPED / "pneumonia/pneumonia.guideline")
    frame = polars.concat(patients.Population(graph, 1, patients.Shares(missing=0.25)).frames(4000))
    assert 0.2 < frame["confusion"].null_count() / 4000 < 0.3
    whole = polars.concat(patients.Population(graph, 1, patients.Shares(missing=0)).frames(400))
    assert whole["confusion"].null_count() == 0
