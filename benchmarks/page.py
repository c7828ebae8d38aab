"""Tables in a page of the documentation: what stands between two marks comes from a run; the next replaces it."""

from __future__ import annotations

from pathlib import Path

from guideline_app.output import write_whole


class NoPlace(ValueError):
    """The page has no marks for a table."""


def marks(name: str) -> tuple[str, str]:
    """What stands before a table and after it."""
    return f"<!-- from `python -m benchmarks --only {name}` -->\n", "\n<!-- to here -->"


def with_table(page: str, name: str, text: str) -> str:
    """The page with a table replaced. Raises NoPlace."""
    begin, end = marks(name)
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise NoPlace(
            f"the page has no place for `{name}`: it needs the lines {begin.strip()} and {end.strip()}"
        )
    return f"{before}{begin}\n{text}\n{end}{after}"


def has_place(page: str, name: str) -> bool:
    """Whether the page shows a table."""
    return marks(name)[0] in page


def write_table(file: Path, name: str, text: str) -> None:
    """Replace a table in a file; the file is written whole or not at all."""
    write_whole(file, with_table(file.read_text(encoding="utf-8"), name, text))
