"""The fonts on paper: which has a glyph for a sign, how wide a text is, and what stands for a sign that none has.

Arimo is as wide as Helvetica and Arial, for which the boxes are measured. What it lacks (ticks, crosses, arrowheads) is
from Inter. Both are from Python packages and embedded, so that a machine without any font prints the same. A sign that
neither has is shown by its code point, `[U+4E2D]`; so is one that cannot be seen, and one of a script that is read from
right to left.

Declared absent: places and pages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby

from guideline_dsl.frozen import frozen

FAMILIES = ("Arimo", "Inter")
BOLDER = 0.035
"""Bold letters are drawn with an outline of this width, in parts of the size, and stand as much further apart."""


class NotPrinted(RuntimeError):
    """A picture cannot be put on paper; the message says why, and what to do."""


class PrintNotInstalled(NotPrinted):
    """The libraries and fonts for paper are not installed; the message says how they are."""

    def __init__(self) -> None:
        super().__init__(
            "PDF and PNG need what `pip install 'guideline-engine[print]'` installs; an .svg needs nothing more"
        )


@frozen
class Run:
    """Neighbouring signs of a line that are in one font."""

    font: str
    text: str


def printed(text: str) -> str:
    """The text as it can be printed: each sign that no font has, by its code point."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(sign if _font_of(sign) else f"[U+{ord(sign):04X}]" for sign in composed)


def runs_of(text: str) -> Iterator[Run]:
    """A text that can be printed, in pieces of one font each."""
    for font, signs in groupby(text, _font_of):
        yield Run(font, "".join(signs))


def width_on_paper(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text that can be printed is, in points."""
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415

    plain = sum(float(pdfmetrics.stringWidth(run.text, run.font, size)) for run in runs_of(text))
    return plain + (BOLDER * size * len(text) if bold else 0.0)


_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_FROM_RIGHT_TO_LEFT = frozenset(("R", "AL", "RLE", "RLO", "RLI"))


@cache
def _font_of(sign: str) -> str:
    """The first font that has a glyph for a sign, "" for none."""
    if unicodedata.category(sign) in _UNSEEN or unicodedata.bidirectional(sign) in _FROM_RIGHT_TO_LEFT:
        return ""
    return next((font for font, has in fonts() if has(ord(sign))), "")


@cache
def fonts() -> tuple[tuple[str, Callable[[int], bool]], ...]:
    """The fonts by name, the first choice first, ready to be printed with; and whether each has a code point.

    Raises PrintNotInstalled.
    """
    try:
        import fontpkg  # noqa: PLC0415 - what an extra installs is imported where it is needed
        from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
        from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415

        files = [(family, str(fontpkg.path(family))) for family in FAMILIES]
    except (ImportError, LookupError) as error:
        raise PrintNotInstalled from error
    found = []
    for family, file in files:
        font = TTFont(family, file)
        pdfmetrics.registerFont(font)
        found.append((family, font.face.charToGlyph.__contains__))
    return tuple(found)
