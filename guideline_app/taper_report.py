"""A reduction as text: whether a step is due, and a table of all that follow.

Declared absent: its picture (visualize/taper_picture.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.assessment import TaperPlan
from engine.taper_words import due_text, start_texts, total_text
from guideline_app.wrapping import WIDTH, wrapped

_HEAD = ("step", "starts", "dose", "lasts", "tablets a day", "so far in all")
_INDENT = 4
_BETWEEN = "  "


def taper_lines(taper: TaperPlan) -> list[str]:
    """The reduction of one medicine."""
    lines = wrapped(f"{taper.medicine}: {taper.outcome}", 2, 4)
    if taper.current is None or taper.next is None:
        return lines + (wrapped(taper.off_ladder, 4) if taper.off_ladder else [])
    lines += wrapped(f"now {taper.current.value} {taper.current.unit}; {due_text(taper)}", 4)
    lines += wrapped(taper.off_ladder, 4) if taper.off_ladder else []
    lines += _table(_HEAD, _rows(taper)) if taper.steps else []
    lines += wrapped(total_text(taper), 4, 6)
    return lines + (wrapped(f"At the end: {taper.end_question}", 4, 6) if taper.end_question else [])


def _rows(taper: TaperPlan) -> list[tuple[str, ...]]:
    return [
        (
            str(number),
            starts,
            f"{step.dose.value} {step.dose.unit}",
            step.lasts,
            step.tablets,
            f"{step.cumulative.value} {step.cumulative.unit}" if step.cumulative is not None else "",
        )
        for number, (starts, step) in enumerate(zip(start_texts(taper), taper.steps, strict=True), 1)
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as their widest cell; one that is empty is left out, and numbers stand at their right."""
    kept = [column for column in range(len(head)) if any(row[column] for row in rows)]
    widths = {column: max(len(row[column]) for row in (head, *rows)) for column in kept}

    def written(row: Sequence[str]) -> str:
        cells = (
            row[column].rjust(widths[column])
            if column == len(head) - 1
            else row[column].ljust(widths[column])
            for column in kept
        )
        return f"{' ' * _INDENT}{_BETWEEN.join(cells)}".rstrip()

    if _INDENT + sum(widths.values()) + len(_BETWEEN) * (len(kept) - 1) > WIDTH:
        return [line for row in rows for line in _listed(head, row, kept)]
    return [written(head), *map(written, rows)]


def _listed(head: Sequence[str], row: Sequence[str], kept: Sequence[int]) -> list[str]:
    """A row that would be wider than the page, as a sentence."""
    said = "; ".join(f"{head[column]} {row[column]}" for column in kept if row[column])
    return wrapped(said, _INDENT, _INDENT + 2)
