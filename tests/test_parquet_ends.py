"""Parquet files put together by their ends hold what the files hold, whoever reads them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cohort.compact_form import Field, Listed, NotCompact, read_struct, write_struct

polars = pytest.importorskip("polars")


def together(folder: Path, frames: Sequence[Any], **how: Any) -> Path:
    from engine.cohort.parquet import join

    parts = [folder / f"part-{place}.parquet" for place in range(len(frames))]
    for part, frame in zip(parts, frames, strict=True):
        frame.write_parquet(part, **{"compression": "zstd", "statistics": False, **how})
    join(parts, folder / "whole.parquet")
    return folder / "whole.parquet"


def frame(start: int, many: int) -> Any:
    return polars.DataFrame(
        {
            "row": range(start, start + many),
            "said": [None if row % 3 == 0 else f"say {row % 7}" for row in range(start, start + many)],
            "dose": [Decimal(row) / 4 for row in range(start, start + many)],
            "nothing": [None] * many,
        },
        schema={
            "row": polars.Int64,
            "said": polars.String,
            "dose": polars.Decimal(38, 12),
            "nothing": polars.String,
        },
    )


@pytest.mark.parametrize(
    "how", [{}, {"statistics": "full"}, {"compression": "uncompressed"}, {"row_group_size": 7}]
)
def test_what_was_written_in_parts_is_read_as_one_table(tmp_path: Path, how: dict[str, Any]) -> None:
    frames = [frame(0, 20), frame(20, 1), frame(21, 0), frame(21, 300)]
    whole = polars.concat(frames)
    path = together(tmp_path, frames, **how)
    assert polars.read_parquet(path).equals(whole)
    arrow = pytest.importorskip("pyarrow.parquet")
    assert polars.from_arrow(arrow.read_table(path)).equals(whole)


def test_duckdb_reads_what_was_put_together(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = together(tmp_path, [frame(0, 20), frame(20, 30)], statistics="full")
    asked = f"select count(*), sum(row), count(said) from '{path}' where row >= 10"
    rows = range(10, 50)
    assert duckdb.sql(asked).fetchall() == [(40, sum(rows), sum(row % 3 != 0 for row in rows))]


def test_text_that_was_an_enumeration_is_text(tmp_path: Path) -> None:
    texts = ["never", "always", None, "always"]
    first = polars.DataFrame({"said": texts}, schema={"said": polars.Enum(["always", "never"])})
    second = polars.DataFrame({"said": ["perhaps"]}, schema={"said": polars.String})
    read = polars.read_parquet(together(tmp_path, [first, second]))
    assert read["said"].to_list() == [*texts, "perhaps"]
    assert read.schema == {"said": polars.String}


def test_files_with_other_columns_are_not_put_together(tmp_path: Path) -> None:
    from engine.cohort.parquet_ends import OtherColumns

    with pytest.raises(OtherColumns, match=r"part-1\.parquet: other columns than in the files before"):
        together(tmp_path, [frame(0, 2), frame(0, 2).drop("dose")])


# ---------------------------------------------------------------- the form of the end

_INSIDE: st.SearchStrategy[tuple[int, Any]] = st.one_of(
    st.tuples(st.just(1), st.booleans()),
    st.tuples(st.just(3), st.integers(0, 255)),
    st.tuples(st.sampled_from((4, 5, 6)), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.just(7), st.binary(min_size=8, max_size=8)),
    st.tuples(st.just(8), st.binary(max_size=300)),
    st.tuples(
        st.just(9), st.lists(st.integers(-(2**31), 2**31 - 1), max_size=40).map(lambda each: Listed(5, each))
    ),
    st.tuples(st.just(9), st.lists(st.sampled_from((1, 2)), max_size=20).map(lambda each: Listed(1, each))),
)


def _struct(values: st.SearchStrategy[tuple[int, Any]]) -> st.SearchStrategy[list[Field]]:
    fields = st.dictionaries(st.integers(1, 40_000).filter(lambda n: n < 30_000), values, max_size=8)
    return fields.map(
        lambda told: [
            Field(number, (1 if value else 2) if kind == 1 else kind, value)
            for number, (kind, value) in sorted(told.items())
        ]
    )


_STRUCTS = _struct(
    st.one_of(
        _INSIDE,
        st.tuples(st.just(12), _struct(_INSIDE)),
        st.tuples(st.just(9), st.lists(_struct(_INSIDE), max_size=20).map(lambda each: Listed(12, each))),
    )
)


@given(_STRUCTS)
def test_what_is_written_in_the_compact_form_is_read_again(struct: list[Field]) -> None:
    assert read_struct(write_struct(struct)) == struct


@given(_STRUCTS, st.data())
def test_a_form_that_ends_too_early_is_refused(struct: list[Field], data: st.DataObject) -> None:
    form = write_struct(struct)
    with pytest.raises(NotCompact):
        read_struct(form[: data.draw(st.integers(0, len(form) - 1))])
