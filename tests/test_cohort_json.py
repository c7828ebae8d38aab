"""Lines of JSON are answered by columns as by the walk, however a line is written; and most of them by columns."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.cohort.chunks import Chunk, Job, Working
from engine.cohort.lines import json_rows, lines_of
from engine.library import load_text
from tests.cohort_sample import GUIDELINE, Ward
from tests.shares import examples, one_in
from tests.test_cohort_columns import ENGINES, check

pytest.importorskip("polars")

engines = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


PLAIN = {
    "id": "p",
    "age": 55,
    "weight": 70.5,
    "diabetes": False,
    "diagnosed": "2021-03-01",
    "creatinine": 1.2,
}

ODD: dict[str, str] = {
    "numbers as text": '{"age": "55 years", "weight": "70", "diabetes": "no", "creatinine": "106.08 umol/L"}',
    "an exponent": '{"age": 5.5e1, "weight": 7E1, "creatinine": 0.1e-400}',
    "no number": '{"age": NaN, "weight": Infinity}',
    "many digits": '{"age": 55, "weight": 70.000000000000000000001, "creatinine": 1.99999999999999999999}',
    "a zero with a sign": '{"age": -0, "creatinine": -0.0}',
    "truths in capitals": '{"age": 55, "diabetes": "YES", "medicines_known": "No"}',
    "a truth for a number": '{"age": true, "weight": false}',
    "a number for a truth": '{"age": 55, "diabetes": 1}',
    "a number for a word": '{"age": 55, "sex": 0}',
    "a truth for a word": '{"age": 55, "sex": true}',
    "a number for a day": '{"age": 55, "diagnosed": 20210301}',
    "null": '{"age": 55, "weight": null, "nothing": null}',
    "empty text": '{"age": 55, "weight": "", "sex": ""}',
    "another name for it": '{"fact.age": 55, "fact.diabetes": true}',
    "two names for it": '{"fact.age": 55, "age": 55}',
    "one name twice": '{"age": 55, "age": 56}',
    "a number as a label": '{"id": 17, "age": 55}',
    "a truth as a label": '{"id": true, "age": 55}',
    "an odd label": '{"id": "a\\u0000b", "age": 55}',
    "an unknown column": '{"age": 55, "wieght": 70}',
    "an object": '{"age": 55, "weight": {"value": 70, "unit": "kg", "on": "2026-01-20"}}',
    "a list": '{"age": 55, "weight": [{"value": 70, "on": "2026-01-20"}]}',
    "a whole patient": '{"id": "w", "facts": {"age": 55, "diabetes": false}, "medicines": []}',
    "no object": "[1, 2]",
    "no JSON": '{"age": 55',
    "nothing": "{}",
    "medicines": '{"age": 55, "medicines_known": true, "taking.prednisone": true, "dose.prednisone": 20}',
    "other medicines": '{"age": 55, "medicines_known": true, "other_medicines": "ramipril (ace_inhibitor)"}',
    "a time of its own": '{"age": 55, "as_of": "2026-01-01", "weight": 70, "weight.on": "2025-12-20"}',
}


@engines
def test_a_line_is_answered_as_by_the_walk_however_it_is_written(ward: Ward, engine: str) -> None:
    lines = [json.dumps(PLAIN), *ODD.values(), json.dumps({**PLAIN, "sex": "male"})]
    rejects = check(ward, ward.table("\n".join(lines) + "\n", "patients.ndjson"), engine)
    assert 8 <= len(rejects) < len(lines) - 8


@pytest.mark.parametrize("name", one_in(8, ODD))
def test_an_odd_line_alone_is_answered_as_by_the_walk(ward: Ward, name: str) -> None:
    check(ward, ward.table(f"{ODD[name]}\n", "patients.ndjson"), "polars")


@engines
def test_lines_of_any_cells_are_answered_as_by_the_walk(ward: Ward, engine: str) -> None:
    random = Random(5)
    values: list[Any] = [
        True,
        False,
        0,
        1,
        55,
        70.5,
        2,
        1.9999,
        "yes",
        "70 kg",
        "female",
        "2021-01-01",
        "5 mg",
    ]
    names = [
        *PLAIN,
        "weight.on",
        "sex",
        "pregnant",
        "taking.prednisone",
        "dose.prednisone",
        "medicines_known",
    ]
    rows = []
    for _ in range(examples(160)):
        row = {name: random.choice(values) for name in random.sample(names, random.randint(1, 4))}
        rows.append({**PLAIN, **row} if random.random() < 0.7 else row)
    text = "".join(json.dumps(row) + "\n" for row in rows)
    check(ward, ward.table(text, "patients.ndjson"), engine)


def test_plain_lines_are_left_to_nobody(tmp_path: Path) -> None:
    table = tmp_path / "patients.ndjson"
    lines = [json.dumps({**PLAIN, "age": 20 + number}) for number in range(20)]
    table.write_text("\n".join([*lines, ODD["a whole patient"]]) + "\n", encoding="utf-8")
    graph = load_text(GUIDELINE)
    day = date(2026, 1, 31)
    working = Working(Job(graph.to_json(), None, "polars", day, frozenset(), table, "ndjson", (), "ndjson"))
    with table.open("rb") as file:
        rows = tuple(json_rows(lines_of(file)))
    assert working.do(Chunk(0, rows[:5])).counts["by_columns"] == 5
    assert working.do(Chunk(1, rows)).counts["by_columns"] == 20
