"""What is remembered of an object is what was made of it, and of no other one."""

from __future__ import annotations

import pytest

from guideline_dsl import remembered
from guideline_dsl.frozen import frozen
from guideline_dsl.remembered import by_identity


@frozen
class Word:
    """Something to be put into words."""

    text: str


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(remembered, "_MOST", 3)
    return []


def test_an_object_is_asked_once_and_an_equal_one_by_itself(made: list[str]) -> None:
    @by_identity
    def upper(word: Word) -> str:
        made.append(word.text)
        return word.text.upper()

    one, other = Word("a"), Word("a")
    assert [upper(one), upper(one), upper(other), upper(one)] == ["A"] * 4
    assert made == ["a", "a"]


def test_objects_that_come_and_go_are_never_mistaken_for_each_other(made: list[str]) -> None:
    @by_identity
    def upper(word: Word) -> str:
        made.append(word.text)
        return word.text.upper()

    assert [upper(Word(str(number))) for number in range(50)] == [str(number) for number in range(50)]
    assert len(made) == 50
