"""The manual's page on findings, made from the table of codes: Markdown.

A test compares docs/diagnostics.md with it; `python -m guideline_dsl.diagnostics_page` prints it anew.

Declared absent: files.
"""

from __future__ import annotations

from collections.abc import Mapping

from guideline_dsl.check import check
from guideline_dsl.checking.cases import check_cases
from guideline_dsl.checking.codes import using
from guideline_dsl.code_row import CodeRow
from guideline_dsl.diagnostics import Finding
from guideline_dsl.parse import parse
from guideline_dsl.render import visible
from guideline_dsl.semantic_codes import EXAMPLE_HEAD, EXAMPLE_NARRATIVE, SEMANTIC_CODES, whole_example
from guideline_dsl.syntax_codes import SYNTAX_CODES
from guideline_dsl.uses import NotUsable, Usable, Used, read_used

_MOST_LINES = 24
_MOST_COLUMNS = 160

_INTRODUCTION = """\
# Findings

What `guideline check` can say, by code. An **error** keeps a guideline from being used; a **warning** is a
doubt that makes `check` fail as well; a **note** is shown and does no harm. Codes are stable.

Each entry shows a wrong text, what is said about it, and a right text; all of them are run. Examples under
[Reading](#reading) stand alone. Examples under [Meaning](#meaning) stand in a guideline that begins with
"""


def diagnostics_page() -> str:
    """The page, with an entry for every code."""
    parts = [
        _INTRODUCTION + _fenced(EXAMPLE_HEAD),
        "and quote this narrative:\n" + _fenced(EXAMPLE_NARRATIVE),
        "## Reading",
        *_entries(SYNTAX_CODES),
        "## Meaning",
        *_entries(SEMANTIC_CODES),
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _entries(rows: Mapping[str, CodeRow]) -> list[str]:
    return [_entry(code, rows[code]) for code in sorted(rows)]


def _entry(code: str, row: CodeRow) -> str:
    found = next(finding for finding in _findings(code, row.wrong) if finding.code == code)
    said = f"{found.severity}[{code}]: {visible(found.message)}"
    said += "".join(f"\n  {visible(place.says)}" for place in found.places if place.says)
    said += f"\n  = {visible(found.help)}" if found.help else ""
    return "\n\n".join(
        (
            f"### {code}",
            f"{row.severity.capitalize()}: {row.title}.",
            f"Wrong:\n{_fenced(row.wrong)}",
            f"Said:\n{_fenced(said)}",
            f"Right:\n{_fenced(row.right)}",
        )
    )


def _findings(code: str, example: str) -> tuple[Finding, ...]:
    if code in SYNTAX_CODES:
        return parse(example).findings
    parsed = parse(whole_example(example))
    checked = check(parsed.file, EXAMPLE_NARRATIVE, usable=example_usable())
    cases = check_cases(checked.core, parsed.file) if checked.core else ()
    return (*parsed.findings, *checked.findings, *cases)


def example_usable() -> Usable:
    """The guidelines that the examples use, and why others cannot be used."""
    usable: dict[str, Used | NotUsable] = {
        name: read_used(name, f"{name}.guideline", text) for name, text in using.USED.items()
    }
    for name, (code, message, meant) in using.UNUSABLE.items():
        usable[name] = NotUsable(code, message, meant=meant)
    return usable


def _fenced(text: str) -> str:
    lines = [visible(line) for line in text.strip("\n").split("\n")]
    shown = [
        line if len(line) <= _MOST_COLUMNS else f"{line[:_MOST_COLUMNS]} ..." for line in lines[:_MOST_LINES]
    ]
    if len(lines) > _MOST_LINES:
        shown.append("...")
    return "\n".join(("", "```text", *shown, "```"))


def _cut(line: str) -> str:
    return line if len(line) <= _MOST_COLUMNS else f"{line[:_MOST_COLUMNS]} ..."


if __name__ == "__main__":
    print(diagnostics_page(), end="")
