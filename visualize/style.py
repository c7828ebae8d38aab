"""THE table of shapes and colours: how each kind of statement looks, and what its box is headed.

Kinds are told apart by shape, line and heading as well as by colour, so that a print in black and white
says the same. All text is black on a light ground (contrast above 7:1).
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
    "regimen",
    "act",
    "message",
    "exception",
    "gate",
    "contraindicate",
    "caution",
    "promise",
    "definitions",
]


@frozen
class BoxStyle:
    """`heading` stands first in the box ("" for none); the rest are Graphviz's node attributes."""

    heading: str
    shape: str
    fill: str
    line: str
    style: str = "filled"
    width: float = 1.0


@frozen
class ArrowStyle:
    """How an arrow looks: Graphviz's edge attributes."""

    line: str
    style: str = "solid"
    head: str = "normal"
    width: float = 1.0


BOXES: Mapping[Kind, BoxStyle] = MappingProxyType(
    {
        "guideline": BoxStyle("", "box", "#e8eaf0", "#303848", "filled,bold", 2.0),
        "decide": BoxStyle("DECIDE: the first that holds", "box", "#dbe9f6", "#1f5f99", width=2.0),
        "choose": BoxStyle("CHOOSE: alternatives", "component", "#dbe9f6", "#1f5f99"),
        "advise": BoxStyle("ADVISE: each that holds", "folder", "#dbe9f6", "#1f5f99"),
        "taper": BoxStyle("REDUCE", "box3d", "#dbe9f6", "#1f5f99"),
        "regimen": BoxStyle("REGIMEN", "tab", "#eef3e6", "#4a6a1f"),
        "act": BoxStyle("", "box", "#ffffff", "#303848", "filled,rounded"),
        "message": BoxStyle("", "note", "#ffffff", "#707070"),
        "exception": BoxStyle("NOT DECIDED HERE", "box", "#f1f1f1", "#505050", "filled,dashed"),
        "gate": BoxStyle("GATE: before starting", "house", "#fff3cc", "#8a6500"),
        "contraindicate": BoxStyle("CONTRAINDICATED: withheld", "octagon", "#fbdcd8", "#a32015", width=2.0),
        "caution": BoxStyle("CAUTION: shown, does not withhold", "hexagon", "#ffe8d1", "#a35400"),
        "promise": BoxStyle("NEVER: a promise", "doubleoctagon", "#efe0f5", "#6a2a8a"),
        "definitions": BoxStyle("NAMES: what a word stands for", "box", "#fafafa", "#707070"),
    }
)

ArrowKind = Literal["order", "below", "condition", "exception", "forbids", "cautions"]

ARROWS: Mapping[ArrowKind, ArrowStyle] = MappingProxyType(
    {
        "order": ArrowStyle("#9aa3b2", "solid", "vee", 1.5),
        "below": ArrowStyle("#ffffff", "invis", "none"),
        "condition": ArrowStyle("#303848"),
        "exception": ArrowStyle("#505050", "dashed", "empty"),
        "forbids": ArrowStyle("#a32015", "solid", "tee", 1.5),
        "cautions": ArrowStyle("#a35400", "dashed", "odiamond", 1.5),
    }
)

FONT = "Helvetica"  # one name that Graphviz has measures for; in a list of names it knows none
FONT_SIZE = 11
# Boxes are measured for a wider text than is shown: a viewer without Helvetica or Arial falls back to a font
# that is up to a fifth wider, and no text may leave its box.
MEASURED_SIZE = 13
LABEL_COLUMNS = 40
FOOTER_COLUMNS = 110
