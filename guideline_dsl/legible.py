"""Text as it may be shown: on one line, and with nothing in it that cannot be seen.

What cannot be seen or changes the order of reading (control characters, bidirectional marks) is shown by its code
point, so that nothing is hidden in a title and nothing of it is lost.
"""

from __future__ import annotations

import unicodedata

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def legible(text: str) -> str:
    """The text with runs of white space as one space and every unseen character as `[U+202E]`."""
    spaced = " ".join(text.split())
    return "".join(
        f"[U+{ord(sign):04X}]" if unicodedata.category(sign) in _UNSEEN else sign for sign in spaced
    )
