"""What is typed behind `guideline cohort`."""

from __future__ import annotations

import os
import re
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path

from engine.cohort.formats import CHUNKS, ENDINGS, SUMMARIES, ending_of
from guideline_app.arguments import takes_graph, takes_time
from guideline_app.cohort.sizing import MEGABYTE

_MOST_WORKERS = 256


def takes_cohort(cohort: ArgumentParser) -> None:
    """A guideline, a table, where the results go, and how."""
    endings = ", ".join(ENDINGS)
    takes_graph(cohort)
    cohort.add_argument(
        "table",
        type=_patients,
        metavar="PATIENTS",
        help=f"a file ending in {endings}, or a folder of .parquet files",
    )
    target = cohort.add_mutually_exclusive_group(required=True)
    target.add_argument(
        "-o", "--output", type=_table, metavar="RESULTS", help=f"the results: a file ending in {endings}"
    )
    target.add_argument(
        "--explain",
        metavar="ID",
        help="show the whole assessment of the rows with this id (or `row 17`) instead",
    )
    cohort.add_argument(
        "--partitioned",
        action="store_true",
        help="write a folder RESULTS of .parquet parts with _SUCCESS, and none of one file",
    )
    takes_time(cohort)
    cohort.add_argument(
        "--engine",
        choices=CHUNKS,
        help="what computes; default: polars where it is installed, else compiled",
    )
    cohort.add_argument(
        "--master",
        metavar="URL",
        help="where Spark runs, for --engine spark; default: on this machine",
    )
    cohort.add_argument(
        "--compare", metavar="OLD", help="an older version of the guideline: count whose advice changes"
    )
    cohort.add_argument(
        "--summary",
        type=_summary,
        action="append",
        default=[],
        metavar="SUMMARY",
        help="also write the summary: .json, .html (with plots) or .txt; may be said again",
    )
    cohort.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="COLUMN",
        help="a column of the table that means nothing for the guideline; may be said again",
    )
    cohort.add_argument(
        "--chunk",
        type=_many,
        metavar="ROWS",
        help="rows that are done and kept at a time; default: as many as --memory allows",
    )
    cohort.add_argument(
        "--memory",
        type=_memory,
        default="2GB",
        metavar="SIZE",
        help="what all processes together may take (`1500MB`, `4GB`); default: 2GB",
    )
    cohort.add_argument(
        "--workers",
        type=_workers,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes that work beside each other, at most; default: one for each processor",
    )


def _table(text: str) -> Path:
    path = Path(text)
    if ending_of(path) is None:
        raise ArgumentTypeError(f"`{text}` ends in none of {', '.join(ENDINGS)}")
    return path


def _patients(text: str) -> Path:
    return Path(text) if Path(text).is_dir() else _table(text)


def _summary(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in SUMMARIES:
        raise ArgumentTypeError(f"`{text}` ends in none of .json, .html and .txt")
    return path


def _many(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9]) >= 1 and len(text) <= 8):
        raise ArgumentTypeError(f"`{text}` is no number of rows; write 1 or more")
    return int(text)


def _memory(text: str) -> int:
    """Bytes."""
    found = re.fullmatch(r"([1-9][0-9]{0,6}) ?(MB|GB)", text.upper())
    if found is None:
        raise ArgumentTypeError(f"`{text}` is no amount of memory; write `1500MB` or `2GB`")
    return int(found[1]) * (1000 if found[2] == "GB" else 1) * MEGABYTE


def _workers(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= _MOST_WORKERS):
        raise ArgumentTypeError(f"`{text}` is no number of processes from 1 to {_MOST_WORKERS}")
    return int(text)
