"""Sheets into SVG: with Graphviz where it is installed, otherwise with Graphviz in WebAssembly.

What Graphviz answers is written anew with few kinds of elements (`svg g polygon polyline path ellipse text`), plain
attributes and no links, and each line of text gets the looks of what it is for.

Declared absent: what is drawn and where (pages.py, sheet.py).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from visualize import webassembly
from visualize.cells import BOLD
from visualize.sheet import Line, Placed, Sheet, Words, dot_of
from visualize.style import BOXES, FONT_SIZE, LINE_HEIGHT, MARKS, TEXT_COLOURS

SECONDS_AT_MOST = 120

_SVG = "{http://www.w3.org/2000/svg}"
_KEPT = ("polygon", "polyline", "path", "ellipse", "text")
_DROPPED_ATTRIBUTES = frozenset({"{http://www.w3.org/XML/1998/namespace}space"})


class DrawingFailed(RuntimeError):
    """The picture could not be made, or does not show every line of text; the message says which."""


def draw_sheets(sheets: Sequence[Sheet]) -> list[str]:
    """The elements of each sheet as SVG text, without an `<svg>` around them.

    Raises DrawingFailed when Graphviz fails or takes longer than `SECONDS_AT_MOST`, and when a line of
    a sheet is not in its picture.
    """
    pictures = _pictures([dot_of(sheet) for sheet in sheets])
    return [_rewritten(picture, sheet) for picture, sheet in zip(pictures, sheets, strict=True)]


def _pictures(dots: Sequence[str]) -> list[str]:
    if not dots:
        return []
    installed = shutil.which("dot")
    return _with_installed(installed, dots) if installed else _with_webassembly(dots)


def _with_installed(program: str, dots: Sequence[str]) -> list[str]:
    try:
        run = subprocess.run(
            [program, "-Tsvg"],
            input="\n".join(dots).encode(),
            capture_output=True,
            timeout=SECONDS_AT_MOST,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DrawingFailed(f"Graphviz took longer than {SECONDS_AT_MOST} seconds") from error
    except OSError as error:
        raise DrawingFailed(f"Graphviz could not be started: {error}") from error
    if run.returncode != 0:
        raise DrawingFailed(f"Graphviz failed: {run.stderr.decode(errors='replace').strip()}")
    pictures = [f"<svg{rest}" for rest in run.stdout.decode().split("<svg")[1:]]
    if len(pictures) != len(dots):
        raise DrawingFailed(f"Graphviz drew {len(pictures)} of {len(dots)} sheets")
    return [picture[: picture.rindex("</svg>") + len("</svg>")] for picture in pictures]


def _with_webassembly(dots: Sequence[str]) -> list[str]:
    try:
        return webassembly.render(dots)
    except webassembly.WebAssemblyFailed as error:
        raise DrawingFailed(f"Graphviz failed: {error}") from error


# ---------------------------------------------------------------- written anew


def _rewritten(picture: str, sheet: Sheet) -> str:
    shown = _Shown(sheet)
    tree = ET.fromstring(picture)
    graph = tree.find(f"{_SVG}g")
    groups = [] if graph is None else [g for g in graph.iter(f"{_SVG}g") if g.get("class") in _CLASSES]
    _check_lines(groups, sheet.lines)
    inside = "\n".join(_group(group, shown) for group in groups)
    return f'<g transform="translate(0 {sheet.height:g})">\n{inside}\n</g>'


_CLASSES = ("node", "edge")


class _Shown:
    """Which lines and colours belong to a group, by its id, and where the lines stand."""

    def __init__(self, sheet: Sheet) -> None:
        self.lines: Mapping[str, Sequence[Line]] = {
            **{box.id: box.lines for box in sheet.boxes},
            **{f"words{number}": words.lines for number, words in enumerate(sheet.words)},
        }
        self.colours: Mapping[str, str] = {box.id: BOXES[box.kind].line for box in sheet.boxes}
        self.marks: Mapping[str, str] = {
            box.id: MARKS[box.state].line for box in sheet.boxes if box.state is not None
        }
        self._starts = {
            **{box.id: (box.text_left, _first(box, FONT_SIZE), FONT_SIZE) for box in sheet.boxes},
            **{
                f"words{number}": (words.left, _first(words, words.size), words.size)
                for number, words in enumerate(sheet.words)
            },
        }
        self._height = sheet.height

    def place(self, identifier: str, line: int) -> Mapping[str, str]:
        """Where a line begins. Graphviz sets lines apart by the fonts of the machine: on each one otherwise."""
        left, top, size = self._starts[identifier]
        base = top + line * size * LINE_HEIGHT + size * _TO_BASE
        return {"x": f"{left:.2f}", "y": f"{base - self._height:.2f}"}


_TO_BASE = 0.86  # of the size: from the top of a line to the foot of its letters


def _first(place: Placed | Words, size: float) -> float:
    """The top of the first line: the lines stand in the middle of the height."""
    return place.top + (place.height - len(place.lines) * size * LINE_HEIGHT) / 2


def _group(group: ET.Element, shown: _Shown) -> str:
    identifier = group.get("id", "")
    kind = "words" if identifier.startswith("words") else group.get("class", "")
    if kind == "node" and identifier not in shown.lines:
        return ""  # the corners
    lines = shown.lines.get(identifier, ())
    texts = 0
    elements: list[str] = []
    for element in group.iter():
        tag = element.tag.removeprefix(_SVG)
        if tag not in _KEPT:
            continue
        more: dict[str, str] = {}
        if tag == "text":
            if texts < len(lines):
                more = {**shown.place(identifier, texts), **dict(_look(lines[texts], identifier, shown))}
            texts += 1
        elements.append(_element(tag, element, more))
    return f'<g id="{identifier}" class="{kind}">{"".join(elements)}</g>'


def _look(line: Line, identifier: str, shown: _Shown) -> Iterator[tuple[str, str]]:
    if line.role in BOLD:
        yield "font-weight", "bold"
    match line.role:
        case "kind":
            yield "fill", shown.colours.get(identifier, TEXT_COLOURS["kind"])
        case "mark":
            yield "fill", shown.marks.get(identifier, TEXT_COLOURS["mark"])
        case role:
            yield "fill", TEXT_COLOURS[role]


def _element(tag: str, element: ET.Element, more: Mapping[str, str]) -> str:
    attributes = {
        name: value.strip() for name, value in element.attrib.items() if name not in _DROPPED_ATTRIBUTES
    }
    attributes |= more
    said = "".join(f" {name}={_quoted(_plain_value(value))}" for name, value in attributes.items())
    if tag == "text":
        return f"<text{said}>{escape(''.join(element.itertext()), quote=False)}</text>"
    return f"<{tag}{said}/>"


def _quoted(value: str) -> str:
    return f'"{escape(value)}"'


def _plain_value(value: str) -> str:
    """Builds of Graphviz write `transparent`, which is no colour of SVG, and a list of fonts of their own."""
    return {"transparent": "none", "Helvetica,sans-Serif": "Helvetica, Arial, sans-serif"}.get(value, value)


def _check_lines(groups: Iterable[ET.Element], lines: Sequence[str]) -> None:
    """Graphviz has been seen to replace a label in silence, so every line is looked for."""
    texts = (text for group in groups for text in group.iter(f"{_SVG}text"))
    shown = Counter(_spaced("".join(text.itertext())) for text in texts)
    absent = Counter(_spaced(line) for line in lines) - shown
    if absent:
        raise DrawingFailed(f"the picture does not show this line: {next(iter(absent))}")


def _spaced(text: str) -> str:
    """No-break spaces are how some builds write the spaces of an indented line."""
    return re.sub(r"\s+", " ", text).strip()
