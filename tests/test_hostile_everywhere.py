"""Hostile text in every place where a guideline, a patient or a review holds text, through every command.

It stays text: nothing of it is run, nothing of it becomes an element, an attribute, a link or a column; and all of it
is shown wherever harmless text is shown in the same place.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import pypdf
import pytest
from markdown_it import MarkdownIt

from engine.library import compile_text, evaluate
from engine.patient import PatientRefused
from guideline_app.drawing import deck_of, deck_of_patient
from guideline_app.report import assessment_text
from guideline_dsl.hygiene import unclean
from guideline_dsl.legible import legible
from guideline_dsl.positions import Lines
from guideline_dsl.reviewable import reviewable
from tests.browser import chromium, opened
from tests.hostile_sample import (
    LONG,
    SAMPLE,
    WORDS,
    hostile_graph,
    marked,
    marker,
    narrative,
    numbered,
    places,
)
from tests.shares import one_in
from tests.test_cli import Result, run
from tests.test_review_page import Read, strings
from visualize.cards import Deck
from visualize.picture import draw, draw_cards

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"svg", "g", "title", "desc", "polygon", "polyline", "path", "text", "ellipse", "rect"}
DAY = date(2026, 1, 31)
EACH_WORD = pytest.mark.parametrize("word", one_in(8, WORDS.values()), ids=list(WORDS))
EACH_DECK = pytest.mark.parametrize("name", ["overview", "whole", "patient", "next_step"])
ID, MEDICINE = 900, 901
"""The markers of a patient."""


def squeezed(text: str) -> str:
    """As it is shown, without white space: a line may be broken anywhere."""
    return "".join(legible(text).split())


def shown(text: str, word: str, *, cut: bool = False) -> Counter[int]:
    """How often each place is shown whole, or, where it may be cut short, with how it begins."""
    found = squeezed(text)
    sought = {n: f"{marker(n)} {word[:3]}" if cut else marked(n, word) for n in (*places(), ID, MEDICINE)}
    counts = {number: found.count(squeezed(said)) for number, said in sought.items()}
    return Counter({number: times for number, times in counts.items() if times})


def of_guideline(found: Counter[int]) -> Counter[int]:
    """Without what is said of the patient."""
    return Counter({number: times for number, times in found.items() if number in places()})


def lacking(harmless: Counter[int], hostile: Counter[int]) -> Counter[int]:
    """The places that are shown less often than harmless text is; there must be some to be shown."""
    assert len(harmless) > 2
    return harmless - hostile


# ---------------------------------------------------------------- patients

FACTS = {"age": "70 years", "weight": "70 kg", "frail": True, "diagnosis": "flutter", "onset": "2025-12-01"}


def patient(word: str = "safe", name: str = "") -> str:
    """With a word as its name, and as that of a medicine which the guideline does not have."""
    medicine = {"name": name or marked(MEDICINE, word), "dose": "10 mg/day", "classes": ["blocker"]}
    return json.dumps({"id": marked(ID, word), "facts": FACTS, "medicines": [medicine]})


def is_readable(word: str) -> bool:
    """Whether a patient may have it: nothing unseen, nothing very long."""
    return legible(word) == word and len(word) < 150


@EACH_WORD
def test_what_cannot_be_seen_is_refused_in_a_patient_and_anything_else_is_text(word: str) -> None:
    graph = hostile_graph("safe")
    if not is_readable(word):
        with pytest.raises(PatientRefused, match=r"`id` .*\n`medicines\[0\].name`"):
            evaluate(graph, patient(word), DAY)
        return
    assessment = evaluate(graph, patient(word), DAY)
    assert marked(MEDICINE, word) in set(strings(json.loads(assessment.to_json())))
    harmless = assessment_text(evaluate(graph, patient(), DAY))
    assert shown(assessment_text(assessment), word)[MEDICINE] == shown(harmless, "safe")[MEDICINE] > 0


def test_what_is_too_long_is_refused_in_a_patient() -> None:
    with pytest.raises(PatientRefused, match="at most 200 are read"):
        evaluate(hostile_graph("safe"), patient(LONG), DAY)


@EACH_WORD
def test_an_assessment_says_hostile_text_wherever_it_says_harmless_text(word: str) -> None:
    harmless, hostile = (evaluate(hostile_graph(each), patient(), DAY) for each in ("safe", word))
    said = of_guideline(shown(assessment_text(harmless), "safe"))
    assert not lacking(said, shown(assessment_text(hostile), word))
    assert all(line.isprintable() for line in assessment_text(hostile).splitlines())
    assert marked(0, word) in set(strings(json.loads(hostile.to_json())))


# ---------------------------------------------------------------- drawings


def deck(name: str, word: str, every: int = 1) -> Deck:
    graph = hostile_graph(word, every)
    match name:
        case "overview" | "whole":
            return deck_of(graph)
        case "patient":
            return deck_of_patient(graph, patient(word if is_readable(word) else "safe"), DAY)
        case decision:
            return deck_of(graph, decision)


@cache
def cards(name: str, word: str, every: int = 1) -> tuple[str, ...]:
    return tuple(card.svg for card in draw_cards(deck(name, word, every)))


@cache
def pages(name: str, word: str, every: int = 1) -> tuple[str, ...]:
    return draw(deck(name, word, every), "overview" if name == "overview" else "full").pages


def text_of(pictures: Iterable[str]) -> str:
    """The lines of the pictures, without what stands on every page."""
    lines = ["".join(text.itertext()) for svg in pictures for text in ET.fromstring(svg).iter(f"{SVG}text")]
    footers = {line for line, times in Counter(lines).items() if "content " in line and times > 0}
    return " ".join(line for line in lines if line not in footers and not line.startswith("page "))


@pytest.mark.parametrize("name", ["whole", "patient", "next_step"])
@EACH_WORD
def test_a_card_shows_hostile_text_wherever_it_shows_harmless_text(name: str, word: str) -> None:
    harmless, hostile = (text_of(cards(name, each)) for each in ("safe", word))
    assert not lacking(of_guideline(shown(harmless, "safe")), shown(hostile, word))


@EACH_DECK
@EACH_WORD
def test_the_pages_show_hostile_text_wherever_they_show_harmless_text(name: str, word: str) -> None:
    """A paragraph may go on at the next page; the one page of the overview cuts what is long, and says so by `…`."""
    harmless, hostile = text_of(pages(name, "safe")), text_of(pages(name, word))
    found = shown(hostile, word, cut=name == "overview")
    assert not of_guideline(shown(harmless, "safe")).keys() - found.keys()
    if name == "overview" and len(word) > 60:
        assert "…" in hostile


@EACH_DECK
@EACH_WORD
def test_a_drawing_has_text_and_shapes_and_nothing_else(name: str, word: str) -> None:
    for page in (*pages(name, word), *(cards(name, word) if name != "overview" else ())):
        for element in ET.fromstring(page).iter():
            assert element.tag.removeprefix(SVG) in SHAPES
            assert not [each for each in element.attrib if re.search("^on|style|href", each)]
            assert re.fullmatch(r"((page|box|arrow|words)\d+)?", element.get("id", ""))


@pytest.mark.slow
@EACH_DECK
def test_a_word_of_ten_thousand_letters_is_whole_and_stays_on_the_page(name: str) -> None:
    every = 9
    harmless = shown(text_of(cards(name, "safe")), "safe")
    hostile = text_of(cards(name, LONG, every))
    long_ones = sum(times for number, times in harmless.items() if number % every == 0)
    assert hostile.count("W") >= long_ones * len(LONG)
    for page in pages(name, LONG, every):
        root = ET.fromstring(page)
        width = float(root.get("width", "").removesuffix("pt"))
        assert all(0 <= float(text.get("x", "")) <= width for text in root.iter(f"{SVG}text"))


# ---------------------------------------------------------------- commands


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GUIDELINE_CACHE", "off")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder: Path, word: str, name: str = "hostile.json") -> str:
    (folder / name).write_text(hostile_graph(word).to_json(), encoding="utf-8")
    return name


def said(*arguments: str, code: int = 0) -> Result:
    result = run(*arguments)
    assert result.exit_code == code, result
    return result


@pytest.mark.slow
@EACH_WORD
def test_every_form_of_a_drawing_is_written(folder: Path, word: str) -> None:
    file = written(folder, word)
    (folder / "patient.json").write_text(patient(word if is_readable(word) else "safe"), encoding="utf-8")
    with_patient = ("--patient", "patient.json", "--as-of", "2026-01-31")
    for options in ((), ("--level", "overview"), ("--only", "beginning"), with_patient):
        for ending in ("svg", "dot", "pdf"):
            said("draw", file, *options, "-o", f"drawn.{ending}")
        assert b"/JavaScript" not in (folder / "drawn.pdf").read_bytes()
        read = pypdf.PdfReader(folder / "drawn.pdf")
        assert not any(page.get("/Annots") for page in read.pages)
        text = "".join(page.extract_text() for page in read.pages)
        assert text.count(marker(0)) >= 1


@pytest.mark.slow
@EACH_WORD
def test_a_drawing_is_written_as_an_image(folder: Path, word: str) -> None:
    said("draw", written(folder, word), "--only", "beginning", "-o", "drawn.png")
    assert (folder / "drawn.png").read_bytes().startswith(b"\x89PNG")


OURS = {"h2", "h3", "ul", "li", "p", "strong", "code"}


@EACH_WORD
def test_a_difference_tells_hostile_text_in_every_form(folder: Path, word: str) -> None:
    old, new = written(folder, "safe", "old.json"), written(folder, word, "new.json")
    text = said("diff", old, new, code=1).stdout
    assert all(line.isprintable() for line in text.splitlines())
    told = shown(text, word)
    assert len(told) > 20
    form = set(strings(json.loads(said("diff", old, new, "--format", "json", code=1).stdout)))
    assert {number for number in told if not any(marked(number, word) in each for each in form)} == set()
    markdown = said("diff", old, new, "--format", "markdown", code=1).stdout
    html = MarkdownIt("gfm-like", {"html": True, "linkify": True}).render(markdown)
    assert {tag.lower() for tag in re.findall(r"</?([^ >]+)", html)} <= OURS
    assert {number for number in told if marker(number) not in html} == set()
    said("diff", old, new, "-o", "changed.svg", code=1)
    drawn = (folder / "changed.svg").read_text(encoding="utf-8")
    assert {element.tag.removeprefix(SVG) for element in ET.fromstring(drawn).iter()} <= SHAPES


@EACH_WORD
def test_a_sign_off_tells_what_a_hostile_reviewer_wrote(folder: Path, word: str) -> None:
    graph = hostile_graph(word)
    first, second = reviewable(graph)[:2]
    mark = {
        "key": first.key, "own": first.own, "meaning": first.meaning, "title": first.title, "says": first.says,
        "verdict": "question", "comment": marked(ID, word), "reviewer": marked(MEDICINE, word),
        "role": marked(ID, word), "date": "2026-01-31",
    }  # fmt: skip
    stale = {**mark, "key": second.key, "own": "0" * 64, "meaning": "0" * 64, "says": marked(ID, word)}
    gone = {**stale, "key": marked(ID, word), "title": marked(ID, word)}
    review = {
        "format": "guideline-review/1", "guideline": graph.head.name, "version": graph.head.version,
        "content": graph.hash, "marks": [mark, stale, gone],
    }  # fmt: skip
    (folder / "review.json").write_text(json.dumps(review), encoding="utf-8")
    file = written(folder, word)
    text = said("signoff", file, "review.json", code=1).stdout
    assert all(line.isprintable() for line in text.splitlines())
    found = shown(text, word)
    assert found[ID] >= 5
    assert found[MEDICINE] >= 3
    form = said("signoff", file, "review.json", "--format", "json", code=1).stdout
    assert {marked(ID, word), marked(MEDICINE, word)} <= set(strings(json.loads(form)))


# ---------------------------------------------------------------- the review page, which is made of texts


def in_a_file(word: str) -> str:
    """As much of a word as a file may hold: what hygiene refuses, and the quotation mark that ends a text, left out."""
    kept = "".join(sign for sign in word if sign.isprintable() and sign != '"')
    while found := unclean(f'"{kept}"', Lines(f'"{kept}"'), 1):
        span = found[0].places[0].span
        kept = kept[: span.start - 1] + kept[span.end - 1 :]
    return kept


def reviewed(folder: Path, *words: str) -> str:
    """The page of the guideline with these words in turn."""
    each = [in_a_file(word) for word in words]
    text = numbered(SAMPLE, lambda number: marked(number, each[number % len(each)]))
    (folder / "sample.guideline").write_text(text, encoding="utf-8")
    uncited = "".join(f"\nNobody cites {marked(ID, word)} here.\n" for word in words)
    (folder / "narrative.md").write_text(narrative(*each) + uncited, encoding="utf-8")
    said("review", "sample.guideline", "-o", "review.html")
    return (folder / "review.html").read_text(encoding="utf-8")


@EACH_WORD
def test_the_review_page_has_no_element_that_a_harmless_one_has_not(folder: Path, word: str) -> None:
    harmless, hostile = Read(reviewed(folder, "safe")), Read(reviewed(folder, word))
    drawn = SHAPES | {"tspan"}  # a longer text has more lines
    tags = [Counter(tag for tag, _ in page.elements if tag not in drawn) for page in (harmless, hostile)]
    assert tags[0] == tags[1]
    assert _rules(hostile) == _rules(harmless)
    assert not [name for _, found in hostile.elements for name in found if re.match("on|style$", name)]
    texts = "\n".join(strings(hostile.payload))
    safe_texts = "\n".join(strings(harmless.payload))
    assert not shown(safe_texts, "safe").keys() - shown(texts, in_a_file(word)).keys() - {ID}
    assert squeezed(marked(ID, word)) in squeezed(texts)


def _rules(page: Read) -> tuple[str, str]:
    """What the page may do, and how it looks; what is printed in the foot of its pages left out."""
    (sheet,) = page.raw["style"]
    policy = re.sub(r"style-src 'sha256-[^']*'", "", page.policy)
    return policy, re.sub(r'content: "(?:[a-zA-Z0-9]|\\[0-9a-f]+ )*"', "", sheet)


@pytest.mark.slow
def test_nothing_is_run_in_a_browser_wherever_it_stands_in_the_page_or_in_a_review(folder: Path) -> None:
    reviewed(folder, *WORDS.values(), LONG)
    compiled = compile_text(
        (folder / "sample.guideline").read_text(encoding="utf-8"),
        (folder / "narrative.md").read_text(encoding="utf-8"),
    )
    assert compiled.graph is not None
    marks = [
        {
            "key": statement.key, "own": statement.own, "meaning": statement.meaning, "title": statement.title,
            "says": statement.says, "verdict": "question", "comment": word, "reviewer": word[:400], "role": word[:400],
            "date": "2026-01-31",
        }
        for statement, word in zip(reviewable(compiled.graph), [*WORDS.values(), LONG], strict=False)
    ]  # fmt: skip
    stale = [{**mark, "own": "0" * 64, "meaning": "0" * 64, "reviewer": "stale"} for mark in marks]
    gone = [{**mark, "key": mark["comment"][:400], "reviewer": "gone"} for mark in marks]
    review = {
        "format": "guideline-review/1", "guideline": compiled.graph.head.name, "version": "1.2.3",
        "content": compiled.graph.hash, "marks": [*marks, *stale, *gone],
    }  # fmt: skip
    (folder / "review.json").write_text(json.dumps(review), encoding="utf-8")
    with chromium() as browser, opened(browser, folder / "review.html") as page:
        page.set_input_files("#file", folder / "review.json")
        page.wait_for_selector("#told[open]")
        page.click("#close-told")
        scripts = page.locator("script").count()
        for tab in page.locator("[role=tab]").all():
            if tab.is_visible():
                tab.click()
        for sentence in page.locator(".sentence").all()[::5]:
            sentence.click()
        assert page.evaluate("window.hostile") is None
        assert page.locator("script").count() == scripts == 2
        assert page.locator("img, iframe, object, embed, [onload], [onerror], [onmouseover]").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_a_complaint_shows_what_a_terminal_would_obey_by_its_code_point(folder: Path) -> None:
    form = json.loads(hostile_graph("safe").to_json())
    form["nodes"][0]["id"] = "\x1b]0;title\x07\u202e"
    form["nodes"][0]["colour"] = "red"
    (folder / "forged.json").write_text(json.dumps(form), encoding="utf-8")
    complaint = said("draw", "forged.json", "-o", "drawn.svg", code=3).stderr
    assert "`[U+001B]]0;title[U+0007][U+202E]`" in complaint
    assert not (folder / "drawn.svg").exists()
