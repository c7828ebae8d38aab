"""The few elements of SVG that a picture is drawn with by hand; texts are shown letter by letter.

Declared absent: what is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from guideline_dsl.legible import legible
from visualize.style import FONT, FONT_SIZE

Point = tuple[float, float]
_FONTS = f"{FONT}, Arial, sans-serif"


def number(value: float) -> str:
    """A coordinate, to a hundredth of a point."""
    return f"{round(value, 2):g}" if abs(value) < 1e6 else f"{value:.0f}"


def element(tag: str, attributes: Mapping[str, str], inside: str = "") -> str:
    """An element; `inside` is SVG already."""
    said = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value)
    return f"<{tag}{said}>{inside}</{tag}>" if inside else f"<{tag}{said}/>"


def text(
    at: Point,
    said: str,
    *,
    size: float = FONT_SIZE,
    anchor: str = "start",
    bold: bool = False,
    fill: str = "#1f2937",
) -> str:
    """A line of text with its baseline at a point."""
    attributes = {
        "x": number(at[0]),
        "y": number(at[1]),
        "font-family": _FONTS,
        "font-size": number(size),
        "text-anchor": "" if anchor == "start" else anchor,
        "font-weight": "bold" if bold else "",
        "fill": fill,
    }
    return element("text", attributes, escape(legible(said)) or " ")


def rect(left: float, top: float, width: float, height: float, **looks: str) -> str:
    """A rectangle; `looks` are attributes, with `_` for `-`."""
    place = {"x": number(left), "y": number(top), "width": number(width), "height": number(height)}
    return element("rect", {**place, **_named(looks)})


def polyline(points: Iterable[Point], **looks: str) -> str:
    """A line through points, not filled."""
    return element("polyline", {"fill": "none", "points": _joined(points), **_named(looks)})


def polygon(points: Iterable[Point], **looks: str) -> str:
    """A closed shape."""
    return element("polygon", {"points": _joined(points), **_named(looks)})


def group(inside: Iterable[str], **looks: str) -> str:
    """Elements that belong together."""
    return element("g", _named(looks), "\n".join(inside))


def moved(inside: str, left: float, top: float) -> str:
    """Elements in another place."""
    return element("g", {"transform": f"translate({number(left)} {number(top)})"}, inside)


def _joined(points: Iterable[Point]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)


def _named(looks: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-").removesuffix("-"): value for name, value in looks.items()}
