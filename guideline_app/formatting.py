"""`guideline fmt`: guidelines and cases in the one layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.files import UnreadableInput
from guideline_app.findings import findings_text, has_errors
from guideline_app.output import Unwritable, write_whole
from guideline_app.sources import STANDARD_INPUT, parse_source, read_source
from guideline_dsl.format import format_text


@dataclass(frozen=True, slots=True)
class Formatted:
    """What is printed, what could not be read or written, and whether a file has a mistake or would change."""

    text: str
    unreadable: tuple[str, ...]
    failed: bool


def format_files(arguments: Sequence[str]) -> Formatted:
    """Rewrite every file that is not in the one layout, and name it; standard input is printed."""
    return _each(arguments, _rewrite)


def compare_files(arguments: Sequence[str]) -> Formatted:
    """Name every file that is not in the one layout; nothing is written."""
    return _each(arguments, _compare)
