"""How names and lists are put into sentences, and which name was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def quoted(name: str) -> str:
    """A name of the author's, between backticks."""
    return f"`{name}`"


def a(noun: str) -> str:
    """The noun with its indefinite article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def listed(names: Iterable[str], last: str = "or", most: int = 12) -> str:
    """`a`, `b` or `c`; a long list is cut and says how many are left."""
    words = [quoted(name) for name in names]
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 branch`, `3 branches`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def nearest(word: str, candidates: Iterable[str]) -> str:
    """The candidate the author probably meant, or "" when none is near enough.

    Near: at most a third of the letters changed (a swap of neighbours counts as one change). Ties go to
    the first in alphabetical order, so that the answer does not depend on the order of declaration.
    """
    limit = max(1, len(word) // 3)
    best, best_distance = "", limit + 1
    for candidate in sorted(set(candidates)):
        if abs(len(candidate) - len(word)) >= best_distance:
            continue
        distance = _distance(word, candidate, best_distance)
        if distance < best_distance:
            best, best_distance = candidate, distance
    if best:
        return best
    # A name that was shortened or prolonged: `weight_kg` for `weight`, `osteo` for `osteoporosis`.
    related = [
        name
        for name in sorted(set(candidates))
        if len(name) >= 4 and len(word) >= 4 and (name.startswith(word) or word.startswith(name))
    ]
    return related[0] if len(related) == 1 else ""


def did_you_mean(word: str) -> str:
    """The words under the caret for a suggestion ("" without one)."""
    return f"did you mean {quoted(word)}?" if word else ""


def _distance(left: str, right: str, limit: int) -> int:
    """Edits (insert, delete, replace, swap of neighbours) between two words; `limit` when not below it."""
    before: Sequence[int] = ()
    row: list[int] = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) >= limit:
            return limit
    return row[-1]
