"""Text as it may be shown: with nothing in it that cannot be seen.

What cannot be seen or changes the order of reading (control characters, bidirectional marks) is shown by its code
point, so that nothing is hidden in a title and nothing of it is lost.
"""

from __future__ import annotations

import unicodedata

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


_ACCENTS_AT_MOST = 3


def legible(text: str) -> str:
    """The text with runs of white space as one space and every unseen character as `[U+202E]`; accents that are
    heaped on one letter, and would leave its line, are shown so too.
    """
    return _seen(" ".join(text.split()))


def legible_lines(text: str) -> str:
    """The same for a text of several lines, which keep their white space."""
    return "\n".join(map(_seen, text.split("\n")))


def _seen(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    heaped = 0
    for sign in text:
        heaped = heaped + 1 if unicodedata.combining(sign) else 0
        seen = unicodedata.category(sign) not in _UNSEEN and heaped <= _ACCENTS_AT_MOST
        shown.append(sign if seen else f"[U+{ord(sign):04X}]")
    return "".join(shown)
