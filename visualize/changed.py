"""What changed between two versions, as marks on the new one, and the cards of what it has no box for.

Declared absent: how versions are compared (guideline_dsl/difference.py), shapes and colours (style.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from guideline_dsl import core
from guideline_dsl.content_hash import digest_of, meaning_form
from guideline_dsl.difference import Change, ChangeKind, Difference, moved_words
from guideline_dsl.field_changes import change_words
from visualize.cards import Box, Card, Deck, Mark, Marks, Row, Section, State
from visualize.deck import deck, without_readings
from visualize.plain import every_name

_STATES: Mapping[ChangeKind, State] = MappingProxyType(
    {
        "changed": "changed",
        "moved": "changed",
        "renamed": "changed",
        "added": "added",
        "affected": "affected",
        "removed": "removed",
    }
)
_BY_WEIGHT: tuple[State, ...] = ("changed", "added", "affected")
_MOST_REASONS = 3


def marks_of(difference: Difference) -> Marks:
    """A mark for each node of the new version that says something new or something else, or rests on what does.

    Of a statement that changed, the lines are marked that it did not have before.
    """
    found: dict[str, list[Mark]] = {}
    say = every_name(difference.old, difference.new)
    for change in difference.changes:
        if change.new is None:
            continue
        mark = Mark(_STATES[change.kind], tuple(map(say, _lines(change))))
        found.setdefault(change.new.node, []).append(mark)
        for line in _new_lines(difference, change):
            found.setdefault(line, []).append(Mark(mark.state))
    return MappingProxyType({node: _joined(marks) for node, marks in found.items()})


def deck_of_difference(difference: Difference) -> Deck:
    """The new version with what changed marked; what is drawn nowhere, and what was removed, on cards of its own."""
    made = without_readings(deck(difference.new, marks_of(difference)))
    shown = {node for box in _boxes(made) for node in box.nodes}
    undrawn = [c for c in difference.changes if c.new is not None and c.new.node not in shown]
    say = every_name(difference.old, difference.new)
    cards = [
        _card("undrawn", "Changed, and not drawn above", undrawn, say),
        _card("removed", "Removed", difference.of("removed"), say),
    ]
    old = difference.old
    before = f"Compared with {old.head.name} {old.head.version}".strip()
    section = Section("What changed besides", tuple(card for card in cards if card is not None))
    sections = (*made.sections, section) if section.cards else made.sections
    return replace(made, sections=sections, footer=(*made.footer, f"{before}, content {old.hash[:12]}"))


def _lines(change: Change) -> Iterator[str]:
    yield from (change_words(each) for each in change.fields)
    if change.kind == "moved" and not change.fields:
        yield moved_words(change)
    if change.kind == "affected" and change.because:
        more = len(change.because) - _MOST_REASONS
        reasons = [*change.because[:_MOST_REASONS], *([f"and {more} more"] if more > 0 else [])]
        yield f"because of: {'; '.join(reasons)}"


def _new_lines(difference: Difference, change: Change) -> Iterator[str]:
    """The lines below a statement, for one that is added or changed: those that it did not have."""
    assert change.new is not None
    if change.kind not in ("added", "changed"):
        return
    before = set() if change.old is None else {_said(difference.old.node(n)) for n in change.old.nodes[1:]}
    for node in change.new.nodes[1:]:
        if _said(difference.new.node(node)) not in before:
            yield node


def _said(node: core.Node) -> str:
    return digest_of(meaning_form(node))


def _joined(marks: list[Mark]) -> Mark:
    state = min((mark.state for mark in marks), key=_BY_WEIGHT.index)
    return Mark(state, tuple(dict.fromkeys(line for mark in marks for line in mark.lines)))


def _boxes(made: Deck) -> Iterator[Box]:
    yield made.head
    for section in made.sections:
        for card in section.cards:
            yield card.head
            for row in card.rows:
                yield from (box for box in (row.condition, row.result) if box is not None)


_Say = Callable[[str], str]


def _card(identifier: str, title: str, changes: Sequence[Change], say: _Say) -> Card | None:
    if not changes:
        return None
    rows = tuple(_row(change, say) for change in changes)
    return Card(identifier, title, Box("definitions", (title,)), rows)


def _row(change: Change, say: _Say) -> Row:
    statement = change.statement
    nodes = () if change.new is None else (change.new.node,)
    mark = Mark(_STATES[change.kind], tuple(map(say, _lines(change))))
    says = tuple(map(say, statement.says.split("\n")))
    return Row(Box("term", (say(statement.title),), nodes, mark), Box("meaning", says, nodes), "means")
