"""The tables of the page on performance come from a run: only what stands between the marks is replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.__main__ import _TABLES
from benchmarks.page import NoPlace, has_place, with_table, write_table

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"


def test_a_table_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    write_table(page, "whole", "| a |")
    first = page.read_text(encoding="utf-8")
    write_table(page, "whole", "| b |")
    second = page.read_text(encoding="utf-8")
    assert first.count("| a |") == second.count("| b |") == 1
    assert first.replace("| a |", "| b |") == second


def test_a_page_without_marks_is_refused_by_name() -> None:
    with pytest.raises(NoPlace, match="no place for `whole`: it needs the lines"):
        with_table("# Nothing\n", "whole", "")


def test_the_page_has_a_place_for_each_table_that_it_shows() -> None:
    text = PAGE.read_text(encoding="utf-8")
    placed = {name for name in _TABLES if has_place(text, name)}
    assert placed == {"drawing", "first", "review", "slice", "whole", "rules", "cohorts"}
