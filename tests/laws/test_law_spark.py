"""Spark gives the answers of the walk, in every column of the results, on shipped and on made-up guidelines.

Patients are biased to the boundaries and know of some things nothing. Longer:

    python -m tests.laws.test_law_spark 10000
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.cohort.on_spark import answers_on_spark
from engine.library import load_file
from tests import spark_session
from tests.laws.guidelines import DATED, FINITE, OBSERVED, RIVALS, SCORED, WILD, Kind, guideline
from tests.laws.law import compiled
from tests.laws.patients import AS_OF, Ward
from tests.laws.tables import table_of
from tests.laws.test_law_fast import SHIPPED
from tests.test_spark_frames import told, walked

polars = pytest.importorskip("polars")
pytestmark = spark_session.MARKS

SOME = [file for file in SHIPPED if file.stem in ("inflammatory_myopathy", "maintenance_fluids")]
KINDS = (WILD, FINITE, SCORED, OBSERVED, DATED, RIVALS)


def differences(spark: Any, ward: Ward, random: Random, many: int) -> list[str]:
    """What Spark says otherwise than the walk, of so many patients."""
    made = table_of([ward.patient(random) for _ in range(many)], ward.graph)
    cells = polars.DataFrame(made, schema=dict.fromkeys(made, polars.String))
    kinds = ", ".join(f"`{name}` string" for name in made)
    rows = [(number, *row) for number, row in enumerate(cells.iter_rows())]
    frame = spark.createDataFrame(rows, f"n long, {kinds}".removesuffix(", ")).coalesce(1)
    found = told(answers_on_spark(ward.graph, frame, AS_OF, row="n"))
    expected = walked(ward.graph, cells, AS_OF)
    assert len(found) == many
    return [
        f"row {row}: the walk says\n  {expected.get(row)}\nSpark\n  {found.get(row)}"
        for row in expected
        if expected[row] != found.get(row)
    ]


@pytest.mark.parametrize("file", SOME, ids=lambda file: file.stem)
def test_spark_gives_the_answers_of_the_walk_on_a_shipped_guideline(spark: Any, file: Path) -> None:
    assert differences(spark, Ward(load_file(file)), Random(file.stem), 60) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_spark_gives_the_answers_of_the_walk_on_a_generated_guideline(spark: Any, kind: Kind) -> None:
    random = Random(kind.name)
    text = guideline(random, kind)
    assert differences(spark, Ward(compiled(text)), random, 40) == [], text


def main() -> None:
    """The long run."""
    patients = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        for spark in spark_session.started(Path(folder)):
            for file in SHIPPED:
                found = differences(spark, Ward(load_file(file)), Random(1), patients)
                print(f"{file.stem}: {len(found)} differences", *found[:2], sep="\n  ", flush=True)
            for kind in KINDS:
                random = Random(1)
                for _ in range(max(1, patients // 500)):
                    text = guideline(random, kind)
                    found = differences(spark, Ward(compiled(text)), random, 100)
                    print(f"{kind.name}: {len(found)} differences", *found[:2], sep="\n  ", flush=True)


if __name__ == "__main__":
    main()
