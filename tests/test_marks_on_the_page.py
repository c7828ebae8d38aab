"""The review page and `guideline signoff` place every mark alike: the page's own script is run on made-up marks."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.review_file import Mark
from engine.review_marks import placed_marks
from guideline_dsl.reviewable import Reviewable
from guideline_dsl.spans import NOWHERE
from tests.browser import chromium

SCRIPT = Path(__file__).parent.parent / "visualize/page/marks.js"
HASHES = ("1" * 64, "2" * 64, "3" * 64)
KEYS = ("a", "b", "c", "d")


def statements(random: Random) -> list[Reviewable]:
    """Few keys and few hashes, so that they meet in every way; equal own hashes may mean different things."""
    return [
        Reviewable(key, "branch", key, key, key, (key,), "", NOWHERE, random.choice(HASHES), meaning, ())
        for key in random.sample(KEYS, random.randint(1, len(KEYS)))
        for meaning in [random.choice(HASHES)]
    ]


def marks(random: Random) -> list[dict[str, Any]]:
    return [
        {
            "key": random.choice(KEYS),
            "own": random.choice(HASHES),
            "meaning": random.choice(HASHES),
            "title": "",
            "says": "",
            "verdict": "agreed",
            "comment": "",
            "reviewer": "A",
            "role": "",
            "date": "2026-01-31",
        }
        for _ in range(random.randint(1, 5))
    ]


PLACED = """([script, given]) => given.map(([statements, marks]) => {
  const standingsOf = new Function("guideline", script + "; return standingsOf;")({ statements });
  return standingsOf(marks).map((standing) => standing && [standing.statement.key, standing.stale]);
})"""


@pytest.mark.slow
def test_the_page_places_marks_as_signoff_does() -> None:
    made = [(statements(Random(seed)), marks(Random(seed + 1000))) for seed in range(300)]
    given = [[[{"key": s.key, "own": s.own, "meaning": s.meaning} for s in found], of] for found, of in made]
    with chromium() as browser:
        on_the_page = browser.new_page().evaluate(PLACED, [SCRIPT.read_text(encoding="utf-8"), given])
    placed = [
        [
            None if each.statement is None else [each.statement.key, each.stale]
            for each in placed_marks(found, [Mark.model_validate(one) for one in of])
        ]
        for found, of in made
    ]
    assert on_the_page == placed
    assert {each is None or each[1] for one in placed for each in one} == {True, False}
