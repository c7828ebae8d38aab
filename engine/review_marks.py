"""What has become of the marks of a review: which of today's statements each is about, and whether it still holds.

1. A mark holds for a statement with the same `meaning`: of several, the one with the same key.
2. Else it is about a statement with the same `own` words: what they rest on has changed since, and the mark is stale.
3. Else it is about the statement with the same key, whose words have changed, and is stale; unless that statement is
   one that bore another key when it was marked (by rule 1 or 2), so that the key has passed on to it.
4. Else the statement is gone, and the mark is an orphan. It is listed, never dropped.

The review page follows the same rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from engine.review_file import Mark
from guideline_dsl.frozen import frozen
from guideline_dsl.reviewable import Reviewable

MarkState = Literal["holds", "rests on something else", "says something else", "gone"]


@frozen
class Placed:
    """A mark with the statement it is about today; None when that is gone."""

    mark: Mark
    state: MarkState
    statement: Reviewable | None

    @property
    def stale(self) -> bool:
        """Whether the statement means something else than when it was marked."""
        return self.state in ("rests on something else", "says something else")


def placed_marks(statements: Sequence[Reviewable], marks: Iterable[Mark]) -> tuple[Placed, ...]:
    """Every mark, in its order."""
    by_key = {statement.key: statement for statement in statements}
    by_meaning = _by((statement.meaning, statement) for statement in statements)
    by_own = _by((statement.own, statement) for statement in statements)
    placed: list[Placed | None] = []
    waiting: list[tuple[int, Mark]] = []
    passed_on: set[str] = set()
    for mark in marks:
        same = by_meaning.get(mark.meaning) or by_own.get(mark.own)
        if same is None:
            waiting.append((len(placed), mark))
            placed.append(None)
            continue
        statement = same.get(mark.key) or next(iter(same.values()))
        state: MarkState = "holds" if statement.meaning == mark.meaning else "rests on something else"
        placed.append(Placed(mark, state, statement))
        if statement.key != mark.key:
            passed_on.add(statement.key)
    for place, mark in waiting:
        there = by_key.get(mark.key)
        if there is None or there.key in passed_on:
            placed[place] = Placed(mark, "gone", None)
        else:
            placed[place] = Placed(mark, "says something else", there)
    return tuple(each for each in placed if each is not None)


def _by(hashed: Iterable[tuple[str, Reviewable]]) -> dict[str, dict[str, Reviewable]]:
    """The statements of each hash, by their keys."""
    found: dict[str, dict[str, Reviewable]] = {}
    for mark, statement in hashed:
        found.setdefault(mark, {})[statement.key] = statement
    return found


def words_since(placed: Placed) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that a stale mark was about and that are gone, and those that have come since; () for none."""
    assert placed.statement is not None
    was, now = placed.mark.says.split("\n"), placed.statement.says.split("\n")
    gone, come = Counter(was) - Counter(now), Counter(now) - Counter(was)
    return _of(was, gone), _of(now, come)


def _of(lines: Iterable[str], wanted: Counter[str]) -> tuple[str, ...]:
    left = Counter(wanted)
    found = []
    for line in lines:
        if left[line]:
            left[line] -= 1
            found.append(line)
    return tuple(found)
