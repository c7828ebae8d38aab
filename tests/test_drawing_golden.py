"""A small guideline as it is drawn, box by box. The texts are in golden/drawing/, one for each level.

After a change that is meant, `RECORD_GOLDEN=1 python -m pytest tests/test_drawing_golden.py` writes them anew; the
difference is read before it is committed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from engine.library import load_file
from guideline_dsl.graph import DecisionGraph
from visualize.deck import deck
from visualize.only import only
from visualize.picture import sheets_of
from visualize.sheet import Placed, Sheet, Words

GOLDEN = Path(__file__).parent / "golden" / "drawing"
SAMPLE = Path(__file__).parent / "golden" / "report" / "sample.guideline"
LEVELS: dict[str, Callable[[DecisionGraph], Sequence[Sheet]]] = {
    "overview": lambda graph: sheets_of(deck(graph), "overview"),
    "full": lambda graph: sheets_of(deck(graph)),
    "only_agent": lambda graph: sheets_of(only(graph, "agent")),
}


def told(sheets: Sequence[Sheet]) -> Iterator[str]:
    """What stands on each page from top to bottom: boxes by their kind, words, and the arrows."""
    for number, sheet in enumerate(sheets, 1):
        yield f"page {number}"
        for place in sorted((*sheet.boxes, *sheet.words), key=lambda place: (place.top, place.left)):
            yield f"  {_kind(place)} at {place.left:.0f},{place.top:.0f}"
            yield from (f"    {line.role}: {line.text}" for line in place.lines)
        for arrow in sheet.arrows:
            (x, y), *_, (to_x, to_y) = arrow.points
            yield f"  {arrow.kind} {x:.0f},{y:.0f} to {to_x:.0f},{to_y:.0f} {arrow.word}".rstrip()


def _kind(place: Placed | Words) -> str:
    if isinstance(place, Words):
        return "words"
    return f"{place.kind} ({', '.join(place.nodes)})" if place.nodes else place.kind


@pytest.mark.parametrize("level", LEVELS)
def test_the_drawing_is_as_recorded(level: str) -> None:
    text = "\n".join(told(LEVELS[level](load_file(SAMPLE)))) + "\n"
    recorded = GOLDEN / f"{level}.txt"
    if os.environ.get("RECORD_GOLDEN"):
        recorded.write_text(text, encoding="utf-8")
    assert text == recorded.read_text(encoding="utf-8")
