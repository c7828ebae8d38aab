"""What an SVG of a pathway shows, as rectangles and lines of text, measured with the widths of Helvetica."""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth

Point = tuple[float, float]
SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Rectangle:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Rectangle, by: float = 0.01) -> bool:
        return (
            self.left < other.right - by
            and other.left < self.right - by
            and self.top < other.bottom - by
            and other.top < self.bottom - by
        )

    def holds(self, other: Rectangle, by: float = 0.01) -> bool:
        return (
            self.left <= other.left + by
            and self.top <= other.top + by
            and self.right >= other.right - by
            and self.bottom >= other.bottom - by
        )


@dataclass(frozen=True)
class Written:
    text: str
    size: float
    place: Rectangle


@dataclass(frozen=True)
class Drawn:
    """A group: the body of its box, everything that is drawn for it, and its texts."""

    id: str
    kind: str
    body: Rectangle | None
    extent: Rectangle | None
    texts: tuple[Written, ...]


def page_size(svg: str) -> Rectangle:
    left, top, width, height = map(float, NUMBER.findall(ET.fromstring(svg).get("viewBox", "")))
    return Rectangle(left, top, left + width, top + height)


def groups(svg: str) -> Iterator[Drawn]:
    """The boxes, arrows, words and figures of a page, in its own coordinates."""
    yield from _inside(ET.fromstring(svg), (0.0, 0.0))


def _inside(parent: ET.Element, moved: Point) -> Iterator[Drawn]:
    for group in parent.findall(f"{SVG}g"):
        here = _moved(group, moved)
        if group.get("class") in ("node", "edge", "words"):
            yield _drawn(group, here, group.get("class", ""))
            continue
        own = ET.Element(group.tag)
        own.extend(child for child in group if child.tag != f"{SVG}g")
        if len(own):
            yield _drawn(own, here, "figure")
        yield from _inside(group, here)


def _moved(group: ET.Element, by: Point) -> Point:
    found = re.fullmatch(r"translate\((-?[\d.]+) (-?[\d.]+)\)", group.get("transform", "translate(0 0)"))
    assert found is not None, group.get("transform")
    return by[0] + float(found[1]), by[1] + float(found[2])


def _drawn(group: ET.Element, moved: Point, kind: str) -> Drawn:
    shapes = [_corners(e, moved) for e in group if e.tag in (f"{SVG}polygon", f"{SVG}polyline", f"{SVG}path")]
    texts = tuple(_written(element, moved) for element in group.iter(f"{SVG}text"))
    # The first outline is the inner one of two borders: the body that the text must stay in.
    outlines = [_corners(e, moved) for e in group if e.tag in (f"{SVG}polygon", f"{SVG}path")]
    body = outlines[0] if outlines else None
    return Drawn(group.get("id", ""), kind, body, _around(shapes), texts)


def _corners(element: ET.Element, moved: Point) -> Rectangle:
    numbers = [float(n) for n in NUMBER.findall(element.get("points") or element.get("d") or "")]
    across, along = [n + moved[0] for n in numbers[::2]], [n + moved[1] for n in numbers[1::2]]
    return Rectangle(min(across), min(along), max(across), max(along))


def _around(shapes: list[Rectangle]) -> Rectangle | None:
    if not shapes:
        return None
    return Rectangle(
        min(s.left for s in shapes),
        min(s.top for s in shapes),
        max(s.right for s in shapes),
        max(s.bottom for s in shapes),
    )


def _written(element: ET.Element, moved: Point) -> Written:
    text = "".join(element.itertext()).replace("\N{NO-BREAK SPACE}", " ")
    text = re.sub(r"\s+", " ", text)
    size = float(element.get("font-size", "0"))
    font = "Helvetica-Bold" if element.get("font-weight") == "bold" else "Helvetica"
    width = stringWidth("".join(sign for sign in text if not unicodedata.combining(sign)), font, size)
    left, base = float(element.get("x", "0")) + moved[0], float(element.get("y", "0")) + moved[1]
    left -= {"middle": width / 2, "end": width}.get(element.get("text-anchor", "start"), 0.0)
    return Written(text, size, Rectangle(left, base - 0.72 * size, left + width, base + 0.21 * size))
