"""How wide a text is: the widths of Helvetica, which Arial and Liberation Sans share.

A viewer that has none of the three shows another font, up to a fifth wider. Text is therefore measured wider
than it is shown (`WIDER_FONT` in style.py).

Declared absent: where lines are broken (label.py).
"""

from __future__ import annotations

import unicodedata
from functools import cache

_FIRST = " "
_REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
)  # fmt: skip
_WIDEST = 1015
_OTHER_LETTER = 850  # of a script that Helvetica does not have: a wide letter, not the widest
_FULL_WIDTH = 1100
_PICTOGRAM = 1400


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text in points at a size in points."""
    table = _BOLD if bold else _REGULAR
    return sum(_width(sign, table) for sign in text) * size / 1000


@cache
def _width(sign: str, table: tuple[int, ...]) -> int:
    place = ord(sign) - ord(_FIRST)
    if 0 <= place < len(table):
        return table[place]
    if unicodedata.combining(sign):
        return 0
    base = unicodedata.normalize("NFD", sign)[0]
    if base != sign:
        return _width(base, table)
    if ord(sign) >= 0x1F000:
        return _PICTOGRAM
    if unicodedata.east_asian_width(sign) in "FW":
        return _FULL_WIDTH
    return _OTHER_LETTER if unicodedata.category(sign)[0] == "L" else _WIDEST
