"""A real browser for tests: Chromium of the system, driven by Playwright, with nothing allowed but the page itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

REQUIRED = "GUIDELINE_BROWSER"
"""Set to `required`, a missing browser is a failure: what the build machine says."""

_REMEDY = (
    "a browser is needed: install Chromium (Debian: apt-get install chromium fonts-liberation) or name one in "
    "CHROMIUM, and the packages of the extra `test`"
)
_QUIET = (
    "--no-sandbox",  # a build machine runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_WATCH = """
window.watched = [];
addEventListener("securitypolicyviolation", (event) => window.watched.push(event.violatedDirective + event.blockedURI));
"""


def browser_or_skip() -> tuple[Any, str]:
    """Playwright and the path of a browser; without either the test is skipped, or fails where one is required."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sync_playwright = None
    if program is None or sync_playwright is None:
        if os.environ.get(REQUIRED) == "required":
            pytest.fail(_REMEDY)
        pytest.skip(_REMEDY)
    return sync_playwright, program


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser that is closed at the end."""
    playwright, program = browser_or_skip()
    with playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, headless=True, args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Any, file: Path, **options: Any) -> Iterator[Any]:
    """A page in a window of its own, and at the end: no error, no violation of its policy, and no request.

    `before` is a script that runs before the page's own.
    """
    before = options.pop("before", "")
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}} | options)
    context.set_default_timeout(10_000)
    context.add_init_script(_WATCH + before)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("console", lambda said: wrong.append(f"{said.type}: {said.text}"))
    page.on(
        "request",
        lambda request: wrong.append(f"request: {request.url}") if _foreign(request.url, file) else None,
    )
    page.on(
        "dialog",
        lambda dialog: dialog.accept() if dialog.type == "beforeunload" else wrong.append("a dialog"),
    )
    try:
        page.goto(file.as_uri())
        page.wait_for_function("performance.getEntriesByName('ready').length > 0")
        yield page
        assert page.evaluate("window.watched") == []
        assert wrong == []
    finally:
        context.close()


def _foreign(address: str, file: Path) -> bool:
    return address != file.as_uri() and not address.startswith("blob:")
