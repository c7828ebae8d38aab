"""Figures as Markdown."""

from __future__ import annotations

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; the first column is text, the others are figures."""
    ruler = ["---", *("--:" for _ in head[1:])]
    return "\n".join(line(row) for row in (head, ruler, *rows))


def line(row: Sequence[str]) -> str:
    """One row of a table."""
    return "| " + " | ".join(row) + " |"


def seconds(value: float) -> str:
    """A time with three significant digits and a unit that fits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{_three_digits(value / size)} {unit}"
    return f"{_three_digits(value / 1e-6)} µs"


def megabytes(value: float) -> str:
    """Bytes as MB."""
    return f"{_three_digits(value / 1e6)} MB"


def _three_digits(value: float) -> str:
    places = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{places}f}"
