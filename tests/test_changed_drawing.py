"""A drawing of what changed between two versions: every change is on it, in its box or on a card of its own."""

from __future__ import annotations

import pytest

from guideline_dsl.difference import difference
from tests.shares import one_in
from tests.test_difference_told import BASE, edited, examples, graph
from visualize.cards import Box, Deck
from visualize.changed import deck_of_difference, marks_of
from visualize.picture import draw


def boxes(deck: Deck) -> list[Box]:
    cards = [card for section in deck.sections for card in section.cards]
    rows = [row for card in cards for row in card.rows]
    found = [deck.head, *(card.head for card in cards), *(row.result for row in rows)]
    return found + [row.condition for row in rows if row.condition is not None]


def changed(edit: str) -> Deck:
    return deck_of_difference(difference(graph(BASE), graph(edited(edit))))


DOSE = (
    "-     give penicillin 25 to 50 mg/kg/day by weight\n+     give penicillin 25 to 40 mg/kg/day by weight"
)
CHILD = "- define child as age < 18 years\n+ define child as age < 16 years"


def test_what_changed_is_marked_with_what_it_was() -> None:
    (mark,) = {box.mark for box in boxes(changed(DOSE)) if box.mark is not None and box.mark.lines}
    assert mark.state == "changed"
    assert mark.lines == (
        "dose of penicillin: was 25 to 50 mg/kg/day by weight, is 25 to 40 mg/kg/day by weight",
    )


def test_the_line_that_changed_is_marked_beside_its_branch() -> None:
    marks = marks_of(difference(graph(BASE), graph(edited(DOSE))))
    assert {node: mark.state for node, mark in marks.items()} == {
        "decide:treatment/when:2": "changed",
        "decide:treatment/when:2/give:1": "changed",
    }


def test_what_rests_on_a_change_is_affected_and_says_why() -> None:
    marks = marks_of(difference(graph(BASE), graph(edited(CHILD))))
    assert marks["define:child"].state == "changed"
    assert marks["decide:treatment/otherwise"].state == "affected"
    assert marks["decide:treatment/otherwise"].lines == ("because of: child",)


def test_what_was_removed_stands_on_a_card_with_its_words() -> None:
    deck = changed(
        '-   except when test is negative\n-     note "The test outranks the findings"\n-     cite [2]'
    )
    (card,) = (card for section in deck.sections for card in section.cards if card.id == "removed")
    assert card.rows[0].condition is not None
    assert card.rows[0].condition.mark is not None
    assert card.rows[0].condition.mark.state == "removed"
    assert "note: The test outranks the findings" in card.rows[0].result.paragraphs


def test_what_is_drawn_nowhere_stands_on_a_card_too() -> None:
    deck = changed('-   1  guideline  "The first source"\n+   1  guideline  "Another source"')
    (card,) = (card for section in deck.sections for card in section.cards if card.id == "undrawn")
    assert card.rows[0].condition is not None
    assert card.rows[0].condition.mark is not None
    assert card.rows[0].condition.mark.lines == ("title: was The first source, is Another source",)


def test_the_footer_names_the_version_it_is_compared_with() -> None:
    assert changed(CHILD).footer[-1].startswith("Compared with sore_throat 1.0.0, content ")


@pytest.mark.parametrize(
    "edit", one_in(4, [edit for _, edit, _ in examples()]), ids=[name for name, _, _ in examples()]
)
def test_every_change_is_marked_and_drawn(edit: str) -> None:
    found = difference(graph(BASE), graph(edited(edit)))
    deck = deck_of_difference(found)
    states = {box.mark.state for box in boxes(deck) if box.mark is not None}
    expected = {"moved": "changed", "renamed": "changed"}
    assert states == {expected.get(change.kind, change.kind) for change in found.changes}
    drawn = draw(deck)
    words = " ".join(" ".join(drawn.lines).split())
    for change in found.of("removed"):
        assert change.statement.title in words
