"""How names, numbers and lists are put into sentences."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from guideline_dsl.nearest import nearest
from guideline_dsl.units import number_text


def quoted(name: str) -> str:
    """A name of the author's, between backticks."""
    return f"`{name}`"


__all__ = ["a", "counted", "did_you_mean", "digits", "listed", "nearest", "quoted"]


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


_WRITTEN_PLACES = 30
"""No written number has more decimals (units.parse_number)."""


def digits(value: Fraction) -> str:
    """A written number, with all its decimals."""
    return number_text(value, _WRITTEN_PLACES).text


def counted(number: int, one: str, many: str = "") -> str:
    """`1 branch`, `3 branches`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def did_you_mean(word: str) -> str:
    """The words under the caret for a suggestion ("" without one)."""
    return f"did you mean {quoted(word)}?" if word else ""
