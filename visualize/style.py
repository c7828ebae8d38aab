"""THE table of shapes and colours: how each kind of box, arrow and mark looks, and how it is called.

Kinds are told apart by shape, line and heading as well as by colour, so that a print in black and white
says the same. All text is dark on a light ground (contrast above 7:1).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from guideline_dsl.frozen import frozen

Kind = Literal[
    "guideline",
    "decide",
    "choose",
    "advise",
    "taper",
    "condition",
    "act",
    "message",
    "exception",
    "gate",
    "contraindicate",
    "caution",
    "promise",
    "limited",
    "regimen",
    "definitions",
    "readings",
    "score",
    "table",
    "term",
    "meaning",
    "more",
    "patient",
    "alert",
]


@frozen
class BoxStyle:
    """`heading` stands first in the box ("" for none), `legend` says what the kind is; the rest are Graphviz's
    node attributes.
    """

    heading: str
    legend: str
    shape: str
    fill: str
    line: str
    style: str = "filled"
    width: float = 0.8
    borders: int = 1
    inset: float = 6.0
    """Points from the left border to the text."""
    above: float = 0.0
    """Points that the border itself takes above the text, and below it."""


@frozen
class ArrowStyle:
    """How an arrow looks: Graphviz's edge attributes, and what it says in the legend."""

    legend: str
    line: str
    style: str = "solid"
    head: str = "normal"
    width: float = 0.9
    head_length: float = 6.0


@frozen
class MarkStyle:
    """A mark is a sign and a word in the box, and its border."""

    sign: str
    word: str
    line: str
    style: str
    width: float
    legend: str


_BLUE, _INK, _GREY, _RED, _GREEN = "#1f5f99", "#303848", "#6b7280", "#a32015", "#4a6a1f"
_FRAME = "filled,rounded"

BOXES: Mapping[Kind, BoxStyle] = MappingProxyType(
    {
        "guideline": BoxStyle("", "the guideline", "box", "#e8eaf0", _INK, "filled,bold", 1.6),
        "decide": BoxStyle(
            "DECIDE: the first that holds",
            "decide: first that holds",
            "box",
            "#dbe9f6",
            _BLUE,
            width=1.4,
        ),
        "choose": BoxStyle(
            "CHOOSE: alternatives", "choose: alternatives", "component", "#dbe9f6", _BLUE, inset=10.0
        ),
        "advise": BoxStyle("ADVISE: each that holds", "advise: each that holds", "folder", "#dbe9f6", _BLUE),
        "taper": BoxStyle("REDUCE", "reduce, step by step", "box3d", "#dbe9f6", _BLUE, above=4.0),
        "condition": BoxStyle("", "a condition", "box", "#f6f7f9", "#8a93a3", width=0.6),
        "act": BoxStyle("", "what is given, stopped or done", "box", "#ffffff", _INK, _FRAME, 1.1),
        "message": BoxStyle("", "a note or a warning", "note", "#ffffff", _GREY),
        "exception": BoxStyle(
            "NOT DECIDED HERE", "an exception", "box", "#f1f1f1", "#505050", "filled,dashed"
        ),
        "gate": BoxStyle(
            "BEFORE STARTING",
            "to be known before starting",
            "box",
            "#fff3cc",
            "#8a6500",
            "filled,rounded,dashed",
            1.4,
        ),
        "contraindicate": BoxStyle(
            "CONTRAINDICATED: withheld",
            "contraindicated: withheld",
            "box",
            "#fbdcd8",
            _RED,
            "filled,diagonals",
            1.8,
            inset=14.0,
        ),
        "caution": BoxStyle(
            "CAUTION: shown, does not withhold",
            "caution: does not withhold",
            "box",
            "#ffe8d1",
            "#a35400",
            "filled,dashed",
            1.4,
        ),
        "promise": BoxStyle(
            "NEVER: a promise", "never: a promise", "box", "#efe0f5", "#6a2a8a", "filled", 1.0, 2, above=4.0
        ),
        "limited": BoxStyle(
            "", "what a limit does", "box", "#fffdf7", "#7a4a3a", "filled,rounded,dashed", 0.8
        ),
        "regimen": BoxStyle("REGIMEN", "regimen: doses by name", "tab", "#eef3e6", _GREEN),
        "definitions": BoxStyle("NAMES: what a word stands for", "names", "box", "#eceef2", _GREY),
        "readings": BoxStyle("WHAT IT RESTS ON", "references, assumptions", "box", "#eceef2", _GREY),
        "score": BoxStyle(
            "SCORE: points that are added", "score", "component", "#eef3e6", _GREEN, inset=10.0
        ),
        "table": BoxStyle("TABLE: exactly one row holds", "table", "folder", "#eef3e6", _GREEN),
        "more": BoxStyle(
            "", "more that the full pathway has", "box", "#f6f7f9", _GREY, "filled,rounded,dotted", 0.8
        ),
        "term": BoxStyle("", "a name", "underline", "#fafafa", "#8a93a3", width=0.5),
        "meaning": BoxStyle("", "what it stands for", "underline", "#ffffff", "#8a93a3", width=0.5),
        "patient": BoxStyle(
            "FOR THIS PATIENT", "about this patient", "box", "#eef3e6", _GREEN, "filled,bold", 1.6
        ),
        "alert": BoxStyle(
            "ALERT", "what is wrong for this patient", "box", "#fbdcd8", _RED, "filled,bold", 2.2
        ),
    }
)

ArrowKind = Literal["phase", "then", "ladder", "condition", "exception", "forbids", "cautions"]

ARROWS: Mapping[ArrowKind, ArrowStyle] = MappingProxyType(
    {
        "phase": ArrowStyle("the next phase", "#7c8798", "dashed", "normal", 1.0),
        "then": ArrowStyle("waits for that", "#7c8798", "solid", "vee", 1.4),
        "ladder": ArrowStyle("asked next", _INK, width=0.8),
        "condition": ArrowStyle("if so", _INK),
        "exception": ArrowStyle("if so, not decided here", "#505050", "dashed", "empty"),
        "forbids": ArrowStyle("forbids", _RED, "solid", "tee", 1.4, 1.5),
        "cautions": ArrowStyle("is pointed out", "#a35400", "dashed", "odiamond", 1.2, 7.2),
    }
)

State = Literal[
    "met",  # the condition holds; the box applies, is recommended
    "not met",
    "unknown",  # a fact is missing
    "not reached",  # an earlier branch decided
    "withheld",  # it would apply and a contraindication or a gate holds it back
    "broken",  # a promise that is not kept, now or under the plan
    "kept",  # a promise that is kept, now and under the plan
    "added",
    "changed",
    "affected",  # says the same, and rests on something that changed
    "removed",
]

MARKS: Mapping[State, MarkStyle] = MappingProxyType(
    {
        "met": MarkStyle("✓", "met", "#1d6b34", "bold", 2.2, "holds for this patient"),
        "not met": MarkStyle("✗", "not met", "#6b7280", "dotted", 1.2, "does not hold"),
        "unknown": MarkStyle("?", "unknown", "#8a5a00", "dashed", 1.8, "unknown: a fact is missing"),
        "not reached": MarkStyle("–", "not reached", "#5b6472", "dotted", 0.8, "an earlier one decided"),
        "withheld": MarkStyle("⊘", "withheld", "#a32015", "dashed", 2.2, "would apply and is held back"),
        "broken": MarkStyle("!", "broken", "#a32015", "bold", 2.8, "a promise is broken"),
        "kept": MarkStyle("=", "kept", "#1d6b34", "bold", 2.2, "a promise is kept"),
        "added": MarkStyle("+", "added", "#1d6b34", "bold", 2.2, "new in this version"),
        "changed": MarkStyle("≠", "changed", "#6a2a8a", "bold", 2.2, "says something else now"),
        "affected": MarkStyle("~", "affected", "#6a2a8a", "dashed", 1.4, "rests on something that changed"),
        "removed": MarkStyle("−", "removed", "#a32015", "dotted", 1.8, "no longer there"),
    }
)

FONT = "Helvetica"  # one name that Graphviz has measures for; in a list of names it knows none
FONT_SIZE = 9.0  # points, on paper: the smallest text there is
TITLE_SIZE = 10.0
HEADING_SIZE = 13.0
# Boxes are measured for a wider text than is shown: a viewer without Helvetica or Arial falls back to a font
# that is up to a fifth wider, and no text may leave its box.
WIDER_FONT = 1.18
LINE_HEIGHT = 1.2  # of the size; Graphviz sets lines 1.1 to 1.2 apart

TEXT_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "kind": "#303848",
        "title": "#101828",
        "act": "#101828",
        "text": "#1f2937",
        "support": "#4b5563",
        "mark": "#101828",
        "heading": "#1f3a5f",
    }
)
"""Of a line of text, by what it is for; "kind" and "mark" take the colour of their box where it has one."""
