"""The shipped guideline answers for every statement of its source, and for every reading of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

from guideline_dsl.parse import parse
from guideline_dsl.syntax import Assuming, Assumption, Case, Cite, File, NotEncoded

FOLDER = Path(__file__).parents[1] / "guidelines" / "inflammatory_myopathy"
EVERY_STATEMENT = {f"S{number:02d}" for number in range(1, 105)}
SENTENCE = re.compile(r"^(?P<words>.*\S)\s*\{(?P<ids>[^{}]*)\}$")

Sentences = tuple[tuple[str, frozenset[str]], ...]


def _read(name: str) -> File:
    parsed = parse((FOLDER / name).read_text(encoding="utf-8"))
    assert parsed.findings == ()
    return parsed.file


@cache
def _guideline() -> File:
    return _read("inflammatory_myopathy.guideline")


@cache
def _sentences() -> Sentences:
    lines = (FOLDER / "narrative.md").read_text(encoding="utf-8").splitlines()
    found = (SENTENCE.match(line) for line in lines)
    return tuple((match["words"], frozenset(match["ids"].split())) for match in found if match)


def _nodes(tree: object) -> Iterator[object]:
    """Every node of a syntax tree, without recursion."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node)
        elif is_dataclass(node):
            yield node
            waiting.extend(getattr(node, field.name) for field in fields(node))


def _cited() -> set[str]:
    return {
        quote.value for node in _nodes(_guideline().items) if isinstance(node, Cite) for quote in node.quotes
    }


def _left_out() -> dict[str, str]:
    return {
        entry.quote.value: entry.because.value
        for node in _guideline().items
        if isinstance(node, NotEncoded)
        for entry in node.entries
    }


def _statements_behind(quotes: set[str]) -> set[str]:
    return {
        statement
        for words, statements in _sentences()
        if any(quote in words for quote in quotes)
        for statement in statements
    }


def test_each_statement_is_retold_by_exactly_one_sentence() -> None:
    told = [statement for _, statements in _sentences() for statement in statements]
    assert set(told) == EVERY_STATEMENT
    assert sorted(told) == sorted(set(told))


def test_each_statement_is_encoded_or_listed_as_not_encoded() -> None:
    encoded = _statements_behind(_cited())
    listed = _statements_behind(set(_left_out()))
    assert encoded | listed == EVERY_STATEMENT


def test_no_statement_is_both_encoded_and_listed_as_not_encoded() -> None:
    assert _statements_behind(_cited()) & _statements_behind(set(_left_out())) == set()


def test_only_what_is_about_the_page_itself_is_left_out() -> None:
    about_the_page = {f"S{number:02d}" for number in (1, 2, 3, 4, 5, *range(94, 105))}
    assert _statements_behind(set(_left_out())) == about_the_page


def test_each_quote_stands_word_for_word_in_exactly_one_sentence() -> None:
    for quote in _cited() | set(_left_out()):
        assert sum(quote in words for words, _ in _sentences()) == 1, quote


def test_each_line_left_out_gives_its_reason() -> None:
    assert all(reason.strip() for reason in _left_out().values())


def test_each_assumption_is_declared_once_and_used() -> None:
    nodes = list(_nodes(_guideline().items))
    declared = [node.name.text for node in nodes if isinstance(node, Assumption)]
    used = {name.text for node in nodes if isinstance(node, Assuming) for name in node.names}
    assert sorted(declared) == sorted(set(declared))
    assert set(declared) == used


def test_each_ambiguity_of_the_source_has_its_assumption() -> None:
    """A43, the review status, is the guideline's head: `status`, and the labels listed as not encoded."""
    named: set[int] = set()
    for line in (FOLDER / "inflammatory_myopathy.guideline").read_text(encoding="utf-8").splitlines():
        if line.startswith("assumption "):
            named |= {int(number) for number in re.findall(r"# A(\d\d)$", line)}
    assert named == set(range(1, 51)) - {43}


def test_no_sentence_is_copied_into_the_narrative_twice() -> None:
    words = [sentence for sentence, _ in _sentences()]
    assert len(words) == len(set(words))


def test_there_are_enough_cases_and_their_titles_differ() -> None:
    titles = [
        item.title.value for item in _read("inflammatory_myopathy.cases").items if isinstance(item, Case)
    ]
    assert len(titles) >= 80
    assert len(titles) == len(set(titles))
