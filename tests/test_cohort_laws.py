"""Laws of reading a table: no byte of it is lost, whatever it holds, and every row is answered or rejected."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.cohort.lines import NoTable, cells_of, csv_rows, json_rows, lines_of
from engine.cohort.rows import RowRead, RowReader, RowRefused
from engine.library import load_text
from tests.cohort_sample import GUIDELINE
from tests.shares import examples

GRAPH = load_text(GUIDELINE)
READER = RowReader(GRAPH, date(2026, 1, 31))
COLUMNS = READER.columns(("id", "age", "weight", "diabetes", "sex", "medicines_known", "taking.prednisone"))

pieces = st.sampled_from(
    [b'"', b'""', b",", b"\n", b"\r\n", b"a", b" ", b"\xc3\xa9", b"\xff", b"5", b"\x00", b";"]
)
tables = st.lists(pieces, max_size=40).map(b"".join)
cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 400),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["yes", "no", "70 kg", "female", "TRUE", "1e999", "NaN", "55 years", "0.1"]),
    st.dates(),
)


def bare(text: bytes) -> bytes:
    """The text without line ends and blank lines, which are no part of a row."""
    lines = text.replace(b"\r", b"").split(b"\n")
    return b"".join(line for line in lines if line.strip())


@given(tables)
@example(b'"a,1\nb,2\n')
@example(b'a,"b\n\n"x",c\n')
@settings(max_examples=examples(160), deadline=None)
def test_no_byte_of_a_table_is_lost(text: bytes) -> None:
    for rows in (csv_rows, json_rows):
        found = list(rows(lines_of(io.BytesIO(text))))
        assert bare(b"\n".join(row.text for row in found)) == bare(text)
        assert [row.line for row in found] == sorted({row.line for row in found})


@given(st.lists(st.lists(st.text('ab\n",é ', max_size=5), min_size=2, max_size=3), max_size=6))
@settings(max_examples=examples(80), deadline=None)
def test_what_was_written_as_csv_is_read_again(rows: list[list[str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    found = csv_rows(lines_of(io.BytesIO(written.getvalue().encode())))
    assert [cells_of(row.text) for row in found] == rows


@given(tables)
@settings(max_examples=examples(80), deadline=None)
def test_a_row_is_cut_into_cells_or_refused(text: bytes) -> None:
    for row in csv_rows(lines_of(io.BytesIO(text))):
        said = ""
        try:
            assert isinstance(cells_of(row.text), list)
        except NoTable as refused:
            said = str(refused)
        assert said == "" or said.startswith("the row is ")


@given(st.lists(cells, min_size=len(COLUMNS), max_size=len(COLUMNS)))
@settings(max_examples=examples(120), deadline=None)
def test_any_cells_are_a_patient_or_are_refused_with_reasons(row: list[object]) -> None:
    read: RowRead | tuple[str, ...]
    try:
        read = READER.row(COLUMNS, row)
    except RowRefused as refused:
        read = refused.reasons
    if isinstance(read, tuple):
        assert read
        assert all(reason.isprintable() for reason in read)
    else:
        known = {
            name
            for name, cell in zip(("age", "weight", "diabetes", "sex"), row[1:], strict=False)
            if cell is not None
        }
        assert set(read.record.facts) == known


@given(
    st.lists(st.lists(pieces, min_size=1, max_size=7).map(b"".join), min_size=1, max_size=8),
    st.integers(1, 4),
)
@example([b"a,b", b'"a",b', b"\xef\xbb\xbfa,b", b",", b"\xff,b", b"a\x00,b", b" , "], 2)
@settings(max_examples=examples(160), deadline=None)
def test_rows_that_are_cut_at_once_have_the_cells_that_each_has_by_itself(
    rows: list[bytes], width: int
) -> None:
    pytest.importorskip("polars")
    from engine.cohort.csv_table import table_of_rows
    from engine.cohort.parquet import table_of_cells

    def cut(row: bytes) -> list[str | None] | None:
        try:
            cells = cells_of(row)
        except NoTable:
            return None
        return [cell or None for cell in cells] if len(cells) == width else None

    names = [f"column {number}" for number in range(width)]
    assert table_of_rows(names, rows, cut).equals(table_of_cells(names, [cut(row) for row in rows]))
