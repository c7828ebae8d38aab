"""The printed review page, read word by word where it stands on the paper: nothing covers anything, nothing is cut."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from guideline_app.reviewing import review_of
from tests.browser import chromium, opened

pytestmark = pytest.mark.slow

SHIPPED = Path(__file__).parent.parent / "guidelines"
GUIDELINES = ("inflammatory_myopathy", "atrial_fibrillation")
TOUCHING = 1.0
"""Points that letters of neighbouring words may share: a slanted letter leans over."""


class Word(NamedTuple):
    """A word with its rectangle on the page, in points from the lower left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module", params=GUIDELINES)
def page_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a shipped guideline with some of its cases, one of which fails."""
    name: str = request.param
    folder = tmp_path_factory.mktemp(name)
    for file in (f"{name}.guideline", "narrative.md"):
        (folder / file).write_text((SHIPPED / name / file).read_text(encoding="utf-8"), encoding="utf-8")
    some = (SHIPPED / name / f"{name}.cases").read_text(encoding="utf-8").split("\ncase ")[:6]
    (folder / f"{name}.cases").write_text("\ncase ".join(some) + "\n", encoding="utf-8")
    page = folder / "review.html"
    page.write_text(review_of(str(folder / f"{name}.guideline")), encoding="utf-8")
    return page


def printed(browser: Any, page_file: Path, case: int | None) -> bytes:
    with opened(browser, page_file) as page:
        if case is not None:
            page.click("#tab-cases")
            page.locator("#case-list .choice").nth(case).click()
            page.click('[aria-controls="text-body"]')  # what is folded away is printed
            page.focus("#bar-drawer")
            page.keyboard.press("ArrowUp")
        sheets: bytes = page.pdf()
        return sheets


def words_of(text: Any) -> list[Word]:
    """The words of a page: letters beside each other on one line, without a space between."""
    found: list[Word] = []
    joined = False
    for at in range(text.count_chars()):
        letter = text.get_text_range(at, 1)
        left, bottom, right, top = text.get_charbox(at)
        if not letter.strip() or right <= left or top <= bottom:
            joined = False
            continue
        last = found[-1] if joined else None
        if last is not None and last.bottom < top and bottom < last.top and -2 < left - last.right < 4:
            lower, upper = min(last.bottom, bottom), max(last.top, top)
            found[-1] = Word(last.text + letter, min(last.left, left), lower, max(last.right, right), upper)
        else:
            found.append(Word(letter, left, bottom, right, top))
        joined = True
    return found


def covering(words: list[Word]) -> Iterator[tuple[str, str]]:
    """The pairs of words of which one stands on the other."""
    standing = sorted(words, key=lambda word: word.bottom)
    for place, one in enumerate(standing):
        for other in standing[place + 1 :]:
            if other.bottom >= one.top - TOUCHING:
                break
            if min(one.right, other.right) - max(one.left, other.left) > TOUCHING:
                yield one.text, other.text


@pytest.mark.parametrize("case", [None, 1], ids=["without a case", "with a case"])
def test_no_word_stands_on_another_and_no_page_is_blank(
    browser: Any, page_file: Path, case: int | None
) -> None:
    from pypdfium2 import PdfDocument

    told: list[str] = []
    for number, sheet in enumerate(PdfDocument(printed(browser, page_file, case)), 1):
        words = words_of(sheet.get_textpage())
        width, height = sheet.get_size()
        foot = [word for word in words if word.bottom < 40]
        assert len(words) > len(foot), f"page {number} holds nothing but its foot"
        assert list(covering(words)) == [], f"page {number}"
        for word in words:
            assert word.left >= 0, (number, word)
            assert word.right <= width, (number, word)
            assert word.bottom >= 0, (number, word)
            assert word.top <= height, (number, word)
        told += [word.text for word in words]
    whole = " ".join(told)
    in_order = (
        "Legend",
        "Pathway",
        "Guideline text",
        "Narrative and references",
        "Medicines",
        "Marks and signature",
    )
    places = [whole.index(said) for said in in_order]
    assert places == sorted(places)
    assert ("Case:" in told) == (case is not None)


def test_all_of_the_pathway_is_printed_and_no_box_is_cut(browser: Any, page_file: Path) -> None:
    from pypdfium2 import PdfDocument

    with opened(browser, page_file) as page:
        page.click("#tab-cases")
        page.locator("#case-list .choice").nth(1).click()
        boxes = page.evaluate(
            "[...document.querySelectorAll('#pathway-body .card > svg:not(.slice) text')]"
            ".map((text) => text.textContent)"
        )
        cards = page.evaluate(CUTS)
        sheets = PdfDocument(page.pdf())
    said = "".join(word.text for sheet in sheets for word in words_of(sheet.get_textpage()))
    for box in boxes:
        for word in box.split():
            assert word in said, (word, box)
    assert cards or "inflammatory" not in page_file.parent.name  # it has cards that are taller than a page
    for card in cards:
        for (_, bottom), (top, _) in pairwise(card["slices"]):
            assert bottom == pytest.approx(top)
        cuts = [bottom for _, bottom in card["slices"][:-1]]
        for top, bottom in card["boxes"]:
            assert not any(top < cut < bottom for cut in cuts), (top, bottom, cuts)


CUTS = """
[...document.querySelectorAll("#pathway-body .card svg.sliced")].map((card) => {
  const [, , , height] = card.getAttribute("viewBox").split(" ").map(Number);
  const frame = card.getBoundingClientRect();
  const place = (each) => (each - frame.top) * height / frame.height;
  const slices = [...card.parentElement.querySelectorAll("svg.slice")].map((slice) => {
    const [, top, , high] = slice.getAttribute("viewBox").split(" ").map(Number);
    return [top, top + high];
  });
  const boxes = [...card.querySelectorAll(".node")].map((box) => {
    const around = box.getBoundingClientRect();
    return [place(around.top), place(around.bottom)];
  });
  return { slices, boxes };
})
"""
