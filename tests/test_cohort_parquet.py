"""Parquet in and out: exact values of every type, empty cells, and what is no number."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from guideline_app.cli import main
from tests.cohort_sample import Ward

polars = pytest.importorskip("polars")


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def table(ward: Ward, columns: dict[str, object], **types: object) -> Path:
    path = ward.folder / "patients.parquet"
    polars.DataFrame(columns, schema_overrides=types).write_parquet(path)
    return path


def test_values_of_every_type_are_read_exactly(ward: Ward) -> None:
    given = table(
        ward,
        {
            "id": [1, 2],
            "age": [55, 56],
            "weight": [Decimal("70.10"), Decimal("2.00")],
            "creatinine": [0.1, 0.3],
            "diabetes": [False, None],
            "sex": ["female", "male"],
            "pregnant": [None, None],
            "diagnosed": [date(2024, 5, 1), date(2024, 5, 1)],
            "weight.on": [datetime(2026, 1, 5), None],
            "medicines_known": [True, True],
            "as_of": [date(2026, 1, 31), None],
        },
        creatinine=polars.Float32,
        sex=polars.Categorical,
    )
    assert ward.run(given, results="results.parquet") == 0
    results = polars.read_parquet(ward.folder / "results.parquet")
    assert results["id"].to_list() == ["1", "2"]
    assert results["steroid.dose_lower"].to_list() == [Decimal("35.05"), None]
    assert results["sparing.decided_by"].to_list() == ["decide:sparing/when:1"] * 2
    assert results["row"].to_list() == [1, 2]


def test_what_is_no_number_and_an_empty_text_are_rejected_and_null_is_unknown(ward: Ward) -> None:
    given = table(
        ward,
        {
            "id": ["nan", "inf", "minus", "null", "text", "fine"],
            "weight": [math.nan, math.inf, -math.inf, None, 70.0, 70.0],
            "sex": ["female", "female", "female", "female", "", None],
        },
    )
    assert ward.run(given) == 1
    assert [row["id"] for row in ward.results()] == ["null", "fine"]
    assert [(each["row"], each["id"]) for each in ward.rejects()] == [
        (1, "nan"),
        (2, "inf"),
        (3, "minus"),
        (5, "text"),
    ]
    assert ward.rejects()[1]["raw"] == {"id": "inf", "weight": "inf", "sex": "female"}


def test_the_same_patients_have_the_same_results_in_every_kind_of_table(ward: Ward) -> None:
    text = "id,age,weight,diabetes,diagnosed,medicines_known\na,55,70.1,no,2024-05-01,yes\nb,17,,,,\n"
    ward.run(ward.table(text))
    expected = ward.results()
    frame = polars.read_csv(text.encode(), schema_overrides={"weight": polars.Float64})
    frame.write_parquet(ward.folder / "patients.parquet")
    frame.write_ndjson(ward.folder / "patients.ndjson")
    for kind in ("parquet", "ndjson"):
        ward.run(ward.folder / f"patients.{kind}", results=f"from_{kind}.csv")
        assert ward.results(f"from_{kind}.csv") == expected
    ward.run(ward.table(text), results="results.parquet")
    polars.read_parquet(ward.folder / "results.parquet").null_count()
    again = polars.read_parquet(ward.folder / "results.parquet").to_dicts()
    assert [
        {name: cell or "" for name, cell in row.items() if name in ("id", "steroid.recommends")}
        for row in again
    ] == [{name: row[name] for name in ("id", "steroid.recommends")} for row in expected]


@pytest.mark.parametrize("rows", [0, 3])
def test_parts_of_parquet_are_joined_in_their_order(ward: Ward, rows: int) -> None:
    given = table(ward, {"id": [f"p{n}" for n in range(rows)], "age": list(range(rows))}, id=polars.String)
    written = []
    for chunk in ("1", "2", "100"):
        assert ward.run(given, "--chunk", chunk, results="results.parquet") == 0
        written.append(polars.read_parquet(ward.folder / "results.parquet"))
    assert all(each.equals(written[0]) for each in written)
    assert written[0]["row"].to_list() == list(range(1, rows + 1))


def test_what_is_no_parquet_file_and_a_column_of_lists_are_refused(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ward.folder / "patients.parquet"
    path.write_bytes(b"PAR1 nonsense")
    assert ward.run(path) == 3
    assert "is no Parquet file" in capsys.readouterr().err
    assert ward.run(table(ward, {"id": [["a"]]})) == 3
    assert "the column `id` holds List(String)" in capsys.readouterr().err


def test_times_that_do_not_say_whether_they_have_a_zone_are_refused(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    """Spark writes its moments so, in UTC; others what the clock showed."""
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = ward.folder / "patients.parquet"
    times = pyarrow.table({"weight": [70], "weight.at": [datetime(2026, 1, 5, 8)]})
    parquet.write_table(times, path, use_deprecated_int96_timestamps=True)
    assert ward.run(path) == 3
    assert "the column `weight.at` holds times as INT96" in capsys.readouterr().err
    parquet.write_table(times.set_column(1, "weight.at", times[1].cast(pyarrow.timestamp("ns"))), path)
    assert ward.run(path) == 0


def test_a_row_of_a_large_table_is_found(ward: Ward, capsys: pytest.CaptureFixture[str]) -> None:
    given = table(ward, {"id": list(range(25_000)), "age": [55] * 25_000})
    command = ["cohort", str(ward.guideline), str(given), "--as-of", "2026-01-31", "--explain"]
    assert main([*command, "24999"]) == 0
    found = capsys.readouterr().out
    assert main([*command, "row 25000"]) == 0
    assert (capsys.readouterr().out, "STATUS: made up" in found) == (found, True)
    assert main([*command, "25000"]) == 3


def test_a_day_or_a_time_that_no_calendar_has_is_rejected_in_its_row(ward: Ward) -> None:
    first, last, beyond = -719_162, 2_932_896, 3_000_000
    days = polars.Series([beyond, last, first, None], dtype=polars.Int32)
    for number, kind in enumerate((polars.Date, polars.Datetime("ms"), polars.Datetime("us", "UTC"))):
        cells = days.cast(polars.Date).cast(kind)
        given = table(ward, {"id": ["a", "b", "c", "d"], "age": [55] * 4, "weight.on": cells})
        results = []
        for engine in ("walk", "polars"):
            name = f"{engine}{number}.ndjson"
            assert ward.run(given, "--engine", engine, results=name) == 1
            assert [row["id"] for row in ward.lines(name)] == ["d"]
            results.append(ward.rejects(name))
        assert results[0] == results[1]
        assert results[0][0]["raw"]["weight.on"] == "a day outside the years 1 to 9999"
