"""A table that is a folder of Parquet files, and results that are one: whole or not at all, as those of a file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from engine.cohort.chunks import ChunkDone
from guideline_app.cli import main
from guideline_app.cohort import partitions
from guideline_app.cohort.partitions import PartitionedFolder
from tests.cohort_sample import Ward

polars = pytest.importorskip("polars")

WEIGHTS = [70, 71, -1, 300, 2, 1, 69, 68, 67, 66]


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def table(ward: Ward, files: Mapping[str, Mapping[str, Sequence[Any]]]) -> Path:
    folder = ward.folder / "patients"
    for name, columns in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        polars.DataFrame(columns).write_parquet(folder / name)
    return folder


def labels(start: int, weights: Sequence[int]) -> dict[str, Sequence[Any]]:
    return {"id": [f"p{start + place}" for place in range(len(weights))], "weight": weights}


def whole(ward: Ward) -> Path:
    return table(ward, {"a.parquet": labels(0, WEIGHTS[:4]), "b.parquet": labels(4, WEIGHTS[4:])})


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def files(ward: Ward) -> dict[str, bytes]:
    """All that stands under the names of results, and what is left over beside them."""
    found = [path for path in ward.folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(ward.folder).as_posix(): path.read_bytes()
        for path in found
        if "results" in path.relative_to(ward.folder).parts[0]
    }


def summary(ward: Ward, name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((ward.folder / name).read_text(encoding="utf-8"))
    for key in ("table", "results", "rejects", "seconds", "rows_per_second", "engine", "by_columns"):
        told.pop(key, None)
    return told


def test_the_parts_are_the_rows_of_one_file_in_their_order(ward: Ward) -> None:
    one = polars.DataFrame(labels(0, WEIGHTS))
    one.write_parquet(ward.folder / "one.parquet")
    assert (
        ward.run(
            ward.folder / "one.parquet", "--summary", str(ward.folder / "a.json"), results="one.out.parquet"
        )
        == 1
    )
    more = ("--partitioned", "--chunk", "3", "--summary", str(ward.folder / "b.json"))
    assert ward.run(whole(ward), *more, results="results.parquet") == 1
    out = ward.folder / "results.parquet"
    assert names(out) == ["_SUCCESS", *(f"part-0000{part}.parquet" for part in range(4))]
    assert polars.read_parquet(out / "*.parquet").equals(polars.read_parquet(ward.folder / "one.out.parquet"))
    rejects = ward.folder / "results.parquet.rejects"
    assert names(rejects) == ["_SUCCESS", "part-00000.ndjson", "part-00002.ndjson"]
    told = b"".join((rejects / name).read_bytes() for name in names(rejects)[1:])
    assert told == (ward.folder / "one.out.parquet.rejects.ndjson").read_bytes()
    assert summary(ward, "a.json") == summary(ward, "b.json")
    assert [name for name in names(ward.folder) if name.startswith(".")] == []


def test_a_folder_is_a_table_for_one_file_of_results_too(ward: Ward) -> None:
    assert ward.run(whole(ward), "--engine", "polars", "--chunk", "3") == 1
    assert [row["id"] for row in ward.results()] == [f"p{n}" for n in range(10) if n not in (2, 5)]
    assert [each["row"] for each in ward.rejects()] == [3, 6]


def test_a_row_of_a_folder_is_found(ward: Ward, capsys: pytest.CaptureFixture[str]) -> None:
    given = str(whole(ward))
    for label in ("p7", "row 8"):
        assert main(["cohort", str(ward.guideline), given, "--explain", label, "--as-of", "2026-01-31"]) == 0
        assert "weight" in capsys.readouterr().out
    assert main(["cohort", str(ward.guideline), given, "--explain", "row 6", "--as-of", "2026-01-31"]) == 3
    assert "row 6 cannot be read" in capsys.readouterr().err


def test_a_folder_names_a_cell_as_text_and_hidden_files_are_none_of_the_table(ward: Ward) -> None:
    """Spark takes `01` for one, and `null` has a word of its own."""
    folder = table(
        ward,
        {
            "sex=female/id=01/x.parquet": {"weight": [70]},
            "sex=female/id=a%2Fb/x.parquet": {"weight": [71.5]},
            "sex=__HIVE_DEFAULT_PARTITION__/id=c/x.parquet": {"weight": ["72 kg"]},
            "_temporary/id=d/x.parquet": {"height": [1]},
        },
    )
    (folder / "_SUCCESS").touch()
    (folder / ".part.crc").write_bytes(b"crc")
    for engine in ("walk", "polars"):
        assert ward.run(folder, "--engine", engine, results=f"{engine}.csv") == 0
        assert [row["id"] for row in ward.results(f"{engine}.csv")] == ["c", "01", "a/b"]
        assert ["sex" in row["missing"].split("; ") for row in ward.results(f"{engine}.csv")] == [False] * 3
    assert ward.results("walk.csv") == ward.results("polars.csv")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"b.parquet": {"id": ["b"], "weight": [1], "age": [3]}}, "b.parquet: has a column `age`, which"),
        ({"b.parquet": {"id": ["b"]}}, "a.parquet: has a column `weight`, which"),
        (
            {"id=7/b.parquet": {"id": ["b"], "weight": [70]}},
            "`id` is in the file and in the name of its folder",
        ),
        ({"b.parquet": {"id": ["b"], "weight": [[1]]}}, "b.parquet: the column `weight` holds List"),
    ],
)
def test_files_that_are_no_one_table_are_refused_by_name(
    ward: Ward, capsys: pytest.CaptureFixture[str], more: Mapping[str, Any], says: str
) -> None:
    assert ward.run(table(ward, {"a.parquet": labels(0, [70]), **more})) == 3
    assert says in capsys.readouterr().err


def test_a_folder_without_parquet_or_with_something_else_is_no_table(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = table(ward, {"a.parquet": labels(0, [70])})
    (folder / "notes.txt").write_text("hello", encoding="utf-8")
    assert ward.run(folder) == 3
    assert "notes.txt: is no .parquet file" in capsys.readouterr().err
    (folder / "notes.txt").unlink()
    (folder / "a.parquet").unlink()
    assert ward.run(folder) == 3
    assert "the folder has no .parquet file" in capsys.readouterr().err


def test_what_stands_under_the_name_and_is_no_result_stays(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    given = whole(ward)
    (ward.folder / "results.parquet").mkdir()
    (ward.folder / "results.parquet" / "thesis.txt").write_text("mine", encoding="utf-8")
    (ward.folder / "file.parquet").write_bytes(b"mine")
    for results, says in (
        ("results.parquet", "holds more than parts of results"),
        ("file.parquet", "is a file, and a folder of parts is asked for"),
        ("patients/results.parquet", "would stand in the table of patients"),
        ("results.csv", "--partitioned writes parts of Parquet"),
    ):
        before = files(ward)
        assert ward.run(given, "--partitioned", results=results) != 0
        assert says in capsys.readouterr().err
        assert files(ward) == before
    assert ward.run(given, results="results.parquet") != 0
    assert "is a folder; --partitioned writes one" in capsys.readouterr().err


def test_a_later_run_takes_the_place_of_an_earlier_one_and_of_its_rejects(ward: Ward) -> None:
    ward.run(whole(ward), "--partitioned", "--chunk", "2", results="results.parquet")
    assert (ward.folder / "results.parquet.rejects").is_dir()
    polars.DataFrame(labels(0, [70])).write_parquet(ward.folder / "fine.parquet")
    assert ward.run(ward.folder / "fine.parquet", "--partitioned", results="results.parquet") == 0
    assert sorted(files(ward)) == ["results.parquet/_SUCCESS", "results.parquet/part-00000.parquet"]


def test_a_run_ended_while_the_results_get_their_place_goes_on_to_the_same_bytes(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ended before the rejects have their name, between both, and after the results have."""
    given = whole(ward)
    run = ("--partitioned", "--chunk", "2")
    ward.run(given, *run, results="results.parquet")
    expected = files(ward)
    appear = partitions._appear
    for ended_after in (0, 1, 2):
        moved: list[Path] = []

        def ending(folder: Path, name: Path, moved: list[Path] = moved, last: int = ended_after) -> None:
            if len(moved) == last:
                raise KeyboardInterrupt
            appear(folder, name)
            moved.append(name)
            if len(moved) == last == 2:
                raise KeyboardInterrupt

        monkeypatch.setattr(partitions, "_appear", ending)
        assert ward.run(given, *run, results="results.parquet") == 130
        seen = {name: content for name, content in files(ward).items() if not name.startswith(".")}
        assert seen.items() <= expected.items()
        monkeypatch.setattr(partitions, "_appear", appear)
        assert ward.run(given, *run, results="results.parquet") == 1
        assert files(ward) == expected


def test_a_part_may_be_kept_by_two_at_once_and_by_nobody_of_another_run(tmp_path: Path) -> None:
    folder = PartitionedFolder(tmp_path / "results.parquet", tmp_path / "results.parquet.rejects")
    done = ChunkDone(0, 1, b"P" * 100_000, b"{}\n", {"rows": 1}, b"12345678")
    with folder.held({"a": 1}), ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(folder.keep_there, [done] * 20))
        assert {(part.place, part.rows, part.results, part.rejects) for part in kept} == {(0, 1, b"", b"")}
        note = folder.note(0)
        assert note is not None
        assert (note.rows, note.labels, folder.part(0).read_bytes()) == (1, b"", done.results)
    later = PartitionedFolder(tmp_path / "results.parquet", tmp_path / "results.parquet.rejects")
    with later.held({"a": 2}):
        assert later.note(0) is None
        with pytest.raises(Exception, match="cannot be written"):
            folder.keep_there(done)  # a task that was not ended when its run was
        assert later.note(0) is None
