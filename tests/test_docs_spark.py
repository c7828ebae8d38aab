"""The page on Spark is true: played with the session of the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import spark_session
from tests.manual import ROOT, play

pytestmark = spark_session.MARKS


def test_what_the_page_on_spark_shows_is_what_happens(spark: Any, tmp_path: Path) -> None:
    assert spark is not None
    problems, _ = play(ROOT / "docs" / "spark.md", tmp_path)
    assert "\n".join(problems) == ""
