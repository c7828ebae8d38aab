"""The names that are typed: kinds of tables by their ending, and engines with how many rows they are given at a time.

Declared absent: everything else, so that the command line knows the names without loading what they stand for.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

Format = Literal["csv", "ndjson", "parquet", "arrow"]
"""`arrow`: results only, handed from process to process."""

ENDINGS: Mapping[str, Format] = {
    ".csv": "csv",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".parquet": "parquet",
}

SUMMARIES: Mapping[str, Literal["json", "html", "text"]] = {
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".txt": "text",
}

CHUNKS: Mapping[str, int] = {
    "compiled": 2_000,
    "walk": 500,
    "polars": 100_000,
    "duckdb": 100_000,
    "spark": 20_000,
}
"""Rows of a chunk, at most: a second of work or some (guideline_app/cohort/sizing.py)."""


def ending_of(path: Path) -> Format | None:
    """What a table is by its ending; None for none."""
    return ENDINGS.get(path.suffix.lower())
