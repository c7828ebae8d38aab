"""How a difference is told: as text by example, as JSON, and as Markdown in which nothing becomes markup."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from markdown_it import MarkdownIt

from engine.difference_form import DifferenceShown, difference_shown
from engine.library import compile_text
from guideline_app.difference_markdown import difference_markdown, escaped
from guideline_app.difference_report import difference_text
from guideline_dsl import core
from guideline_dsl.compile import compile_core
from guideline_dsl.difference import Difference, difference
from guideline_dsl.graph import DecisionGraph

SPEC = Path(__file__).parent / "spec/difference"
BASE = (SPEC / "base.guideline").read_text(encoding="utf-8")
EDITS = SPEC / "edits.txt"


@cache
def graph(text: str) -> DecisionGraph:
    compiled = compile_text(text)
    assert compiled.graph is not None, [(f.places[0].span.line, f.message) for f in compiled.findings]
    return compiled.graph


def examples() -> list[tuple[str, str, str]]:
    """The name, the edit and the print of each example."""
    found = []
    for part in EDITS.read_text(encoding="utf-8").split("\n## ")[1:]:
        name, _, rest = part.partition("\n")
        edit, _, shown = rest.partition("\n=\n")
        found.append((name, edit, shown.strip("\n")))
    return found


def edited(edit: str) -> str:
    """The base with each run of - lines, which stands in it once, replaced by the + lines behind it."""
    text = BASE
    for old, new in re.findall(r"((?:^- ?.*\n?)+)((?:^\+ ?.*\n?)*)", edit, re.M):
        gone, come = (re.sub(r"^[-+] ?", "", lines, flags=re.M) for lines in (old, new))
        gone, come = gone.rstrip("\n"), come.rstrip("\n")
        assert text.count(gone) == 1, gone
        text = text.replace(gone if come else f"{gone}\n", come)
    return text


def printed(edit: str) -> str:
    _, _, rest = difference_text(difference(graph(BASE), graph(edited(edit)))).partition("\n\n")
    return rest.strip("\n")


@pytest.mark.parametrize(("name", "edit", "shown"), examples(), ids=[name for name, _, _ in examples()])
def test_an_edit_is_told_as_the_example_says(name: str, edit: str, shown: str) -> None:
    """To write them anew, to be read line by line: python -m tests.test_difference_told"""
    assert printed(edit) == shown


def test_what_is_done_comes_first_what_is_left_out_last_and_names_have_no_underscores() -> None:
    old = """\
guideline pain "Pain"
  version 1.0.0

references
  1  guideline  "Alpha"  "P"  2020

facts
  chest_pain  yes | no  "Pain"
  high_risk   yes | no  "Risk"

procedures
  home_visit  "A visit"

define in_danger as chest_pain and high_risk

decide care_plan "Care"
  when in_danger
    do home_visit
    cite [1] "danger"
  otherwise
    give nothing
    note "Come back"

not encoded
  "Prose" because "no action"
"""
    new = (
        old.replace("Alpha", "Beta").replace('"Risk"', '"High risk"').replace("and high_risk", "or high_risk")
    )
    new = new.replace("Come back", "Come again").replace('"Prose"', '"Other prose"')
    told = difference_text(difference(graph(old), graph(new))).splitlines()
    shown = [line.partition("  (")[0].strip().partition(" (line")[0] for line in told if line.startswith(" ")]
    assert shown == [
        "Care: otherwise",
        "note: was Come back, is Come again",
        "in danger",
        "value: was chest pain and high risk, is chest pain or high risk",
        "high risk",
        "question: was Risk, is High risk",
        "reference 1",
        "title: was Alpha, is Beta",
        "because of: in danger; high risk; reference 1",
        "Care: when in danger",
        'changed: not encoded: "Other prose"',
        'not encoded: was "Prose", is "Other prose"',
    ]


# ---------------------------------------------------------------- JSON


def test_the_json_has_its_schema_and_everything_that_is_told() -> None:
    found = difference(
        graph(BASE), graph(edited("- define child as age < 18 years\n+ define child as age < 16 years"))
    )
    form = json.loads(difference_shown(found).to_json())
    jsonschema.validate(form, DifferenceShown.model_json_schema())
    assert form["format"] == "guideline-difference/1"
    changed, branch, _ = form["changes"]
    assert changed["kind"] == "changed"
    assert changed["fields"] == [{"label": "value", "was": "age < 18 years", "now": "age < 16 years"}]
    assert (changed["old"]["line"], changed["new"]["key"]) == (24, "define:child")
    assert (branch["kind"], branch["because"]) == ("affected", ["child"])
    assert branch["old"]["own"] == branch["new"]["own"]
    assert branch["old"]["meaning"] != branch["new"]["meaning"]


# ---------------------------------------------------------------- hostile words

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- hidden",
    "]]>",
    '"quoted" and \\ backslash',
    "[a link](http://example.org)",
    "![a picture](http://example.org/x.png)",
    "http://example.org and www.example.org and <http://example.org>",
    "someone@example.org",
    "@someone, see #123 and GH-12",
    "[ref]: http://example.org",
    "a | b | c",
    "`code` and ``more`` and `",
    "*bold* __bold__ ~~gone~~",
    "# heading",
    "- item",
    "-<script>",
    "+ item",
    "1. item",
    "12) item",
    "=====",
    "---",
    "> quote",
    "&lt;b&gt; &amp; &#60;",
    "$x$ and $$y$$ and :warning:",
    "    indented as code",
    "\u202egnol\u2066",
    "line\nbreak\r\nand\ttab\x00",
    "\u200bzero width\ufeff",
    "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{STAFF OF AESCULAPIUS}\ufe0f",
    "x" * 10_000,
]


def with_words(words: str) -> Difference:
    """A difference in which these words are the title of a decision, a note, a reference, a value that was."""
    old = graph(BASE)

    def spoken(node: core.Node) -> core.Node:
        match node:
            case core.DecisionNode() | core.GuidelineNode():
                return replace(node, title=words)
            case core.MessageNode():
                return replace(node, text=words)
            case core.AssumptionNode() | core.ReferencesNode():
                return node
            case core.FactNode() if node.question:
                return replace(node, question=words)
            case _:
                return node

    spoken_graph = compile_core(core.Core(tuple(map(spoken, old.nodes))))
    return difference(old, spoken_graph)


def shown(words: str) -> str:
    """The words as they are shown: on one line, unseen signs by their code points."""
    return re.sub(
        "[\x00\u200b\u200d\ufeff\u202e\u2066]",
        lambda sign: f"[U+{ord(sign[0]):04X}]",
        " ".join(words.split()),
    )


def rendered(markdown: str) -> str:
    """What a strict reader of CommonMark makes of it, with links for whatever looks like one."""
    return MarkdownIt("gfm-like", {"html": True, "linkify": True}).render(markdown)


def plain(html: str) -> str:
    text = re.sub(r"<[^>]*>", "", html)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_no_words_of_a_guideline_become_markup_and_none_are_lost(words: str) -> None:
    found = with_words(words)
    html = rendered(difference_markdown(found))
    tags = {tag.lower() for tag in re.findall(r"<(/?[^ >]+)", html)}
    ours = {"h2", "h3", "ul", "li", "p", "strong", "code"}
    assert tags <= ours | {f"/{tag}" for tag in ours}
    assert html.count("<h2>") == 1
    assert plain(html).count(shown(words)) >= 4


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_the_text_shows_every_word_on_its_line(words: str) -> None:
    text = difference_text(with_words(words))
    assert "".join(text.split()).count("".join(shown(words).split())) >= 4
    assert all(line.isprintable() for line in text.splitlines())
    form = json.loads(difference_shown(with_words(words)).to_json())
    assert form["new"]["title"] == words


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_stands_before_it_a_word_is_shown_letter_by_letter(words: str) -> None:
    assert plain(rendered(f"- {escaped(words)}")).strip() == shown(words)
    assert plain(rendered(f"- **{escaped(words)}**")).strip() == shown(words)


def test_words_that_sites_make_links_or_signs_of_are_shown_as_code() -> None:
    words = "see @someone #123 GH-12 deadbeef1 :warning: $x$ a@b.org www.b.org"
    assert (
        escaped(words) == "see `@someone` `#123` `GH-12` `deadbeef1` `:warning:` `$x$` `a@b.org` `www.b.org`"
    )


if __name__ == "__main__":
    head, *_ = EDITS.read_text(encoding="utf-8").split("\n## ")
    written = [f"## {name}\n{edit}\n=\n{printed(edit)}\n" for name, edit, _ in examples()]
    EDITS.write_text("\n".join([head.rstrip("\n") + "\n", *written]), encoding="utf-8")
    sys.exit()
