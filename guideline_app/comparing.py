"""`guideline diff`: two versions held against each other, told as text, JSON or Markdown, and drawn."""

from __future__ import annotations

from typing import Literal, assert_never

from guideline_dsl.difference import Difference

Style = Literal["text", "json", "markdown"]


def told(found: Difference, style: Style) -> str:
    """The difference as it is printed."""
    match style:
        case "text":
            from guideline_app.difference_report import difference_text  # noqa: PLC0415 - one style is asked for

            return difference_text(found)
        case "json":
            from engine.difference_form import difference_shown  # noqa: PLC0415 - with pydantic

            return f"{difference_shown(found).to_json(indent=2)}\n"
        case "markdown":
            from guideline_app.difference_markdown import difference_markdown  # noqa: PLC0415

            return difference_markdown(found)
    assert_never(style)
