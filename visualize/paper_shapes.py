"""A drawn page as shapes and lines of text at their places on the paper: what a printer needs of an SVG.

The pages are drawn with few elements, and these are read whole: one that is not known is refused, so that nothing of
a picture can be missing on paper. Places are in points, counted from the upper left corner.

Declared absent: fonts and the file that is printed (paper.py), and everything else that SVG can say.
"""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from typing import Literal

from guideline_dsl.frozen import frozen

Point = tuple[float, float]


@frozen
class Paint:
    """How a shape is drawn; a colour is "" for none, and `dashes` is () for a solid line."""

    fill: str
    line: str
    width: float
    dashes: tuple[float, ...] = ()


@frozen
class Step:
    """One step of an outline: a move or a line to one point, a curve over three, or the way back to the start."""

    kind: Literal["move", "line", "curve", "close"]
    points: tuple[Point, ...] = ()


@frozen
class Outline:
    """A shape, step by step."""

    steps: tuple[Step, ...]
    paint: Paint


@frozen
class Line:
    """A line of text; `begin` and `end` are the ends of the shape that it stands in, infinite outside of all."""

    x: float
    y: float
    text: str
    size: float
    anchor: Literal["start", "middle", "end"]
    colour: str
    bold: bool
    begin: float = -math.inf
    end: float = math.inf


Shape = Outline | Line


@frozen
class Page:
    """What stands on one page, the lowest first."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


class CannotBePrinted(ValueError):
    """A picture says something that is not printed here; the message says what."""


def page_of(svg: str) -> Page:
    """Read a page. Raises CannotBePrinted."""
    root = ET.fromstring(svg)
    width, height = _points(root.get("width", "")), _points(root.get("height", ""))
    left, top, across, down = (float(part) for part in re.split(r"[ ,]+", root.get("viewBox", "").strip()))
    to_paper = (width / across, 0.0, 0.0, height / down, -left * width / across, -top * height / down)
    return Page(width, height, tuple(_shapes(root, to_paper, _PLAIN)))


_SVG = "{http://www.w3.org/2000/svg}"
_UNSEEN = frozenset(("title", "desc"))
_GROUPS = frozenset(("g", "a"))
_CLOSED = frozenset(("polygon", "rect", "ellipse", "circle"))
_PLAIN: Mapping[str, str] = {}
_INHERITED = (
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "font-size",
    "font-weight",
    "text-anchor",
)
Matrix = tuple[float, float, float, float, float, float]


def _points(length: str) -> float:
    """A length in points; a pixel is three quarters of one."""
    match = re.fullmatch(r"([0-9.]+)(pt|px|)", length)
    if match is None:
        raise CannotBePrinted(f"a page has the length `{length}`, and `pt` or `px` is expected")
    return float(match[1]) * (1 if match[2] == "pt" else 0.75)


def _shapes(group: ET.Element, matrix: Matrix, above: Mapping[str, str]) -> Iterator[Shape]:
    frames: list[Frame] = []
    for element in group:
        if not isinstance(element.tag, str):
            continue  # a comment
        kind = element.tag.removeprefix(_SVG)
        said = {**above, **{name: element.attrib[name] for name in _INHERITED if name in element.attrib}}
        if kind in _UNSEEN:
            continue
        if kind in _GROUPS:
            yield from _shapes(element, _within(matrix, element.get("transform", "")), said)
        elif kind == "text":
            yield _line(element, matrix, said, frames)
        else:
            outline = Outline(tuple(_steps(kind, element, matrix)), _paint(said, matrix))
            if kind in _CLOSED or (kind == "path" and outline.paint.fill):
                frames.append(_frame(outline))
            yield outline


Frame = tuple[float, float, float, float]
"""The left, upper, right and lower end of a shape."""


def _frame(outline: Outline) -> Frame:
    across = [x for step in outline.steps for x, _ in step.points]
    down = [y for step in outline.steps for _, y in step.points]
    return min(across), min(down), max(across), max(down)


def _ends_around(x: float, y: float, frames: list[Frame]) -> tuple[float, float]:
    """Where the shape ends on the left and on the right in which a text begins: the last drawn of its group."""
    for left, top, right, low in reversed(frames):
        if left <= x <= right and top <= y <= low:
            return left, right
    return -math.inf, math.inf


# ---------------------------------------------------------------- places

_MOVE = re.compile(r"(translate|scale|rotate|matrix)\(([^)]*)\)")


def _within(matrix: Matrix, transform: str) -> Matrix:
    rest = _MOVE.sub("", transform).strip(" ,")
    if rest:
        raise CannotBePrinted(f"a picture moves something by `{rest}`")
    for name, figures in _MOVE.findall(transform):
        values = [float(figure) for figure in re.split(r"[ ,]+", figures.strip())]
        match name, values:
            case "translate", [across, *down]:
                matrix = _joined(matrix, (1, 0, 0, 1, across, down[0] if down else 0))
            case "scale", [wide, *high]:
                matrix = _joined(matrix, (wide, 0, 0, high[0] if high else wide, 0, 0))
            case "matrix", [a, 0.0, 0.0, d, e, f]:
                matrix = _joined(matrix, (a, 0, 0, d, e, f))
            case "rotate", [0.0, *_]:
                pass
            case _:
                raise CannotBePrinted(f"a picture turns something: `{name}({figures})`")
    return matrix


def _joined(outer: Matrix, inner: Matrix) -> Matrix:
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return (
        a * p + c * q,
        b * p + d * q,
        a * r + c * s,
        b * r + d * s,
        a * t + c * u + e,
        b * t + d * u + f,
    )


def _at(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _scale(matrix: Matrix) -> float:
    """By how much lengths grow: the page is scaled alike in both directions."""
    a, b, c, d, _, _ = matrix
    return math.sqrt(abs(a * d - b * c))


# ---------------------------------------------------------------- shapes

_NUMBER = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e-?[0-9]+)?")
_COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_ROUND = 0.5522847498  # where the handles of a quarter of a circle stand, drawn as one curve


def _steps(kind: str, element: ET.Element, matrix: Matrix) -> Iterator[Step]:
    match kind:
        case "polygon" | "polyline":
            yield from _through(_pairs(element.get("points", "")), matrix, closed=kind == "polygon")
        case "rect":
            x, y, width, height, *round_off = (
                _number(element, name) for name in ("x", "y", "width", "height", "rx", "ry")
            )
            if any(round_off):
                yield from _rounded(x, y, width, height, max(round_off), matrix)
            else:
                corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
                yield from _through(corners, matrix, closed=True)
        case "ellipse" | "circle":
            yield from _ellipse(element, matrix)
        case "line":
            ends = [tuple(_number(element, f"{axis}{end}") for axis in "xy") for end in (1, 2)]
            yield from _through([(x, y) for x, y in ends], matrix, closed=False)
        case "path":
            yield from _path(element.get("d", ""), matrix)
        case _:
            raise CannotBePrinted(f"a picture has the element `{kind}`, which is not printed")


def _number(element: ET.Element, name: str) -> float:
    return float(element.get(name, "0"))


def _pairs(figures: str) -> list[Point]:
    values = [float(figure) for figure in _NUMBER.findall(figures)]
    return list(zip(values[::2], values[1::2], strict=True))


def _through(points: list[Point], matrix: Matrix, *, closed: bool) -> Iterator[Step]:
    for index, point in enumerate(points):
        yield Step("line" if index else "move", (_at(matrix, *point),))
    if closed:
        yield Step("close")


def _rounded(
    x: float, y: float, width: float, height: float, radius: float, matrix: Matrix
) -> Iterator[Step]:
    r = min(radius, width / 2, height / 2)
    k = r * (1 - _ROUND)
    right, low = x + width, y + height
    yield Step("move", (_at(matrix, x + r, y),))
    for line, curve in (
        ((right - r, y), ((right - k, y), (right, y + k), (right, y + r))),
        ((right, low - r), ((right, low - k), (right - k, low), (right - r, low))),
        ((x + r, low), ((x + k, low), (x, low - k), (x, low - r))),
        ((x, y + r), ((x, y + k), (x + k, y), (x + r, y))),
    ):
        yield Step("line", (_at(matrix, *line),))
        yield Step("curve", tuple(_at(matrix, *point) for point in curve))
    yield Step("close")


def _ellipse(element: ET.Element, matrix: Matrix) -> Iterator[Step]:
    cx, cy, r = (_number(element, name) for name in ("cx", "cy", "r"))
    rx, ry = (_number(element, name) or r for name in ("rx", "ry"))
    yield from _rounded_fully(cx, cy, rx, ry, matrix)


def _rounded_fully(cx: float, cy: float, rx: float, ry: float, matrix: Matrix) -> Iterator[Step]:
    across, down = rx * _ROUND, ry * _ROUND
    yield Step("move", (_at(matrix, cx + rx, cy),))
    for curve in (
        ((cx + rx, cy + down), (cx + across, cy + ry), (cx, cy + ry)),
        ((cx - across, cy + ry), (cx - rx, cy + down), (cx - rx, cy)),
        ((cx - rx, cy - down), (cx - across, cy - ry), (cx, cy - ry)),
        ((cx + across, cy - ry), (cx + rx, cy - down), (cx + rx, cy)),
    ):
        yield Step("curve", tuple(_at(matrix, *point) for point in curve))
    yield Step("close")


def _path(way: str, matrix: Matrix) -> Iterator[Step]:
    """`M`, `L`, `C`, `Z`: what Graphviz draws outlines and arrows with, each from where the last one ended."""
    for letter, figures in _COMMAND.findall(way):
        points = [_at(matrix, *point) for point in _pairs(figures)] if letter in "MLCZz" else []
        match letter:
            case "M" if points:
                yield Step("move", (points[0],))
                yield from (Step("line", (point,)) for point in points[1:])
            case "L":
                yield from (Step("line", (point,)) for point in points)
            case "C" if len(points) % 3 == 0:
                yield from (Step("curve", tuple(points[i : i + 3])) for i in range(0, len(points), 3))
            case "Z" | "z" if not points:
                yield Step("close")
            case _:
                raise CannotBePrinted(f"a picture has a path with `{letter}{figures.strip()[:40]}`")


# ---------------------------------------------------------------- paint and text


def _paint(said: Mapping[str, str], matrix: Matrix) -> Paint:
    scale = _scale(matrix)
    dashes = said.get("stroke-dasharray", "none")
    return Paint(
        _colour(said.get("fill", "black")),
        _colour(said.get("stroke", "none")),
        float(said.get("stroke-width", "1").removesuffix("px")) * scale,
        () if dashes == "none" else tuple(float(figure) * scale for figure in _NUMBER.findall(dashes)),
    )


def _colour(said: str) -> str:
    return "" if said in ("none", "transparent") else said


_ANCHORS: Mapping[str, Literal["start", "middle", "end"]] = {
    "start": "start",
    "middle": "middle",
    "end": "end",
}


def _line(element: ET.Element, matrix: Matrix, said: Mapping[str, str], frames: list[Frame]) -> Line:
    if len(element):
        raise CannotBePrinted("a picture has parts of a text, and whole lines are printed")
    if element.get("font-style", "normal") != "normal" or element.get("transform"):
        raise CannotBePrinted("a picture has slanted or turned text, which is not printed")
    x, y = _at(matrix, _number(element, "x"), _number(element, "y"))
    return Line(
        x,
        y,
        (element.text or "").replace("\u00a0", " "),
        float(said.get("font-size", "16").removesuffix("px").removesuffix("pt")) * _scale(matrix),
        _ANCHORS[said.get("text-anchor", "start")],
        _colour(said.get("fill", "black")),
        said.get("font-weight", "normal") in ("bold", "600", "700"),
        *_ends_around(x, y, frames),
    )
