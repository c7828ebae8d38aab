"""The summary page in a browser: its style is let in by its policy, nothing is fetched, and axe finds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import chromium, opened
from tests.cohort_sample import Ward


@pytest.mark.slow
def test_the_page_of_a_run_is_drawn_by_its_own_style_and_axe_finds_nothing(tmp_path: Path) -> None:
    import_axe = pytest.importorskip("axe_playwright_python")
    axe = (Path(import_axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    ward = Ward(tmp_path)
    table = ward.table(
        "id,age,weight,diabetes,diagnosed\na,55,70,no,2024-05-01\nb,55,x,,\n" + "c,60,,,\n" * 3
    )
    older = tmp_path / "older.guideline"
    older.write_text(ward.guideline.read_text(encoding="utf-8").replace("when diabetes", "when not diabetes"))
    page_of_run = tmp_path / "s.html"
    ward.run(table, "--summary", str(page_of_run), "--compare", str(older))
    ready = "addEventListener('load', () => performance.mark('ready'));"
    with chromium() as browser, opened(browser, page_of_run, before=axe + ready) as page:
        found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
        assert [each["help"] for each in found] == []
        assert page.evaluate("getComputedStyle(document.querySelector('td.number')).textAlign") == "right"
        bars = page.evaluate(
            "[...document.querySelectorAll('rect.part')].map((bar) => bar.getBoundingClientRect().width)"
        )
        assert max(bars) > 200 > min(bars)
        assert page.get_by_role("heading", name="Compared with an older version").is_visible()
