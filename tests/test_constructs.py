"""The page of constructs: a row for every item, examples that are checked, no word of the language left out."""

from __future__ import annotations

import re
from functools import cache

import pytest
from lark.lexer import PatternStr

from guideline_dsl.expected import PHRASES
from guideline_dsl.operators import FUNCTIONS
from guideline_dsl.tables import parser
from guideline_dsl.words import ITEM_WORDS
from tests.manual import ROOT, blocks

PAGE = (ROOT / "docs" / "constructs.md").read_text(encoding="utf-8")
_CELL = re.compile(r"(?<!\\)\|")


def rows(section: str) -> list[tuple[str, ...]]:
    """The rows of a section's table, without its head."""
    text = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in _CELL.split(line)[1:-1]) for line in lines[2:]]


SECTIONS = re.findall(r"^## (.*)$", PAGE, re.M)
ROWS = [row for section in SECTIONS for row in rows(section)]


def code(cell: str) -> list[str]:
    """What stands in code in a cell."""
    return [found.replace("\\|", "|") for found in re.findall(r"`([^`]+)`", cell)]


def plain(text: str) -> str:
    """With one space where there are several: columns of a file do not matter."""
    return re.sub(r"\s+", " ", text)


@cache
def checked() -> str:
    """Everything that other tests check: the examples of the reference, and the shipped guidelines."""
    page = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    kinds = {("guideline", kind) for kind in ("frame", "example", "conditions")}
    texts = [block.text for block in blocks(page) if block.words[:2] in kinds]
    shipped = sorted((ROOT / "guidelines").rglob("*.guideline"))
    return plain("\n".join([*texts, *(path.read_text(encoding="utf-8") for path in shipped)]))


def test_every_item_of_the_language_has_its_row() -> None:
    """And no row is about another word."""
    assert sorted(word for row in rows("Items") for word in code(row[0])) == sorted(ITEM_WORDS)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row_says_what_it_is_for_and_its_example_is_checked(row: tuple[str, ...]) -> None:
    """Four cells, each with something in it; the example stands where it is checked, word for word."""
    assert len(row) == 4
    assert all(row)
    (example,) = code(row[1])
    assert plain(example) in checked()


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_an_example_shows_its_construct(row: tuple[str, ...]) -> None:
    """One of the words it is about stands in it, unless the row is of an item whose lines are shown."""
    if row in rows("Items"):
        return
    words = [word for word in code(row[0]) if word[0].isalpha() and word != "today"]
    (example,) = code(row[1])
    assert not words or any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", example) for word in words)


def test_no_word_of_the_language_is_left_out() -> None:
    """Whoever adds a construct says here what it is for; closed lists of words are in the reference."""
    words = {phrase for phrases in PHRASES.values() for phrase in phrases} | set(FUNCTIONS)
    words |= {t.pattern.value for t in parser().terminals if isinstance(t.pattern, PatternStr)}
    for name in ("ROUTE", "GAP", "CODE_SYSTEM", "OUTCOME", "PERIOD"):
        words -= set(PHRASES[name])
    said = " ".join(cell for row in ROWS for cell in row)
    missing = {
        word
        for word in words
        if word[0].isalpha() and not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said)
    }
    assert missing == {"continuously", "times"}  # frequencies
