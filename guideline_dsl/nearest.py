"""Did you mean: the word nearest to a written one."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST_NAME = 64
"""Characters of the longest name; a longer word is near to nothing."""
_NEAR = 0.74  # one letter wrong in a word of four; two in a word of eight


def nearest(written: str, possible: Iterable[str]) -> str:
    """The possible word nearest to the written one, or "" if none is near; the first of equals."""
    best, best_ratio = "", 0.0
    if len(written) > LONGEST_NAME:
        return ""
    from difflib import SequenceMatcher  # noqa: PLC0415 - only who errs is asked what was meant

    for word in possible:
        if word == written or abs(len(word) - len(written)) > 3:
            continue
        matcher = SequenceMatcher(None, written, word, autojunk=False)
        if matcher.real_quick_ratio() < _NEAR or matcher.quick_ratio() < _NEAR:
            continue
        ratio = matcher.ratio()
        if ratio >= _NEAR and ratio > best_ratio:
            best, best_ratio = word, ratio
    return best
