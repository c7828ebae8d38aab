"""The tour is true, whole and short: excerpts stand in the guidelines, commands print what is shown, 15 minutes."""

import re
from pathlib import Path

import pytest

from guideline_dsl.words import ITEM_WORDS
from tests.manual import ROOT, Block, blocks, play

TOUR = ROOT / "docs" / "language-tour.md"
PAGE = TOUR.read_text(encoding="utf-8")
GUIDELINES = ("acute_kidney_injury", "atrial_fibrillation", "inflammatory_myopathy", "news2", "pneumonia")
MINUTES, WORDS_A_MINUTE = 15, 200
EXCERPTS = [block for block in blocks(PAGE) if block.kind == "guideline"]


def pieces(excerpt: Block) -> list[str]:
    """What stands together; `...` alone on a line is for lines left out."""
    return [piece.strip("\n") for piece in re.split(r"^ *\.\.\.\n", excerpt.text, flags=re.M)]


@pytest.mark.parametrize("excerpt", EXCERPTS, ids=lambda block: f"line {block.line}")
def test_an_excerpt_stands_word_for_word_in_the_guideline_in_this_order(excerpt: Block) -> None:
    kind, source, name = excerpt.words
    assert (kind, source) == ("guideline", "from")
    text = "\n" + (ROOT / "guidelines" / name).read_text(encoding="utf-8")
    at = 0
    for piece in pieces(excerpt):
        found = text.find(f"\n{piece}\n", at)
        assert found >= 0, piece
        at = found + len(piece)


def test_what_the_tour_shows_is_what_happens(tmp_path: Path) -> None:
    """To look at what is printed now: python -m tests.manual docs/language-tour.md"""
    problems, _ = play(TOUR, tmp_path)
    assert "\n".join(problems) == ""


def test_each_of_the_guidelines_is_shown() -> None:
    assert {Path(excerpt.words[2]).parent.name for excerpt in EXCERPTS} == set(GUIDELINES)


@pytest.mark.parametrize("word", ITEM_WORDS)
def test_every_item_of_the_language_is_named(word: str) -> None:
    assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", PAGE), word


def test_it_is_read_in_a_quarter_of_an_hour() -> None:
    assert len(PAGE.split()) < MINUTES * WORDS_A_MINUTE
