"""The review page in a real browser, as a reviewer uses it: with the mouse, by keyboard, and on paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from engine.library import load_file
from engine.review_file import Review, read_review
from guideline_app.reviewing import review_of
from guideline_dsl.reviewable import reviewable
from tests.browser import chromium, opened
from tests.review_sample import CASES, GUIDELINE, NARRATIVE, written

pytestmark = pytest.mark.slow

SHIPPED = Path(__file__).parent.parent / "guidelines"
TABS = ("review", "cases", "outline", "uncited", "sentences", "assumptions", "findings", "medicines", "facts")
SMALLEST_PRINT = 9.0


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("review")


@pytest.fixture(scope="module")
def sample(folder: Path) -> Path:
    """The page of the small guideline."""
    return built(folder, "sample.html")


def built(folder: Path, name: str, **texts: str) -> Path:
    page = folder / name
    page.write_text(review_of(str(written(folder, **texts))), encoding="utf-8")
    return page


@pytest.fixture(scope="module")
def myositis(folder: Path) -> Path:
    """The page of a whole guideline, without its many cases."""
    where = SHIPPED / "inflammatory_myopathy"
    inside = folder / "myositis"
    inside.mkdir()
    for name in ("inflammatory_myopathy.guideline", "narrative.md"):
        (inside / name).write_text((where / name).read_text(encoding="utf-8"), encoding="utf-8")
    page = folder / "myositis.html"
    page.write_text(review_of(str(inside / "inflammatory_myopathy.guideline")), encoding="utf-8")
    return page


def box(page: Any, words: str) -> Any:
    return page.locator(f'#pathway-body .node[aria-label*="{words}"]').first


def sentence(page: Any, words: str) -> Any:
    return page.locator(".sentence", has_text=words)


def lines(page: Any, kind: str) -> list[str]:
    return [text.strip() for text in page.locator(f".segment.{kind} .written").all_text_contents()]


def seen_in(page: Any, target: Any, scroller: str) -> bool:
    frame, place = page.locator(scroller).bounding_box(), target.bounding_box()
    return frame["y"] <= place["y"] + place["height"] and place["y"] <= frame["y"] + frame["height"]


def mark(page: Any, opinion: str, comment: str = "") -> None:
    page.fill("#mark-reviewer", "Dr. Mira Test")
    page.fill("#mark-role", "rheumatologist")
    page.fill("#mark-date", "2024-11-30")
    page.fill("#mark-comment", comment)
    page.click(f'[data-opinion="{opinion}"]')


def saved(page: Any, folder: Path) -> Path:
    with page.expect_download() as download:
        page.click("#save")
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def load(page: Any, file: Path) -> None:
    page.set_input_files("#file", file)
    page.wait_for_selector("#told[open]")


# ---------------------------------------------------------------- what belongs together


def test_a_box_shows_its_lines_and_its_sentence(browser: Any, sample: Path) -> None:
    with opened(browser, sample) as page:
        box(page, "examplin 500 mg").click()
        assert page.locator(".node.chosen").count() == 1
        assert lines(page, "partner")[0] == "when fever"
        assert sentence(page, "An adult with fever").get_attribute("class") == "sentence partner"
        assert page.locator(".sentence.partner").count() == 1
        assert page.locator(".reference.partner").count() == 1
        assert page.inner_text("#said") == "3 partners: 1 passage of the text, 1 sentence, 1 reference"
        assert page.locator("#statement-now h3").inner_text() == "Treating a sore throat: when fever"
        page.keyboard.press("Escape")
        assert page.locator(".chosen, .partner").count() == 0


def test_a_sentence_and_a_line_show_their_boxes(browser: Any, sample: Path) -> None:
    with opened(browser, sample) as page:
        sentence(page, "never given where there is an allergy").click()
        assert page.locator(".node.partner").count() >= 1
        assert lines(page, "partner")[0] == "when allergy"
        assert "box" in page.inner_text("#said")
        page.locator(".segment", has_text="give nothing").click()
        assert page.locator(".segment.chosen").count() == 1
        assert page.locator('.node.partner[aria-label*="otherwise"]').count() == 1
        sentence(page, "Nobody cites").click()
        assert page.inner_text("#said").startswith("No partners")
        page.locator(".reference").click()
        assert page.locator(".node.partner").count() >= 3


def test_partners_are_brought_into_view(browser: Any, myositis: Path) -> None:
    with opened(browser, myositis, reduced_motion="reduce") as page:
        sentence(page, "Cyclophosphamide may be extended").click()
        for scroller, partner in (("#pathway-body", ".node.partner"), ("#text-body", ".segment.partner")):
            assert seen_in(page, page.locator(partner).first, scroller), scroller


# ---------------------------------------------------------------- cases


def test_a_case_marks_its_path_and_shows_its_assessment(browser: Any, sample: Path) -> None:
    with opened(browser, sample) as page:
        page.click("#tab-cases")
        assert "2 of 3 cases pass, 1 fails." in page.inner_text("#panel-cases")
        page.locator("#case-list .choice", has_text="an adult with fever").click()
        given = page.locator('.node.is-met[aria-label*="examplin 500 mg"]')
        assert given.locator(".badge text").text_content() == "✓"
        assert "In this case: met" in given.get_attribute("aria-label")
        assert page.locator(".node.is-not-met").count() >= 1
        assert "Start examplin 500 mg twice daily" in page.inner_text("#case-shown")
        page.locator("#case-list .choice", has_text="fever unknown").click()
        assert page.locator(".node.is-unknown").count() >= 1
        box(page, "2. when fever").click()
        assert "unknown" in page.inner_text("#pathway-foot")
        page.locator("#case-list .choice", has_text="a case that fails").click()
        assert "it is not given" in page.inner_text("#case-shown .failures")
        page.click("#close-case")
        assert page.locator(".badge").count() == 0


# ---------------------------------------------------------------- marks


def test_marks_are_saved_and_go_stale_when_the_statement_changes(
    browser: Any, sample: Path, folder: Path
) -> None:
    with opened(browser, sample) as page:
        box(page, "examplin 500 mg").click()
        mark(page, "agreed")
        sentence(page, "never given where there is an allergy").click()
        mark(page, "question", "Which allergy? <b>\u202e")
        box(page, "examplin 10 mg/kg").click()
        mark(page, "agreed")
        assert "2 of " in page.inner_text("#progress")
        assert page.locator(".segment .mark.agreed").count() >= 2
        file = saved(page, folder)
        assert page.inner_text("#keeping") == ""
    review = read_review(file.read_text(encoding="utf-8"))
    graph = load_file(written(folder))
    assert (review.guideline, review.version, review.content) == ("sore_throat", "1.2.0", graph.hash)
    meanings = {one.key: one.meaning for one in reviewable(graph)}
    assert [(one.verdict, one.comment, one.reviewer, one.role) for one in review.marks] == [
        ("agreed", "", "Dr. Mira Test", "rheumatologist"),
        ("question", "Which allergy? <b>\u202e", "Dr. Mira Test", "rheumatologist"),
        ("agreed", "", "Dr. Mira Test", "rheumatologist"),
    ]
    assert all(one.meaning == meanings[one.key] for one in review.marks)

    changed = GUIDELINE.replace("500 mg twice daily", "250 mg twice daily").replace(
        "age_of_majority", "majority"
    )
    newer = built(
        folder, "newer.html", guideline=changed.replace("define child", "# moved\n\n\ndefine child")
    )
    with opened(browser, newer) as page:
        load(page, file)
        assert "3 marks from" in page.inner_text("#told-body")
        page.click("#close-told")
        box(page, "examplin 250 mg").click()
        assert "stale" in page.inner_text("#statement-marks")
        # What it was and what it is stand first, and are seen without scrolling.
        assert "examplin 500 mg" in page.inner_text("#statement-now del")
        assert "examplin 250 mg" in page.inner_text("#statement-now ins")
        scroller = page.locator("#statement-scroll").bounding_box()
        shown = page.locator("#statement-now ins").bounding_box()
        assert shown["y"] + shown["height"] <= scroller["y"] + scroller["height"]
        # The box says so in the pathway, with a sign and in words.
        assert "Review: stale" in box(page, "examplin 250 mg").get_attribute("aria-label")
        assert box(page, "examplin 250 mg").locator(".review-sign text").text_content() == "!"
        assert page.locator(".review-question .review-sign").count() >= 1
        assert page.inner_text("#keeping") == ""  # all of them stand in the file
        page.select_option("#statement-filter", "stale")
        shown = page.locator("#statement-list .choice:visible")
        assert "when fever" in shown.first.inner_text()
        sentence(page, "never given where there is an allergy").click()
        assert "stale" not in page.inner_text("#statement-marks")
        assert "Which allergy?" in page.inner_text("#statement-marks")


def test_marks_that_python_wrote_are_read_and_come_back_the_same(
    browser: Any, sample: Path, folder: Path
) -> None:
    graph = load_file(written(folder))
    marks = tuple(
        {
            "key": one.key,
            "own": one.own,
            "meaning": one.meaning,
            "title": one.title,
            "says": one.says,
            "verdict": ("agreed", "disagreed", "question")[number % 3],
            "comment": f"comment {number} \N{FACE WITH TEARS OF JOY} </script>",
            "reviewer": "A. B.",
            "role": "",
            "date": "2024-11-30",
        }
        for number, one in enumerate(reviewable(graph))
    )
    review = Review.model_validate_json(
        json.dumps({"guideline": "sore_throat", "version": "1.2.0", "content": graph.hash, "marks": marks})
    )
    file = folder / "written.json"
    file.write_text(review.to_json(), encoding="utf-8")
    with opened(browser, sample) as page:
        load(page, file)
        page.click("#close-told")
        assert "0 open" in page.inner_text("#progress")
        again = saved(page, folder)
    assert read_review(again.read_text(encoding="utf-8")) == review


def test_marks_outlive_a_reload_and_can_be_undone_and_deleted(browser: Any, sample: Path) -> None:
    with opened(browser, sample) as page:
        box(page, "examplin 500 mg").click()
        mark(page, "agreed")
        assert "not yet saved" in page.inner_text("#keeping")
        page.wait_for_timeout(300)  # Chromium hands what is kept to its other processes a moment later
        page.reload()
        assert "1 of " in page.inner_text("#progress")
        assert page.input_value("#mark-reviewer") == "Dr. Mira Test"
        box(page, "examplin 500 mg").click()
        page.click("#statement-marks button")
        assert "0 of " in page.inner_text("#progress")
        page.click("#undo")
        assert "1 of " in page.inner_text("#progress")


def test_a_mark_needs_a_reviewer_and_a_disagreement_its_words(browser: Any, sample: Path) -> None:
    with opened(browser, sample) as page:
        page.click('[data-opinion="agreed"]')
        assert "reviewer" in page.inner_text("#mark-wrong")
        assert page.evaluate("document.activeElement.id") == "mark-reviewer"
        mark(page, "disagreed")
        assert "comment" in page.inner_text("#mark-wrong")
        assert "0 of " in page.inner_text("#progress")


def test_after_a_mark_the_next_open_statement_is_shown_treatment_first(browser: Any, sample: Path) -> None:
    with opened(browser, sample) as page:
        kinds = page.locator("#statement-list .kind").all_text_contents()
        assert kinds[0] == "decision"
        assert (
            kinds.index("limit") < kinds.index("definition") < kinds.index("assumption") < kinds.index("head")
        )
        heading = "#statement-now h3"
        titles: list[str] = []
        for _ in range(3):
            titles.append(page.inner_text(heading))
            mark(page, "agreed")
        assert len(set(titles)) == 3
        assert page.inner_text("#said").startswith(f"Agreed: {titles[-1]}. 3 of ")
        page.click("#undo")
        assert page.inner_text(heading) == titles[-1]
        page.uncheck("#go-on")
        mark(page, "agreed")
        assert page.inner_text(heading) == titles[-1]


def test_a_verdict_has_a_key(browser: Any, sample: Path) -> None:
    with opened(browser, sample) as page:
        page.fill("#mark-reviewer", "By keyboard")
        page.focus("#statement-list .choice")
        page.keyboard.press("a")
        assert page.inner_text("#progress").startswith("1 of ")
        page.focus("#statement-list .choice[aria-pressed=true]")
        page.keyboard.press("d")
        assert page.evaluate("document.activeElement.id") == "mark-comment"
        page.keyboard.type("a dose quite different")  # letters in a field are letters
        page.keyboard.press("Control+Enter")
        assert "1 disagreed" in page.inner_text("#progress")
        assert page.locator(".node.review-disagreed").count() >= 1
        page.focus("#statement-list .choice[aria-pressed=true]")
        now = page.inner_text("#statement-now h3")
        page.keyboard.press("n")
        assert page.inner_text("#statement-now h3") != now


def test_a_key_held_down_signs_one_statement(browser: Any, sample: Path) -> None:
    with opened(browser, sample) as page:
        page.fill("#mark-reviewer", "By keyboard")
        page.focus("#statement-list .choice")
        for _ in range(4):  # a key that is pressed again before it is let go repeats
            page.keyboard.down("a")
        page.keyboard.up("a")
        assert page.inner_text("#progress").startswith("1 of ")


def test_of_two_marks_of_one_day_the_stricter_stays_whichever_file_comes_last(
    browser: Any, sample: Path, folder: Path
) -> None:
    with opened(browser, sample) as page:
        mark(page, "agreed")
        earlier = saved(page, folder)
    with opened(browser, sample) as page:
        mark(page, "disagreed", "it is another dose")
        load(page, earlier)
        assert "1 disagreed" in page.inner_text("#progress")


def test_a_mark_of_a_day_to_come_is_refused(browser: Any, sample: Path) -> None:
    with opened(browser, sample) as page:
        page.fill("#mark-reviewer", "A. Reviewer")
        page.fill("#mark-date", "2999-01-01")
        page.click('[data-opinion="agreed"]')
        assert "future" in page.inner_text("#mark-wrong")
        assert page.inner_text("#progress").startswith("0 of ")


def test_failing_cases_are_told_first(browser: Any, sample: Path) -> None:
    with opened(browser, sample) as page:
        assert page.inner_text("#tab-cases") == "Cases3, 1 fails"
        page.click("#failing-cases")
        shown = page.locator("#case-list .choice:visible")
        assert shown.all_text_contents() == ["✗ fails a case that fails"]
        page.uncheck("#only-failing")
        assert shown.count() == 3
        assert "a case that fails" in shown.first.inner_text()


def test_a_browser_that_keeps_nothing_says_so(browser: Any, sample: Path) -> None:
    refused = '{ get() { throw new DOMException("no", "SecurityError"); } }'
    with opened(browser, sample, before=f'Object.defineProperty(window, "localStorage", {refused});') as page:
        mark(page, "agreed")
        assert "keeps no marks" in page.inner_text("#keeping")
        assert "1 of " in page.inner_text("#progress")


def test_two_windows_of_one_guideline_show_the_same_marks(browser: Any, sample: Path) -> None:
    with opened(browser, sample) as page:
        other = page.context.new_page()
        other.goto(sample.as_uri())
        mark(other, "agreed")
        page.wait_for_function("document.getElementById('progress').textContent.startsWith('1 of ')")


def test_what_the_browser_kept_and_cannot_be_read_is_put_aside(browser: Any, sample: Path) -> None:
    broken = "localStorage.setItem('guideline-review:sore_throat', '{broken');"
    with opened(browser, sample, before=broken) as page:
        assert "put aside" in page.inner_text("#keeping")
        mark(page, "agreed")
        assert page.evaluate("localStorage.getItem('guideline-review:sore_throat:unread')") == "{broken"


WRONG_FILES = {
    "it is no JSON": "{",
    "its format is": '{"format": "other", "marks": []}',
    "must be an object": "[1, 2]",
    "it is a review of": '{"format": "guideline-review/1", "guideline": "other", "marks": []}',
    "`marks` must be a list": '{"format": "guideline-review/1", "guideline": "sore_throat", "marks": {}}',
    "is no field of a mark": (
        '{"format": "guideline-review/1", "guideline": "sore_throat",'
        ' "marks": [{"key": "x", "__proto__": {"own": "y"}}]}'
    ),
}


def test_a_file_that_is_none_says_what_is_wrong_and_loses_nothing(
    browser: Any, sample: Path, folder: Path
) -> None:
    with opened(browser, sample) as page:
        mark(page, "agreed")
        for why, text in WRONG_FILES.items():
            file = folder / "wrong.json"
            file.write_text(text, encoding="utf-8")
            load(page, file)
            assert why in page.inner_text("#told-body"), why
            assert "Nothing was changed." in page.inner_text("#told-body")
            page.click("#close-told")
            assert "1 of " in page.inner_text("#progress")


def test_leaving_with_unsaved_marks_is_asked_about(browser: Any, sample: Path, folder: Path) -> None:
    leaving = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    with opened(browser, sample) as page:
        assert page.evaluate(leaving) is False
        mark(page, "agreed")
        assert page.evaluate(leaving) is True
        saved(page, folder)
        assert page.evaluate(leaving) is False


# ---------------------------------------------------------------- finding, zooming, keyboard


def test_search_goes_from_place_to_place(browser: Any, sample: Path) -> None:
    with opened(browser, sample) as page:
        page.keyboard.press("/")
        page.keyboard.type("allergy")
        first = page.inner_text("#search-said")
        assert first.startswith("1 of ")
        page.keyboard.press("Enter")
        assert page.inner_text("#search-said").startswith("2 of ")
        page.keyboard.press("Shift+Enter")
        assert page.inner_text("#search-said") == first
        page.select_option("#search-in", "narrative")
        assert page.inner_text("#search-said") == "1 of 1, in the narrative"
        page.click("#search-go")
        page.keyboard.press("Enter")
        assert page.locator(".node.partner").count() >= 1
        page.fill("#search", "nowhere at all")
        assert page.inner_text("#search-said") == "nothing found"


def test_the_narrative_says_of_what_it_is_a_retelling_and_the_source_stands_beside_it(
    browser: Any, sample: Path, folder: Path
) -> None:
    with opened(browser, sample) as page:
        told = page.inner_text(".retelling")
        assert "retold in our own words from: Our own clinic (2026-01-01)" in told
        assert "not on this page" in told
        assert not page.locator("#to-source").is_visible()
    original = folder / "original.txt"
    original.write_text("Chapter 1\n\nWhoever is hot\nmay have <b>examplin</b>.\n", encoding="utf-8")
    both = folder / "both.html"
    both.write_text(review_of(str(written(folder)), (), str(original)), encoding="utf-8")
    with opened(browser, both) as page:
        assert "Compare with the source before you agree" in page.inner_text(".retelling")
        page.click("#to-source")
        assert page.locator("#source-body .paragraph").all_inner_texts() == [
            "Chapter 1",
            "Whoever is hot\nmay have <b>examplin</b>.",
        ]
        page.click("#to-narrative")
        assert page.locator(".sentence").first.is_visible()
        page.fill("#search", "whoever")
        assert page.inner_text("#search-said") == "1 of 1, in the source"
        assert page.locator("#source-body .hit-now").is_visible()
        sentence_of = box(page, "examplin 500 mg")
        sentence_of.click()
        assert sentence(page, "An adult with fever").is_visible()


def test_the_pathway_is_zoomed(browser: Any, sample: Path) -> None:
    with opened(browser, sample) as page:
        width = "document.querySelector('#pathway-body .card svg').getBoundingClientRect().width"
        before = page.evaluate(width)
        page.click("#zoom-in")
        assert page.evaluate(width) == pytest.approx(before * 1.25, rel=0.01)
        box(page, "when fever").focus()
        page.keyboard.press("-")
        assert page.evaluate(width) == pytest.approx(before, rel=0.01)
        page.keyboard.press("+")
        page.keyboard.press("0")
        assert page.evaluate(width) <= page.locator("#pathway-body").bounding_box()["width"]


def test_all_of_it_works_by_keyboard(browser: Any, sample: Path, folder: Path) -> None:
    with opened(browser, sample) as page:
        focus = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"

        def press(*keys: str) -> None:
            for key in keys:
                page.keyboard.press(key)

        press("F6")
        press("ArrowDown", "ArrowDown")
        press("ArrowRight")
        assert "GIVE" in page.evaluate(focus).upper()
        press("Enter")
        assert page.locator(".node.chosen").count() == 1
        press("F6")
        press("End", "Home", "ArrowDown", "Enter")
        assert page.locator(".segment.chosen").count() == 1
        press("F6", "ArrowDown", "Enter")
        assert page.locator(".sentence.chosen").count() == 1
        press("r")
        assert page.evaluate("document.activeElement.dataset.opinion") == "agreed"
        press("Shift+Tab", "Shift+Tab")  # over the comment, to the date
        page.focus("#mark-reviewer")
        page.keyboard.type("By keyboard")
        page.focus('[data-opinion="agreed"]')
        press("Enter")
        assert "1 of " in page.inner_text("#progress")
        page.focus("#tab-review")
        press("ArrowRight")
        assert page.get_attribute("#tab-cases", "aria-selected") == "true"
        press("Tab", "Tab")
        page.focus("#case-list .choice")
        press("ArrowDown", "Enter")
        assert page.locator(".badge").count() >= 1
        page.focus("#bar-drawer")
        before = page.locator("#drawer").bounding_box()["height"]
        press("ArrowUp")
        assert page.locator("#drawer").bounding_box()["height"] > before
        press("Escape", "?")
        assert page.locator("#help").is_visible()
        press("Escape")
        assert not page.locator("#help").is_visible()


def test_the_tab_key_goes_round_and_is_never_caught(browser: Any, sample: Path) -> None:
    with opened(browser, sample) as page:
        stops: list[str] = []
        for _ in range(60):
            page.keyboard.press("Tab")
            stops.append(
                page.evaluate(
                    "document.activeElement.id || document.activeElement.getAttribute('class') || ''"
                )
            )
        assert {"search", "zoom-in", "save", "open-help", "bar-drawer", "fold-drawer"} <= set(stops)
        assert any(stop.startswith("box") and stop[3:].isdigit() for stop in stops)
        assert any("segment" in stop for stop in stops)
        assert any(stop.startswith("passage") for stop in stops)
        assert stops.count("search") <= 2


def test_a_narrow_screen_shows_one_pane_at_a_time(browser: Any, sample: Path) -> None:
    with opened(browser, sample, viewport={"width": 600, "height": 800}) as page:
        panes = ("pathway", "text", "narrative")
        for shown in panes:
            page.click(f'#pane-tabs [data-pane="{shown}"]')
            assert [page.locator(f"#{pane}").is_visible() for pane in panes] == [
                pane == shown for pane in panes
            ]
        assert page.evaluate("document.documentElement.scrollWidth") <= 600
        page.locator('[data-opinion="agreed"]').scroll_into_view_if_needed()
        mark(page, "agreed")
        assert page.locator("#statement-now .says").first.bounding_box()["height"] > 20
        assert "1 of " in page.inner_text("#progress")


# ---------------------------------------------------------------- hostile text, accessibility, paper


def test_hostile_text_is_shown_as_text_and_breaks_no_layout(browser: Any, folder: Path) -> None:
    trap = f"<img src=x onerror=alert(1)></script><script>alert(2)</script>{'W' * 10_000}"
    guideline = GUIDELINE.replace("Sore throat", f"Sore {trap}").replace("Come back when", f"Back {trap}")
    guideline = guideline.replace("Fever now", trap).replace("the source does not say", trap)
    narrative = NARRATIVE.replace("Nobody cites", f"\u202eNobody {trap} cites")
    page_file = built(
        folder,
        "hostile.html",
        guideline=guideline,
        narrative=narrative,
        cases=CASES.replace("an adult", trap),
    )
    with opened(browser, page_file) as page:
        assert page.locator("img").count() == 0
        assert page.locator(".sentence", has_text="[U+202E]Nobody").count() == 1
        assert page.locator("script").count() == 2
        for tab in TABS:
            page.click(f"#tab-{tab}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 1440
        for pane in ("#pathway", "#text", "#narrative", "#drawer"):
            frame = page.locator(pane).bounding_box()
            assert frame["width"] > 150, pane
            assert frame["height"] > 100, pane


def violations(page: Any) -> list[str]:
    """What axe finds; its script is let past the page's policy by the driver, not by the page."""
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


def test_axe_finds_nothing(browser: Any, sample: Path) -> None:
    import axe_playwright_python

    axe = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    with opened(browser, sample, before=axe) as page:
        assert violations(page) == []
        box(page, "examplin 500 mg").click()
        mark(page, "question", "Why?")
        for tab in TABS:
            page.click(f"#tab-{tab}")
            if tab == "cases":
                page.locator("#case-list .choice", has_text="an adult with fever").click()
                page.locator(".node.is-not-reached").first.click()
            assert violations(page) == [], tab
        page.click("#open-help")
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.set_viewport_size({"width": 600, "height": 800})
        assert violations(page) == []


def test_it_prints_on_pages_that_can_be_read(browser: Any, myositis: Path, folder: Path) -> None:
    from pypdf import PdfReader

    printed = folder / "printed.pdf"
    parts = ("#head", "#print-legend", "#pathway", "#text", "#narrative", "#drawer", "#print-marks")
    with opened(browser, myositis) as page:
        mark(page, "question", "A question on paper")
        page.pdf(path=printed, prefer_css_page_size=True)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 740, "height": 1000})
        frames = [page.locator(part).bounding_box() for part in parts]
    for above, below in pairwise(frames):
        assert above["y"] + above["height"] <= below["y"] + 1
    for frame in frames:
        assert frame["width"] <= 741
    whole = ""
    for number, sheet in enumerate(PdfReader(printed).pages, 1):
        sizes: list[float] = []
        text = sheet.extract_text(visitor_text=measuring(sizes))
        assert text.strip(), f"page {number} is blank"
        assert sheet.mediabox.width == pytest.approx(595, abs=1)
        smallest = min(sizes)
        assert smallest >= SMALLEST_PRINT - 0.05, f"page {number} has text of {smallest:.1f} points"
        whole += text
    in_order = (
        "not a device, not validated",
        "Legend",
        "Starting prednisone",
        "Guideline text",
        "Narrative and",
        "Medicines and",
    )
    places = [whole.index(words) for words in (*in_order, "A question on paper")]
    assert places == sorted(places)


def measuring(sizes: list[float]) -> Any:
    """Takes down the sizes of the text of a page, in points."""

    def visit(text: str, matrix: list[float], of_text: list[float], font: object, size: float) -> None:
        if text.strip():
            scale = abs(matrix[3] or matrix[1]) * abs(of_text[3] or of_text[1])
            sizes.append(abs(size) * scale)

    return visit
