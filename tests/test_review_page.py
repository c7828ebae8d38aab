"""The review page as a file: what is on it, what it may do, and that no text becomes anything but text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from guideline_app.cli import main
from guideline_app.reviewing import material_of, review_of
from guideline_dsl.reviewable import reviewable
from tests import browser
from tests.review_sample import CASES, GUIDELINE, NARRATIVE, written
from tests.shares import one_in
from visualize.review_page import SCRIPTS

SHIPPED = Path(__file__).parent.parent / "guidelines"
MOST_BYTES = 3_000_000
LOADS = {"src", "href", "action", "formaction", "data", "poster", "srcset", "background", "xlink:href"}


class Read(HTMLParser):
    """The elements of a page with their attributes, its text, and the content of its scripts and style sheets."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self._inside: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in self.raw:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.raw[self._inside[-1]].append(data)
        else:
            self.texts.append(data)

    @property
    def payload(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.raw["script"][0])
        return found

    @property
    def policy(self) -> str:
        return next(a["content"] or "" for t, a in self.elements if t == "meta" and "http-equiv" in a)


def strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for part in value:
                yield from strings(part)
        case dict():
            for part in value.values():
                yield from strings(part)
        case _:
            pass


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GUIDELINE_CACHE", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """The page of the small guideline."""
    return Read(page_of(tmp_path_factory.mktemp("plain")))


def page_of(folder: Path, **texts: str) -> str:
    return review_of(str(written(folder, **texts)))


# ---------------------------------------------------------------- what it may do


def test_the_policy_allows_the_one_script_and_the_one_style_sheet_by_their_hashes(plain: Read) -> None:
    (style,) = plain.raw["style"]
    payload, script = plain.raw["script"]
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in (script, style)
    ]
    assert plain.policy == (
        f"default-src 'none'; script-src {hashes[0]}; style-src {hashes[1]}; base-uri 'none'; form-action 'none'"
    )
    assert payload.startswith("{")


def test_nothing_is_fetched_and_nothing_is_styled_or_run_inline(plain: Read) -> None:
    for tag, attributes in plain.elements:
        assert tag not in ("link", "iframe", "object", "embed", "img", "base", "form"), tag
        for name, value in attributes.items():
            assert name != "style", (tag, attributes)
            assert not name.startswith("on"), (tag, attributes)
            if name in LOADS:
                assert (value or "").startswith("#"), (tag, attributes)


def test_the_parts_of_the_script_and_the_page_are_all_used_and_make_no_markup_of_text() -> None:
    here = Path(__file__).parent.parent / "visualize" / "page"
    assert {file.name for file in here.glob("*.js")} == set(SCRIPTS)
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\.cssText"
        r"|createContextualFragment"
    )
    for file in here.glob("*.js"):
        text = file.read_text(encoding="utf-8")
        said = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(("*", "/*")))
        assert not forbidden.search(said), file.name
        assert len(text.splitlines()) < 320, file.name


# ---------------------------------------------------------------- what is on it


def test_every_statement_sentence_case_and_finding_is_on_it(folder: Path) -> None:
    file = written(folder)
    told = Read(review_of(str(file))).payload
    graph = material_of(str(file)).graph
    assert [one["key"] for one in told["statements"]] == [one.key for one in reviewable(graph)]
    assert [one["meaning"] for one in told["statements"]] == [one.meaning for one in reviewable(graph)]
    assert "\n".join(line for text in told["texts"] for one in text["segments"] for line in one["lines"]) == (
        GUIDELINE.rstrip("\n")
    )
    sentences = [one for one in told["passages"] if one["kind"] == "sentence"]
    assert [one["statements"] for one in sentences] == [["S1"], ["S2"], ["S3"], ["S4"], ["S5"]]
    assert [one["left_out"] for one in sentences] == ["", "", "", "no treatment", ""]
    assert [bool(one["cited_by"]) for one in sentences] == [True, True, True, True, False]
    assert [one["text"] for one in told["passages"] if one["kind"] == "about"] == ["This text is our own."]
    assert [(one["title"], one["passed"]) for one in told["cases"]] == [
        ("an adult with fever", True),
        ("fever unknown", True),
        ("a case that fails", False),
    ]
    assert [one["code"] for one in told["findings"]] == ["uncited-sentence"]
    assert [one["name"] for one in told["medicines"]] == ["examplin"]
    assert [limit["kind"] for limit in told["medicines"][0]["limits"]] == ["contraindication"]
    assert [one["name"] for one in told["facts"]] == ["age", "weight", "fever", "allergy"]
    assert [(one["name"], one["because"]) for one in told["assumptions"]] == [
        ("age_of_majority", "the source does not say")
    ]


def test_a_box_leads_to_its_lines_and_to_the_sentence_that_answers_for_it(plain: Read) -> None:
    told = plain.payload
    ids = {attributes.get("id") for _, attributes in plain.elements}
    assert {box["id"] for box in told["boxes"]} <= ids
    nodes = {node["id"]: node for node in told["nodes"]}
    segments = [one for text in told["texts"] for one in text["segments"]]
    links = nodes["decide:treatment/when:2"]["links"]
    lines = [line.strip() for place in links["segments"] for line in segments[place]["lines"]]
    assert lines == [
        "when fever",
        "give examplin 500 mg twice daily orally, for 5 days",
        'cite [1] "An adult with fever gets 500 mg twice a day"',
    ]
    assert [told["passages"][place]["statements"] for place in links["passages"]] == [["S2"]]
    assert [told["references"][place]["number"] for place in links["references"]] == [1]
    assert links["boxes"]
    # What is given has no citation of its own: the branch around it answers for it.
    assert nodes["decide:treatment/when:2/give:1"]["links"]["passages"] == links["passages"]
    # An assumption is in no box: it leads to those of what rests on it.
    assert set(nodes["assumption:age_of_majority"]["links"]["boxes"]) >= set(
        nodes["define:child"]["links"]["boxes"]
    )


def test_what_gives_a_regimen_leads_to_its_doses_and_to_what_its_condition_means(folder: Path) -> None:
    file = folder / "pulse.guideline"
    file.write_text(PULSE, encoding="utf-8")
    told = Read(review_of(str(file))).payload
    nodes = {node["id"]: node for node in told["nodes"]}
    segments = [one for text in told["texts"] for one in text["segments"]]
    branch, given = nodes["decide:care/when:1"], nodes["decide:care/when:1/give:1"]
    for node in (branch, given):
        lines = [line.strip() for place in node["links"]["segments"] for line in segments[place]["lines"]]
        assert lines[0] == "when indicated"  # what it says itself comes first
        assert "give examplin 20 mg/kg/day by weight, orally, for 3 days" in lines
        assert "define indicated as weak" in lines
        cited = [told["passages"][place]["text"] for place in node["links"]["passages"]]
        assert cited == [
            "The weak get a pulse",
            "A pulse is 20 mg/kg for three days",
            "Weak is who cannot stand",
        ]
        assert [told["references"][place]["number"] for place in node["links"]["references"]] == [1, 2]
    # And back: the sentence with the dose lights the box in which it is given.
    dose = nodes["regimen:pulse/give:1"]["links"]["boxes"]
    assert set(branch["links"]["boxes"]) <= set(dose)
    (signed,) = [one for one in told["statements"] if one["title"] == "care: when indicated"]
    spelled = [told["statements"][place] for place in signed["spelled_out"]]
    assert [one["title"] for one in spelled] == ["Pulse", "indicated"]
    assert "20 mg/kg/day" in spelled[0]["says"]


PULSE = """\
guideline pulse_care "Pulse"
  version  1.0.0

references
  1  guideline  "Pulses"  "The clinic"  2026
  2  guideline  "Doses"  "The clinic"  2026

facts
  weight  2 to 300 kg
  weak    yes | no

medicines
  examplin  antibiotic

define indicated as weak
  cite [1] "Weak is who cannot stand"

regimen pulse "Pulse"
  give examplin 20 mg/kg/day by weight, orally, for 3 days
  cite [2] "A pulse is 20 mg/kg for three days"

decide care
  when indicated
    give pulse
    cite [1] "The weak get a pulse"
  otherwise
    give nothing
"""


def test_the_outline_says_what_the_pictures_say(plain: Read) -> None:
    outline = " ".join(strings(plain.payload["outline"]))
    spaced = " ".join("".join(plain.texts).split())
    for words in ("Treating a sore throat", "Come back when there is fever", "Another medicine is needed"):
        assert words in outline
        assert words in spaced


def test_a_case_shows_its_marks_and_its_assessment(plain: Read) -> None:
    told = plain.payload
    adult = told["cases"][0]
    states = {
        told["nodes"][told["marks"][place]["node"]]["id"]: told["marks"][place]["state"]
        for place in adult["marks"]
    }
    assert states["decide:treatment/when:2"] == "met"
    assert states["decide:treatment/when:1"] == "not met"
    report = "\n".join(told["strings"][place] for place in adult["report"])
    assert "Start examplin 500 mg twice daily" in report
    failing = told["cases"][2]
    assert failing["failures"] == [
        "line 12: expect treatment gives examplin 500 mg; but: it is not given (nothing recommended)"
    ]


def test_an_item_of_a_score_bears_a_mark_of_its_own(folder: Path) -> None:
    file = folder / "risk.guideline"
    file.write_text(SCORE, encoding="utf-8")
    told = Read(review_of(str(file))).payload
    states = {told["marks"][place]["node"]: told["marks"][place] for place in told["cases"][0]["marks"]}
    risk = [node["id"] for node in told["nodes"]].index("define:risk")
    shown = [box for box in told["boxes"] if risk in box["nodes"]]
    marks = [states[box["marked"][0]] for box in shown]
    assert [mark["state"] for mark in marks] == ["met", "met", "met", "not met", "not met"]
    assert told["strings"][marks[1]["lines"][0]] == "2 points"


SCORE = """\
guideline risk "Risk"
  version  1.0.0

facts
  old   yes | no
  weak  yes | no

procedures
  visit  "A visit"

score risk
  2 points  when old
  1 point   when weak

decide care "Care"
  when risk >= 2
    do visit
  otherwise
    give nothing

case "old and strong"
  given old yes, weak no
  expect care does visit
"""


@pytest.mark.slow
def test_a_case_with_a_reduction_has_its_chart(folder: Path) -> None:
    for name in ("inflammatory_myopathy.guideline", "narrative.md"):
        text = (SHIPPED / "inflammatory_myopathy" / name).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")
    cases = folder / "two.cases"
    cases.write_text(REDUCING, encoding="utf-8")
    read = Read(review_of(str(folder / "inflammatory_myopathy.guideline"), [str(cases)]))
    assert [case["charts"] for case in read.payload["cases"]] == [[0], []]
    assert [a["id"] for tag, a in read.elements if tag == "template"] == ["chart-0"]
    assert "1 x 20 mg" in read.texts


REDUCING = """\
case "on the first step"
  given age 50 years, diagnosis polymyositis, response adequate
  given taking prednisone 60 mg/day for 3 weeks, taking methotrexate
  expect prednisone taper gives prednisone 40 mg/day now

case "nothing taken"
  given age 50 years, diagnosis polymyositis, taking nothing
  expect bone_health is recommended
"""


def test_more_cases_may_be_named(folder: Path) -> None:
    more = folder / "more.cases"
    more.write_text(
        'case "one more"\n  given age 3 years, taking nothing\n  expect missing fever\n', encoding="utf-8"
    )
    told = Read(review_of(str(written(folder)), [str(more)])).payload
    assert [one["title"] for one in told["cases"]][-1] == "one more"


def test_the_same_files_give_the_same_page(folder: Path) -> None:
    assert page_of(folder) == page_of(folder)


def test_no_place_of_this_machine_is_on_the_page(folder: Path) -> None:
    assert str(folder) not in page_of(folder)


# ---------------------------------------------------------------- hostile text

TRAPS = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "]]> <!-- <![CDATA[",
    "&lt;b&gt; &amp; ${title} $title $$",
    "\u202eright to left\u202c \u200f \N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET}",
    "W" * 10_000,
    "emoji \N{FACE WITH TEARS OF JOY}\N{ZERO WIDTH JOINER}\N{HEAVY BLACK HEART} line\u2028separator",
    "' onmouseover='alert(1)' style='position:fixed",
]


@pytest.mark.parametrize("trap", one_in(3, TRAPS), ids=range(len(TRAPS)))
def test_no_text_of_a_guideline_becomes_anything_but_text(folder: Path, plain: Read, trap: str) -> None:
    said = re.sub(
        "[\u2028\u202e\u202c\u200f]", " ", trap
    )  # which a guideline may not hold, and a narrative may
    guideline = GUIDELINE.replace("Sore throat", f"Sore {said}").replace("Fever now", f"Fever {said}")
    guideline = guideline.replace("Come back when", f"Come back {said} when").replace(
        "draft", f"draft {said}"
    )
    guideline = guideline.replace("Another medicine", f"Another {said} medicine")
    guideline = guideline.replace("the source does not say", f"the source {said}")
    hostile = page_of(
        folder,
        guideline=guideline,
        narrative=NARRATIVE.replace("Nobody cites", f"Nobody {trap} cites"),
        cases=CASES.replace("an adult", f"an {said} adult"),
    )
    read = Read(hostile)
    assert [tag for tag, _ in read.elements if tag not in ("text", "tspan", "option")] == [
        tag for tag, _ in plain.elements if tag not in ("text", "tspan", "option")
    ]
    assert read.policy.split("; ")[:2] == plain.policy.split("; ")[:2]
    assert read.raw["script"][1] == plain.raw["script"][1]
    # The foot of a printed page names the guideline, by letters and code points.
    foot = re.compile(r'content: "[A-Za-z0-9\\ ]*"; font')
    assert foot.sub("", read.raw["style"][0]) == foot.sub("", plain.raw["style"][0])
    assert said in read.payload["head"]["title"]
    assert said in read.payload["cases"][0]["title"]
    shown = set(strings(read.payload))
    assert any(f"Nobody {' '.join(trap.split())} cites" in one for one in shown)
    assert any(f"Come back {said} when" in one for one in shown)
    for _, attributes in read.elements:
        assert not any(name.startswith("on") or name == "style" for name in attributes)


def test_the_json_in_the_page_holds_no_sign_that_html_reads(folder: Path) -> None:
    page = page_of(folder, narrative=NARRATIVE.replace("Nobody", "<!--<script>Nobody & \u2028\u2029"))
    payload = page.partition('id="payload">')[2].partition("</script>")[0]
    assert not set("<>&\u2028\u2029") & set(payload)


# ---------------------------------------------------------------- the command


def test_a_missing_browser_is_a_reason_to_skip_or_to_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.delenv(browser.REQUIRED, raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    with pytest.raises(pytest.skip.Exception, match="install Chromium"):
        browser.browser_or_skip()
    monkeypatch.setenv(browser.REQUIRED, "required")
    with pytest.raises(pytest.fail.Exception, match="install Chromium"):
        browser.browser_or_skip()


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_the_command_writes_one_file(folder: Path) -> None:
    page = folder / "review.html"
    assert run("review", written(folder), "-o", page) == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_terminal_is_told_how_many_cases_have_been_run_and_a_file_is_not(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("review", written(folder), "-o", folder / "review.html") == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert run("review", written(folder), "-o", folder / "review.html") == 0
    told = capsys.readouterr().err
    assert "case 3 is run" in told
    assert told.endswith("\r\x1b[K")  # nothing of it is left


def test_a_write_that_fails_leaves_what_was_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = folder / "nowhere" / "review.html"
    assert run("review", written(folder), "-o", page) == 3
    assert "cannot be written" in capsys.readouterr().err
    assert not page.parent.exists()


def test_a_guideline_with_an_error_shows_it_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(folder, guideline=GUIDELINE.replace("when fever\n", "when fewer\n"))
    assert run("review", file, "-o", folder / "review.html") == 1
    assert "fewer" in capsys.readouterr().err
    assert not (folder / "review.html").exists()


def test_cases_with_an_error_show_it_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(folder, cases=CASES.replace("fever yes", "fewer yes"))
    assert run("review", file, "-o", folder / "review.html") == 1
    assert "fewer" in capsys.readouterr().err
    assert not (folder / "review.html").exists()


def test_a_compiled_graph_has_no_text_to_review(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    graph = folder / "graph.json"
    graph.write_text(material_of(str(written(folder))).graph.to_json(), encoding="utf-8")
    assert run("review", graph, "-o", folder / "review.html") == 3
    assert "review the text it was made from" in capsys.readouterr().err


def test_a_guideline_without_narrative_cases_and_medicines_has_a_page(folder: Path) -> None:
    file = folder / "bare.guideline"
    file.write_text(
        'guideline bare "Bare"\n  version 1.0.0\n\nfacts\n  fever  yes | no\n',
        encoding="utf-8",
    )
    told = Read(review_of(str(file))).payload
    assert (told["cases"], told["medicines"], told["passages"]) == ([], [], [])
    assert [one["name"] for one in told["facts"]] == ["fever"]


def test_what_a_used_guideline_says_is_on_the_page(folder: Path) -> None:
    told = Read(review_of(str(SHIPPED / "calculators" / "carboplatin.guideline"))).payload
    assert [text["used"] for text in told["texts"]] == ["", "renal"]
    segments = [one for text in told["texts"] for one in text["segments"]]
    for node in told["nodes"]:
        for place in node["links"]["segments"]:
            assert segments[place]["lines"]


CALCULATORS = sorted((SHIPPED / "calculators").glob("*.guideline"))
GUIDELINES = sorted(set(SHIPPED.rglob("*.guideline")) - set(CALCULATORS))


@pytest.mark.slow
@pytest.mark.parametrize("file", [*GUIDELINES, *CALCULATORS[::5]], ids=lambda file: file.stem)
def test_a_shipped_guideline_has_a_page_of_less_than_three_megabytes(folder: Path, file: Path) -> None:
    page = review_of(str(file))
    assert len(page.encode()) < MOST_BYTES
    told = Read(page).payload
    assert told["head"]["name"] == file.stem.removesuffix("_2024")
    sentences = [one for one in told["passages"] if one["kind"] == "sentence"]
    assert all(one["cited_by"] or one["left_out"] for one in sentences)
