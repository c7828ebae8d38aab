"""Whether a guideline is signed: how each of its statements stands with its reviewers.

The last word of each reviewer counts, of those that still hold. One who disagrees outweighs all who agree, and so does
one who asks: a statement is agreed only when as many reviewers as are needed agree and nobody says otherwise. Of two
marks of one reviewer on one day the stricter counts, since nothing tells which came first.

A reviewer is known by the name, however it is spaced or capitalised.

Declared absent: which files; how it is shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

from engine.review_file import Mark, Review, Verdict
from engine.review_marks import Placed, placed_marks
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.reviewable import Reviewable, reviewable

Standing = Literal["disagreed", "question", "stale", "open", "agreed"]
"""`stale`: it was marked, and too few of its marks hold still; `open`: too few have marked it at all."""

_STRICTEST: tuple[Verdict, ...] = ("disagreed", "question", "agreed")


class OtherGuideline(ValueError):
    """A review is of another guideline than the one that is to be signed; the message names both."""


@frozen
class Signed:
    """How one statement stands.

    `agreed_by` is who agrees with it now; `last` is the last word of each reviewer, of those that hold; `marks` are all
    about it, stale and superseded ones too.
    """

    statement: Reviewable
    standing: Standing
    agreed_by: tuple[str, ...]
    last: tuple[Mark, ...]
    marks: tuple[Placed, ...]


@frozen
class SignOff:
    """How a guideline stands with its reviewers.

    `reviewers` is how many have to agree with each statement; `orphans` are the marks on statements that are gone.
    """

    graph: DecisionGraph
    reviewers: int
    statements: tuple[Signed, ...]
    orphans: tuple[Placed, ...]

    @property
    def complete(self) -> bool:
        """Whether every statement is agreed."""
        return all(each.standing == "agreed" for each in self.statements)

    def of(self, standing: Standing) -> tuple[Signed, ...]:
        """The statements that stand so."""
        return tuple(each for each in self.statements if each.standing == standing)


def sign_off(graph: DecisionGraph, reviews: Sequence[Review], reviewers: int = 1) -> SignOff:
    """How a guideline stands with the reviews of it; `reviewers` have to agree with each statement.

    Raises OtherGuideline.
    """
    for review in reviews:
        refuse_other(review, graph)
    statements = reviewable(graph)
    placed = placed_marks(statements, (mark for review in reviews for mark in review.marks))
    about: dict[str, list[Placed]] = {}
    for each in placed:
        if each.statement is not None:
            about.setdefault(each.statement.key, []).append(each)
    signed = tuple(_signed(statement, about.get(statement.key, []), reviewers) for statement in statements)
    return SignOff(graph, reviewers, signed, tuple(each for each in placed if each.statement is None))


def refuse_other(review: Review, graph: DecisionGraph) -> None:
    """Raise OtherGuideline for a review of another guideline; another version of this one is none."""
    if review.guideline != graph.head.name:
        raise OtherGuideline(
            f"this is a review of `{review.guideline}`, and the guideline is `{graph.head.name}`; name the right file"
        )


def _signed(statement: Reviewable, marks: Sequence[Placed], reviewers: int) -> Signed:
    last = _last_words(each.mark for each in marks if each.state == "holds")
    agreed_by = tuple(mark.reviewer for mark in last if mark.verdict == "agreed")
    verdicts = {mark.verdict for mark in last}
    standing: Standing
    if "disagreed" in verdicts:
        standing = "disagreed"
    elif "question" in verdicts:
        standing = "question"
    elif len(agreed_by) >= reviewers:
        standing = "agreed"
    elif any(each.stale for each in marks):
        standing = "stale"
    else:
        standing = "open"
    return Signed(statement, standing, agreed_by, tuple(last), tuple(marks))


def _last_words(marks: Iterable[Mark]) -> list[Mark]:
    last: dict[str, Mark] = {}
    for mark in marks:
        reviewer = same_person(mark.reviewer)
        if reviewer not in last or _rank(mark) > _rank(last[reviewer]):
            last[reviewer] = mark
    return list(last.values())


def _rank(mark: Mark) -> tuple[str, int]:
    return mark.date.isoformat(), -_STRICTEST.index(mark.verdict)


def same_person(name: str) -> str:
    """The name without what does not tell two people apart: width, spaces, capitals, and signs that cannot be seen."""
    seen = "".join(sign for sign in name if unicodedata.category(sign) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())
