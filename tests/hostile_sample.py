"""A guideline with every construct, in which every text is hostile: the same places for each hostile word.

Each text keeps a marker of its own on both sides (`zq7z WORD zq7z`), so that it is found again wherever it is shown.
What a text file may not hold (quotation marks, unseen signs) comes in as the JSON form of a graph, which every command
takes in its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from engine.library import compile_text
from guideline_dsl import core
from guideline_dsl.compile import compile_core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.json_form import decode

SAMPLE = (Path(__file__).parent / "graph_sample.guideline").read_text(encoding="utf-8")
_TEXT = re.compile(r'"([^"\n]*)"')
_KEPT = {"narrative.md"}

WORDS: dict[str, str] = {
    "a script": "<script>window.hostile=1</script>",
    "an image": "<img src=x onerror=window.hostile=1>",
    "the end of a section": "]]> --> <!-- <![CDATA[ </svg></text></script>",
    "a label of Graphviz": "<<b>bold</b>> \\N \\G \\l",
    "quotation marks": '"quoted" \'single\' \\" `back`',
    "a backslash at the end": "ends with \\",
    "an attribute": "' onmouseover='window.hostile=1' x=\" onload=\"window.hostile=1",
    "entities": "&lt;b&gt; &amp; &#60; &copy",
    "Markdown": "| a | b | # heading ![x](http://h.example/x.png) [l](javascript:window.hostile=1)",
    "a format": "%s {0} ${x} $$ {{y}} \\u0041",
    "right to left": "\u202eturned\u202c \u200f\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET} \u2066x\u2069",
    "unseen": "a\x00b\x1b[31mc\x07d\u200be\ufeff\u2028f",
    "emoji": "\N{FACE WITH TEARS OF JOY}\N{ZERO WIDTH JOINER}\N{HEAVY BLACK HEART}\ufe0f\N{WOMAN}",
    "marks without a letter": "\u0301\u0301\u0301 \u0489 x\u0336",
    "letters of other scripts": "\N{CJK UNIFIED IDEOGRAPH-4E2D}\u6587 \u0639\u0631\u0628\u064a \u0928\u093f",
}
LONG = "W" * 10_000


def numbered(text: str, said: Callable[[int], str]) -> str:
    """The guideline with each quoted text put in another way; `said` is given its number."""
    numbers = iter(range(10_000))

    def other(match: re.Match[str]) -> str:
        return match[0] if match[1] in _KEPT else f'"{said(next(numbers))}"'

    return _TEXT.sub(other, text)


def places() -> range:
    """The numbers of the texts."""
    return range(sum(match not in _KEPT for match in _TEXT.findall(SAMPLE)))


def marker(number: int) -> str:
    return f"zq{number}z"


def marked(number: int, word: str) -> str:
    return f"{marker(number)} {word} {marker(number)}"


def narrative(*words: str) -> str:
    """A sentence for every text, so that every quote stands in it; the words in turn."""
    sentences = (f"The {marked(n, words[n % len(words)])} of it. {{S{n:03}}}\n" for n in places())
    return "# Narrative\n\n" + "".join(sentences)


@cache
def safe_text() -> str:
    """Every text is its marker, twice."""
    return numbered(SAMPLE, lambda number: marked(number, "safe"))


@cache
def hostile_graph(word: str, every: int = 1) -> DecisionGraph:
    """The graph with that word in every text, or in every so-manieth."""
    found = compile_text(safe_text(), narrative("safe"))
    assert found.graph is not None, [finding.message for finding in found.findings][:3]

    def hostile(match: re.Match[str]) -> str:
        number = int(match[1])
        return json.dumps(marked(number, word if number % every == 0 else "safe"))[1:-1]

    form = re.sub(r"zq(\d+)z safe zq\1z", hostile, found.graph.to_json())
    nodes = decode(json.loads(form)["nodes"])
    assert isinstance(nodes, tuple)
    return compile_core(core.Core(nodes))
